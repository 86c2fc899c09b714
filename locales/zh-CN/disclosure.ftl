# 公开：审核、张贴、更正
path-unreadable = 文件路径“{ $found }”无法识别：应为用 / 连接的编码，如 finance/2026-03
document-from-elsewhere = 文件 { $path } 写明依据前 { $found } 条，而账本现有 { $size } 条：请重新生成文件
objection-without-reason = 提出异议须写明理由
display-too-short = 公示到 { $until } 为止不够 { $days } 天：至少到 { $earliest }（依据：{ $source }）
photo-not-a-picture = { $path } 的公示照片须为 JPEG 或 PNG 图片
objection-unanswered = 监督小组在第 { $index } 条对 { $path } 提出了异议：公示时须写明答复
notice-unknown = 事件 { $event } 没有张贴公示：请核对事件号
notice-corrected-already = 公示 { $event } 已被 { $by } 更正：请更正最新的公示
correction-of-other-document = 更正的是 { $found }，而公示的是 { $expected }：须为同一份文件
correction-changes-nothing = 更正后的 { $path } 与公示的内容相同：没有需要更正的

finding-agreed = 同意
finding-objected = 提出异议

kind-notice-reviewed-v1 = 监督审核
event-notice-reviewed-v1 = 监督小组审核 { $path }：{ $finding }
kind-notice-posted-v1 = 张贴公示
event-notice-posted-v1 = { $path } 在“{ $place }”公示，到 { $until } 为止
kind-notice-corrected-v1 = 更正公示
event-notice-corrected-v1 = 更正公示 { $path }：原文有误（{ $wrong }），现改为（{ $changed }），重新公示到 { $until } 为止
