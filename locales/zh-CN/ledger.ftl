# 账本：写入、草稿、回执
queue-full = 等待写入的事件已达上限 { $limit }：请稍后重试
drafts-full = 草稿已达上限 { $limit }：请先完成或撤销旧草稿
draft-unsigned = 草稿还没有任何签名：请先由一名在任人员签名
draft-by-stranger = 草稿的签名人都不在任：请先由一名在任人员签名，再由其他人补签
ledger-stopped = 账本已停止写入：请查看服务器日志并重新启动
ledger-exists = 账本 { $ledger } 已经存在：请换一个名称
ledger-unknown = 没有名为“{ $found }”的账本：现有 { $known }
log-key-differs = 创始事件写的日志公钥是 { $found }，而本账本的公钥是 { $expected }：请改用后者
record-out-of-chain = 记录中第 { $index } 条与前一条接不上：记录已损坏，请从备份恢复
record-root-differs = 账本 { $ledger } 的 { $size } 条记录算出的根与已签署的检查点不符：记录已损坏，请从备份恢复
snapshot-unwritable = 状态快照无法写出：{ $cause }
thread-not-started = 无法启动账本线程：{ $cause }
folder-unusable = 文件夹 { $folder } 无法使用（{ $cause }）：请检查路径和权限
settings-unreadable = 账本设置 { $file } 无法读取（{ $cause }）
settings-newer = 账本设置 { $file } 的版本 { $found } 不认识：请使用更新的程序
entry-missing = 没有第 { $index } 条记录
receipt-of-other-entry = 回执写的是第 { $index } 条，内容却是第 { $found } 条
