//! A witness as a server, asked by our own asker and by hand; and its cosignatures, read by Sigsum's library.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use mingbai::base::hash::Hash;
use mingbai::base::key::SecretKey;
use mingbai::base::note::{Note, NoteSigner, Vkey};
use mingbai::merkle::checkpoint::Checkpoint;
use mingbai::merkle::cosignature::cosigned;
use mingbai::merkle::proof::{self, MemoryTiles};
use mingbai::merkle::tree::leaf_hash;
use mingbai::witness::ask::{Answer, Asker};
use mingbai::witness::request::AddCheckpoint;
use mingbai::witness::seen::origin_hash;

mod common {
    pub mod witnesses;
}
use common::witnesses::{Running, cosigner, start};

const ORIGIN: &str = "ledger.example/xingfu";

fn log() -> NoteSigner {
    NoteSigner::new(ORIGIN, SecretKey::from_seed(&[9; 32])).unwrap()
}

fn vkeys() -> Vec<Vkey> {
    vec![log().vkey().clone()]
}

fn tree(size: u64) -> MemoryTiles {
    let mut tiles = MemoryTiles::default();
    (0..size).for_each(|n| tiles.push(leaf_hash(&n.to_be_bytes())));
    tiles
}

fn checkpoint(tiles: &MemoryTiles, size: u64) -> Note {
    let checkpoint = Checkpoint::new(ORIGIN, size, proof::root(tiles, size).unwrap());
    Note::read(&checkpoint.sign(&log()).unwrap()).unwrap()
}

fn asker() -> Asker {
    Asker::new(Duration::from_secs(10))
}

