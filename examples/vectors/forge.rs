//! Logs with something wrong in each: damaged on the way, or forged by whoever holds the log's key.

use std::collections::BTreeMap;
use std::path::Path;

use mingbai::audit::auditor::{Options, audit};
use mingbai::audit::source;
use mingbai::base::hash::Hash;
use mingbai::base::note::NoteSigner;
use mingbai::base::time::Instant;
use mingbai::event::disclosure::{Edition, Notice, Shown};
use mingbai::event::entry::{self, Entry};
use mingbai::event::envelope::Envelope;
use mingbai::event::kinds::finance::books::PeriodClosed;
use mingbai::event::kinds::notice::Posted;
use mingbai::event::posting::PeriodTotals;
use mingbai::merkle::checkpoint::Checkpoint;
use mingbai::merkle::tree::{Frontier, leaf_hash};
use mingbai::merkle::{bundle, tile};
use serde_json::{Value, json};

use crate::cast::key;
use crate::desk::{Desk, line};
use crate::{Any, pretty, record, write};

/// The moment of every audit of these logs.
const NOW: &str = "2026-12-31T00:00:00.000Z";
/// Where the short log has its income and its closing.
const INCOME: usize = 3;
const CLOSING: usize = 4;

/// Files of a log by path.
type Files = BTreeMap<String, Vec<u8>>;

/// One forged log.
struct Case {
    name: &'static str,
    /// What was done.
    what: &'static str,
    /// The code a verifier must come to; it may find more.
    code: &'static str,
    files: Files,
}

/// Writes the short log, every forgery of it, and what the auditor says of each.
pub fn all(desk: &mut Desk, out: &Path) -> Any<()> {
    let size = desk.export(&out.join("short"))?;
    let honest = desk.ledger.entries(0, size)?;
    let mut cases = damaged(desk, &honest)?;
    cases.extend(forged(desk, &honest)?);
    let vkey = desk.ledger.vkey().to_string();
    let mut told = Vec::new();
    for case in cases {
        let folder = out.join("tampered").join(case.name);
        for (path, bytes) in &case.files {
            write(&folder.join(path), bytes)?;
        }
        let options = Options { log: Some(vkey.parse()?), log_only: true, now: NOW.parse()? };
        let target = folder.to_str().ok_or("the folder's name is text")?;
        let report = audit(source::open(target)?.as_ref(), &options, &|_, _| {}).json();
        told.push(judged(&case, &report)?);
    }
    let cases = json!({ "now": NOW, "vkey": vkey, "cases": told });
    write(&out.join("tampered/cases.json"), &pretty(&cases)?)
}

/// A case as published: only what a program compares.
fn judged(case: &Case, report: &Value) -> Any<Value> {
    let findings: Vec<Value> = report["findings"].as_array().into_iter().flatten().map(finding).collect();
    let cause = &report["cause"]["code"];
    let found = findings.iter().any(|finding| finding["code"] == case.code) || cause == case.code;
    if !found {
        return Err(format!("{}: expected {}, found {report:#}", case.name, case.code).into());
    }
    Ok(json!({
        "name": case.name, "what": case.what, "code": case.code,
        "verdict": report["verdict"], "exit": report["exit"], "cause": cause, "findings": findings,
    }))
}

fn finding(found: &Value) -> Value {
    json!({ "check": found["check"], "index": found["index"], "code": found["code"] })
}

/// A log of these entries, signed as if nothing were wrong.
fn log(entries: &[Vec<u8>], signer: &NoteSigner) -> Any<Files> {
    let leaves: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    let mut frontier = Frontier::default();
    leaves.iter().for_each(|leaf| frontier.push(*leaf));
    let checkpoint = Checkpoint::new(signer.vkey().name(), frontier.size(), frontier.root()).sign(signer)?;
    let width = entries.len();
    Ok(Files::from([
        (format!("tile/entries/000.p/{width}"), bundle::encode(entries)?),
        (format!("tile/0/000.p/{width}"), tile::encode(&leaves)),
        ("checkpoint".to_owned(), checkpoint),
    ]))
}

/// Entries of these envelopes, numbered and chained.
fn chained(items: &[(Envelope, Instant)]) -> Any<Vec<Vec<u8>>> {
    let mut prev = entry::before_first();
    let mut entries = Vec::new();
    for (index, (envelope, time)) in (0..).zip(items) {
        let bytes = Entry { index, time: *time, prev, envelope: envelope.clone() }.bytes()?;
        prev = leaf_hash(&bytes);
        entries.push(bytes);
    }
    Ok(entries)
}

const BUNDLE: &str = "tile/entries/000.p/5";
const TILE: &str = "tile/0/000.p/5";

