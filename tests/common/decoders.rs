//! Every decoder of untrusted bytes, under a name: run over a corpus by `tests/decoders.rs`, and over everything by `fuzz/`.
//!
//! Each holds that what is accepted is written back byte for byte, so that nothing has two forms.

use mingbai::audit::memory::Memory;
use mingbai::base::json;
use mingbai::base::note::{Note, Vkey};
use mingbai::event::entry::Entry;
use mingbai::event::envelope::{Envelope, Verified};
use mingbai::event::payload::Event;
use mingbai::import::map::Map;
use mingbai::ledger::receipt::Receipt;
use mingbai::merkle::bundle;
use mingbai::merkle::checkpoint::Checkpoint;
use mingbai::merkle::tile::{BundleId, TileId};
use mingbai::view::document::Document;

/// A decoder under its name.
pub type Decoder = (&'static str, fn(&[u8]));

/// All of them. Each has a target of its own in `fuzz/fuzz_targets` and a folder in `fuzz/corpus`.
pub const DECODERS: &[Decoder] = &[
    ("bundle", bundle),
    ("checkpoint", checkpoint),
    ("document", document),
    ("entry", entry),
    ("envelope", envelope),
    ("map", map),
    ("memory", memory),
    ("note", note),
    ("payload", payload),
    ("receipt", receipt),
    ("tile_path", tile_path),
];

/// Entries of a bundle, whose number the first byte tells.
pub fn bundle(bytes: &[u8]) {
    let Some((width, bytes)) = bytes.split_first() else { return };
    if let Ok(entries) = bundle::decode(bytes, usize::from(*width) + 1) {
        assert_eq!(bundle::encode(&entries).ok().as_deref(), Some(bytes), "a bundle has one form");
    }
}

/// The text of a checkpoint, signed by nobody.
pub fn checkpoint(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(checkpoint) = Checkpoint::read_text(text)
    {
        assert_eq!(checkpoint.text(), text, "a checkpoint has one form");
    }
}

/// A published document.
pub fn document(bytes: &[u8]) {
    if let Ok(document) = json::read::<Document>("document", bytes) {
        let again = json::read::<Document>("document", &document.json());
        assert_eq!(again.as_ref(), Ok(&document), "a document reads back");
    }
}

/// An entry of a log.
pub fn entry(bytes: &[u8]) {
    if let Ok(read) = Entry::read(bytes) {
        assert_eq!(read.bytes().ok().as_deref(), Some(bytes), "an entry has one form");
    }
}

/// A signed envelope.
pub fn envelope(bytes: &[u8]) {
    if let Ok(read) = Envelope::read(bytes) {
        assert_eq!(Envelope::read(&read.bytes()).ok(), Some(read.clone()), "the normal form reads back");
        drop(Verified::check(read));
    }
}

/// A map of columns.
pub fn map(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        drop(Map::read(text));
    }
}

/// What a reader remembers.
pub fn memory(bytes: &[u8]) {
    if let Ok(memory) = Memory::read(bytes) {
        assert_eq!(Memory::read(&memory.bytes()).as_ref(), Ok(&memory), "a memory reads back");
    }
}

/// A signed note and the key that its first line names, which need not fit.
pub fn note(bytes: &[u8]) {
    let Ok(note) = Note::read(bytes) else { return };
    let lines: Vec<String> = note.signatures.iter().map(ToString::to_string).collect();
    assert_eq!(format!("{}\n{}\n", note.text, lines.join("\n")).as_bytes(), bytes, "a note has one form");
    if let Ok(checkpoint) = Checkpoint::read_text(&note.text) {
        assert_eq!(checkpoint.text(), note.text, "a checkpoint has one form");
    }
    if let Some(Ok(key)) = note.text.lines().next().map(str::parse::<Vkey>) {
        assert_eq!(Some(key.to_string().as_str()), note.text.lines().next(), "a key has one form");
        drop(note.open(&[key]));
    }
}

/// The payload of an event.
pub fn payload(bytes: &[u8]) {
    if let Ok(event) = Event::read(bytes) {
        let written = event.payload();
        assert!(written.is_ok_and(|bytes| Event::read(&bytes).is_ok()), "an event reads back");
        // Whatever was accepted can be asked what it requires and causes.
        drop((event.body.requires(), event.body.causes(), event.body.told()));
    }
}

/// A receipt, checked by a key of somebody's.
pub fn receipt(bytes: &[u8]) {
    const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    if let (Ok(receipt), Ok(key)) = (json::read::<Receipt>("receipt", bytes), KEY.parse()) {
        assert!(receipt.holds(&key).is_err(), "nobody has that key");
    }
}

/// The path of a tile or bundle.
pub fn tile_path(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(id) = TileId::parse(text) {
        assert_eq!(id.path(), text, "a tile has one path");
    }
    if let Ok(id) = BundleId::parse(text) {
        assert_eq!(id.path(), text, "a bundle has one path");
    }
}
