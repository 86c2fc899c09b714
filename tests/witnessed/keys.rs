//! Key ceremonies of members, as `docs/KEYS.md` tells them, on a real server; what was signed before stays verifiable.

use mingbai::event::kinds::charter::{KeyIssued, KeyRevoked, KeyRotated, MandateEnded};
use mingbai::event::mandate::{KeyEnd, MandateEnd, Seat};
use mingbai::event::policy::Policy;
use mingbai::rules::profile;
use serde_json::Value;

use crate::cast::{SMALL, code, key};
use crate::community::RECEIVERS;
use crate::scene::{Ledger, Witness};
use crate::served::{Client, now, run, verify};

/// The small policy with the shipped rules for keys and seats, as far as this community has the bodies for them.
fn policy() -> Policy {
    let (mut policy, shipped) = (SMALL.policy().unwrap(), profile::shipped("cn-urban-2026").unwrap());
    for kind in
        ["charter.key-rotated.v1", "charter.key-revoked.v1", "charter.key-issued.v1", "charter.mandate-ended.v1"]
    {
        policy.signatures.insert(kind.to_owned(), shipped.signatures[kind].clone());
    }
    // One member of the committee is all there is.
    let issued = policy.signatures.get_mut("charter.key-issued.v1").unwrap();
    issued.needs[0].at_least = 1;
    policy.safeguards = shipped.safeguards;
    let cited: Vec<_> = policy.cited().cloned().collect();
    policy.sources.extend(shipped.sources.into_iter().filter(|(source, _)| cited.contains(source)));
    policy
}

/// The status, and the code of what is first unmet.
fn refused(answer: Option<(u16, String)>) -> (u16, String) {
    let (status, body) = answer.unwrap();
    let body: Value = serde_json::from_str(&body).unwrap();
    (status, body["error"]["code"].as_str().unwrap_or_default().to_owned())
}

struct Scene {
    ledger: Ledger,
    client: Client,
}

impl Scene {
    fn takes(&mut self, signers: &[&str]) -> Option<(u16, String)> {
        let income = self.ledger.community.income(now(), 100, signers).unwrap();
        self.client.post("api/events", &income)
    }

    fn signs<K: mingbai::event::kind::Kind>(&mut self, body: K, signers: &[&str]) -> Option<(u16, String)> {
        let envelope = self.ledger.community.signed(body, now(), signers).unwrap();
        self.client.post("api/events", &envelope)
    }
}

#[test]
fn keys_are_changed_lost_and_issued_again_and_terms_end() {
    let mut witnesses = [Witness::new("witness.example/one")];
    let mut ledger = Ledger::new(&mut witnesses, 1);
    let client = ledger.start();
    ledger.found(&client, policy());
    let before = ledger.take(&client);
    ledger.cosigned(&client, before);
    let receipt = client.get(&format!("receipts/{}.tlog-proof", before - 1)).unwrap();
    let mut scene = Scene { ledger, client };
    let cash = code("cash").unwrap();

    // Changed by its holder: the old key and the new one sign, and then the old one signs nothing.
    let rotated = |old: &str, new: &str| KeyRotated {
        person: code("cash").unwrap(),
        old: key(old).public(),
        new: key(new).public(),
    };
    let alone = refused(scene.signs(rotated("cash", "cash-2"), &["cash-2"]));
    assert_eq!(alone, (422, "key-did-not-sign".into()));
    assert_eq!(scene.signs(rotated("cash", "cash-2"), &["cash", "cash-2"]).unwrap().0, 201);
    assert_eq!(refused(scene.takes(&RECEIVERS)).0, 422);
    assert_eq!(scene.takes(&["c1", "book", "cash-2"]).unwrap().0, 201);

    // Lost: revoked by others, and issued again on the word of a quorum and the new key itself.
    let issued = |new: &str| KeyIssued { person: code("cash").unwrap(), key: key(new).public() };
    assert_eq!(refused(scene.signs(issued("v1"), &["c1", "s1", "s2", "v1"])), (422, "key-still-in-force".into()));
    let revoked = KeyRevoked { person: cash.clone(), key: key("cash-2").public(), why: KeyEnd::Lost };
    assert_eq!(refused(scene.signs(revoked.clone(), &["c1"])), (422, "signatures-missing".into()));
    assert_eq!(scene.signs(revoked, &["c1", "s1"]).unwrap().0, 201);
    assert_eq!(refused(scene.takes(&["c1", "book", "cash-2"])).0, 422);
    assert_eq!(refused(scene.signs(issued("v1"), &["c1", "s1", "v1"])), (422, "signatures-missing".into()));
    assert_eq!(refused(scene.signs(issued("v1"), &["c1", "s1", "s2"])), (422, "key-did-not-sign".into()));
    assert_eq!(refused(scene.signs(issued("cash"), &["c1", "s1", "s2", "cash"])), (422, "key-used-before".into()));
    assert_eq!(scene.signs(issued("v1"), &["c1", "s1", "s2", "v1"]).unwrap().0, 201);
    assert_eq!(scene.takes(&["c1", "book", "v1"]).unwrap().0, 201);

    // Nobody silences a member of the supervision group from outside it.
    let silenced = KeyRevoked { person: code("s2").unwrap(), key: key("s2").public(), why: KeyEnd::Compromised };
    let outside = refused(scene.signs(silenced.clone(), &["c1", "book"]));
    assert_eq!(outside.0, 422);
    assert_eq!(scene.signs(silenced, &["c1", "s1"]).unwrap().0, 201);

    // A term that ended signs nothing; the key is still the person's.
    let seat = Seat { body: code("staff").unwrap(), office: code("cashier").unwrap() };
    let today = now().day_at(480);
    let resigned =
        MandateEnded { person: cash, seat, on: today, why: MandateEnd::Resigned, matter: None, reason: None };
    assert_eq!(scene.signs(resigned, &["v1", "s1"]).unwrap().0, 201);
    assert_eq!(refused(scene.takes(&["c1", "book", "v1"])).0, 422);

    // What was signed before is as it was: by anybody's audit, and by a receipt kept since.
    let (code, findings, _) = verify(scene.ledger.url(), &[]);
    assert_eq!((code, findings), (0, Vec::new()));
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("kept.tlog-proof");
    std::fs::write(&file, receipt).unwrap();
    scene.ledger.kill();
    let policy = scene.ledger.policy_file();
    let done = run(&["receipt", "verify", file.to_str().unwrap(), "--policy", policy.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
}