/// What happens to a copy without the log's key.
fn damaged(desk: &Desk, honest: &[Vec<u8>]) -> Any<Vec<Case>> {
    let files = log(honest, &desk.signer)?;
    let changed = |path: &str, with: &dyn Fn(&mut Vec<u8>)| {
        let mut files = files.clone();
        files.entry(path.to_owned()).and_modify(with);
        files
    };
    let without = |path: &str| {
        let mut files = files.clone();
        files.remove(path);
        files
    };
    let mut later = honest.to_vec();
    let text = String::from_utf8(later[INCOME].clone())?;
    later[INCOME] = text.replacen("\"time\":\"2026-01-05T02", "\"time\":\"2026-01-05T03", 1).into_bytes();
    let mut swapped = honest.to_vec();
    swapped.swap(2, INCOME);
    let bundled = |entries: &[Vec<u8>]| -> Any<Files> {
        let bytes = bundle::encode(entries)?;
        Ok(changed(BUNDLE, &|found| found.clone_from(&bytes)))
    };
    let last = |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() - 1);
    let flip = |bytes: &mut Vec<u8>| bytes[33] ^= 1;
    let stranger = NoteSigner::new(desk.origin, key("stranger"))?;
    let checkpoint = |bytes: Vec<u8>| changed("checkpoint", &|found| found.clone_from(&bytes));
    let now = Checkpoint::open(&files["checkpoint"], desk.signer.vkey())?;
    let other = Checkpoint::new(desk.origin, now.size, Hash::of(b"another root"));
    let giant = Checkpoint::new(desk.origin, 1 << 62, now.root);
    let honest_note = String::from_utf8(files["checkpoint"].clone())?;
    let altered = honest_note.replacen("\n5\n", "\n4\n", 1).into_bytes();
    let case = |name, what, code, files| Case { name, what, code, files };
    Ok(vec![
        case("entry-changed", "the time of entry 3 was changed in the bundle", "audit-root-differs", bundled(&later)?),
        case(
            "entries-swapped",
            "entries 2 and 3 changed places in the bundle",
            "audit-index-differs",
            bundled(&swapped)?,
        ),
        case("bundle-cut", "the last byte of the bundle is missing", "bundle-cut-wrong", changed(BUNDLE, &last)),
        case("bundle-missing", "there is no bundle", "audit-bundle-missing", without(BUNDLE)),
        case("tile-changed", "one bit of a hash in the tile was flipped", "audit-tile-differs", changed(TILE, &flip)),
        case("tile-missing", "there is no tile", "audit-tile-missing", without(TILE)),
        case("checkpoint-missing", "there is no checkpoint", "audit-no-ledger", without("checkpoint")),
        case(
            "checkpoint-altered",
            "the size in the checkpoint was changed",
            "note-signature-wrong",
            checkpoint(altered),
        ),
        case(
            "checkpoint-of-stranger",
            "the checkpoint is signed by another key under the same name",
            "note-unsigned-by-known",
            checkpoint(now.sign(&stranger)?),
        ),
        case(
            "checkpoint-of-other-root",
            "the log's key signed a root that is not that of the entries",
            "audit-root-differs",
            checkpoint(other.sign(&desk.signer)?),
        ),
        case(
            "checkpoint-of-giant-size",
            "the log's key signed a size of 2^62: nothing may be allocated or looped over because of a claim",
            "audit-bundle-missing",
            checkpoint(giant.sign(&desk.signer)?),
        ),
    ])
}

/// What whoever holds the log's key can do: everything is numbered, chained, hashed and signed anew.
fn forged(desk: &mut Desk, honest: &[Vec<u8>]) -> Any<Vec<Case>> {
    let mut items = Vec::new();
    for bytes in honest {
        let entry = Entry::read(bytes)?;
        items.push((entry.envelope, entry.time));
    }
    let mut cases = forged_chains(desk, honest, &items)?;
    let mut forged = rewritten(desk, &items)?;
    forged.extend(appended(desk, &items)?);
    for (name, what, code, items) in forged {
        cases.push(Case { name, what, code, files: log(&chained(&items)?, &desk.signer)? });
    }
    Ok(cases)
}

