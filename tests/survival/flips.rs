//! One bit flips: in any file a server keeps, and in anything it publishes. It is named, or it changes nothing; never a
//! panic, never a shorter history.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mingbai::audit::report::Verdict;
use mingbai::base::problem::{Outcome, Problem};
use mingbai::base::time::Instant;
use mingbai::event::envelope::{Envelope, Verified};
use mingbai::ledger::clock::{Clock, ManualClock};
use mingbai::ledger::host::Host;
use mingbai::merkle::checkpoint::Checkpoint;

use crate::cast::{SMALL, key};
use crate::community::{Community, RECEIVERS};
use crate::dice::Dice;
use crate::published::Published;

/// Flips in each of a server's files.
const TRIALS: u64 = 8;
/// Flips in what is published.
const PUBLISHED: u64 = 250;
/// Entries: more than a segment.
const ENTRIES: usize = 260;

fn at() -> Instant {
    "2026-03-02T01:00:00.000Z".parse().unwrap()
}

fn open(dir: &Path) -> Outcome<Host> {
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::new(at()));
    Host::open(dir, clock)
}

/// What a folder publishes when it is opened.
fn published(dir: &Path) -> Outcome<Published> {
    let host = open(dir)?;
    Published::of(host.ledger(&SMALL.slug.parse().unwrap())?)
}

/// A ledger that was closed in good order, with a draft and a snapshot beside it.
fn kept(dir: &Path) {
    let mut host = open(dir).unwrap();
    let ledger = host.create(&SMALL.slug.parse().unwrap(), SMALL.origin, key("log")).unwrap();
    let mut community = Community::new(ledger.vkey(), at());
    let mut events = community.founding(at()).unwrap();
    events.extend((events.len()..ENTRIES).map(|_| community.income(at(), 100, &RECEIVERS).unwrap()));
    let pending: Vec<_> =
        events.into_iter().map(|event| ledger.submit(Verified::check(event).unwrap()).unwrap()).collect();
    pending.into_iter().for_each(|pending| drop(pending.blocking_recv().unwrap().unwrap()));
    let mut draft = Envelope::unsigned(community.income(at(), 9, &[]).unwrap().payload().to_vec());
    draft.sign(&key("c1"));
    ledger.draft(Verified::check(draft).unwrap()).unwrap().blocking_recv().unwrap().unwrap();
}

fn files_of(folder: &Path, into: &mut Vec<PathBuf>) {
    for item in fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()) {
        if item.is_dir() { files_of(&item, into) } else { into.push(item) }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, copied) = (item.path(), to.join(item.file_name()));
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, &copied).unwrap();
        }
    }
}

/// Whether a problem says where to look: the file, its folder, or the ledger.
fn names(problem: &Problem, file: &Path) -> bool {
    let name = file.file_name().unwrap().to_str().unwrap();
    let said = |value: &str| value.contains(name) || value.contains(SMALL.slug);
    problem.args.iter().any(|(_, value)| said(value))
}

#[test]
fn a_bit_that_flips_in_any_file_of_a_server_is_named_or_changes_nothing() {
    let whole = tempfile::tempdir().unwrap();
    kept(whole.path());
    let honest = published(whole.path()).unwrap();
    let mut files = Vec::new();
    files_of(whole.path(), &mut files);
    files.sort();
    let mut dice = Dice::new(41);
    let (mut named, mut unchanged) = (0, 0);
    for file in &files {
        let bytes = fs::read(file).unwrap();
        let name = file.strip_prefix(whole.path()).unwrap();
        for trial in 0..TRIALS {
            // The first bytes too, where heads and lengths stand.
            let reach = if trial % 3 == 0 { bytes.len().min(64) } else { bytes.len() };
            if reach == 0 {
                continue;
            }
            let (byte, bit) = (dice.place(reach), dice.below(8));
            let dir = tempfile::tempdir().unwrap();
            copy(whole.path(), dir.path());
            let mut changed = bytes.clone();
            changed[byte] ^= 1 << bit;
            fs::write(dir.path().join(name), changed).unwrap();
            let place = format!("{} byte {byte} bit {bit}", name.display());
            match published(dir.path()) {
                Ok(found) => {
                    assert_eq!(found.files, honest.files, "{place}");
                    unchanged += 1;
                }
                Err(problem) => {
                    assert!(names(&problem, file), "{place}: {problem:?}");
                    named += 1;
                }
            }
        }
    }
    assert!(named > 20 && unchanged > 15, "{named} named, {unchanged} without effect");
}

#[test]
fn a_bit_that_flips_in_what_is_published_is_found() {
    let dir = tempfile::tempdir().unwrap();
    kept(dir.path());
    let host = open(dir.path()).unwrap();
    let ledger = Arc::clone(host.ledger(&SMALL.slug.parse().unwrap()).unwrap());
    let honest = Published::of(&ledger).unwrap();
    assert_eq!(honest.audit(&ledger, at()).verdict, Verdict::Holds);
    let signed = Checkpoint::open(&honest.files["checkpoint"], ledger.vkey()).unwrap();
    let paths: Vec<&String> = honest.files.keys().collect();
    let mut dice = Dice::new(43);
    for trial in 0..PUBLISHED {
        let path = paths[dice.place(paths.len())];
        let mut copy = honest.clone();
        let bytes = copy.files.get_mut(path).unwrap();
        let reach = if trial % 3 == 0 { bytes.len().min(300) } else { bytes.len() };
        let (byte, bit) = (dice.place(reach), dice.below(8));
        bytes[byte] ^= 1 << bit;
        let report = copy.audit(&ledger, at());
        let place = format!("{path} byte {byte} bit {bit}");
        assert_ne!(report.verdict, Verdict::Holds, "{place}");
        assert!(report.size <= signed.size && report.exit_code() > 0, "{place}");
    }
}
