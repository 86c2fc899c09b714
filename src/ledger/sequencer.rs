//! The sequencer: one thread per ledger that judges, places and commits, a batch at a time.
//!
//! The order within a batch: judge each event against the state that already includes those before it,
//! apply it in memory, then commit all of them with one checkpoint, and only then answer anybody. If the
//! commit fails, nobody was told anything: the state is thrown away and recovered from the store.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};

use tokio::sync::{oneshot, watch};

use crate::base::code::{EventId, Slug};
use crate::base::hash::Hash;
use crate::base::key::PublicKey;
use crate::base::limits;
use crate::base::note::NoteSigner;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Instant;
use crate::event::effect::Effect;
use crate::event::entry::Entry;
use crate::event::envelope::{Envelope, Verified};
use crate::event::mandate::MandateEffect;
use crate::event::payload::Event;
use crate::ledger::clock::Clock;
use crate::ledger::drafts::{Draft, Drafts};
use crate::ledger::state::State;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::proof;
use crate::merkle::tree::leaf_hash;
use crate::rules::decide::{Refusal, decide, judge};
use crate::store::{Commit, NewEntry, Store, TreeOf};

/// The checkpoint everybody sees now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Entries it covers.
    pub size: u64,
    /// Root of their tree.
    pub root: Hash,
    /// The signed note.
    pub checkpoint: Arc<[u8]>,
}

/// Where an event stands, durably, and the checkpoint that covers it.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Position of its entry.
    pub index: u64,
    /// Whether this submission placed it; false when the same event was there already.
    pub fresh: bool,
    /// The checkpoint at that moment.
    pub published: Published,
}

/// Why an event was not placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The rules refuse it, with everything that is unmet.
    Refused(Refusal),
    /// Something else is wrong.
    Problem(Problem),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure::Problem(problem)
    }
}

/// What became of a draft.
#[derive(Clone, Debug)]
pub enum Drafted {
    /// Its clauses were met: it is in the ledger.
    Placed(Placed),
    /// It waits for more.
    Waiting(Draft),
}

/// The answer to a submission.
pub type Answer = Result<Placed, Failure>;

/// What the sequencer is asked to do.
pub(super) enum Task {
    /// Place a verified event.
    Submit(Box<Verified>, oneshot::Sender<Answer>),
    /// Add signatures to a draft, and place it once its clauses are met.
    Draft(Box<Verified>, oneshot::Sender<Result<Drafted, Failure>>),
    /// Say what is unmet if these keys sign, without placing anything.
    Judge(Box<Event>, Vec<PublicKey>, oneshot::Sender<Result<(), Refusal>>),
    /// Forget a draft that one of its signers withdraws.
    Withdraw(EventId, PublicKey, oneshot::Sender<Outcome<()>>),
    /// Stop after the current batch.
    Stop,
}

enum Waiting {
    Submit(oneshot::Sender<Answer>),
    Draft(oneshot::Sender<Result<Drafted, Failure>>),
}

impl Waiting {
    fn answer(self, answer: Answer) {
        // A caller that went away loses only the answer; the event is placed all the same, and
        // submitting it again gives the same receipt.
        match self {
            Waiting::Submit(reply) => drop(reply.send(answer)),
            Waiting::Draft(reply) => drop(reply.send(answer.map(Drafted::Placed))),
        }
    }
}

/// Events judged and applied in memory, not durable yet.
#[derive(Default)]
struct Batch {
    entries: Vec<NewEntry>,
    /// Envelope digests of the entries, to recognise a repetition within the batch.
    digests: Vec<Hash>,
    waiting: Vec<(u64, bool, Waiting)>,
    drafts: Vec<EventId>,
}

