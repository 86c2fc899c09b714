# The supervision group
case-supervision-review = review of an item
stage-supervision-review-agreed = agreed
stage-supervision-review-abstained = abstained
case-supervision-objection = objection
stage-supervision-objection-raised = waiting for an answer
stage-supervision-objection-answered = answered, for the group to settle
stage-supervision-objection-upheld = upheld, to be put right
stage-supervision-objection-withdrawn = withdrawn
stage-supervision-objection-put-right = put right
stage-supervision-objection-overridden = overridden by a resolution
case-supervision-query = query
stage-supervision-query-put = waiting for an answer
stage-supervision-query-answered = answered, for the group to settle
stage-supervision-query-settled = settled
case-supervision-report = report of the supervision group
stage-supervision-report-made = made; the next is due
stage-supervision-report-followed = followed by another
case-supervision-referral = referral
stage-supervision-referral-made = made
stage-supervision-referral-answered = answered
clock-supervision-answer = Answering an objection
clock-supervision-decide = Settling what was answered
clock-supervision-put-right = Putting right what was objected to
clock-supervision-query = Answering a query
kind-supervision-review-given-v1 = Item reviewed
event-supervision-review-given-v1 =
    { $by } looked at an item of { $of } and { $agrees ->
        [yes] agrees
       *[no] abstains
    }
kind-supervision-objected-v1 = Objection
event-supervision-objected-v1 = { $by } objects, “{ $title }”: { $reason } ({ $owner } answers)
kind-supervision-objection-answered-v1 = Objection answered
event-supervision-objection-answered-v1 = { $by } answers the objection “{ $objection }”: { $answer }
kind-supervision-objection-settled-v1 = Objection settled
event-supervision-objection-settled-v1 =
    The objection “{ $objection }” is { $upheld ->
        [yes] upheld
       *[no] withdrawn
    }: { $finding }
kind-supervision-put-right-v1 = Objection put right
event-supervision-put-right-v1 = What the objection “{ $objection }” was about is put right: { $remedy }
kind-supervision-objection-overridden-v1 = Objection overridden
event-supervision-objection-overridden-v1 = The resolution “{ $matter }” overrides the objection “{ $objection }”: { $reason }
kind-supervision-query-put-v1 = Query
event-supervision-query-put-v1 = { $by } asks: { $words } ({ $owner } answers)
kind-supervision-query-answered-v1 = Query answered
event-supervision-query-answered-v1 = { $by } answers the query “{ $query }”: { $answer }
kind-supervision-query-closed-v1 = Answer to a query settled
event-supervision-query-closed-v1 =
    The answer to “{ $query }” { $satisfied ->
        [yes] will do
       *[no] will not do; it is asked again
    }: { $finding }
kind-supervision-report-made-v1 = Report of the supervision group
event-supervision-report-made-v1 = The supervision group reports, “{ $title }”, { $from } to { $until }; the next is due by { $next }
kind-supervision-referral-made-v1 = Referral
event-supervision-referral-made-v1 = The supervision group refers to { $to }: { $title }
kind-supervision-referral-answered-v1 = Referral answered
event-supervision-referral-answered-v1 = The answer to the referral “{ $referral }”: { $answer }
