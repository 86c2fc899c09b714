//! A secret vote from its key to a stranger's recount, by the commands that electors and tellers run, against a server.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "../examples/vectors/cast.rs"]
#[allow(dead_code)]
mod cast;
mod common {
    #[allow(dead_code, reason = "each test binary uses its part")]
    pub mod published;
}
#[path = "common/community.rs"]
#[allow(dead_code)]
mod community;

use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, mpsc};

use mingbai::base::key::SecretKey;
use mingbai::base::note::NoteSigner;
use mingbai::base::time::Instant;
use mingbai::event::entry::{self, Entry};
use mingbai::event::envelope::{Envelope, Verified};
use mingbai::event::vote::Cast;
use mingbai::http::server::{Settings, serve};
use mingbai::ledger::clock::ManualClock;
use mingbai::ledger::handle::Ledger;
use mingbai::ledger::host::Host;
use mingbai::merkle::checkpoint::Checkpoint;
use mingbai::merkle::tree::{Frontier, leaf_hash};
use mingbai::merkle::{bundle, tile};
use serde_json::{Value, json};

use crate::cast::{SMALL, key};
use crate::common::published::Published;
use crate::community::Community;

type Any<T> = Result<T, Box<dyn std::error::Error>>;

/// Choices of the four electors who take a token; the fifth votes on paper.
const CHOICES: [&str; 4] = ["li", "wang", "li", "li"];

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// What a command said.
#[derive(Debug)]
struct Said {
    exit: i32,
    out: String,
    err: String,
}

impl Said {
    /// Its output, when it did what it was asked to.
    fn done(self) -> String {
        assert_eq!(self.exit, 0, "{self:?}");
        self.out.trim_end().to_owned()
    }

    /// That the answer is no, for this reason.
    fn refused(self, code: &str) {
        assert!(self.exit == 1 && self.err.contains(&format!("[{code}]")), "{code}: {self:?}");
    }
}

fn mingbai(folder: &Path, args: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingbai"));
    ran(command.args(args).current_dir(folder).env("MINGBAI_LANG", "en"))
}

fn ran(command: &mut Command) -> Said {
    let ran = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { exit: ran.status.code().unwrap(), out: text(ran.stdout), err: text(ran.stderr) }
}

/// A community with a server whose clock the test sets, and a folder in which commands run.
struct Bench {
    folder: tempfile::TempDir,
    url: String,
    clock: Arc<ManualClock>,
    now: Instant,
    ledger: Arc<Ledger>,
    _host: Host,
    _runtime: tokio::runtime::Runtime,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now = at("2026-03-01T01:00:00.000Z");
        let clock = Arc::new(ManualClock::new(now));
        let mut host = Host::open(&folder.path().join("data"), Arc::clone(&clock) as _).unwrap();
        let slug = SMALL.slug.parse().unwrap();
        let ledger = host.create(&slug, SMALL.origin, key("log")).unwrap();
        for envelope in Community::new(ledger.vkey(), now).founding(now).unwrap() {
            ledger.submit_now(Verified::check(envelope).unwrap()).unwrap();
        }
        let settings = Settings {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            writes_per_second: NonZeroU32::new(1_000).unwrap(),
            trusted_proxies: Vec::new(),
            public_url: None,
            papers: None,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let (bound, address) = mpsc::channel();
        let served = vec![(slug, Ok(Arc::clone(&ledger)))];
        runtime.spawn(async move {
            serve(served, &settings, move |address| bound.send(address).unwrap(), std::future::pending()).await
        });
        let url = format!("http://{}/{}", address.recv().unwrap(), SMALL.slug);
        for teller in ["s1", "s2"] {
            key(teller).write(&folder.path().join(teller)).unwrap();
        }
        Self { folder, url, clock, now, ledger, _host: host, _runtime: runtime }
    }

    fn on(&mut self, time: &str) {
        self.now = at(time);
        self.clock.set(self.now);
    }

    fn run(&self, args: &[&str]) -> Said {
        mingbai(self.folder.path(), args)
    }

