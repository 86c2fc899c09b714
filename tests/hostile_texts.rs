//! Every text field of every kind of the catalogue, found by the kind's own schema: what could deceive a reader is refused,
//! what is only rude is kept letter by letter.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use mingbai::event::kind::KindInfo;
use mingbai::event::kinds;
use serde_json::{Value, json};

/// Characters no text may hold: controls, and marks that turn the direction of what follows. A reader would see something
/// else than what was signed.
const REFUSED: &[char] = &[
    '\0', '\u{1}', '\u{2}', '\u{7}', '\u{1b}', '\u{7f}', '\u{85}', '\u{200e}', '\u{202a}', '\u{202e}', '\u{2066}',
    '\u{2069}', '\u{feff}',
];

/// What is only rude.
const KEPT: &[&str] =
    &["<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "{{7*7}} ${x} %00 &lt;b&gt;", "]]></svg>"];

/// Data of the shape that a schema tells.
fn sample(schema: &Value) -> Value {
    if let Some(choices) = schema["enum"].as_array() {
        return choices[0].clone();
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let one = &choices[0];
        return one.get("const").cloned().unwrap_or_else(|| sample(one));
    }
    match schema["type"].as_str() {
        Some("object") if schema.get("properties").is_some() => {
            let fields = schema["properties"].as_object().unwrap();
            Value::Object(fields.iter().map(|(name, field)| (name.clone(), sample(field))).collect())
        }
        Some("object") => {
            json!({ sample(&schema["propertyNames"]).as_str().unwrap(): sample(&schema["additionalProperties"]) })
        }
        Some("array") => {
            let count = schema["minItems"].as_u64().unwrap_or(1).max(1);
            (0..count).map(|_| sample(&schema["items"])).collect()
        }
        Some("integer") => json!(1),
        Some("number") => json!(1),
        Some("boolean") => json!(true),
        Some("string") => json!(match schema["format"].as_str().unwrap() {
            "month" => "2026-01",
            "date" => "2026-01-02",
            "date-time" => "2026-01-02T03:04:05+08:00",
            "instant" => "2026-01-02T03:04:05.000Z",
            "uuid" => "019b8be2-df60-7000-8000-000000000001",
            "sha256" => "00b5325b2600c40233be80d1f8d635cdc85ddde18d8c1dc079836de50ff089cc",
            "key" => "ed25519:25812d7979502964a66801d32617ecfa182493f42374b39aab3846fddb5728db",
            "vkey" => "vectors.example/v1/log+45325f0a+AV0JrQQzWOuCmPVDFqRmpQrsb4SLes2NK+5VwUp1HYi8",
            "ratio" => "1/2",
            "threshold" => ">1/2",
            "kind" => "finance.income.v1",
            "code" => "a",
            "path" => "finance/2026-01",
            "line" | "text" => "words",
            other => panic!("a format nobody told of: {other}"),
        }),
        _ => Value::Null,
    }
}

/// Where texts stand in a sample, as JSON pointers.
fn texts(schema: &Value, data: &Value, at: &str, found: &mut Vec<String>) {
    // The first event's log is compared with the ledger's own key, so it can hold nothing else.
    if at == "/log" {
        return;
    }
    if schema["type"] == "string" && ["line", "text"].contains(&schema["format"].as_str().unwrap_or_default()) {
        found.push(at.to_owned());
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        texts(&choices[0], data, at, found);
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        texts(field, &data[name], &format!("{at}/{name}"), found);
    }
    if schema["type"] == "array" {
        texts(&schema["items"], &data[0], &format!("{at}/0"), found);
    }
    if schema.get("additionalProperties").is_some_and(Value::is_object) {
        let (name, held) = data.as_object().unwrap().iter().next().unwrap();
        texts(&schema["additionalProperties"], held, &format!("{at}/{name}"), found);
    }
}

fn taken(info: &KindInfo, data: &Value) -> Option<Value> {
    let body = (info.decode)(data.to_string().as_bytes()).ok()?;
    Some(serde_json::from_slice(&body.data()).unwrap())
}

#[test]
fn no_text_of_any_kind_deceives_and_none_is_changed() {
    let (mut fields, mut kinds_with_texts) = (0, 0);
    for info in kinds::all() {
        let schema = (info.schema)();
        let plain = sample(&schema);
        let mut places = Vec::new();
        texts(&schema, &plain, "", &mut places);
        if places.is_empty() {
            continue;
        }
        assert!(taken(info, &plain).is_some(), "{}: {plain}", info.name);
        kinds_with_texts += 1;
        for place in places {
            fields += 1;
            let with = |words: String| {
                let mut data = plain.clone();
                *data.pointer_mut(&place).unwrap() = json!(words);
                taken(info, &data)
            };
            for c in REFUSED {
                assert!(with(format!("a{c}b")).is_none(), "{} {place} takes {c:?}", info.name);
            }
            for words in KEPT {
                let kept = with((*words).to_owned());
                let kept = kept.unwrap_or_else(|| panic!("{} {place} does not take {words}", info.name));
                assert_eq!(kept.pointer(&place), Some(&json!(words)), "{} {place}", info.name);
            }
        }
    }
    assert!(kinds_with_texts > 30 && fields > 60, "{kinds_with_texts} kinds, {fields} fields");
}