/// Sends bytes as they are and gives the whole answer.
fn raw(witness: &Running, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(witness.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    // A server that refuses a long body may close before it has all of it.
    stream.read_to_end(&mut answer).ok();
    String::from_utf8_lossy(&answer).into_owned()
}

fn post(witness: &Running, body: &[u8]) -> String {
    let head = format!(
        "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    raw(witness, &[head.as_bytes(), body].concat())
}

fn get(witness: &Running, path: &str) -> String {
    raw(witness, format!("GET {path} HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n").as_bytes())
}

#[test]
fn a_witness_answers_over_http_as_the_specification_says() {
    let dir = tempfile::tempdir().unwrap();
    let witness = start(dir.path(), 1, vkeys(), "127.0.0.1:0");
    let tiles = tree(300);
    let monitored = format!("/{}/checkpoint", origin_hash(ORIGIN));
    assert!(get(&witness, &monitored).starts_with("HTTP/1.1 404"));

    let body = |old: u64, size: u64| {
        let proof = if old == 0 { Vec::new() } else { proof::consistency(&tiles, old, size).unwrap() };
        AddCheckpoint { old, proof, checkpoint: checkpoint(&tiles, size).bytes() }.write()
    };
    let answer = post(&witness, &body(0, 255));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let lines = answer.split_once("\r\n\r\n").unwrap().1;
    assert!(lines.starts_with("— witness.example/1 ") && lines.ends_with('\n') && lines.lines().count() == 1);
    let seen = get(&witness, &monitored);
    assert!(seen.starts_with("HTTP/1.1 200") && seen.ends_with(lines), "{seen}");
    let note = Note::read(seen.split_once("\r\n\r\n").unwrap().1.as_bytes()).unwrap();
    note.open(&vkeys()).unwrap();
    assert_eq!(cosigned(&note, std::slice::from_ref(&witness.key)).unwrap().len(), 1);

    let conflict = post(&witness, &body(0, 300)).to_lowercase();
    assert!(conflict.starts_with("http/1.1 409") && conflict.ends_with("\r\n\r\n255\n"), "{conflict}");
    assert!(conflict.contains("content-type: text/x.tlog.size\r\n"), "{conflict}");
    assert!(post(&witness, b"nonsense").starts_with("HTTP/1.1 400"));
    let mut wrong = AddCheckpoint::read(&body(255, 300)).unwrap();
    wrong.proof[0] = Hash::of(b"x");
    assert!(post(&witness, &wrong.write()).starts_with("HTTP/1.1 422"));
    let stranger = NoteSigner::new("ledger.example/two", SecretKey::from_seed(&[9; 32])).unwrap();
    let other = Checkpoint::new("ledger.example/two", 0, Hash::of(b"")).sign(&stranger).unwrap();
    let other = AddCheckpoint { old: 0, proof: Vec::new(), checkpoint: other };
    assert!(post(&witness, &other.write()).starts_with("HTTP/1.1 404"));
    let forger = NoteSigner::new(ORIGIN, SecretKey::from_seed(&[8; 32])).unwrap();
    let forged = Checkpoint::new(ORIGIN, 0, Hash::of(b"")).sign(&forger).unwrap();
    let forged = AddCheckpoint { old: 0, proof: Vec::new(), checkpoint: forged };
    assert!(post(&witness, &forged.write()).starts_with("HTTP/1.1 403"));
    assert!(get(&witness, "/add-checkpoint").starts_with("HTTP/1.1 405"));
    let long = vec![b'a'; mingbai::base::limits::WITNESS_REQUEST_BYTES + 1];
    let refused = post(&witness, &long);
    assert!(refused.is_empty() || refused.starts_with("HTTP/1.1 413"), "{refused}");
    assert!(get(&witness, "/").contains(ORIGIN));
}

#[test]
fn an_asker_finds_out_the_size_and_believes_nothing_it_cannot_verify() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let witness = start(dirs[0].path(), 1, vkeys(), "127.0.0.1:0");
    let tiles = tree(600);
    let prove = |size: u64| {
        let tiles = &tiles;
        move |old| proof::consistency(tiles, old, size)
    };
    // A wrong guess costs one request more, in either direction.
    for (known, size) in [(0, 5), (0, 300), (5, 300), (300, 300), (7_000, 600)] {
        let note = checkpoint(&tiles, size);
        let answer = asker().ask(&witness.url, &witness.key, &note, known, &prove(size)).unwrap();
        let Answer::Cosigned(line) = answer else { panic!("{answer:?}") };
        let signed = Note { signatures: vec![line], ..note };
        assert_eq!(cosigned(&signed, std::slice::from_ref(&witness.key)).unwrap().len(), 1);
    }
    let older = checkpoint(&tiles, 300);
    assert_eq!(asker().ask(&witness.url, &witness.key, &older, 300, &prove(300)).unwrap(), Answer::Ahead(600));
    let stranger = cosigner(2);
    let ask = |url: &str, key| asker().ask(url, key, &checkpoint(&tiles, 600), 600, &prove(600)).unwrap_err().code;
    // Another key than the one configured, and addresses that answer something else or nothing.
    assert_eq!(ask(&witness.url, stranger.key()), "witness-answer-wrong");
    assert_eq!(ask(&format!("{}/nowhere", witness.url), &witness.key), "witness-refused");
    assert_eq!(ask("http://127.0.0.1:9", &witness.key), "witness-silent");
    assert_eq!(ask("ftp://127.0.0.1/", &witness.key), "witness-silent");
    let other = start(dirs[1].path(), 2, Vec::new(), "127.0.0.1:0");
    assert_eq!(ask(&other.url, &other.key), "witness-refused");
}

#[test]
fn requests_that_race_on_a_real_server_never_roll_back() {
    let dir = tempfile::tempdir().unwrap();
    let witness = start(dir.path(), 1, vkeys(), "127.0.0.1:0");
    let tiles = tree(60);
    let monitored = format!("/{}/checkpoint", origin_hash(ORIGIN));
    let size_seen = || {
        let seen = get(&witness, &monitored);
        let note = Note::read(seen.split_once("\r\n\r\n")?.1.as_bytes()).ok()?;
        Some(Checkpoint::read_text(&note.text).unwrap().size)
    };
    std::thread::scope(|scope| {
        for step in 1..=6u64 {
            let (witness, tiles, size_seen) = (&witness, &tiles, &size_seen);
            scope.spawn(move || {
                let (mut size, mut highest) = (step, 0);
                while size <= 60 {
                    let prove = |old| proof::consistency(tiles, old, size);
                    // Beaten by others in every try is no failure: it goes on from there.
                    match asker().ask(&witness.url, &witness.key, &checkpoint(tiles, size), size - step, &prove) {
                        Ok(Answer::Cosigned(_)) => size += step,
                        Ok(Answer::Ahead(other)) => size = other + 1,
                        Err(problem) => assert_eq!(problem.code, "witness-undecided"),
                    }
                    let seen = size_seen().unwrap_or(0);
                    assert!(seen >= highest, "rolled back from {highest} to {seen}");
                    highest = seen;
                }
            });
        }
    });
    let prove = |old| proof::consistency(&tiles, old, 60);
    asker().ask(&witness.url, &witness.key, &checkpoint(&tiles, 60), 0, &prove).unwrap();
    drop(witness);
    // What was answered last is what it knows after a restart.
    let again = start(dir.path(), 1, vkeys(), "127.0.0.1:0");
    let answer =
        asker().ask(&again.url, &again.key, &checkpoint(&tiles, 59), 0, &|old| proof::consistency(&tiles, old, 59));
    assert_eq!(answer.unwrap(), Answer::Ahead(60));
}

/// A proof in Sigsum's own form: its log origin, its leaf, our checkpoint signature, cosignatures and inclusion proof.
#[test]
fn sigsum_verifies_our_checkpoint_cosignatures_and_proof() {
    let key = SecretKey::from_seed(&[9; 32]);
    let key_hash = Hash::of(&key.public().0);
    let signer = NoteSigner::new(&format!("sigsum.org/v1/tree/{key_hash}"), key).unwrap();
    // What Sigsum logs of a message: its digest twice over, the submitter's signature and key hash.
    let submitter = SecretKey::from_seed(&[3; 32]);
    let message = Hash::of(b"an event");
    let checksum = Hash::of(&message.0);
    let leaf_signature = submitter.sign(&[&b"sigsum.org/v1/tree-leaf\0"[..], &checksum.0].concat());
    let submitter_hash = Hash::of(&submitter.public().0);
    let leaf = [&checksum.0[..], &leaf_signature, &submitter_hash.0].concat();
    let mut tiles = MemoryTiles::default();
    (0..300u64).for_each(|n| tiles.push(if n == 77 { leaf_hash(&leaf) } else { leaf_hash(&n.to_be_bytes()) }));
    let root = proof::root(&tiles, 300).unwrap();
    let note = Checkpoint::new(signer.vkey().name(), 300, root).sign(&signer).unwrap();
    let note = Note::read(&note).unwrap();

    let mut text = format!(
        "version=2\nlog={key_hash}\nleaf={submitter_hash} {}\n\nsize=300\nroot_hash={root}\n",
        hex::encode(leaf_signature)
    );
    text = format!("{text}{}", format_args!("signature={}\n", hex::encode(&note.signatures[0].signature)));
    for seed in 1..=3 {
        let line = cosigner(seed).cosign(&note.text, 1_790_000_000 + u64::from(seed)).unwrap();
        let (time, signature) = line.signature.split_first_chunk::<8>().unwrap();
        let witness = Hash::of(&cosigner(seed).key().key().0);
        text = format!(
            "{text}{}",
            format_args!("cosignature={witness} {} {}\n", u64::from_be_bytes(*time), hex::encode(signature))
        );
    }
    text += "\nleaf_index=77\n";
    for hash in proof::inclusion(&tiles, 77, 300).unwrap() {
        text = format!("{text}{}", format_args!("node_hash={hash}\n"));
    }
    let verify = |text: &str, least: usize| {
        let mut policy = sigsum::PolicyBuilder::new();
        policy.add_log(signer.vkey().key().0.into(), None).unwrap();
        let names: Vec<String> = (1..=4).map(|seed| format!("w{seed}")).collect();
        for (name, seed) in names.iter().zip(1..) {
            policy.add_witness(name.clone(), cosigner(seed).key().key().0.into(), None).unwrap();
        }
        policy.add_group("g".into(), least, names).unwrap();
        policy.set_quorum("g".into()).unwrap();
        let signature = sigsum::SigsumSignature::from_ascii(text).unwrap();
        sigsum::verify(&sigsum::Hash::from(message.0), &signature, &[submitter.public().0.into()], &policy.build())
    };
    verify(&text, 3).unwrap();
    assert!(verify(&text, 4).is_err());
    assert!(verify(&text.replace(" 1790000001 ", " 1790000002 "), 3).is_err());
    assert!(verify(&text.replace("leaf_index=77", "leaf_index=76"), 3).is_err());
}

/// A cosignature's key for Cloudflare's `signed_note`, written from C2SP tlog-cosignature and sharing no code with ours.
struct TheirWitness {
    name: String,
    id: u32,
    key: ed25519_dalek::VerifyingKey,
}

impl signed_note::Verifier for TheirWitness {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.id
    }

    fn verify(&self, msg: &[u8], sig: &[u8]) -> bool {
        let Some((time, signature)) = sig.split_first_chunk::<8>() else { return false };
        let Ok(signature) = ed25519_dalek::Signature::from_slice(signature) else { return false };
        let head = format!("cosignature/v1\ntime {}\n", u64::from_be_bytes(*time));
        self.key.verify_strict(&[head.as_bytes(), msg].concat(), &signature).is_ok()
    }
}

