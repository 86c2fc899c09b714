//! The sequencer: one thread per ledger that judges, places and commits, a batch at a time.
//!
//! The order within a batch: judge each event against the state that already includes those before it,
//! apply it in memory, then commit all of them with one checkpoint, and only then answer anybody. If the
//! commit fails, nobody was told anything: the state is thrown away and recovered from the store.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};

use tokio::sync::{broadcast, oneshot, watch};

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
use crate::ledger::drafts::{Draft, Drafts, stood_behind};
use crate::ledger::fold::{FoldSlot, next_due};
use crate::ledger::news::{Entered, NEWS_COMMITS, News};
use crate::ledger::openings::{Keeper, Openings, erased_by};
use crate::ledger::state::State;
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::growth::Growth;
use crate::merkle::tree::{Frontier, leaf_hash};
use crate::rules::decide::{Refusal, decide, judge};
use crate::store::{Commit, NewEntry, Store};

/// The checkpoint everybody sees now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Entries it covers.
    pub size: u64,
    /// Root of their tree.
    pub root: Hash,
    /// The signed note.
    pub checkpoint: Arc<[u8]>,
    /// Whether the policy in force at this size lets readers see only what witnesses cosigned.
    pub cosigned_only: bool,
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
    /// What it was placed with, so that its receipt needs no reading; none when it was there already.
    pub batch: Option<Arc<Batched>>,
}

/// A batch as its receipts need it.
#[derive(Debug)]
pub struct Batched {
    /// What it added to the tree.
    pub growth: Growth,
    first: u64,
    entries: Vec<Vec<u8>>,
}

impl Batched {
    /// The bytes of an entry of the batch.
    pub fn entry(&self, index: u64) -> Option<&[u8]> {
        let at = usize::try_from(index.checked_sub(self.first)?).ok()?;
        self.entries.get(at).map(Vec::as_slice)
    }
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
    /// Place verified events, one after the other.
    Submit(Vec<(Verified, oneshot::Sender<Answer>)>),
    /// Add signatures to a draft, and place it once its clauses are met.
    Draft(Box<Verified>, oneshot::Sender<Result<Drafted, Failure>>),
    /// Place a verified event whose openings are to be kept.
    Opened(Box<Verified>, Openings, oneshot::Sender<Answer>),
    /// The same for a draft.
    OpenedDraft(Box<Verified>, Openings, oneshot::Sender<Result<Drafted, Failure>>),
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
    /// The entries as followers want them.
    news: Vec<Entered>,
    waiting: Vec<(u64, bool, Waiting)>,
    drafts: Vec<EventId>,
    /// Commitments whose openings its events erase.
    erased: Vec<Hash>,
    /// Why it must not be committed.
    void: Option<Problem>,
}

/// The writer of one ledger.
pub(super) struct Sequencer {
    slug: Slug,
    store: Arc<dyn Store>,
    signer: NoteSigner,
    clock: Arc<dyn Clock>,
    state: State,
    drafts: Drafts,
    openings: Keeper,
    published: watch::Sender<Published>,
    news: broadcast::Sender<Arc<News>>,
    /// The tree that is durable, which the batch grows from.
    durable: Frontier,
    /// Where the state is kept between starts.
    kept: FoldSlot,
    /// The size at which the next snapshot is due.
    snapshot_due: u64,
    /// Set when a commit failed and recovery failed too; nothing is placed until recovery succeeds.
    broken: Option<Problem>,
}

/// Entries read at a time when recovering.
const RECOVER_ENTRIES: u64 = 1_024;

impl Sequencer {
    /// Recovers the state of a ledger from the store and signs its empty checkpoint if it has none.
    pub(super) fn open(
        slug: Slug,
        store: Arc<dyn Store>,
        signer: NoteSigner,
        clock: Arc<dyn Clock>,
    ) -> Outcome<(Self, watch::Receiver<Published>, broadcast::Sender<Arc<News>>)> {
        if store.head(&slug)?.checkpoint.is_empty() {
            let empty = Checkpoint::new(signer.vkey().name(), 0, State::default().root());
            let checkpoint = empty.sign(&signer)?;
            store.commit(&slug, 0, Commit { entries: Vec::new(), checkpoint, root: empty.root })?;
        }
        let kept = FoldSlot::new(slug.clone(), Arc::clone(&store), "state");
        let (state, now) = recover(&slug, store.as_ref(), &signer, &kept)?;
        let drafts = Drafts::open(slug.clone(), Arc::clone(&store));
        let (snapshot_due, durable) = (next_due(state.size()), state.frontier().clone());
        let (published, watching) = watch::channel(now);
        let (news, _) = broadcast::channel(NEWS_COMMITS);
        let told = news.clone();
        let broken = None;
        let mut openings = Keeper::new(slug.clone(), Arc::clone(&store));
        openings.sweep(state.standing());
        let opened = Self {
            slug,
            store,
            signer,
            clock,
            state,
            drafts,
            openings,
            published,
            news,
            durable,
            kept,
            snapshot_due,
            broken,
        };
        Ok((opened, watching, told))
    }

