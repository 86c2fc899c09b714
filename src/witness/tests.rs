//! What a witness answers, and that it forgets nothing.

use std::path::Path;

use crate::base::hash::Hash;
use crate::base::key::SecretKey;
use crate::base::note::{Note, NoteSigner};
use crate::base::problem::{Outcome, Problem};
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::cosignature::{Cosigned, Cosigner, cosigned};
use crate::merkle::proof::{self, MemoryTiles};
use crate::merkle::tree::leaf_hash;
use crate::witness::keeper::{Examiner, Keeper, Refusal};
use crate::witness::request::AddCheckpoint;
use crate::witness::seen::{SeenFiles, origin_hash};

const NOW: u64 = 1_790_000_000;
const ORIGIN: &str = "ledger.example/one";

fn log() -> NoteSigner {
    NoteSigner::new(ORIGIN, SecretKey::from_seed(&[1; 32])).unwrap()
}

fn cosigner() -> Cosigner {
    Cosigner::new("witness.example/w", SecretKey::from_seed(&[2; 32])).unwrap()
}

fn keeper(dir: &Path) -> Keeper {
    let files = SeenFiles::open(dir, cosigner().key().clone()).unwrap();
    Keeper::open(cosigner(), files, [log().vkey().clone()], None).unwrap()
}

/// A tree of entries that say `who` and where they stand.
fn tree(who: &str, size: u64) -> MemoryTiles {
    let mut tiles = MemoryTiles::default();
    (0..size).for_each(|n| tiles.push(leaf_hash(format!("{who} {n}").as_bytes())));
    tiles
}

/// The request from `old` to `size` of a tree.
fn request(tiles: &MemoryTiles, old: u64, size: u64) -> AddCheckpoint {
    let checkpoint = Checkpoint::new(ORIGIN, size, proof::root(tiles, size).unwrap());
    let proof = if old == 0 { Vec::new() } else { proof::consistency(tiles, old, size).unwrap() };
    AddCheckpoint { old, proof, checkpoint: checkpoint.sign(&log()).unwrap() }
}

fn code(refusal: Refusal) -> (u16, &'static str) {
    match refusal {
        Refusal::Malformed(problem) => (400, problem.code),
        Refusal::Unsigned(problem) => (403, problem.code),
        Refusal::UnknownLog(problem) => (404, problem.code),
        Refusal::OtherSize(_) => (409, "size"),
        Refusal::Inconsistent(problem) => (422, problem.code),
        Refusal::Unexamined(problem) => (503, problem.code),
        Refusal::Broken(problem) => (500, problem.code),
    }
}

#[test]
fn a_log_that_grows_is_cosigned_and_the_witness_remembers_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let tiles = tree("a", 600);
    let mut known = 0;
    for (n, size) in [1, 1, 2, 255, 256, 257, 600].into_iter().enumerate() {
        // Opened anew each time: nothing may live in memory only.
        let keeper = keeper(dir.path());
        let request = request(&tiles, known, size);
        let line = keeper.add(&request.write(), NOW + n as u64).unwrap();
        let mut note = Note::read(&request.checkpoint).unwrap();
        note.signatures.push(line);
        let made = cosigned(&note, &[cosigner().key().clone()]).unwrap();
        assert_eq!(made, [Cosigned { by: 0, time: NOW + n as u64 }]);
        assert_eq!(keeper.latest(ORIGIN).unwrap(), note.bytes());
        known = size;
    }
    let keeper = keeper(dir.path());
    assert_eq!(keeper.add(&request(&tiles, 0, 600).write(), NOW).unwrap_err(), Refusal::OtherSize(600));
    // A clock that went back does not date a later statement before an earlier one.
    let line = keeper.add(&request(&tiles, 600, 600).write(), 5).unwrap();
    assert_eq!(line.signature[..8], (NOW + 6).to_be_bytes());
    assert!(keeper.latest("ledger.example/two").is_none());
}

