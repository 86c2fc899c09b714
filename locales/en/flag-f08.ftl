# Flag F08
flag-f08 = F08 Budget lines
flag-f08-about = What was paid on a budget line is close to the year’s budget or beyond it.
f08-year = Year
limit-f08-near = Share of the budget