/// What a witness shows, read by `signed_note` and `tlog_tiles` alone: signature, cosignature, size, proofs.
#[test]
fn cloudflares_libraries_verify_what_a_witness_shows() {
    let dir = tempfile::tempdir().unwrap();
    let witness = start(dir.path(), 1, vkeys(), "127.0.0.1:0");
    let tiles = tree(300);
    for (known, size) in [(0, 100), (100, 300)] {
        let prove = |old| proof::consistency(&tiles, old, size);
        asker().ask(&witness.url, &witness.key, &checkpoint(&tiles, size), known, &prove).unwrap();
    }
    let shown = get(&witness, &format!("/{}/checkpoint", origin_hash(ORIGIN)));
    let note = signed_note::Note::from_bytes(shown.split_once("\r\n\r\n").unwrap().1.as_bytes()).unwrap();
    let text = witness.key.to_string();
    let mut parts = text.split('+');
    let (name, id) = (parts.next().unwrap().to_owned(), u32::from_str_radix(parts.next().unwrap(), 16).unwrap());
    let verifiers = |key: [u8; 32]| {
        let log = signed_note::StandardVerifier::new(&log().vkey().to_string()).unwrap();
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key).unwrap();
        signed_note::VerifierList::new(vec![Box::new(log), Box::new(TheirWitness { name: name.clone(), id, key })])
    };
    assert_eq!(note.verify(&verifiers(witness.key.key().0)).unwrap().0.len(), 2);
    assert!(note.verify(&verifiers(cosigner(2).key().key().0)).is_err(), "by another key");

    let read = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
    assert_eq!((read.origin(), read.size()), (ORIGIN, 300));
    let theirs = |hashes: Vec<Hash>| hashes.into_iter().map(|hash| tlog_tiles::Hash(hash.0)).collect::<Vec<_>>();
    let record = theirs(proof::inclusion(&tiles, 77, 300).unwrap());
    let leaf = tlog_tiles::record_hash(&77_u64.to_be_bytes());
    tlog_tiles::check_record(&record, read.size(), *read.hash(), 77, leaf).unwrap();
    assert!(tlog_tiles::check_record(&record, read.size(), *read.hash(), 78, leaf).is_err());
    let growth = theirs(proof::consistency(&tiles, 100, 300).unwrap());
    let old = tlog_tiles::Hash(proof::root(&tiles, 100).unwrap().0);
    tlog_tiles::check_tree(&growth, read.size(), *read.hash(), 100, old).unwrap();
}
