# 静态副本
publish-done = 已发布 { $size } 条，其中新增 { $entries } 条；写了 { $files } 个文件
publish-in-use = 另一个进程正在向文件夹 { $folder } 发布：请先停下它
publish-copy-damaged = 文件夹 { $folder } 里的内容与它自己的检查点不符：请移走它，再向空文件夹重新发布
copy-title = 账本的副本
copy-about = 您看到的是副本。它有账本的每条记录、每张报表和表格；保管副本的人改动任何一处都会被发现：mingbai verify 和核验页读它就像读账本本身。
copy-absent = 搜索、询问、往日页面、打印公告、成员办公桌和监督小组页面，需要账本自己的服务器。
copy-home = 账本本身在
