# 读者记住的检查点
check-memory = 与上次见过的检查点比对：{ $count } 个
memory-first = 第一次见到 { $origin }，已记住它的检查点；下次核验时会比对
memory-shortened = { $origin } 上次签署的是 { $before } 条，这次只有 { $found } 条：历史被截短，或这份副本落后了。两份签名都已留存，请找最新的副本再核验
memory-forked = { $origin } 上次签署 { $before } 条，这次 { $found } 条，但这次的记录不是接着上次的：账本签了两种历史。两份签名都已留作证据，请交给监督小组
memory-key-differs = { $origin } 这次（{ $found } 条）由另一把日志公钥签署，与上次（{ $before } 条）的不同。若确已公告更换公钥，请换一个记忆文件；否则有人冒充，签名已留作证据
memory-tiles-differ = 瓦片算不出检查点签署的根，无法比对第 { $old } 条以前是否接续到 { $new } 条：请换一份副本再核验
memory-unreadable = 记忆文件 { $file } 中关于“{ $origin }”的内容被改动过或版本不符：请用备份替换，或另用新文件
