//! Folding the state, all views and all flags, without checking a signature: what a reader does who trusts the copy.

use std::path::Path;

use mingbai::audit::source;
use mingbai::base::paged::spill;
use mingbai::event::entry::Entry;
use mingbai::event::payload::Event;
use mingbai::merkle::bundle;
use mingbai::merkle::tile::bundles_of;
use mingbai::merkle::tree::leaf_hash;
use mingbai::view::board::Board;

use crate::figure::{Report, Rounds, number, rate};
use crate::{Asked, child, verify};

/// Entries after which what was folded is put away, as the auditor does.
const SPILL_ENTRIES: u64 = 32_768;

/// Every entry of an exported ledger, in order.
fn each(folder: &Path, entries: u64, mut take: impl FnMut(&[u8])) {
    let source = source::open(folder.to_str().unwrap()).unwrap();
    for id in bundles_of(entries) {
        let bytes = source.tile(&id.path()).unwrap().unwrap();
        bundle::decode(&bytes, usize::from(id.width)).unwrap().iter().for_each(|entry| take(entry));
    }
}

/// Decodes every event, and nothing more.
fn decode(folder: &Path, entries: u64) {
    each(folder, entries, |bytes| drop(Event::read(Entry::read(bytes).unwrap().envelope.payload()).unwrap()));
}

/// Folds every entry; gives how many documents came of it.
pub fn fold(folder: &Path, entries: u64) -> usize {
    let (mut board, pages) = (Board::default(), spill::pages().unwrap());
    let mut folded = 0_u64;
    each(folder, entries, |bytes| {
        board.fold(&Entry::read(bytes).unwrap(), leaf_hash(bytes)).unwrap();
        folded += 1;
        if folded.is_multiple_of(SPILL_ENTRIES) {
            let saved = board.save(&pages).unwrap();
            board = Board::load(&saved.bytes, &pages).unwrap();
        }
    });
    assert_eq!(folded, entries);
    board.paths().len()
}

/// Measures.
pub fn measure(asked: &Asked, report: &mut Report) {
    let (dir, out) = (asked.dir.join("fold"), asked.dir.join("fold-public"));
    let entries = verify::exported(&dir, asked.events, &out);
    let (mut limit, mut documents) = (Vec::new(), 0);
    let rounds = Rounds::of(asked.rounds, || {
        limit.push(rate(entries, || decode(&out, entries)));
        rate(entries, || documents = fold(&out, entries))
    });
    report.against(
        "fold the state, all views and all flags, on one core",
        "events/s",
        &rounds,
        ("decoding the events, on one core", &Rounds::from(limit)),
        None,
    );
    let peak = Rounds::of(asked.rounds, || child::kilobytes(&format!("fold {entries}"), &out) / 1024.0);
    report.figure("its peak of memory", "MiB", &peak);
    report.say(&format!("{} documents came of it.", number(documents as f64)));
    std::fs::remove_dir_all(&dir).unwrap();
    std::fs::remove_dir_all(&out).unwrap();
}
