# The command line
init-done =
    The ledger { $ledger } is made. Above is its log key: put it up on the notice board.
    Next: name that key as `log` in the first event (ledger.genesis.v1), have every key it names sign it, and submit it.
sign-about = To be signed: { $told } (id { $id })
draft-waits = Taken as a draft; still needed:
submit-refused = The ledger refuses this event:
serve-at = Open at http://{ $address }/
folder-missing = There is no folder { $folder }: run mingbai init or mingbai demo first
file-unreadable = The file { $file } cannot be read ({ $cause })
file-unwritable = The file { $file } cannot be written ({ $cause }): an existing file is never overwritten
file-too-long = The file { $file } is longer than the limit of { $limit } bytes
