//! Private values lie in the store of openings and nowhere else: distinctive ones are planted, sent in every right and wrong
//! way, and then looked for in every byte that was written or served.

#![allow(clippy::unwrap_used)]

#[path = "../examples/vectors/cast.rs"]
#[allow(dead_code)]
mod cast;
#[path = "common/community.rs"]
#[allow(dead_code)]
mod community;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use mingbai::base::hash::Hash;
use mingbai::base::key::SecretKey;
use mingbai::base::time::Instant;
use mingbai::event::envelope::{Envelope, Verified};
use mingbai::event::kinds::conduct::Complained;
use mingbai::event::kinds::safety::Mediated;
use mingbai::event::kinds::sealed::{Erased, Read};
use mingbai::event::mandate::Party;
use mingbai::event::payload::Event;
use mingbai::event::sealed::{Opening, Sealed};
use mingbai::http::follow::Shown;
use mingbai::http::guard::WriteLimit;
use mingbai::http::router::router;
use mingbai::http::session;
use mingbai::ledger::clock::{Clock, SystemClock};
use mingbai::ledger::drafts::Withdrawal;
use mingbai::ledger::handle::Ledger;
use mingbai::ledger::host::Host;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::cast::{SMALL, code, key};
use crate::community::Community;

type Any<T> = Result<T, Box<dyn std::error::Error>>;

/// What nobody may find. The last one is never accepted.
const VALUES: [&str; 4] = ["沈砚秋诉称夜间噪声", "柳如烟与钟离昧", "协议补偿七千三百一十九元", "慕容彬彬户籍地址"];

/// Everything a server was made to say or write.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

struct Bench {
    folder: tempfile::TempDir,
    community: Community,
    host: Option<Host>,
    heard: Heard,
    runtime: tokio::runtime::Runtime,
}

fn opening(salt: u8, field: &str, value: &str) -> Opening {
    Opening::new([salt; 16], field.parse().unwrap(), value.parse().unwrap())
}

