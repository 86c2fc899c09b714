# 从钱到人：一条记录的来龙去脉
chain-title = 来龙去脉
chain-about = 从钱到决议，从决议到会议，从会议到人：每一步都可以点开核对。
chain-this = 本条记录
chain-resolution = 依据的决议
chain-adopted = 形成决议
chain-rejected = 否决
chain-proposed = 提出
chain-signed = 签名：{ $names }
chain-count = 应到 { $due } 人，实到 { $present } 人；赞成 { $yes }，反对 { $no }，弃权等 { $abstain }
chain-roll = 谁怎么投的
chain-paid = 按这项决议付的钱
chain-paid-all = 全部 { $count } 笔
chain-left-after = 付后还剩
chain-meter = 已花占上限的多少，数字在旁边
