# 一眼看明白
glance-decided = 决定了什么
glance-spent = 花了多少钱
glance-late = 什么逾期了
glance-none = 还没有。
glance-chart = 近十二个月每月的收入与支出，下面有数字表
glance-table = 看数字
glance-nothing-late = 没有逾期事项。
glance-count-late = 有 { $count } 件逾期。
glance-due = 应于 { $due } 前
glance-feed = 订阅更新（Atom）
