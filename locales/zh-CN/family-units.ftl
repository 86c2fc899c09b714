# 撤销积分、时长、物资的进出
kind-units-undone-v1 = 撤销进出
event-units-undone-v1 = 撤销事件 { $event } 的进出：{ $reason }
