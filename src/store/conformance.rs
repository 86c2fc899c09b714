//! What every store must hold to, whatever engine stands behind it. A store implements [`Bench`] in its tests and
//! names them all with [`suite!`]. Not for what only one engine can suffer, such as a damaged file.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::code::Slug;
use crate::base::hash::Hash;
use crate::base::key::SecretKey;
use crate::base::limits;
use crate::base::note::NoteSigner;
use crate::base::problem::Class;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::proof::{self, MemoryTiles, Tiles as _};
use crate::merkle::tile::{TileId, tiles_of};
use crate::merkle::tree::{Frontier, leaf_hash};
use crate::store::{Commit, Head, NewEntry, Store, TreeOf};

/// A store under test.
pub(super) trait Bench {
    fn store(&self) -> &dyn Store;
    /// Ends the store in good order and begins it again over what it kept.
    fn reopen(&mut self);
}

/// One test for each thing a store must hold to.
macro_rules! suite {
    ($make:expr) => {
        $crate::store::conformance::suite!($make;
            what_was_committed_is_there, tiles_are_those_of_the_tree, what_does_not_fit_is_not_kept,
            a_checkpoint_can_be_replaced, readings_are_bounded, an_unknown_ledger_has_nothing,
            ledgers_do_not_mix, an_id_used_twice_is_found_last, drafts_replace_each_other,
            snapshots_replace_each_other, pages_are_kept_until_nobody_names_them,
            openings_are_kept_until_they_are_destroyed, readers_see_whole_commits);
    };
    ($make:expr; $($check:ident),* $(,)?) => {$(
        #[test]
        fn $check() {
            $crate::store::conformance::$check(&mut $make());
        }
    )*};
}
pub(super) use suite;

pub(super) fn slug() -> Slug {
    "test".parse().unwrap()
}

fn other() -> Slug {
    "other".parse().unwrap()
}

/// Entries differ in length, except that whole segments of them have the same.
pub(super) fn entry(n: u64) -> NewEntry {
    let mut id = [0; 16];
    id[8..].copy_from_slice(&n.to_be_bytes());
    let padding = "x".repeat(usize::try_from(n % 32).unwrap());
    NewEntry { id, bytes: format!("entry {n:06} {padding}").into_bytes() }
}

fn checkpoint(size: u64, root: Hash, extension: &str) -> Vec<u8> {
    let signer = NoteSigner::new("store.example/test", SecretKey::from_seed(&[5; 32])).unwrap();
    let extensions = extension.lines().map(str::to_owned).collect();
    Checkpoint { extensions, ..Checkpoint::new("store.example/test", size, root) }.sign(&signer).unwrap()
}

/// What a ledger would do: commits with a real checkpoint over everything so far.
pub(super) fn commit_of(from: u64, count: u64) -> Commit {
    let mut frontier = Frontier::default();
    (0..from + count).for_each(|n| frontier.push(leaf_hash(&entry(n).bytes)));
    let root = frontier.root();
    let checkpoint = checkpoint(from + count, root, "");
    Commit { entries: (from..from + count).map(entry).collect(), checkpoint, root }
}

/// Commits entries of these counts, one commit each, after what is there.
pub(super) fn fill(store: &dyn Store, counts: &[u64]) {
    for count in counts {
        let from = store.head(&slug()).unwrap().size;
        store.commit(&slug(), from, commit_of(from, *count)).unwrap();
    }
}

/// Everything a reader can ask agrees with what was put in.
pub(super) fn holds(store: &dyn Store, size: u64) {
    let slug = slug();
    assert_eq!(store.head(&slug).unwrap(), Head { size, checkpoint: commit_of(size, 0).checkpoint });
    let mut at = 0;
    while at < size {
        let until = size.min(at + 1_000);
        let expected: Vec<Vec<u8>> = (at..until).map(|n| entry(n).bytes).collect();
        assert_eq!(store.read(&slug, at, until).unwrap(), expected);
        at = until;
    }
    assert_eq!(proof::root(&TreeOf { store, slug: &slug }, size).unwrap(), commit_of(size, 0).root);
    for n in (0..size).step_by(100).chain(size.checked_sub(1)) {
        assert_eq!(store.find(&slug, &entry(n).id).unwrap(), Some(n), "entry {n} of {size}");
    }
    assert_eq!(store.find(&slug, &entry(size).id).unwrap(), None);
}

