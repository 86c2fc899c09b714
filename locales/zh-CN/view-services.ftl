# 服务公开
view-services = 服务公开
view-services-about = 各类事项办到哪一步、谁该办、有没有逾期
services-title = 服务公开
services-note = 所有状态都由签名记录按期限算出，以最近一条记录的日期为准；逾期不由谁申报。
services-as-of = 截至
services-sorts = 各类事项
services-sort = 类别
services-all = 共计
services-open = 在办
services-late = 逾期
services-overdue = 逾期未办
services-minutes = 志愿服务时长（分钟）
services-points = 爱心积分
services-goods = 爱心超市库存
holding-good = 物资
