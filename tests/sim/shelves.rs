//! The index's key-value store in memory. What was not settled may be lost with a process, newest first, as sled loses it;
//! and all of it may be lost or rot.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use mingbai::base::problem::{Outcome, Problem};
use mingbai::store::disk::shelf::{Changes, Pair, Shelf, Shelves};

use crate::dice::Dice;
use crate::disk::SimDisk;

type Kept = BTreeMap<(String, Vec<u8>), Vec<u8>>;

#[derive(Clone, Debug, Default)]
struct State {
    durable: Kept,
    /// Changes made since, oldest first.
    later: Vec<(String, Changes)>,
    now: Kept,
    /// Calls that succeed before one fails.
    fault: Option<u64>,
}

impl State {
    fn call(&mut self) -> Outcome<()> {
        match self.fault {
            Some(0) => {
                self.fault = None;
                Err(Problem::unavailable("index-unwritable"))
            }
            Some(left) => {
                self.fault = Some(left - 1);
                Ok(())
            }
            None => Ok(()),
        }
    }
}

fn change(kept: &mut Kept, shelf: &str, changes: &Changes) {
    for (key, value) in &changes.0 {
        let key = (shelf.to_owned(), key.clone());
        match value {
            Some(value) => drop(kept.insert(key, value.clone())),
            None => drop(kept.remove(&key)),
        }
    }
}

/// The store of a process that runs on this disk.
#[derive(Clone)]
pub struct SimShelves {
    state: Arc<Mutex<State>>,
    disk: Arc<SimDisk>,
}

impl SimShelves {
    /// An empty one.
    pub fn new(disk: &Arc<SimDisk>) -> Self {
        Self { state: Arc::default(), disk: Arc::clone(disk) }
    }

    /// A copy that lives on another disk.
    pub fn copied(&self, disk: &Arc<SimDisk>) -> Self {
        Self { state: Arc::new(Mutex::new(self.state().clone())), disk: Arc::clone(disk) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Lets a call fail, after so many.
    pub fn fail(&self, after: Option<u64>) {
        self.state().fault = after;
    }

    /// A new process finds what was settled and some of what came after.
    pub fn revive(&self, dice: &mut Dice) {
        let mut state = self.state();
        let reached = dice.place(state.later.len() + 1);
        let State { durable, later, .. } = &mut *state;
        later.drain(..).take(reached).for_each(|(shelf, changes)| change(durable, &shelf, &changes));
        state.now = state.durable.clone();
        state.fault = None;
    }

    /// Everything is gone.
    pub fn lose(&self) {
        *self.state() = State::default();
    }

    /// Snapshots are gone.
    pub fn lose_snapshots(&self) {
        let mut state = self.state();
        state.now.retain(|(shelf, key), _| !(shelf.ends_with("/kept") && key.first() == Some(&b's')));
        (state.durable, state.later) = (state.now.clone(), Vec::new());
    }

    /// A bit of a value flips. Not of the count of entries: sled's own checksum finds that, and a count that is too large is
    /// taken for a record of which the end is missing, as it must be.
    pub fn rot(&self, dice: &mut Dice) {
        let mut state = self.state();
        let place = dice.place(state.now.len());
        if let Some(((_, key), value)) = state.now.iter_mut().nth(place)
            && key != b"size"
            && !value.is_empty()
        {
            let at = dice.place(value.len());
            value[at] ^= 1 << dice.below(8);
        }
        (state.durable, state.later) = (state.now.clone(), Vec::new());
    }
}

impl Shelves for SimShelves {
    fn shelf(&self, name: &str) -> Outcome<Box<dyn Shelf>> {
        Ok(Box::new(SimShelf { name: name.to_owned(), shelves: self.clone() }))
    }
}

struct SimShelf {
    name: String,
    shelves: SimShelves,
}

impl SimShelf {
    fn call(&self) -> Outcome<MutexGuard<'_, State>> {
        if self.shelves.disk.dead() {
            return Err(Problem::unavailable("index-unwritable"));
        }
        let mut state = self.shelves.state();
        state.call()?;
        Ok(state)
    }
}

impl Shelf for SimShelf {
    fn get(&self, key: &[u8]) -> Outcome<Option<Vec<u8>>> {
        Ok(self.call()?.now.get(&(self.name.clone(), key.to_vec())).cloned())
    }

    fn apply(&self, changes: Changes) -> Outcome<()> {
        let mut state = self.call()?;
        change(&mut state.now, &self.name, &changes);
        state.later.push((self.name.clone(), changes));
        Ok(())
    }

    fn clear(&self) -> Outcome<()> {
        let gone = self.keys(b"")?.into_iter().map(|key| (key, None)).collect();
        self.apply(Changes(gone))
    }

    fn scan(&self, prefix: &[u8]) -> Outcome<Vec<Pair>> {
        let state = self.call()?;
        let from = state.now.range((self.name.clone(), prefix.to_vec())..);
        let here = from.take_while(|((shelf, key), _)| *shelf == self.name && key.starts_with(prefix));
        Ok(here.map(|((_, key), value)| (key.clone(), value.clone())).collect())
    }

    fn keys(&self, prefix: &[u8]) -> Outcome<Vec<Vec<u8>>> {
        Ok(self.scan(prefix)?.into_iter().map(|(key, _)| key).collect())
    }

    fn settle(&self) -> Outcome<()> {
        let mut state = self.call()?;
        (state.durable, state.later) = (state.now.clone(), Vec::new());
        Ok(())
    }
}
