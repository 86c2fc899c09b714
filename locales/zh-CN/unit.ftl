# 积分、时长、物资
units-unbalanced = 各行合计不为零（差 { $sum }）：有来有去，须相等
bound-to-another-purpose = 限定用于“{ $purpose }”的，来去须相等（差 { $sum }）：限定用途的不能移作他用
units-full = 数额 { $amount } 会使合计超出可精确表示的范围（还可记 { $left }）：请核对是否多写了数字
move-ahead = 日期 { $day } 晚于事件日 { $latest }
move-backward = { $account } 不能反方向记 { $amount }：数额须大于零；要撤销，请登记撤销
place-unnamed = 有一行没有写明是谁或何处（{ $account }）
holding-cannot-cover = { $holder } 的 { $unit } 不够 { $amount }：{ $day } 日终最多可用 { $available }
moves-unknown = 事件 { $event } 没有积分、时长或物资的进出，不能撤销：请核对事件号
moves-undone-already = 事件 { $event } 已被 { $by } 撤销
span-unbelievable = 时段 { $from } 至 { $until } 不成立：结束须晚于开始，且不晚于事件时间
worked-elsewhere = { $person } 在 { $from } 至 { $until } 之间已登记另一项服务（第 { $index } 条）：同一时间只能做一件
unit-points = { $amount } 分
unit-minutes = { $hours } 小时 { $minutes } 分钟
unit-goods = { $item } { $amount } 件
stock-differs = 账上 { $holder } 的 { $unit } 在 { $day } 为 { $booked }，不是 { $found }：请按账面数填写，差额另登记为盘点差异
