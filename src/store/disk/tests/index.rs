//! The index may be lost, damaged, behind, another's, or lying: nothing of the record is lost with it.

use super::*;
use crate::store::disk::index::Update;
use crate::store::disk::tree::Tree;

fn index(dir: &Path) -> PathBuf {
    dir.join("index.sled")
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for item in fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()) {
        if item.is_dir() { files.extend(files_of(&item)) } else { files.push(item) }
    }
    files
}

#[test]
fn a_lost_index_is_made_again() {
    let dir = TempDir::new().unwrap();
    drop(filled(dir.path(), &[700]));
    fs::remove_dir_all(index(dir.path())).unwrap();
    holds(&DiskStore::open(dir.path()).unwrap(), 700);
    // And then it is whole: the first segment is not read again to open.
    fs::remove_file(record(dir.path()).join("0000000000.seg")).unwrap();
    fs::write(record(dir.path()).join("0000000000.seg"), b"damaged").unwrap();
    let store = DiskStore::open(dir.path()).unwrap();
    assert_eq!(store.read(&slug(), 255, 256).unwrap_err().code, "record-damaged");
    assert_eq!(store.read(&slug(), 256, 257).unwrap(), [entry(256).bytes]);
}

#[test]
fn an_index_that_lags_learns_the_rest_and_only_that() {
    for (before, after) in [(300, 400), (256, 1), (256, 256), (0, 300), (511, 2), (5, 0)] {
        let dir = TempDir::new().unwrap();
        let older = TempDir::new().unwrap();
        drop(filled(dir.path(), &[before]));
        copy(&index(dir.path()), older.path());
        fill(&DiskStore::open(dir.path()).unwrap(), &[after]);
        copy(older.path(), &index(dir.path()));
        let first = record(dir.path()).join("0000000000.seg");
        let whole = fs::read(&first).unwrap_or_default();
        if before > 256 {
            fs::write(&first, b"damaged").unwrap();
        }
        let (store, size) = opened(dir.path()).unwrap();
        assert_eq!(size, before + after);
        if before > 256 {
            assert_eq!(store.verify_record(&slug()).unwrap_err().code, "record-damaged");
            fs::write(&first, whole).unwrap();
        }
        holds(&store, size);
        drop(store);
        holds(&DiskStore::open(dir.path()).unwrap(), size);
    }
}

#[test]
fn garbage_in_any_file_of_the_index_costs_nothing_of_the_record() {
    let whole = TempDir::new().unwrap();
    let store = filled(whole.path(), &[700]);
    store.snapshot_save(&slug(), 700, "state", &[1; 10_000]).unwrap();
    drop(store);
    let count = files_of(&index(whole.path())).len();
    assert!(count >= 2);
    // Each file in turn, then all of them; filled with garbage, emptied, and cut in half.
    for which in 0..=count {
        for how in 0..3 {
            let dir = TempDir::new().unwrap();
            copy(whole.path(), dir.path());
            for (n, file) in files_of(&index(dir.path())).into_iter().enumerate() {
                let bytes = fs::read(&file).unwrap();
                let bad = [vec![0xa5; bytes.len()], Vec::new(), bytes[..bytes.len() / 2].to_vec()].into_iter().nth(how);
                if which == n || which == count {
                    fs::write(&file, bad.unwrap()).unwrap();
                }
            }
            let (store, size) = opened(dir.path()).unwrap();
            assert_eq!(size, 700);
            holds(&store, 700);
            fill(&store, &[30]);
            drop(store);
            holds(&DiskStore::open(dir.path()).unwrap(), 730);
        }
    }
}

