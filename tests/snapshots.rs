//! Snapshots save time and nothing else: a fold that was put away and loaded is the fold it was, and one whose snapshot
//! is lost or damaged is made again from the entries.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use mingbai::base::hash::Hash;
use mingbai::base::paged::pages::{Keeper, Pages};
use mingbai::base::problem::Outcome;
use mingbai::event::entry::Entry;
use mingbai::event::envelope::Verified;
use mingbai::http::follow::Followed;
use mingbai::ledger::clock::ManualClock;
use mingbai::ledger::handle::Ledger;
use mingbai::ledger::host::Host;
use mingbai::merkle::tree::leaf_hash;
use mingbai::view::board::Board;

#[path = "../examples/real/mod.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod real;
use real::shelf::{MADE, Shelf};

#[derive(Default)]
struct Memory(Mutex<BTreeMap<Hash, Vec<u8>>>);

impl Keeper for Memory {
    fn put(&self, digest: &Hash, bytes: &[u8]) -> Outcome<()> {
        self.0.lock().unwrap().insert(*digest, bytes.to_vec());
        Ok(())
    }

    fn get(&self, digest: &Hash) -> Option<Vec<u8>> {
        self.0.lock().unwrap().get(digest).cloned()
    }
}

fn sample(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path)
}

fn entries(ledger: &Ledger) -> Vec<Vec<u8>> {
    let size = ledger.published().borrow().size;
    (0..size).flat_map(|at| ledger.entries(at, at + 1).unwrap()).collect()
}

/// Every document of a board, as published.
fn documents(board: &Board) -> BTreeMap<String, Vec<u8>> {
    // A board that turns out to lack a page is asked once more; until then it may miss a document.
    board.paths().into_iter().filter_map(|path| Some((path.clone(), board.document(&path)?.json()))).collect()
}

#[test]
fn a_fold_put_away_again_and_again_is_the_same_fold() {
    let dir = tempfile::tempdir().unwrap();
    let mut shelf = Shelf::open(dir.path()).unwrap();
    let ledgers = [
        shelf.payments(&sample("spending/harrogate"), &mut |_| {}).unwrap().0,
        shelf.council(&sample("council")).unwrap().0,
        shelf.evaluation(&sample("evaluation/turkiye-student-evaluation-1-2.csv")).unwrap().0,
    ];
    for ledger in ledgers {
        let pages = Pages::new(Arc::new(Memory::default()));
        let (mut plain, mut put_away) = (Board::default(), Board::default());
        for (index, bytes) in entries(&ledger).iter().enumerate() {
            let (entry, leaf) = (Entry::read(bytes).unwrap(), leaf_hash(bytes));
            plain.fold(&entry, leaf).unwrap();
            put_away.fold(&entry, leaf).unwrap();
            if index % 97 == 0 {
                let saved = put_away.save(&pages).unwrap();
                put_away = Board::load(&saved.bytes, &pages).unwrap();
            }
        }
        assert_eq!(plain.standing(), put_away.standing());
        assert_eq!(documents(&plain), documents(&put_away), "{}", ledger.slug());
        assert!(!pages.lost());
    }
}

/// A folder with one ledger of payments; what its board shows.
fn served(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let host = host(dir);
    let followed = Followed::open(Arc::clone(host.ledger(&"harrogate".parse().unwrap()).unwrap())).unwrap();
    followed.read(documents)
}

fn host(dir: &Path) -> Host {
    Host::open(dir, Arc::new(ManualClock::new(MADE.parse().unwrap()))).unwrap()
}

fn pages(dir: &Path, of: &str) -> Vec<PathBuf> {
    let files = std::fs::read_dir(dir.join("harrogate/pages").join(of)).unwrap();
    files.map(|file| file.unwrap().path()).collect()
}

#[test]
fn a_start_with_a_snapshot_shows_the_same_and_a_damaged_one_costs_time_only() {
    let dir = tempfile::tempdir().unwrap();
    drop(Shelf::open(dir.path()).unwrap().payments(&sample("spending/harrogate"), &mut |_| {}).unwrap());
    let expected = served(dir.path());
    assert!(!pages(dir.path(), "board").is_empty(), "the board was saved when it was dropped");
    assert_eq!(served(dir.path()), expected);
    type Damage = fn(&Path);
    let damages: [Damage; 3] = [
        |page| std::fs::remove_file(page).unwrap(),
        |page| std::fs::write(page, b"rubbish").unwrap(),
        |page| {
            let mut bytes = std::fs::read(page).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x40;
            std::fs::write(page, bytes).unwrap();
        },
    ];
    for damage in damages {
        pages(dir.path(), "board").iter().for_each(|page| damage(page));
        assert_eq!(served(dir.path()), expected);
        // The next snapshot took the place of the damaged one.
        assert!(!pages(dir.path(), "board").is_empty());
        assert_eq!(served(dir.path()), expected);
    }
    std::fs::remove_dir_all(dir.path().join("index.sled")).unwrap();
    assert_eq!(served(dir.path()), expected);
}

#[test]
fn a_state_with_a_lost_page_takes_nothing_twice_and_nobody_notices() {
    let dir = tempfile::tempdir().unwrap();
    drop(Shelf::open(dir.path()).unwrap().payments(&sample("spending/harrogate"), &mut |_| {}).unwrap());
    for page in pages(dir.path(), "state") {
        std::fs::remove_file(page).unwrap();
    }
    let host = host(dir.path());
    let ledger = host.ledger(&"harrogate".parse().unwrap()).unwrap();
    let size = ledger.published().borrow().size;
    let entry = Entry::read(&ledger.entries(7, 8).unwrap()[0]).unwrap();
    let submit = || ledger.submit_now(Verified::check(entry.envelope.clone()).unwrap());
    let placed = submit().unwrap();
    assert_eq!((placed.index, placed.fresh), (7, false));
    assert_eq!(ledger.published().borrow().size, size);
}
