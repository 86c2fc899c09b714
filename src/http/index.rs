//! The index of a ledger's search: one filter for every [`BLOCK`] entries, made from the entries and kept like a snapshot.
//!
//! It follows the ledger after the board has, so it never delays what readers see. What it has not folded yet is searched
//! without it. It may be deleted with the other snapshots while nothing runs; it is made again.

use std::sync::{Mutex, PoisonError, RwLock};

use serde::{Deserialize, Serialize};

use crate::base::limits;
use crate::base::paged::Paged;
use crate::base::paged::pages;
use crate::base::problem::Outcome;
use crate::event::entry::Entry;
use crate::event::payload::Event;
use crate::ledger::fold::{FoldSlot, next_due};
use crate::ledger::handle::Ledger;
use crate::merkle::tree::{Frontier, leaf_hash};
use crate::view::search::{BLOCK, Filter, Texts, Wanted};

/// What is folded.
#[derive(Default, Serialize, Deserialize)]
struct State {
    edge: Frontier,
    filters: Paged<u64, Filter>,
}

/// The index.
pub struct Index {
    state: RwLock<State>,
    /// Whoever folds holds this; it is the size of the last snapshot.
    saved: Mutex<u64>,
    kept: FoldSlot,
}

/// A page of results.
pub struct Found {
    /// Positions and bytes of the entries, newest first.
    pub entries: Vec<(u64, Vec<u8>)>,
    /// Where to go on: entries before this position were not looked at; none when all were.
    pub before: Option<u64>,
}

impl Index {
    /// The index as it was kept, of at most `size` entries; entries since are folded by [`Index::catch_up`].
    pub fn open(ledger: &Ledger, size: u64) -> Self {
        let kept = ledger.fold_slot("search");
        let read = |bytes: &[u8]| pages::load::<State>(bytes, kept.pages());
        let state = kept.load(size, read, |state| (state.edge.size(), state.edge.root())).unwrap_or_default();
        Self { saved: Mutex::new(state.edge.size()), state: RwLock::new(state), kept }
    }

    /// Folds up to `size`, a page of entries at a time.
    pub fn catch_up(&self, ledger: &Ledger, size: u64) -> Outcome<()> {
        let mut saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        if self.kept.pages().lost() {
            self.begin_again(&mut saved);
        }
        loop {
            let from = self.size();
            if from >= size {
                break;
            }
            let entries = ledger.entries(from, size.min(from + limits::PAGE_ENTRIES))?;
            let said = entries.iter().map(|bytes| Ok((said(bytes)?, leaf_hash(bytes)))).collect::<Outcome<Vec<_>>>()?;
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            for (at, (texts, leaf)) in (from..).zip(&said) {
                state.filters.get_or_insert_with(&(at / BLOCK), Filter::default);
                if let Some(filter) = state.filters.get_mut(&(at / BLOCK)) {
                    filter.add(texts);
                }
                state.edge.push(*leaf);
            }
            drop(state);
            if self.kept.pages().lost() {
                self.begin_again(&mut saved);
            }
            if self.size() >= next_due(*saved) {
                self.save(&mut saved);
            }
        }
        Ok(())
    }

    /// A page of the snapshot is lost or damaged: what was folded on top of it is void.
    fn begin_again(&self, saved: &mut u64) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        *state = State::default();
        self.kept.pages().forgive();
        *saved = 0;
    }

    fn size(&self) -> u64 {
        self.state.read().unwrap_or_else(PoisonError::into_inner).edge.size()
    }

    /// A lost snapshot costs time at the next start and nothing else.
    fn save(&self, saved: &mut u64) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let size = state.edge.size();
        let kept = pages::save(&*state, self.kept.pages()).and_then(|bytes| {
            self.kept.save(size, &bytes)?;
            if let Some(loaded) = pages::load(&bytes.bytes, self.kept.pages()) {
                *state = loaded;
                self.kept.tidy(&bytes)?;
            }
            Ok(())
        });
        if let Err(problem) = kept {
            tracing::warn!(code = problem.code, "snapshot of the search not saved");
        }
        *saved = size;
    }

    /// Whether an entry of a block may be what is wanted. What is not folded, or was lost, may be.
    fn perhaps(&self, block: u64, wanted: &Wanted) -> bool {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let whole = state.edge.size() >= (block + 1) * BLOCK;
        let denied = whole && state.filters.get(&block).is_some_and(|filter| !wanted.perhaps(filter));
        !denied || self.kept.pages().lost()
    }

    /// The newest entries before `before` that are what is wanted: at most [`limits::SEARCH_HITS`], from at most
    /// [`limits::SEARCH_BLOCKS`] blocks that had to be read.
    pub fn find(&self, ledger: &Ledger, wanted: &Wanted, before: u64) -> Outcome<Found> {
        let mut found = Found { entries: Vec::new(), before: None };
        let mut read = 0;
        for block in (0..before.div_ceil(BLOCK)).rev() {
            if !self.perhaps(block, wanted) {
                continue;
            }
            let (from, until) = (block * BLOCK, before.min((block + 1) * BLOCK));
            if read == limits::SEARCH_BLOCKS {
                found.before = Some(until);
                break;
            }
            read += 1;
            let entries = ledger.entries(from, until)?;
            for (at, bytes) in (from..until).rev().zip(entries.into_iter().rev()) {
                if found.entries.len() == limits::SEARCH_HITS {
                    found.before = Some(at + 1);
                    return Ok(found);
                }
                if wanted.meets(&said(&bytes)?) {
                    found.entries.push((at, bytes));
                }
            }
        }
        Ok(found)
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        let mut saved = *self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        if self.size() > saved && !self.kept.pages().lost() {
            self.save(&mut saved);
        }
    }
}

fn said(bytes: &[u8]) -> Outcome<Texts> {
    let entry = Entry::read(bytes)?;
    let event = Event::read(entry.envelope.payload())?;
    Ok(Texts::of(&entry, &event))
}
