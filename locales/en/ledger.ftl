# The ledger: writing, drafts, receipts
queue-full = { $limit } events are waiting already, which is the limit: try again shortly
drafts-full = There are { $limit } drafts already, which is the limit: complete or withdraw old ones first
draft-unsigned = The draft has no signature yet: somebody in office must sign it first
draft-by-stranger = Nobody who signed the draft is in office: somebody in office must sign it first, then the others add theirs
ledger-stopped = The ledger has stopped writing: look at the server's log and start it again
ledger-exists = The ledger { $ledger } exists already: choose another name
ledger-unknown = There is no ledger called "{ $found }": there is { $known }
log-key-differs = The first event names the log key { $found }, and this ledger's key is { $expected }: name that one
record-out-of-chain = Entry { $index } of the record does not follow the one before: the record is damaged, restore it from a copy
record-root-differs = The { $size } entries of { $ledger } do not give the root of the signed checkpoint: the record is damaged, restore it from a copy
snapshot-unwritable = The snapshot of the state cannot be written: { $cause }
thread-not-started = The ledger's thread cannot be started: { $cause }
folder-unusable = The folder { $folder } cannot be used ({ $cause }): check the path and its permissions
settings-unreadable = The ledger's settings { $file } cannot be read ({ $cause })
settings-newer = The ledger's settings { $file } have the unknown version { $found }: use a newer program
entry-missing = There is no entry { $index }
receipt-of-other-entry = The receipt says entry { $index }, but holds entry { $found }