/// The writer of one ledger.
pub(super) struct Sequencer {
    slug: Slug,
    store: Arc<dyn Store>,
    signer: NoteSigner,
    clock: Arc<dyn Clock>,
    state: State,
    drafts: Drafts,
    published: watch::Sender<Published>,
    /// The size at which the next snapshot is due.
    snapshot_due: u64,
    /// Set when a commit failed and recovery failed too; nothing is placed until recovery succeeds.
    broken: Option<Problem>,
}

/// The name under which snapshots of the state are kept. The program's version is part of it, because the
/// shape of the state may change from version to version.
const SNAPSHOT: &str = concat!("state-", env!("CARGO_PKG_VERSION"));
/// A snapshot is due when the log has grown by a quarter and by at least so many entries.
const SNAPSHOT_ENTRIES: u64 = 4_096;
/// Entries read at a time when recovering.
const RECOVER_ENTRIES: u64 = 1_024;

impl Sequencer {
    /// Recovers the state of a ledger from the store and signs its empty checkpoint if it has none.
    pub(super) fn open(
        slug: Slug,
        store: Arc<dyn Store>,
        signer: NoteSigner,
        clock: Arc<dyn Clock>,
    ) -> Outcome<(Self, watch::Receiver<Published>)> {
        if store.head(&slug)?.checkpoint.is_empty() {
            let empty = Checkpoint::new(signer.vkey().name(), 0, State::default().root());
            let checkpoint = empty.sign(&signer)?;
            store.commit(&slug, 0, Commit { entries: Vec::new(), checkpoint, root: empty.root })?;
        }
        let (state, now) = recover(&slug, store.as_ref(), &signer)?;
        let drafts = Drafts::open(slug.clone(), Arc::clone(&store));
        let snapshot_due = next_snapshot(state.size());
        let (published, watching) = watch::channel(now);
        Ok((Self { slug, store, signer, clock, state, drafts, published, snapshot_due, broken: None }, watching))
    }

    /// Serves the queue until it closes.
    pub(super) fn run(mut self, queue: &Receiver<Task>) {
        let mut stop = false;
        while !stop {
            let Ok(first) = queue.recv() else { break };
            let mut batch = Batch::default();
            stop = self.take(first, &mut batch);
            // Tasks are counted, not entries: what only asks must not keep those waiting who submitted before.
            for _ in 1..limits::BATCH_EVENTS {
                let Ok(task) = (if stop { Err(TryRecvError::Empty) } else { queue.try_recv() }) else { break };
                stop = self.take(task, &mut batch);
            }
            self.commit(batch);
        }
        self.save_snapshot();
    }

    /// Takes one task into the batch; true when it asks to stop.
    fn take(&mut self, task: Task, batch: &mut Batch) -> bool {
        match task {
            Task::Submit(verified, reply) => self.submit(&verified, Waiting::Submit(reply), batch, false),
            Task::Draft(verified, reply) => self.draft(*verified, reply, batch),
            Task::Judge(event, keys, reply) => {
                let verdict = judge(self.state.standing(), &event, &keys, self.now()).map(drop);
                drop(reply.send(verdict));
            }
            Task::Withdraw(id, by, reply) => drop(reply.send(self.drafts.withdraw(id, &by))),
            Task::Stop => return true,
        }
        false
    }

    /// The time to stamp: never earlier than the entry before, whatever the clock does.
    fn now(&self) -> Instant {
        self.clock.now().max(self.state.standing().last)
    }

    fn submit(&mut self, verified: &Verified, waiting: Waiting, batch: &mut Batch, drafted: bool) {
        match self.place(verified, batch) {
            Ok(place) => {
                let (index, fresh) = place;
                if drafted {
                    batch.drafts.push(verified.event().head.id);
                }
                if index < self.published.borrow().size {
                    let published = self.published.borrow().clone();
                    waiting.answer(Ok(Placed { index, fresh, published }));
                } else {
                    batch.waiting.push((index, fresh, waiting));
                }
            }
            Err(failure) => waiting.answer(Err(failure)),
        }
    }

