# Flag F02
flag-f02 = F02 Payments just under a tier
flag-f02-about = A payment is little less than the amount from which more people have to agree. It is raised when the same payee has several in a year.
f02-this-year = This year to the same payee
limit-f02-window = Share of the limit
limit-f02-repeated = Raised from so many a year on
