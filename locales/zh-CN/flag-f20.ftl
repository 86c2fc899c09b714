# 提示 F20
flag-f20 = F20 首位数字
flag-f20-about = 一年支出金额的首位数字分布明显偏离本福特定律。笔数少或金额相近时不计算；重复的定价、补贴也会造成偏离。
f20-chi-square = 卡方值
f20-payments = 笔数
f20-digits = 首位数字1至9的笔数
limit-f20-least = 全年至少几笔
limit-f20-statistic = 卡方值的百倍至少
limit-f20-distance = 平均偏离
