//! Strict JSON: unknown fields, duplicate keys, trailing bytes and non-UTF-8 are refused with the place named.
//!
//! Typed structs do the work (`deny_unknown_fields`; serde refuses a duplicate field of a struct).
//! `serde_json::Value` is never used for input, because it silently keeps the last duplicate key.
//! Maps inside events are decoded by [`unique_map`], for the same reason.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::base::problem::{Outcome, Problem};

/// Reads one JSON document. `what` names it in the error (`envelope`, `payload`, …).
pub fn read<T: DeserializeOwned>(what: &'static str, bytes: &[u8]) -> Outcome<T> {
    let text = std::str::from_utf8(bytes)
        .map_err(|e| Problem::malformed("json-not-utf8").with("what", what).with("at", e.valid_up_to()))?;
    serde_json::from_str(text).map_err(|e| {
        Problem::malformed("json-unreadable")
            .with("what", what)
            .with("line", e.line())
            .with("column", e.column())
            .with("cause", cause(&e))
    })
}

/// serde_json's own sentence, without the position that the problem names already and without the
/// offending value, which may be something its sender did not mean to publish.
fn cause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(before, _)| before);
    text.chars().take(200).collect()
}

/// Writes `value` as compact JSON. The types written here have string keys and no failing serializer.
pub fn write<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// A map whose keys are unique in the text, for `#[serde(deserialize_with = "json::unique_map")]`.
pub fn unique_map<'de, D, K, V>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Ord + fmt::Display,
    V: Deserialize<'de>,
{
    struct Unique<K, V>(PhantomData<(K, V)>);

    impl<'de, K: Deserialize<'de> + Ord + fmt::Display, V: Deserialize<'de>> Visitor<'de> for Unique<K, V> {
        type Value = BTreeMap<K, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map with unique keys")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some((key, value)) = access.next_entry::<K, V>()? {
                if map.contains_key(&key) {
                    return Err(serde::de::Error::custom(format_args!("duplicate key `{key}`")));
                }
                map.insert(key, value);
            }
            Ok(map)
        }
    }

    deserializer.deserialize_map(Unique(PhantomData))
}
