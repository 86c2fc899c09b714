//! Every decoder of untrusted bytes, under a name: run over a corpus by `tests/decoders.rs`, and over everything by `fuzz/`.
//!
//! Each holds that what is accepted is written back byte for byte, so that nothing has two forms.

use mingbai::base::note::Note;
use mingbai::event::entry::Entry;
use mingbai::event::envelope::Envelope;
use mingbai::event::payload::Event;
use mingbai::import::map::Map;
use mingbai::merkle::checkpoint::Checkpoint;
use mingbai::merkle::tile::{BundleId, TileId};

/// A decoder under its name.
pub type Decoder = (&'static str, fn(&[u8]));

/// All of them.
pub const DECODERS: &[Decoder] = &[
    ("envelope", envelope),
    ("entry", entry),
    ("payload", payload),
    ("note", note),
    ("tile_path", tile_path),
    ("map", map),
];

fn envelope(bytes: &[u8]) {
    if let Ok(read) = Envelope::read(bytes) {
        assert_eq!(Envelope::read(&read.bytes()).ok(), Some(read), "the normal form reads back");
    }
}

fn entry(bytes: &[u8]) {
    if let Ok(read) = Entry::read(bytes) {
        assert_eq!(read.bytes().ok().as_deref(), Some(bytes), "an entry has one form");
    }
}

fn payload(bytes: &[u8]) {
    if let Ok(event) = Event::read(bytes) {
        let written = event.payload();
        assert!(written.is_ok_and(|bytes| Event::read(&bytes).is_ok()), "an event reads back");
        // Whatever was accepted can be asked what it requires and causes.
        drop((event.body.requires(), event.body.causes(), event.body.told()));
    }
}

fn note(bytes: &[u8]) {
    if let Ok(note) = Note::read(bytes)
        && let Ok(checkpoint) = Checkpoint::read_text(&note.text)
    {
        assert_eq!(checkpoint.text(), note.text, "a checkpoint has one form");
    }
}

fn tile_path(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(id) = TileId::parse(text) {
        assert_eq!(id.path(), text, "a tile has one path");
    }
    if let Ok(id) = BundleId::parse(text) {
        assert_eq!(id.path(), text, "a bundle has one path");
    }
}

fn map(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        drop(Map::read(text));
    }
}
