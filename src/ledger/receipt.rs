//! The receipt: what a submitter keeps to prove, offline and to anybody, that the ledger took their event.

use serde::{Deserialize, Serialize};

use crate::base::hash::Hash;
use crate::base::note::Vkey;
use crate::base::problem::{Outcome, Problem};
use crate::event::entry::Entry;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::proof::verify_inclusion;
use crate::merkle::tree::leaf_hash;

/// An entry, the checkpoint that covers it, and the proof that connects them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Position of the entry.
    pub index: u64,
    /// The entry, byte for byte as hashed.
    pub entry: String,
    /// The signed checkpoint.
    pub checkpoint: String,
    /// The inclusion proof, from the leaf upwards.
    pub proof: Vec<Hash>,
}

impl Receipt {
    /// Whether the log with this key stands by the entry; gives the checkpoint it stands by.
    pub fn holds(&self, log: &Vkey) -> Outcome<Checkpoint> {
        let checkpoint = Checkpoint::open(self.checkpoint.as_bytes(), log)?;
        let entry = Entry::read(self.entry.as_bytes())?;
        if entry.index != self.index {
            return Err(Problem::damaged("receipt-of-other-entry")
                .with("found", entry.index)
                .with("index", self.index));
        }
        let leaf = leaf_hash(self.entry.as_bytes());
        verify_inclusion(self.index, checkpoint.size, &leaf, &self.proof, &checkpoint.root)?;
        Ok(checkpoint)
    }
}
