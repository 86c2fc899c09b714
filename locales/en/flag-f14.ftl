# Flag F14
flag-f14 = F14 Cash
flag-f14-about = A payment in cash is beyond the limit, much cash is left at the end of a month, or takings in cash stay out of the bank.
f14-why = What
f14-in-cash = one payment in cash
f14-month-end = cash at the end of the month
f14-not-banked = days out of the bank
f14-amount = Amount
limit-f14-payment = One payment in cash, more than
limit-f14-held = Cash at the end of a month, more than
limit-f14-takings = Takings go to the bank from
limit-f14-days = Within how many days
