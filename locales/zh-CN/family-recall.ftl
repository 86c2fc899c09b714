# 罢免
case-recall = 罢免
stage-recall-filed = 已提出，待核签名
stage-recall-admitted = 签名足数，待召集投票
stage-recall-not-admitted = 签名不足
stage-recall-called = 待投票
stage-recall-recalled = 已罢免，待执行
stage-recall-kept = 未罢免
stage-recall-void = 投票无效
stage-recall-carried-out = 已执行
stage-recall-withdrawn = 已撤回
case-recall-hearing = 罢免的申辩
stage-recall-hearing-open = 待申辩
stage-recall-hearing-heard = 已申辩
stage-recall-hearing-waived = 未申辩
clock-recall-rule = 核对签名期限
clock-recall-call = 召集罢免投票期限
clock-recall-notice = 罢免投票提前通知
clock-recall-carry-out = 执行罢免期限
limit-recall-share = 提出罢免的人数
limit-recall-turnout = 罢免投票参加人数
limit-recall-carried = 罢免所需票数
sum-recall-signatures = 有效与无效的签名应等于签名总数
sum-recall-papers = 各类选票应等于收回的选票
sum-recall-void = 投票无效时不得罢免
kind-recall-petition-filed-v1 = 提出罢免
event-recall-petition-filed-v1 = { $signed } 人联名提出“{ $title }”，罢免 { $person }：{ $reasons }
kind-recall-petition-ruled-v1 = 核对罢免签名
event-recall-petition-ruled-v1 =
    “{ $recall }”签名有效 { $counted } 个，无效 { $struck } 个：{ $admitted ->
        [yes] 受理
       *[no] 不足数，不受理
    }
kind-recall-person-heard-v1 = 申辩
event-recall-person-heard-v1 = { $by } 对“{ $recall }”申辩：{ $answer }
kind-recall-hearing-waived-v1 = 未作申辩
event-recall-hearing-waived-v1 = “{ $recall }”已通知申辩而未申辩：{ $asked }
kind-recall-vote-called-v1 = 召集罢免投票
event-recall-vote-called-v1 = “{ $recall }”定于 { $on } 投票：{ $place }
kind-recall-vote-read-v1 = 罢免计票
event-recall-vote-read-v1 =
    “{ $recall }”收回选票 { $returned } 张，同意 { $recalls } 张，不同意 { $keeps } 张：{ $outcome ->
        [recalled] 罢免
        [kept] 不罢免
       *[void] 参加投票的人数不够，无效
    }
kind-recall-carried-out-v1 = 执行罢免
event-recall-carried-out-v1 = “{ $recall }”已执行，依据“{ $matter }”
kind-recall-withdrawn-v1 = 撤回罢免
event-recall-withdrawn-v1 = “{ $recall }”撤回：{ $reason }