#[test]
fn bits_flipped_in_the_index_cost_nothing_of_the_record() {
    let whole = TempDir::new().unwrap();
    drop(filled(whole.path(), &[700]));
    let length = fs::read(index(whole.path()).join("db")).unwrap().len();
    for n in 0..40 {
        let dir = TempDir::new().unwrap();
        copy(whole.path(), dir.path());
        let file = index(dir.path()).join("db");
        let mut bytes = fs::read(&file).unwrap();
        // Spread over the file, and dense in the part that was written.
        let at = if n % 2 == 0 { n * length / 40 } else { n * 997 };
        bytes[at % length] ^= 0x01 << (n % 8);
        fs::write(&file, bytes).unwrap();
        let (store, size) = opened(dir.path()).unwrap();
        assert_eq!((size, store.verify_record(&slug()).unwrap()), (700, 700), "bit {n} at {at}");
        let slug = slug();
        let root = crate::merkle::proof::root(&TreeOf { store: &store, slug: &slug }, 700).unwrap();
        assert_eq!(root, commit_of(700, 0).root);
        // An id may be missing from it; one that is there is where it says.
        for n in 0..700 {
            let found = store.find(&slug, &entry(n).id).unwrap_or_default();
            assert!(found.is_none_or(|at| at == n));
        }
    }
}

#[test]
fn an_index_that_opens_but_cannot_be_read_is_moved_aside() {
    let whole = TempDir::new().unwrap();
    let store = filled(whole.path(), &[300]);
    for n in 1..=20 {
        store.draft_put(&slug(), &[n; 16], &[n; 6_000]).unwrap();
    }
    store.snapshot_save(&slug(), 300, "state", &vec![1; 50_000]).unwrap();
    drop(store);
    let mut random = 1_u64;
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap() % below
    };
    for round in 0..12 {
        let dir = TempDir::new().unwrap();
        copy(whole.path(), dir.path());
        let file = index(dir.path()).join("db");
        let mut bytes = fs::read(&file).unwrap();
        for _ in 0..200 {
            let at = next(bytes.len());
            bytes[at] ^= 0x01 << next(8);
        }
        fs::write(&file, bytes).unwrap();
        let (store, size) = opened(dir.path()).unwrap();
        assert_eq!(size, 300, "round {round}");
        for (id, bytes) in store.drafts(&slug()).unwrap() {
            assert_eq!(bytes, [id[0]; 6_000], "round {round}");
        }
        store.draft_put(&slug(), &[99; 16], b"new").unwrap();
        assert_eq!(store.draft_get(&slug(), &[99; 16]).unwrap(), Some(b"new".to_vec()), "round {round}");
    }
}

#[test]
fn the_index_of_another_store_is_not_believed() {
    let (ours, theirs) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    drop(filled(ours.path(), &[300]));
    for size in [40, 300, 900] {
        let foreign = |n: u64| NewEntry { bytes: format!("foreign {n}").into_bytes(), ..entry(n + 5_000) };
        let entries: Vec<NewEntry> = (0..size).map(foreign).collect();
        let mut tree = Tree::default();
        let leaves = entries.iter().map(|entry| crate::merkle::tree::leaf_hash(&entry.bytes));
        let full: Vec<Vec<Hash>> = leaves.filter_map(|leaf| tree.push(leaf)).collect();
        let store = filled(theirs.path(), &[]);
        let derived = store.index.of(&slug()).unwrap();
        derived.learn(&Update::new(0, &tree, &full, entries.iter().map(|entry| entry.id).collect()));
        assert_eq!(derived.known(), size);
        drop(derived);
        drop(store);
        copy(&index(theirs.path()), &index(ours.path()));
        fs::remove_dir_all(theirs.path()).unwrap();
        let store = DiskStore::open(ours.path()).unwrap();
        holds(&store, 300);
        assert_eq!(store.find(&slug(), &entry(5_001).id).unwrap(), None);
    }
}

#[test]
fn an_index_that_lies_is_not_believed() {
    let dir = TempDir::new().unwrap();
    let store = filled(dir.path(), &[600]);
    let derived = store.index.of(&slug()).unwrap();
    derived.mend_tile(0, &[Hash::of(b"lie"); 256]);
    derived.mend_tile(1, &[Hash::of(b"lie"); 3]);
    // Two ids that are said to be where they are not.
    derived.learn(&Update::new(77, &Tree::default(), &[], vec![entry(5).id, entry(6).id]));
    assert_eq!(store.find(&slug(), &entry(5).id).unwrap(), None);
    assert_eq!(store.tile(&slug(), TileId { level: 0, index: 1, width: 200 }).unwrap().len(), 200);
    assert_eq!(store.verify_record(&slug()).unwrap(), 600);
    drop(derived);
    drop(store);
    holds(&DiskStore::open(dir.path()).unwrap(), 600);
}

