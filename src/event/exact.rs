//! The exact form of an entry, read and written without a JSON reader: most of the auditor's time beside signatures went
//! into reading an entry by serde and writing it again only to see whether it was exact.
//!
//! The form has no choice in it: fixed names in a fixed order, no spaces, and values that are digits, base64 or
//! hexadecimal and need no escapes. So whoever reads it piece by piece has checked that it is exact. Anything else gives none
//! here, and the ordinary reader says what is wrong with it; it also judges whatever has an escape in it.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::base::hash::Hash;
use crate::base::key::{PublicKey, SignatureBytes};
use crate::base::limits;
use crate::base::time::Instant;
use crate::event::entry::Entry;
use crate::event::envelope::{Envelope, PAYLOAD_TYPE};

/// What is left to read.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// Goes past `text`, which must come next.
    fn past(&mut self, text: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(text)?;
        Some(())
    }

    /// What comes before the next quotation mark, and goes past the mark.
    fn quoted(&mut self) -> Option<&'a str> {
        let (text, rest) = self.0.split_once('"')?;
        self.0 = rest;
        // A value with an escape in it is for the ordinary reader.
        (!text.contains('\\')).then_some(text)
    }
}

fn base64(text: &str) -> Option<Vec<u8>> {
    // Strict: one text for one value.
    STANDARD.decode(text).ok()
}

fn signature(rest: &mut Rest<'_>) -> Option<(PublicKey, SignatureBytes)> {
    rest.past("{\"keyid\":\"")?;
    let key: PublicKey = rest.quoted()?.parse().ok()?;
    rest.past(",\"sig\":\"")?;
    let bytes: SignatureBytes = base64(rest.quoted()?)?.try_into().ok()?;
    rest.past("}")?;
    Some((key, bytes))
}

/// The entry, if the bytes are its exact form and nothing in them is out of bounds.
pub(super) fn read(bytes: &[u8]) -> Option<Entry> {
    if bytes.len() > limits::ENTRY_BYTES {
        return None;
    }
    let mut rest = Rest(std::str::from_utf8(bytes).ok()?);
    rest.past("{\"index\":")?;
    let (digits, after) = rest.0.split_once(',')?;
    let index: u64 = digits.parse().ok()?;
    // `007` and `+7` are read as numbers, and are not how one is written.
    if index.to_string() != digits {
        return None;
    }
    rest.0 = after;
    rest.past("\"time\":\"")?;
    let time: Instant = rest.quoted()?.parse().ok()?;
    rest.past(",\"prev\":\"")?;
    let prev: Hash = rest.quoted()?.parse().ok()?;
    rest.past(",\"envelope\":{\"payloadType\":\"")?;
    rest.past(PAYLOAD_TYPE)?;
    rest.past("\",\"payload\":\"")?;
    let payload = base64(rest.quoted()?)?;
    rest.past(",\"signatures\":[")?;
    let mut signatures: BTreeMap<PublicKey, SignatureBytes> = BTreeMap::new();
    while rest.past("]").is_none() {
        if !signatures.is_empty() {
            rest.past(",")?;
        }
        let (key, bytes) = signature(&mut rest)?;
        // In the order of their keys, none twice.
        if signatures.last_key_value().is_some_and(|(last, _)| *last >= key) || signatures.len() == limits::SIGNATURES {
            return None;
        }
        signatures.insert(key, bytes);
    }
    (rest.0 == "}}").then(|| Entry { index, time, prev, envelope: Envelope::of_parts(payload, signatures) })
}

/// The exact form.
pub(super) fn write(entry: &Entry) -> Vec<u8> {
    let Entry { index, time, prev, envelope } = entry;
    let mut text = format!("{{\"index\":{index},\"time\":\"{time}\",\"prev\":\"{prev}\",\"envelope\":");
    envelope.write_to(&mut text);
    text.push('}');
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::json;
    use crate::base::key::SecretKey;

    fn entry(payload: &[u8], keys: u8, index: u64, millis: i64) -> Entry {
        let mut envelope = Envelope::unsigned(payload.to_vec());
        (0..keys).for_each(|key| envelope.sign(&SecretKey::from_seed(&[key; 32])));
        Entry { index, time: Instant::from_millis(millis), prev: Hash::of(payload), envelope }
    }

    /// The ordinary reader: what it gives, if that is written as these bytes.
    fn ordinary(bytes: &[u8]) -> Option<Entry> {
        json::read::<Entry>("entry", bytes).ok().filter(|entry| json::write(entry) == bytes)
    }

    proptest! {
        #[test]
        fn it_is_the_form_the_ordinary_writer_writes(
            payload in proptest::collection::vec(any::<u8>(), 0..300),
            keys in 0_u8..4,
            index in prop_oneof![Just(0), Just(u64::MAX), any::<u64>()],
            millis in -10_000_000_000_000_i64..100_000_000_000_000,
        ) {
            let entry = entry(&payload, keys, index, millis);
            let bytes = write(&entry);
            prop_assert_eq!(&bytes, &json::write(&entry));
            prop_assert_eq!(read(&bytes).or_else(|| ordinary(&bytes)), Some(entry));
        }

        /// Whatever it accepts, the ordinary reader accepts as the same.
        #[test]
        fn it_accepts_nothing_else(
            payload in proptest::collection::vec(any::<u8>(), 0..40),
            keys in 0_u8..3,
            at in any::<proptest::sample::Index>(),
            with in prop_oneof![
                any::<u8>().prop_map(|byte| vec![byte]),
                Just(b" ".to_vec()), Just(b"0".to_vec()), Just(b"=".to_vec()), Just(Vec::new()),
                Just(b"\\u0041".to_vec()), Just(b"\"".to_vec()), Just(b"}".to_vec()), Just(b",".to_vec()),
            ],
            instead in 0_usize..3,
        ) {
            let mut bytes = write(&entry(&payload, keys, 7, 1_774_944_000_000));
            let at = at.index(bytes.len());
            let end = (at + instead).min(bytes.len());
            bytes.splice(at..end, with);
            if let Some(found) = read(&bytes) {
                prop_assert_eq!(Some(found), ordinary(&bytes));
            }
        }
    }

    #[test]
    fn ordinary_entries_need_no_ordinary_reader() {
        for keys in 0..3 {
            let entry = entry(br#"{"specversion":"1.0"}"#, keys, 1_000_000, 1_774_944_000_123);
            assert_eq!(read(&write(&entry)), Some(entry));
        }
    }
}