fn refused<T: std::fmt::Debug>(done: crate::base::problem::Outcome<T>) -> &'static str {
    done.unwrap_err().code
}

pub(super) fn what_was_committed_is_there(bench: &mut dyn Bench) {
    bench.store().create(&slug()).unwrap();
    assert_eq!(bench.store().head(&slug()).unwrap(), Head::default());
    bench.reopen();
    assert_eq!(bench.store().head(&slug()).unwrap(), Head::default());
    let mut size = 0;
    for count in [0, 1, 254, 1, 1, 255, 256, 1_024, 0, 7] {
        fill(bench.store(), &[count]);
        size += count;
        holds(bench.store(), size);
        bench.reopen();
        holds(bench.store(), size);
    }
}

pub(super) fn tiles_are_those_of_the_tree(bench: &mut dyn Bench) {
    let store = bench.store();
    store.create(&slug()).unwrap();
    fill(store, &[300, 400]);
    let mut tree = MemoryTiles::default();
    (0..700).for_each(|n| tree.push(leaf_hash(&entry(n).bytes)));
    // Those of smaller logs stay: a reader may hold an older checkpoint.
    for id in [1, 44, 255, 256, 300, 512, 699, 700].into_iter().flat_map(tiles_of) {
        assert_eq!(store.tile(&slug(), id).unwrap(), tree.tile(id).unwrap(), "{id:?}");
    }
    let beyond = [(0, 2, 189), (0, 2, 256), (0, 3, 1), (0, 7, 3), (0, u64::MAX, 1), (1, 0, 3), (1, 1, 1), (2, 0, 1)];
    let absurd = [(0, 0, 0), (0, 0, 257), (1, 0, 0), (0, 2, 0), (9, 0, 1), (63, 0, 1), (255, u64::MAX, u16::MAX)];
    for (level, index, width) in beyond.into_iter().chain(absurd) {
        assert_eq!(
            refused(store.tile(&slug(), TileId { level, index, width })),
            "tile-missing",
            "{level} {index} {width}"
        );
    }
}

pub(super) fn what_does_not_fit_is_not_kept(bench: &mut dyn Bench) {
    let store = bench.store();
    store.create(&slug()).unwrap();
    fill(store, &[3]);
    let commit = |commit: Commit| refused(store.commit(&slug(), 3, commit));
    assert_eq!(refused(store.commit(&slug(), 2, commit_of(2, 1))), "size-stale");
    assert_eq!(refused(store.commit(&slug(), 4, commit_of(4, 1))), "size-stale");
    assert_eq!(commit(Commit { root: Hash::of(b"other"), ..commit_of(3, 1) }), "commit-root-differs");
    assert_eq!(
        commit(Commit { checkpoint: commit_of(3, 0).checkpoint, ..commit_of(3, 1) }),
        "commit-checkpoint-differs"
    );
    let root = checkpoint(4, Hash::of(b"other"), "");
    assert_eq!(commit(Commit { checkpoint: root, ..commit_of(3, 1) }), "commit-checkpoint-differs");
    assert_eq!(commit(Commit { checkpoint: Vec::new(), ..commit_of(3, 1) }), "note-without-signatures");
    assert_eq!(commit(commit_of(3, limits::COMMIT_ENTRIES as u64 + 1)), "commit-too-large");
    assert_eq!(commit(long(limits::ENTRY_BYTES + 1)), "entry-too-long");
    assert_eq!(refused(store.create(&slug())), "ledger-exists");
    holds(store, 3);
    store.commit(&slug(), 3, long(limits::ENTRY_BYTES)).unwrap();
    bench.reopen();
    assert_eq!(bench.store().read(&slug(), 3, 4).unwrap(), [vec![7; limits::ENTRY_BYTES]]);
}

/// A fourth entry of so many bytes.
fn long(bytes: usize) -> Commit {
    let long = NewEntry { id: [9; 16], bytes: vec![7; bytes] };
    let mut frontier = Frontier::default();
    (0..3).map(entry).chain([long.clone()]).for_each(|entry| frontier.push(leaf_hash(&entry.bytes)));
    Commit { entries: vec![long], checkpoint: checkpoint(4, frontier.root(), ""), root: frontier.root() }
}

