# 事项流转：各类事项的阶段
case-exists = { $sort } { $case } 已经登记过：请换一个编号
case-unknown = 没有 { $sort } { $case }：请核对编号
case-of-another = { $case } 是 { $by } 提出的，不是 { $person }：须由提出人确认
case-about-another = { $case } 不涉及 { $person }：请核对编号
case-worth-differs = { $case } 写的是 { $found }，已确认的是 { $worth }：须与之相符
case-at-another-stage = { $case } 处于“{ $stage }”阶段，此事须在“{ $wanted }”阶段办理
case-ended = { $case } 已办结（{ $stage }）：如需再办，请另立一件
case-stage-never = { $case } 还没有到过“{ $stage }”阶段
case-too-soon = { $case } 自 { $since } 起“{ $stage }”，{ $earliest } 之前（写的是 { $found }）不能办下一步
case-too-late = { $case } 自 { $since } 起“{ $stage }”，{ $latest } 期满，{ $found } 已过期限
nobody-answers-for-themselves = 涉及 { $person } 的事项须有本人及近亲属以外的人签名
case-put-off = { $case } 的期限是 { $due }，转办不能推迟到 { $found }：请写原来的期限
case-not-then = { $case } 在 { $day } 不处于“{ $stage }”阶段，或者这一天还没有到：请核对日期
