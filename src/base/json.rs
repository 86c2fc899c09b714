//! Strict JSON: unknown fields, duplicate keys, trailing bytes and non-UTF-8 are refused with the place named.
//!
//! Typed structs do the work (`deny_unknown_fields`; serde refuses a duplicate field of a struct), read only from objects
//! (`strict`).
//! `serde_json::Value` is never used for input, because it silently keeps the last duplicate key.
//! Maps inside events are decoded by [`unique_map`], for the same reason.

mod strict;

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::base::json::strict::Strict;
use crate::base::problem::{Outcome, Problem};

/// Reads one JSON document. `what` names it in the error (`envelope`, `payload`, …).
pub fn read<T: DeserializeOwned>(what: &'static str, bytes: &[u8]) -> Outcome<T> {
    let text = std::str::from_utf8(bytes)
        .map_err(|e| Problem::malformed("json-not-utf8").with("what", what).with("at", e.valid_up_to()))?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(Strict(&mut reader)).and_then(|value| reader.end().map(|()| value));
    value.map_err(|e| {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case", deny_unknown_fields)]
    enum Shape {
        Dot,
        Named(String),
        Pair(u8, u8),
        Round { radius: u8 },
    }

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Drawing {
        shapes: Vec<Shape>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        size: Option<(i64, i64)>,
        #[serde(default, deserialize_with = "unique_map")]
        notes: BTreeMap<String, Shape>,
    }

    fn read_drawing(text: &str) -> Outcome<Drawing> {
        read("drawing", text.as_bytes())
    }

    #[test]
    fn what_is_written_reads_back() {
        let drawing = Drawing {
            shapes: vec![Shape::Dot, Shape::Named("x".into()), Shape::Pair(1, 2), Shape::Round { radius: 3 }],
            size: Some((-4, 5)),
            notes: [("n".to_owned(), Shape::Dot)].into(),
        };
        let text = String::from_utf8(write(&drawing)).unwrap();
        let expected = r#"{"shapes":["dot",{"named":"x"},{"pair":[1,2]},{"round":{"radius":3}}],"size":[-4,5],"notes":{"n":"dot"}}"#;
        assert_eq!(text, expected);
        assert_eq!(read_drawing(&text).unwrap(), drawing);
        let spaced = text.replace(',', " ,\n\t").replace("dot", "\\u0064ot").replace("[-4", "[ -4");
        assert_eq!(read_drawing(&spaced).unwrap(), drawing);
        assert_eq!(read_drawing(r#"{"shapes":[]}"#).unwrap().size, None);
    }

    #[test]
    fn everything_has_one_shape() {
        for text in [
            r#"[["dot"]]"#,
            r#"{"shapes":[{"dot":null}]}"#,
            r#"{"shapes":[{"dot":{}}]}"#,
            r#"{"shapes":[{"round":[3]}]}"#,
            r#"{"shapes":["round"]}"#,
            r#"{"shapes":["named"]}"#,
            r#"{"shapes":[{}]}"#,
            r#"{"shapes":[0]}"#,
            r#"{"shapes":[{"named":"x","dot":null}]}"#,
            r#"{"shapes":[{"named":"x","named":"x"}]}"#,
            r#"{"shapes":[{"pair":[1]}]}"#,
            r#"{"shapes":[{"pair":[1,2,3]}]}"#,
            r#"{"shapes":[],"notes":{"n":{"dot":null}}}"#,
            r#"{"shapes":[],"notes":{"n":"dot","n":"dot"}}"#,
            r#"{"shapes":[],"shapes":[]}"#,
            r#"{"shapes":[],"other":1}"#,
            r#"{"shapes":[]} x"#,
            r#"{"shapes":[],}"#,
            r#"{"shapes":[],"size":null}"#,
            r#"{"shapes":[],"size":[1.0,2]}"#,
            r#"{"shapes":[],"size":[-0,2]}"#,
            r#"{"shapes":[],"size":[01,2]}"#,
            r#"{"shapes":[],"size":[1e2,2]}"#,
            "\u{feff}{\"shapes\":[]}",
            r#"{"shapes":[{"named":"\ud800"}]}"#,
            "{\"shapes\":[{\"named\":\"\t\"}]}",
            "",
        ] {
            assert_eq!(read_drawing(text).map_err(|problem| problem.code), Err("json-unreadable"), "{text}");
        }
    }

    #[test]
    fn the_place_is_named() {
        let problem = read_drawing("{\"shapes\":[\n  [1]]}").unwrap_err();
        assert_eq!([problem.arg("line"), problem.arg("column")], [Some("2"), Some("3")], "{problem:?}");
        assert_eq!(read_drawing("\u{e9}").unwrap_err().code, "json-unreadable");
        assert_eq!(read::<Drawing>("drawing", b"{\xff").unwrap_err().code, "json-not-utf8");
    }
}
