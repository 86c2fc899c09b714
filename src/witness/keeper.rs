//! Remembers of each log the largest tree it showed, and cosigns only what grew from it (`add-checkpoint`).
//!
//! Signatures are verified outside any lock. Comparing with what was seen, making the new state durable and letting
//! the cosignature out happen under one lock for each log, so of two requests that race the later one is compared
//! with what the earlier one left: no size is ever rolled back.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::base::note::{Note, NoteSignature, Vkey};
use crate::base::problem::{Class, Outcome, Problem};
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::cosignature::Cosigner;
use crate::merkle::proof::verify_consistency;
use crate::merkle::tree::empty_root;
use crate::witness::request::AddCheckpoint;
use crate::witness::seen::{Seen, SeenFiles};

/// Why a checkpoint was not cosigned; each is one status of the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 400: the request cannot be read, or its old size is above the checkpoint's.
    Malformed(Problem),
    /// 403: no trusted key of the log signed it, or a signature of one does not hold.
    Unsigned(Problem),
    /// 404: the log is not one of those witnessed here.
    UnknownLog(Problem),
    /// 409: the size this witness has cosigned last is another.
    OtherSize(u64),
    /// 422: the proof, or the tree, does not hold; or an examiner found the rules broken.
    Inconsistent(Problem),
    /// 503: the history could not be looked at now.
    Unexamined(Problem),
    /// 500: the state could not be made durable. The log is refused until the witness is started again.
    Broken(Problem),
}

/// Looks at a history before it is cosigned: what an "additional statement" (C2SP tlog-cosignature) rests on.
pub trait Examiner: Send + Sync {
    /// Refuses a history that must not be cosigned; a problem of the class `Unavailable` or `Busy` says only that it could
    /// not be looked at. The checkpoint is signed by the log.
    fn examine(&self, log: &Vkey, checkpoint: &Checkpoint) -> Outcome<()>;
}

/// What is kept of one log.
enum Slot {
    /// What was seen last.
    Seen(Option<Box<Seen>>),
    /// A write failed: what the disk holds is unknown.
    Broken,
}

/// A log and its keys.
struct Log {
    keys: Vec<Vkey>,
    slot: Arc<Mutex<Slot>>,
}

/// A witness.
pub struct Keeper {
    cosigner: Cosigner,
    files: SeenFiles,
    logs: RwLock<BTreeMap<String, Arc<Log>>>,
    examiner: Option<Box<dyn Examiner>>,
}

impl Keeper {
    /// A witness of these logs, several keys of one origin being alternatives. Reads what was seen of each.
    pub fn open(
        cosigner: Cosigner,
        files: SeenFiles,
        keys: impl IntoIterator<Item = Vkey>,
        examiner: Option<Box<dyn Examiner>>,
    ) -> Outcome<Self> {
        let keeper = Self { cosigner, files, logs: RwLock::default(), examiner };
        keeper.watch(keys)?;
        Ok(keeper)
    }

    /// Watches these logs and no others from now on. What is known of those watched before stays.
    pub fn watch(&self, keys: impl IntoIterator<Item = Vkey>) -> Outcome<()> {
        let mut wanted: BTreeMap<String, Vec<Vkey>> = BTreeMap::new();
        for key in keys {
            wanted.entry(key.name().to_owned()).or_default().push(key);
        }
        // Held throughout, so that no file is read while an earlier watcher of the same log could still write it.
        let mut logs = self.logs.write().unwrap_or_else(PoisonError::into_inner);
        let mut watched = BTreeMap::new();
        for (origin, keys) in wanted {
            let known = logs.get(&origin);
            let log = if let Some(known) = known.filter(|known| known.keys == keys) {
                Arc::clone(known)
            } else {
                let seen =
                    || -> Outcome<_> { Ok(Arc::new(Mutex::new(Slot::Seen(self.files.load(&origin)?.map(Box::new))))) };
                let slot = known.map_or_else(seen, |known| Ok(Arc::clone(&known.slot)))?;
                Arc::new(Log { keys, slot })
            };
            watched.insert(origin, log);
        }
        *logs = watched;
        Ok(())
    }

    fn log(&self, origin: &str) -> Option<Arc<Log>> {
        self.logs.read().unwrap_or_else(PoisonError::into_inner).get(origin).cloned()
    }

    /// The witness's own key.
    pub fn cosigner(&self) -> &Cosigner {
        &self.cosigner
    }

