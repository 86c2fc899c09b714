# 提示 F15
flag-f15 = F15 连号票据
flag-f15-about = 同一收款方的票据号在较长时间内连号。
f15-over-days = 跨越天数
f15-latest = 最新票据号
limit-f15-bills = 连号至少几张
limit-f15-days = 跨越超过多少天
