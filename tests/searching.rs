//! Search over the demo's year, as the server does it: found by filters and found by reading everything must be the same.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::process::Command;
use std::sync::Arc;

use mingbai::event::entry::Entry;
use mingbai::event::payload::Event;
use mingbai::http::follow::Followed;
use mingbai::ledger::clock::SystemClock;
use mingbai::ledger::host::Host;
use mingbai::view::search::{Texts, Wanted};

#[test]
fn the_index_finds_what_reading_everything_finds() {
    let folder = tempfile::tempdir().unwrap();
    let made =
        Command::new(env!("CARGO_BIN_EXE_mingbai")).args(["demo", "--once", "--dir"]).arg(folder.path()).output();
    assert!(made.unwrap().status.success());
    let host = Host::open(folder.path(), Arc::new(SystemClock)).unwrap();
    let ledger = host.ledger(&"xingfu".parse().unwrap()).unwrap();
    let followed = Followed::open(Arc::clone(ledger)).unwrap();
    let size = ledger.published().borrow().size;
    let entries: Vec<Vec<u8>> = (0..size).flat_map(|at| ledger.entries(at, at + 1).unwrap()).collect();
    let said: Vec<Texts> = entries
        .iter()
        .map(|bytes| {
            let entry = Entry::read(bytes).unwrap();
            Texts::of(&entry, &Event::read(entry.envelope.payload()).unwrap())
        })
        .collect();
    let some_id = Event::read(Entry::read(&entries[300]).unwrap().envelope.payload()).unwrap().head.id.to_string();
    for indexed in [false, true] {
        if indexed {
            followed.index.catch_up(ledger, size).unwrap();
        }
        for typed in ["助餐", "孙丽华", "2026-03", "expenditure", "财务", "查无此事", &some_id, "助餐 2026-07"]
        {
            let wanted = followed.read(|board| Wanted::read(typed, board.standing()));
            let expected: Vec<u64> =
                (0..size).rev().filter(|at| wanted.meets(&said[usize::try_from(*at).unwrap()])).collect();
            let (mut found, mut before) = (Vec::new(), Some(size));
            while let Some(from) = before {
                let part = followed.index.find(ledger, &wanted, from).unwrap();
                found.extend(part.entries.iter().map(|(at, _)| *at));
                before = part.before;
            }
            assert_eq!(found, expected, "{typed}, indexed: {indexed}");
            assert_eq!(expected.is_empty(), typed == "查无此事", "{typed}");
        }
    }
}
