# Checkpoints a reader remembers
check-memory = Compared with the checkpoint seen before: { $count }
memory-first = { $origin } was seen for the first time; its checkpoint is remembered and compared the next time
memory-shortened = { $origin } signed { $before } entries before and shows only { $found } now: the history was cut short, or this copy lags. Both signed checkpoints are kept; verify the newest copy
memory-forked = { $origin } signed { $before } entries before and { $found } now, and the new ones do not go on from the old: the ledger signed two histories. Both signed checkpoints are kept as evidence; take them to the supervision group
memory-key-differs = { $origin } ({ $found } entries) is now signed by another log key than before ({ $before } entries). If a change of key was announced, begin a new file; otherwise somebody poses as the ledger, and the checkpoint is kept as evidence
memory-tiles-differ = The tiles do not give the root the checkpoint signs, so whether the first { $old } entries go on to { $new } cannot be compared: verify another copy
memory-unreadable = What { $file } says of "{ $origin }" was changed or is of another version: restore it from a copy, or begin a new file
