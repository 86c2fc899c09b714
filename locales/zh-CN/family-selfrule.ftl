# 居民自治
case-selfrule-text = 自治章程与公约
stage-selfrule-text-proposed = 征求意见
stage-selfrule-text-adopted = 已通过，待备案
stage-selfrule-text-lost = 未通过
stage-selfrule-text-filed = 已备案
stage-selfrule-text-replaced = 已被替代
case-selfrule-meeting = 居民会议
stage-selfrule-meeting-called = 已召集
stage-selfrule-meeting-held = 已召开
stage-selfrule-meeting-short = 人数不足
stage-selfrule-meeting-cancelled = 已取消
case-selfrule-petition = 居民联名
stage-selfrule-petition-filed = 已提出，待核签名
stage-selfrule-petition-admitted = 签名足数，待办理
stage-selfrule-petition-not-admitted = 签名不足，待答复
stage-selfrule-petition-granted = 已办理
stage-selfrule-petition-answered = 已答复
stage-selfrule-petition-withdrawn = 已撤回
case-selfrule-unit = 居民代表推选单元
stage-selfrule-unit-represented = 有代表
stage-selfrule-unit-vacant = 缺代表，待推选
stage-selfrule-unit-dissolved = 已撤销
clock-selfrule-notice = 居民会议提前通知
clock-selfrule-comment = 章程征求意见期限
clock-selfrule-file = 章程备案期限
clock-selfrule-rule = 核对联名签名期限
clock-selfrule-call = 办理联名要求期限
clock-selfrule-vacancy = 补选居民代表期限
limit-selfrule-adults = 居民联名人数
limit-selfrule-households = 户代表联名人数
limit-selfrule-representatives = 居民代表联名人数
limit-selfrule-quorum = 居民会议到会人数
limit-selfrule-majority = 居民会议通过票数
limit-selfrule-unit-least = 每名代表最少户数
limit-selfrule-unit-most = 每名代表最多户数
limit-selfrule-wants = 联名可要求的事项
sum-selfrule-votes = 同意、不同意、弃权应等于到会人数
sum-selfrule-short = 到会人数不足时不得通过
kind-selfrule-text-proposed-v1 = 章程征求意见
event-selfrule-text-proposed-v1 = “{ $title }”全文公布，征求意见
kind-selfrule-text-decided-v1 = 表决章程
event-selfrule-text-decided-v1 =
    “{ $text }”{ $adopted ->
        [yes] 通过
       *[no] 未通过
    }：到会 { $present } 人，同意 { $yes }，不同意 { $no }
kind-selfrule-text-filed-v1 = 章程备案
event-selfrule-text-filed-v1 = “{ $text }”报{ $office }备案
kind-selfrule-meeting-called-v1 = 召集居民会议
event-selfrule-meeting-called-v1 = { $convener } 召集“{ $title }”，{ $on } 召开，议程 { $agenda } 项
kind-selfrule-meeting-held-v1 = 召开居民会议
event-selfrule-meeting-held-v1 =
    “{ $meeting }”到会 { $present } 人，{ $quorum ->
        [yes] 表决 { $votes } 项
       *[no] 人数不足
    }
kind-selfrule-meeting-cancelled-v1 = 取消居民会议
event-selfrule-meeting-cancelled-v1 = “{ $meeting }”取消：{ $reason }
kind-selfrule-petition-filed-v1 = 居民联名
event-selfrule-petition-filed-v1 =
    { $signed } 人联名“{ $title }”，要求{ $wants ->
        [residents-meeting] 召集居民会议
        [representatives-meeting] 召集居民代表会议
        [consultation] 开展协商
       *[other] { $wants }
    }
kind-selfrule-petition-ruled-v1 = 核对联名签名
event-selfrule-petition-ruled-v1 =
    “{ $petition }”签名有效 { $counted } 个，无效 { $struck } 个：{ $admitted ->
        [yes] 受理
       *[no] 不足数
    }
kind-selfrule-petition-granted-v1 = 办理联名要求
event-selfrule-petition-granted-v1 = “{ $petition }”已办理：{ $outcome }
kind-selfrule-petition-answered-v1 = 答复联名
event-selfrule-petition-answered-v1 = “{ $petition }”的答复：{ $answer }
kind-selfrule-petition-withdrawn-v1 = 撤回联名
event-selfrule-petition-withdrawn-v1 = “{ $petition }”撤回
kind-selfrule-representative-chosen-v1 = 推选居民代表
event-selfrule-representative-chosen-v1 = { $title }（{ $households } 户）推选 { $person } 为居民代表：{ $voted } 户参加，得 { $votes } 票
kind-selfrule-representative-left-v1 = 居民代表出缺
event-selfrule-representative-left-v1 = “{ $unit }”缺居民代表：{ $reason }
kind-selfrule-unit-dissolved-v1 = 撤销推选单元
event-selfrule-unit-dissolved-v1 = “{ $unit }”撤销：{ $reason }
