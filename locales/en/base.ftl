# Base: encodings, keys, times, amounts
digest-unreadable = The digest "{ $found }" cannot be read: expected 64 lowercase hexadecimal digits
key-unreadable = The public key "{ $found }" cannot be read: expected ed25519: and 64 lowercase hexadecimal digits
no-randomness = The operating system gave no randomness ({ $cause }), so no key can be made
key-file-unreadable = The key file { $file } cannot be read ({ $cause }): check the path and its permissions
key-file-not-pkcs8 = { $file } is not an Ed25519 private key in PKCS#8 PEM form: make one with `mingbai key new`
key-file-unwritable = The key file { $file } cannot be written ({ $cause }): an existing file is never overwritten, choose another path
day-unreadable = The day "{ $found }" cannot be read: write it like 2026-03-31
month-unreadable = The month "{ $found }" cannot be read: write it like 2026-03
instant-unreadable = The instant "{ $found }" cannot be read: write it like 2026-03-31T08:00:00.000Z
time-unreadable = The time "{ $found }" cannot be read: write it like 2026-03-31T16:00:00+08:00
amount-unreadable = The amount "{ $found }" cannot be read: expected digits without grouping, no finer than the currency's smallest unit
code-unreadable = The code "{ $found }" cannot be read: expected 1 to 64 of a-z 0-9 - . : beginning with a letter or digit
slug-unreadable = The ledger name "{ $found }" cannot be used: expected 1 to 32 of a-z 0-9 - beginning with a letter, and not a reserved word
id-unreadable = The event id "{ $found }" cannot be read: expected a UUIDv7 in lowercase
text-unreadable = The text cannot be accepted: expected 1 to { $limit } characters, trimmed, without control characters
json-not-utf8 = The { $what } is not UTF-8 at byte { $at }
json-unreadable = The { $what } cannot be read at line { $line }, column { $column }: { $cause }