#[test]
fn an_index_without_an_id_of_the_last_segment_is_mended_by_opening() {
    for size in [300, 512] {
        let dir = TempDir::new().unwrap();
        let store = filled(dir.path(), &[size]);
        let last = entry(size - 2).id;
        let derived = store.index.of(&slug()).unwrap();
        derived.forget(&last);
        assert_eq!(store.find(&slug(), &last).unwrap(), None);
        drop(derived);
        drop(store);
        holds(&DiskStore::open(dir.path()).unwrap(), size);
        assert_eq!(DiskStore::open(dir.path()).unwrap().find(&slug(), &last).unwrap(), Some(size - 2));
    }
}

#[test]
fn an_index_that_missed_a_commit_says_so_until_it_has_caught_up() {
    let dir = TempDir::new().unwrap();
    let store = filled(dir.path(), &[10]);
    store.ledger(&slug()).unwrap().index().get_stuck();
    fill(&store, &[300, 10]);
    assert_eq!(store.find(&slug(), &entry(9).id).unwrap(), Some(9));
    assert_eq!(store.find(&slug(), &entry(10).id).unwrap_err().code, "index-unwritable");
    assert_eq!(store.verify_record(&slug()).unwrap(), 320);
    drop(store);
    holds(&DiskStore::open(dir.path()).unwrap(), 320);
}

#[test]
fn a_whole_index_that_cannot_be_opened_now_is_not_moved_aside() {
    let dir = TempDir::new().unwrap();
    let store = filled(dir.path(), &[10]);
    store.draft_put(&slug(), &[1; 16], b"draft").unwrap();
    drop(store);
    let other = sled::open(index(dir.path())).unwrap();
    assert_eq!(DiskStore::open(dir.path()).err().unwrap().code, "folder-unusable");
    drop(other);
    let store = DiskStore::open(dir.path()).unwrap();
    assert_eq!(store.draft_get(&slug(), &[1; 16]).unwrap(), Some(b"draft".to_vec()));
    assert!(!dir.path().join("index.damaged").exists());
}

#[test]
fn damaged_drafts_and_snapshots_are_not_given_out() {
    let dir = TempDir::new().unwrap();
    let store = filled(dir.path(), &[]);
    for n in 1..=3 {
        store.draft_put(&slug(), &[n; 16], &[n; 10_000]).unwrap();
    }
    store.snapshot_save(&slug(), 0, "state", &[1; 10_000]).unwrap();
    let db = store.index.db();
    let kept = db.open_tree("test/kept").unwrap();
    let key = |prefix: &[u8], nth: usize| kept.scan_prefix(prefix).keys().nth(nth).unwrap().unwrap();
    kept.remove(key(b"d", 4)).unwrap();
    kept.insert(key(b"sstate/", 1), vec![2; 4096]).unwrap();
    let ids: Vec<[u8; 16]> = store.drafts(&slug()).unwrap().into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, [[1; 16], [3; 16]]);
    assert_eq!(store.draft_get(&slug(), &[2; 16]).unwrap(), None);
    assert_eq!(store.snapshot_load(&slug(), "state").unwrap(), None);
    store.draft_put(&slug(), &[2; 16], b"again").unwrap();
    assert_eq!(store.draft_get(&slug(), &[2; 16]).unwrap(), Some(b"again".to_vec()));
}

#[test]
fn no_value_is_longer_than_sled_keeps_safely() {
    let dir = TempDir::new().unwrap();
    let store = filled(dir.path(), &[1_000]);
    store.draft_put(&slug(), &[1; 16], &vec![1; 60_000]).unwrap();
    store.snapshot_save(&slug(), 1_000, "state", &vec![1; 60_000]).unwrap();
    let db = store.index.db();
    let longest = db.tree_names().into_iter().flat_map(|name| {
        let values = db.open_tree(name).unwrap().iter().values();
        values.map(|value| value.unwrap().len()).collect::<Vec<_>>()
    });
    assert_eq!(longest.max(), Some(4096));
}
