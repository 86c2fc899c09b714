# The vote of an election
clock-poll-slate = From the slate to the vote
clock-poll-handover = Handing over the office
limit-poll-turnout = Share that must vote
limit-poll-turnout-representatives = Share of representatives that must vote
limit-poll-elected = Share of the votes that elects
limit-poll-runoff = Share of the votes that elects in a run-off
sum-poll-issued = Papers handed out and voters on the roll
sum-poll-returned = Papers returned and not returned make those handed out
sum-poll-valid = Valid and invalid papers make those returned
sum-poll-marks = All votes together and the seats on the valid papers
sum-poll-tally = Votes for one nominee and valid papers
sum-poll-void = Nobody is elected where too few voted
sum-poll-again = More nominees in the run-off than seats open
sum-poll-most = Those with the most votes go into the run-off
kind-poll-count-read-v1 = Count read out
event-poll-count-read-v1 =
    Count of “{ $election }”: { $electors } voters, { $issued } papers handed out, { $returned } returned, { $valid } valid; { $enough ->
        [yes] { $elected } elected
       *[no] too few voted, the election is void
    }
kind-poll-result-declared-v1 = Result declared
event-poll-result-declared-v1 =
    Result of “{ $election }”: { $elected } elected, { $open } seats open{ $runoff ->
        [no] {""}
       *[other] , run-off on { $runoff }
    }
kind-poll-handed-over-v1 = Office handed over
event-poll-handed-over-v1 = The office of “{ $election }” is handed over, { $items } heads, under “{ $matter }”
