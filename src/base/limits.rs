//! Bounds on what the ledger takes in. Every queue, input and loop has one, and it is listed here.

/// Bytes of one log entry (the C2SP bundle's length field has 16 bits).
pub const ENTRY_BYTES: usize = 65_535;
/// Bytes of a signed note (a checkpoint with its cosignatures).
pub const NOTE_BYTES: usize = 1_000_000;
/// Signature lines on one note.
pub const NOTE_SIGNATURES: usize = 64;
/// Bytes of one event payload; in base64 and with 56 signatures of 182 bytes it must still fit into [`ENVELOPE_BYTES`].
pub const PAYLOAD_BYTES: usize = 40_960;
/// Bytes of a submitted envelope.
pub const ENVELOPE_BYTES: usize = 65_000;
/// Signatures on one envelope.
pub const SIGNATURES: usize = 64;
/// Characters of a one-line text (a title, a purpose, a payee as shown).
pub const LINE_CHARS: usize = 200;
/// Characters of a paragraph (reasons, remarks).
pub const TEXT_CHARS: usize = 2_000;
/// Characters of a code (a person, body, account, matter).
pub const CODE_CHARS: usize = 64;
/// Items of a list inside one event (files, roll entries, lines of a budget).
pub const LIST_ITEMS: usize = 512;
/// Largest amount in minor units, 2^53 − 1: exact in every JSON reader.
pub const AMOUNT: i64 = 9_007_199_254_740_991;
/// Requests waiting for the sequencer of one ledger; more are answered "busy".
pub const QUEUE_EVENTS: usize = 1_024;
/// Events from which a group commit takes no more tasks.
pub const BATCH_EVENTS: usize = 256;
/// Events submitted in one request. With [`BATCH_EVENTS`] they stay below [`COMMIT_ENTRIES`].
pub const TOGETHER_EVENTS: usize = 64;
/// Bytes of such a request. Ordinary events are a fiftieth of the longest.
pub const TOGETHER_BYTES: usize = 512 * 1024;
/// Bytes of what opens a private field: a paragraph of the longest, with its salt, in base64.
pub const OPENING_BYTES: usize = 16_384;
/// Bytes of an event submitted with what opens its private fields.
pub const OPENED_BYTES: usize = 256 * 1024;
/// Bytes of a key or signature inside an event: RSA of 4096 bits, with its encoding.
pub const BYTES: usize = 1_024;
/// Open drafts of one ledger.
pub const DRAFTS: usize = 1_000;
/// Sessions at the desk, and challenges given out, of one server.
pub const SESSIONS: usize = 1_000;
/// Connections of one server at a time; more wait to be accepted.
pub const CONNECTIONS: usize = 512;
/// Seconds that the head of a request may take, from when the connection is free for it.
pub const HEAD_SECONDS: u64 = 15;
/// Seconds after which a connection is closed whatever it does.
pub const CONNECTION_SECONDS: u64 = 900;
/// Entries returned by one listing request.
pub const PAGE_ENTRIES: u64 = 256;
/// How far an event's own time may lie ahead of the ledger's clock, in seconds.
pub const CLOCK_SKEW_SECONDS: i64 = 300;
/// Bytes of one file of accounts brought in.
pub const IMPORT_FILE_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of everything in one workbook brought in, unpacked.
pub const WORKBOOK_BYTES: u64 = 512 * 1024 * 1024;
/// Rows of one table brought in (the most a worksheet can hold).
pub const TABLE_ROWS: u32 = 1_048_576;
/// Columns of one table brought in.
pub const TABLE_COLUMNS: usize = 256;
/// Characters of one cell (the most a worksheet's cell can hold).
pub const CELL_CHARS: usize = 32_767;
/// Payments nobody of the supervision group has looked at, on one page.
pub const UNREVIEWED: usize = 2_000;
/// Entries read from a store at a time.
pub const READ_ENTRIES: u64 = 1_024;
/// Entries of one commit to a store. What a torn commit can leave behind is bounded by it.
pub const COMMIT_ENTRIES: usize = 1_024;
/// Bytes of a file in which a reader remembers checkpoints.
pub const MEMORY_BYTES: usize = 16 * 1024 * 1024;
/// Bytes of a file that shows a fork: two notes of the longest and a proof.
pub const EVIDENCE_BYTES: usize = 4 * 1024 * 1024;
/// Such files kept by one watcher.
pub const EVIDENCE_FILES: usize = 1_000;
/// Ledgers and copies watched by one watcher.
pub const WATCHED: usize = 1_000;
/// Alarms told of one ledger at a time; more are counted.
pub const ALARMS: usize = 100;
/// Bytes of one page of a snapshot: its items are at most those of as many entries.
pub const PAGE_BYTES: usize = 128 * 1024 * 1024;
/// Bytes of one snapshot.
pub const SNAPSHOT_BYTES: usize = 1 << 30;
/// Bytes of a request to a witness: 63 lines of proof, and a checkpoint with as many signatures as a note may carry.
pub const WITNESS_REQUEST_BYTES: usize = 128 * 1024;
/// Bytes read of a witness's answer.
pub const WITNESS_ANSWER_BYTES: u64 = 64 * 1024;
/// Logs of one witness.
pub const WITNESS_LOGS: usize = 10_000;
/// Bytes of a trust policy file.
pub const TRUST_POLICY_BYTES: usize = 65_536;
/// Logs, witnesses, and groups of a trust policy, each. C2SP asks for at least 32; a note carries no more signatures.
pub const TRUST_POLICY_ITEMS: usize = 60;
/// Bytes of a receipt: the longest entry in base64, and a checkpoint with all its cosignatures.
pub const TLOG_PROOF_BYTES: usize = 256 * 1024;
/// Characters of what a reader looks for; more are cut off.
pub const SEARCH_CHARS: usize = 100;
/// Words of what a reader looks for; more are left out.
pub const SEARCH_WORDS: usize = 6;
/// Entries, and documents, given by one search.
pub const SEARCH_HITS: usize = 25;
/// Blocks of entries read by one search; whoever wants to look further back asks again.
pub const SEARCH_BLOCKS: usize = 16;
/// Searches of one server at a time.
pub const SEARCHES: usize = 8;
/// Bytes of a paper that a server keeps beside the log.
pub const PAPER_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of answers that one server keeps, so that they need not be made again.
pub const ANSWERS_BYTES: usize = 32 * 1024 * 1024;
/// Bytes of one such answer before it is compressed.
pub const ANSWER_BYTES: u64 = 1024 * 1024;
/// Bytes of path, question and accepted encodings of a request whose answer may be kept; as much again is counted for each.
pub const ANSWER_ASKED_BYTES: usize = 512;
/// Boards of past days kept for one ledger.
pub const PAST_BOARDS: usize = 4;
/// Entries after which a board of a past day puts away what it need not have in memory.
pub const PAST_AWAY: u64 = 65_536;
/// Entries kept as naming one entry; what names it later is found by search.
pub const REFERENCES: usize = 64;
/// Documents named in an audit file; the export has all.
pub const AUDIT_DOCUMENTS: usize = 200;
/// Entries read to tell what an event rests on: a matter's proposal, steps and conclusion.
pub const CHAIN_ENTRIES: usize = 24;
