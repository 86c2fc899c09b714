//! Bytes as bytes in CBOR: serde takes them for a list of numbers otherwise. Not for JSON, where they have text forms, of
//! which the one of digests and keys is here.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

/// Writes lowercase hexadecimal digits. Digests and keys are written so often that a string made digit by digit shows.
pub fn digits(bytes: &[u8; 32], to: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut digits = [0; 64];
    hex::encode_to_slice(bytes, &mut digits).map_err(|_| fmt::Error)?;
    to.write_str(std::str::from_utf8(&digits).map_err(|_| fmt::Error)?)
}

/// Writes bytes.
pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bytes(bytes)
}

/// Reads bytes into whatever can be made of them, a vector or an array.
pub fn deserialize<'de, D: Deserializer<'de>, T: TryFrom<Vec<u8>>>(from: D) -> Result<T, D::Error> {
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

    let bytes = from.deserialize_byte_buf(Bytes)?;
    T::try_from(bytes).map_err(|_| D::Error::custom("not so many bytes"))
}
