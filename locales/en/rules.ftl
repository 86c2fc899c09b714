# Decisions: whether an event may enter
other-ledger = The event is written for the ledger "{ $found }", and this is "{ $expected }": submit it to the right ledger
not-founded = The ledger has no first event yet and cannot accept { $kind }: it begins with a genesis event
id-used = The event id { $id } is already used by entry { $index }: choose a new id
time-ahead = The event's time { $found } lies ahead of the ledger's clock { $now }: check the time
time-too-old = The event happened on { $found }, before the earliest day that may still be entered, { $earliest }
no-policy-yet = No policy is in force yet: more than half of every body must sign a policy event first
kind-not-in-policy = The policy in force does not say who signs { $kind }: a resolution must change the policy first
key-unknown = The key { $key } belongs to nobody enrolled, or is no longer in force: sign with the key in force
no-mandate = { $person } held no office on { $day } and cannot sign: someone in office that day must
signatures-missing = { $needed } signatures from { $seats } are needed, { $found } found: gather the rest
profile-unknown = There is no rule profile called "{ $found }": choose from { $known }
profile-unreadable = The rule profile cannot be read at line { $line }: { $cause }
profile-layer-unreadable = The rule profile and its base do not fit together: { $cause }. Mend the part it names; a layer may change only what its base has, and `base` names a shipped profile.
