//! Asks witnesses to cosign each new checkpoint, and decides which checkpoint readers are shown.
//!
//! Per ledger one task. A round asks every witness for one checkpoint, all of them at once; while it lasts newer
//! checkpoints only pile up as "the newest", which the next round takes. So witnesses meet on the same checkpoint even
//! when events never stop, and appends wait for nobody. A witness that fails is left alone for a while, longer each
//! time. What is shown changes when a quorum has cosigned; when none has by the end of a round, the policy of the
//! ledger says whether the newest is shown with a warning or what was shown before stays.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use utoipa::ToSchema;

use crate::base::file;
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::note::{Note, NoteSignature};
use crate::base::problem::{Outcome, Problem};
use crate::http::error::{self, Told};
use crate::http::follow::Followed;
use crate::http::metrics;
use crate::ledger::handle::Ledger;
use crate::ledger::sequencer::Published;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::proof::verify_consistency;
use crate::merkle::trust::{TrustPolicy, TrustedWitness};
use crate::witness::ask::{Answer, Asker};

/// How long a round waits for a quorum before the ledger's policy decides.
const ROUND: Duration = Duration::from_secs(5);
/// How long a witness that failed is left alone, at first and at most.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// Nothing to wait for but news.
const IDLE: Duration = Duration::from_secs(3_600);

/// Whom a ledger asks, and where is kept what its readers were shown.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The witnesses and the quorum.
    pub policy: TrustPolicy,
    /// The file of the checkpoint shown last, with its cosignatures. It may be lost without harm: the newest is shown
    /// and the witnesses are asked again.
    pub kept: PathBuf,
}

impl Settings {
    /// The settings in a ledger's folder: the file `tlog-policy`, if it is there.
    pub fn load(folder: &Path) -> Outcome<Option<Self>> {
        let path = folder.join("tlog-policy");
        let failed = |e| Problem::unavailable("file-unreadable").with("file", path.display()).with("cause", e);
        let Some(bytes) = file::read(&path, limits::TRUST_POLICY_BYTES + 1).map_err(failed)? else { return Ok(None) };
        Ok(Some(Self { policy: TrustPolicy::read(&bytes)?, kept: folder.join("cosigned") }))
    }

    /// Whether enough witnesses have cosigned a checkpoint.
    pub fn has_quorum(&self, published: &Published) -> bool {
        let cosigned = Note::read(&published.checkpoint).and_then(|note| self.policy.cosigned(&note));
        cosigned.is_ok_and(|cosigned| self.policy.met(&cosigned.iter().map(|one| one.by).collect::<Vec<_>>()))
    }

    /// The checkpoint shown before this start, if it is this ledger's and what is published grew from it.
    fn recover(&self, ledger: &Ledger, published: &Published) -> Option<Published> {
        let bytes = file::read(&self.kept, limits::NOTE_BYTES).ok()??;
        // Cosignatures of witnesses no longer asked are kept out when the first round begins.
        let shown = Checkpoint::open(&bytes, ledger.vkey()).ok()?;
        let (size, root) = (shown.size, shown.root);
        let grown = size == 0 || {
            let proof = ledger.consistency(size, published.size).ok()?;
            verify_consistency(size, published.size, &root, &published.root, &proof).is_ok()
        };
        grown.then(|| Published { size, root, checkpoint: bytes.into(), cosigned_only: published.cosigned_only })
    }

    /// What readers are shown at a start: what they were shown last, or the newest.
    pub fn first(&self, ledger: &Ledger) -> Published {
        let published = ledger.published().borrow().clone();
        let recovered = self.recover(ledger, &published);
        if recovered.is_none() && self.kept.exists() {
            tracing::warn!(ledger = %ledger.slug(), file = %self.kept.display(), "checkpoint shown last is not of this history");
        }
        recovered.unwrap_or(published)
    }
}

/// How one witness stands.
#[derive(Clone, Debug, Default)]
pub struct Seat {
    /// The size it cosigned last, as far as this ledger knows.
    pub size: u64,
    /// When it said it did, in seconds since 1970; none before the first time.
    pub time: Option<u64>,
    /// Why the last time of asking failed.
    pub problem: Option<Problem>,
    failures: u32,
    not_before: Option<Instant>,
    busy: bool,
}

impl Seat {
    fn cosigned(&mut self, size: u64, time: u64) {
        *self = Self { size: self.size.max(size), time: Some(time), ..Self::default() };
    }

    fn failed(&mut self, problem: Problem, now: Instant) {
        self.busy = false;
        self.failures = self.failures.saturating_add(1);
        let pause = PAUSE.saturating_mul(1 << (self.failures - 1).min(10)).min(LONGEST_PAUSE);
        self.not_before = Some(now + pause);
        self.problem = Some(problem);
    }
}

/// One checkpoint and what came in for it.
struct Round {
    target: Published,
    text: String,
    log_lines: Vec<NoteSignature>,
    lines: Vec<Option<NoteSignature>>,
    deadline: Instant,
}

