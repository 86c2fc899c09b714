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
    #[serde(with = "raw")]
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

/// Bytes as bytes: serde takes them for a list of numbers otherwise.
mod raw {
    use std::fmt;

    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        struct Bytes;

        impl Visitor<'_> for Bytes {
            type Value = Vec<u8>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }

            fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
                Ok(bytes)
            }
        }

        from.deserialize_byte_buf(Bytes)
    }
}
