//! What the index needs of a key-value store: shelves under names, each with keys in order. sled stands behind it
//! (`super::fence`); a simulation puts an ordered map there, so that its crashes are the same on every run.
//!
//! Nothing on a shelf is trusted: whoever reads compares it with the tree, the record or a digest.

use crate::base::problem::Outcome;

/// A key and its value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// Changes that are made together: keys with their new values; none removes the key.
#[derive(Clone, Debug, Default)]
pub struct Changes(pub Vec<(Vec<u8>, Option<Vec<u8>>)>);

impl Changes {
    /// Sets a value.
    pub(super) fn insert(&mut self, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.0.push((key.into(), Some(value.into())));
    }

    /// Removes a key.
    pub(super) fn remove(&mut self, key: impl Into<Vec<u8>>) {
        self.0.push((key.into(), None));
    }
}

/// Keys and values under one name. Every call may fail with `index-unwritable`.
pub trait Shelf: Send + Sync {
    /// A value.
    fn get(&self, key: &[u8]) -> Outcome<Option<Vec<u8>>>;
    /// Makes changes together: after a crash all of them are there or none.
    fn apply(&self, changes: Changes) -> Outcome<()>;
    /// Removes everything.
    fn clear(&self) -> Outcome<()>;
    /// All keys that begin with `prefix`, in order, and their values.
    fn scan(&self, prefix: &[u8]) -> Outcome<Vec<Pair>>;
    /// All keys that begin with `prefix`, in order.
    fn keys(&self, prefix: &[u8]) -> Outcome<Vec<Vec<u8>>>;
    /// Makes everything durable.
    fn settle(&self) -> Outcome<()>;
}

/// All shelves of a store.
pub trait Shelves: Send + Sync {
    /// The shelf of that name, made if it is not there.
    fn shelf(&self, name: &str) -> Outcome<Box<dyn Shelf>>;

    /// sled itself, for tests that damage what is in it.
    #[cfg(test)]
    fn db(&self) -> Option<sled::Db> {
        None
    }
}