    /// The origins witnessed.
    pub fn origins(&self) -> Vec<String> {
        self.logs.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    /// What was cosigned last of a log, for monitors.
    pub fn latest(&self, origin: &str) -> Option<Vec<u8>> {
        let log = self.log(origin)?;
        let slot = log.slot.lock().unwrap_or_else(PoisonError::into_inner);
        match &*slot {
            Slot::Seen(seen) => seen.as_ref().map(|seen| seen.note.bytes()),
            Slot::Broken => None,
        }
    }

    /// Answers `add-checkpoint` at `now` (seconds since 1970): the signature lines, once the new state is durable.
    pub fn add(&self, body: &[u8], now: u64) -> Result<NoteSignature, Refusal> {
        let request = AddCheckpoint::read(body).map_err(Refusal::Malformed)?;
        let note = Note::read(&request.checkpoint).map_err(Refusal::Malformed)?;
        let checkpoint = Checkpoint::read_text(&note.text).map_err(Refusal::Malformed)?;
        let log = self.log(&checkpoint.origin).ok_or_else(|| {
            Refusal::UnknownLog(Problem::missing("witness-log-unknown").with("found", checkpoint.origin.escape_debug()))
        })?;
        let signed = note.open(&log.keys).map_err(Refusal::Unsigned)?;
        if request.old > checkpoint.size {
            let problem = Problem::malformed("witness-old-above").with("old", request.old);
            return Err(Refusal::Malformed(problem.with("size", checkpoint.size)));
        }
        if let (Some(examiner), Some(key)) = (&self.examiner, signed.first().and_then(|at| log.keys.get(*at))) {
            fits(&log, &request, &checkpoint)?;
            examiner.examine(key, &checkpoint).map_err(|problem| match problem.class {
                Class::Unavailable | Class::Busy => Refusal::Unexamined(problem),
                _ => Refusal::Inconsistent(problem),
            })?;
        }
        self.cosign(&log, &request, checkpoint, &note, now)
    }

    fn cosign(
        &self,
        log: &Log,
        request: &AddCheckpoint,
        checkpoint: Checkpoint,
        note: &Note,
        now: u64,
    ) -> Result<NoteSignature, Refusal> {
        let mut slot = log.slot.lock().unwrap_or_else(PoisonError::into_inner);
        let before = seen(&slot)?;
        consistent(before, request, &checkpoint)?;
        // A clock that went back does not make an older statement of a newer one.
        let time = before.map_or(now, |seen| seen.time.max(now));
        let line = self.cosigner.cosign(&note.text, time).map_err(Refusal::Broken)?;
        // Lines of strangers are not kept: the file must not grow by what others write on a note.
        let ours = |line: &&NoteSignature| log.keys.iter().any(|key| key.made(line));
        let mut signatures: Vec<NoteSignature> = note.signatures.iter().filter(ours).cloned().collect();
        signatures.dedup();
        signatures.push(line.clone());
        let new = Seen { checkpoint, time, note: Note { text: note.text.clone(), signatures } };
        if let Err(problem) = self.files.keep(&new) {
            *slot = Slot::Broken;
            return Err(Refusal::Broken(problem));
        }
        // If we crash here, the log asks again and is answered with the size it sent.
        *slot = Slot::Seen(Some(Box::new(new)));
        Ok(line)
    }
}

/// Whether the request would be cosigned now, before an examiner goes to any trouble.
fn fits(log: &Log, request: &AddCheckpoint, checkpoint: &Checkpoint) -> Result<(), Refusal> {
    let slot = log.slot.lock().unwrap_or_else(PoisonError::into_inner);
    consistent(seen(&slot)?, request, checkpoint)
}

fn seen(slot: &Slot) -> Result<Option<&Seen>, Refusal> {
    match slot {
        Slot::Seen(seen) => Ok(seen.as_deref()),
        Slot::Broken => Err(Refusal::Broken(Problem::unavailable("witness-broken"))),
    }
}

/// Whether a checkpoint grew from what was seen, in the order of the specification.
fn consistent(seen: Option<&Seen>, request: &AddCheckpoint, checkpoint: &Checkpoint) -> Result<(), Refusal> {
    let known = seen.map_or(0, |seen| seen.checkpoint.size);
    if request.old != known {
        return Err(Refusal::OtherSize(known));
    }
    let sizes = |code| Problem::damaged(code).with("old", known).with("size", checkpoint.size);
    if checkpoint.size == 0 && checkpoint.root != empty_root() {
        return Err(Refusal::Inconsistent(sizes("witness-empty-root-differs")));
    }
    let Some(seen) = seen.filter(|_| known > 0) else {
        // Every tree grew from nothing, so there is nothing to prove.
        return if request.proof.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Inconsistent(sizes("witness-proof-of-nothing")))
        };
    };
    if checkpoint.size == known && checkpoint.root != seen.checkpoint.root {
        return Err(Refusal::Inconsistent(sizes("witness-root-differs")));
    }
    let (old_root, root) = (&seen.checkpoint.root, &checkpoint.root);
    verify_consistency(known, checkpoint.size, old_root, root, &request.proof).map_err(Refusal::Inconsistent)
}
