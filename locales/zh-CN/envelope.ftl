# 信封、事件与条目
payload-too-long = 事件正文 { $bytes } 字节，超过上限 { $limit } 字节：请把长文放在账外文件里，只记摘要
specversion-unknown = CloudEvents 版本“{ $found }”不认识：应为 1.0
datacontenttype-unknown = 正文类型“{ $found }”不认识：应为 application/json
kind-unknown = 事件种类“{ $found }”不认识：可能是拼写有误，或需要更新的程序
subject-differs = subject 写的是“{ $found }”，按内容应为“{ $expected }”
payload-unwritable = 事件正文写不出来：{ $cause }
envelope-too-long = 信封 { $bytes } 字节，超过上限 { $limit } 字节
payload-type-unknown = payloadType“{ $found }”不认识：应为 { $expected }
base64-unreadable = { $what } 不是标准的 base64
signatures-too-many = 签名 { $found } 个，超过上限 { $limit } 个
signature-twice = 密钥 { $key } 签了两次：每把密钥只能签一次
signature-wrong = 密钥 { $key } 的签名不成立：签名与正文不符，或不符合严格验证
draft-differs = 两份信封的正文不同，签名不能合并：请对同一份正文签名
entry-too-long = 条目 { $bytes } 字节，超过上限 { $limit } 字节
entry-not-exact = 第 { $index } 条的写法不是规定的唯一形式
