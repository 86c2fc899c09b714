# The command line
init-done =
    The ledger { $ledger } is made. Above is its log key: put it up on the notice board.
    Next: name that key as `log` in the first event (ledger.genesis.v1), have every key it names sign it, and submit it.
sign-about = To be signed: { $told } (id { $id })
draft-waits = Taken as a draft; still needed:
draft-withdrawn = The draft { $id } is withdrawn
draft-signed = (signatures so far: { $count })
submit-refused = The ledger refuses this event:
serve-at = Open at http://{ $address }/
folder-missing = There is no folder { $folder }: run mingbai init or mingbai demo first
file-unwritable = The file { $file } cannot be written ({ $cause }): an existing file is never overwritten
file-too-long = The file { $file } is longer than the limit of { $limit } bytes

demo-exists = { $dir } already holds the demo ledger; it is verified as it is.
demo-made = { $accepted } entries written, { $refused } more submissions refused by the rules, in { $seconds } s; the data is in { $dir }.
demo-verified = Verifying { $target } took { $seconds } s.
demo-open = Open { $url } in a browser (Ctrl-C ends)
demo-refused = The demo's { $kind } was refused: { $cause }
demo-not-refused = The demo's { $kind } should have been refused
demo-try-count = A count whose papers do not add up:
demo-try-no-resolution = Paying without a resolution:
demo-try-closed-month = Booking into a closed month:
demo-try-old-key = Signing with a key that was replaced:
demo-try-early-tally = Announcing a result before the ballots are counted:
demo-try-over-cap = More "excellent" than the cap allows:
demo-try-no-countersign = More than ¥50,000 without the supervision group and the secretary:
demo-try-over-permission = Paying more than the resolution permits:
demo-try-same-person = Handler and approver are the same person:
demo-try-related = The supervisor is married to the handler:
import-matter-title = Taking over payment records of past years
import-done = { $appended } written, { $present } there already, { $all } in all.
import-stopped-at = Stopped at { $file }, row { $sheet } of the sheet (in the log: row { $row } below the header):
import-no-key = Name the importing bookkeeper's key file with --key
argument-missing = Arguments are missing: see below
argument-unknown = There is no such argument: see below how the command is used
argument-unreadable = The value of an argument is not right: see below
arguments-conflict = These arguments cannot be used together: see below
command-unknown = There is no such command: mingbai help lists them
