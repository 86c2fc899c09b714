# Flag F04
flag-f04 = F04 Round amounts
flag-f04-about = A payee’s payments of a year are round much oftener than payments of that year are in general.
f04-round = Round payments
f04-all = All payments
limit-f04-multiple = Round is a multiple of
limit-f04-least = From how many a year on
limit-f04-times = Times the general share
