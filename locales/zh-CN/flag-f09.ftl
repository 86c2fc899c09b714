# 提示 F09
flag-f09 = F09 支出集中
flag-f09-about = 全年支出中，某一收款方占比过高且付款多次，或整体集中于少数收款方（各方占比的平方和）。
f09-in-year = 年度
f09-payments = 笔数
f09-whole-year = 全年支出
limit-f09-share = 占全年支出的比例
limit-f09-least = 至少几笔
limit-f09-index = 占比的平方和
limit-f09-year = 全年满多少笔才看