    /// Judges an event and applies it in memory; gives its position and whether it is new.
    fn place(&mut self, verified: &Verified, batch: &mut Batch) -> Result<(u64, bool), Failure> {
        self.heal()?;
        let event = verified.event();
        let digest = verified.envelope().digest();
        if let Some(index) = self.repeated(event.head.id, digest, batch)? {
            return Ok((index, false));
        }
        self.founded_here(event)?;
        let accepted = decide(self.state.standing(), verified, self.now()).map_err(Failure::Refused)?;
        let (index, time) = (accepted.at.index, accepted.at.accepted);
        let entry = Entry { index, time, prev: self.state.prev(), envelope: verified.envelope().clone() };
        let bytes = entry.bytes()?;
        self.state.apply(event, &accepted.effects, &accepted.at, leaf_hash(&bytes));
        batch.entries.push(NewEntry { id: event.head.id.bytes(), bytes });
        batch.digests.push(digest);
        Ok((index, true))
    }

    /// The same envelope again has the position it got; another event under a used id is refused.
    fn repeated(&self, id: EventId, digest: Hash, batch: &Batch) -> Outcome<Option<u64>> {
        let Some(index) = self.state.standing().ids.get(&id).copied() else { return Ok(None) };
        let durable = self.state.size() - batch.entries.len() as u64;
        let pending = index.checked_sub(durable).and_then(|at| usize::try_from(at).ok());
        let known = match pending.and_then(|at| batch.digests.get(at)) {
            Some(digest) => *digest,
            None => self.recorded(index)?.digest(),
        };
        if known == digest {
            return Ok(Some(index));
        }
        Err(Problem::conflict("id-used").with("id", id).with("index", index))
    }

    fn recorded(&self, index: u64) -> Outcome<Envelope> {
        let bytes = self.store.read(&self.slug, index, index + 1)?;
        let bytes = bytes.first().ok_or_else(|| Problem::damaged("record-out-of-chain").with("index", index))?;
        Ok(Entry::read(bytes)?.envelope)
    }

    /// The first event must name this log and its key, or nobody could verify what it begins.
    fn founded_here(&self, event: &Event) -> Outcome<()> {
        for effect in event.body.causes() {
            let Effect::Mandate(MandateEffect::Founded { log, .. }) = effect else { continue };
            let vkey = self.signer.vkey();
            if log != vkey.to_string() || event.head.source != vkey.name() {
                return Err(Problem::refused("log-key-differs").with("found", log).with("expected", vkey));
            }
        }
        Ok(())
    }

    fn draft(&mut self, verified: Verified, reply: oneshot::Sender<Result<Drafted, Failure>>, batch: &mut Batch) {
        let id = verified.event().head.id;
        // Already in the ledger: answered like a submission.
        if self.state.standing().ids.contains_key(&id) {
            return self.submit(&verified, Waiting::Draft(reply), batch, false);
        }
        let joined = self.heal().and_then(|()| {
            let merged = self.drafts.merged(verified.envelope(), id)?;
            Verified::check(merged)
        });
        let joined = match joined {
            Ok(joined) => joined,
            Err(problem) => return drop(reply.send(Err(problem.into()))),
        };
        match decide(self.state.standing(), &joined, self.now()) {
            Ok(_) => self.submit(&joined, Waiting::Draft(reply), batch, true),
            Err(refusal) => {
                let now = self.now();
                let kept = self.drafts.keep(joined.envelope(), refusal, id, (self.state.standing(), now));
                drop(reply.send(kept.map(Drafted::Waiting)));
            }
        }
    }

