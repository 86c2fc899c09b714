# 无记名投票
kind-ballots-opened-v1 = 无记名投票公告
event-ballots-opened-v1 = 公告无记名投票：{ $title }。名册 { $electors } 人，{ $closes } 截止
kind-ballots-enrolled-v1 = 投票名册登记
event-ballots-enrolled-v1 = 投票 { $vote } 的名册登记 { $electors } 人
kind-ballots-issued-v1 = 发放选票凭据
event-ballots-issued-v1 = 投票 { $vote } 发放选票凭据 { $issued } 份；谁持有哪一份无人能知
kind-ballots-boxed-v1 = 选票入箱
event-ballots-boxed-v1 = 投票 { $vote } 有 { $ballots } 张选票入箱（只记摘要）
kind-ballots-returned-v1 = 公开选票
event-ballots-returned-v1 = 投票 { $vote } 公开 { $ballots } 张选票，只有凭据，没有姓名
kind-ballots-counted-v1 = 无记名投票计票
event-ballots-counted-v1 = 投票 { $vote } 计票：发出 { $issued } 张，收回 { $returned } 张（{ $choices }）
