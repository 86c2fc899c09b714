# 导出
export-unknown = 没有名为 { $found } 的导出格式：可用 { $known }，或 all
export-exists = { $folder } 已存在且不为空：导出从不覆盖已有文件，请换一个文件夹
export-begun = { $folder } 是上次中断的导出留下的：请删除后重新导出
export-folder = 由账本的前 { $size } 条记录（即检查点所覆盖的）得出；未完成与逾期以 { $day } 日终为准。谁有这些记录，都能得出逐字节相同的文件。各列的含义见各格式的 README。
xlsx-unwritable = 无法写出工作簿：{ $cause }
export-readme =
    CSV 为 UTF-8，首行为列名，金额另有以最小单位（分）计的整数列。以 = + - @ 等符号或撇号开头的文字前加了一个撇号，以免电子表格当作公式执行；用程序读取时去掉一个开头的撇号。同一内容也在 XLSX 中，其中文字一律为文字，没有公式。
export-form-all = 全部格式
export-form-events = 每行一条记录与检查点（events.jsonl）
export-form-finance = 财务：每笔业务的每一行、各月数字（CSV、XLSX）
export-form-resolutions = 决议、步骤与逐人表决（CSV、XLSX）
export-form-evaluation = 测评结果与分组票数（CSV、XLSX）
export-form-openness = 公开义务与公示（CSV、XLSX）
export-form-points = 积分、时长与物品（CSV、XLSX）
export-form-cases = 各类事项及其阶段（CSV、XLSX）
export-form-grid = 网格与网格事项（CSV、XLSX）
export-form-flags = 提示信号与答复（CSV、XLSX）
