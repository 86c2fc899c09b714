//! News: what a commit added, for those who follow the ledger in this process, so that nothing is read back and decoded
//! a second time. Whoever misses some reads the entries from the store.

use std::sync::Arc;

use crate::base::hash::Hash;
use crate::base::key::PublicKey;
use crate::base::time::Instant;
use crate::event::payload::Event;

/// Commits that may wait for a follower; one that is slower reads from the store.
pub(super) const NEWS_COMMITS: usize = 8;

/// An entry as it was accepted.
#[derive(Debug)]
pub struct Entered {
    /// When it was accepted.
    pub time: Instant,
    /// The keys that signed.
    pub keys: Vec<PublicKey>,
    /// The event.
    pub event: Arc<Event>,
    /// The leaf hash of its entry.
    pub leaf: Hash,
}

/// What one commit added.
#[derive(Debug)]
pub struct News {
    /// Position of the first.
    pub first: u64,
    /// The entries, in order.
    pub entries: Vec<Entered>,
}
