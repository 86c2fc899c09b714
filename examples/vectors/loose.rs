//! Single payloads, envelopes, entries, receipts and documents that must not be taken, each with its code.

use std::path::Path;

use mingbai::base::hash::Hash;
use mingbai::base::words::Bi;
use mingbai::event::disclosure::Edition;
use mingbai::view::document::{Content, Fact, Table, Tone, Value};
use serde_json::json;

use crate::cast::{code, key};
use crate::{Any, pretty, write};

/// Writes all of them.
pub fn write_all(out: &Path) -> Any<()> {
    document(out)?;
    payloads(out)?;
    envelopes(out)?;
    receipts(out)
}

/// `(what is wrong, what is replaced, by what, code)`.
type Change = (&'static str, &'static str, &'static str, &'static str);

fn changed(original: &str, changes: &[Change]) -> Any<serde_json::Value> {
    let mut cases = Vec::new();
    for (what, from, to, code) in changes {
        let text = original.replacen(from, to, 1);
        if text == original {
            return Err(format!("nothing to change: {what}").into());
        }
        cases.push(json!({ "what": what, "code": code, "text": text }));
    }
    Ok(json!(cases))
}

fn payloads(out: &Path) -> Any<()> {
    let original = std::fs::read_to_string(out.join("payloads/finance.income.v1.json"))?;
    let cases = changed(
        &original,
        &[
            ("a field nobody knows", "\"into\":", "\"note\":\"x\",\"into\":", "json-unreadable"),
            ("a field twice", "\"into\":", "\"amount\":1,\"into\":", "json-unreadable"),
            ("an attribute twice", "\"subject\":", "\"specversion\":\"1.0\",\"subject\":", "json-unreadable"),
            (
                "an attribute of CloudEvents that is not used here",
                "\"subject\":",
                "\"dataschema\":\"x\",\"subject\":",
                "json-unreadable",
            ),
            ("a field is missing", "\"category\":\"rent\",", "", "json-unreadable"),
            ("an amount as a decimal", "50000", "50000.0", "json-unreadable"),
            ("an amount with an exponent", "50000", "5e4", "json-unreadable"),
            ("an amount as text", "50000", "\"50000\"", "json-unreadable"),
            ("an amount beyond 64 bits", "50000", "9223372036854775808", "json-unreadable"),
            ("a code in capitals", "\"category\":\"rent\"", "\"category\":\"Rent\"", "json-unreadable"),
            ("a day that does not exist", "\"on\":\"2026-01-12\"", "\"on\":\"2026-02-30\"", "json-unreadable"),
            ("a text that turns its direction", "活动室租金", "活动室\u{202e}租金", "json-unreadable"),
            ("a text with a space at its end", "活动室租金", "活动室租金 ", "json-unreadable"),
            ("a time in UTC shorthand", "+08:00", "Z", "json-unreadable"),
            ("a time with a fraction of a second", "+08:00", ".5+08:00", "json-unreadable"),
            ("an id of version 4", "-7", "-4", "json-unreadable"),
            ("something after the end", "}}", "}} {}", "json-unreadable"),
            ("another version of CloudEvents", "\"1.0\"", "\"1.1\"", "specversion-unknown"),
            ("another content type", "application/json", "application/cbor", "datacontenttype-unknown"),
            ("a kind nobody knows", "finance.income.v1", "finance.income.v9", "kind-unknown"),
            ("a kind without its prefix", "mingbai.finance", "finance", "kind-unknown"),
            ("a subject that is not that of the data", "\"subject\":\"r-1\"", "\"subject\":\"r-2\"", "subject-differs"),
        ],
    )?;
    write(&out.join("tampered/payloads.json"), &pretty(&cases)?)
}

