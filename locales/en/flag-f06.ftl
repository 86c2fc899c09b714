# Flag F06
flag-f06 = F06 Paid before the resolution
flag-f06-about = The day of payment is before the day the resolution was adopted, or no resolution was adopted.
f06-none = no adopted resolution
f06-payee = Payee
f06-amount = Amount
