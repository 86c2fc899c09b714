# Flag F09
flag-f09 = F09 Concentration
flag-f09-about = Much of a year’s spending goes to one payee by several payments, or the year as a whole to few payees (the sum of squared shares).
f09-in-year = Year
f09-payments = Payments
f09-whole-year = Spending of the year
limit-f09-share = Share of the year’s spending
limit-f09-least = By how many payments or more
limit-f09-index = Sum of squared shares
limit-f09-year = From how many payments in the year on
