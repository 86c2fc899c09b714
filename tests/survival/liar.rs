//! A server that lies, with and without the log's key, and what `mingbai verify` calls each lie.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, LazyLock, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use mingbai::base::hash::Hash;
use mingbai::base::note::NoteSigner;
use mingbai::base::time::Instant;
use mingbai::event::entry::{self, Entry};
use mingbai::event::envelope::Envelope;
use mingbai::event::envelope::Verified;
use mingbai::ledger::clock::{Clock, ManualClock};
use mingbai::ledger::host::Host;
use mingbai::merkle::bundle;
use mingbai::merkle::checkpoint::Checkpoint;
use mingbai::merkle::proof::{MemoryTiles, Tiles as _};
use mingbai::merkle::tile::{self, TILE_WIDTH, bundles_of, tiles_of};
use mingbai::merkle::tree::{Frontier, leaf_hash};

use crate::cast::{SMALL, key};
use crate::community::{Community, RECEIVERS};
use crate::published::Published;
use crate::served::{now, verify};

pub type Files = BTreeMap<String, Vec<u8>>;
/// Envelopes with the times at which they were accepted.
pub type Placed = Vec<(Envelope, Instant)>;

/// Entries of the honest ledger, so that bundles and tiles of both sorts are there.
const ENTRIES: usize = 300;
/// An entry somebody would rather not have written.
pub const AT: usize = 270;

/// The honest ledger: what it publishes now, and what it published when it was smaller.
pub static HONEST: LazyLock<(Files, Files)> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let at = now().plus_seconds(-86_400);
    let clock = Arc::new(ManualClock::new(at));
    let mut host = Host::open(dir.path(), Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
    let ledger = host.create(&SMALL.slug.parse().unwrap(), SMALL.origin, key("log")).unwrap();
    let mut community = Community::new(ledger.vkey(), at);
    let mut events = community.founding(at).unwrap();
    events.extend(
        (events.len()..ENTRIES).map(|n| community.income(at, 1_000 + i64::try_from(n).unwrap(), &RECEIVERS).unwrap()),
    );
    let mut earlier = Files::new();
    for (n, envelope) in events.into_iter().enumerate() {
        if n == ENTRIES - 20 {
            earlier = Published::of(&ledger).unwrap().files;
        }
        ledger.submit_now(Verified::check(envelope).unwrap()).unwrap();
    }
    (Published::of(&ledger).unwrap().files, earlier)
});

pub fn signer(name: &str) -> NoteSigner {
    NoteSigner::new(SMALL.origin, key(name)).unwrap()
}

fn entries(files: &Files) -> Vec<Vec<u8>> {
    bundles_of(ENTRIES as u64)
        .flat_map(|id| bundle::decode(&files[&id.path()], usize::from(id.width)).unwrap())
        .collect()
}

/// The honest copy with other entries, but the checkpoint and the tiles it had.
fn with_entries(entries: &[Vec<u8>]) -> Files {
    let mut files = HONEST.0.clone();
    for id in bundles_of(entries.len() as u64) {
        let from = usize::try_from(id.index * TILE_WIDTH).unwrap();
        let part = &entries[from..from + usize::from(id.width)];
        files.insert(id.path(), bundle::encode(part).unwrap());
    }
    files
}

/// A copy of these entries by somebody who holds the log's key: chained, hashed and signed as if nothing were wrong.
pub fn operated(envelopes: Placed) -> Files {
    let (mut prev, mut frontier, mut tiles) = (entry::before_first(), Frontier::default(), MemoryTiles::default());
    let mut entries = Vec::new();
    for (index, (envelope, time)) in (0..).zip(envelopes) {
        let bytes = Entry { index, time, prev, envelope }.bytes().unwrap();
        prev = leaf_hash(&bytes);
        frontier.push(prev);
        tiles.push(prev);
        entries.push(bytes);
    }
    let mut files = with_entries(&entries);
    for id in tiles_of(frontier.size()) {
        files.insert(id.path(), tile::encode(&tiles.tile(id).unwrap()));
    }
    let checkpoint = Checkpoint::new(SMALL.origin, frontier.size(), frontier.root());
    files.insert("checkpoint".to_owned(), checkpoint.sign(&signer("log")).unwrap());
    files
}

pub fn placed() -> Placed {
    let read = |bytes: &Vec<u8>| Entry::read(bytes).unwrap();
    entries(&HONEST.0).iter().map(read).map(|entry| (entry.envelope, entry.time)).collect()
}

