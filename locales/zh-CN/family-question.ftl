# 居民提问
case-question = 提问
stage-question-asked = 待答复
stage-question-answered = 已答复
case-demand = 公开要求
stage-demand-made = 待公开
stage-demand-met = 已公开
clock-question-answer = 提问答复期限
clock-question-demand = 要求公开的事项的公开期限
limit-question-demand-share = 要求公开的人数比例
kind-question-asked-v1 = 居民提问
event-question-asked-v1 = 居民提问：{ $words }（由 { $owner } 答复）
kind-question-answered-v1 = 答复提问
event-question-answered-v1 = { $by } 答复{ $question }：{ $answer }
kind-question-openness-demanded-v1 = 要求公开
event-question-openness-demanded-v1 = { $people } 人要求公开“{ $item }”
kind-question-demand-met-v1 = 按要求公开
event-question-demand-met-v1 = { $demand }所要求的已经公开
