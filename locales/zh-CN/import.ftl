# 导入：把别处的账目接进来

## 对照表的栏目
import-field-on = 付款日期
import-field-amount = 金额
import-field-payee = 收款人
import-field-purpose = 用途
import-field-category = 类别
import-field-reference = 编号

## 文件
table-too-long = { $file }：文件有 { $bytes } 字节，最多读取 { $limit } 字节：请拆分，例如按月分开
table-not-text = { $file }：文件不是文本：第 { $at } 个位置是零字节。请另存为 UTF-8 编码的 CSV 或 .xlsx
table-old-workbook = { $file }：文件是旧的 .xls 工作簿：请另存为 .xlsx 或 CSV
table-encoding-unknown = { $file }：文件的文字不能按 { $tried } 中任何一种编码读出：请在对照表 [table] encodings 中写明它的编码
table-unreadable = { $file }：表格读不了：{ $cause }
table-workbook-unreadable = { $file }：工作簿读不了：{ $cause }。请用表格软件打开后重新另存为 .xlsx
table-workbook-too-long = { $file }：工作簿解压后超过 { $limit } 字节：请拆分，例如按月分开
table-sheet-missing = { $file }：工作簿中没有工作表“{ $wanted }”，只有：{ $found }。请在对照表 [table] sheet 中写明其中一个
table-sheet-unnamed = { $file }：工作簿有多个工作表（{ $found }）：请在对照表 [table] sheet 中写明用哪一个
table-rows-disordered = { $file }：工作簿的第 { $row } 行排在后面的行之后：请用表格软件重新保存
table-rows-too-many = { $file }：表格超过 { $limit } 行：请拆分，例如按月分开
table-columns-too-many = { $file }：第 { $row } 行有 { $found } 列，最多读取 { $limit } 列
table-cell-too-long = { $file }：第 { $row } 行第 { $column } 列超过 { $limit } 个字符：多半是那里的引号没有成对

## 对照表
import-map-unreadable = 对照表第 { $line } 行读不了：{ $cause }
import-map-field-missing = 对照表没有为“{ $field }”指定列，也没有默认值：请在 [columns] 或 [defaults] 中补上
import-map-name-twice = 对照表中列名“{ $name }”出现两次，或有空的列名：每个列名只能出现一次，只对应一个栏目
import-map-date-open = 日期格式“{ $format }”没有写全：应含年、月、日，如 %Y-%m-%d
import-map-marks-clash = 小数点“{ $decimal }”与分组符号必须互不相同，也不能是数字或负号
import-map-list-empty = 对照表至少要写明一个文件名、一种编码和一种日期格式
import-map-shape-wrong = 对照表 [table] 中 header_row 从 1 数起，分隔符是一个 ASCII 字符

## 对照表与文件
import-file-not-in-map = { $file }：对照表只适用于名为 { $files } 的文件：请换用这个文件的对照表，或补上它的名字
import-file-unreadable = 文件 { $file } 读不了（{ $cause }）：请检查路径和权限
import-file-empty = { $file }：表头以下没有一行是付款
import-files-too-many = { $file }：一项决议最多接入 { $limit } 个文件：其余的请另立一项决议
import-header-absent = { $file }：第 { $row } 行没有表头：请更正对照表的 [table] header_row
import-header-lacks = { $file }：没有“{ $field }”列；对照表接受 { $wanted }，文件中有 { $found }：如果其中一列就是它，请把列名补进对照表
import-header-twice = { $file }：“{ $field }”对应了不止一列；文件中有 { $found }：请更正文件或对照表
import-header-unknown = { $file }：对照表没有说明“{ $column }”列是什么：请指定它，或列入 [columns] ignored

## 行
import-row-too-wide = 第 { $row } 行：在表头的 { $columns } 列之外还有内容（“{ $found }”）：多半是文字中有分隔符而没有加引号
import-row-skipped = 第 { $row } 行按对照表的规定不接入：{ $reason }
import-cell-blank = 第 { $row } 行“{ $column }”列：“{ $field }”是空的：请在原表补上，或在对照表中给出默认值
import-date-unreadable = 第 { $row } 行“{ $column }”列：“{ $found }”不是 { $formats } 中任何一种格式的日期
import-date-ambiguous = 第 { $row } 行“{ $column }”列：“{ $found }”既可以是 { $one } 也可以是 { $other }：请只保留这个文件实际使用的格式
import-amount-unreadable = 第 { $row } 行“{ $column }”列：“{ $found }”不是金额；小数点应为“{ $decimal }”，分组符号为“{ $grouping }”，小数最多 { $exponent } 位
import-amount-zero = 第 { $row } 行：金额为 0，没有资金变动，这一行不接入

## 整个导入
import-no-files = 没有给出文件
import-files-refused = 有 { $count } 个文件读不了，第一个是 { $first }：什么都没有接入。请更正它们或不再列入
import-rows-unreadable = { $file } 有 { $count } 行读不了：什么都没有接入。请在原表更正，或用 --skip-bad 表明不接入这些行，决议会写明行数
import-file-not-agreed = { $file } 不在决议 { $matter } 接入的文件之中：请先通过决议；mingbai import payments --plan 会给出提案内容
import-file-read-otherwise = { $file } 现在读出 { $rows } 行，决议 { $matter } 写的是 { $agreed } 行或另一个合计：请用大家同意的那份对照表，或重新通过决议
