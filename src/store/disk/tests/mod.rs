//! What only a store of files and an index can suffer. What every store must hold to is in [`crate::store::conformance`].

mod damage;
mod faults;
mod index;
mod power;
mod random;

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::store::conformance::{self, Bench, commit_of, entry, fill, holds, slug};
use crate::store::{NewEntry, TreeOf};

/// A store in a folder of its own, which goes with it.
struct Disk {
    dir: TempDir,
    /// None only while it is being opened again.
    store: Option<DiskStore>,
}

impl Default for Disk {
    fn default() -> Self {
        let dir = TempDir::new().unwrap();
        let store = DiskStore::open(dir.path()).unwrap();
        Self { dir, store: Some(store) }
    }
}

impl Bench for Disk {
    fn store(&self) -> &dyn Store {
        self.store.as_ref().unwrap()
    }

    fn reopen(&mut self) {
        self.store = None;
        self.store = Some(DiskStore::open(self.dir.path()).unwrap());
    }
}

conformance::suite!(Disk::default);

/// A store with one ledger, which has an empty checkpoint and then commits of these counts.
fn filled(dir: &Path, counts: &[u64]) -> DiskStore {
    let store = DiskStore::open(dir).unwrap();
    store.create(&slug()).unwrap();
    fill(&store, &[0]);
    fill(&store, counts);
    store
}

/// Opens the store; gives the size of its ledger if that is not damaged.
fn opened(dir: &Path) -> Outcome<(DiskStore, u64)> {
    let store = DiskStore::open(dir)?;
    let size = store.head(&slug())?.size;
    Ok((store, size))
}

fn record(dir: &Path) -> PathBuf {
    dir.join("test/record")
}

/// Copies the files of a folder, in place of what is there.
fn copy(from: &Path, to: &Path) {
    drop(fs::remove_dir_all(to));
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap().map(Result::unwrap) {
        if item.path().is_dir() {
            copy(&item.path(), &to.join(item.file_name()));
        } else {
            fs::copy(item.path(), to.join(item.file_name())).unwrap();
        }
    }
}

#[test]
fn a_folder_has_one_opener() {
    let dir = TempDir::new().unwrap();
    let store = DiskStore::open(dir.path()).unwrap();
    assert_eq!(DiskStore::open(dir.path()).err().unwrap().code, "store-in-use");
    drop(store);
    DiskStore::open(dir.path()).unwrap();
}

#[test]
fn a_folder_deep_down_is_made() {
    let dir = TempDir::new().unwrap();
    drop(filled(&dir.path().join("a/b"), &[2]));
    holds(&DiskStore::open(&dir.path().join("a/b")).unwrap(), 2);
}

#[test]
fn what_is_not_a_ledger_is_left_alone() {
    let dir = TempDir::new().unwrap();
    drop(filled(dir.path(), &[2]));
    // A folder of keys, one named like no ledger, and a ledger that was being made when the power went.
    for folder in ["keys", "Not A Slug/record", "half/record.new"] {
        fs::create_dir_all(dir.path().join(folder)).unwrap();
    }
    let store = DiskStore::open(dir.path()).unwrap();
    assert_eq!(store.ledgers().unwrap(), [slug()]);
    store.create(&"half".parse().unwrap()).unwrap();
    store.create(&"keys".parse().unwrap()).unwrap();
    holds(&store, 2);
}

#[test]
fn the_bytes_on_disk_are_those_of_format_1() {
    let dir = TempDir::new().unwrap();
    let store = DiskStore::open(dir.path()).unwrap();
    store.create(&slug()).unwrap();
    assert_eq!(fs::read(record(dir.path()).join("checkpoint")).unwrap(), b"mingbai: no checkpoint yet\n");
    fill(&store, &[257]);
    let first = fs::read(record(dir.path()).join("0000000000.seg")).unwrap();
    let second = fs::read(record(dir.path()).join("0000000001.seg")).unwrap();
    // Frozen: whoever changes this makes a new version and reads the old one too. Header, then length, checksum
    // (from another implementation of CRC-32C), id and entry.
    let frozen = [
        ["6d696e67626169010000000000000000", "0000000d", "836c0dff", "00000000000000000000000000000000"],
        ["6d696e67626169010000000000000100", "0000000d", "09d5b429", "00000000000000000000000000000100"],
    ];
    assert_eq!(hex::encode(&first[..40]), frozen[0].concat());
    assert_eq!(&first[40..53], b"entry 000000 ");
    assert_eq!(hex::encode(&second[..40]), frozen[1].concat());
    assert_eq!(&second[40..], b"entry 000256 ");
    assert_eq!(fs::read(record(dir.path()).join("checkpoint")).unwrap(), commit_of(257, 0).checkpoint);
}
