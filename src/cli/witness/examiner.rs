//! What a witness that audits asks before it cosigns: whether every entry up to the checkpoint keeps the rules.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::audit::replay::Replay;
use crate::audit::source;
use crate::base::note::Vkey;
use crate::base::problem::{Outcome, Problem};
use crate::ledger::clock::Clock;
use crate::merkle::checkpoint::Checkpoint;
use crate::witness::folder::Watched;
use crate::witness::keeper::Examiner;

/// Replays logs, each where its ledger is.
pub struct Replays {
    clock: Arc<dyn Clock>,
    places: RwLock<BTreeMap<String, String>>,
    /// By key; each is taken by one request at a time, and those of other logs do not wait for it.
    begun: Mutex<BTreeMap<Vkey, Arc<Mutex<Replay>>>>,
}

impl Replays {
    /// Replays of nothing yet.
    pub fn new(clock: Arc<dyn Clock>, logs: &[Watched]) -> Self {
        let replays = Self { clock, places: RwLock::default(), begun: Mutex::default() };
        replays.watch(logs);
        replays
    }

    /// Learns where logs are.
    pub fn watch(&self, logs: &[Watched]) {
        let known = logs.iter().filter_map(|log| Some((log.vkey.to_string(), log.url.clone()?)));
        *self.places.write().unwrap_or_else(PoisonError::into_inner) = known.collect();
    }
}

impl Examiner for Arc<Replays> {
    fn examine(&self, log: &Vkey, checkpoint: &Checkpoint) -> Outcome<()> {
        let place = self.places.read().unwrap_or_else(PoisonError::into_inner).get(&log.to_string()).cloned();
        let place = place.ok_or_else(|| Problem::unavailable("witness-place-unknown").with("origin", log.name()))?;
        let replay = {
            let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(begun.entry(log.clone()).or_insert_with(|| Arc::new(Mutex::new(Replay::new(log.clone())))))
        };
        let mut replay = replay.lock().unwrap_or_else(PoisonError::into_inner);
        replay.advance(source::open(&place)?.as_ref(), checkpoint, self.clock.now())
    }
}
