# 某一天的样子
past-banner = 这是 { $day } 当天结束时的样子：只用那时已经写入的前 { $size } 条记录算出。
past-now = 看这一页现在的样子
past-label = 看某一天结束时的样子
past-go = 去看
past-title = { $day } 的样子
past-folding = 正在从头算到那一天：{ $done } / { $size } 条。算好后本页会自己打开。
past-progress = 算到哪里了
past-again = 再看一次
past-nothing = { $day } 结束时账本里还没有记录：请选晚一些的日子
