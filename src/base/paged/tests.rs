//! The map is what a map in memory would be, whatever is put away when.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;

use crate::base::hash::Hash;
use crate::base::paged::Paged;
use crate::base::paged::pages::{Keeper, Pages, load, read, save, write};
use crate::base::problem::Outcome;

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

fn pages() -> (Arc<Memory>, Pages) {
    let memory = Arc::new(Memory::default());
    (Arc::clone(&memory), Pages::new(memory))
}

#[derive(Clone, Debug)]
enum Step {
    Set(u16, u32),
    Change(u16),
    PutAway,
    DropUnnamed,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0_u16..3_000, any::<u32>()).prop_map(|(key, value)| Step::Set(key, value)),
        4 => (0_u16..3_000).prop_map(Step::Change),
        1 => Just(Step::PutAway),
        1 => Just(Step::DropUnnamed),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    /// Whatever is set, changed and put away, in whatever order: it is the map it would be in memory.
    #[test]
    fn it_is_a_map(steps in proptest::collection::vec(step(), 0..400), many in 0_u16..2_500) {
        let (memory, pages) = pages();
        let (mut map, mut model) = (Paged::<u16, u32>::default(), BTreeMap::new());
        for key in 0..many {
            map.insert(key, u32::from(key));
            model.insert(key, u32::from(key));
        }
        for step in steps {
            match step {
                Step::Set(key, value) => {
                    map.insert(key, value);
                    model.insert(key, value);
                }
                Step::Change(key) => {
                    *map.get_or_insert_with(&key, || 7) ^= 1;
                    *model.entry(key).or_insert(7) ^= 1;
                    if let Some(value) = map.get_mut(&key.wrapping_add(1)) {
                        *value ^= 2;
                    }
                    model.entry(key.wrapping_add(1)).and_modify(|value| *value ^= 2);
                }
                Step::PutAway => map.put_away(&pages).unwrap(),
                Step::DropUnnamed => {
                    let saved = save(&map, &pages).unwrap();
                    memory.0.lock().unwrap().retain(|digest, _| saved.live.contains(digest));
                    map = load(&saved.bytes, &pages).unwrap();
                }
            }
        }
        prop_assert_eq!(map.whole(), model.clone().into_iter().collect::<Vec<_>>());
        for key in 0..3_000 {
            prop_assert_eq!(map.get(&key), model.get(&key));
        }
        let plain: Paged<u16, u32> = read(&write(&map).unwrap()).unwrap();
        prop_assert!(plain == map);
        prop_assert!(!pages.lost());
    }
}

#[test]
fn what_only_grows_is_written_once() {
    let (memory, pages) = pages();
    let mut map = Paged::<u64, u64>::default();
    for round in 0..50 {
        for key in 0..2_000 {
            map.insert(round * 2_000 + key, key);
        }
        map.put_away(&pages).unwrap();
    }
    let live = save(&map, &pages).unwrap().live.len();
    assert!(memory.0.lock().unwrap().len() <= live + 50, "full pages were written again");
    assert_eq!(map.runs.len(), 1);
}

#[test]
fn what_comes_in_any_order_stays_in_few_runs() {
    let (_, pages) = pages();
    let mut map = Paged::<u64, u64>::default();
    for round in 0..64_u64 {
        for key in 0..100 {
            map.insert(key * 64 + round, key);
        }
        map.put_away(&pages).unwrap();
    }
    assert!(map.runs.len() <= 7, "{} runs", map.runs.len());
    assert_eq!(map.whole().len(), 6_400);
}

#[test]
fn a_lost_or_damaged_page_is_noticed_and_never_believed() {
    for damage in [
        |_: &mut Vec<u8>| false,
        |bytes: &mut Vec<u8>| {
            bytes[7] ^= 1;
            true
        },
    ] {
        let (memory, pages) = pages();
        let mut map = Paged::<u64, u64>::default();
        (0..5_000).for_each(|key| map.insert(key, key));
        map.put_away(&pages).unwrap();
        assert_eq!(map.clone().get(&4_321), Some(&4_321));
        memory.0.lock().unwrap().retain(|_, bytes| damage(bytes));
        assert!(!pages.lost());
        assert_eq!(map.get(&4_321), None);
        assert!(pages.lost());
        map.insert(0, 9);
        assert!(save(&map, &pages).is_err());
        assert!(pages.forgive());
        assert!(!pages.lost());
    }
}
