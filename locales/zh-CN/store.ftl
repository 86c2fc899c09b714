# 存储：记录文件、检查点、索引
store-in-use = 文件夹 { $folder } 正被另一个程序使用：请先停止它
store-poisoned = 磁盘同步曾失败，{ $folder } 已停止写入：请检查磁盘后重新启动
size-stale = 账本已有 { $found } 条，不是 { $expected } 条：请重新读取后再写
commit-root-differs = 写入 { $size } 条后的根与写入者算出的不符：未写入任何内容
record-unwritable = 记录 { $folder } 无法写入（{ $cause }）：请检查磁盘空间和权限；未丢失任何已确认的记录
record-damaged = 第 { $index } 条记录已损坏：文件 { $file } 第 { $at } 字节处，请从备份恢复该文件
segment-missing = 自第 { $index } 条起的记录文件 { $file } 不见了：请从备份恢复
segment-differs = 自第 { $index } 条起的记录文件 { $file } 与树不符：请从备份恢复
entry-differs = 第 { $index } 条记录（文件 { $file }）与树不符：请从备份恢复
record-differs = { $folder } 中的 { $size } 条记录与检查点不符：请从备份恢复
checkpoint-file-damaged = 检查点文件 { $file } 无法读取：请从备份恢复
checkpoint-file-missing = 检查点文件 { $file } 不见了，而记录还在：请从备份恢复
range-unreadable = 无法读取第 { $from } 至 { $until } 条：账本有 { $size } 条，且一次读取有上限
index-unusable = 账本 { $ledger } 的索引无法使用：请检查磁盘后重新启动
index-unwritable = 索引无法读写：请检查磁盘后重新启动