impl Round {
    /// A round for `target`. What `held` has of it already is kept.
    fn new(target: Published, held: &Published, policy: &TrustPolicy, now: Instant) -> Outcome<Self> {
        let note = Note::read(&target.checkpoint)?;
        let known = Note::read(&held.checkpoint).ok().filter(|known| known.text == note.text);
        // What was kept comes from a file: a line that does not hold would spoil the whole note.
        let known = known.filter(|known| policy.cosigned(known).is_ok());
        let known = known.map(|known| known.signatures).unwrap_or_default();
        let of = |witness: &TrustedWitness| known.iter().find(|line| witness.key.made(line)).cloned();
        let lines = policy.witnesses().iter().map(of).collect();
        Ok(Self { text: note.text, log_lines: note.signatures, lines, target, deadline: now + ROUND })
    }

    fn signers(&self) -> Vec<usize> {
        self.lines.iter().enumerate().filter(|(_, line)| line.is_some()).map(|(at, _)| at).collect()
    }

    /// The checkpoint with the cosignatures so far.
    fn published(&self) -> Published {
        let signatures = self.log_lines.iter().chain(self.lines.iter().flatten()).cloned().collect();
        let note = Note { text: self.text.clone(), signatures };
        Published { checkpoint: note.bytes().into(), ..self.target.clone() }
    }

    fn note(&self) -> Note {
        Note { text: self.text.clone(), signatures: self.log_lines.clone() }
    }
}

/// What a witness answered.
struct Heard {
    at: usize,
    text: String,
    size: u64,
    answer: Outcome<Answer>,
}

/// Asks for cosignatures as long as the ledger runs.
pub async fn run(followed: Arc<Followed>, settings: Arc<Settings>) {
    let mut watching = followed.ledger.published();
    let (tell, told) = mpsc::channel(limits::TRUST_POLICY_ITEMS);
    let seats = vec![Seat::default(); settings.policy.witnesses().len()];
    let mut asking = Asking { followed, settings, seats, tell, told, asker: Asker::default() };
    asking.remember();
    loop {
        let target = watching.borrow_and_update().clone();
        let round = Round::new(target, &asking.followed.shown(), &asking.settings.policy, Instant::now());
        let mut round = match round {
            Ok(round) => round,
            Err(problem) => return tracing::error!(%problem, "checkpoints are not cosigned"),
        };
        let mut newer = false;
        loop {
            let now = Instant::now();
            asking.launch(&round, now);
            let met = asking.settings.policy.met(&round.signers());
            let over = met || now >= round.deadline || !asking.hopeful(&round);
            asking.settle(&round, met, over).await;
            if newer && over {
                break;
            }
            let wake = asking.wake(&round, over, now);
            tokio::select! {
                Some(told) = asking.told.recv() => asking.take(told, &mut round),
                changed = watching.changed(), if !newer => match changed {
                    Ok(()) => newer = true,
                    Err(_) => return,
                },
                () = sleep_until(wake) => {}
            }
        }
    }
}

/// The state of the task.
struct Asking {
    followed: Arc<Followed>,
    settings: Arc<Settings>,
    seats: Vec<Seat>,
    tell: mpsc::Sender<Heard>,
    told: mpsc::Receiver<Heard>,
    asker: Asker,
}

impl Asking {
    /// What the kept checkpoint says of each witness.
    fn remember(&mut self) {
        let shown = self.followed.shown();
        let Ok(note) = Note::read(&shown.checkpoint) else { return };
        for cosigned in self.settings.policy.cosigned(&note).unwrap_or_default() {
            self.seats[cosigned.by].cosigned(shown.size, cosigned.time);
        }
    }

    /// Asks everybody who has not answered, is not being asked, and need not be left alone.
    fn launch(&mut self, round: &Round, now: Instant) {
        for (at, witness) in self.settings.policy.witnesses().iter().enumerate() {
            let seat = &mut self.seats[at];
            let Some(url) = witness.url.clone() else {
                seat.problem = Some(Problem::missing("witness-without-address").with("witness", &witness.name));
                continue;
            };
            if seat.busy || round.lines[at].is_some() || seat.not_before.is_some_and(|due| due > now) {
                continue;
            }
            seat.busy = true;
            let (asker, tell, key) = (self.asker.clone(), self.tell.clone(), witness.key.clone());
            let (note, size, known) = (round.note(), round.target.size, seat.size);
            let ledger = Arc::clone(&self.followed.ledger);
            tokio::task::spawn_blocking(move || {
                let answer = asker.ask(&url, &key, &note, known, &|old| ledger.consistency(old, size));
                // The task that would hear it is gone only when the server stops.
                drop(tell.blocking_send(Heard { at, text: note.text, size, answer }));
            });
        }
    }

