# 命令行
init-done =
    账本 { $ledger } 已建立。上面是日志公钥，请张贴在公告栏。
    下一步：在创始事件（ledger.genesis.v1）的 log 一项写入该公钥，由名列其中的每把密钥签名后提交。
sign-about = 将签署：{ $told }（编号 { $id }）
draft-waits = 已收为草稿，还需要：
submit-refused = 账本拒绝了这个事件：
serve-at = 已打开：http://{ $address }/
folder-missing = 没有文件夹 { $folder }：请先运行 mingbai init 或 mingbai demo
file-unreadable = 文件 { $file } 无法读取（{ $cause }）
file-unwritable = 文件 { $file } 无法写入（{ $cause }）：不会覆盖已有文件
file-too-long = 文件 { $file } 超过上限 { $limit } 字节
