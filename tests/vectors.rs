//! The published vectors of every format version, read by the program of today.
//!
//! **The files under `tests/vectors` are never edited.** What ledgers have written must be read for ever, to the same
//! verdict. When one of these tests fails, the program is wrong and not the file. A format that changes gets a new
//! folder beside the old one (`examples/vectors` writes it), and both are tested from then on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mingbai::audit::auditor::{Options, audit};
use mingbai::audit::report::Verdict;
use mingbai::audit::source;
use mingbai::base::hash::Hash;
use mingbai::base::json;
use mingbai::base::key::SecretKey;
use mingbai::base::note::{NoteSigner, Vkey};
use mingbai::base::problem::Problem;
use mingbai::base::time::Instant;
use mingbai::cli::export;
use mingbai::event::entry::{self, Entry};
use mingbai::event::envelope::{Envelope, Verified};
use mingbai::event::kinds;
use mingbai::event::payload::Event;
use mingbai::http::follow::Followed;
use mingbai::ledger::clock::ManualClock;
use mingbai::ledger::host::Host;
use mingbai::ledger::receipt::Receipt;
use mingbai::merkle::bundle;
use mingbai::merkle::checkpoint::Checkpoint;
use mingbai::merkle::proof::verify_consistency;
use mingbai::merkle::tile::{self, BundleId};
use mingbai::merkle::tree::{Frontier, leaf_hash};
use mingbai::view::board::Board;
use mingbai::view::document::Document;
use serde_json::Value;

/// The folders of all versions.
fn versions() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = folder(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors")));
    found.retain(|path| path.is_dir());
    assert!(!found.is_empty());
    found
}

fn folder(path: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(path).unwrap().map(|item| item.unwrap().path()).collect();
    found.sort();
    found
}

fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn vkey(log: &Path) -> Vkey {
    fs::read_to_string(log.join("vkey")).unwrap().trim_end().parse().unwrap()
}

fn checkpoint(log: &Path) -> Checkpoint {
    Checkpoint::open(&fs::read(log.join("checkpoint")).unwrap(), &vkey(log)).unwrap()
}

/// The entries of a log that fits into one bundle.
fn entries(log: &Path) -> Vec<Vec<u8>> {
    let size = checkpoint(log).size;
    let id = BundleId { index: 0, width: u16::try_from(size).unwrap() };
    bundle::decode(&fs::read(log.join(id.path())).unwrap(), usize::from(id.width)).unwrap()
}

/// What is wrong with each text of a list, told by `read`.
fn tampered(list: &Path, read: impl Fn(&[u8]) -> Option<Problem>) {
    let cases = read_json(list);
    assert!(!cases.as_array().unwrap().is_empty());
    for case in cases.as_array().unwrap() {
        let text = case["text"].as_str().unwrap();
        let code = read(text.as_bytes()).map_or("taken", |problem| problem.code);
        assert_eq!(code, case["code"], "{}", case["what"]);
    }
}

#[test]
fn every_payload_reads_and_is_written_the_same() {
    for version in versions() {
        for file in folder(&version.join("payloads")) {
            let bytes = fs::read(&file).unwrap();
            let event = Event::read(&bytes).unwrap_or_else(|problem| panic!("{}: {problem}", file.display()));
            assert_eq!(file.file_stem().unwrap().to_str().unwrap(), event.head.kind);
            assert_eq!(event.payload().unwrap(), bytes, "{}", file.display());
        }
        tampered(&version.join("tampered/payloads.json"), |bytes| Event::read(bytes).err());
    }
}

/// Families of version 1. Kinds of later ones are in no published log yet.
const FIRST: &[&str] = &["ledger", "charter", "resolution", "meeting", "finance", "evaluation", "notice"];

#[test]
fn every_kind_is_published() {
    let younger = kinds::FAMILIES.iter().filter(|family| !FIRST.contains(&family.name));
    let younger: BTreeSet<&str> = younger.flat_map(|family| family.kinds).map(|info| info.name).collect();
    let known: BTreeSet<String> = kinds::all().map(|info| info.name.to_owned()).collect();
    let stem = |file: PathBuf| file.file_stem().unwrap().to_str().unwrap().to_owned();
    let published: BTreeSet<String> =
        versions().iter().flat_map(|version| folder(&version.join("payloads"))).map(stem).collect();
    assert!(published.is_subset(&known), "a kind that was published is gone");
    assert_eq!(known.difference(&published).map(String::as_str).collect::<BTreeSet<_>>(), younger);
}