/// Name, what was done, the code to come to, and the log's envelopes with their times.
type Forged = (&'static str, &'static str, &'static str, Vec<(Envelope, Instant)>);

/// Entries that were there, changed or left out.
fn rewritten(desk: &mut Desk, items: &[(Envelope, Instant)]) -> Any<Vec<Forged>> {
    let with = |at: usize, envelope: Envelope| {
        let mut items = items.to_vec();
        items[at].0 = envelope;
        items
    };
    let signed = &items[INCOME].0;
    let payload = String::from_utf8(signed.payload().to_vec())?.replacen("50000", "60000", 1);
    let amount = serde_json::to_vec(&json!({
        "payloadType": "application/cloudevents+json", "payload": base64(payload.as_bytes()),
        "signatures": serde_json::to_value(signed)?["signatures"],
    }))?;
    let amount = Envelope::read(&amount)?;
    let mut fewer = Envelope::unsigned(signed.payload().to_vec());
    ["c1", "book"].iter().for_each(|name| fewer.sign(&key(name)));
    let mut more = signed.clone();
    more.sign(&key("stranger"));
    let mut without = items.to_vec();
    without.remove(INCOME);
    let month = "2026-01".parse()?;
    let totals = PeriodTotals { opening: 100_000, income: 40_000, expense: 0, closing: 140_000, taken_over: 0 };
    let (_, wrong) = desk.signed(PeriodClosed { month, totals }, &["book", "c1", "s1", "s2"])?;
    Ok(vec![
        (
            "amount-rewritten",
            "the amount in entry 3 was changed under its old signatures",
            "signature-wrong",
            with(INCOME, amount),
        ),
        ("signature-dropped", "entry 3 lacks the cashier's signature", "signatures-missing", with(INCOME, fewer)),
        (
            "signature-of-stranger",
            "entry 3 has a signature more, by a key of nobody's",
            "key-unknown",
            with(INCOME, more),
        ),
        ("entry-left-out", "the income is left out, and the month closed with it", "figure-differs", without),
        (
            "figures-wrong",
            "the month is closed with too little income, properly signed",
            "audit-closing-differs",
            with(CLOSING, wrong),
        ),
    ])
}

/// Entries that should not be there.
fn appended(desk: &mut Desk, items: &[(Envelope, Instant)]) -> Any<Vec<Forged>> {
    let last = items[CLOSING].1;
    let with = |envelope: Envelope, days: i64| {
        let mut items = items.to_vec();
        items.push((envelope, last.plus_seconds(days * 86_400)));
        items
    };
    let receivers = ["c1", "book", "cash"];
    let income = record::another(desk, "r-9", 10_000)?;
    let (_, late) = desk.signed(income.clone(), &receivers)?;
    let mut closed = income;
    closed.on = "2026-01-31".parse()?;
    let (_, closed) = desk.signed(closed, &receivers)?;
    let mut event = desk.event(record::another(desk, "r-8", 10_000)?)?;
    event.head.source = "vectors.example/v1/other".into();
    let mut other = Envelope::unsigned(event.payload()?);
    receivers.iter().for_each(|name| other.sign(&key(name)));
    let shown = Shown {
        path: "finance/2026-01".parse()?,
        digest: Hash::of(b"another statement"),
        size: 5,
        edition: Edition::FIRST,
    };
    let (until, place) = (desk.today.plus(15), line("社区公告栏")?);
    let notice = Notice { shown, until, place, photo: None, answer: None };
    let (_, notice) = desk.signed(Posted { notice }, &["c1"])?;
    let event = desk.event(record::another(desk, "r-7", 10_000)?)?;
    let payload = String::from_utf8(event.payload()?)?.replacen("finance.income.v1", "finance.gift.v1", 1);
    let mut unknown = Envelope::unsigned(payload.into_bytes());
    unknown.sign(&key("book"));
    let again = items[INCOME].0.clone();
    Ok(vec![
        ("entry-repeated", "the income is there twice", "id-used", with(again, 0)),
        ("entered-too-late", "an income is accepted 90 days after it happened", "time-too-old", with(late, 90)),
        (
            "booked-in-closed-month",
            "an income is booked on a day of the closed month",
            "period-closed",
            with(closed, 0),
        ),
        ("of-another-ledger", "an event of another ledger is appended", "other-ledger", with(other, 0)),
        (
            "notice-of-other-content",
            "a notice names another digest than the statement has",
            "audit-notice-differs",
            with(notice, 0),
        ),
        ("kind-unknown", "a kind of event nobody knows yet: this cannot be judged", "kind-unknown", with(unknown, 0)),
    ])
}

/// Entries that do not follow from one another, signed all the same.
fn forged_chains(desk: &Desk, honest: &[Vec<u8>], items: &[(Envelope, Instant)]) -> Any<Vec<Case>> {
    let mut cases = Vec::new();
    let mut case = |name, what, code, entries: &[Vec<u8>]| -> Any<()> {
        cases.push(Case { name, what, code, files: log(entries, &desk.signer)? });
        Ok(())
    };
    let timed = |at: usize, time: &str| -> Any<Vec<Vec<u8>>> {
        let mut items = items.to_vec();
        items[at].1 = time.parse()?;
        chained(&items)
    };
    let rewritten = |with: &dyn Fn(&mut Entry)| -> Any<Vec<Vec<u8>>> {
        let mut entries = honest.to_vec();
        let mut entry = Entry::read(&entries[CLOSING])?;
        with(&mut entry);
        entries[CLOSING] = entry.bytes()?;
        Ok(entries)
    };
    let mut loose = honest.to_vec();
    loose[CLOSING].insert(1, b' ');
    case(
        "time-goes-back",
        "entry 3 was accepted before entry 2",
        "audit-time-goes-back",
        &timed(INCOME, "2026-01-05T01:00:00.000Z")?,
    )?;
    case(
        "time-ahead",
        "the last entry was accepted in the future",
        "audit-time-ahead",
        &timed(CLOSING, "2027-01-02T00:00:00.000Z")?,
    )?;
    case(
        "prev-wrong",
        "the last entry names another one as the one before it",
        "audit-prev-differs",
        &rewritten(&|entry| entry.prev = Hash::of(b"another entry"))?,
    )?;
    case(
        "index-wrong",
        "the last entry says it is entry 5",
        "audit-index-differs",
        &rewritten(&|entry| entry.index = 5)?,
    )?;
    case("entry-loose", "a space stands in the last entry where none is written", "entry-not-exact", &loose)?;
    Ok(cases)
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
