# 义务：应办之事
duty-exists = { $duty } 已经登记过：请换一个编号
duty-before-it-arises = { $duty } 的期限早于 { $earliest }：期限不能在事件之前
duty-unknown = 没有应办的 { $duty }：请核对编号
duty-done = { $duty } 已在 { $on } 办结（第 { $index } 条）
confirmation-missing = { $duty } 须由{ $sort }中与责任人无关的人签名确认
evidence-missing = 没有附材料：至少附一份说明整改结果的材料

duty-notice = 公示 { $about }
duty-rectification = 整改 { $about }
duty-vacancy = 登记职务终止：{ $about }
duty-case = 办理 { $about }
duty-drawn-forward = { $duty } 的期限是 { $due }：延期不能提前
