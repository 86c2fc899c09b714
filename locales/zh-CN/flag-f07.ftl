# 提示 F07
flag-f07 = F07 事后补录
flag-f07-about = 收支或决定在发生很久之后才录入，或记入已结账的月份。接管的旧账不算。
f07-closed = 已结账月份
limit-f07-days = 超过多少天
