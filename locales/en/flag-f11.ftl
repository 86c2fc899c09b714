# Flag F11
flag-f11 = F11 Late openness
flag-f11-about = What had to be on the board is missing or came late, or hangs for less time than it has to.
f11-why = What
f11-late = shown late
f11-missing = not shown yet
f11-short = too few days on the board
f11-days = Days late
f11-by = Owed by