pub(super) fn a_checkpoint_can_be_replaced(bench: &mut dyn Bench) {
    bench.store().create(&slug()).unwrap();
    fill(bench.store(), &[5]);
    let root = commit_of(5, 0).root;
    let longer = checkpoint(5, root, "something\nthat was added");
    let commit = |checkpoint: &[u8]| Commit { checkpoint: checkpoint.to_vec(), root, ..Commit::default() };
    bench.store().commit(&slug(), 5, commit(&longer)).unwrap();
    bench.reopen();
    assert_eq!(bench.store().head(&slug()).unwrap(), Head { size: 5, checkpoint: longer });
    // A shorter one leaves nothing of the longer one behind.
    fill(bench.store(), &[0]);
    bench.reopen();
    holds(bench.store(), 5);
}

pub(super) fn readings_are_bounded(bench: &mut dyn Bench) {
    let store = bench.store();
    store.create(&slug()).unwrap();
    fill(store, &[700, 700]);
    for (from, until) in [(2, 1), (1_400, 1_401), (0, 1_025), (u64::MAX, u64::MAX), (0, u64::MAX)] {
        assert_eq!(refused(store.read(&slug(), from, until)), "range-unreadable", "{from} {until}");
    }
    assert!(store.read(&slug(), 1_400, 1_400).unwrap().is_empty());
    assert_eq!(store.read(&slug(), 250, 250 + limits::READ_ENTRIES).unwrap().len(), 1_024);
    assert_eq!(store.read(&slug(), 511, 513).unwrap(), [entry(511).bytes, entry(512).bytes]);
}

pub(super) fn an_unknown_ledger_has_nothing(bench: &mut dyn Bench) {
    let store = bench.store();
    store.create(&slug()).unwrap();
    let nobody = &other();
    let id = TileId { level: 0, index: 0, width: 1 };
    let codes = [
        refused(store.head(nobody)),
        refused(store.commit(nobody, 0, commit_of(0, 1))),
        refused(store.read(nobody, 0, 0)),
        refused(store.tile(nobody, id)),
        refused(store.find(nobody, &[0; 16])),
        refused(store.draft_put(nobody, &[0; 16], b"draft")),
        refused(store.draft_get(nobody, &[0; 16])),
        refused(store.draft_remove(nobody, &[0; 16])),
        refused(store.drafts(nobody)),
        refused(store.snapshot_save(nobody, 0, "state", b"snapshot")),
        refused(store.snapshot_load(nobody, "state")),
    ];
    assert_eq!(codes, ["ledger-unknown"; 11]);
    assert_eq!(store.ledgers().unwrap(), [slug()]);
}

pub(super) fn ledgers_do_not_mix(bench: &mut dyn Bench) {
    // A name may begin with another's, and none is the store's own.
    let names = ["index", "lock", "other", "record", "store", "test-2"].map(|name| name.parse::<Slug>().unwrap());
    bench.store().create(&slug()).unwrap();
    for (name, size) in names.iter().zip(1..) {
        bench.store().create(name).unwrap();
        bench.store().commit(name, 0, commit_of(0, size)).unwrap();
        bench.store().draft_put(name, &[1; 16], name.as_str().as_bytes()).unwrap();
        bench.store().snapshot_save(name, size, "state", name.as_str().as_bytes()).unwrap();
    }
    fill(bench.store(), &[300]);
    bench.reopen();
    let store = bench.store();
    let all: Vec<Slug> = names.iter().cloned().chain([slug()]).collect();
    let mut known = store.ledgers().unwrap();
    known.sort_by_key(|name| all.iter().position(|one| one == name));
    assert_eq!(known, all);
    for (name, size) in names.iter().zip(1..) {
        assert_eq!(store.head(name).unwrap().size, size);
        assert_eq!(store.find(name, &entry(size - 1).id).unwrap(), Some(size - 1));
        assert_eq!(store.find(name, &entry(size).id).unwrap(), None);
        assert_eq!(store.drafts(name).unwrap(), [([1; 16], name.as_str().as_bytes().to_vec())]);
        assert_eq!(store.snapshot_load(name, "state").unwrap(), Some((size, name.as_str().as_bytes().to_vec())));
    }
    assert!(store.drafts(&slug()).unwrap().is_empty());
    holds(store, 300);
}

