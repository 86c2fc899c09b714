# 图
chart-months = 每月收入与支出，下面的表里有每个数字
chart-of = { $table }的图，旁边的表里有每个数字
chart-budget = { $year } 年各项预算用了多少，表里有每个数字
chart-budget-line = 已用 { $share }%（{ $used }）
chart-bands = 各项评议结果的票数，表里有每个数字
chart-response = 多久办完
chart-took = 从提出到办完
chart-cases = 件数
chart-within = { $days } 天以内
chart-between = { $from } 至 { $days } 天
chart-longer = 超过 { $days } 天
chart-open = 还在办
finance-table-year-expense = 近十二个月的支出，按用途
finance-table-year-income = 近十二个月的收入，按来源
