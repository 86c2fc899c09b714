# Public opinion
case-voice = opinion
stage-voice-posted = waiting for an answer
stage-voice-answered = answered
stage-voice-moderated = taken down
clock-voice-answer = days to answer
limit-voice-channels = ways to speak up
limit-voice-reasons = reasons to take something down
kind-voice-posted-v1 = Opinion
event-voice-posted-v1 = Residents say “{ $title }”; { $owner } is to answer
kind-voice-answered-v1 = Opinion answered
event-voice-answered-v1 = { $by } answers { $voice }: { $answer }
kind-voice-moderated-v1 = Opinion taken down
event-voice-moderated-v1 = The words of { $voice } were taken down: { $reason }
