//! The ledger asks for cosignatures: what readers are shown while witnesses come and go, and after a crash.

use mingbai::event::policy::Policy;
use signed_note::{Note, StandardVerifier, Verifier, VerifierList};
use sigsum::PublicKey;

use crate::cast::SMALL;
use crate::scene::{Ledger, Witness, standing, wait_for};
use crate::served::{Client, verify};

fn three() -> [Witness; 3] {
    ["one", "two", "three"].map(|name| Witness::new(&format!("witness.example/{name}")))
}

fn holding() -> Policy {
    let mut policy = SMALL.policy().unwrap();
    let source = policy.sources.keys().next().unwrap().clone();
    policy.safeguards.cosigned_only = Some(source);
    policy
}

/// A witness's key for `signed_note`, which knows logs' keys only: its signature is verified by Sigsum's library over
/// the message that the specification gives.
struct Cosigner(String, u32, PublicKey);

impl Verifier for Cosigner {
    fn name(&self) -> &str {
        &self.0
    }

    fn key_id(&self) -> u32 {
        self.1
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        let (time, signature) = signature.split_at(8);
        let time = u64::from_be_bytes(time.try_into().unwrap());
        let message = [format!("cosignature/v1\ntime {time}\n").as_bytes(), text].concat();
        let signature: [u8; 64] = signature.try_into().unwrap();
        self.2.verify_signature(message, &signature.into())
    }
}

/// How many keys of ledger and witnesses hold on a note, by strangers' code alone; and its size.
fn strangers(ledger: &Ledger, bytes: &[u8]) -> (usize, u64) {
    let mut keys: Vec<Box<dyn Verifier>> = vec![Box::new(StandardVerifier::new(&ledger.vkey.to_string()).unwrap())];
    for witness in ledger.policy.witnesses() {
        let (key, id) = (PublicKey::from(witness.key.key().0), u32::from_be_bytes(witness.key.id()));
        keys.push(Box::new(Cosigner(witness.key.name().to_owned(), id, key)));
    }
    let note = Note::from_bytes(bytes).unwrap();
    let (verified, _) = note.verify(&VerifierList::new(keys)).unwrap();
    let checkpoint = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
    assert_eq!(checkpoint.origin(), ledger.vkey.name());
    (verified.len(), checkpoint.size())
}

fn page(client: &Client, path: &str) -> String {
    String::from_utf8(client.get(path).unwrap()).unwrap()
}

