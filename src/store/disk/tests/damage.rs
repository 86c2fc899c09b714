//! Damage to the record is found and named, and never taken for a shorter history.

use super::*;
use crate::base::problem::Class;

#[test]
fn a_torn_end_is_cut_off_and_the_next_commit_works() {
    let frame = segment::frame(&entry(258)).unwrap();
    let whole = TempDir::new().unwrap();
    drop(filled(whole.path(), &[258]));
    for length in 0..=frame.len() {
        let dir = TempDir::new().unwrap();
        copy(whole.path(), dir.path());
        let file = record(dir.path()).join("0000000001.seg");
        let bytes = fs::read(&file).unwrap();
        fs::write(&file, [&bytes, &frame[..length]].concat()).unwrap();
        fs::write(record(dir.path()).join("0000000002.seg"), b"torn").unwrap();
        let store = DiskStore::open(dir.path()).unwrap();
        holds(&store, 258);
        assert_eq!(fs::read(&file).unwrap(), bytes);
        fill(&store, &[2]);
        holds(&store, 260);
    }
}

#[test]
fn a_second_name_of_the_checkpoint_is_gone_before_another_is_written() {
    let dir = TempDir::new().unwrap();
    drop(filled(dir.path(), &[3]));
    let (checkpoint, beside) = (record(dir.path()).join("checkpoint"), record(dir.path()).join("checkpoint.new"));
    fs::hard_link(&checkpoint, &beside).unwrap();
    let before = fs::read(&checkpoint).unwrap();
    let store = DiskStore::open(dir.path()).unwrap();
    holds(&store, 3);
    assert!(!beside.exists(), "what is written beside next must be another file");
    assert_eq!(fs::read(&checkpoint).unwrap(), before);
    fill(&store, &[2]);
    holds(&store, 5);
}

#[test]
fn a_torn_first_commit_leaves_an_empty_ledger() {
    let dir = TempDir::new().unwrap();
    let store = DiskStore::open(dir.path()).unwrap();
    store.create(&slug()).unwrap();
    drop(store);
    let bytes = [segment::header(0), segment::frame(&entry(0)).unwrap()].concat();
    fs::write(record(dir.path()).join("0000000000.seg"), bytes).unwrap();
    let store = DiskStore::open(dir.path()).unwrap();
    assert_eq!(store.head(&slug()).unwrap(), Head::default());
    fill(&store, &[3]);
    holds(&store, 3);
}

#[test]
fn every_truncation_of_what_was_acknowledged_is_damage() {
    let whole = TempDir::new().unwrap();
    drop(filled(whole.path(), &[258]));
    let file = record(whole.path()).join("0000000001.seg");
    let bytes = fs::read(&file).unwrap();
    for length in 0..bytes.len() {
        fs::write(&file, &bytes[..length]).unwrap();
        let problem = opened(whole.path()).err().unwrap();
        assert_eq!((problem.code, problem.class), ("record-damaged", Class::Damaged), "{length}");
        assert_eq!(problem.arg("file").unwrap(), file.display().to_string());
    }
    fs::write(&file, &bytes).unwrap();
    holds(&DiskStore::open(whole.path()).unwrap(), 258);
}

#[test]
fn a_flipped_bit_anywhere_in_the_record_is_found() {
    let dir = TempDir::new().unwrap();
    drop(filled(dir.path(), &[256, 3]));
    for (name, step) in [("0000000000.seg", 97), ("0000000001.seg", 1), ("checkpoint", 1)] {
        let file = record(dir.path()).join(name);
        let whole = fs::read(&file).unwrap();
        for at in (0..whole.len()).step_by(step) {
            let mut changed = whole.clone();
            changed[at] ^= 0x01 << (at % 8);
            fs::write(&file, &changed).unwrap();
            let found = opened(dir.path()).and_then(|(store, _)| store.verify_record(&slug()));
            // Origin and signature of a checkpoint are the ledger's to check; here size and root must fit.
            let signed = name == "checkpoint" && !(19..67).contains(&at);
            let seen = found.as_ref().is_err_and(|problem| problem.class == Class::Damaged);
            assert!(seen || signed, "{name} byte {at}: {found:?}");
        }
        fs::write(&file, &whole).unwrap();
    }
    holds(&DiskStore::open(dir.path()).unwrap(), 259);
}

