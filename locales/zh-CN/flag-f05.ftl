# 提示 F05
flag-f05 = F05 休息日支付
flag-f05-about = 支付日是休息日或法定节假日（调休的工作日不算）。
f05-weekend = 周末
f05-holiday = 节假日
f05-amount = 金额
