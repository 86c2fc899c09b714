//! The entry: what is hashed into a leaf of the log.
//!
//! `{"index","time","prev","envelope"}` as compact JSON, bytes kept and served exactly as hashed.

use serde::{Deserialize, Serialize};

use crate::base::hash::Hash;
use crate::base::json;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Instant;
use crate::event::envelope::Envelope;
use crate::event::exact;

/// `prev` of the first entry: the root of the empty tree, `SHA-256("")`.
pub fn before_first() -> Hash {
    Hash::of(b"")
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Position, from 0.
    pub index: u64,
    /// When the ledger accepted it; never earlier than the entry before.
    pub time: Instant,
    /// The leaf hash of the entry before; [`before_first`] for the first.
    pub prev: Hash,
    /// What was signed, by whom.
    pub envelope: Envelope,
}

impl Entry {
    /// The bytes that are hashed, kept and served.
    pub fn bytes(&self) -> Outcome<Vec<u8>> {
        let bytes = exact::write(self);
        if bytes.len() > limits::ENTRY_BYTES {
            let (found, limit) = (bytes.len(), limits::ENTRY_BYTES);
            return Err(Problem::malformed("entry-too-long").with("bytes", found).with("limit", limit));
        }
        Ok(bytes)
    }

    /// Reads entry bytes. Only the exact form [`Entry::bytes`] writes is accepted, so one entry has one hash.
    pub fn read(bytes: &[u8]) -> Outcome<Self> {
        if let Some(entry) = exact::read(bytes) {
            return Ok(entry);
        }
        let entry: Self = json::read("entry", bytes)?;
        if entry.bytes()? == bytes {
            Ok(entry)
        } else {
            Err(Problem::malformed("entry-not-exact").with("index", entry.index))
        }
    }
}
