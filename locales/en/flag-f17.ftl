# Flag F17
flag-f17 = F17 On the edge of a quorum
flag-f17-about = Hardly more were present than the quorum asks, everybody agreed several times running, or the decision was entered long after its meeting. Only bodies of some size.
f17-why = What
f17-edge = hardly more than the quorum
f17-unanimous = everybody agreed, times running
f17-late = days until it was entered
f17-body = Body
f17-due = Due
f17-present = Present
f17-yes = In favour
limit-f17-size = Bodies of this many or more
limit-f17-spare = At most so many above the quorum
limit-f17-running = Times running
limit-f17-days = More than how many days after the meeting
