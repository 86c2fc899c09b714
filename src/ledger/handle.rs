//! The handle others hold on a ledger: submit, draft, ask, read.

use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use tokio::sync::{broadcast, oneshot, watch};

use crate::base::code::{EventId, Slug};
use crate::base::hash::Hash;
use crate::base::key::PublicKey;
use crate::base::limits;
use crate::base::note::{NoteSigner, Vkey};
use crate::base::problem::{Outcome, Problem};
use crate::event::envelope::{Envelope, Verified};
use crate::event::payload::Event;
use crate::event::sealed::{Opening, Sealed};
use crate::ledger::clock::Clock;
use crate::ledger::drafts::Withdrawal;
use crate::ledger::fold::FoldSlot;
use crate::ledger::news::News;
use crate::ledger::openings::Openings;
use crate::ledger::receipt::Receipt;
use crate::ledger::sequencer::{Answer, Drafted, Failure, Placed, Published, Sequencer, Task};
use crate::merkle::proof;
use crate::merkle::tile::TileId;
use crate::rules::decide::Refusal;
use crate::store::{Store, TreeOf};

/// A running ledger. Dropping it finishes the current batch, saves a snapshot and ends its thread.
pub struct Ledger {
    slug: Slug,
    vkey: Vkey,
    store: Arc<dyn Store>,
    queue: SyncSender<Task>,
    published: watch::Receiver<Published>,
    news: broadcast::Sender<Arc<News>>,
    thread: Option<JoinHandle<()>>,
}

/// An answer that will come.
pub type Pending<T> = oneshot::Receiver<T>;

fn stopped() -> Problem {
    Problem::unavailable("ledger-stopped")
}

impl Ledger {
    /// Recovers the ledger from the store and starts its sequencer.
    pub fn open(slug: Slug, store: Arc<dyn Store>, signer: NoteSigner, clock: Arc<dyn Clock>) -> Outcome<Self> {
        let vkey = signer.vkey().clone();
        let (sequencer, published, news) = Sequencer::open(slug.clone(), Arc::clone(&store), signer, clock)?;
        let (queue, tasks) = sync_channel(limits::QUEUE_EVENTS);
        let thread = std::thread::Builder::new()
            .name(format!("ledger-{slug}"))
            .spawn(move || sequencer.run(&tasks))
            .map_err(|e| Problem::unavailable("thread-not-started").with("cause", e))?;
        Ok(Self { slug, vkey, store, queue, published, news, thread: Some(thread) })
    }

    /// Its name on this server.
    pub fn slug(&self) -> &Slug {
        &self.slug
    }

    /// The key that verifies its checkpoints; the key's name is the ledger's origin.
    pub fn vkey(&self) -> &Vkey {
        &self.vkey
    }

    /// The checkpoint everybody sees now, and a way to wait for the next.
    pub fn published(&self) -> watch::Receiver<Published> {
        self.published.clone()
    }

    /// What every commit adds from now on. Whoever listens too slowly misses some, and reads the entries instead.
    pub fn news(&self) -> broadcast::Receiver<Arc<News>> {
        self.news.subscribe()
    }

    /// The place where a fold of this ledger called `name` is kept between starts.
    pub fn fold_slot(&self, name: &'static str) -> FoldSlot {
        FoldSlot::new(self.slug.clone(), Arc::clone(&self.store), name)
    }

    /// Queues a verified event. A full queue is answered `queue-full` at once.
    pub fn submit(&self, verified: Verified) -> Outcome<Pending<Answer>> {
        let (reply, pending) = oneshot::channel();
        self.send(Task::Submit(vec![(verified, reply)]))?;
        Ok(pending)
    }

    /// Queues verified events, at most [`limits::TOGETHER_EVENTS`], all of them or none. They are judged in this order with
    /// nothing between them; each has its own answer, and one that is refused does not stop those after it.
    pub fn submit_together(&self, events: Vec<Verified>) -> Outcome<Vec<Pending<Answer>>> {
        let queued = events.into_iter().map(|verified| {
            let (reply, pending) = oneshot::channel();
            ((verified, reply), pending)
        });
        let (tasks, pending) = queued.unzip();
        self.send(Task::Submit(tasks))?;
        Ok(pending)
    }

    /// Queues a verified event, waiting for room: for importers, who would only try again.
    pub fn submit_waiting(&self, verified: Verified) -> Outcome<Pending<Answer>> {
        let (reply, pending) = oneshot::channel();
        self.queue.send(Task::Submit(vec![(verified, reply)])).map_err(|_| stopped())?;
        Ok(pending)
    }

    /// Queues signatures for a draft, which is placed once its clauses are met.
    pub fn draft(&self, verified: Verified) -> Outcome<Pending<Result<Drafted, Failure>>> {
        let (reply, pending) = oneshot::channel();
        self.send(Task::Draft(Box::new(verified), reply))?;
        Ok(pending)
    }

    /// Queues a verified event with the openings of all its private fields.
    pub fn submit_opened(&self, verified: Verified, openings: Openings) -> Outcome<Pending<Answer>> {
        let (reply, pending) = oneshot::channel();
        self.send(Task::Opened(Box::new(verified), openings, reply))?;
        Ok(pending)
    }

