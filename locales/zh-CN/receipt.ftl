# 见证凭据
receipt-title = 见证凭据
receipt-about = 这个文件里有这条记录、它在账本中的证明和见证人的签名。留好它：以后不联网、不靠这台服务器，也能证明账本收过这条记录。
receipt-link = 下载见证凭据
receipt-by-number = 公告上的每一笔都有记录编号。按编号下载这条记录的见证凭据，以后不联网也能核验。
receipt-event = 第 { $index } 条记录：{ $kind }
receipt-accepted = 账本收下的时间：{ $time }
receipt-signed = { $count } 个签名都核对无误：
receipt-log = ✓ 在日志“{ $origin }”的前 { $size } 条记录之中，日志已签名。
receipt-witness = ✓ 见证人 { $name } 于 { $time } 签名
receipt-witness-not = – 见证人 { $name } 没有签名
receipt-holds = 结论：凭据成立，见证签名足够。
receipt-holds-by-log = 结论：凭据成立；名单没有要求见证签名，只有日志自己作保。
receipt-not-enough = 结论：记录在日志中，但见证签名不够。
tlog-proof-too-long = 见证凭据有 { $bytes } 字节，超过上限 { $limit }
tlog-proof-unreadable = 见证凭据第 { $line } 行无法读取：应为“c2sp.org/tlog-proof@v1”、可有的 extra 行、index 行、证明、一个空行，再加签名检查点
