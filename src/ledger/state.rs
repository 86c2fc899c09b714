//! What a ledger knows in memory: the standing its rules judge by, the edge of its tree, and the last leaf.

use serde::{Deserialize, Serialize};

use crate::base::hash::Hash;
use crate::base::problem::{Outcome, Problem};
use crate::event::effect::Effect;
use crate::event::entry::{self, Entry};
use crate::event::payload::Event;
use crate::merkle::tree::{Frontier, leaf_hash};
use crate::rules::standing::{At, Standing};

/// The state after some number of entries.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    standing: Standing,
    frontier: Frontier,
    prev: Hash,
}

impl Default for State {
    fn default() -> Self {
        Self { standing: Standing::default(), frontier: Frontier::default(), prev: entry::before_first() }
    }
}

impl State {
    /// The standing the rules judge by.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Entries applied.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root of the tree of the entries applied.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// The leaf hash of the last entry, which the next one names.
    pub fn prev(&self) -> Hash {
        self.prev
    }

    /// Applies an accepted event whose entry has this leaf hash. The only way the state changes: the sequencer
    /// calls it after `decide`, recovery after reading the entry back.
    pub fn apply(&mut self, event: &Event, effects: &[Effect], at: &At, leaf: Hash) {
        self.standing.evolve(event, effects, at);
        self.frontier.push(leaf);
        self.prev = leaf;
    }

    /// Applies the next entry as it was recorded. It was accepted once, so it is not judged again.
    pub fn recover(&mut self, bytes: &[u8]) -> Outcome<()> {
        let entry = Entry::read(bytes)?;
        if entry.index != self.size() || entry.prev != self.prev {
            return Err(Problem::damaged("record-out-of-chain").with("index", self.size()));
        }
        let event = Event::read(entry.envelope.payload())?;
        let at = self.standing.at(&event, entry.time);
        let effects = event.body.causes();
        self.apply(&event, &effects, &at, leaf_hash(bytes));
        Ok(())
    }

    /// The state as bytes, for a snapshot. It is never the record: what cannot be read back is folded again.
    pub fn snapshot(&self) -> Outcome<Vec<u8>> {
        let mut bytes = Vec::new();
        ciborium::into_writer(self, &mut bytes)
            .map_err(|e| Problem::unavailable("snapshot-unwritable").with("cause", e))?;
        Ok(bytes)
    }

    /// A state from a snapshot, if it can be read and says it is of `size` entries.
    pub fn from_snapshot(size: u64, bytes: &[u8]) -> Option<Self> {
        let state: Self = ciborium::from_reader(bytes).ok()?;
        (state.size() == size && state.standing.size == size).then_some(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{World, expense};

    #[test]
    fn recovery_gives_the_state_the_entries_were_accepted_into() {
        let mut world = World::new();
        world.adopt(expense("m1", 1_000));
        let mut state = State::default();
        for (entry, leaf) in &world.entries {
            state.recover(&entry.bytes().unwrap()).unwrap();
            assert_eq!(state.prev(), *leaf);
        }
        assert_eq!(*state.standing(), world.standing);
        let again = State::from_snapshot(state.size(), &state.snapshot().unwrap()).unwrap();
        assert_eq!((again.standing(), again.root()), (state.standing(), state.root()));
        assert!(State::from_snapshot(state.size() + 1, &state.snapshot().unwrap()).is_none());
        assert!(State::from_snapshot(state.size(), b"rubbish").is_none());
    }

    #[test]
    fn a_swapped_or_dropped_entry_is_not_applied() {
        let world = World::new();
        let bytes: Vec<Vec<u8>> = world.entries.iter().map(|(entry, _)| entry.bytes().unwrap()).collect();
        assert_eq!(State::default().recover(&bytes[1]).unwrap_err().code, "record-out-of-chain");
        let mut state = State::default();
        state.recover(&bytes[0]).unwrap();
        assert_eq!(state.recover(&bytes[0]).unwrap_err().code, "record-out-of-chain");
    }
}
