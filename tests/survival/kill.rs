//! `kill -9` while many clients write: whoever has a receipt finds their entry again.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mingbai::base::note::Vkey;
use mingbai::event::envelope::Envelope;
use mingbai::ledger::receipt::Receipt;
use serde_json::Value;

use crate::cast::key;
use crate::community::{Community, RECEIVERS};
use crate::dice::Dice;
use crate::served::{Client, Server, init, now, verify};

const ROUNDS: u64 = 6;
const CLIENTS: usize = 6;
/// Events signed for one client and one round; more than it will get rid of.
const EVENTS: usize = 60;

/// Everything that was acknowledged.
type Kept = Mutex<BTreeMap<u64, Receipt>>;

/// Entries `from..` as the server gives them.
fn entries(client: &Client, from: u64) -> Vec<String> {
    let body = client.get(&format!("api/entries?from={from}")).unwrap();
    let items: Vec<BTreeMap<String, Box<serde_json::value::RawValue>>> = serde_json::from_slice(&body).unwrap();
    items.iter().map(|item| item["entry"].get().to_owned()).collect()
}

fn look(client: &Client, kept: &BTreeMap<u64, Receipt>, log: &Vkey) {
    let end = kept.keys().next_back().map_or(0, |last| last + 1);
    let mut found = Vec::new();
    while (found.len() as u64) < end {
        let more = entries(client, found.len() as u64);
        assert!(!more.is_empty(), "{} of {end} are there", found.len());
        found.extend(more);
    }
    for (index, receipt) in kept {
        receipt.holds(log).unwrap();
        assert_eq!(found[usize::try_from(*index).unwrap()], receipt.entry, "entry {index}");
    }
}

/// Writes until nobody answers, taking turns with a draft that others sign.
fn write(client: &Client, events: &[Envelope], kept: &Kept, stop: &AtomicBool) {
    for (n, envelope) in events.iter().enumerate() {
        if stop.load(Ordering::SeqCst) {
            return;
        }
        if n % 5 == 0 {
            let mut one = Envelope::unsigned(envelope.payload().to_vec());
            one.sign(&key(RECEIVERS[0]));
            if client.post("api/drafts", &one).is_none() {
                return;
            }
        }
        let Some(receipt) = client.submit(envelope) else { return };
        let before = kept.lock().unwrap().insert(receipt.index, receipt.clone());
        assert!(before.is_none_or(|before| before.entry == receipt.entry), "two events at one place");
    }
}

#[test]
fn whoever_has_a_receipt_finds_their_entry_after_any_kill() {
    let dir = tempfile::tempdir().unwrap();
    let memory = dir.path().join("seen.json");
    let data = dir.path().join("data");
    let log = init(&data);
    let mut community = Community::new(&log, now());
    let mut server = Server::start(&data);
    for envelope in community.founding(now()).unwrap() {
        Client::of(&server.url).submit(&envelope).unwrap();
    }
    let mut dice = Dice::new(9);
    let kept = Kept::default();
    for round in 0..ROUNDS {
        let mut signed = || community.income(now(), 100, &RECEIVERS).unwrap();
        let events: Vec<Vec<Envelope>> = (0..CLIENTS).map(|_| (0..EVENTS).map(|_| signed()).collect()).collect();
        let stop = AtomicBool::new(false);
        let before = kept.lock().unwrap().len();
        std::thread::scope(|scope| {
            for events in &events {
                let (client, kept, stop) = (Client::of(&server.url), &kept, &stop);
                scope.spawn(move || write(&client, events, kept, stop));
            }
            // Some events are acknowledged in any case; then it dies in the middle of whatever it does.
            while kept.lock().unwrap().len() < before + 10 {
                std::thread::sleep(Duration::from_millis(2));
            }
            std::thread::sleep(Duration::from_millis(dice.below(60)));
            server.kill();
            stop.store(true, Ordering::SeqCst);
        });
        server = Server::start(&data);
        let client = Client::of(&server.url);
        look(&client, &kept.lock().unwrap(), &log);
        // An event whose answer was lost is submitted again, and is there once.
        let again = client.submit(&events[0][0]).unwrap();
        assert_eq!(kept.lock().unwrap().entry(again.index).or_insert_with(|| again.clone()).entry, again.entry);
        let (exit, codes, report) =
            verify(&server.url, &["--vkey", &log.to_string(), "--remember", memory.to_str().unwrap()]);
        assert_eq!((exit, codes), (0, vec![]), "round {round}: {report:#}");
    }
    let seen: Value = serde_json::from_slice(&std::fs::read(&memory).unwrap()).unwrap();
    assert_eq!(seen["logs"].as_object().unwrap().len(), 1);
}
