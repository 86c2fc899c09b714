# 提示 F22
flag-f22 = F22 沉默
flag-f22-about = 居民的提问、公开要求，或监督小组的异议、质询、移送，超过期限仍无回应。
f22-case = 事项
f22-stage = 阶段
f22-by = 责任方
limit-f22-long = 逾期多少天起重点看
