# Envelopes, events and entries
payload-too-long = The payload has { $bytes } bytes, more than the limit of { $limit }: keep long texts in files beside the log and name their digest
specversion-unknown = The CloudEvents version "{ $found }" is not known: expected 1.0
datacontenttype-unknown = The data type "{ $found }" is not known: expected application/json
kind-unknown = The event kind "{ $found }" is not known: it may be misspelt, or need a newer program
subject-differs = The subject says "{ $found }", but the data says "{ $expected }"
payload-unwritable = The payload cannot be written: { $cause }
envelope-too-long = The envelope has { $bytes } bytes, more than the limit of { $limit }
payload-type-unknown = The payloadType "{ $found }" is not known: expected { $expected }
base64-unreadable = The { $what } is not standard base64
signatures-too-many = There are { $found } signatures, more than the limit of { $limit }
signature-twice = The key { $key } signed twice: each key signs once
signature-wrong = The signature of key { $key } does not hold: it is not over these bytes, or fails strict verification
draft-differs = The two envelopes hold different payloads, so their signatures cannot be joined: sign the same payload
entry-too-long = The entry has { $bytes } bytes, more than the limit of { $limit }
entry-not-exact = Entry { $index } is not written in the one form allowed