fn now() -> Instant {
    SystemClock.now()
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut host = Host::open(folder.path(), Arc::new(SystemClock)).unwrap();
        let ledger = host.create(&SMALL.slug.parse().unwrap(), SMALL.origin, key("log")).unwrap();
        let mut community = Community::new(ledger.vkey(), now());
        for envelope in community.founding(now()).unwrap() {
            ledger.submit_now(Verified::check(envelope).unwrap()).unwrap();
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { folder, community, host: Some(host), heard: Heard::default(), runtime }
    }

    fn ledger(&self) -> Arc<Ledger> {
        Arc::clone(self.host.as_ref().unwrap().ledger(&SMALL.slug.parse().unwrap()).unwrap())
    }

    fn reopen(&mut self) {
        self.host = None;
        self.host = Some(Host::open(self.folder.path(), Arc::new(SystemClock)).unwrap());
    }

    fn openings(&self) -> PathBuf {
        self.folder.path().join(SMALL.slug).join("openings")
    }

    /// Digests of the openings kept.
    fn kept(&self) -> BTreeSet<String> {
        let names = std::fs::read_dir(self.openings()).into_iter().flatten();
        names.map(|item| item.unwrap().file_name().into_string().unwrap()).collect()
    }

    fn complaint(&mut self, name: &str, words: Sealed) -> Envelope {
        let complained = Complained {
            complaint: code(name).unwrap(),
            person: code("c1").unwrap(),
            title: "态度".parse().unwrap(),
            words,
            owner: Party::Body(code("supervision").unwrap()),
        };
        self.community.signed(complained, now(), &["book"]).unwrap()
    }

    fn mediated(&mut self, name: &str, parties: Sealed, agreement: Sealed, signers: &[&str]) -> Envelope {
        let mediated = Mediated {
            dispute: code(name).unwrap(),
            mediator: code("s1").unwrap(),
            sort: "相邻关系".parse().unwrap(),
            settled: true,
            parties,
            agreement: Some(agreement),
        };
        self.community.signed(mediated, now(), signers).unwrap()
    }

    fn reading(&mut self, of: &Envelope, fields: &[Sealed], signer: &str) -> Envelope {
        let event = Event::read(of.payload()).unwrap().head.id;
        let read = Read { event, fields: fields.to_vec(), purpose: "核对".parse().unwrap() };
        self.community.signed(read, now(), &[signer]).unwrap()
    }

    /// Requests over one server, with their answers; what they say is heard but for what is meant for one reader.
    fn ask(&self, requests: Vec<(&str, &str, Option<String>, Vec<u8>)>, heard: bool) -> Vec<(u16, Value)> {
        let shown = Arc::new(Shown::open([(SMALL.slug.parse().unwrap(), Ok(self.ledger()))]));
        let router = router(shown, WriteLimit::new(NonZeroU32::new(10_000).unwrap()));
        let answers = requests.into_iter().map(|(method, path, token, body)| {
            let mut request = Request::builder().method(method).uri(format!("/{}{path}", SMALL.slug));
            if let Some(token) = token {
                request = request.header("Authorization", format!("Bearer {token}"));
            }
            let mut request = request.body(Body::from(body)).unwrap();
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
            let (status, headers, bytes) = self.runtime.block_on(async {
                let answer = router.clone().oneshot(request).await.unwrap();
                let (parts, body) = answer.into_parts();
                (parts.status.as_u16(), parts.headers, to_bytes(body, 10_000_000).await.unwrap())
            });
            let mut heard_now = format!("{headers:?}\n").into_bytes();
            heard_now.extend_from_slice(&bytes);
            if heard {
                self.heard.0.lock().unwrap().extend_from_slice(&heard_now);
            }
            (status, serde_json::from_slice(&bytes).unwrap_or_default())
        });
        answers.collect()
    }

    fn post(&self, path: &str, body: &Value) -> (u16, String) {
        let (status, answer) = self.ask(vec![("POST", path, None, body.to_string().into_bytes())], true).remove(0);
        (status, answer["error"]["code"].as_str().unwrap_or_default().to_owned())
    }

    /// The answer to a request to read, in a session of this key.
    fn read(&self, request: &Envelope, key: &SecretKey, heard: bool) -> (u16, Value) {
        let shown = Arc::new(Shown::open([(SMALL.slug.parse().unwrap(), Ok(self.ledger()))]));
        let router = router(shown, WriteLimit::new(NonZeroU32::new(10_000).unwrap()));
        let send = |path: &str, token: &str, body: Vec<u8>| {
            let request =
                Request::post(format!("/{}{path}", SMALL.slug)).header("Authorization", format!("Bearer {token}"));
            let mut request = request.body(Body::from(body)).unwrap();
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
            let (status, bytes) = self.runtime.block_on(async {
                let answer = router.clone().oneshot(request).await.unwrap();
                (answer.status().as_u16(), to_bytes(answer.into_body(), 10_000_000).await.unwrap())
            });
            if heard {
                self.heard.0.lock().unwrap().extend_from_slice(&bytes);
            }
            (status, serde_json::from_slice::<Value>(&bytes).unwrap())
        };
        let (_, challenge) = send("/api/session/challenge", "", Vec::new());
        let challenge = challenge["challenge"].as_str().unwrap();
        let sig = BASE64_STANDARD.encode(key.sign(session::message(SMALL.origin, challenge).as_bytes()));
        let answer = json!({ "key": key.public(), "challenge": challenge, "sig": sig });
        let (_, opened) = send("/api/session", "", answer.to_string().into_bytes());
        send("/api/sealed/read", opened["token"].as_str().unwrap_or_default(), request.bytes())
    }

    /// Every byte heard, and every file but the openings.
    fn everything(&self, with_openings: bool) -> Vec<(String, Vec<u8>)> {
        let mut found = vec![("answers and logs".to_owned(), self.heard.0.lock().unwrap().clone())];
        let skipped = (!with_openings).then(|| self.openings());
        walk(self.folder.path(), skipped.as_deref(), &mut found);
        found
    }
}