#[test]
fn envelopes_and_entries_are_written_the_same() {
    for version in versions() {
        let bytes = fs::read(version.join("envelope.json")).unwrap();
        let verified = Verified::open(&bytes).unwrap();
        assert_eq!(verified.envelope().bytes(), bytes);
        tampered(&version.join("tampered/envelopes.json"), |bytes| Verified::open(bytes).err());

        let mut again = Envelope::unsigned(verified.envelope().payload().to_vec());
        let keys = read_json(&version.join("keys.json"));
        for key in keys.as_array().unwrap() {
            let seed: Hash = key["seed"].as_str().unwrap().parse().unwrap();
            let secret = SecretKey::from_seed(&seed.0);
            assert_eq!(secret.public().to_string(), key["key"]);
            if verified.envelope().keys().any(|signer| signer == secret.public()) {
                again.sign(&secret);
            }
        }
        assert_eq!(again.bytes(), bytes, "signatures are deterministic");

        let bytes = fs::read(version.join("entry.json")).unwrap();
        let entry = Entry::read(&bytes).unwrap();
        assert_eq!((entry.bytes().unwrap(), entry.envelope), (bytes, again));
    }
}

#[test]
fn receipts_and_proofs_hold() {
    for version in versions() {
        let log = vkey(&version.join("noticed"));
        let bytes = fs::read(version.join("receipt.json")).unwrap();
        let receipt: Receipt = json::read("receipt", &bytes).unwrap();
        assert_eq!(json::write(&receipt), bytes);
        assert_eq!(receipt.entry.as_bytes(), fs::read(version.join("entry.json")).unwrap());
        assert_eq!(receipt.holds(&log).unwrap(), checkpoint(&version.join("noticed")));
        tampered(&version.join("tampered/receipts.json"), |bytes| {
            let receipt: Receipt = json::read("receipt", bytes).unwrap();
            receipt.holds(&log).err()
        });

        let told = read_json(&version.join("consistency.json"));
        let proof: Vec<Hash> = serde_json::from_value(told["proof"].clone()).unwrap();
        let (old, new) = (checkpoint(&version.join("log")), checkpoint(&version.join("noticed")));
        assert_eq!((told["old"].as_u64(), told["size"].as_u64()), (Some(old.size), Some(new.size)));
        verify_consistency(old.size, new.size, &old.root, &new.root, &proof).unwrap();
    }
}

#[test]
fn documents_that_notices_signed_are_folded_the_same() {
    for version in versions() {
        let log = version.join("noticed");
        let mut board = Board::default();
        for bytes in entries(&log) {
            board.fold(&Entry::read(&bytes).unwrap(), leaf_hash(&bytes)).unwrap();
        }
        board.stand_on(checkpoint(&log).root);
        let mut signed = 0;
        for file in files(&version.join("documents")) {
            let bytes = fs::read(&file).unwrap();
            let document: Document = json::read("document", &bytes).unwrap();
            assert_eq!(document.json(), bytes, "{}", file.display());
            assert_eq!(document.content.digest(), document.digest, "{}", file.display());
            if let Some(folded) = board.document(&document.content.path) {
                assert_eq!(String::from_utf8(folded.json()).unwrap(), String::from_utf8(bytes).unwrap());
                signed += 1;
            }
        }
        assert_eq!(signed, 3);
    }
}

/// Every file below a folder.
fn files(path: &Path) -> Vec<PathBuf> {
    folder(path).into_iter().flat_map(|item| if item.is_dir() { files(&item) } else { vec![item] }).collect()
}

#[test]
fn honest_logs_hold() {
    for log in versions().iter().flat_map(|version| ["log", "noticed", "short"].map(|log| version.join(log))) {
        let target = source::open(log.to_str().unwrap()).unwrap();
        for given in [Some(vkey(&log)), None] {
            let options = Options { log: given, log_only: true, now: "2026-12-31T00:00:00.000Z".parse().unwrap() };
            let report = audit(target.as_ref(), &options, &|_, _| {});
            assert!(report.findings.is_empty(), "{}: {:?}", log.display(), report.findings);
            assert_eq!((report.verdict, report.size), (Verdict::Holds, checkpoint(&log).size));
        }
    }
}

#[test]
fn what_is_wrong_with_each_forged_log_is_found() {
    for version in versions() {
        let told = read_json(&version.join("tampered/cases.json"));
        let now: Instant = told["now"].as_str().unwrap().parse().unwrap();
        for case in told["cases"].as_array().unwrap() {
            let log = version.join("tampered").join(case["name"].as_str().unwrap());
            let options = Options { log: Some(told["vkey"].as_str().unwrap().parse().unwrap()), log_only: true, now };
            let source = source::open(log.to_str().unwrap()).unwrap();
            let report = audit(source.as_ref(), &options, &|_, _| {}).json();
            let plain = |found: &Value| serde_json::json!({ "check": found["check"], "index": found["index"], "code": found["code"] });
            let findings: Vec<Value> = report["findings"].as_array().unwrap().iter().map(plain).collect();
            let found = serde_json::json!([report["verdict"], report["exit"], report["cause"]["code"], findings]);
            let expected = serde_json::json!([case["verdict"], case["exit"], case["cause"], case["findings"]]);
            assert_eq!(found, expected, "{}", case["name"]);
        }
    }
}

