//! A witness that replays the rules: it cosigns what a plain one cosigns, unless a rule is broken.

use std::path::Path;
use std::time::Duration;

use mingbai::base::hash::Hash;
use mingbai::base::key::SecretKey;
use mingbai::base::note::{Note, NoteSigner};
use mingbai::event::entry::{Entry, before_first};
use mingbai::event::envelope::Envelope;
use mingbai::merkle::bundle;
use mingbai::merkle::checkpoint::Checkpoint;
use mingbai::merkle::proof::{self, MemoryTiles};
use mingbai::merkle::tile::BundleId;
use mingbai::merkle::tree::leaf_hash;
use mingbai::witness::ask::{Answer, Asker};

use crate::cast::SMALL;
use crate::community::{Community, RECEIVERS};
use crate::scene::{Ledger, Witness, standing, wait_for};
use crate::served::now;

/// A log as its own key would sign it, whatever its entries say.
struct Forged {
    signer: NoteSigner,
    entries: Vec<Vec<u8>>,
    tiles: MemoryTiles,
}

impl Forged {
    fn new() -> Self {
        let signer = NoteSigner::new(SMALL.origin, SecretKey::from_seed(&[42; 32])).unwrap();
        Self { signer, entries: Vec::new(), tiles: MemoryTiles::default() }
    }

    fn push(&mut self, envelope: Envelope) {
        let prev = self.entries.last().map_or_else(before_first, |bytes| leaf_hash(bytes));
        let entry = Entry { index: self.entries.len() as u64, time: now(), prev, envelope };
        let bytes = entry.bytes().unwrap();
        self.tiles.push(leaf_hash(&bytes));
        self.entries.push(bytes);
    }

    /// Publishes its entries as files, as an export does.
    fn publish(&self, folder: &Path) {
        let id = BundleId { index: 0, width: u16::try_from(self.entries.len()).unwrap() };
        let path = folder.join(id.path());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bundle::encode(&self.entries).unwrap()).unwrap();
    }

    fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    /// What a witness says of the newest checkpoint: nothing, or why it does not cosign.
    fn asked(&self, witness: &Witness, old: u64) -> Result<(), String> {
        let root = if self.size() == 0 { Hash::of(b"") } else { proof::root(&self.tiles, self.size()).unwrap() };
        let note = Checkpoint::new(SMALL.origin, self.size(), root).sign(&self.signer).unwrap();
        let note = Note::read(&note).unwrap();
        let prove = |old| proof::consistency(&self.tiles, old, self.size());
        let url = format!("http://{}", witness.address);
        match Asker::new(Duration::from_secs(20)).ask(&url, &witness.key, &note, old, &prove) {
            Ok(Answer::Cosigned(_)) => Ok(()),
            Ok(Answer::Ahead(size)) => panic!("ahead at {size}"),
            Err(problem) => Err(format!("{} {}", problem.code, problem.arg("status").unwrap_or_default())),
        }
    }
}

#[test]
fn a_history_that_breaks_a_rule_is_not_cosigned_however_well_it_grows() {
    let mut log = Forged::new();
    let mut community = Community::new(log.signer.vkey(), now());
    for envelope in community.founding(now()).unwrap() {
        log.push(envelope);
    }
    let folder = tempfile::tempdir().unwrap();
    let (mut plain, mut strict) = (Witness::new("witness.example/plain"), Witness::strict("witness.example/strict"));
    plain.watch(log.signer.vkey());
    strict.watch_at(log.signer.vkey(), folder.path().to_str().unwrap());
    plain.start();
    strict.start();
    // Before it can see the entries it says that it cannot.
    assert_eq!(log.asked(&strict, 0), Err("witness-refused 503".into()));
    log.publish(folder.path());
    assert_eq!(log.asked(&strict, 0), Ok(()));
    assert_eq!(log.asked(&plain, 0), Ok(()));

    // A taking that two of three signed.
    log.push(community.income(now(), 100, &RECEIVERS[..2]).unwrap());
    log.publish(folder.path());
    assert_eq!(log.asked(&plain, 3), Ok(()));
    assert_eq!(log.asked(&strict, 3), Err("witness-refused 422".into()));
    // It stays so after a restart, and whatever follows.
    strict.kill();
    strict.start();
    log.push(community.income(now(), 100, &RECEIVERS).unwrap());
    log.publish(folder.path());
    assert_eq!(log.asked(&strict, 3), Err("witness-refused 422".into()));
    assert_eq!(log.asked(&plain, 4), Ok(()));
}

#[test]
fn a_ledger_that_keeps_its_rules_is_cosigned_and_its_address_is_learnt_while_the_witness_runs() {
    let mut witnesses = [Witness::strict("witness.example/strict")];
    let mut ledger = Ledger::new(&mut witnesses, 1);
    let client = ledger.start();
    ledger.found(&client, SMALL.policy().unwrap());
    // It watches the log, but was not told where the entries are.
    wait_for("a refusal", || (standing(&client)["witnesses"][0]["problem"]["code"] == "witness-refused").then_some(()));
    witnesses[0].watch_at(&ledger.vkey, ledger.url());
    ledger.cosigned(&client, 3);
    let size = (0..20).map(|_| ledger.take(&client)).last().unwrap();
    ledger.cosigned(&client, size);
}
