# Secret votes with anonymous ballots
kind-ballots-opened-v1 = Secret vote announced
event-ballots-opened-v1 = A secret vote is announced: { $title }. The roll has { $electors } electors; it closes on { $closes }
kind-ballots-enrolled-v1 = Electors entered on the roll of a vote
event-ballots-enrolled-v1 = { $electors } electors are entered on the roll of vote { $vote }
kind-ballots-issued-v1 = Ballot tokens given out
event-ballots-issued-v1 = { $issued } tokens are given out for vote { $vote }; which token is whose nobody can tell
kind-ballots-boxed-v1 = Ballots put into the box
event-ballots-boxed-v1 = { $ballots } ballots are in the box of vote { $vote }, by digest
kind-ballots-returned-v1 = Ballots shown
event-ballots-returned-v1 = { $ballots } ballots of vote { $vote } are shown, with tokens and without names
kind-ballots-counted-v1 = Secret vote counted
event-ballots-counted-v1 = Vote { $vote } is counted: { $issued } ballots given out, { $returned } came back ({ $choices })