#[test]
fn every_refusal_has_its_status_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (ours, forked) = (tree("a", 20), tree("b", 20));
    let keeper = keeper(dir.path());
    assert!(keeper.latest(ORIGIN).is_none());
    keeper.add(&request(&ours, 0, 10).write(), NOW).unwrap();
    let before = keeper.latest(ORIGIN).unwrap();
    let at = |request: AddCheckpoint| code(keeper.add(&request.write(), NOW).unwrap_err());
    let signed = |checkpoint: &Checkpoint, signer: &NoteSigner| checkpoint.sign(signer).unwrap();
    let with = |checkpoint: Vec<u8>| AddCheckpoint { checkpoint, ..request(&ours, 10, 20) };
    let root = proof::root(&ours, 20).unwrap();

    assert_eq!(keeper.add(b"old 0\n", NOW).map_err(code), Err((400, "witness-request-unreadable")));
    assert_eq!(at(with(b"no note".to_vec())), (400, "note-without-signatures"));
    let odd = log().sign("ledger.example/one\nnone\n").unwrap();
    assert_eq!(at(with(odd.into_bytes())), (400, "checkpoint-unreadable"));
    let two = NoteSigner::new("ledger.example/two", SecretKey::from_seed(&[1; 32])).unwrap();
    assert_eq!(at(with(signed(&Checkpoint::new("ledger.example/two", 20, root), &two))), (404, "witness-log-unknown"));
    let forger = NoteSigner::new(ORIGIN, SecretKey::from_seed(&[9; 32])).unwrap();
    assert_eq!(at(with(signed(&Checkpoint::new(ORIGIN, 20, root), &forger))), (403, "note-unsigned-by-known"));
    let mut spoilt = Note::read(&request(&ours, 10, 20).checkpoint).unwrap();
    spoilt.signatures[0].signature[5] ^= 1;
    assert_eq!(at(with(spoilt.bytes())), (403, "note-signature-wrong"));
    // Above its own checkpoint, before any comparison with what was seen.
    assert_eq!(at(AddCheckpoint { old: 21, ..request(&ours, 10, 20) }), (400, "witness-old-above"));
    assert_eq!(at(AddCheckpoint { old: 9, ..request(&ours, 10, 20) }), (409, "size"));
    assert_eq!(at(request(&ours, 0, 20)), (409, "size"));
    assert_eq!(at(request(&ours, 5, 9)), (409, "size"));
    assert_eq!(at(request(&forked, 10, 10)), (422, "witness-root-differs"));
    assert_eq!(at(request(&forked, 10, 20)), (422, "proof-consistency-wrong"));
    let mut cut = request(&ours, 10, 20);
    cut.proof.pop();
    assert_eq!(at(cut), (422, "proof-consistency-wrong"));
    let mut longer = request(&ours, 10, 10);
    longer.proof.push(Hash::of(b"x"));
    assert_eq!(at(longer), (422, "proof-consistency-wrong"));
    assert_eq!(keeper.latest(ORIGIN).unwrap(), before);

    // Before anything was seen: no proof of nothing, and an empty log has one root.
    let fresh = tempfile::tempdir().unwrap();
    let fresh = super::tests::keeper(fresh.path());
    let at = |request: AddCheckpoint| code(fresh.add(&request.write(), NOW).unwrap_err());
    let proved = AddCheckpoint { proof: vec![Hash::of(b"x")], ..request(&ours, 0, 20) };
    assert_eq!(at(proved), (422, "witness-proof-of-nothing"));
    let odd = signed(&Checkpoint::new(ORIGIN, 0, root), &log());
    assert_eq!(at(AddCheckpoint { old: 0, proof: Vec::new(), checkpoint: odd }), (422, "witness-empty-root-differs"));
    assert_eq!(at(request(&ours, 1, 20)), (409, "size"));
    // The empty log itself is cosigned, and what was seen is then still nothing.
    fresh.add(&request(&ours, 0, 0).write(), NOW).unwrap();
    fresh.add(&request(&ours, 0, 20).write(), NOW).unwrap();
}

#[test]
fn of_requests_that_race_none_rolls_back() {
    let dir = tempfile::tempdir().unwrap();
    let tiles = tree("a", 200);
    let keeper = keeper(dir.path());
    let (keeper, tiles) = (&keeper, &tiles);
    // Eight askers push towards 200, each from what it is told and by steps of its own.
    std::thread::scope(|scope| {
        for step in 1..=8u64 {
            scope.spawn(move || {
                let mut old = 0;
                let mut highest = 0;
                while old < 200 {
                    let size = (old + step).min(200);
                    match keeper.add(&request(tiles, old, size).write(), NOW) {
                        Ok(_) => old = size,
                        Err(Refusal::OtherSize(other)) => {
                            assert!(other >= highest, "rolled back from {highest} to {other}");
                            old = other;
                        }
                        Err(other) => panic!("{other:?}"),
                    }
                    highest = highest.max(old);
                }
            });
        }
    });
    assert!(keeper.latest(ORIGIN).unwrap().starts_with(b"ledger.example/one\n200\n"));
}