/// The same event with its amount doubled, under the signatures it had.
pub fn doubled(envelope: &Envelope) -> Envelope {
    let payload = String::from_utf8(envelope.payload().to_vec()).unwrap();
    let from = format!("\"amount\":{}", 1_000 + AT);
    assert!(payload.contains(&from), "{payload}");
    let payload = payload.replace(&from, &format!("\"amount\":{}", 2 * (1_000 + AT)));
    let mut whole: serde_json::Value = serde_json::from_slice(&envelope.bytes()).unwrap();
    whole["payload"] = BASE64.encode(payload).into();
    Envelope::read(&serde_json::to_vec(&whole).unwrap()).unwrap()
}

/// Without documents, whose figures a forger would change as well.
pub fn bare(mut files: Files) -> Files {
    files.retain(|path, _| path.starts_with("tile/") || path == "checkpoint");
    files
}

/// Serves files over HTTP until it is dropped.
pub struct Liar {
    files: Arc<Mutex<Files>>,
    /// Where it is.
    pub url: String,
}

impl Liar {
    /// A server of these files.
    pub fn serve(files: Files) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let files = Arc::new(Mutex::new(files));
        let served = Arc::clone(&files);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let served = Arc::clone(&served);
                std::thread::spawn(move || drop(answer(&stream, &served)));
            }
        });
        Self { files, url }
    }

    /// Other files from now on.
    pub fn now_serves(&self, files: Files) {
        *self.files.lock().unwrap() = files;
    }
}

fn answer(stream: &TcpStream, files: &Mutex<Files>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut request, mut line) = (String::new(), String::new());
    reader.read_line(&mut request)?;
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let path = request.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
    let body = files.lock().unwrap().get(&path).cloned();
    let status = if body.is_some() { "200 OK" } else { "404 Not Found" };
    let body = body.unwrap_or_default();
    let mut out = stream;
    write!(out, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len())?;
    out.write_all(&body)
}

