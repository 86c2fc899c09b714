//! Values that many movements repeat, each kept once: accounts taken over have a hundred thousand rows and few payees.

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that is kept once. Saved, it is written wherever it is used, and loaded it is kept as often.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct One<T>(Arc<T>);

impl<T> Clone for One<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for One<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Borrow<T> for One<T> {
    fn borrow(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Display> fmt::Display for One<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Serialize> Serialize for One<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for One<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|value| Self(Arc::new(value)))
    }
}

/// A pool of equal values.
#[derive(Debug)]
pub(super) struct Shared<T>(BTreeSet<One<T>>);

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(BTreeSet::new())
    }
}

impl<T: Ord> Shared<T> {
    /// The value as kept.
    pub(super) fn keep(&mut self, value: T) -> One<T> {
        if let Some(kept) = self.0.get(&value) {
            return kept.clone();
        }
        let kept = One(Arc::new(value));
        self.0.insert(kept.clone());
        kept
    }
}
