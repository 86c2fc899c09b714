# The server
too-many-requests = Too many submissions: at most { $limit } a second, try again shortly
request-failed = The request could not be completed: try again, and tell the operator if it fails again
listen-failed = { $address } cannot be listened on ({ $cause }): choose another address or port
size-beyond = Size { $found } is beyond what is published, { $size }
event-missing = There is no event { $id }
draft-missing = There is no draft { $id }: it may be in the ledger already, or withdrawn
refused = Refused by the rules
method-not-allowed = This address does not take { $method } requests: see what it takes in /openapi.json
request-too-long = What was sent is longer than { $limit } bytes: send it in parts
request-unreadable = The address or a value in the request cannot be read: check how it is written (as told: { $cause })
request-too-slow = The request took too long and was given up: try again later, or ask for less at a time
together-empty = Nothing was sent: put one signed envelope on each line
together-too-many = More than { $limit } envelopes at once: send the rest in another request
public-url-unreadable = The public address { $found } cannot be read: write https://host, with a port if need be and without a path
