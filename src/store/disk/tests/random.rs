//! Random lives of a store agree with the model's.

use proptest::prelude::*;

use super::*;
use crate::store::model::Model;

#[derive(Clone, Debug)]
enum Step {
    Commit(u64),
    CommitStale(u64),
    Reopen,
    LoseIndex,
    OlderIndex,
    TearEnd(Vec<u8>),
    Draft(u8, Vec<u8>),
    Undraft(u8),
    Snapshot(Vec<u8>),
}

fn step() -> impl Strategy<Value = Step> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..9_000);
    prop_oneof![
        6 => (0_u64..300).prop_map(Step::Commit),
        1 => (0_u64..300).prop_map(Step::CommitStale),
        2 => Just(Step::Reopen),
        1 => Just(Step::LoseIndex),
        1 => Just(Step::OlderIndex),
        1 => prop::collection::vec(any::<u8>(), 1..200).prop_map(Step::TearEnd),
        2 => (0_u8..3, bytes()).prop_map(|(id, bytes)| Step::Draft(id, bytes)),
        1 => (0_u8..3).prop_map(Step::Undraft),
        1 => bytes().prop_map(Step::Snapshot),
    ]
}

/// The same answer from both, or the same refusal.
fn same<T: PartialEq + std::fmt::Debug>(
    ask: impl Fn(&dyn Store) -> Outcome<T>,
    disk: &dyn Store,
    model: &dyn Store,
) -> bool {
    let (found, expected) = (ask(disk).map_err(|e| e.code), ask(model).map_err(|e| e.code));
    assert_eq!(found, expected);
    found.is_ok()
}

fn agree(disk: &dyn Store, model: &dyn Store) {
    same(|store| store.head(&slug()), disk, model);
    same(|store| store.drafts(&slug()), disk, model);
    same(|store| store.snapshot_load(&slug(), "state"), disk, model);
    let size = model.head(&slug()).unwrap().size;
    for at in (0..=size).step_by(150) {
        same(|store| store.read(&slug(), at, size.min(at + 150)), disk, model);
        same(|store| store.find(&slug(), &entry(at).id), disk, model);
        let id = crate::merkle::tile::tile_at(0, at / 256, size);
        same(|store| store.tile(&slug(), id), disk, model);
    }
}

/// A step that happens to the files, between closing and opening again. True if it takes drafts and snapshots with it.
fn befall(step: &Step, dir: &Path, older: &Path) -> bool {
    let index = dir.join("index.sled");
    match step {
        Step::LoseIndex => fs::remove_dir_all(index).unwrap(),
        Step::OlderIndex if older.join("db").exists() => copy(older, &index),
        Step::TearEnd(bytes) => {
            let size = fs::read_dir(record(dir)).unwrap().count();
            let last = record(dir).join(format!("{:010}.seg", size.saturating_sub(2)));
            let whole = fs::read(&last).unwrap_or_default();
            fs::write(&last, [&whole[..], bytes].concat()).unwrap();
            return false;
        }
        _ => return false,
    }
    true
}

fn live(steps: &[Step]) {
    let mut disk = Disk::default();
    let model = Model::default();
    let older = TempDir::new().unwrap();
    for store in [disk.store(), &model] {
        store.create(&slug()).unwrap();
        fill(store, &[0]);
    }
    for step in steps {
        let size = model.head(&slug()).unwrap().size;
        let both = |ask: &dyn Fn(&dyn Store) -> Outcome<()>| same(ask, disk.store(), &model);
        match step {
            Step::Commit(count) => assert!(both(&|store| store.commit(&slug(), size, commit_of(size, *count)))),
            Step::CommitStale(count) => {
                assert!(!both(&|store| store.commit(&slug(), size + 1, commit_of(size, *count))));
            }
            Step::Draft(id, bytes) => assert!(both(&|store| store.draft_put(&slug(), &[*id; 16], bytes))),
            Step::Undraft(id) => assert!(both(&|store| store.draft_remove(&slug(), &[*id; 16]))),
            Step::Snapshot(bytes) => assert!(both(&|store| store.snapshot_save(&slug(), size, "state", bytes))),
            Step::Reopen | Step::LoseIndex | Step::OlderIndex | Step::TearEnd(_) => {
                disk.store = None;
                if befall(step, disk.dir.path(), older.path()) {
                    disk.reopen();
                    // What is beside the record may go with the index; then both begin without it.
                    for (id, _) in
                        model.drafts(&slug()).unwrap().into_iter().chain(disk.store().drafts(&slug()).unwrap())
                    {
                        same(|store| store.draft_remove(&slug(), &id), disk.store(), &model);
                    }
                    same(|store| store.snapshot_save(&slug(), 0, "state", b""), disk.store(), &model);
                    disk.store = None;
                }
                copy(&disk.dir.path().join("index.sled"), older.path());
                disk.reopen();
            }
        }
        agree(disk.store(), &model);
    }
    disk.reopen();
    agree(disk.store(), &model);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_life_of_a_store_agrees_with_the_model(steps in prop::collection::vec(step(), 1..14)) {
        live(&steps);
    }
}
