# Flag F07
flag-f07 = F07 Entered late
flag-f07-about = A movement of money or a decision was entered long after it happened, or counts in a month that is closed. Accounts taken over do not count.
f07-closed = Closed month
limit-f07-days = More than how many days