    /// Makes the batch durable, publishes its checkpoint, and only then answers.
    fn commit(&mut self, batch: Batch) {
        if !batch.entries.is_empty()
            && let Err(problem) = self.write(batch.entries)
        {
            for (_, _, waiting) in batch.waiting {
                waiting.answer(Err(Failure::Problem(problem.clone())));
            }
            // What the state holds in memory never became durable. Whoever asked was told so.
            self.broken = Some(problem);
            drop(self.heal());
            return;
        }
        let published = self.published.borrow().clone();
        for (index, fresh, waiting) in batch.waiting {
            waiting.answer(Ok(Placed { index, fresh, published: published.clone() }));
        }
        // If we crash here, a draft of a placed event is left over; the next time it is sent it is recognised by its id.
        for id in batch.drafts {
            drop(self.drafts.remove(id));
        }
        if self.state.size() >= self.snapshot_due {
            self.save_snapshot();
        }
    }

    fn write(&mut self, entries: Vec<NewEntry>) -> Outcome<()> {
        let (size, root) = (self.state.size(), self.state.root());
        let before = size - entries.len() as u64;
        let checkpoint = Checkpoint::new(self.signer.vkey().name(), size, root).sign(&self.signer)?;
        let shared: Arc<[u8]> = checkpoint.clone().into();
        // If we crash before this returns, the entries may or may not be there after recovery; nobody was told they are.
        self.store.commit(&self.slug, before, Commit { entries, checkpoint, root })?;
        self.published.send_replace(Published { size, root, checkpoint: shared });
        Ok(())
    }

    /// After a failed commit: recovers the state from what is durable. Refuses until that succeeds.
    fn heal(&mut self) -> Outcome<()> {
        if self.broken.is_none() {
            return Ok(());
        }
        let (state, published) = recover(&self.slug, self.store.as_ref(), &self.signer)?;
        self.state = state;
        self.published.send_replace(published);
        self.broken = None;
        Ok(())
    }

    /// A lost snapshot costs time at the next start and nothing else, so failing to write one is only logged.
    fn save_snapshot(&mut self) {
        if self.broken.is_some() {
            return;
        }
        let size = self.state.size();
        let saved =
            self.state.snapshot().and_then(|bytes| self.store.snapshot_save(&self.slug, size, SNAPSHOT, &bytes));
        if let Err(problem) = saved {
            tracing::warn!(ledger = %self.slug, code = problem.code, "snapshot not saved");
        }
        self.snapshot_due = next_snapshot(size);
    }
}

fn next_snapshot(size: u64) -> u64 {
    size + (size / 4).max(SNAPSHOT_ENTRIES)
}

/// The state of everything the store holds, checked against the checkpoint the log signed.
fn recover(slug: &Slug, store: &dyn Store, signer: &NoteSigner) -> Outcome<(State, Published)> {
    let head = store.head(slug)?;
    let checkpoint = Checkpoint::open(&head.checkpoint, signer.vkey()).map_err(|problem| {
        let unopened = Problem::damaged("ledger-checkpoint-unopened").with("ledger", slug);
        unopened.with("vkey", signer.vkey()).with("cause", problem.code)
    })?;
    let mut state = trusted_snapshot(slug, store, checkpoint.size).unwrap_or_default();
    while state.size() < checkpoint.size {
        let until = checkpoint.size.min(state.size() + RECOVER_ENTRIES);
        for bytes in store.read(slug, state.size(), until)? {
            state.recover(&bytes)?;
        }
    }
    if state.root() != checkpoint.root {
        return Err(Problem::damaged("record-root-differs").with("ledger", slug).with("size", checkpoint.size));
    }
    let published = Published { size: checkpoint.size, root: checkpoint.root, checkpoint: head.checkpoint.into() };
    Ok((state, published))
}

/// A snapshot whose tree is the beginning of the record's. Anything else is folded again from the start.
fn trusted_snapshot(slug: &Slug, store: &dyn Store, size: u64) -> Option<State> {
    let (at, bytes) = store.snapshot_load(slug, SNAPSHOT).ok()??;
    let state = State::from_snapshot(at, &bytes).filter(|state| state.size() <= size)?;
    let root = proof::root(&TreeOf { store, slug }, state.size()).ok()?;
    (root == state.root()).then_some(state)
}
