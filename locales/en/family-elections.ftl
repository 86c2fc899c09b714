# Elections, up to the vote
case-election = election
stage-election-called = called
stage-election-roll-posted = roll posted
stage-election-slate-posted = slate posted
stage-election-counted = counted, to be declared
stage-election-runoff-called = run-off called
stage-election-declared = declared, to be handed over
stage-election-handed-over = handed over
stage-election-void = void
stage-election-abandoned = given up
case-election-way = way of voting
stage-election-way-voters = registered residents vote
stage-election-way-households = one of each household votes
stage-election-way-representatives = representatives vote
stage-election-way-over = over
case-voter-roll = roll of voters
stage-voter-roll-posted = posted
stage-voter-roll-corrected = corrected
stage-voter-roll-over = over
case-election-objection = objection to the roll
stage-election-objection-raised = waiting for a ruling
stage-election-objection-upheld = upheld
stage-election-objection-dismissed = dismissed
case-election-nominee = nominee
stage-election-nominee-nominated = nominated, to be examined
stage-election-nominee-accepted = accepted
stage-election-nominee-refused = refused
stage-election-nominee-withdrawn = withdrawn
stage-election-nominee-on-slate = on the slate
stage-election-nominee-in-runoff = in the run-off
stage-election-nominee-elected = elected
stage-election-nominee-not-elected = not elected
case-nominee-slate = slate
stage-nominee-slate-posted = posted
stage-nominee-slate-proxied = posted, with the proxies
stage-nominee-slate-again = run-off
stage-nominee-slate-over = over
clock-elections-roll = Roll posted ahead of the vote
clock-elections-objection = Objecting to the roll
clock-elections-ruling = Ruling on an objection to the roll
limit-elections-voters = Who votes
limit-elections-nominators = Who may nominate
limit-elections-supporters = Residents who nominate together
limit-elections-proxies = Votes held by one proxy
sum-elections-seats = Seats
sum-elections-candidates = More nominees than seats
sum-elections-once = Nobody is named twice
kind-elections-called-v1 = Election called
event-elections-called-v1 =
    Election “{ $title }” of { $body } on { $on }: { $seats } seats, { $voters ->
        [households] one of each household votes
        [representatives] the representatives vote
       *[voters] registered residents vote
    }
kind-elections-roll-posted-v1 = Roll posted
event-elections-roll-posted-v1 = The roll of “{ $election }” is posted: { $electors } voters, vote on { $on }
kind-elections-roll-questioned-v1 = Objection to the roll
event-elections-roll-questioned-v1 = Objection to the roll of “{ $election }”: { $words } ({ $owner } rules on it)
kind-elections-roll-ruled-v1 = Objection to the roll ruled on
event-elections-roll-ruled-v1 =
    The objection “{ $objection }” is { $upheld ->
        [yes] upheld
       *[no] dismissed
    }: { $finding }; { $electors } voters on the roll
kind-elections-nominated-v1 = Nominated
event-elections-nominated-v1 =
    { $label } is nominated for “{ $election }” by { $by ->
        [party] the party organisation
       *[residents] { $supporters } residents
    }
kind-elections-nominee-examined-v1 = Nominee examined
event-elections-nominee-examined-v1 =
    { $nominee } { $accepted ->
        [yes] may stand
       *[no] may not stand
    }: { $reason }
kind-elections-nominee-withdrawn-v1 = Nominee withdraws
event-elections-nominee-withdrawn-v1 = { $nominee } withdraws
kind-elections-slate-posted-v1 = Slate posted
event-elections-slate-posted-v1 = The slate of “{ $election }” is posted: { $nominees } nominees for { $seats } seats
kind-elections-proxies-listed-v1 = Proxies listed
event-elections-proxies-listed-v1 = Proxies of “{ $election }” are listed: { $proxies } people hold { $held } votes
kind-elections-abandoned-v1 = Election given up
event-elections-abandoned-v1 = “{ $election }” is given up: { $reason }
