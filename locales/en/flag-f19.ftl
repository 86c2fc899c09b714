# Flag F19
flag-f19 = F19 Rush at the end of a quarter
flag-f19-about = A large part of a quarter’s spending falls into its last days. Said once the quarter is over.
f19-late = In the last days
f19-total = In the quarter
f19-payments = Payments
limit-f19-share = Share of the quarter’s spending
limit-f19-days = How many last days
limit-f19-least = From how many payments in the quarter on