    /// Whether somebody who is being asked could still cosign this round's checkpoint.
    fn hopeful(&self, round: &Round) -> bool {
        self.seats.iter().zip(&round.lines).any(|(seat, line)| seat.busy && line.is_none())
    }

    fn take(&mut self, told: Heard, round: &mut Round) {
        let name = &self.settings.policy.witnesses()[told.at].name;
        let slug = self.followed.ledger.slug();
        let seat = &mut self.seats[told.at];
        seat.busy = false;
        let failed = match told.answer {
            Ok(Answer::Cosigned(line)) => {
                let time = line.signature.first_chunk::<8>().map_or(0, |time| u64::from_be_bytes(*time));
                seat.cosigned(told.size, time);
                metrics::asked(slug, name, None);
                metrics::witnessed(slug, name, seat.size);
                if told.text == round.text {
                    round.lines[told.at] = Some(line);
                }
                return;
            }
            // It saw a later checkpoint of this ledger, which only this ledger can have sent; so the ledger was set back.
            Ok(Answer::Ahead(size)) => {
                let problem = Problem::conflict("witness-ahead").with("witness", name).with("found", size);
                problem.with("size", told.size)
            }
            Err(problem) => problem,
        };
        metrics::asked(slug, name, Some(failed.code));
        tracing::warn!(ledger = %slug, witness = name, code = failed.code, "not cosigned");
        seat.failed(failed, Instant::now());
    }

    /// Shows what may be shown: with a quorum at once; without one when the round is over, if the policy says so.
    async fn settle(&self, round: &Round, met: bool, over: bool) {
        let shown = self.followed.shown();
        let status = Status::of(&self.settings.policy, &self.seats, round, met);
        let show = met || over && !round.target.cosigned_only;
        let next = round.published();
        self.followed.witnessed(status);
        if !show || next.checkpoint == shown.checkpoint {
            return;
        }
        let (followed, kept) = (Arc::clone(&self.followed), self.settings.kept.clone());
        let done = tokio::task::spawn_blocking(move || {
            // Kept first: what readers saw is not taken back by a crash. One that cannot be kept is shown all the same.
            let failed = |e| Problem::unavailable("state-unwritable").with("file", kept.display()).with("cause", e);
            let written = file::replace(&kept, &next.checkpoint).map_err(failed);
            followed.show(&next).and(written)
        });
        let slug = self.followed.ledger.slug();
        match done.await {
            Ok(Ok(())) => {}
            Ok(Err(problem)) => tracing::error!(ledger = %slug, %problem, "cosigned checkpoint"),
            Err(panic) => tracing::error!(ledger = %slug, %panic, "cosigned checkpoint"),
        }
    }

    /// When to look again although nothing happened.
    fn wake(&self, round: &Round, over: bool, now: Instant) -> Instant {
        let idle = self.seats.iter().zip(&round.lines).filter(|(seat, line)| !seat.busy && line.is_none());
        let due = idle.filter_map(|(seat, _)| seat.not_before);
        let deadline = (!over).then_some(round.deadline);
        due.chain(deadline).min().unwrap_or(now + IDLE)
    }
}

/// How the witnesses stand, for people and programs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Status {
    /// Entries of the newest checkpoint that witnesses are asked for.
    pub size: u64,
    /// Its root.
    #[schema(value_type = String)]
    pub root: Hash,
    /// Whether enough of them have cosigned it.
    pub quorum: bool,
    /// Whether readers are not shown it until they have.
    pub cosigned_only: bool,
    /// Each witness, in the order of the policy.
    pub witnesses: Vec<WitnessStatus>,
}

/// How one witness stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WitnessStatus {
    /// What the policy calls it.
    pub name: String,
    /// Its key.
    pub key: String,
    /// Whether it has cosigned the newest checkpoint.
    pub current: bool,
    /// The size it cosigned last, as far as this ledger knows.
    pub size: u64,
    /// When it said it did, in seconds since 1970.
    pub time: Option<u64>,
    /// Why the last time of asking failed.
    pub problem: Option<Told>,
}

impl Status {
    fn of(policy: &TrustPolicy, seats: &[Seat], round: &Round, met: bool) -> Self {
        let each = policy.witnesses().iter().zip(seats).zip(&round.lines);
        let witness = |((witness, seat), line): ((&TrustedWitness, &Seat), &Option<NoteSignature>)| WitnessStatus {
            name: witness.name.clone(),
            key: witness.key.to_string(),
            current: line.is_some(),
            size: seat.size,
            time: seat.time,
            problem: seat.problem.as_ref().map(error::told),
        };
        let Published { size, root, cosigned_only, .. } = round.target;
        Self { size, root, quorum: met, cosigned_only, witnesses: each.map(witness).collect() }
    }

    /// How many have cosigned the newest checkpoint.
    pub fn current(&self) -> usize {
        self.witnesses.iter().filter(|witness| witness.current).count()
    }
}
