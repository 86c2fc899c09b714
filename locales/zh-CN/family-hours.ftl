# 志愿服务与时间银行
case-service = 志愿服务
stage-service-done = 已完成
stage-service-confirmed = 已确认
stage-service-credited = 已计时
clock-hours-confirm = 志愿服务确认期限
clock-hours-credit = 服务时长入账期限
limit-hours-longest = 一次服务最长分钟数
place-service-given = 提供服务
place-service-received = 接受服务
kind-service-done-v1 = 志愿服务
event-service-done-v1 = { $provider } 提供志愿服务“{ $activity }”，{ $minutes }
kind-service-confirmed-v1 = 确认志愿服务
event-service-confirmed-v1 = 志愿服务{ $service }已确认
kind-hours-credited-v1 = 时长入账
event-hours-credited-v1 = { $service }计入 { $provider } 名下：{ $minutes }
kind-hours-spent-v1 = 兑换时长
event-hours-spent-v1 = { $holder } 用 { $minutes } 兑换：{ $purpose }