#[test]
fn a_quorum_cosigns_what_readers_see_and_a_witness_that_lags_is_named() {
    let mut witnesses = three();
    let mut ledger = Ledger::new(&mut witnesses, 2);
    let client = ledger.start();
    ledger.found(&client, SMALL.policy().unwrap());
    ledger.cosigned(&client, 3);
    wait_for("all three", || (ledger.shown(&client).cosigned.len() == 3).then_some(()));
    assert_eq!(strangers(&ledger, &client.get("checkpoint").unwrap()), (4, 3));
    let (code, findings, _) = verify(ledger.url(), &[]);
    assert_eq!((code, findings), (0, Vec::new()));

    // Nothing is published again while nothing changed.
    let kept = ledger.folder().join("cosigned");
    let before = (client.get("checkpoint"), std::fs::metadata(&kept).unwrap().modified().unwrap());
    assert_eq!(before.0, std::fs::read(&kept).ok());
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert_eq!(before, (client.get("checkpoint"), std::fs::metadata(&kept).unwrap().modified().unwrap()));

    witnesses[0].kill();
    let size = ledger.take(&client);
    let shown = ledger.cosigned(&client, size);
    assert_eq!(shown.cosigned.len(), 2);
    let told = wait_for("its absence to be told", || {
        let told = standing(&client);
        (told["witnesses"][0]["problem"]["code"] == "witness-silent").then_some(told)
    });
    assert_eq!((&told["quorum"], &told["witnesses"][0]["size"]), (&true.into(), &3.into()));
    assert_eq!((&told["witnesses"][1]["current"], &told["shown"]), (&true.into(), &size.into()));
    let shown = page(&client, "witnesses?lang=en");
    assert!(shown.contains("did not answer") && shown.contains(&witnesses[0].key.to_string()), "{shown}");
    assert!(!page(&client, "?lang=en").contains("too few witnesses"));

    // Without a quorum the newest is shown all the same, and readers are told.
    witnesses[1].kill();
    let size = ledger.take(&client);
    wait_for("the newest", || (ledger.shown(&client).checkpoint.size == size).then_some(()));
    assert!(!ledger.shown(&client).quorum);
    let home =
        wait_for("a warning", || Some(page(&client, "?lang=en")).filter(|page| page.contains("too few witnesses")));
    assert!(home.contains("1 of 3"), "{home}");
    let root = ledger.url().rsplit_once('/').unwrap().0.to_owned();
    let root = Client::of(&root);
    assert!(page(&root, "readyz").contains("witnesses 1/3 no quorum"), "{}", page(&root, "readyz"));
    let figures = page(&root, "metrics");
    assert!(figures.contains("mingbai_witness_quorum{ledger=\"short\"} 0"), "{figures}");
    let (code, findings, _) = verify(ledger.url(), &[]);
    assert_eq!((code, findings), (0, Vec::new()));

    // It comes back and is asked again by itself.
    witnesses[0].start();
    ledger.cosigned(&client, size);
    wait_for("the warning to go", || (!page(&client, "?lang=en").contains("too few witnesses")).then_some(()));
}

#[test]
fn a_policy_holds_back_what_is_not_cosigned_and_a_crash_changes_nothing() {
    let mut witnesses = three();
    let mut ledger = Ledger::new(&mut witnesses, 2);
    let client = ledger.start();
    ledger.found(&client, holding());
    ledger.cosigned(&client, 3);
    for witness in &mut witnesses {
        witness.kill();
    }
    // Events are accepted and answered with the log's own receipt; readers are not shown them.
    let size = (0..5).map(|_| ledger.take(&client)).last().unwrap();
    assert_eq!(size, 8);
    let home =
        wait_for("word of it", || Some(page(&client, "?lang=en")).filter(|page| page.contains("wait for cosign")));
    assert!(home.contains("the first 3 are shown"), "{home}");
    let held = ledger.shown(&client);
    assert_eq!((held.checkpoint.size, held.quorum), (3, true));
    assert!(client.get("api/entries/3").is_none() && client.get("events/3").is_none());
    assert!(client.get("tile/entries/000.p/8").is_some(), "witnesses that replay the rules need the entries");
    let (code, findings, _) = verify(ledger.url(), &[]);
    assert_eq!((code, findings), (0, Vec::new()));

    ledger.kill();
    let client = ledger.start();
    let again = ledger.shown(&client);
    assert_eq!((again.checkpoint.size, again.note), (3, held.note));
    witnesses[2].start();
    witnesses[0].start();
    let shown = ledger.cosigned(&client, size);
    assert_eq!(strangers(&ledger, &shown.note.bytes()), (3, size));
    assert!(client.get("api/entries/7").is_some() && client.get("events/7").is_some());

    // Without the file of what was shown, the newest is shown and cosigned again.
    ledger.kill();
    std::fs::remove_file(ledger.folder().join("cosigned")).unwrap();
    let client = ledger.start();
    ledger.cosigned(&client, size);
}

#[test]
fn a_policy_file_that_cannot_be_read_stops_the_server() {
    let mut ledger = Ledger::new(&mut [], 0);
    std::fs::write(ledger.policy_file(), "witness w nonsense\n").unwrap();
    let done = crate::served::run(&["serve", "--listen", "127.0.0.1:0", ledger.dir().to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(2));
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(told.contains("cosigner-unreadable"), "{told}");
    ledger.kill();
}
