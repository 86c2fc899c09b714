# Flag F03
flag-f03 = F03 Perhaps paid twice
flag-f03-about = The same voucher, the same bill of the same payee, or the same amount to the same payee within a short time (also with two neighbouring digits changed places). An amount paid three times or more in that time is taken for a price, equal amounts by the week or month for a regular charge; neither counts.
f03-why = What is the same
f03-same-file = the voucher file
f03-same-bill = the number of the bill
f03-same-amount = the amount
f03-transposed = the amount, with two neighbouring digits changed places
f03-amounts = Amounts
f03-apart = Days apart
limit-f03-days = Equal amounts within how many days
limit-f03-amount = Amounts are compared from
