use std::fs;
use std::io;
use std::sync::atomic::{AtomicI64, Ordering};

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::base::key::SecretKey;
use crate::base::note::NoteSigner;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::proof;
use crate::merkle::tree::{Frontier, leaf_hash};
use crate::store::{NewEntry, TreeOf};

fn slug() -> Slug {
    "test".parse().unwrap()
}

fn entry(n: u64) -> NewEntry {
    let mut id = [0; 16];
    id[8..].copy_from_slice(&n.to_be_bytes());
    let bytes = format!("entry {n} {}", "x".repeat(usize::try_from(n % 40).unwrap())).into_bytes();
    NewEntry { id, bytes }
}

/// What a ledger would do: commits with a real checkpoint over everything so far.
fn commit_of(from: u64, count: u64) -> Commit {
    let mut frontier = Frontier::default();
    (0..from + count).for_each(|n| frontier.push(leaf_hash(&entry(n).bytes)));
    let signer = NoteSigner::new("store.example/test", SecretKey::from_seed(&[5; 32])).unwrap();
    let root = frontier.root();
    let checkpoint = Checkpoint::new("store.example/test", from + count, root).sign(&signer).unwrap();
    Commit { entries: (from..from + count).map(entry).collect(), checkpoint, root }
}

fn fresh(dir: &Path) -> DiskStore {
    let store = DiskStore::open(dir).unwrap();
    store.create(&slug()).unwrap();
    store.commit(&slug(), 0, commit_of(0, 0)).unwrap();
    store
}

fn filled(dir: &Path, counts: &[u64]) -> DiskStore {
    let store = fresh(dir);
    for count in counts {
        let from = store.head(&slug()).unwrap().size;
        store.commit(&slug(), from, commit_of(from, *count)).unwrap();
    }
    store
}

/// Everything a reader can ask agrees with what was put in.
fn holds(store: &DiskStore, size: u64) {
    let slug = slug();
    assert_eq!(store.head(&slug).unwrap().size, size);
    assert_eq!(store.verify_record(&slug).unwrap(), size);
    let mut at = 0;
    while at < size {
        let until = size.min(at + 1_000);
        let found = store.read(&slug, at, until).unwrap();
        let expected: Vec<Vec<u8>> = (at..until).map(|n| entry(n).bytes).collect();
        assert_eq!(found, expected);
        at = until;
    }
    let tree = TreeOf { store, slug: &slug };
    assert_eq!(proof::root(&tree, size).unwrap(), commit_of(size, 0).root);
    for n in [0, size / 2, size.saturating_sub(1)].into_iter().filter(|n| *n < size) {
        assert_eq!(store.find(&slug, &entry(n).id).unwrap(), Some(n));
    }
    assert_eq!(store.find(&slug, &entry(size + 7).id).unwrap(), None);
}

#[test]
fn what_was_committed_is_there_after_reopening() {
    let dir = TempDir::new().unwrap();
    holds(&filled(dir.path(), &[1, 254, 1, 1, 700]), 957);
    holds(&DiskStore::open(dir.path()).unwrap(), 957);
}

#[test]
fn a_stale_size_or_a_wrong_root_writes_nothing() {
    let dir = TempDir::new().unwrap();
    let store = filled(dir.path(), &[3]);
    assert_eq!(store.commit(&slug(), 2, commit_of(2, 1)).unwrap_err().code, "size-stale");
    let wrong = Commit { root: Hash::of(b"other"), ..commit_of(3, 1) };
    assert_eq!(store.commit(&slug(), 3, wrong).unwrap_err().code, "commit-root-differs");
    holds(&store, 3);
    assert_eq!(store.read(&slug(), 2, 4).unwrap_err().code, "range-unreadable");
    assert_eq!(store.create(&slug()).unwrap_err().code, "ledger-exists");
    assert_eq!(store.head(&"other".parse().unwrap()).unwrap_err().code, "ledger-unknown");
}

#[test]
fn a_folder_has_one_opener() {
    let dir = TempDir::new().unwrap();
    let store = fresh(dir.path());
    assert_eq!(DiskStore::open(dir.path()).err().unwrap().code, "store-in-use");
    drop(store);
    DiskStore::open(dir.path()).unwrap();
}

#[test]
fn many_ledgers_stand_side_by_side() {
    let dir = TempDir::new().unwrap();
    let store = filled(dir.path(), &[5]);
    let other: Slug = "other".parse().unwrap();
    store.create(&other).unwrap();
    store.commit(&other, 0, commit_of(0, 300)).unwrap();
    drop(store);
    let store = DiskStore::open(dir.path()).unwrap();
    assert_eq!(store.ledgers().unwrap(), [other.clone(), slug()]);
    assert_eq!(store.head(&other).unwrap().size, 300);
    holds(&store, 5);
}