    /// Serves the queue until it closes.
    pub(super) fn run(mut self, queue: &Receiver<Task>) {
        let mut stop = false;
        while !stop {
            let Ok(first) = queue.recv() else { break };
            let mut batch = Batch::default();
            stop = self.take(first, &mut batch);
            // Tasks are counted as well as entries: what only asks must not keep those waiting who submitted before.
            for _ in 1..limits::BATCH_EVENTS {
                let full = stop || batch.entries.len() >= limits::BATCH_EVENTS;
                let Ok(task) = (if full { Err(TryRecvError::Empty) } else { queue.try_recv() }) else { break };
                stop = self.take(task, &mut batch);
            }
            self.commit(batch);
        }
        self.save_snapshot();
    }

    /// Takes one task into the batch; true when it asks to stop.
    fn take(&mut self, task: Task, batch: &mut Batch) -> bool {
        match task {
            Task::Submit(events) => {
                for (verified, reply) in events {
                    self.submit(&verified, Waiting::Submit(reply), batch, false);
                }
            }
            Task::Draft(verified, reply) => self.draft(*verified, reply, batch),
            Task::Opened(verified, openings, reply) => self.opened(&verified, &openings, reply, batch),
            Task::OpenedDraft(verified, openings, reply) => self.opened_draft(*verified, &openings, reply, batch),
            Task::Judge(event, keys, reply) => {
                let now = self.now();
                let verdict = self.twice(batch, |this, _| judge(this.state.standing(), &event, &keys, now).map(drop));
                drop(reply.send(verdict));
            }
            Task::Withdraw(id, by, reply) => {
                let withdrawn = self.drafts.withdraw(id, &by);
                // What the draft sealed is nobody's any more. What stands in the batch is in the standing already.
                self.openings.sweep(self.state.standing());
                drop(reply.send(withdrawn));
            }
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
            Ok((index, fresh)) => {
                if drafted {
                    batch.drafts.push(verified.event().head.id);
                }
                if index < self.published.borrow().size {
                    let published = self.published.borrow().clone();
                    waiting.answer(Ok(Placed { index, fresh, published, batch: None }));
                } else {
                    batch.waiting.push((index, fresh, waiting));
                }
            }
            Err(failure) => waiting.answer(Err(failure)),
        }
    }

    /// Keeps the openings of an event, then places it: an entry is never durable before what opens it is.
    fn opened(&mut self, verified: &Verified, openings: &Openings, reply: oneshot::Sender<Answer>, batch: &mut Batch) {
        let (event, now) = (verified.event(), self.now());
        let kept = self.heal().map_err(Failure::from).and_then(|()| {
            // Nothing is kept for strangers: what the rules refuse goes no further.
            let there = self.twice(batch, |this, _| this.state.standing().ids.contains_key(&event.head.id));
            if !there {
                let judged = self.twice(batch, |this, _| decide(this.state.standing(), verified, now).map(drop));
                judged.map_err(Failure::Refused)?;
            } else if self.repeated(event.head.id, verified.envelope().digest(), batch)?.is_none() {
                return Ok(());
            }
            Ok(self.openings.keep(openings, self.state.standing())?)
        });
        match kept {
            Ok(()) => self.submit(verified, Waiting::Submit(reply), batch, false),
            Err(failure) => drop(reply.send(Err(failure))),
        }
    }

