# Flag F05
flag-f05 = F05 Paid on a rest day
flag-f05-about = The day of payment is a weekend or a holiday. Make-up working days do not count.
f05-weekend = weekend
f05-holiday = holiday
f05-amount = Amount
