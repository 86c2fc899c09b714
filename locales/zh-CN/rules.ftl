# 裁定：事件能否入账
other-ledger = 事件写给账本“{ $found }”，而这里是“{ $expected }”：请在正确的账本提交
not-founded = 账本还没有创始事件，不能接受 { $kind }：第一条必须是创始事件
id-used = 事件号 { $id } 已用于第 { $index } 条：请换一个新的事件号
time-ahead = 事件时间 { $found } 晚于账本时钟 { $now }：请核对时间
time-too-old = 事件发生于 { $found }，早于允许补记的最早日期 { $earliest }
no-policy-yet = 还没有生效的规则：请先由各组织过半数成员签署规则事件
kind-not-in-policy = 现行规则没有规定 { $kind } 由谁签名：须先经决议修改规则
key-unknown = 密钥 { $key } 不属于任何登记的人，或已停用：请用本人现行密钥签名
no-mandate = { $person } 在 { $day } 没有任何职务，不能签名：请由当日在职的人签名
signatures-missing = 需要 { $seats } 中 { $needed } 人签名，现有 { $found } 人：请补签
profile-unknown = 没有名为“{ $found }”的规则文本：可选 { $known }
profile-unreadable = 规则文本第 { $line } 行无法识别：{ $cause }
profile-layer-unreadable = 规则文本与它所依据的规则合不起来：{ $cause }。请改正所指的部分；base 须写随附规则的名称，其余只写要改变的内容。