pub(super) fn an_id_used_twice_is_found_last(bench: &mut dyn Bench) {
    bench.store().create(&slug()).unwrap();
    let mut commit = commit_of(0, 4);
    commit.entries[3].id = entry(1).id;
    bench.store().commit(&slug(), 0, commit).unwrap();
    assert_eq!(bench.store().find(&slug(), &entry(1).id).unwrap(), Some(3));
    bench.reopen();
    assert_eq!(bench.store().find(&slug(), &entry(1).id).unwrap(), Some(3));
    assert_eq!(bench.store().find(&slug(), &entry(3).id).unwrap(), None);
}

pub(super) fn drafts_replace_each_other(bench: &mut dyn Bench) {
    bench.store().create(&slug()).unwrap();
    let bytes: Vec<u8> = (0..).map(|n: u32| u8::try_from(n % 251).unwrap()).take(limits::ENTRY_BYTES).collect();
    let (longest, shorter) = (bytes.clone(), bytes[..5_000].to_vec());
    let store = bench.store();
    store.draft_put(&slug(), &[2; 16], &longest).unwrap();
    store.draft_put(&slug(), &[1; 16], b"").unwrap();
    store.draft_put(&slug(), &[3; 16], &longest).unwrap();
    store.draft_put(&slug(), &[2; 16], &shorter).unwrap();
    let too_long = [&bytes[..], b"x"].concat();
    assert_eq!(refused(store.draft_put(&slug(), &[2; 16], &too_long)), "draft-too-long");
    store.draft_remove(&slug(), &[4; 16]).unwrap();
    bench.reopen();
    let store = bench.store();
    let expected = [([1; 16], Vec::new()), ([2; 16], shorter.clone()), ([3; 16], longest)];
    assert_eq!(store.drafts(&slug()).unwrap(), expected);
    assert_eq!(store.draft_get(&slug(), &[2; 16]).unwrap(), Some(shorter));
    assert_eq!(store.draft_get(&slug(), &[4; 16]).unwrap(), None);
    store.draft_remove(&slug(), &[3; 16]).unwrap();
    store.draft_remove(&slug(), &[1; 16]).unwrap();
    bench.reopen();
    assert_eq!(bench.store().drafts(&slug()).unwrap(), expected[1..2]);
    assert_eq!(bench.store().draft_get(&slug(), &[3; 16]).unwrap(), None);
}

pub(super) fn snapshots_replace_each_other(bench: &mut dyn Bench) {
    bench.store().create(&slug()).unwrap();
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
    let store = bench.store();
    for name in ["", "a/b", "a b", "Ä"] {
        assert_eq!(store.snapshot_save(&slug(), 1, name, b"x").unwrap_err().class, Class::Malformed, "{name:?}");
    }
    store.snapshot_save(&slug(), 7, "state", &bytes).unwrap();
    store.snapshot_save(&slug(), 8, "state", &bytes[..9_000]).unwrap();
    store.snapshot_save(&slug(), 8, "state-2", b"").unwrap();
    store.snapshot_save(&slug(), 9, "state-3", &bytes[1..]).unwrap();
    // The same size again, as when a program is started twice in a row.
    store.snapshot_save(&slug(), 9, "state-3", &bytes).unwrap();
    bench.reopen();
    let store = bench.store();
    assert_eq!(store.snapshot_load(&slug(), "state").unwrap(), Some((8, bytes[..9_000].to_vec())));
    assert_eq!(store.snapshot_load(&slug(), "state-2").unwrap(), Some((8, Vec::new())));
    assert_eq!(store.snapshot_load(&slug(), "state-3").unwrap(), Some((9, bytes)));
    assert_eq!(store.snapshot_load(&slug(), "other").unwrap(), None);
}

