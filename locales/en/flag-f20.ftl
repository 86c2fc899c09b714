# Flag F20
flag-f20 = F20 First digits
flag-f20-about = The first digits of a year’s amounts are far from Benford’s law. Not run for few payments or amounts of one size; prices and allowances that repeat break it honestly.
f20-chi-square = Chi-square
f20-payments = Payments
f20-digits = Payments by first digit, 1 to 9
limit-f20-least = From how many payments in the year on
limit-f20-statistic = Chi-square in hundredths, at least
limit-f20-distance = Mean distance