#[test]
fn a_torn_end_is_cut_off_and_the_next_commit_works() {
    let frame = segment::frame(&entry(258)).unwrap();
    for length in 0..=frame.len() {
        let dir = TempDir::new().unwrap();
        drop(filled(dir.path(), &[258]));
        let file = segment::path(&dir.path().join("test/record"), 1);
        let mut bytes = fs::read(&file).unwrap();
        bytes.extend_from_slice(&frame[..length]);
        fs::write(&file, bytes).unwrap();
        fs::write(segment::path(&dir.path().join("test/record"), 2), b"torn").unwrap();
        let store = DiskStore::open(dir.path()).unwrap();
        holds(&store, 258);
        store.commit(&slug(), 258, commit_of(258, 2)).unwrap();
        holds(&store, 260);
    }
}

#[test]
fn a_flipped_bit_anywhere_in_the_record_is_found() {
    let dir = TempDir::new().unwrap();
    drop(filled(dir.path(), &[256, 3]));
    let record = dir.path().join("test/record");
    for name in ["0000000000.seg", "0000000001.seg", "checkpoint"] {
        let file = record.join(name);
        let whole = fs::read(&file).unwrap();
        for at in (0..whole.len()).step_by(if name.ends_with("0.seg") { 97 } else { 1 }) {
            let mut changed = whole.clone();
            changed[at] ^= 0x20;
            fs::write(&file, &changed).unwrap();
            // Origin and signature of a checkpoint are the ledger's to check; a store sees that size or root no longer fit.
            let found = DiskStore::open(dir.path()).and_then(|store| store.verify_record(&slug()));
            let signature = name == "checkpoint" && !(19..67).contains(&at);
            assert!(
                found.as_ref().is_err_and(|e| e.class == crate::base::problem::Class::Damaged) || signature,
                "{name} byte {at}: {found:?}"
            );
            fs::write(&file, &whole).unwrap();
        }
    }
    holds(&DiskStore::open(dir.path()).unwrap(), 259);
}

#[test]
fn a_missing_file_is_damage_and_never_a_shorter_history() {
    for (name, code) in [
        ("0000000000.seg", "segment-missing"),
        ("0000000001.seg", "segment-missing"),
        ("checkpoint", "checkpoint-file-missing"),
    ] {
        let dir = TempDir::new().unwrap();
        drop(filled(dir.path(), &[300]));
        fs::remove_file(dir.path().join("test/record").join(name)).unwrap();
        assert_eq!(DiskStore::open(dir.path()).err().unwrap().code, code);
    }
}

#[test]
fn a_lost_damaged_or_older_index_is_made_again() {
    let dir = TempDir::new().unwrap();
    drop(filled(dir.path(), &[300]));
    let index = dir.path().join("index");
    let older = dir.path().join("older");
    let copy = |from: &Path, to: &Path| {
        fs::create_dir_all(to).unwrap();
        for item in fs::read_dir(from).unwrap().map(Result::unwrap).filter(|item| item.path().is_file()) {
            fs::copy(item.path(), to.join(item.file_name())).unwrap();
        }
    };
    copy(&index, &older);
    let store = DiskStore::open(dir.path()).unwrap();
    store.commit(&slug(), 300, commit_of(300, 400)).unwrap();
    drop(store);

    fs::remove_dir_all(&index).unwrap();
    copy(&older, &index);
    holds(&DiskStore::open(dir.path()).unwrap(), 700);

    fs::remove_dir_all(&index).unwrap();
    holds(&DiskStore::open(dir.path()).unwrap(), 700);

    for item in fs::read_dir(&index).unwrap().map(Result::unwrap).filter(|item| item.path().is_file()) {
        let length = fs::metadata(item.path()).unwrap().len();
        fs::write(item.path(), vec![0xa5; usize::try_from(length).unwrap()]).unwrap();
    }
    holds(&DiskStore::open(dir.path()).unwrap(), 700);
}

#[test]
fn an_index_that_lies_is_not_believed() {
    let dir = TempDir::new().unwrap();
    let store = filled(dir.path(), &[600]);
    let index = store.index.of(&slug()).unwrap();
    index.mend_tile(0, &[Hash::of(b"lie"); 256]);
    index.update(&index::Update::new(&tree::Tree::default(), Vec::new(), vec![(entry(5).id, 77)]));
    assert_eq!(store.find(&slug(), &entry(5).id).unwrap(), None);
    store.verify_record(&slug()).unwrap();
    drop(store);
    holds(&DiskStore::open(dir.path()).unwrap(), 600);
}

