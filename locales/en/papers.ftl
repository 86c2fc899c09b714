# Papers such as vouchers
papers-title = Files kept
papers-about = This server keeps the files below; they match the digests in the ledger. They are saved before they are opened.
papers-one = { $media } file, { $kilobytes } KB
papers-not-kept = This server keeps no files: ask a signer for the original and compare its digest
paper-missing = No file with digest { $digest } is kept: ask a signer for the original
paper-of-no-event = There is no event { $event }: sign the event that names this file first
paper-not-named = Event { $event } names no file with digest { $digest }: please check
paper-not-yours = Event { $event } was not signed by the key you signed in with, or that key is nobody's now: let a signer upload it
paper-differs = What was uploaded is not the { $media } file with digest { $digest }: upload the one that was chosen when signing
paper-unusable = The file cannot be kept or read for now: try again later, or ask the operator to look at the server's log
opening-read = Read, as one of the supervision group
