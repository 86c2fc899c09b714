//! Follows one log and replays its rules, checkpoint after checkpoint: what stands behind a witness that says more than
//! that a log grew.
//!
//! It keeps what stands after the last checkpoint that held, so each new one costs only its new entries. Not for published
//! documents and tiles, which [`super::auditor`] compares.

use crate::audit::ahead::fetch_bundle;
use crate::audit::source::Source;
use crate::base::hash::Hash;
use crate::base::key::PublicKey;
use crate::base::limits;
use crate::base::note::Vkey;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Instant;
use crate::event::entry::{self, Entry};
use crate::event::envelope::Verified;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::tile::{TILE_WIDTH, bundles_between};
use crate::merkle::tree::{Frontier, leaf_hash};
use crate::rules::decide::{Accepted, judge};
use crate::rules::standing::Standing;

/// A log as far as it was replayed.
pub struct Replay {
    log: Vkey,
    standing: Standing,
    edge: Frontier,
    prev: Hash,
}

impl Replay {
    /// Nothing of the log with this key yet.
    pub fn new(log: Vkey) -> Self {
        Self { log, standing: Standing::default(), edge: Frontier::default(), prev: entry::before_first() }
    }

    /// Replays up to a checkpoint that the log signed. `now` is the time against which no entry may lie in the future.
    ///
    /// A source that does not answer is a problem of the class `Unavailable` and says nothing about the log; anything else
    /// is wrong with the history, and the problem names the entry as `index`.
    pub fn advance(&mut self, source: &dyn Source, to: &Checkpoint, now: Instant) -> Outcome<()> {
        if to.size < self.edge.size() {
            // An older checkpoint than was replayed: begun again, because folding does not go back.
            *self = Self::new(self.log.clone());
        }
        for id in bundles_between(self.edge.size(), to.size) {
            let first = id.index * TILE_WIDTH;
            let place = format!("{}/{}", source.name(), id.path());
            let missing = || Problem::unavailable("fetch-failed").with("place", &place).with("cause", "404");
            let entries = fetch_bundle(id, source)?.ok_or_else(missing)?;
            let done = self.edge.size();
            for (index, bytes) in (first..).zip(&entries).filter(|(index, _)| *index >= done) {
                if let Err(problem) = self.take(bytes, now) {
                    *self = Self::new(self.log.clone());
                    return Err(problem.with("index", index));
                }
            }
        }
        if self.edge.size() == to.size && self.edge.root() == to.root {
            return Ok(());
        }
        // What was fetched is not what the log signed; nothing of it is kept.
        *self = Self::new(self.log.clone());
        Err(Problem::damaged("audit-root-differs").with("size", to.size))
    }

    fn take(&mut self, bytes: &[u8], now: Instant) -> Outcome<()> {
        let entry = Entry::read(bytes)?;
        if entry.index != self.edge.size() {
            return Err(Problem::damaged("audit-index-differs").with("found", entry.index));
        }
        if entry.prev != self.prev {
            return Err(Problem::damaged("audit-prev-differs"));
        }
        if entry.time < self.standing.last {
            let problem = Problem::damaged("audit-time-goes-back").with("found", entry.time);
            return Err(problem.with("before", self.standing.last));
        }
        if entry.time > now.plus_seconds(limits::CLOCK_SKEW_SECONDS) {
            return Err(Problem::damaged("audit-time-ahead").with("found", entry.time).with("now", now));
        }
        let verified = Verified::check(entry.envelope)?;
        let keys: Vec<PublicKey> = verified.envelope().keys().collect();
        let accepted = judge(&self.standing, verified.event(), &keys, entry.time);
        let Accepted { at, effects } = accepted.map_err(|refusal| {
            // A refusal is never empty; the fallback only keeps this total.
            refusal.unmet.into_iter().next().unwrap_or_else(|| Problem::refused("refused"))
        })?;
        self.standing.evolve(verified.event(), &effects, &at);
        self.prev = leaf_hash(bytes);
        self.edge.push(self.prev);
        self.founded_by()
    }

    /// The first entry names the key that signs checkpoints and the ledger it is meant for.
    fn founded_by(&self) -> Outcome<()> {
        let Some(founded) = self.standing.founded.as_ref().filter(|_| self.edge.size() == 1) else { return Ok(()) };
        if founded.log != self.log.to_string() {
            let problem = Problem::damaged("audit-key-differs").with("found", &founded.log);
            return Err(problem.with("expected", &self.log));
        }
        if founded.origin != self.log.name() {
            let problem = Problem::damaged("audit-origin-differs").with("found", &founded.origin);
            return Err(problem.with("expected", self.log.name()));
        }
        Ok(())
    }
}
