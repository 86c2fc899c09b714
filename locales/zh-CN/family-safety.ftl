# 平安建设
case-patrol = 巡逻
stage-patrol-walked = 已完成
case-hazard = 隐患
stage-hazard-found = 已发现
stage-hazard-fixed = 已整改
stage-hazard-checked = 已复查
case-dispute = 纠纷
stage-dispute-settled = 调解成功
stage-dispute-not-settled = 未能调解
clock-safety-check = 隐患复查期限
limit-safety-risks = 隐患种类
kind-safety-patrol-walked-v1 = 巡逻
event-safety-patrol-walked-v1 = { $on } 巡逻“{ $route }”，{ $people } 人，{ $minutes } 分钟
kind-safety-hazard-found-v1 = 发现隐患
event-safety-hazard-found-v1 = 发现隐患“{ $title }”，由 { $owner } 在 { $due } 前消除
kind-safety-hazard-fixed-v1 = 消除隐患
event-safety-hazard-fixed-v1 = { $hazard }已整改：{ $done }
kind-safety-hazard-checked-v1 = 复查隐患
event-safety-hazard-checked-v1 = { $hazard }经复查已消除
kind-safety-dispute-mediated-v1 = 调解纠纷
event-safety-dispute-mediated-v1 =
    { $mediator } 调解{ $sort }，{ $settled ->
        [yes] 达成协议
       *[no] 未达成协议
    }（当事人和内容不公开）
