# 不公开字段
event-unknown = 本账没有事件 { $event }：请核对事件号
nothing-to-erase = 没有写明删除哪些字段：至少写一项
sealed-unknown = 事件 { $event } 没有摘要为 { $digest } 的不公开字段：请核对
erased-already = 字段“{ $field }”（{ $digest }）已经删除，或写了两次
sealed-twice = 字段“{ $field }”的摘要 { $digest } 已经出现过：每个字段须用新的随机盐
opening-unreadable = 这不是不公开字段的开示文本：请原样粘贴保存的文本
opening-of-another-field = 这份开示文本不对应字段“{ $field }”（摘要 { $digest }）
