# Flag F16
flag-f16 = F16 Aid
flag-f16-about = Aid for the household of an official or their relatives, two running helps for one household, or help paid after it ended or while its recheck is overdue.
f16-why = What
f16-official = household of an official or their relatives
f16-nobody = no official’s
f16-twice = two helps for one household
f16-ended = paid after the end
f16-recheck = paid while the recheck is overdue
