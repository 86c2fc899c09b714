# 选举（投票之前）
case-election = 选举
stage-election-called = 已发公告
stage-election-roll-posted = 已公布选民名单
stage-election-slate-posted = 已公布候选人
stage-election-counted = 已计票，待宣布
stage-election-runoff-called = 待另行选举
stage-election-declared = 已宣布，待交接
stage-election-handed-over = 已交接
stage-election-void = 无效
stage-election-abandoned = 已中止
case-election-way = 选举方式
stage-election-way-voters = 登记居民投票
stage-election-way-households = 户代表投票
stage-election-way-representatives = 居民代表投票
stage-election-way-over = 已结束
case-voter-roll = 选民名单
stage-voter-roll-posted = 已公布
stage-voter-roll-corrected = 已更正
stage-voter-roll-over = 已结束
case-election-objection = 对选民名单的申诉
stage-election-objection-raised = 待处理
stage-election-objection-upheld = 成立
stage-election-objection-dismissed = 不成立
case-election-nominee = 被提名人
stage-election-nominee-nominated = 已提名，待审查
stage-election-nominee-accepted = 符合条件
stage-election-nominee-refused = 不符合条件
stage-election-nominee-withdrawn = 已退出
stage-election-nominee-on-slate = 正式候选人
stage-election-nominee-in-runoff = 另行选举候选人
stage-election-nominee-elected = 当选
stage-election-nominee-not-elected = 未当选
case-nominee-slate = 候选人名单
stage-nominee-slate-posted = 已公布
stage-nominee-slate-proxied = 已公布委托投票
stage-nominee-slate-again = 另行选举
stage-nominee-slate-over = 已结束
clock-elections-roll = 选民名单提前公布的期限
clock-elections-objection = 对选民名单申诉的期限
clock-elections-ruling = 处理申诉的期限
limit-elections-voters = 由谁投票
limit-elections-nominators = 提名方式
limit-elections-supporters = 居民联名提名人数
limit-elections-proxies = 每人接受委托投票数
sum-elections-seats = 应选名额
sum-elections-candidates = 候选人应多于应选名额
sum-elections-once = 名单不得重复
kind-elections-called-v1 = 选举公告
event-elections-called-v1 =
    { $body } 选举“{ $title }”定于 { $on } 投票：应选 { $seats } 名，由{ $voters ->
        [households] 户代表
        [representatives] 居民代表
       *[voters] 登记居民
    }投票
kind-elections-roll-posted-v1 = 公布选民名单
event-elections-roll-posted-v1 = “{ $election }”公布选民名单：{ $electors } 人，{ $on } 投票
kind-elections-roll-questioned-v1 = 对选民名单申诉
event-elections-roll-questioned-v1 = 对“{ $election }”选民名单的申诉：{ $words }（由 { $owner } 处理）
kind-elections-roll-ruled-v1 = 处理名单申诉
event-elections-roll-ruled-v1 =
    申诉“{ $objection }”{ $upheld ->
        [yes] 成立
       *[no] 不成立
    }：{ $finding }；名单 { $electors } 人
kind-elections-nominated-v1 = 提名
event-elections-nominated-v1 =
    “{ $election }”提名 { $label }：{ $by ->
        [party] 党组织提名
       *[residents] 居民 { $supporters } 人联名
    }
kind-elections-nominee-examined-v1 = 资格审查
event-elections-nominee-examined-v1 =
    { $nominee } { $accepted ->
        [yes] 符合条件
       *[no] 不符合条件
    }：{ $reason }
kind-elections-nominee-withdrawn-v1 = 退出提名
event-elections-nominee-withdrawn-v1 = { $nominee } 退出
kind-elections-slate-posted-v1 = 公布候选人
event-elections-slate-posted-v1 = “{ $election }”公布正式候选人 { $nominees } 名，应选 { $seats } 名
kind-elections-proxies-listed-v1 = 公布委托投票
event-elections-proxies-listed-v1 = “{ $election }”公布委托投票：{ $proxies } 人接受 { $held } 票
kind-elections-abandoned-v1 = 选举中止
event-elections-abandoned-v1 = “{ $election }”中止：{ $reason }
