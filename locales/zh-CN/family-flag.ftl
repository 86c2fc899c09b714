# 对提示的说明
kind-flag-answered-v1 = 对提示的说明
event-flag-answered-v1 = { $by } 就规则 { $rule } 对事件 { $event } 的提示说明：{ $answer }
