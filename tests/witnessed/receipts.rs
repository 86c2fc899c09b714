//! Receipts: fetched once, verified without any server, and by strangers' code.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::cast::SMALL;
use crate::community::RECEIVERS;
use crate::scene::{Ledger, Witness, wait_for};
use crate::served::{now, run};

/// What `mingbai receipt verify` says: its exit code, and its words.
fn verify(file: &Path, more: &[&str]) -> (i32, String) {
    let done = run(&[&["receipt", "verify", file.to_str().unwrap()], more].concat());
    let told = [done.stdout, done.stderr].concat();
    (done.status.code().unwrap(), String::from_utf8(told).unwrap())
}

/// Reads a proof line by line as the specification says, and checks it with `tlog_tiles` alone.
fn strangers(text: &str) -> u64 {
    let (head, checkpoint) = text.split_once("\n\n").unwrap();
    let mut lines = head.lines();
    assert_eq!(lines.next(), Some("c2sp.org/tlog-proof@v1"));
    let entry = BASE64.decode(lines.next().unwrap().strip_prefix("extra ").unwrap()).unwrap();
    let index = lines.next().unwrap().strip_prefix("index ").unwrap().parse().unwrap();
    let proof = lines.map(|line| tlog_tiles::Hash(BASE64.decode(line).unwrap().try_into().unwrap())).collect();
    let note = signed_note::Note::from_bytes(checkpoint.as_bytes()).unwrap();
    let checkpoint = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
    let leaf = tlog_tiles::record_hash(&entry);
    tlog_tiles::check_record(&proof, checkpoint.size(), *checkpoint.hash(), index, leaf).unwrap();
    index
}

#[test]
fn a_receipt_verifies_when_every_server_is_gone() {
    let mut witnesses = ["one", "two"].map(|name| Witness::new(&format!("witness.example/{name}")));
    let mut ledger = Ledger::new(&mut witnesses, 2);
    let client = ledger.start();
    ledger.found(&client, SMALL.policy().unwrap());
    let income = ledger.community.income(now(), 100, &RECEIVERS).unwrap();
    let own = client.submit(&income).unwrap();
    ledger.cosigned(&client, 4);

    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("3.tlog-proof");
    let bytes = client.get("receipts/3.tlog-proof").unwrap();
    std::fs::write(&file, &bytes).unwrap();
    assert_eq!(strangers(std::str::from_utf8(&bytes).unwrap()), 3);
    let page = String::from_utf8(client.get("events/3?lang=en").unwrap()).unwrap();
    assert!(page.contains("/short/receipts/3.tlog-proof"), "{page}");
    let verifying = String::from_utf8(client.get("verify?lang=en").unwrap()).unwrap();
    assert!(verifying.contains("action=\"/short/receipts\""), "{verifying}");
    // By its number, as a form asks for it.
    assert_eq!(client.get("receipts?index=3"), Some(bytes.clone()));
    for nothing in ["receipts/4.tlog-proof", "receipts/03.tlog-proof", "receipts/3", "receipts/x.tlog-proof"] {
        assert_eq!(client.get(nothing), None, "{nothing}");
    }

    // While witnesses are away the entry's receipt is still the one they cosigned.
    witnesses.iter_mut().for_each(Witness::kill);
    let size = ledger.take(&client);
    wait_for("the newest", || (ledger.shown(&client).checkpoint.size == size).then_some(()));
    assert_eq!(client.get("receipts/3.tlog-proof"), Some(bytes.clone()));
    let bare = dir.path().join("4.tlog-proof");
    std::fs::write(&bare, client.get("receipts/4.tlog-proof").unwrap()).unwrap();
    ledger.kill();

    let policy = ledger.policy_file();
    let policy = ["--policy", policy.to_str().unwrap()];
    let (code, told) = verify(&file, &policy);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("enough witnesses have cosigned") && told.contains("w0") && told.contains("w1"), "{told}");
    let done = run(&[&["receipt", "verify", "--json", file.to_str().unwrap()], &policy[..]].concat());
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((&report["index"], &report["quorum"], &report["size"]), (&3.into(), &true.into(), &4.into()));

    let vkey = ledger.vkey.to_string();
    let (code, told) = verify(&bare, &policy);
    assert!(code == 1 && told.contains("too few witnesses") && told.contains("trust-quorum-missing"), "{code} {told}");
    let (code, told) = verify(&bare, &["--vkey", &vkey]);
    assert!(code == 0 && told.contains("the log alone"), "{code} {told}");
    // What a submitter got has the log's signature only.
    let json = dir.path().join("receipt.json");
    std::fs::write(&json, serde_json::to_vec(&own).unwrap()).unwrap();
    assert_eq!(verify(&json, &["--vkey", &vkey]).0, 0);
    assert_eq!(verify(&json, &policy).0, 1);

    let text = String::from_utf8(bytes).unwrap();
    let other = dir.path().join("other");
    let told_of = |changed: &str, more: &[&str]| {
        std::fs::write(&other, changed).unwrap();
        verify(&other, more)
    };
    let (code, told) = told_of(&text.replace("\nindex 3\n", "\nindex 2\n"), &policy);
    assert!(code == 1 && told.contains("proof-inclusion-wrong"), "{code} {told}");
    let (code, told) = told_of(&text.replace("\n4\n", "\n5\n"), &policy);
    assert!(code == 1 && told.contains("note-signature-wrong"), "{code} {told}");
    let (code, told) = told_of(&text, &["--vkey", &ledger_key("else.example/x")]);
    assert!(code == 1 && told.contains("trust-log-unknown"), "{code} {told}");
    assert_eq!(told_of(&text.replace("tlog-proof@v1", "tlog-proof@v2"), &policy).0, 2);
    assert_eq!(told_of(&text[..200], &policy).0, 2);
    assert_eq!(verify(&file, &[]).0, 2);
}

/// A log's key that nobody here has.
fn ledger_key(name: &str) -> String {
    let key = mingbai::base::key::SecretKey::from_seed(&[77; 32]);
    mingbai::base::note::Vkey::new(name, key.public()).unwrap().to_string()
}
