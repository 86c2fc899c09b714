# Flag F22
flag-f22 = F22 Silence
flag-f22-about = A resident’s question or demand, or an objection, query or referral of the supervision group, waits beyond the day that was due.
f22-case = What
f22-stage = Stage
f22-by = Owed by
limit-f22-long = Raised from how many days on
