# Recall
case-recall = recall
stage-recall-filed = filed, signatures to be counted
stage-recall-admitted = admitted, vote to be called
stage-recall-not-admitted = too few signatures
stage-recall-called = vote called
stage-recall-recalled = recalled, to be carried out
stage-recall-kept = kept in office
stage-recall-void = vote void
stage-recall-carried-out = carried out
stage-recall-withdrawn = withdrawn
case-recall-hearing = answer to a recall
stage-recall-hearing-open = open
stage-recall-hearing-heard = heard
stage-recall-hearing-waived = not taken
clock-recall-rule = Counting the signatures of a recall
clock-recall-call = Calling the vote on a recall
clock-recall-notice = Notice of the vote on a recall
clock-recall-carry-out = Carrying out a recall
limit-recall-share = Signatures for a recall
limit-recall-turnout = Share that must vote on a recall
limit-recall-carried = Share of the votes that recalls
sum-recall-signatures = Signatures that count and do not make those filed
sum-recall-papers = Papers of each kind make those returned
sum-recall-void = Nobody is recalled where too few voted
kind-recall-petition-filed-v1 = Recall asked for
event-recall-petition-filed-v1 = { $signed } residents ask to recall { $person }, “{ $title }”: { $reasons }
kind-recall-petition-ruled-v1 = Signatures of a recall counted
event-recall-petition-ruled-v1 =
    Signatures of “{ $recall }”: { $counted } count, { $struck } do not; { $admitted ->
        [yes] it is admitted
       *[no] too few
    }
kind-recall-person-heard-v1 = Person heard
event-recall-person-heard-v1 = { $by } answers “{ $recall }”: { $answer }
kind-recall-hearing-waived-v1 = Hearing not taken
event-recall-hearing-waived-v1 = “{ $recall }”: the person was asked and did not answer: { $asked }
kind-recall-vote-called-v1 = Vote on a recall called
event-recall-vote-called-v1 = The vote on “{ $recall }” is on { $on }: { $place }
kind-recall-vote-read-v1 = Count of a recall read out
event-recall-vote-read-v1 =
    Vote on “{ $recall }”: { $returned } papers returned, { $recalls } for, { $keeps } against; { $outcome ->
        [recalled] recalled
        [kept] kept in office
       *[void] too few voted, void
    }
kind-recall-carried-out-v1 = Recall carried out
event-recall-carried-out-v1 = “{ $recall }” is carried out under “{ $matter }”
kind-recall-withdrawn-v1 = Recall withdrawn
event-recall-withdrawn-v1 = “{ $recall }” is withdrawn: { $reason }
