//! The verifier in `examples/verifier`, written in Python from `docs/FORMAT.md`, comes to the same verdicts as this program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use mingbai::base::hash::Hash;
use mingbai::event::entry::Entry;
use mingbai::event::payload::Event;
use mingbai::merkle::bundle;
use mingbai::merkle::checkpoint::Checkpoint;
use mingbai::merkle::tile::BundleId;
use mingbai::merkle::tree::leaf_hash;
use mingbai::view::board::Board;
use serde_json::Value;

const NOW: &str = "2026-12-31T00:00:00.000Z";

/// Forged logs that only the rules tell from honest ones, which the second verifier does not judge.
const FOR_THE_RULES: &[&str] = &["signature-dropped", "signature-of-stranger", "entered-too-late"];

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/v1")
}

/// Runs the second verifier.
///
/// # Panics
///
/// If there is no Python: a second verifier that is silently absent would be one that always agrees.
fn python(args: &[&str]) -> Output {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/verifier/verify.py");
    let run = Command::new("python3").arg("-B").arg(program).args(args).output();
    run.unwrap_or_else(|error| {
        panic!("python3 does not run ({error}); install it (./test does): apt-get install python3")
    })
}

/// The exit code and the lines of an answer.
fn said(output: &Output) -> (i32, Vec<String>) {
    let lines = String::from_utf8(output.stdout.clone()).unwrap().lines().map(str::to_owned).collect();
    let code = output.status.code().unwrap();
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert!(code <= 2 && trouble.is_empty(), "the second verifier ended with {code}: {trouble}");
    (code, lines)
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn vkey(log: &Path) -> String {
    text(&log.join("vkey")).trim_end().to_owned()
}

fn json(path: &str) -> Value {
    serde_json::from_slice(&fs::read(vectors().join(path)).unwrap()).unwrap()
}

fn verify(log: &Path, vkey: &str) -> (i32, Vec<String>) {
    said(&python(&[log.to_str().unwrap(), "--vkey", vkey, "--now", NOW]))
}

#[test]
fn honest_logs_hold_and_every_statement_signed_is_computed() {
    for (log, told) in [
        ("log", "holds: 62 entries, 1 months closed, 0 statements"),
        ("noticed", "holds: 70 entries, 1 months closed, 5 statements"),
        ("short", "holds: 5 entries, 1 months closed, 0 statements"),
    ] {
        let log = vectors().join(log);
        assert_eq!(verify(&log, &vkey(&log)), (0, vec![told.to_owned()]));
        let alone = said(&python(&[log.to_str().unwrap(), "--now", NOW]));
        assert_eq!(alone, (0, vec![told.to_owned()]), "with the key that the first event names");
    }
}

#[test]
fn what_is_wrong_with_forged_logs_is_found() {
    let told = json("tampered/cases.json");
    assert_eq!(told["now"], NOW);
    let cases = told["cases"].as_array().unwrap();
    let mut passed = BTreeSet::new();
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let (exit, lines) = verify(&vectors().join("tampered").join(name), told["vkey"].as_str().unwrap());
        if exit == 0 {
            passed.insert(name);
            continue;
        }
        assert_eq!(Some(i64::from(exit)), case["exit"].as_i64(), "{name}: {lines:?}");
        // Whatever it finds, this program finds too.
        let ours = case["findings"].as_array().unwrap().iter().map(|finding| &finding["code"]).chain([&case["cause"]]);
        let ours: BTreeSet<&str> = ours.filter_map(Value::as_str).collect();
        let theirs = lines.iter().filter_map(|line| line.rsplit(' ').next()).filter(|code| *code != "wrong");
        let theirs: BTreeSet<&str> = theirs.collect();
        assert!(!theirs.is_empty() && theirs.is_subset(&ours), "{name}: {theirs:?} is not within {ours:?}");
    }
    assert_eq!(passed, FOR_THE_RULES.iter().copied().collect(), "the others must be found");
    assert_eq!(cases.len(), 27, "a new case is either found or for the rules");
}

