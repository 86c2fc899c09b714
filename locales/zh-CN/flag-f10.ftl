# 提示 F10
flag-f10 = F10 凭证缺失或薄弱
flag-f10-about = 支出没有凭证，或金额较大而凭证只有照片（如白条）。接管的旧账另计没有注明凭证的行数。
f10-why = 原因
f10-none = 没有凭证
f10-only-pictures = 只有照片
f10-rows = 接管旧账中没有注明凭证的行数
limit-f10-pictures = 只有照片时从多少金额起
