# 不公开字段的删除
kind-sealed-erased-v1 = 删除不公开内容
event-sealed-erased-v1 = 事件 { $event } 的 { $fields } 项不公开内容已删除，依据：{ $ground }
kind-sealed-read-v1 = 查看保密项
event-sealed-read-v1 = 监督小组查看事件 { $event } 的 { $fields } 个保密项，用途：{ $purpose }
