# 基础：编码、密钥、时间、金额
digest-unreadable = 摘要“{ $found }”无法识别：应为 64 位小写十六进制数字
key-unreadable = 公钥“{ $found }”无法识别：应为 ed25519: 加 64 位小写十六进制数字
no-randomness = 操作系统没有给出随机数（{ $cause }），不能生成密钥
key-file-unreadable = 密钥文件 { $file } 读不了（{ $cause }）：请检查路径和权限
key-file-not-pkcs8 = { $file } 不是 PKCS#8 PEM 格式的 Ed25519 私钥：请用 mingbai key new 生成
key-file-unwritable = 密钥文件 { $file } 写不了（{ $cause }）：已有的文件不会被覆盖，请换一个路径
day-unreadable = 日期“{ $found }”无法识别：应写成 2026-03-31
month-unreadable = 月份“{ $found }”无法识别：应写成 2026-03
instant-unreadable = 时刻“{ $found }”无法识别：应写成 2026-03-31T08:00:00.000Z
time-unreadable = 时间“{ $found }”无法识别：应写成 2026-03-31T16:00:00+08:00
amount-unreadable = 金额“{ $found }”无法识别：应为不带分组符号的数字，小数位不超过货币的最小单位
code-unreadable = 编码“{ $found }”无法识别：应为 1 至 64 个 a-z 0-9 - . : 字符，以字母或数字开头
slug-unreadable = 账本名“{ $found }”不能用：应为 1 至 32 个 a-z 0-9 - 字符，以字母开头，且不是保留字
id-unreadable = 事件号“{ $found }”无法识别：应为小写的 UUIDv7
text-unreadable = 文字无法接受：应为 1 至 { $limit } 个字符，首尾无空格，不含控制字符
json-not-utf8 = { $what } 在第 { $at } 字节处不是 UTF-8 文字
json-unreadable = { $what } 第 { $line } 行第 { $column } 列无法识别：{ $cause }