    /// Keeps the openings of a draft that somebody in office stands behind, then adds its signatures.
    fn opened_draft(
        &mut self,
        verified: Verified,
        openings: &Openings,
        reply: oneshot::Sender<Result<Drafted, Failure>>,
        batch: &mut Batch,
    ) {
        let now = self.now();
        let kept = self.heal().and_then(|()| {
            let known = self.twice(batch, |this, _| stood_behind(verified.envelope(), this.state.standing(), now));
            if !known {
                return Err(Problem::refused("draft-by-stranger"));
            }
            self.openings.keep(openings, self.state.standing())
        });
        if let Err(problem) = kept {
            return drop(reply.send(Err(problem.into())));
        }
        let id = verified.event().head.id;
        self.draft(verified, reply, batch);
        if !self.drafts.waits(id) {
            // Placed or refused: if it was refused, nothing wants them.
            self.openings.sweep(self.state.standing());
        }
    }

    /// Asks the state something. If a page of its snapshot turns out to be lost, nothing was applied since, so what is in
    /// the batch is good: it is committed, the state recovered from the record, and asked once more.
    fn twice<T>(&mut self, batch: &mut Batch, ask: impl Fn(&Self, &Batch) -> T) -> T {
        let answer = ask(self, batch);
        if !self.kept.pages().lost() {
            return answer;
        }
        tracing::warn!(ledger = %self.slug, "snapshot of the state is damaged; it is recovered from the record");
        self.commit(std::mem::take(batch));
        self.broken = Some(self.lost());
        drop(self.heal());
        ask(self, batch)
    }

    fn lost(&self) -> Problem {
        Problem::unavailable("snapshot-lost").with("ledger", &self.slug)
    }