#[test]
fn an_entry_replaced_with_a_right_checksum_is_found() {
    let dir = TempDir::new().unwrap();
    drop(filled(dir.path(), &[300]));
    for (number, at) in [(0_u64, 5_u64), (1, 290)] {
        let file = record(dir.path()).join(format!("{number:010}.seg"));
        let whole = fs::read(&file).unwrap();
        let old = segment::frame(&entry(at)).unwrap();
        let mut new = entry(at);
        new.bytes[0] ^= 1;
        let place = whole.windows(old.len()).position(|bytes| bytes == old).unwrap();
        let mut changed = whole.clone();
        changed[place..place + old.len()].copy_from_slice(&segment::frame(&new).unwrap());
        fs::write(&file, changed).unwrap();
        // With the index and without it.
        if let Ok((store, _)) = opened(dir.path()) {
            assert_eq!(number, 0, "the last segment is read by opening");
            assert_eq!(store.read(&slug(), at, at + 1).unwrap_err().code, "entry-differs");
            assert_eq!(store.read(&slug(), at + 1, at + 2).unwrap(), [entry(at + 1).bytes]);
        }
        fs::remove_dir_all(dir.path().join("index.sled")).unwrap();
        assert_eq!(opened(dir.path()).err().unwrap().code, "record-differs");
        fs::write(&file, whole).unwrap();
        holds(&DiskStore::open(dir.path()).unwrap(), 300);
    }
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
        fs::remove_file(record(dir.path()).join(name)).unwrap();
        assert_eq!(opened(dir.path()).err().unwrap().code, code);
        // No file at all is no empty ledger either.
        fs::remove_dir_all(record(dir.path())).unwrap();
        fs::create_dir(record(dir.path())).unwrap();
        assert_eq!(opened(dir.path()).err().unwrap().code, "checkpoint-file-missing");
        // Nor is a checkpoint file that the disk emptied.
        fs::write(record(dir.path()).join("checkpoint"), b"").unwrap();
        assert_eq!(opened(dir.path()).err().unwrap().code, "checkpoint-file-damaged");
    }
}

#[test]
fn a_damaged_ledger_leaves_the_others_alone() {
    let dir = TempDir::new().unwrap();
    let store = filled(dir.path(), &[3]);
    let other: Slug = "other".parse().unwrap();
    store.create(&other).unwrap();
    store.commit(&other, 0, commit_of(0, 3)).unwrap();
    drop(store);
    fs::remove_file(dir.path().join("other/record/0000000000.seg")).unwrap();
    let store = DiskStore::open(dir.path()).unwrap();
    assert_eq!(store.ledgers().unwrap(), [other.clone(), slug()]);
    assert_eq!(store.head(&other).unwrap_err().code, "segment-missing");
    assert_eq!(store.commit(&other, 3, commit_of(3, 1)).unwrap_err().code, "segment-missing");
    assert_eq!(store.create(&other).unwrap_err().code, "ledger-exists");
    fill(&store, &[2]);
    holds(&store, 5);
}

/// What an operator does whose checkpoint file was damaged: puts back yesterday's.
#[test]
fn an_older_checkpoint_cuts_nothing_off() {
    let dir = TempDir::new().unwrap();
    let store = filled(dir.path(), &[300]);
    let file = record(dir.path()).join("checkpoint");
    let older = fs::read(&file).unwrap();
    fill(&store, &[100]);
    drop(store);
    let newest = fs::read(&file).unwrap();
    fs::write(&file, &older).unwrap();
    let problem = opened(dir.path()).err().unwrap();
    assert_eq!((problem.code, problem.arg("size"), problem.arg("known")), ("record-older", Some("300"), Some("400")));
    fs::write(&file, &newest).unwrap();
    let (store, _) = opened(dir.path()).unwrap();
    holds(&store, 400);
    fill(&store, &[1_024, 200]);
    drop(store);
    // Without the index, as long as the record goes on for longer than any torn commit could.
    fs::remove_dir_all(dir.path().join("index.sled")).unwrap();
    let newest = fs::read(&file).unwrap();
    fs::write(&file, &older).unwrap();
    assert_eq!(opened(dir.path()).err().unwrap().code, "checkpoint-file-older");
    fs::write(&file, &newest).unwrap();
    holds(&opened(dir.path()).unwrap().0, 1_624);
}

#[test]
fn an_older_copy_of_a_record_is_not_gone_on_with() {
    for size in [0, 3, 256, 300] {
        let dir = TempDir::new().unwrap();
        let older = TempDir::new().unwrap();
        let store = filled(dir.path(), &[size]);
        copy(&record(dir.path()), older.path());
        fill(&store, &[100]);
        drop(store);
        copy(older.path(), &record(dir.path()));
        assert_eq!(opened(dir.path()).err().unwrap().code, "record-older");
        assert!(opened(dir.path()).err().unwrap().class == Class::Damaged);
        // The remedy the message names, when there is no newer copy.
        fs::remove_dir_all(dir.path().join("index.sled")).unwrap();
        let (store, found) = opened(dir.path()).unwrap();
        assert_eq!(found, size);
        holds(&store, size);
    }
}

#[test]
fn a_ledger_whose_folder_is_gone_is_not_begun_again_unasked() {
    let dir = TempDir::new().unwrap();
    let store = filled(dir.path(), &[3]);
    store.draft_put(&slug(), &[1; 16], b"draft").unwrap();
    drop(store);
    fs::remove_dir_all(dir.path().join("test")).unwrap();
    let store = DiskStore::open(dir.path()).unwrap();
    assert_eq!(store.ledgers().unwrap(), []);
    assert_eq!(store.create(&slug()).unwrap_err().code, "record-older");
    drop(store);
    fs::remove_dir_all(dir.path().join("index.sled")).unwrap();
    let store = DiskStore::open(dir.path()).unwrap();
    store.create(&slug()).unwrap();
    assert_eq!(store.drafts(&slug()).unwrap(), []);
    holds(&filled(&dir.path().join("elsewhere"), &[1]), 1);
}
