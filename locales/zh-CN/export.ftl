# 导出
export-unknown = 没有名为 { $found } 的导出格式：可用 { $known }，或 all
export-exists = { $folder } 已存在且不为空：导出从不覆盖已有文件，请换一个文件夹
export-begun = { $folder } 是上次中断的导出留下的：请删除后重新导出
export-folder = 由账本的前 { $size } 条记录（即检查点所覆盖的）得出；未完成与逾期以 { $day } 日终为准。谁有这些记录，都能得出逐字节相同的文件。各列的含义见各格式的 README。
xlsx-unwritable = 无法写出工作簿：{ $cause }
export-readme =
    CSV 为 UTF-8，首行为列名，金额另有以最小单位（分）计的整数列。以 = + - @ 等符号或撇号开头的文字前加了一个撇号，以免电子表格当作公式执行；用程序读取时去掉一个开头的撇号。同一内容也在 XLSX 中，其中文字一律为文字，没有公式。
export-hledger =
    hledger 日记账（https://hledger.org）：资金、积分、志愿服务分钟与物品的每一笔变动。
    每月月末断言账簿余额：hledger check -s 会重新加总并核对。
    assets、income、expense 为资金；equity 为期初与旧账；holder、source、use 为积分、分钟或物品的持有者、来源与用途；“for …”为限定的用途。
    entry 与 event 说明该笔出自账本的哪条记录；voucher 为凭证的 SHA-256。
    文字中的 ; 与 | 改写为全角，代码中的冒号改写为 /。
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
export-form-hledger = hledger 日记账与余额断言：资金、积分、时长、物品
json-unwritable = 无法写出文件：{ $cause }
export-ocds =
    开放签约数据标准 OCDS 1.1（https://standard.open-contracting.org/1.1/en/）。每项准予支出的决议为一个签约过程：releases.json 按先后列出发生的事，records.json 按过程汇总。planning 为决议，其步骤为里程碑；预算金额为最多可支出的数额。award 为指定收款方的决议通过，或首次付款；付款为唯一合同的 transactions。冲销退回的为负数，因此合计即已用金额。账本不记招标与合同价，故不列。各方以公开的名称辨认。该标准要求发布者登记 ocid 前缀；账本没有前缀，其 ocid 以账本来源开头，在别处发布者请加上已登记的前缀。
export-ocds-cap = 决议准予的最高数额
export-ocds-unnamed = 未列名
export-fiscal =
    财政数据包 0.3：每一行支出与收入，以及预算。金额为小数，支出与收入均为正数；冲销为当日的负数。预算为最后通过的。每行注明所出自的记录与事件。CSV 中以公式符号开头的文字前加了一个撇号。
export-form-ocds = OCDS 1.1 发布与记录：准予的支出与付款
export-form-fiscal = 财政数据包：支出、收入与预算