/// What was done, what is served, and codes that must be among those found.
type Lie = (&'static str, Files, &'static [&'static str]);

/// The honest copy with something done to one file.
fn changed(path: &str, with: impl Fn(&mut Vec<u8>)) -> Files {
    let mut files = HONEST.0.clone();
    with(files.get_mut(path).unwrap());
    files
}

fn without(path: &str) -> Files {
    let mut files = HONEST.0.clone();
    files.remove(path);
    files
}

fn edited(with: impl Fn(&mut Vec<Vec<u8>>)) -> Files {
    let mut entries = entries(&HONEST.0);
    with(&mut entries);
    with_entries(&entries)
}

/// By whoever keeps a copy, without the log's key.
fn lies_of_a_copy() -> Vec<Lie> {
    let signed = Checkpoint::open(&HONEST.0["checkpoint"], signer("log").vkey()).unwrap();
    let by_stranger = signed.sign(&signer("stranger")).unwrap();
    let month = HONEST.0.keys().find(|path| path.starts_with("finance/2")).unwrap();
    let replaced = |from: &'static str, to: &'static str| {
        move |bytes: &mut Vec<u8>| {
            *bytes = String::from_utf8(bytes.clone()).unwrap().replacen(from, to, 1).into_bytes();
        }
    };
    let doubled = |entries: &mut Vec<Vec<u8>>| {
        let mut entry = Entry::read(&entries[AT]).unwrap();
        entry.envelope = doubled(&entry.envelope);
        entries[AT] = entry.bytes().unwrap();
    };
    let dropped = |entries: &mut Vec<Vec<u8>>| {
        let next = entries[AT + 1].clone();
        entries[AT] = next;
    };
    vec![
        ("an amount is edited", edited(doubled), &["signature-wrong", "audit-root-differs"]),
        ("two entries are swapped", edited(|all| all.swap(AT, AT + 1)), &["audit-prev-differs", "audit-root-differs"]),
        ("an entry is left out", edited(dropped), &["audit-index-differs", "audit-root-differs"]),
        ("entries are withheld", without("tile/entries/000"), &["audit-bundle-missing"]),
        ("a tile", changed("tile/0/000", |bytes| bytes[77] ^= 1), &["audit-tile-differs"]),
        (
            "a checkpoint by a stranger",
            changed("checkpoint", |bytes| bytes.clone_from(&by_stranger)),
            &["note-unsigned-by-known"],
        ),
        ("a checkpoint is altered", changed("checkpoint", replaced("\n300\n", "\n299\n")), &["note-signature-wrong"]),
        ("a figure of a document", changed(month, replaced("\"money\":", "\"money\":1")), &["audit-document-differs"]),
        (
            "the size of a document",
            changed(month, replaced("\"size\":300", "\"size\":299")),
            &["audit-document-differs"],
        ),
        ("a document is withheld", without(month), &["audit-document-missing"]),
    ]
}

/// By whoever holds the log's key.
fn lies_of_the_operator() -> Vec<Lie> {
    let operator = |with: &dyn Fn(&mut Placed)| {
        let mut placed = placed();
        with(&mut placed);
        bare(operated(placed))
    };
    let signed_by = |who: &'static str| {
        operator(&|all| {
            let mut again = Envelope::unsigned(doubled(&all[AT].0).payload().to_vec());
            again.sign(&key(who));
            all[AT].0 = again;
        })
    };
    let signed = Checkpoint::open(&HONEST.0["checkpoint"], signer("log").vkey()).unwrap();
    let other = Checkpoint { root: Hash::of(b"another"), ..signed }.sign(&signer("log")).unwrap();
    vec![
        ("an amount is edited", operator(&|all| all[AT].0 = doubled(&all[AT].0)), &["signature-wrong"]),
        ("… and one person signs it alone", signed_by("book"), &["signatures-missing"]),
        ("… and a stranger signs it", signed_by("stranger"), &["key-unknown"]),
        ("two entries are swapped", operator(&|all| all.swap(1, 2)), &["no-policy-yet"]),
        ("an entry is there twice", operator(&|all| all[AT] = all[AT - 1].clone()), &["id-used"]),
        (
            "a checkpoint of another root",
            changed("checkpoint", |bytes| bytes.clone_from(&other)),
            &["audit-root-differs"],
        ),
    ]
}

#[test]
fn each_lie_of_a_server_is_named() {
    let vkey = signer("log").vkey().to_string();
    let server = Liar::serve(HONEST.0.clone());
    let (exit, codes, report) = verify(&server.url, &["--vkey", &vkey]);
    assert_eq!((exit, codes), (0, vec![]), "{report:#}");
    for (what, files, expected) in lies_of_a_copy().into_iter().chain(lies_of_the_operator()) {
        server.now_serves(files);
        let (exit, codes, report) = verify(&server.url, &["--vkey", &vkey]);
        assert_eq!(exit, 1, "{what}: {report:#}");
        for code in expected {
            assert!(codes.iter().any(|found| found == code), "{what}: {code} is not among {codes:?}");
        }
    }
}

/// What no single look can tell: the history is right in itself, and it is not the one that was shown before.
#[test]
fn a_history_cut_short_or_rewritten_is_noticed_by_whoever_looked_before() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("seen.json");
    let vkey = signer("log").vkey().to_string();
    let (now, earlier) = &*HONEST;
    let server = Liar::serve(earlier.clone());
    // The record alone: some of these histories come without the documents they would publish.
    let look = || {
        let options = ["--vkey", &vkey, "--log-only", "--remember", file.to_str().unwrap()];
        let (exit, codes, report) = verify(&server.url, &options);
        assert!(codes.iter().all(|code| code.starts_with("memory-")), "right in itself: {report:#}");
        (exit, codes)
    };
    assert_eq!(look(), (0, vec![]));
    server.now_serves(now.clone());
    assert_eq!(look(), (0, vec![]));
    server.now_serves(earlier.clone());
    assert_eq!(look(), (1, vec!["memory-shortened".to_owned()]));
    let mut without = placed();
    without.remove(AT);
    server.now_serves(bare(operated(without.clone())));
    assert_eq!(look(), (1, vec!["memory-shortened".to_owned()]), "an entry left out, signed by the log");
    let last = placed().pop().unwrap();
    let mut again = without.clone();
    // As long as before, and longer.
    again.push((another_income(1), last.1));
    server.now_serves(bare(operated(again.clone())));
    assert_eq!(look(), (1, vec!["memory-forked".to_owned()]));
    again.push((another_income(2), last.1));
    server.now_serves(bare(operated(again)));
    assert_eq!(look(), (1, vec!["memory-forked".to_owned()]));
    server.now_serves(now.clone());
    assert_eq!(look(), (0, vec![]), "the honest history is still known");
    let seen: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let log = &seen["logs"][SMALL.origin];
    assert_eq!(log["seen"]["checkpoint"].as_str().unwrap().as_bytes(), now["checkpoint"]);
    assert_eq!(log["conflicts"].as_array().unwrap().len(), 4, "both sides are kept as evidence");
}

/// The `n`-th income that was never in the honest ledger.
pub fn another_income(n: usize) -> Envelope {
    let at = placed().pop().unwrap().1;
    let mut community = Community::new(signer("log").vkey(), at);
    (0..ENTRIES + n).map(|_| community.income(at, 77, &RECEIVERS).unwrap()).last().unwrap()
}
