# 提示 F03
flag-f03 = F03 疑似重复支付
flag-f03-about = 同一张凭证、同一收款方的同一张票据，或短期内付给同一收款方的相同金额（含相邻两位数字对调）。一段时间内出现三次以上的金额视为单价，按周或按月的相同金额视为固定费用，都不算。
f03-why = 相同之处
f03-same-file = 凭证文件相同
f03-same-bill = 票据号相同
f03-same-amount = 金额相同
f03-transposed = 金额有相邻两位数字对调
f03-amounts = 金额
f03-apart = 相隔天数
limit-f03-days = 相同金额在多少天之内
limit-f03-amount = 从多少金额起比较金额