fn walk(folder: &Path, skipped: Option<&Path>, found: &mut Vec<(String, Vec<u8>)>) {
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() && Some(path.as_path()) != skipped {
            walk(&path, skipped, found);
        } else if path.is_file() {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
}

fn sent(envelope: &Envelope, openings: &[&Opening]) -> Value {
    let envelope: Value = serde_json::from_slice(&envelope.bytes()).unwrap();
    json!({ "envelope": envelope, "openings": openings.iter().map(|opening| opening.text()).collect::<Vec<_>>() })
}

/// A value and whatever it could be told from: other spellings, and digests that anybody could make by trying.
fn traces(opening: &Opening) -> Vec<(String, Vec<u8>)> {
    let value = opening.value().to_string();
    let digest = Hash::of(value.as_bytes());
    let escaped: String = value.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat();
    let quoted = Hash::of(json!(value).to_string().as_bytes());
    let mut traces = vec![
        ("value".to_owned(), value.clone().into_bytes()),
        ("escaped".to_owned(), escaped.to_uppercase().replace("\\U", "\\u").into_bytes()),
        ("escaped".to_owned(), escaped.into_bytes()),
        ("hexadecimal".to_owned(), hex::encode(&value).into_bytes()),
        ("url".to_owned(), value.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat().into_bytes()),
        ("opening".to_owned(), opening.text().into_bytes()),
        ("unsalted".to_owned(), digest.to_string().into_bytes()),
        ("unsalted, raw".to_owned(), digest.0.to_vec()),
        ("unsalted, base64".to_owned(), BASE64_STANDARD.encode(digest.0).into_bytes()),
        ("unsalted, quoted".to_owned(), quoted.to_string().into_bytes()),
    ];
    // In base64 a text looks in three ways, by where it begins.
    for before in 0..3 {
        let shifted = [&b"   "[..before], value.as_bytes()].concat();
        let (standard, url) = (BASE64_STANDARD.encode(&shifted), BASE64_URL_SAFE_NO_PAD.encode(&shifted));
        traces.extend([standard, url].map(|text| (format!("base64 {before}"), text.as_bytes()[4..20].to_vec())));
    }
    traces
}

fn nowhere(found: &[(String, Vec<u8>)], openings: &[&Opening]) {
    for opening in openings {
        for (how, trace) in traces(opening) {
            for (place, bytes) in found {
                let there = bytes.windows(trace.len()).any(|window| window == trace);
                assert!(!there, "{} of a field {} is in {place}", how, opening.field());
            }
        }
    }
}

#[test]
fn no_private_value_leaves_the_store_of_openings() {
    let mut bench = Bench::new();
    let log = bench.heard.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || log.clone());
    tracing::subscriber::set_global_default(subscriber.finish()).unwrap();

    let planted = [
        opening(1, "words", VALUES[0]),
        opening(2, "parties", VALUES[1]),
        opening(3, "agreement", VALUES[2]),
        opening(4, "words", VALUES[3]),
    ];
    let complaint = bench.complaint("k1", planted[0].seal());
    what_does_not_fit_is_kept_nowhere(&mut bench, &planted, &complaint);
    let late = opening(5, "words", VALUES[3]);
    let alone = bench.complaint("k2", late.seal());
    what_fits_is_kept(&mut bench, [(&complaint, &planted[0]), (&alone, &late)]);
    a_draft_keeps_its_openings(&mut bench, &planted);
    supervisors_read_in_public(&mut bench, &planted[0], &complaint, &alone);
    look_everywhere(&mut bench, &planted.each_ref());
}

/// Wrong in every way: told by code, kept nowhere.
fn what_does_not_fit_is_kept_nowhere(bench: &mut Bench, planted: &[Opening; 4], complaint: &Envelope) {
    let [words, parties, agreement, wrong] = planted;
    let envelope = sent(complaint, &[])["envelope"].clone();
    for (body, code) in [
        (sent(complaint, &[wrong]), "opening-of-none"),
        (sent(complaint, &[]), "openings-none"),
        (sent(complaint, &[words, words]), "opening-twice"),
        (json!({ "envelope": envelope, "openings": [VALUES[0]] }), "opening-unreadable"),
        (json!({ "envelope": envelope, "openings": VALUES[0] }), "sealed-request-unreadable"),
        (
            json!({ "envelope": envelope, "openings": [words.text()], VALUES[0]: VALUES[1] }),
            "sealed-request-unreadable",
        ),
    ] {
        assert_eq!(bench.post("/api/sealed", &body).1, code);
    }
    let other_field = opening(1, "reason", VALUES[0]);
    let misnamed = bench.complaint("k0", other_field.seal());
    assert_eq!(bench.post("/api/sealed", &sent(&misnamed, &[&other_field])).1, "opening-of-another-field");
    let dispute = bench.mediated("d0", parties.seal(), agreement.seal(), &["s1"]);
    assert_eq!(bench.post("/api/sealed", &sent(&dispute, &[parties])).1, "opening-missing");
    let unsigned = Envelope::unsigned(complaint.payload().to_vec());
    assert_eq!(bench.post("/api/sealed", &sent(&unsigned, &[words])).0, 422, "the rules still judge");
    assert!([400, 422].contains(&bench.post("/api/events", &sent(complaint, &[words])).0));
    assert_eq!(bench.kept(), BTreeSet::new(), "what is refused is not kept");
}