/// The secret keys of a version by public key.
fn secrets(version: &Path) -> Vec<SecretKey> {
    let keys = read_json(&version.join("keys.json"));
    let seeds = keys.as_array().unwrap().iter().map(|key| key["seed"].as_str().unwrap().parse::<Hash>().unwrap());
    seeds.map(|seed| SecretKey::from_seed(&seed.0)).collect()
}

/// Everybody signs the events of a ledger of another name, and this log's key signs their tree.
#[test]
fn a_log_whose_first_event_names_another_ledger_is_wrong() {
    for version in versions() {
        let (log, secrets) = (version.join("short"), secrets(&version));
        let signer = secrets.iter().find(|secret| secret.public() == *vkey(&log).key()).unwrap();
        let signer = NoteSigner::new(vkey(&log).name(), signer.clone()).unwrap();
        let (mut prev, mut leaves, mut forged) = (entry::before_first(), Frontier::default(), Vec::new());
        for bytes in entries(&log) {
            let honest = Entry::read(&bytes).unwrap();
            let payload = String::from_utf8(honest.envelope.payload().to_vec()).unwrap();
            let payload = payload.replace("\"source\":\"vectors", "\"source\":\"elsewhere");
            let mut envelope = Envelope::unsigned(payload.into_bytes());
            let signed = |secret: &&SecretKey| honest.envelope.keys().any(|key| key == secret.public());
            secrets.iter().filter(signed).for_each(|secret| envelope.sign(secret));
            let bytes = Entry { prev, envelope, ..honest }.bytes().unwrap();
            prev = leaf_hash(&bytes);
            leaves.push(prev);
            forged.push(bytes);
        }
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, bytes: &[u8]| {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, bytes).unwrap();
        };
        let hashes: Vec<Hash> = forged.iter().map(|entry| leaf_hash(entry)).collect();
        write(&format!("tile/entries/000.p/{}", forged.len()), &bundle::encode(&forged).unwrap());
        write(&format!("tile/0/000.p/{}", forged.len()), &tile::encode(&hashes));
        let checkpoint = Checkpoint::new(signer.vkey().name(), leaves.size(), leaves.root());
        write("checkpoint", &checkpoint.sign(&signer).unwrap());
        let source = source::open(folder.path().to_str().unwrap()).unwrap();
        let options =
            Options { log: Some(vkey(&log)), log_only: true, now: "2026-12-31T00:00:00.000Z".parse().unwrap() };
        let report = audit(source.as_ref(), &options, &|_, _| {});
        let codes: Vec<&str> = report.findings.iter().map(|finding| finding.problem.code).collect();
        assert_eq!(codes, ["audit-origin-differs"], "{:?}", report.findings);
    }
}

#[test]
fn a_ledger_given_these_events_writes_these_bytes() {
    for log in versions().iter().flat_map(|version| ["noticed", "short"].map(|log| version.join(log))) {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::new(Instant::from_millis(0)));
        let mut host = Host::open(&folder.path().join("ledgers"), Arc::clone(&clock) as Arc<_>).unwrap();
        let keys = read_json(&log.with_file_name("keys.json"));
        let key = keys.as_array().unwrap().iter().find(|key| key["name"] == "log").unwrap();
        let seed: Hash = key["seed"].as_str().unwrap().parse().unwrap();
        let vkey = vkey(&log);
        let slug = "again".parse().unwrap();
        let ledger = host.create(&slug, vkey.name(), SecretKey::from_seed(&seed.0)).unwrap();
        assert_eq!(*ledger.vkey(), vkey);
        for bytes in entries(&log) {
            let entry = Entry::read(&bytes).unwrap();
            clock.set(entry.time);
            let placed = ledger.submit_now(Verified::check(entry.envelope).unwrap()).unwrap();
            assert_eq!((placed.index, placed.fresh), (entry.index, true));
        }
        let out = folder.path().join("out");
        export::tiles(&Followed::open(ledger).unwrap(), &out).unwrap();
        for file in files(&log).into_iter().filter(|file| !file.ends_with("vkey")) {
            let name = file.strip_prefix(&log).unwrap();
            assert_eq!(fs::read(out.join(name)).unwrap(), fs::read(&file).unwrap(), "{}", name.display());
        }
    }
}
