# Private fields
event-unknown = This ledger has no event { $event }: check the id
nothing-to-erase = It does not say which fields are erased: name at least one
sealed-unknown = Event { $event } has no private field with the digest { $digest }: check both
erased-already = The field “{ $field }” ({ $digest }) was erased before, or is named twice
sealed-twice = The digest { $digest } of the field “{ $field }” stands in the ledger already: every field needs a fresh random salt
opening-unreadable = This does not open a private field: paste the text exactly as it was kept
opening-of-another-field = This text does not open the field “{ $field }” (digest { $digest })