    /// A step of the vote.
    fn ballot(&self, step: &str, rest: &[&str]) -> Said {
        let from = ["--from", self.url.as_str(), "--vote", "v1"];
        let at: &[&str] = match step {
            "unblind" | "find" => &from[..2],
            _ => &from,
        };
        self.run(&[&["ballot", step], at, rest].concat())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Has the tellers sign this data and submits it.
    fn record(&self, kind: &str, data: &str) -> Said {
        fs::write(self.file("data.json"), data).unwrap();
        let envelope = self.file("event.json");
        _ = fs::remove_file(&envelope);
        let time = mingbai::base::time::Written::new(self.now, 480).to_string();
        let signed = ["sign", "--key", "s1", "--key", "s2", "--kind", kind, "--origin", SMALL.origin, "--time", &time];
        self.run(&[&signed[..], &["--out", "event.json", "data.json"]].concat()).done();
        self.run(&["submit", "--to", &self.url, "event.json"])
    }

    /// Announces the vote and enters the electors.
    fn announce(&self, key: &str) {
        let opened = json!({
            "vote": "v1", "title": "推选居民小组长", "electors": 5, "key": key,
            "choices": [{ "choice": "li", "label": "李一" }, { "choice": "wang", "label": "王二" }],
            "opens": "2026-03-02T00:00:00+08:00", "closes": "2026-03-05T00:00:00+08:00",
        });
        self.record("ballots.opened.v1", &opened.to_string()).done();
        let electors = json!({ "vote": "v1", "electors": ["e1", "e2", "e3", "e4", "e5"] });
        self.record("ballots.enrolled.v1", &electors.to_string()).done();
    }

    /// Four electors take tokens.
    fn issue(&self) {
        for elector in 1..=4 {
            let ticket = format!("ticket-{elector}");
            let request = self.ballot("blind", &[&ticket]).done();
            fs::write(self.file(&format!("request-{elector}")), request).unwrap();
            let mode = fs::metadata(self.file(&ticket)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "a ticket is for its elector's eyes");
        }
        self.run(&["ballot", "key", "other.pem"]).done();
        let forged = self.sign("other.pem", &["e1=request-1"]).done();
        self.record("ballots.issued.v1", &forged).refused("token-not-signed");
        self.ballot("unblind", &["ticket-1"]).refused("ballot-token-missing");
        let requests = ["e1=request-1", "e2=request-2", "e3=request-3", "e4=request-4"];
        let issued = self.sign("vote.pem", &requests).done();
        self.record("ballots.issued.v1", &issued).done();
        let again = self.sign("vote.pem", &["e1=request-2"]).done();
        self.record("ballots.issued.v1", &again).refused("token-issued-already");
    }

    fn sign(&self, key: &str, requests: &[&str]) -> Said {
        self.run(&[&["ballot", "issue", "--key", key, "--vote", "v1"], requests].concat())
    }

    /// They fill in their ballots and put them into the box; one hands in the digest only.
    fn cast(&self) {
        self.run(&["ballot", "cast", "--choice", "li", "--out", "early", "ticket-1"]).refused("ballot-not-unblinded");
        let mut digests = Vec::new();
        for (elector, choice) in (1..).zip(CHOICES) {
            let (ticket, ballot) = (format!("ticket-{elector}"), format!("ballot-{elector}"));
            self.ballot("unblind", &[&ticket]).done();
            self.ballot("find", &[&ticket]).refused("ballot-not-cast");
            digests.push(self.run(&["ballot", "cast", "--choice", choice, "--out", &ballot, &ticket]).done());
            self.ballot("find", &[&ticket]).refused("ballot-nowhere");
        }
        let other = self.run(&["ballot", "cast", "--choice", "wang", "--out", "other", "ticket-1"]);
        other.refused("ballot-cast-already");
        let ballot = fs::read_to_string(self.file("ballot-1")).unwrap();
        fs::write(self.file("changed"), ballot.replace("\"li\"", "\"wang\"")).unwrap();
        self.ballot("box", &["changed"]).refused("ballot-forged");
        let boxed = self.ballot("box", &["--digest", &digests[3], "ballot-2", "ballot-3", "ballot-1"]).done();
        let order: Value = serde_json::from_str(&boxed).unwrap();
        assert!(order["digests"].as_array().unwrap().is_sorted_by_key(ToString::to_string));
        self.record("ballots.boxed.v1", &boxed).done();
        self.ballot("box", &["ballot-1"]).refused("ballots-none-left");
        assert!(self.ballot("find", &["ticket-4"]).done().contains("in the box"));
        let early = self.ballot("show", &["ballot-1"]).done();
        self.record("ballots.returned.v1", &early).refused("vote-not-closed");
    }

    /// After closing ballots are shown and counted, with the one on paper.
    fn count(&self) {
        let some = self.ballot("show", &["ballot-2", "ballot-1", "ballot-3"]).done();
        self.record("ballots.returned.v1", &some).done();
        self.record("ballots.returned.v1", &some).refused("token-used");
        assert!(self.ballot("count", &[]).done().contains("\"lost\":1"), "the fourth is missing, and seen to be");
        let last = self.ballot("show", &["ballot-1", "ballot-4"]).done();
        self.record("ballots.returned.v1", &last).done();
        let paper = json!({ "issued": 1, "returned": 1, "invalid": 0, "choices": { "li": 0, "wang": 1 } });
        fs::write(self.file("paper"), paper.to_string()).unwrap();
        let counted = self.ballot("count", &["--paper", "paper"]).done();
        let moved = counted.replace("\"li\":3,\"wang\":2", "\"li\":2,\"wang\":3");
        assert_ne!(counted, moved);
        self.record("ballots.counted.v1", &moved).refused("vote-tally-differs");
        self.record("ballots.counted.v1", &counted).done();
        for (elector, choice) in (1..).zip(CHOICES) {
            let found = self.ballot("find", &[&format!("ticket-{elector}")]).done();
            assert!(found.contains(&format!("for {choice} is shown")), "{found}");
        }
    }
}

fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in files {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

/// The log with payloads changed, signed again by the tellers and by the log, as if nothing were wrong.
fn forged(ledger: &Ledger, change: Change<'_>) -> BTreeMap<String, Vec<u8>> {
    let (mut prev, mut entries, mut frontier) = (entry::before_first(), Vec::new(), Frontier::default());
    let (mut index, mut leaves) = (0, Vec::new());
    let size = ledger.published().borrow().size;
    for bytes in ledger.entries(0, size).unwrap() {
        let mut entry = Entry::read(&bytes).unwrap();
        let mut payload: Value = serde_json::from_slice(entry.envelope.payload()).unwrap();
        if payload["type"].as_str().unwrap().starts_with("mingbai.ballots.") {
            change(&mut payload["data"]);
            entry.envelope = Envelope::unsigned(payload.to_string().into_bytes());
            ["s1", "s2"].iter().for_each(|teller| entry.envelope.sign(&key(teller)));
        }
        let bytes = Entry { index, prev, ..entry }.bytes().unwrap();
        (prev, index) = (leaf_hash(&bytes), index + 1);
        frontier.push(prev);
        leaves.push(prev);
        entries.push(bytes);
    }
    let signer = NoteSigner::new(SMALL.origin, key("log")).unwrap();
    let checkpoint = Checkpoint::new(SMALL.origin, frontier.size(), frontier.root()).sign(&signer).unwrap();
    let width = entries.len();
    BTreeMap::from([
        (format!("tile/entries/000.p/{width}"), bundle::encode(&entries).unwrap()),
        (format!("tile/0/000.p/{width}"), tile::encode(&leaves)),
        ("checkpoint".to_owned(), checkpoint),
    ])
}

/// What a stranger finds in a copy: the recount, the auditor, and the second verifier, which is written in Python.
fn stranger(files: &BTreeMap<String, Vec<u8>>) -> [Said; 3] {
    let copy = tempfile::tempdir().unwrap();
    write(copy.path(), files);
    let count = mingbai(copy.path(), &["ballot", "count", "--from", ".", "--vote", "v1"]);
    let audit = mingbai(copy.path(), &["verify", "--log-only", "--quiet", "."]);
    let second = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/verifier/verify.py");
    let mut python = Command::new("python3");
    python.arg("-B").arg(second).arg(copy.path());
    [count, audit, ran(&mut python)]
}

#[test]
fn electors_find_their_ballots_and_strangers_count_them() {
    let mut bench = Bench::new();
    let vote_key = bench.run(&["ballot", "key", "vote.pem"]).done();
    bench.announce(&vote_key);
    bench.on("2026-03-02T01:00:00.000Z");
    bench.issue();
    bench.on("2026-03-03T01:00:00.000Z");
    bench.cast();
    bench.on("2026-03-05T01:00:00.000Z");
    bench.count();

    let told = bench.ballot("count", &[]).done();
    assert!(told.contains("5 given out, 5 came back, 0 did not") && told.contains("  3  li"), "{told}");
    let [count, audit, second] = stranger(&Published::of(&bench.ledger).unwrap().files);
    assert_eq!(count.done(), told, "from an exported copy");
    assert_eq!((audit.exit, second.exit), (0, 0), "{audit:?} {second:?}");

    // What an elector keeps is nowhere in it: with it, whoever has the log would know the ballot.
    let pages = Published::of(&bench.ledger).unwrap().files;
    let log = String::from_utf8_lossy(&pages.values().flatten().copied().collect::<Vec<u8>>()).into_owned();
    for elector in 1..=4 {
        let ticket: Value =
            serde_json::from_slice(&fs::read(bench.file(&format!("ticket-{elector}"))).unwrap()).unwrap();
        for secret in [&ticket["seed"], &ticket["blinding"]["secret"]] {
            assert!(!log.contains(secret.as_str().unwrap()));
        }
    }

    // A copy that was changed on the way says nothing, wherever it was changed.
    let bundle = pages.keys().find(|path| path.starts_with("tile/entries")).unwrap();
    for at in [200, pages[bundle].len() / 2, pages[bundle].len() - 200] {
        let mut changed = pages.clone();
        let byte = &mut changed.get_mut(bundle).unwrap()[at];
        *byte = if *byte == b'A' { b'B' } else { b'A' };
        let [count, audit, second] = stranger(&changed);
        assert!(
            [count.exit, audit.exit, second.exit].iter().all(|exit| *exit > 0),
            "{at}: {count:?} {audit:?} {second:?}"
        );
    }
    colluders_are_found_out(&bench);
}

/// What is done to the data of the vote's events.
type Change<'a> = &'a dyn Fn(&mut Value);

/// The ballots that an event shows.
fn ballots(data: &mut Value) -> impl Iterator<Item = &mut Value> {
    data.get_mut("ballots").and_then(Value::as_array_mut).into_iter().flatten()
}

/// Tellers and whoever holds the log's key write history again, to their liking.
fn colluders_are_found_out(bench: &Bench) {
    let honest: Cast = serde_json::from_slice(&fs::read(bench.file("ballot-1")).unwrap()).unwrap();
    let mut altered = honest.clone();
    altered.choice = "wang".parse().unwrap();
    let (was, is) = (honest.digest().to_string(), altered.digest().to_string());
    let altering = |data: &mut Value| {
        *data = serde_json::from_str(&data.to_string().replace(&was, &is)).unwrap();
        for ballot in ballots(data) {
            if ballot["token"] == json!(honest.token) {
                ballot["choice"] = json!("wang");
            }
        }
        if let Some(tally) = data.get_mut("tally") {
            tally["choices"] = json!({ "li": 2, "wang": 3 });
        }
    };
    let stranger_token = |data: &mut Value| {
        for ballot in ballots(data) {
            if ballot["token"] == json!(honest.token) {
                ballot["token"] = json!(SecretKey::from_seed(&[9; 32]).public());
            }
        }
    };
    let twice = |data: &mut Value| {
        if let Some(Value::Array(ballots)) = data.get_mut("ballots") {
            ballots.push(ballots[0].clone());
        }
    };
    let miscounted = |data: &mut Value| {
        if let Some(tally) = data.get_mut("tally") {
            tally["choices"] = json!({ "li": 2, "wang": 3 });
        }
    };
    let cases: [(Change<'_>, &str, &str); 4] = [
        (&altering, "ballot-forged", "ballot-forged"),
        (&stranger_token, "token-forged", "ballot-not-boxed"),
        (&twice, "token-used", "token-used"),
        (&miscounted, "vote-tally-differs", "vote-tally-differs"),
    ];
    for (change, counting, auditing) in cases {
        let [count, audit, second] = stranger(&forged(&bench.ledger, change));
        count.refused(counting);
        assert!(audit.exit == 1 && audit.out.contains(auditing), "{auditing}: {audit:?}");
        assert!(second.exit == 1 && second.out.contains(counting), "{counting}: {second:?}");
    }
}
