# Residents' questions
case-question = question
stage-question-asked = waiting for an answer
stage-question-answered = answered
case-demand = demand for openness
stage-demand-made = to be published
stage-demand-met = published
clock-question-answer = days to answer a question
clock-question-demand = days to publish what was demanded
limit-question-demand-share = share of people who can demand openness
kind-question-asked-v1 = Question
event-question-asked-v1 = A resident asks: { $words } ({ $owner } is to answer)
kind-question-answered-v1 = Question answered
event-question-answered-v1 = { $by } answers { $question }: { $answer }
kind-question-openness-demanded-v1 = Openness demanded
event-question-openness-demanded-v1 = { $people } people demand that “{ $item }” be published
kind-question-demand-met-v1 = Demand met
event-question-demand-met-v1 = What { $demand } asks for is published
