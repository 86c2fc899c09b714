# Search
search-title = Search
search-label = Look for
search-go = Search
search-how = Look for a purpose, a person, a payee, an amount (4426.70), a day (2026-03-19), a resolution, an id or a voucher's digest. Several words, with spaces between them, must all be met. The newest come first.
search-documents = Documents
search-entries = Records
search-nothing = Nothing was found. Try fewer letters, or another word.
search-none-here = Nothing in this part.
search-older = Go on to older records
search-busy = Too many people are searching just now: try again in a few seconds
