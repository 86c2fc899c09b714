# 数额与名册：政策中的指标、人数
figure-not-in-policy = 现行政策没有指标“{ $figure }”（{ $code }）：请在政策事件中补上
figure-of-other-sort = 现行政策的指标“{ $figure }”（{ $code }）不是所需的类型：请以新的政策事件更正
figure-exceeded = “{ $figure }”（{ $code }）最多 { $limit }，写的是 { $found }（依据：{ $source }）
figure-not-reached = “{ $figure }”（{ $code }）至少 { $limit }，写的是 { $found }（依据：{ $source }）
choice-unknown = “{ $figure }”（{ $code }）没有 { $found } 这一项：可选 { $known }
roll-unknown = { $day } 及以前没有 { $group } 的人数：请先登记名册人数
more-than-the-roll = { $found } 人超过名册的 { $whole } 人：请核对
share-not-reached = “{ $figure }”（{ $code }）要求 { $share }：名册 { $whole } 人，至少 { $needed } 人，现有 { $found } 人（依据：{ $source }）
roll-ahead = 名册日期 { $day } 晚于事件日 { $latest }
roll-empty = 名册没有写任何人数：请至少写一项
roll-counted-already = { $group } 在 { $day } 的人数已登记：请用另一个日期登记新的人数
clock-not-in-policy = 现行政策没有期限“{ $clock }”（{ $code }）：请在政策事件中补上
kind-signed-twice = 政策对 { $kind } 的签名写了两处：每种事件只能写一处
persons-not-apart = { $one } 与 { $two } 是同一人或近亲属：此事须由不同的人
