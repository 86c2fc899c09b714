# 工作人员作风
case-conduct-post = 岗位
stage-conduct-post-assigned = 已定岗
case-conduct-promise = 承诺
stage-conduct-promise-published = 已公开
stage-conduct-promise-kept = 已兑现
stage-conduct-promise-missed = 未兑现
case-complaint = 投诉
stage-complaint-made = 待答复
stage-complaint-answered = 已答复
stage-complaint-lapse = 属实
clock-conduct-answer = 投诉答复期限
kind-conduct-post-assigned-v1 = 岗位职责
event-conduct-post-assigned-v1 = { $person } 的岗位职责：{ $duties }
kind-conduct-promise-published-v1 = 公开承诺
event-conduct-promise-published-v1 = { $person } 承诺在 { $due } 前：{ $promised }
kind-conduct-promise-kept-v1 = 承诺核查
event-conduct-promise-kept-v1 =
    { $promise }{ $kept ->
        [yes] 已兑现
       *[no] 未兑现
    }：{ $finding }
kind-conduct-complaint-made-v1 = 投诉
event-conduct-complaint-made-v1 = 收到对 { $person } 的投诉：{ $title }
kind-conduct-complaint-answered-v1 = 答复投诉
event-conduct-complaint-answered-v1 = { $complaint }的答复：{ $answer }
kind-conduct-lapse-noted-v1 = 投诉属实
event-conduct-lapse-noted-v1 = 监督小组认定{ $complaint }属实：{ $finding }
