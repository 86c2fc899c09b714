# Static copies
publish-done = { $size } entries published, { $entries } of them new; { $files } files written
publish-in-use = Another process publishes to the folder { $folder }: stop it first
publish-copy-damaged = What the folder { $folder } has is not what its own checkpoint signs: move it away and publish anew into an empty folder
copy-title = A copy of the ledger
copy-about = You are reading a copy. It has every entry, statement and table of the ledger, and whoever keeps it can change nothing without being found out: mingbai verify, or the page that checks, reads it like the ledger itself.
copy-absent = Searching, asking, pages of past days, notices to print, and the desks of members and of the supervision group need the ledger's own server.
copy-home = The ledger itself is at
