//! Values that many movements repeat, each kept once: accounts taken over have a hundred thousand rows and few payees.

use std::collections::BTreeSet;
use std::sync::Arc;

/// A pool of equal values.
#[derive(Debug)]
pub(super) struct Shared<T>(BTreeSet<Arc<T>>);

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(BTreeSet::new())
    }
}

impl<T: Ord> Shared<T> {
    /// The value as kept.
    pub(super) fn keep(&mut self, value: T) -> Arc<T> {
        if let Some(kept) = self.0.get(&value) {
            return Arc::clone(kept);
        }
        let kept = Arc::new(value);
        self.0.insert(Arc::clone(&kept));
        kept
    }
}
