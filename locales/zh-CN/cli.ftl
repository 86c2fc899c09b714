# 命令行
init-done =
    账本 { $ledger } 已建立。上面是日志公钥，请张贴在公告栏。
    下一步：在创始事件（ledger.genesis.v1）的 log 一项写入该公钥，由名列其中的每把密钥签名后提交。
sign-about = 将签署：{ $told }（编号 { $id }）
draft-waits = 已收为草稿，还需要：
draft-withdrawn = 草稿 { $id } 已撤回
draft-signed = （已有 { $count } 个签名）
submit-refused = 账本拒绝了这个事件：
serve-at = 已打开：http://{ $address }/
folder-missing = 没有文件夹 { $folder }：请先运行 mingbai init 或 mingbai demo
file-unwritable = 文件 { $file } 无法写入（{ $cause }）：不会覆盖已有文件
file-too-long = 文件 { $file } 超过上限 { $limit } 字节

demo-exists = { $dir } 中已有演示账本，直接核验。
demo-made = 写入 { $accepted } 条记录，另有 { $refused } 次提交被规则拒绝；用时 { $seconds } 秒，数据在 { $dir }。
demo-verified = 核验 { $target } 用时 { $seconds } 秒。
demo-open = 请用浏览器打开 { $url }（按 Ctrl-C 结束）
demo-refused = 演示事件 { $kind } 被拒绝：{ $cause }
demo-not-refused = 演示事件 { $kind } 本应被拒绝
demo-try-count = 计票时各项对不上：
demo-try-no-resolution = 没有决议就付款：
demo-try-closed-month = 向已结账的月份补记支出：
demo-try-old-key = 用已更换的旧密钥签名：
demo-try-early-tally = 票还没点就报结果：
demo-try-over-cap = “优秀”超过名额：
demo-try-no-countersign = 五万元以上支出没有监督小组和书记联署：
demo-try-over-permission = 付款超过决议上限：
demo-try-same-person = 经手人与审批人是同一人：
demo-try-related = 监督人员是经手人的配偶：
import-matter-title = 接收历年付款账
import-done = 新写入 { $appended } 条，原已在账 { $present } 条，共 { $all } 条。
import-stopped-at = 停在 { $file } 表格第 { $sheet } 行（记录中写作表头以下第 { $row } 行）：
import-no-key = 请用 --key 指定导入会计的密钥文件
argument-missing = 缺少参数：见下面所列
argument-unknown = 没有这个参数：请照下面的用法
argument-unreadable = 参数的值不对：见下面所列
arguments-conflict = 这些参数不能同时使用：见下面所列
command-unknown = 没有这个命令：用 mingbai help 查看有哪些命令
