# Flag F01
flag-f01 = F01 Split payments
flag-f01-about = Several payments to one payee, or for one purpose by one handler, each below the amount from which more people have to agree, reach that amount together within a short time. Instalments under one resolution do not count.
f01-by = Taken together by
f01-by-payee = the same payee
f01-by-purpose = the same purpose and handler
f01-payments = Payments
limit-f01-days = Within how many days