pub(super) fn pages_are_kept_until_nobody_names_them(bench: &mut dyn Bench) {
    bench.store().create(&slug()).unwrap();
    let [one, two] = [b"one".as_slice(), b"two"].map(|bytes| (Hash::of(bytes), bytes.to_vec()));
    let store = bench.store();
    for name in ["", "a/b", "..", "Ä"] {
        assert_eq!(store.page_put(&slug(), name, &one.0, &one.1).unwrap_err().class, Class::Malformed, "{name:?}");
    }
    store.pages_keep(&slug(), "state", &BTreeSet::new()).unwrap();
    for (name, (digest, bytes)) in [("state", &one), ("state", &two), ("state", &two), ("board", &one)] {
        store.page_put(&slug(), name, digest, bytes).unwrap();
    }
    bench.reopen();
    let store = bench.store();
    let found = |name: &str, digest: &Hash| store.page_get(&slug(), name, digest).unwrap();
    assert_eq!(found("state", &one.0), Some(one.1.clone()));
    assert_eq!(found("board", &two.0), None);
    store.pages_keep(&slug(), "state", &BTreeSet::from([two.0])).unwrap();
    assert_eq!((found("state", &one.0), found("state", &two.0)), (None, Some(two.1)));
    assert_eq!(found("board", &one.0), Some(one.1));
}

pub(super) fn openings_are_kept_until_they_are_destroyed(bench: &mut dyn Bench) {
    bench.store().create(&slug()).unwrap();
    let [one, two] = [b"one".as_slice(), b"two"].map(|bytes| (Hash::of(bytes), bytes.to_vec()));
    let store = bench.store();
    store.opening_remove(&slug(), &one.0).unwrap();
    assert_eq!(store.openings(&slug()).unwrap(), BTreeSet::new());
    let long = vec![b'x'; limits::OPENING_BYTES + 1];
    assert_eq!(store.opening_put(&slug(), &one.0, &long).unwrap_err().class, Class::Malformed);
    for (digest, bytes) in [&one, &two, &two] {
        store.opening_put(&slug(), digest, bytes).unwrap();
    }
    bench.reopen();
    let store = bench.store();
    assert_eq!(store.openings(&slug()).unwrap(), BTreeSet::from([one.0, two.0]));
    assert_eq!(store.opening_get(&slug(), &one.0).unwrap(), Some(one.1));
    (0..2).for_each(|_| store.opening_remove(&slug(), &one.0).unwrap());
    bench.reopen();
    let store = bench.store();
    assert_eq!(store.opening_get(&slug(), &one.0).unwrap(), None);
    assert_eq!(store.openings(&slug()).unwrap(), BTreeSet::from([two.0]));
    assert_eq!(store.opening_get(&slug(), &two.0).unwrap(), Some(two.1));
}

pub(super) fn readers_see_whole_commits(bench: &mut dyn Bench) {
    let store = bench.store();
    store.create(&slug()).unwrap();
    fill(store, &[0]);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = || {
            let mut seen = 0;
            while !done.load(Ordering::SeqCst) {
                let head = store.head(&slug()).unwrap();
                assert!(head.size >= seen && head.size.is_multiple_of(50));
                seen = head.size;
                let slug = slug();
                let root = proof::root(&TreeOf { store, slug: &slug }, seen).unwrap();
                let stated = String::from_utf8(head.checkpoint).unwrap();
                assert!(stated.starts_with(&Checkpoint::new("store.example/test", seen, root).text()));
                let from = seen.saturating_sub(60);
                let expected: Vec<Vec<u8>> = (from..seen).map(|n| entry(n).bytes).collect();
                assert_eq!(store.read(&slug, from, seen).unwrap(), expected);
                if let Some(last) = seen.checked_sub(50) {
                    assert_eq!(store.find(&slug, &entry(last / 2).id).unwrap(), Some(last / 2));
                }
            }
            seen
        };
        let readers = [scope.spawn(reader), scope.spawn(reader)];
        // Readers would go on for ever if filling panicked before it said so.
        let filled = std::panic::catch_unwind(AssertUnwindSafe(|| fill(store, &[50; 24])));
        done.store(true, Ordering::SeqCst);
        filled.unwrap();
        for reader in readers {
            reader.join().unwrap();
        }
    });
    holds(store, 1_200);
}