/// Statements as published beside a log: those the entries give are taken, a changed figure is not.
#[test]
fn published_statements_are_computed_again() {
    let folder = tempfile::tempdir().unwrap();
    let log = vectors().join("noticed");
    let checkpoint =
        Checkpoint::open(&fs::read(log.join("checkpoint")).unwrap(), &vkey(&log).parse().unwrap()).unwrap();
    let id = BundleId { index: 0, width: u16::try_from(checkpoint.size).unwrap() };
    let mut board = Board::default();
    for bytes in bundle::decode(&fs::read(log.join(id.path())).unwrap(), usize::from(id.width)).unwrap() {
        board.fold(&Entry::read(&bytes).unwrap(), leaf_hash(&bytes)).unwrap();
    }
    board.stand_on(checkpoint.root);
    let months: Vec<String> = board.paths().into_iter().filter(|path| path.starts_with("finance/")).collect();
    assert_eq!(months, ["finance/2026-02", "finance/2026-01", "finance/2025-12", "finance/2025-11"]);
    let write = |path: &str, bytes: &[u8]| {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    };
    for path in ["checkpoint", &id.path(), &id.path().replace("entries", "0")] {
        write(path, &fs::read(log.join(path)).unwrap());
    }
    for month in &months {
        write(&format!("{month}.json"), &board.document(month).unwrap().json());
    }
    let holds = "holds: 70 entries, 1 months closed, 9 statements";
    assert_eq!(verify(folder.path(), &vkey(&log)), (0, vec![holds.to_owned()]));
    let honest = String::from_utf8(board.document("finance/2025-12").unwrap().json()).unwrap();
    write("finance/2025-12.json", honest.replacen("{\"money\":-5000}", "{\"money\":-6000}", 1).as_bytes());
    let wrong = ["audit-document-differs finance/2025-12".to_owned(), "wrong".to_owned()];
    assert_eq!(verify(folder.path(), &vkey(&log)), (1, wrong.to_vec()));
}

/// Has the second verifier read texts, in as few runs as fit on a command line.
fn read(what: &str, texts: &[String]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let log = vkey(&vectors().join("noticed"));
    let mut answers = Vec::new();
    for (run, some) in texts.chunks(1_000).enumerate() {
        let files = some.iter().enumerate().map(|(at, text)| {
            let file = folder.path().join(format!("{run}-{at}"));
            fs::write(&file, text).unwrap();
            file.to_str().unwrap().to_owned()
        });
        let files: Vec<String> = files.collect();
        let mut args = vec!["--vkey", &log, "--read", what];
        args.extend(files.iter().map(String::as_str));
        answers.extend(said(&python(&args)).1);
    }
    assert_eq!(answers.len(), texts.len());
    answers
}

#[test]
fn single_texts_get_the_same_code() {
    for what in ["payload", "envelope", "receipt"] {
        let list = json(&format!("tampered/{what}s.json"));
        let cases = list.as_array().unwrap();
        let texts: Vec<String> = cases.iter().map(|case| case["text"].as_str().unwrap().to_owned()).collect();
        for (case, code) in cases.iter().zip(read(what, &texts)) {
            assert_eq!(case["code"], code, "{}", case["what"]);
        }
    }
    for what in ["envelope", "entry", "receipt"] {
        assert_eq!(read(what, &[text(&vectors().join(format!("{what}.json")))]), ["taken"]);
    }
}

/// Values that are right in some places and wrong in others, as they stand in JSON.
const VALUES: &[&str] = &[
    "null",
    "true",
    "0",
    "1",
    "-1",
    "-0",
    "01",
    "7.5",
    "1e3",
    "4294967295",
    "4294967296",
    "-32769",
    "-2147483649",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "[]",
    "{}",
    "[null]",
    "[[]]",
    "[\"a\",\"b\"]",
    "[\"a\"]",
    "{\"a\":1}",
    "{\"person\":\"a\"}",
    "{\"body\":\"a\"}",
    "{\"label\":\"a\"}",
    "{\"body\":\"a\",\"label\":\"a\"}",
    "{\"for\":null}",
    "{\"reply\":{\"to\":\"a\"}}",
    "\"\"",
    "\"a\"",
    "\"A\"",
    "\" a\"",
    "\"a \"",
    "\"-a\"",
    "\"a:b.c-1\"",
    "\"a/b\"",
    "\"a//b\"",
    "\"a_b\"",
    "\"for\"",
    "\"other\"",
    "\"income\"",
    "\"1/2\"",
    "\"2/1\"",
    "\"0/1\"",
    "\"+1/2\"",
    "\">1/2\"",
    "\">=2/3\"",
    "\">01/2\"",
    "\"> 1/2\"",
    "\"2026-02-28\"",
    "\"2026-02-29\"",
    "\"2024-02-29\"",
    "\"1900-02-29\"",
    "\"0000-02-29\"",
    "\"2026-2-1\"",
    "\"2026-00-01\"",
    "\"2026-13\"",
    "\"2026-12\"",
    "\"2026-01-05T10:00:00+08:00\"",
    "\"2026-01-05T10:00:00Z\"",
    "\"2026-01-05T10:00:00-00:00\"",
    "\"2026-01-05T10:00:00-05:30\"",
    "\"2026-01-05T10:00:00+14:00\"",
    "\"2026-01-05T10:00:00+14:01\"",
    "\"2026-01-05T24:00:00+08:00\"",
    "\"2026-01-05T10:00:60+08:00\"",
    "\"2026-01-05T10:00:00.0+08:00\"",
    "\"2026-01-05 10:00:00+08:00\"",
    "\"2026-01-05t10:00:00+08:00\"",
    "\"0000-01-01T00:00:00+14:00\"",
    "\"9999-12-31T23:59:59-14:00\"",
    "\"9999-12-30T22:00:00+00:00\"",
    "\"-00001-01-01T00:00:00+00:00\"",
    "\"019bb014-0260-7000-8000-000000000029\"",
    "\"019bb014-0260-7000-c000-000000000029\"",
    "\"019BB014-0260-7000-8000-000000000029\"",
    "\"019bb01402607000800000000000002a\"",
    "\"a5fa777a3dc67268caea6eea038ba14177e360dba84e1db44e738dbae137e7ef\"",
    "\"A5FA777A3DC67268CAEA6EEA038BA14177E360DBA84E1DB44E738DBAE137E7EF\"",
    "\"ed25519:a5fa777a3dc67268caea6eea038ba14177e360dba84e1db44e738dbae137e7ef\"",
    "\"image/jpeg\"",
    "\"a\\nb\"",
    "\"a\\tb\"",
    "\"a\\u0000\"",
    "\"a\\u007fb\"",
    "\"a\\u0085b\"",
    "\"a\\u202eb\"",
    "\"a\\u200bb\"",
    "\"a\\u2028b\"",
    "\"\\u2028\"",
    "\"\\u00a0a\"",
    "\"\\u3000a\"",
    "\"a\\ufeff\"",
    "\"\\ud800\"",
    "\"\\ud83d\\ude00\"",
    "\"\\u0061\"",
    "\"a\tb\"",
];

