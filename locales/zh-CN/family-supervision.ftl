# 监督小组
case-supervision-review = 逐项审核
stage-supervision-review-agreed = 同意
stage-supervision-review-abstained = 弃权
case-supervision-objection = 监督异议
stage-supervision-objection-raised = 待答复
stage-supervision-objection-answered = 已答复，待监督小组认定
stage-supervision-objection-upheld = 坚持异议，待整改
stage-supervision-objection-withdrawn = 已撤回
stage-supervision-objection-put-right = 已整改
stage-supervision-objection-overridden = 经决议否定
case-supervision-query = 监督质询
stage-supervision-query-put = 待答复
stage-supervision-query-answered = 已答复，待监督小组认定
stage-supervision-query-settled = 已办结
case-supervision-report = 监督报告
stage-supervision-report-made = 已报告，下次报告待交
stage-supervision-report-followed = 已有后续报告
case-supervision-referral = 移送
stage-supervision-referral-made = 已移送
stage-supervision-referral-answered = 已回复
clock-supervision-answer = 答复监督异议期限
clock-supervision-decide = 监督小组认定答复期限
clock-supervision-put-right = 异议整改期限
clock-supervision-query = 答复监督质询期限
kind-supervision-review-given-v1 = 监督审核
event-supervision-review-given-v1 =
    { $by } 审核了 { $of } 的事项：{ $agrees ->
        [yes] 同意
       *[no] 弃权
    }
kind-supervision-objected-v1 = 监督异议
event-supervision-objected-v1 = { $by } 提出异议“{ $title }”：{ $reason }（由 { $owner } 答复）
kind-supervision-objection-answered-v1 = 答复监督异议
event-supervision-objection-answered-v1 = { $by } 答复异议“{ $objection }”：{ $answer }
kind-supervision-objection-settled-v1 = 认定监督异议
event-supervision-objection-settled-v1 =
    异议“{ $objection }”{ $upheld ->
        [yes] 坚持
       *[no] 撤回
    }：{ $finding }
kind-supervision-put-right-v1 = 异议整改
event-supervision-put-right-v1 = 异议“{ $objection }”已整改：{ $remedy }
kind-supervision-objection-overridden-v1 = 决议否定异议
event-supervision-objection-overridden-v1 = 异议“{ $objection }”由决议“{ $matter }”否定：{ $reason }
kind-supervision-query-put-v1 = 监督质询
event-supervision-query-put-v1 = { $by } 质询：{ $words }（由 { $owner } 答复）
kind-supervision-query-answered-v1 = 答复监督质询
event-supervision-query-answered-v1 = { $by } 答复质询“{ $query }”：{ $answer }
kind-supervision-query-closed-v1 = 认定质询答复
event-supervision-query-closed-v1 =
    质询“{ $query }”的答复{ $satisfied ->
        [yes] 认可
       *[no] 不认可，再次质询
    }：{ $finding }
kind-supervision-report-made-v1 = 监督报告
event-supervision-report-made-v1 = 监督小组报告“{ $title }”，{ $from } 至 { $until }；下次报告在 { $next } 前
kind-supervision-referral-made-v1 = 移送线索
event-supervision-referral-made-v1 = 监督小组向{ $to }移送：{ $title }
kind-supervision-referral-answered-v1 = 移送回复
event-supervision-referral-answered-v1 = 移送“{ $referral }”的回复：{ $answer }
