# 选举的投票
clock-poll-slate = 候选人公布至投票
clock-poll-handover = 交接期限
limit-poll-turnout = 参加投票的比例
limit-poll-turnout-representatives = 参加投票的代表比例
limit-poll-elected = 当选得票比例
limit-poll-runoff = 另行选举当选得票比例
sum-poll-issued = 发出的选票不得多于选民
sum-poll-returned = 收回与未收回的选票应等于发出的选票
sum-poll-valid = 有效与无效的选票应等于收回的选票
sum-poll-marks = 得票合计不得多于有效选票可投的票
sum-poll-tally = 每人得票不得多于有效选票
sum-poll-void = 选举无效时无人当选
sum-poll-again = 另行选举的候选人应多于空缺名额
sum-poll-most = 得票多的进入另行选举
kind-poll-count-read-v1 = 公开计票
event-poll-count-read-v1 =
    “{ $election }”计票：选民 { $electors } 人，发出 { $issued } 张，收回 { $returned } 张，有效 { $valid } 张；{ $enough ->
        [yes] 当选 { $elected } 名
       *[no] 参加投票的人数不够，选举无效
    }
kind-poll-result-declared-v1 = 宣布选举结果
event-poll-result-declared-v1 =
    “{ $election }”宣布结果：当选 { $elected } 名，空缺 { $open } 名{ $runoff ->
        [no] {""}
       *[other] ，{ $runoff } 另行选举
    }
kind-poll-handed-over-v1 = 工作交接
event-poll-handed-over-v1 = “{ $election }”交接完毕：{ $items } 项，依据“{ $matter }”
