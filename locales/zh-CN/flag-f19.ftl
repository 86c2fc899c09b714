# 提示 F19
flag-f19 = F19 季末突击
flag-f19-about = 一个季度的支出大量集中在最后几天。季度结束后才提示。
f19-late = 最后几天支出
f19-total = 全季支出
f19-payments = 笔数
limit-f19-share = 占全季支出的比例
limit-f19-days = 最后几天
limit-f19-least = 全季至少几笔
