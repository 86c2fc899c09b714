//! What a ledger knows in memory: the standing its rules judge by, the edge of its tree, and the last leaf.

use serde::{Deserialize, Serialize};

use crate::base::hash::Hash;
use crate::base::paged::pages::{self, Pages, Saved};
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

    /// The state saved, for a snapshot. It is never the record: what cannot be read back is folded again.
    pub fn save(&self, pages: &Pages) -> Outcome<Saved> {
        pages::save(self, pages)
    }

    /// A state that was saved with the same pages, if it can be read and is of one size.
    pub fn load(bytes: &[u8], pages: &Pages) -> Option<Self> {
        pages::load(bytes, pages).filter(|state: &Self| state.standing.size == state.size())
    }

    /// Whether the policy in force lets readers see only what witnesses cosigned.
    pub fn cosigned_only(&self) -> bool {
        self.standing.policy.as_ref().is_some_and(|policy| policy.safeguards.cosigned_only.is_some())
    }

    /// The edge of the tree.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::base::paged::pages::Keeper;
    use crate::rules::testing::{World, expense};

    struct Nowhere;

    impl Keeper for Nowhere {
        fn put(&self, _: &Hash, _: &[u8]) -> Outcome<()> {
            Ok(())
        }

        fn get(&self, _: &Hash) -> Option<Vec<u8>> {
            None
        }
    }

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
        let whole = pages::write(&state).unwrap();
        let again: State = pages::read(&whole).unwrap();
        assert_eq!((again.standing(), again.root()), (state.standing(), state.root()));
        let pages = Pages::new(Arc::new(Nowhere));
        assert!(State::load(&whole, &pages).is_some());
        assert!(State::load(&whole[1..], &pages).is_none());
        assert!(State::load(b"rubbish", &pages).is_none());
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
