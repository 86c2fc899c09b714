# Flag F12
flag-f12 = F12 Countersignatures
flag-f12-about = A payment has fewer countersignatures than its tier asks, or one by a supervisor who is close to somebody who acted or has an interest in the payee, also when that was declared later.
f12-why = Why
f12-tied = a supervisor has a tie
f12-too-few = too few countersignatures
f12-untied = no tie to those who acted or to the payee
f12-amount = Amount
