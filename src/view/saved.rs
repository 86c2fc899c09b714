//! Saving folds: views, flags, and lists of them.
//!
//! A fold that derives serde's traits can be saved. What grows with the log in it should be a
//! [`crate::base::paged::Paged`], so that saving costs what is new and loading does not cost its length.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::base::paged::pages;
use crate::base::problem::Outcome;

/// A fold that can be saved and loaded: whatever derives serde's traits.
pub trait Foldable {
    /// The state as bytes.
    fn write(&self) -> Outcome<Vec<u8>>;

    /// Takes on a state that was written; false, and unchanged, if it cannot be read.
    fn read(&mut self, bytes: &[u8]) -> bool;
}

impl<T: Serialize + DeserializeOwned> Foldable for T {
    fn write(&self) -> Outcome<Vec<u8>> {
        pages::write(self)
    }

    fn read(&mut self, bytes: &[u8]) -> bool {
        pages::read(bytes).map(|state| *self = state).is_some()
    }
}

/// One of several folds, as saved.
#[derive(Debug, Serialize, Deserialize)]
pub struct Part {
    name: String,
    version: u32,
    #[serde(with = "crate::base::binary")]
    bytes: Vec<u8>,
}

impl Part {
    /// The state of a fold of this name and version.
    pub fn of<F: Foldable + ?Sized>(name: &str, version: u32, fold: &F) -> Outcome<Self> {
        Ok(Self { name: name.to_owned(), version, bytes: fold.write()? })
    }

    /// Has a fold of this name and version take on the state; false if it is another's or cannot be read.
    pub fn into<F: Foldable + ?Sized>(self, name: &str, version: u32, fold: &mut F) -> bool {
        self.name == name && self.version == version && fold.read(&self.bytes)
    }
}
