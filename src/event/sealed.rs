//! Private fields: the event holds a salted commitment, the value lies elsewhere and can be destroyed.
//!
//! In the manner of SD-JWT (RFC 9901, section 4.2): an opening is `[salt, field, value]` as compact JSON, base64url
//! without padding; what stands in the event is the SHA-256 of that text. Without the salt nobody can find a value by
//! trying, and once salt and value are gone nobody can find it at all, while the chain still verifies.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Text};
use crate::base::hash::Hash;
use crate::base::json;
use crate::base::problem::{Outcome, Problem};

/// Bytes of a salt (RFC 9901, section 9.3: at least 128 bits).
pub const SALT_BYTES: usize = 16;

/// A private field as events hold it: `{"sealed":"<64 hexadecimal digits>"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// SHA-256 of the opening's text.
    pub sealed: Hash,
}

impl fmt::Display for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sealed.fmt(f)
    }
}

/// What opens a sealed field. Shown nowhere by itself, not even to whoever debugs.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    salt: [u8; SALT_BYTES],
    field: Code,
    value: Text,
}

impl fmt::Debug for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").field("field", &self.field).finish_non_exhaustive()
    }
}

impl Opening {
    /// An opening with a fresh random salt. A salt used twice shows that two fields are the same; rules refuse it.
    pub fn new(salt: [u8; SALT_BYTES], field: Code, value: Text) -> Self {
        Self { salt, field, value }
    }

    /// The field it is of.
    pub fn field(&self) -> &Code {
        &self.field
    }

    /// The value.
    pub fn value(&self) -> &Text {
        &self.value
    }

    /// The text that is kept, and hashed.
    pub fn text(&self) -> String {
        let salt = BASE64_URL_SAFE_NO_PAD.encode(self.salt);
        BASE64_URL_SAFE_NO_PAD.encode(json::write(&(salt, &self.field, &self.value)))
    }

    /// What the event holds.
    pub fn seal(&self) -> Sealed {
        Sealed { sealed: Hash::of(self.text().as_bytes()) }
    }

    /// Reads an opening's text. It has one spelling, so that it has one digest.
    pub fn read(text: &str) -> Outcome<Self> {
        // What is wrong with it is not told: it would tell of the value.
        let unreadable = || Problem::malformed("opening-unreadable");
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| unreadable())?;
        let (salt, field, value): (String, Code, Text) = json::read("opening", &bytes).map_err(|_| unreadable())?;
        let salt = BASE64_URL_SAFE_NO_PAD.decode(salt).map_err(|_| unreadable())?;
        let opening = Self::new(salt.try_into().map_err(|_| unreadable())?, field, value);
        if opening.text() == text { Ok(opening) } else { Err(unreadable()) }
    }

    /// Reads an opening's text and holds it against the sealed field it should open.
    pub fn check(text: &str, field: &Code, sealed: &Sealed) -> Outcome<Self> {
        let opening = Self::read(text)?;
        if opening.field == *field && opening.seal() == *sealed {
            Ok(opening)
        } else {
            Err(Problem::refused("opening-of-another-field").with("field", field).with("digest", sealed))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(salt: u8, value: &str) -> Opening {
        Opening::new([salt; SALT_BYTES], "name".parse().unwrap(), value.parse().unwrap())
    }

    #[test]
    fn an_opening_opens_its_own_field_and_no_other() {
        let (one, field) = (opening(1, "李某"), "name".parse().unwrap());
        assert_eq!(Opening::check(&one.text(), &field, &one.seal()).unwrap(), one);
        let other = opening(2, "李某");
        assert_ne!(one.seal(), other.seal(), "the salt hides that two values are the same");
        assert_eq!(Opening::check(&other.text(), &field, &one.seal()).unwrap_err().code, "opening-of-another-field");
        let reason = "reason".parse().unwrap();
        assert_eq!(Opening::check(&one.text(), &reason, &one.seal()).unwrap_err().code, "opening-of-another-field");
        assert!(!format!("{one:?}").contains('李'), "nothing shows the value by accident");
    }

    #[test]
    fn the_digest_is_that_of_rfc_9901() {
        // The example of RFC 9901, section 4.2.3, has JSON with spaces; ours is compact, hashed the same way.
        let text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
        let digest = BASE64_URL_SAFE_NO_PAD.encode(Hash::of(text.as_bytes()).0);
        assert_eq!(digest, "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0");
        assert_eq!(Opening::read(text).unwrap_err().code, "opening-unreadable", "spaces have no place in it");
    }

    #[test]
    fn an_opening_has_one_spelling() {
        let text = opening(1, "a").text();
        for wrong in [format!("{text}="), format!("{text} "), text.replace('W', "x"), String::new()] {
            assert_eq!(Opening::read(&wrong).unwrap_err().code, "opening-unreadable");
        }
        let spaced = BASE64_URL_SAFE_NO_PAD.encode(br#"["AQEBAQEBAQEBAQEBAQEBAQ", "name", "a"]"#);
        assert_eq!(Opening::read(&spaced).unwrap_err().code, "opening-unreadable");
        let compact = BASE64_URL_SAFE_NO_PAD.encode(br#"["AQEBAQEBAQEBAQEBAQEBAQ","name","a"]"#);
        assert_eq!(compact, text);
    }

    #[test]
    fn a_sealed_field_is_read_strictly() {
        let good = br#"{"sealed":"0000000000000000000000000000000000000000000000000000000000000000"}"#;
        assert!(json::read::<Sealed>("sealed", good).is_ok());
        assert!(json::read::<Sealed>("sealed", br#"{"sealed":"00"}"#).is_err());
        assert!(json::read::<Sealed>("sealed", br#"{"sealed":"x","name":"y"}"#).is_err());
    }
}