/// The places in a value, as JSON pointers.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| places(value, &format!("{here}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().take(2).enumerate().for_each(|(at, value)| places(value, &format!("{here}/{at}"), found));
        }
        _ => {}
    }
}

/// The payload with `value` at a place, the member there left out, or a member beside it.
fn changed(event: &Value, place: &str, value: &str) -> String {
    let mut event = event.clone();
    *event.pointer_mut(place).unwrap() = Value::String("@here@".into());
    event.to_string().replace("\"@here@\"", value)
}

fn without(event: &Value, place: &str) -> Option<String> {
    let mut event = event.clone();
    let (parent, name) = place.rsplit_once('/')?;
    event.pointer_mut(parent)?.as_object_mut()?.remove(name)?;
    Some(event.to_string())
}

fn beside(event: &Value, place: &str) -> Option<String> {
    let mut event = event.clone();
    event.pointer_mut(place)?.as_object_mut()?.insert("zz".into(), Value::Bool(true));
    Some(event.to_string())
}

/// A value of a type of `docs/format/families.md`; `shapes` are the page's own.
fn sample(of: &str, shapes: &BTreeMap<&str, Value>) -> Value {
    if let Some(shape) = shapes.get(of) {
        return shape.clone();
    }
    if let Some(of) = of.strip_prefix("Option<").and_then(|of| of.strip_suffix('>')) {
        return sample(of, shapes);
    }
    if let Some(of) = of.strip_prefix("Vec<").and_then(|of| of.strip_suffix('>')) {
        return serde_json::json!([sample(of, shapes)]);
    }
    let hash = Hash::of(of.as_bytes()).to_string();
    match of {
        "Code" | "Line" | "Text" => "a".into(),
        "Relation" => "spouse".into(),
        "Day" => "2026-01-05".into(),
        "Month" => "2026-01".into(),
        "Written" => "2026-01-05T10:00:00+08:00".into(),
        "EventId" => "019bb014-0260-7000-8000-000000000029".into(),
        "bool" => true.into(),
        "u32" | "i64" | "NonZeroU32" => 1.into(),
        "Party" => serde_json::json!({ "person": "a" }),
        "FileRef" => serde_json::json!({ "sha256": hash, "media": "text/plain", "bytes": 1 }),
        "Sealed" => serde_json::json!({ "sealed": hash }),
        "Hash" => hash.into(),
        "Bytes" => "AAE=".into(),
        "Choice" => serde_json::json!({ "choice": "a", "label": "a" }),
        "Issue" => serde_json::json!({ "elector": "a", "blinded": "AAE=", "signed": "AAE=" }),
        "Cast" => serde_json::json!({
            "token": format!("ed25519:{hash}"), "prefix": "AAE=", "issued": "AAE=", "choice": "a", "signature": "AAE=",
        }),
        "Paper" => serde_json::json!({ "issued": 1, "returned": 1, "invalid": 0, "choices": { "a": 1 } }),
        "VoteTally" => serde_json::json!({
            "issued": 2, "returned": 1, "unreturned": 1, "lost": 0, "invalid": 0, "choices": { "a": 1 },
        }),
        "Seat" => serde_json::json!({ "body": "a", "office": "a" }),
        "Meeting" => serde_json::json!({
            "body": "a", "on": "2026-01-05", "roll": [{ "person": "a", "vote": "unrecorded" }],
            "minutes": { "sha256": hash, "media": "text/plain", "bytes": 1 },
        }),
        "BTreeMap<Code, u64>" => serde_json::json!({ "a": 1 }),
        other => panic!("docs/format/families.md has a type {other}, which it does not explain"),
    }
}

