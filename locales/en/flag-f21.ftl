# Flag F21
flag-f21 = F21 Scope creep
flag-f21-about = While a payee’s resolution still runs, others for the same purpose add much to it, each decided below the tier of the whole.
f21-first = First cap
f21-sum = Added
f21-whole = Whole
limit-f21-added = Added, as a share of the first cap
