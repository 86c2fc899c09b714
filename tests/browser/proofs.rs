//! A proof as strangers' tools write it (C2SP tlog-proof), with a witness's cosignature, checked by the page kept as a file.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mingbai::base::key::SecretKey;
use mingbai::base::note::Note;
use mingbai::ledger::receipt::Receipt;
use mingbai::merkle::cosignature::Cosigner;
use serde_json::json;

use crate::alone;
use crate::driver::Browser;
use crate::served::Server;

/// Seconds since 1970 at which the witness of the test signs.
const TIME: u64 = 1_790_000_000;

/// The receipt as a `.tlog-proof`; the entry is a file of its own, or the proof's extra data.
fn tlog_proof(receipt: &Receipt, checkpoint: &str, extra: bool) -> String {
    let extra = extra.then(|| format!("extra {}", STANDARD.encode(&receipt.entry)));
    let proof = receipt.proof.iter().map(|hash| STANDARD.encode(hash.0));
    let lines = ["c2sp.org/tlog-proof@v1".to_owned()].into_iter().chain(extra);
    let lines: Vec<String> = lines.chain([format!("index {}", receipt.index)]).chain(proof).collect();
    format!("{}\n\n{checkpoint}", lines.join("\n"))
}

/// What the page kept as a file says of a proof.
fn judged(browser: &Browser, page: &Path, kept: &Path, entry: Option<&Path>, witnesses: &str) -> (String, String) {
    browser.go(&format!("file://{}", page.display()));
    browser.wait("[data-ready]");
    let put = "document.querySelector('.trusted').open = true; document.querySelector('[name=witnesses]').value = arguments[0]";
    browser.run(put, &json!([witnesses]));
    browser.fill("[name=kept]", kept.to_str().unwrap());
    if let Some(entry) = entry {
        browser.fill("[name=entry]", entry.to_str().unwrap());
    }
    browser.click("[data-run=kept] button");
    browser.wait("[data-verdict]");
    let verdict = browser.run("return document.querySelector('[data-verdict]').dataset.verdict", &json!([]));
    (verdict.as_str().unwrap().to_owned(), browser.text("#outcome"))
}

#[test]
fn a_proof_with_a_witnesss_cosignature_is_checked_without_any_server() {
    let _turn = alone();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let receipt: Receipt = {
        let server = Server::of_the_year();
        let (_, id) = server.income();
        fs::write(file("page.html"), server.read("verify.html")).unwrap();
        serde_json::from_str(&server.read(&format!("api/receipts/{id}"))).unwrap()
    };
    let witness = Cosigner::new("witness.example/supervision", SecretKey::from_seed(&[9; 32])).unwrap();
    let mut note = Note::read(receipt.checkpoint.as_bytes()).unwrap();
    note.signatures.push(witness.cosign(&note.text, TIME).unwrap());
    let cosigned = String::from_utf8(note.bytes()).unwrap();
    fs::write(file("extra.tlog-proof"), tlog_proof(&receipt, &cosigned, true)).unwrap();
    fs::write(file("plain.tlog-proof"), tlog_proof(&receipt, &cosigned, false)).unwrap();
    fs::write(file("entry.json"), &receipt.entry).unwrap();
    let (browser, page, key) = (Browser::start(), file("page.html"), witness.key().to_string());

    let (verdict, told) = judged(&browser, &page, &file("extra.tlog-proof"), None, &key);
    assert!(verdict == "holds" && told.contains("witness.example/supervision"), "{verdict}: {told}");
    let (verdict, told) = judged(&browser, &page, &file("plain.tlog-proof"), Some(&file("entry.json")), &key);
    assert!(verdict == "holds" && told.contains("witness.example/supervision"), "{verdict}: {told}");
    // Without the entry there is nothing to say; without knowing the witness, nothing is said of it.
    assert_eq!(judged(&browser, &page, &file("plain.tlog-proof"), None, "").0, "unchecked");
    let (verdict, told) = judged(&browser, &page, &file("extra.tlog-proof"), None, "");
    assert!(verdict == "holds" && !told.contains("witness.example/supervision"), "{verdict}: {told}");

    // A cosignature that does not hold, a proof of another place, and an entry that was changed are told.
    let forged = cosigned.replacen(&TIME.to_string(), "1", 1);
    assert_eq!(forged, cosigned, "the time stands in the signature's bytes only");
    let (head, last) = cosigned.trim_end().rsplit_once(' ').unwrap();
    let mut bytes = STANDARD.decode(last).unwrap();
    bytes[20] ^= 1;
    let forged = format!("{head} {}\n", STANDARD.encode(bytes));
    for (name, text) in [
        ("forged", tlog_proof(&receipt, &forged, true)),
        ("place", tlog_proof(&Receipt { index: receipt.index + 1, ..receipt.clone() }, &cosigned, true)),
        (
            "changed",
            tlog_proof(
                &Receipt { entry: receipt.entry.replacen("2026", "2027", 1), ..receipt.clone() },
                &cosigned,
                true,
            ),
        ),
    ] {
        fs::write(file(name), text).unwrap();
        assert_eq!(judged(&browser, &page, &file(name), None, &key).0, "wrong", "{name}");
    }
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