    /// Judges an event and applies it in memory; gives its position and whether it is new.
    fn place(&mut self, verified: &Verified, batch: &mut Batch) -> Result<(u64, bool), Failure> {
        self.heal()?;
        let event = verified.event();
        let digest = verified.envelope().digest();
        let now = self.now();
        let accepted = self.twice(batch, |this, batch| {
            if let Some(index) = this.repeated(event.head.id, digest, batch)? {
                return Ok(Err(index));
            }
            this.founded_here(event)?;
            decide(this.state.standing(), verified, now).map(Ok).map_err(Failure::Refused)
        });
        let accepted = match accepted? {
            Ok(accepted) => accepted,
            Err(index) => return Ok((index, false)),
        };
        self.heal()?;
        let (index, time) = (accepted.at.index, accepted.at.accepted);
        let entry = Entry { index, time, prev: self.state.prev(), envelope: verified.envelope().clone() };
        let bytes = entry.bytes()?;
        let leaf = leaf_hash(&bytes);
        self.state.apply(event, &accepted.effects, &accepted.at, leaf);
        batch.erased.extend(erased_by(&accepted.effects));
        batch.entries.push(NewEntry { id: event.head.id.bytes(), bytes });
        batch.digests.push(digest);
        let keys = verified.envelope().keys().collect();
        batch.news.push(Entered { time, keys, event: verified.shared(), leaf });
        if self.kept.pages().lost() {
            // What it was applied to has a hole: the batch will not be committed.
            batch.void = Some(self.lost());
        }
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
        if self.twice(batch, |this, _| this.state.standing().ids.contains_key(&id)) {
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
        let now = self.now();
        match self.twice(batch, |this, _| decide(this.state.standing(), &joined, now).map(drop)) {
            Ok(()) => self.submit(&joined, Waiting::Draft(reply), batch, true),
            Err(refusal) => {
                let kept = self.drafts.keep(joined.envelope(), refusal, id, (self.state.standing(), now));
                drop(reply.send(kept.map(Drafted::Waiting)));
            }
        }
    }

    /// Makes the batch durable, publishes its checkpoint, and only then answers.
    fn commit(&mut self, batch: Batch) {
        let Batch { entries, news, waiting, drafts, erased, void, .. } = batch;
        let written = void.map_or(Ok(()), Err).and_then(|()| self.write(entries, news));
        let batched = match written {
            Ok(batched) => batched,
            Err(problem) => {
                for (_, _, waiting) in waiting {
                    waiting.answer(Err(Failure::Problem(problem.clone())));
                }
                // What the state holds in memory never became durable. Whoever asked was told so.
                self.broken = Some(problem);
                drop(self.heal());
                return;
            }
        };
        // If we crash here, the next start destroys them: the record says that they are erased.
        self.openings.destroy(erased);
        let published = self.published.borrow().clone();
        for (index, fresh, waiting) in waiting {
            let batch = batched.clone();
            waiting.answer(Ok(Placed { index, fresh, published: published.clone(), batch }));
        }
        // If we crash here, a draft of a placed event is left over; the next time it is sent it is recognised by its id.
        for id in drafts {
            drop(self.drafts.remove(id));
        }
        if self.state.size() >= self.snapshot_due {
            self.save_snapshot();
        }
    }

    /// Writes the entries and their checkpoint; gives what their receipts need, none when there are none.
    fn write(&mut self, entries: Vec<NewEntry>, news: Vec<Entered>) -> Outcome<Option<Arc<Batched>>> {
        if entries.is_empty() {
            return Ok(None);
        }
        let (size, root) = (self.state.size(), self.state.root());
        let first = size - entries.len() as u64;
        let checkpoint = Checkpoint::new(self.signer.vkey().name(), size, root).sign(&self.signer)?;
        let shared: Arc<[u8]> = checkpoint.clone().into();
        let kept = entries.iter().map(|entry| entry.bytes.clone()).collect();
        // If we crash before this returns, the entries may or may not be there after recovery; nobody was told they are.
        self.store.commit(&self.slug, first, Commit { entries, checkpoint, root })?;
        let before = std::mem::replace(&mut self.durable, self.state.frontier().clone());
        let growth = Growth::new(before, news.iter().map(|entered| entered.leaf).collect());
        // Without a follower there is nobody to tell.
        drop(self.news.send(Arc::new(News { first, entries: news })));
        let cosigned_only = self.state.cosigned_only();
        self.published.send_replace(Published { size, root, checkpoint: shared, cosigned_only });
        Ok(Some(Arc::new(Batched { growth, first, entries: kept })))
    }

    /// After a failed commit: recovers the state from what is durable. Refuses until that succeeds.
    fn heal(&mut self) -> Outcome<()> {
        if self.broken.is_none() {
            return Ok(());
        }
        let (state, published) = recover(&self.slug, self.store.as_ref(), &self.signer, &self.kept)?;
        self.durable = state.frontier().clone();
        self.state = state;
        self.published.send_replace(published);
        self.broken = None;
        // What was kept for events that did not become durable.
        self.openings.sweep(self.state.standing());
        Ok(())
    }

    /// A lost snapshot costs time at the next start and nothing else, so failing to write one is only logged.
    fn save_snapshot(&mut self) {
        if self.broken.is_some() {
            return;
        }
        let saved = self.state.save(self.kept.pages()).and_then(|saved| {
            self.kept.save(self.state.size(), &saved)?;
            // What stands in pages now need not stand in memory.
            if let Some(state) = State::load(&saved.bytes, self.kept.pages()) {
                self.state = state;
                self.kept.tidy(&saved)?;
            }
            Ok(())
        });
        if let Err(problem) = saved {
            tracing::warn!(ledger = %self.slug, code = problem.code, "snapshot not saved");
        }
        self.snapshot_due = next_due(self.state.size());
    }
}

/// The state of everything the store holds, checked against the checkpoint the log signed. A snapshot whose pages proved
/// to be lost is passed over.
fn recover(slug: &Slug, store: &dyn Store, signer: &NoteSigner, kept: &FoldSlot) -> Outcome<(State, Published)> {
    let head = store.head(slug)?;
    let checkpoint = Checkpoint::open(&head.checkpoint, signer.vkey()).map_err(|problem| {
        let unopened = Problem::damaged("ledger-checkpoint-unopened").with("ledger", slug);
        unopened.with("vkey", signer.vkey()).with("cause", problem.code)
    })?;
    let lost = kept.pages().forgive();
    let read = |bytes: &[u8]| State::load(bytes, kept.pages()).filter(|_| !lost);
    let mut state = kept.load(checkpoint.size, read, |state| (state.size(), state.root())).unwrap_or_default();
    while state.size() < checkpoint.size {
        let until = checkpoint.size.min(state.size() + RECOVER_ENTRIES);
        for bytes in store.read(slug, state.size(), until)? {
            state.recover(&bytes)?;
        }
        if kept.pages().lost() {
            return recover(slug, store, signer, kept);
        }
    }
    if state.root() != checkpoint.root {
        return Err(Problem::damaged("record-root-differs").with("ledger", slug).with("size", checkpoint.size));
    }
    let (size, root, cosigned_only) = (checkpoint.size, checkpoint.root, state.cosigned_only());
    let published = Published { size, root, checkpoint: head.checkpoint.into(), cosigned_only };
    Ok((state, published))
}
