# 提示 F02
flag-f02 = F02 接近审批限额的支出
flag-f02-about = 支出略低于需要更多人同意的限额。同一收款方一年内多次出现时重点看。
f02-this-year = 同一收款方当年次数
limit-f02-window = 占限额的比例
limit-f02-repeated = 一年几次起重点看
