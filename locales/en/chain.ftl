# From money to people: what a record rests on
chain-title = How this came about
chain-about = From the money to the resolution, from the resolution to the meetings, from the meetings to the people: every step can be opened and checked.
chain-this = This record
chain-resolution = Rests on the resolution
chain-adopted = Adopted
chain-rejected = Rejected
chain-proposed = Proposed
chain-signed = Signed by { $names }
chain-count = { $present } of { $due } were there; { $yes } for, { $no } against, { $abstain } abstaining or other
chain-roll = Who voted how
chain-paid = Paid under this resolution
chain-paid-all = All { $count } payments
chain-left-after = Left after it
chain-meter = How much of the cap is spent; the figures stand beside it