    /// Queues signatures for a draft with the openings of all its private fields.
    pub fn draft_opened(&self, verified: Verified, openings: Openings) -> Outcome<Pending<Result<Drafted, Failure>>> {
        let (reply, pending) = oneshot::channel();
        self.send(Task::OpenedDraft(Box::new(verified), openings, reply))?;
        Ok(pending)
    }

    /// What opens a private field, if it is kept. Whoever asks has recorded that they do.
    pub fn opening(&self, sealed: &Sealed) -> Outcome<Option<Opening>> {
        let kept = self.store.opening_get(&self.slug, &sealed.sealed)?;
        let text = kept.and_then(|bytes| String::from_utf8(bytes).ok());
        // Damaged, or half destroyed: it opens nothing, and is not given out.
        Ok(text.and_then(|text| Opening::read(&text).ok()).filter(|opening| opening.seal() == *sealed))
    }

    /// Asks what would be unmet if these keys signed the event now.
    pub fn judge(&self, event: Event, keys: Vec<PublicKey>) -> Outcome<Pending<Result<(), Refusal>>> {
        let (reply, pending) = oneshot::channel();
        self.send(Task::Judge(Box::new(event), keys, reply))?;
        Ok(pending)
    }

    /// Withdraws a draft for one of its signers.
    pub fn withdraw(&self, id: EventId, withdrawal: &Withdrawal) -> Outcome<Pending<Outcome<()>>> {
        withdrawal.check(self.vkey.name(), id)?;
        let (reply, pending) = oneshot::channel();
        self.send(Task::Withdraw(id, withdrawal.key, reply))?;
        Ok(pending)
    }

    /// Submits and waits, off the async runtime: for the command line and tests.
    pub fn submit_now(&self, verified: Verified) -> Answer {
        self.submit_waiting(verified)?.blocking_recv().map_err(|_| stopped())?
    }

    fn send(&self, task: Task) -> Outcome<()> {
        self.queue.try_send(task).map_err(|e| match e {
            TrySendError::Full(_) => Problem::busy("queue-full").with("limit", limits::QUEUE_EVENTS),
            TrySendError::Disconnected(_) => stopped(),
        })
    }

    /// The receipt of a placed event. Built by whoever asks, so that hashing a proof never holds up the sequencer.
    pub fn receipt(&self, placed: &Placed) -> Outcome<Receipt> {
        let (index, published) = (placed.index, &placed.published);
        let batch = placed.batch.as_ref().filter(|batch| batch.growth.size() == published.size);
        let at_hand = batch.and_then(|batch| Some((batch.entry(index)?, batch.growth.inclusion(index)?)));
        let (entry, proof) = if let Some((entry, proof)) = at_hand {
            (entry.to_vec(), proof)
        } else {
            let entry = self.entries(index, index + 1)?.pop();
            let entry = entry.ok_or_else(|| Problem::missing("entry-missing").with("index", index))?;
            (entry, self.inclusion(index, published.size)?)
        };
        Ok(Receipt {
            index,
            entry: String::from_utf8(entry).unwrap_or_default(),
            checkpoint: String::from_utf8_lossy(&published.checkpoint).into_owned(),
            proof,
        })
    }

    /// Entry bytes `from..until`, checked against the tree before they are given out.
    pub fn entries(&self, from: u64, until: u64) -> Outcome<Vec<Vec<u8>>> {
        self.store.read(&self.slug, from, until)
    }

    /// The hashes of a tile.
    pub fn tile(&self, id: TileId) -> Outcome<Vec<Hash>> {
        self.store.tile(&self.slug, id)
    }

    /// The position of an event.
    pub fn find(&self, id: EventId) -> Outcome<Option<u64>> {
        self.store.find(&self.slug, &id.bytes())
    }

    /// The inclusion proof of an entry in the tree of `size`.
    pub fn inclusion(&self, index: u64, size: u64) -> Outcome<Vec<Hash>> {
        proof::inclusion(&TreeOf { store: self.store.as_ref(), slug: &self.slug }, index, size)
    }

    /// The consistency proof between two sizes.
    pub fn consistency(&self, old: u64, size: u64) -> Outcome<Vec<Hash>> {
        proof::consistency(&TreeOf { store: self.store.as_ref(), slug: &self.slug }, old, size)
    }

    /// The drafts that wait for signatures, oldest first.
    pub fn drafts(&self) -> Outcome<Vec<Envelope>> {
        self.store.drafts(&self.slug)?.iter().map(|(_, bytes)| Envelope::read(bytes)).collect()
    }

    /// One draft.
    pub fn draft_of(&self, id: EventId) -> Outcome<Option<Envelope>> {
        self.store.draft_get(&self.slug, &id.bytes())?.map(|bytes| Envelope::read(&bytes)).transpose()
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        // The queue may be full; the sequencer drains it, so this send gets its turn.
        drop(self.queue.send(Task::Stop));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
