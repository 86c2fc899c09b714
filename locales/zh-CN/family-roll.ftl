# 名册人数
kind-roll-counted-v1 = 名册人数
event-roll-counted-v1 = 截至 { $on } 的人数：{ $groups }
