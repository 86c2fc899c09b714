# 提示 F17
flag-f17 = F17 表决边缘
flag-f17-about = 到会人数刚过法定人数，连续几次全员同意，或会后很久才录入。只看一定规模的组织。
f17-why = 情形
f17-edge = 到会人数刚过法定人数
f17-unanimous = 连续全员同意
f17-late = 录入迟延天数
f17-body = 组织
f17-due = 应到
f17-present = 实到
f17-yes = 同意
limit-f17-size = 应到人数至少
limit-f17-spare = 比法定人数最多多几人
limit-f17-running = 连续几次
limit-f17-days = 会后超过多少天
