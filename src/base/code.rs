//! Codes that name things inside a ledger, and the texts people write.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::base::binary;
use crate::base::limits;
use crate::base::problem::Problem;
use crate::base::words::is_plain;

/// A name for a person, body, office, account, category or matter: 1 to 64 of `a-z 0-9 - . :`,
/// beginning with a letter or digit. Persons who hold no office appear only under codes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Code(String);

impl Code {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Code {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b':');
        let starts = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if starts && text.len() <= limits::CODE_CHARS && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Problem::malformed("code-unreadable").with("found", text))
        }
    }
}

/// A code is ordered and hashed as its text is, so maps by code answer to text.
impl Borrow<str> for Code {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// A ledger's name in URLs and folders: 1 to 32 of `a-z 0-9 -`, beginning with a letter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Slug(String);

impl Slug {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Path segments the server keeps for itself.
const RESERVED: &[&str] = &["api", "assets", "healthz", "readyz", "metrics", "openapi", "static"];

impl FromStr for Slug {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let starts = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
        if starts && text.len() <= 32 && text.bytes().all(allowed) && !RESERVED.contains(&text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Problem::malformed("slug-unreadable").with("found", text))
        }
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id of an event: a UUIDv7 (RFC 9562), also the idempotency key. One spelling: lowercase, hyphenated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct EventId(Uuid);

impl EventId {
    /// From a moment in milliseconds and ten bytes that tell events of that moment apart.
    pub fn new(millis: i64, distinct: [u8; 10]) -> Self {
        Self(uuid::Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap_or(0), &distinct).into_uuid())
    }

    /// The 16 bytes, ordered by the moment the id was made.
    pub fn bytes(&self) -> [u8; 16] {
        *self.0.as_bytes()
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for EventId {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let unreadable = || Problem::malformed("id-unreadable").with("found", text);
        let id = Uuid::try_parse(text).map_err(|_| unreadable())?;
        let standard = id.get_version_num() == 7 && id.get_variant() == uuid::Variant::RFC4122;
        if standard && id.hyphenated().to_string() == text { Ok(Self(id)) } else { Err(unreadable()) }
    }
}

macro_rules! text_type {
    ($name:ident, $limit:expr, $multiline:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Problem;

            fn from_str(text: &str) -> Result<Self, Problem> {
                let trimmed = !text.is_empty() && text.trim() == text;
                if trimmed
                    && text.chars().count() <= $limit
                    && text.chars().all(|c| is_plain(c) || ($multiline && c == '\n'))
                {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(Problem::malformed("text-unreadable").with("limit", $limit))
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_type!(Line, limits::LINE_CHARS, false, "A text of one line: 1 to 200 characters, trimmed, no control characters.");
text_type!(Text, limits::TEXT_CHARS, true, "A paragraph: 1 to 2,000 characters, trimmed, line breaks allowed.");

macro_rules! string_serde {
    ($($type:ty: $expected:literal),*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(|_| serde::de::Error::custom(concat!("expected ", $expected)))
            }
        }
    )*};
}

string_serde!(
    Code: "a code of 1 to 64 of a-z 0-9 - . :",
    Slug: "a slug of 1 to 32 of a-z 0-9 -",
    Line: "a trimmed line of 1 to 200 characters without control characters",
    Text: "a trimmed text of 1 to 2,000 characters without control characters"
);

impl Serialize for EventId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return binary::serialize(self.0.as_bytes(), serializer);
        }
        serializer.serialize_str(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
    }
}

impl<'de> Deserialize<'de> for EventId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return binary::deserialize(deserializer).map(|bytes| Self(Uuid::from_bytes(bytes)));
        }
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("expected a UUIDv7 in lowercase"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuid_v7_with_one_spelling() {
        let id = EventId::new(1_774_944_000_000, [7; 10]);
        assert_eq!(id.to_string().parse::<EventId>().unwrap(), id);
        assert!(id.to_string().to_uppercase().parse::<EventId>().is_err());
        assert!("6ba7b810-9dad-11d1-80b4-00c04fd430c8".parse::<EventId>().is_err());
        assert!(id < EventId::new(1_774_944_000_001, [0; 10]));
    }

    #[test]
    fn texts_cannot_hide_what_they_say() {
        assert!("¥500 \u{202e}00¥".parse::<Line>().is_err());
        assert!("a\nb".parse::<Line>().is_err());
        assert!("a\nb".parse::<Text>().is_ok());
        assert!(" a".parse::<Text>().is_err());
        assert!("明".repeat(201).parse::<Line>().is_err());
        assert!("明".repeat(200).parse::<Line>().is_ok());
    }

    #[test]
    fn texts_in_both_languages_cannot_hide_what_they_say_either() {
        use crate::base::json;
        use crate::base::words::Bi;
        for text in ["a\\u0001b", "a\\u202eb", "a\\nb", "\\u001b[2J"] {
            let bytes = format!("{{\"zh\":\"甲\",\"en\":\"{text}\"}}");
            assert!(json::read::<Bi>("title", bytes.as_bytes()).is_err(), "{text}");
        }
        assert!(json::read::<Bi>("title", "{\"zh\":\"甲\",\"en\":\"a b\"}".as_bytes()).is_ok());
    }

    #[test]
    fn reserved_slugs_are_refused() {
        for text in ["api", "", "Ab", "1a", "a/b", "..", "metrics"] {
            assert!(text.parse::<Slug>().is_err(), "{text}");
        }
        assert!("xingfu-2026".parse::<Slug>().is_ok());
    }
}