fn envelopes(out: &Path) -> Any<()> {
    let original = std::fs::read_to_string(out.join("envelope.json"))?;
    let value: serde_json::Value = serde_json::from_str(&original)?;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let first = value["signatures"][0].to_string();
    let (key_of_first, sig) = (text(&value["signatures"][0]["keyid"]), text(&value["signatures"][0]["sig"]));
    let other_sig = text(&value["signatures"][1]["sig"]);
    let weak = format!("ed25519:01{}", "00".repeat(31));
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let [first, key_of_first, sig, other_sig, weak] = [first, key_of_first, sig, other_sig, weak].map(leak);
    let twice = leak(format!("{first},{first}"));
    let loose = leak(format!("{}=", sig.trim_end_matches('=')));
    let stranger = leak(key("stranger").public().to_string());
    let capital = leak(key_of_first.to_uppercase().replacen("ED25519", "ed25519", 1));
    let cases = changed(
        &original,
        &[
            ("a signature of somebody else", sig, other_sig, "signature-wrong"),
            ("a signature under a key that did not make it", key_of_first, stranger, "signature-wrong"),
            ("a key of small order", key_of_first, weak, "signature-wrong"),
            ("a signature twice", first, twice, "signature-twice"),
            ("a key in capitals", key_of_first, capital, "json-unreadable"),
            ("base64 without its padding", sig, loose, "base64-unreadable"),
            ("another payload type", "cloudevents+json", "json", "payload-type-unknown"),
            ("a field nobody knows", "\"signatures\":", "\"note\":1,\"signatures\":", "json-unreadable"),
        ],
    )?;
    write(&out.join("tampered/envelopes.json"), &pretty(&cases)?)
}

fn receipts(out: &Path) -> Any<()> {
    let original = std::fs::read_to_string(out.join("receipt.json"))?;
    let receipt: serde_json::Value = serde_json::from_str(&original)?;
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let index = receipt["index"].as_u64().ok_or("a receipt has an index")?;
    let first = leak(receipt["proof"][0].to_string());
    let other = leak(format!("\"{}\"", Hash::of(b"another hash")));
    let index_here = leak(format!("{{\"index\":{index},"));
    let index_there = leak(format!("{{\"index\":{},", index + 1));
    let fewer = leak(format!("{first},"));
    let origin = "vectors.example/v1/log\\n";
    let cases = changed(
        &original,
        &[
            ("another position", index_here, index_there, "receipt-of-other-entry"),
            ("another hash in the proof", first, other, "proof-inclusion-wrong"),
            ("a hash too few in the proof", fewer, "", "proof-inclusion-wrong"),
            ("another entry", "T02:", "T03:", "proof-inclusion-wrong"),
            ("a checkpoint of another log", origin, "vectors.example/v1/other\\n", "note-signature-wrong"),
        ],
    )?;
    write(&out.join("tampered/receipts.json"), &pretty(&cases)?)
}

/// A document with a value of every sort.
fn document(out: &Path) -> Any<()> {
    let person = Value::Person { code: code("c1")?, name: "c1".into() };
    let event = Value::Event { index: 7, id: "019b8c3e-1a80-7000-8000-000000000001".parse()? };
    let link = Value::Document { path: "finance/2026-01".into(), label: Box::new(Value::Month("2026-01".parse()?)) };
    let values = vec![
        Value::None,
        Value::text("甲公司"),
        Value::Bi(Bi::new("办公费", "Office")),
        Value::word("fact-opening"),
        Value::Money(-1_250),
        Value::Count(3),
        Value::Fraction { num: 2, den: 3, digits: 2 },
        Value::Day("2026-01-31".parse()?),
        Value::Month("2026-01".parse()?),
        Value::Instant("2026-01-31T08:00:00.000Z".parse()?),
        person,
        event,
        link,
        Value::Digest(Hash::of(b"file")),
        Value::badge("period-state-closed", Tone::Good),
        Value::List(vec![
            Value::Count(1),
            Value::badge("mark-late", Tone::Bad),
            Value::badge("mark-undone", Tone::Plain),
        ]),
    ];
    let row = |value: &Value| vec![Value::Money(1), value.clone()];
    let content = Content {
        path: "vectors/document".into(),
        title: "finance-month-title".into(),
        args: vec![("month".into(), "2026-01".into())],
        origin: "vectors.example/v1/log".into(),
        facts: vec![Fact::new("fact-opening", Value::Money(1_000))],
        tables: vec![Table {
            name: "values".into(),
            caption: "finance-table-items".into(),
            columns: vec!["item-income".into(), "item-purpose".into()],
            rows: values.iter().map(row).collect(),
            totals: Some(vec![Value::Money(16), Value::None]),
        }],
        notes: vec!["finance-note-closed".into()],
    };
    let document = content.stand_on(8, Hash::of(b"root"), Edition::FIRST);
    write(&out.join("documents/values.json"), &document.json())
}
