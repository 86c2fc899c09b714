# Receipts
receipt-title = Receipt
receipt-about = This file holds the entry, the proof that it is in the ledger, and the cosignatures of witnesses. Keep it: it proves later, without a network and without this server, that the ledger took this entry.
receipt-link = Download the receipt
receipt-by-number = Every item on a notice has the number of its entry. Download that entry's receipt, which verifies later without a network.
receipt-event = Entry { $index }: { $kind }
receipt-accepted = Accepted by the ledger at { $time }
receipt-signed = { $count } signatures hold:
receipt-log = ✓ Among the first { $size } entries of the log "{ $origin }", which signed them.
receipt-witness = ✓ The witness { $name } cosigned at { $time }
receipt-witness-not = – The witness { $name } has not cosigned
receipt-holds = Conclusion: it holds, and enough witnesses have cosigned.
receipt-holds-by-log = Conclusion: it holds; the policy asks for no witness, so the log alone stands by it.
receipt-not-enough = Conclusion: the entry is in the log, but too few witnesses have cosigned.
tlog-proof-too-long = The receipt has { $bytes } bytes, more than the limit of { $limit }
tlog-proof-unreadable = Line { $line } of the receipt cannot be read: expected "c2sp.org/tlog-proof@v1", perhaps an extra line, an index line, a proof, an empty line, and a signed checkpoint
