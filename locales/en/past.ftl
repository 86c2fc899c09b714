# As it stood on a day
past-banner = This is how things stood at the end of { $day }: computed from the first { $size } records, all that had been accepted by then.
past-now = This page as it is now
past-label = As it stood at the end of
past-go = Show
past-title = As it stood on { $day }
past-folding = Computing from the first record to that day: { $done } of { $size }. This page opens by itself when it is done.
past-progress = How far it is
past-again = Look again
past-nothing = At the end of { $day } the ledger had no record yet: choose a later day
