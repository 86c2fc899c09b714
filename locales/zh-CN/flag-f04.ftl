# 提示 F04
flag-f04 = F04 整数金额
flag-f04-about = 某收款方当年的整数金额支出，占比明显高于全部支出的平均占比。
f04-round = 整数金额笔数
f04-all = 全部笔数
limit-f04-multiple = 何为整数：其倍数
limit-f04-least = 一年至少几笔
limit-f04-times = 平均占比的几倍
