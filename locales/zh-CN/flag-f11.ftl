# 提示 F11
flag-f11 = F11 公开迟延
flag-f11-about = 应上墙的未上墙或迟上墙，或张贴时间短于规定。
f11-why = 情形
f11-late = 迟公开
f11-missing = 尚未公开
f11-short = 张贴天数不足
f11-days = 迟延天数
f11-by = 责任方
