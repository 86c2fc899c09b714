# 服务器
too-many-requests = 提交太快：每秒最多 { $limit } 次，请稍后重试
request-failed = 请求未能完成：请重试，若仍失败请联系管理员
listen-failed = 无法监听 { $address }（{ $cause }）：请换一个地址或端口
size-beyond = 大小 { $found } 超出已公布的 { $size }
event-missing = 没有编号为 { $id } 的事件
draft-missing = 没有编号为 { $id } 的草稿：可能已写入账本或已撤销
refused = 不符合规则
method-not-allowed = 这个地址不接受 { $method } 请求：请对照接口说明 /openapi.json
request-too-long = 提交的内容超过上限 { $limit } 字节：请分开提交
request-unreadable = 请求中的地址或数值无法读取：请检查其写法（原文：{ $cause }）
request-too-slow = 请求用时过长，已中止：请稍后重试，或一次少要一些
together-empty = 没有收到内容：请每行放一个已签名的信封
together-too-many = 一次最多提交 { $limit } 个信封：其余请另行提交
public-url-unreadable = 对外网址 { $found } 无法读取：应写成 https://主机名，可带端口，不带路径
