# Self-government
case-selfrule-text = charter or pact
stage-selfrule-text-proposed = open for comment
stage-selfrule-text-adopted = adopted, to be filed
stage-selfrule-text-lost = lost
stage-selfrule-text-filed = filed
stage-selfrule-text-replaced = replaced
case-selfrule-meeting = residents’ meeting
stage-selfrule-meeting-called = called
stage-selfrule-meeting-held = held
stage-selfrule-meeting-short = too few came
stage-selfrule-meeting-cancelled = called off
case-selfrule-petition = petition
stage-selfrule-petition-filed = filed, signatures to be counted
stage-selfrule-petition-admitted = admitted
stage-selfrule-petition-not-admitted = too few signatures, to be answered
stage-selfrule-petition-granted = granted
stage-selfrule-petition-answered = answered
stage-selfrule-petition-withdrawn = withdrawn
case-selfrule-unit = unit of households
stage-selfrule-unit-represented = represented
stage-selfrule-unit-vacant = vacant
stage-selfrule-unit-dissolved = dissolved
clock-selfrule-notice = Notice of the residents’ meeting
clock-selfrule-comment = Comment on a charter
clock-selfrule-file = Filing a charter
clock-selfrule-rule = Counting the signatures of a petition
clock-selfrule-call = Doing what a petition wants, or answering it
clock-selfrule-vacancy = Choosing a representative again
limit-selfrule-adults = Adults who sign a petition
limit-selfrule-households = Households that sign a petition
limit-selfrule-representatives = Representatives who sign a petition
limit-selfrule-quorum = Attendance of the residents’ meeting
limit-selfrule-majority = Majority of the residents’ meeting
limit-selfrule-unit-least = Fewest households of one representative
limit-selfrule-unit-most = Most households of one representative
limit-selfrule-wants = What a petition may want
sum-selfrule-votes = Yes, no and neither make those present
sum-selfrule-short = A meeting that is too small carries nothing
kind-selfrule-text-proposed-v1 = Charter open for comment
event-selfrule-text-proposed-v1 = The text of “{ $title }” is open for comment
kind-selfrule-text-decided-v1 = Charter decided
event-selfrule-text-decided-v1 =
    “{ $text }” is { $adopted ->
        [yes] adopted
       *[no] lost
    }: { $present } present, { $yes } for, { $no } against
kind-selfrule-text-filed-v1 = Charter filed
event-selfrule-text-filed-v1 = “{ $text }” is filed with { $office }
kind-selfrule-meeting-called-v1 = Residents’ meeting called
event-selfrule-meeting-called-v1 = { $convener } calls “{ $title }” for { $on }, { $agenda } items
kind-selfrule-meeting-held-v1 = Residents’ meeting held
event-selfrule-meeting-held-v1 =
    “{ $meeting }”: { $present } came, { $quorum ->
        [yes] { $votes } questions put
       *[no] too few
    }
kind-selfrule-meeting-cancelled-v1 = Residents’ meeting called off
event-selfrule-meeting-cancelled-v1 = “{ $meeting }” is called off: { $reason }
kind-selfrule-petition-filed-v1 = Petition
event-selfrule-petition-filed-v1 =
    { $signed } people sign “{ $title }” and want { $wants ->
        [residents-meeting] a residents’ meeting
        [representatives-meeting] a representatives’ meeting
        [consultation] a consultation
       *[other] { $wants }
    }
kind-selfrule-petition-ruled-v1 = Signatures of a petition counted
event-selfrule-petition-ruled-v1 =
    Signatures of “{ $petition }”: { $counted } count, { $struck } do not; { $admitted ->
        [yes] it is admitted
       *[no] too few
    }
kind-selfrule-petition-granted-v1 = Petition granted
event-selfrule-petition-granted-v1 = “{ $petition }” is granted: { $outcome }
kind-selfrule-petition-answered-v1 = Petition answered
event-selfrule-petition-answered-v1 = The answer to “{ $petition }”: { $answer }
kind-selfrule-petition-withdrawn-v1 = Petition withdrawn
event-selfrule-petition-withdrawn-v1 = “{ $petition }” is withdrawn
kind-selfrule-representative-chosen-v1 = Representative chosen
event-selfrule-representative-chosen-v1 = { $title } ({ $households } households) chooses { $person }: { $voted } took part, { $votes } votes
kind-selfrule-representative-left-v1 = Representative has left
event-selfrule-representative-left-v1 = “{ $unit }” has lost its representative: { $reason }
kind-selfrule-unit-dissolved-v1 = Unit dissolved
event-selfrule-unit-dissolved-v1 = “{ $unit }” is dissolved: { $reason }
