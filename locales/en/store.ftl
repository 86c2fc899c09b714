# The store: record files, checkpoint, index
store-in-use = The folder { $folder } is in use by another program: stop that one first
store-poisoned = A disk sync failed, so { $folder } takes no more writes: check the disk and start again
size-stale = The ledger has { $found } entries, not { $expected }: read it again before writing
commit-root-differs = The root after { $size } entries is not the one the writer computed: nothing was written
record-unwritable = The record { $folder } cannot be written ({ $cause }): check disk space and permissions; nothing acknowledged is lost
record-damaged = Entry { $index } is damaged: file { $file } at byte { $at }, restore this file from a copy
segment-missing = The record file { $file }, from entry { $index } on, is gone: restore it from a copy
segment-differs = The record file { $file }, from entry { $index } on, does not agree with the tree: restore it from a copy
entry-differs = Entry { $index } (file { $file }) does not agree with the tree: restore it from a copy
record-differs = The { $size } entries in { $folder } do not agree with the checkpoint: restore them from a copy
checkpoint-file-damaged = The checkpoint file { $file } cannot be read: restore it from a copy
checkpoint-file-missing = The checkpoint file { $file } is gone although the record is there: restore it from a copy
range-unreadable = Entries { $from } to { $until } cannot be read: the ledger has { $size }, and one reading is bounded
index-unusable = The index of { $ledger } cannot be used: check the disk and start again
index-unwritable = The index cannot be read or written: check the disk and start again
