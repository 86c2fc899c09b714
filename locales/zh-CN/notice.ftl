# 公告栏与明白纸
notice-print = 打印公告
notice-forms = 打印样式
notice-back = 返回页面
notice-form-a4 = A4 公告
notice-form-a3 = A3 公告
notice-form-slip = 明白纸（入户）
notice-sign-committee = 居（村）民委员会（盖章）
notice-sign-supervision = 监督小组（签名）
notice-sign-posted = 张贴日期
notice-check = 怎样核对这张纸
notice-step-scan = 用手机扫左边的码，打开核验页。
notice-step-wait = 等手机自己重算一遍，看到“所查各项都成立”。
notice-step-compare = 把手机上的数字与纸上的数字对一对；不一样，请告诉监督小组。
notice-root = 前 { $size } 条记录的根摘要
notice-digest = 本页内容的摘要
notice-code = 打开核验页的二维码
qr-too-long = 内容 { $bytes } 字节，放不进一个二维码
