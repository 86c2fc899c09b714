# 提示 F14
flag-f14 = F14 现金
flag-f14-about = 单笔现金支出超过限额，月末库存现金过多，或现金收入迟迟不存入银行。
f14-why = 情形
f14-in-cash = 单笔现金支出
f14-month-end = 月末库存现金
f14-not-banked = 未存银行的天数
f14-amount = 金额
limit-f14-payment = 单笔现金支出超过
limit-f14-held = 月末库存现金超过
limit-f14-takings = 现金收入从多少起应存银行
limit-f14-days = 几天之内存银行