#[test]
fn what_is_kept_is_checked_and_never_taken_for_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let tiles = tree("a", 20);
    keeper(dir.path()).add(&request(&tiles, 0, 20).write(), NOW).unwrap();
    let file = dir.path().join(origin_hash(ORIGIN).to_string());
    let honest = std::fs::read(&file).unwrap();
    let open = || {
        let files = SeenFiles::open(dir.path(), cosigner().key().clone()).unwrap();
        Keeper::open(cosigner(), files, [log().vkey().clone()], None).map(drop).unwrap_err().code
    };
    let unsigned = Note::read(&request(&tiles, 0, 10).checkpoint).unwrap().bytes();
    for bytes in [&b""[..], &honest[..honest.len() - 1], &unsigned, b"\n"] {
        std::fs::write(&file, bytes).unwrap();
        assert_eq!(open(), "witness-seen-damaged");
    }
    std::fs::write(&file, &honest).unwrap();
    let kept = keeper(dir.path());
    assert_eq!(SeenFiles::open(dir.path(), cosigner().key().clone()).map(drop).unwrap_err().code, "witness-in-use");
    // A folder that cannot be written: nothing is given out, and nothing further until it is opened again.
    std::fs::remove_dir_all(dir.path()).unwrap();
    let tiles = tree("a", 30);
    assert_eq!(code(kept.add(&request(&tiles, 20, 30).write(), NOW).unwrap_err()), (500, "state-unwritable"));
    assert_eq!(code(kept.add(&request(&tiles, 20, 30).write(), NOW).unwrap_err()), (500, "witness-broken"));
    assert!(kept.latest(ORIGIN).is_none());
}

/// Refuses every third size, and cannot look at the one after it.
struct Picky;

impl Examiner for Picky {
    fn examine(&self, _: &crate::base::note::Vkey, checkpoint: &Checkpoint) -> Outcome<()> {
        match checkpoint.size % 3 {
            0 => Err(Problem::refused("witness-rules-broken")),
            1 => Err(Problem::unavailable("fetch-failed")),
            _ => Ok(()),
        }
    }
}

#[test]
fn an_examiner_is_asked_before_anything_is_cosigned() {
    let dir = tempfile::tempdir().unwrap();
    let files = SeenFiles::open(dir.path(), cosigner().key().clone()).unwrap();
    let keeper = Keeper::open(cosigner(), files, [log().vkey().clone()], Some(Box::new(Picky))).unwrap();
    let tiles = tree("a", 20);
    assert_eq!(code(keeper.add(&request(&tiles, 0, 6).write(), NOW).unwrap_err()), (422, "witness-rules-broken"));
    assert_eq!(code(keeper.add(&request(&tiles, 0, 7).write(), NOW).unwrap_err()), (503, "fetch-failed"));
    assert!(keeper.latest(ORIGIN).is_none());
    keeper.add(&request(&tiles, 0, 8).write(), NOW).unwrap();
}

#[test]
fn logs_are_watched_and_given_up_while_it_runs() {
    let dir = tempfile::tempdir().unwrap();
    let keeper = keeper(dir.path());
    let tiles = tree("a", 20);
    keeper.add(&request(&tiles, 0, 10).write(), NOW).unwrap();
    let (key, other) = (log().vkey().clone(), NoteSigner::new("ledger.example/two", SecretKey::from_seed(&[7; 32])));
    let other = other.unwrap().vkey().clone();
    keeper.watch([key.clone(), other.clone()]).unwrap();
    assert_eq!(keeper.origins(), [ORIGIN, "ledger.example/two"]);
    keeper.add(&request(&tiles, 10, 12).write(), NOW).unwrap();
    keeper.watch([other]).unwrap();
    assert_eq!(code(keeper.add(&request(&tiles, 12, 20).write(), NOW).unwrap_err()), (404, "witness-log-unknown"));
    // Taken up again it goes on where it was.
    keeper.watch([key]).unwrap();
    assert_eq!(keeper.add(&request(&tiles, 0, 20).write(), NOW).unwrap_err(), Refusal::OtherSize(12));
}