/// Right, and again; and one that was placed before its opening came.
fn what_fits_is_kept(bench: &mut Bench, [(complaint, words), (alone, late)]: [(&Envelope, &Opening); 2]) {
    assert_eq!(bench.post("/api/sealed", &sent(complaint, &[words])).0, 201);
    assert_eq!(bench.post("/api/sealed", &sent(complaint, &[words])).0, 200);
    assert_eq!(bench.post("/api/events", &sent(alone, &[])["envelope"]).0, 201);
    assert_eq!(bench.post("/api/sealed", &sent(alone, &[late])).0, 200);
    assert_eq!(bench.kept(), [words, late].map(|opening| opening.seal().to_string()).into());
    for name in bench.kept() {
        let mode = std::fs::metadata(bench.openings().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

/// A draft keeps its openings while it waits, loses them when it is withdrawn, and hands them on when it is placed.
fn a_draft_keeps_its_openings(bench: &mut Bench, [_, parties, agreement, _]: &[Opening; 4]) {
    let begun = bench.mediated("d1", parties.seal(), agreement.seal(), &["c1"]);
    let both = sent(&begun, &[parties, agreement]);
    assert_eq!(bench.post("/api/sealed/drafts", &both).0, 202);
    assert_eq!(bench.kept().len(), 4);
    let id = Event::read(begun.payload()).unwrap().head.id;
    let withdrawal = serde_json::to_vec(&Withdrawal::sign(SMALL.origin, id, &key("c1"))).unwrap();
    let path = format!("/api/drafts/{id}");
    assert_eq!(bench.ask(vec![("DELETE", &path, None, withdrawal)], true)[0].0, 204);
    assert_eq!(bench.kept().len(), 2);
    assert_eq!(bench.post("/api/sealed/drafts", &both).0, 202);
    bench.reopen();
    assert_eq!(bench.kept().len(), 4, "a draft waits on after a restart, and so do its openings");
    let mut signed = begun.clone();
    signed.sign(&key("s1"));
    assert_eq!(bench.post("/api/drafts", &sent(&signed, &[])["envelope"]).0, 201);
    let [hers, theirs] = [opening(6, "parties", VALUES[3]), opening(7, "agreement", VALUES[3])];
    let strange = bench.mediated("d2", hers.seal(), theirs.seal(), &["stranger"]);
    let refused = bench.post("/api/sealed/drafts", &sent(&strange, &[&hers, &theirs]));
    assert_eq!(refused, (422, "draft-by-stranger".to_owned()));
    assert_eq!(bench.kept().len(), 4);
}

/// Readable for the supervision group in a session of their own, once for each recorded request.
fn supervisors_read_in_public(bench: &mut Bench, words: &Opening, complaint: &Envelope, alone: &Envelope) {
    let (code_of, fields) =
        (|answer: &Value| answer["error"]["code"].as_str().unwrap_or_default().to_owned(), [words.seal()]);
    let request = bench.reading(complaint, &fields, "s1");
    let (_, refused) = bench.read(&request, &key("s2"), true);
    assert_eq!(code_of(&refused), "opening-not-yours");
    let of_committee = bench.reading(complaint, &fields, "c1");
    let (_, refused) = bench.read(&of_committee, &key("c1"), true);
    assert_eq!(code_of(&refused), "signatures-missing");
    let body = request.bytes();
    let (_, refused) = bench.ask(vec![("POST", "/api/sealed/read", None, body)], true).remove(0);
    assert_eq!(code_of(&refused), "session-over");
    let (_, refused) = bench.read(complaint, &key("book"), true);
    assert_eq!(code_of(&refused), "opening-request-kind");
    let (status, given) = bench.read(&request, &key("s1"), false);
    assert_eq!((status, given["values"][0]["value"].as_str()), (200, Some(VALUES[0])));
    assert_eq!(given["values"][0]["opening"].as_str(), Some(words.text().as_str()));
    let (status, refused) = bench.read(&request, &key("s1"), true);
    assert_eq!((status, code_of(&refused)), (409, "opening-request-used".to_owned()));
    let elsewhere = bench.reading(alone, &fields, "s1");
    assert_eq!(code_of(&bench.read(&elsewhere, &key("s1"), true).1), "sealed-unknown");
    let counts = bench.ask(vec![("GET", "/api/sealed", None, Vec::new())], true).remove(0).1;
    assert_eq!(counts, json!({ "sealed": 4, "erased": 0, "read": 1 }));
}

/// Asks for every page there is, exports everything, and finds nothing.
fn look_everywhere(bench: &mut Bench, all: &[&Opening]) {
    let size = bench.ledger().published().borrow().size;
    let mut pages: Vec<String> = (0..size).map(|index| format!("/events/{index}")).collect();
    let followed = mingbai::http::follow::Followed::open(bench.ledger()).unwrap();
    let documents = followed.read(mingbai::view::board::Board::paths);
    drop(followed);
    pages.extend(documents.iter().flat_map(|path| ["", ".json", ".csv"].map(|ending| format!("/{path}{ending}"))));
    let tiles = [format!("/tile/0/000.p/{size}"), format!("/tile/entries/000.p/{size}")];
    pages.extend(tiles);
    let others = ["/", "/checkpoint", "/api/entries", "/api/drafts", "/feed.atom", "/verify", "/desk", "/api/kinds"];
    pages.extend(others.map(str::to_owned));
    let asked = pages.iter().map(|page| ("GET", page.as_str(), None, Vec::new())).collect();
    let answers = bench.ask(asked, true);
    let found = answers.iter().filter(|(status, _)| *status == 200).count();
    assert!(found + 1 >= pages.len(), "{found} of {} pages were found", pages.len());
    let heard = String::from_utf8_lossy(&bench.heard.0.lock().unwrap()).into_owned();
    assert!(heard.contains("被查看 1 次"), "how often a field was read stands on its event's page");

    bench.host = None;
    let out = bench.folder.path().join("exported");
    std::fs::create_dir(&out).unwrap();
    for what in ["tiles", "events", "csv"] {
        let mut export = Command::new(env!("CARGO_BIN_EXE_mingbai"));
        export.args(["export", what, "--ledger", SMALL.slug, "--dir"]).arg(bench.folder.path());
        let done = export.arg("--out").arg(out.join(what)).output().unwrap();
        assert!(done.status.success(), "{what}: {}", String::from_utf8_lossy(&done.stderr));
        bench.heard.0.lock().unwrap().extend([done.stdout, done.stderr].concat());
    }
    bench.reopen();
    let everything = bench.everything(false);
    assert!(everything.len() > 10 && everything.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > 100_000);
    nowhere(&everything, all);
    let there = |(_, bytes): &(String, Vec<u8>)| bytes == all[0].text().as_bytes();
    assert!(bench.everything(true).iter().any(there), "what is looked for is found where it belongs");
}

#[test]
fn what_is_erased_is_destroyed_and_stays_so_after_a_crash() {
    let mut bench = Bench::new();
    let [kept, erased] = [opening(1, "words", VALUES[0]), opening(2, "words", VALUES[1])];
    let [first, second] = [bench.complaint("k1", kept.seal()), bench.complaint("k2", erased.seal())];
    assert_eq!(bench.post("/api/sealed", &sent(&first, &[&kept])).0, 201);
    assert_eq!(bench.post("/api/sealed", &sent(&second, &[&erased])).0, 201);
    let file = bench.openings().join(erased.seal().to_string());
    let copy = std::fs::read(&file).unwrap();
    let event = Event::read(second.payload()).unwrap().head.id;
    let erasure = Erased { event, fields: vec![erased.seal()], ground: "本人要求".parse().unwrap() };
    let erasure = bench.community.signed(erasure, now(), &["c1", "s1"]).unwrap();
    bench.ledger().submit_now(Verified::check(erasure).unwrap()).unwrap();
    assert_eq!(bench.kept(), [kept.seal().to_string()].into());
    nowhere(&bench.everything(true), &[&erased]);

    // It cannot be brought back, and it cannot be read.
    let again = bench.post("/api/sealed", &sent(&second, &[&erased]));
    assert_eq!(again, (422, "erased-already".to_owned()));
    let request = bench.reading(&second, &[erased.seal()], "s1");
    assert_eq!(bench.read(&request, &key("s1"), true).1["error"]["code"], "erased-already");

    // A crash before it was destroyed, while one was being kept, and before the event of another was placed.
    let orphan = opening(3, "words", VALUES[2]);
    bench.host = None;
    std::fs::write(&file, &copy).unwrap();
    std::fs::write(bench.openings().join(format!("{}.new", erased.seal())), &copy).unwrap();
    std::fs::write(bench.openings().join(orphan.seal().to_string()), orphan.text()).unwrap();
    bench.reopen();
    assert_eq!(bench.kept(), [kept.seal().to_string()].into());
    nowhere(&bench.everything(true), &[&erased, &orphan]);

    // One that is damaged is not given out as if it were the value.
    std::fs::write(bench.openings().join(kept.seal().to_string()), vec![0; 40]).unwrap();
    let request = bench.reading(&first, &[kept.seal()], "s1");
    let (status, given) = bench.read(&request, &key("s1"), true);
    assert_eq!((status, &given["values"][0]["value"]), (200, &Value::Null));
}
