# Flag F18
flag-f18 = F18 Evaluation
flag-f18-about = Every ballot came back and all are alike, the best band goes to much of a round, or two evaluations are close together. Of secret votes too: all alike, or ballots in the box that were not shown.
f18-why = What
f18-alike = all ballots back and alike
f18-many = share of the best band
f18-soon = days between evaluations
limit-f18-size = Electorates of this many or more
limit-f18-best = Share of the best band
limit-f18-apart = Less than how many days apart
f18-lost = ballots that were in the box and were not shown
