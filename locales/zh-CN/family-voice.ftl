# 社情民意
case-voice = 居民意见
stage-voice-posted = 待答复
stage-voice-answered = 已答复
stage-voice-moderated = 已撤下
clock-voice-answer = 意见答复期限
limit-voice-channels = 意见渠道
limit-voice-reasons = 撤下的理由
kind-voice-posted-v1 = 居民意见
event-voice-posted-v1 = 居民反映“{ $title }”，由 { $owner } 答复
kind-voice-answered-v1 = 答复意见
event-voice-answered-v1 = { $by } 答复{ $voice }：{ $answer }
kind-voice-moderated-v1 = 撤下意见
event-voice-moderated-v1 = { $voice }的原文已撤下，理由：{ $reason }
