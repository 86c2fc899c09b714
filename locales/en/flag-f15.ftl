# Flag F15
flag-f15 = F15 Serial bills
flag-f15-about = The numbers of a payee’s bills follow one another over a long time.
f15-over-days = Over how many days
f15-latest = Latest bill
limit-f15-bills = From how many in a row on
limit-f15-days = Over more than how many days