#[test]
fn drafts_and_snapshots_survive_and_replace_each_other() {
    let dir = TempDir::new().unwrap();
    let store = fresh(dir.path());
    let long: Vec<u8> = (0..3_000_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
    store.draft_put(&slug(), &[2; 16], &long[..20_000]).unwrap();
    store.draft_put(&slug(), &[1; 16], b"first").unwrap();
    store.draft_put(&slug(), &[2; 16], &long[..5_000]).unwrap();
    store.snapshot_save(&slug(), 7, "state", &long[..9_000]).unwrap();
    store.snapshot_save(&slug(), 8, "state", &long).unwrap();
    drop(store);
    let store = DiskStore::open(dir.path()).unwrap();
    assert_eq!(store.drafts(&slug()).unwrap(), [([1; 16], b"first".to_vec()), ([2; 16], long[..5_000].to_vec())]);
    assert_eq!(store.draft_get(&slug(), &[2; 16]).unwrap().unwrap(), long[..5_000]);
    store.draft_remove(&slug(), &[1; 16]).unwrap();
    assert_eq!(store.draft_get(&slug(), &[1; 16]).unwrap(), None);
    assert_eq!(store.snapshot_load(&slug(), "state").unwrap(), Some((8, long)));
    assert_eq!(store.snapshot_load(&slug(), "other").unwrap(), None);
}

/// Fails the n-th operation and, when `for_good`, every one after it.
struct Faulty {
    left: AtomicI64,
    for_good: bool,
}

impl Faulty {
    fn count(&self) -> io::Result<()> {
        let left = self.left.fetch_sub(1, Ordering::SeqCst);
        if left == 0 || (self.for_good && left < 0) { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
}

impl Files for Faulty {
    fn write_at(&self, file: &mut File, at: u64, bytes: &[u8]) -> io::Result<()> {
        if let Err(e) = self.count() {
            // A full disk takes part of what it is given.
            RealFiles.write_at(file, at, &bytes[..bytes.len() / 2])?;
            return Err(e);
        }
        RealFiles.write_at(file, at, bytes)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        self.count()?;
        RealFiles.sync(file)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.count()?;
        RealFiles.sync_folder(folder)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.count()?;
        RealFiles.rename(from, to)
    }
}

#[test]
fn whatever_operation_fails_nothing_acknowledged_is_lost() {
    for for_good in [false, true] {
        for fault in 0..40 {
            let dir = TempDir::new().unwrap();
            drop(fresh(dir.path()));
            let files = Arc::new(Faulty { left: AtomicI64::new(fault), for_good });
            let store = DiskStore::open_with(dir.path(), &Settings::default(), files).unwrap();
            let mut acknowledged = 0;
            for count in [1, 200, 60, 300, 1] {
                match store.commit(&slug(), acknowledged, commit_of(acknowledged, count)) {
                    Ok(()) => acknowledged += count,
                    Err(problem) => {
                        assert!(["record-unwritable", "store-poisoned"].contains(&problem.code), "{problem}");
                    }
                }
                assert_eq!(store.head(&slug()).unwrap().size, acknowledged);
            }
            drop(store);
            let store = DiskStore::open(dir.path()).unwrap();
            // A commit whose last sync failed was reported as failed but may have reached the disk whole.
            let size = store.head(&slug()).unwrap().size;
            assert!(size >= acknowledged, "fault {fault}: {size} < {acknowledged}");
            holds(&store, size);
            store.commit(&slug(), size, commit_of(size, 3)).unwrap();
            holds(&store, size + 3);
        }
    }
}

#[test]
fn a_full_disk_that_is_cleared_takes_the_next_commit() {
    let dir = TempDir::new().unwrap();
    drop(fresh(dir.path()));
    let files = Arc::new(Faulty { left: AtomicI64::new(0), for_good: false });
    let store = DiskStore::open_with(dir.path(), &Settings::default(), files).unwrap();
    assert_eq!(store.commit(&slug(), 0, commit_of(0, 300)).unwrap_err().code, "record-unwritable");
    store.commit(&slug(), 0, commit_of(0, 300)).unwrap();
    holds(&store, 300);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_run_of_commits_and_reopenings_keeps_everything(steps in prop::collection::vec((0_u8..4, 0_u64..400), 1..8)) {
        let dir = TempDir::new().unwrap();
        let mut store = Some(fresh(dir.path()));
        let mut size = 0;
        for (what, count) in steps {
            let open = store.take().unwrap_or_else(|| DiskStore::open(dir.path()).unwrap());
            open.commit(&slug(), size, commit_of(size, count)).unwrap();
            size += count;
            match what {
                0 | 1 => store = Some(open),
                2 => drop(open),
                _ => {
                    drop(open);
                    fs::remove_dir_all(dir.path().join("index")).unwrap();
                }
            }
        }
        drop(store);
        holds(&DiskStore::open(dir.path()).unwrap(), size);
    }
}