/// An object of the members that a table lists.
fn row_by_row(lines: &str, shapes: &BTreeMap<&str, Value>) -> Value {
    let rows = lines.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let rows = rows.map(|(name, rest)| (name.to_owned(), sample(rest.split('`').nth(1).unwrap(), shapes)));
    Value::Object(rows.collect())
}

/// A payload of every kind of the catalogue with all its members, made from what the page says of it.
fn catalogue(page: &str) -> Vec<Value> {
    let mut shapes = BTreeMap::new();
    for part in page.split("\n**").skip(1) {
        let (name, rest) = part.split_once("**:\n").unwrap();
        shapes.insert(name, row_by_row(rest.split("\n#").next().unwrap(), &shapes));
    }
    let kind = |part: &str| {
        let (kind, rest) = part.split_once("`\n").unwrap();
        let table = rest.split("\nSigned by").next().unwrap();
        let data = row_by_row(table, &shapes);
        let subject = rest.split_once("\nSubject: `e.").unwrap().1.split('`').next().unwrap();
        serde_json::json!({
            "specversion": "1.0", "id": "019bb014-0260-7000-8000-000000000029", "source": "vectors.example/v1/log",
            "type": format!("mingbai.{kind}"), "subject": data[subject], "time": "2026-01-12T10:41:00+08:00",
            "datacontenttype": "application/json", "data": data,
        })
    };
    page.split("\n### `").skip(1).map(kind).collect()
}

fn families() -> String {
    text(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/format/families.md"))
}

/// Every kind of the catalogue is read as the page tells it: with all members, and without those it marks as optional.
#[test]
fn the_catalogue_is_read_as_it_is_told() {
    let page = families();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` ?"));
    let optional: BTreeSet<&str> = rows.map(|(name, _)| name).collect();
    let events = catalogue(&page);
    assert_eq!(read("payload", &events.iter().map(Value::to_string).collect::<Vec<_>>()), vec!["taken"; events.len()]);
    for event in events {
        Event::read(event.to_string().as_bytes()).unwrap_or_else(|problem| panic!("{event}: {problem}"));
        for member in event["data"].as_object().unwrap().keys() {
            let left = without(&event, &format!("/data/{member}")).unwrap();
            let taken = Event::read(left.as_bytes()).is_ok();
            assert!(!taken || optional.contains(member.as_str()), "{member} may be left out of {event}");
        }
    }
}

/// Changes every place of a payload of every kind, in a few of many ways, and asks both whether they take it.
#[test]
fn both_take_the_same_events_and_refuse_the_same() {
    let long =
        ["x".repeat(64), "x".repeat(65), "账".repeat(200), "账".repeat(201), "x".repeat(2_000), "x".repeat(2_001)];
    let long = long.map(|text| format!("\"{text}\""));
    let values: Vec<&str> = VALUES.iter().copied().chain(long.iter().map(String::as_str)).collect();
    let mut texts = BTreeSet::new();
    let files = fs::read_dir(vectors().join("payloads")).unwrap().map(|file| fs::read(file.unwrap().path()).unwrap());
    let published = files.map(|bytes| serde_json::from_slice(&bytes).unwrap());
    for event in published.chain(catalogue(&families())) {
        let mut found = Vec::new();
        places(&event, "", &mut found);
        // A policy has hundreds of places of few sorts.
        let step = found.len() / 60 + 1;
        for place in found.iter().step_by(step) {
            let seed = Hash::of_parts(&[event["type"].as_str().unwrap().as_bytes(), place.as_bytes()]).0;
            let some = seed.iter().take(6).map(|at| values[usize::from(*at) * values.len() / 256]);
            texts.extend(some.map(|value| changed(&event, place, value)));
            texts.extend(without(&event, place));
            texts.extend(beside(&event, place));
        }
    }
    let texts: Vec<String> = texts.into_iter().collect();
    let mut taken = 0;
    for (text, answer) in texts.iter().zip(read("payload", &texts)) {
        let ours = Event::read(text.as_bytes()).map_or_else(|problem| problem.code, |_| "taken");
        assert_eq!(ours == "taken", answer == "taken", "this program: {ours}, the other: {answer}\n{text}");
        taken += usize::from(ours == "taken");
    }
    assert!(texts.len() > 5_000 && taken > 500, "{taken} of {} are taken", texts.len());
}
