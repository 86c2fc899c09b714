# 提示 F08
flag-f08 = F08 预算执行
flag-f08-about = 预算科目的支出接近或超过当年预算。
f08-year = 年度
limit-f08-near = 占预算的比例
