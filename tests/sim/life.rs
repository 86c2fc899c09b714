//! One life of a ledger: what is done to it and what befalls it follow from a seed, and what must hold is looked at after
//! every step.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use mingbai::audit::memory::{Since, compare};
use mingbai::audit::report::Verdict;
use mingbai::base::code::{EventId, Slug};
use mingbai::base::hash::Hash;
use mingbai::base::note::NoteSigner;
use mingbai::base::problem::{Outcome, Problem};
use mingbai::base::time::Instant;
use mingbai::event::entry::Entry;
use mingbai::event::envelope::{Envelope, Verified};
use mingbai::event::payload::Event;
use mingbai::ledger::clock::Clock;
use mingbai::ledger::handle::{Ledger, Pending};
use mingbai::ledger::sequencer::{Answer, Drafted, Failure, Placed};
use mingbai::merkle::checkpoint::Checkpoint;
use mingbai::merkle::proof::Tiles;
use mingbai::merkle::tile::TileId;
use mingbai::merkle::tree::empty_root;
use mingbai::store::Store;
use mingbai::store::disk::DiskStore;

use crate::cast::{SMALL, key};
use crate::common::community::{Community, RECEIVERS};
use crate::common::published::Published;
use crate::dice::Dice;
use crate::disk::{Fault, Part, SimDisk};
use crate::gate::GateClock;
use crate::shelves::SimShelves;

const DIR: &str = "/ledgers";
/// Most events of one batch.
const BATCH: u64 = 6;
/// Problems a ledger may answer with while something is wrong with its disk or index.
const TROUBLE: &[&str] = &[
    "record-unwritable",
    "store-poisoned",
    "ledger-stopped",
    "file-unreadable",
    "index-unwritable",
    // A page of the snapshot went with the power, and a store that is poisoned cannot be recovered from.
    "snapshot-lost",
];

/// The log as its handle gives it.
struct TilesOf<'a>(&'a Ledger);

impl Tiles for TilesOf<'_> {
    fn tile(&self, id: TileId) -> Outcome<Vec<Hash>> {
        self.0.tile(id)
    }
}

/// The life.
pub struct Life {
    dice: Dice,
    disk: Arc<SimDisk>,
    shelves: SimShelves,
    clock: Arc<GateClock>,
    community: Community,
    founding: Vec<Envelope>,
    ledger: Option<Arc<Ledger>>,
    /// What was said to be in the ledger, by position, and the entry if a receipt was given out.
    acknowledged: BTreeMap<u64, (Envelope, Option<String>)>,
    /// Drafts that were said to wait, with the signatures they had.
    drafts: BTreeMap<EventId, Envelope>,
    /// The largest checkpoint that was given out.
    largest: Checkpoint,
    /// Whether something that may fail calls was set since the ledger was opened.
    troubled: bool,
    /// Tells what befalls it, for whoever must understand a failing seed.
    aloud: bool,
}

fn slug() -> Slug {
    SMALL.slug.parse().unwrap()
}

fn signer() -> NoteSigner {
    NoteSigner::new(SMALL.origin, key("log")).unwrap()
}

fn stopped() -> Failure {
    Problem::unavailable("ledger-stopped").into()
}

fn id_of(envelope: &Envelope) -> EventId {
    Verified::check(envelope.clone()).unwrap().event().head.id
}

impl Life {
    /// Nothing yet, not even a ledger.
    pub fn unborn() -> Self {
        let disk = Arc::new(SimDisk::default());
        let at: Instant = "2026-03-02T01:00:00.000Z".parse().unwrap();
        let mut community = Community::new(signer().vkey(), at);
        Self {
            dice: Dice::new(0),
            shelves: SimShelves::new(&disk),
            disk,
            clock: Arc::new(GateClock::new(at)),
            founding: community.founding(at).unwrap(),
            community,
            ledger: None,
            acknowledged: BTreeMap::new(),
            drafts: BTreeMap::new(),
            largest: Checkpoint::new(SMALL.origin, 0, empty_root()),
            troubled: false,
            aloud: false,
        }
    }

    /// The founded ledger with so many entries in all, closed in good order: where other lives begin.
    pub fn founded(entries: u64) -> Self {
        let mut life = Self::unborn();
        life.open();
        life.batch();
        while (life.acknowledged.len() as u64) < entries {
            let room = entries - life.acknowledged.len() as u64;
            let batch = (0..room.min(64)).map(|_| life.income()).collect();
            life.submit(batch);
        }
        life.ledger = None;
        life
    }

    /// Another life that begins where this one stands.
    pub fn reborn(&self, seed: u64) -> Self {
        let disk = Arc::new(SimDisk::clone(&self.disk));
        Self {
            dice: Dice::new(seed),
            shelves: self.shelves.copied(&disk),
            disk,
            clock: Arc::new(GateClock::new(self.clock.read())),
            community: self.community.clone(),
            founding: self.founding.clone(),
            ledger: None,
            acknowledged: self.acknowledged.clone(),
            drafts: BTreeMap::new(),
            largest: self.largest.clone(),
            troubled: false,
            aloud: false,
        }
    }

    /// Tells what befalls it from now on.
    pub fn aloud(mut self) -> Self {
        self.aloud = true;
        self
    }

    fn tell(&self, what: impl std::fmt::Display) {
        if self.aloud {
            println!("{what}");
        }
    }

    fn ledger(&self) -> Arc<Ledger> {
        Arc::clone(self.ledger.as_ref().unwrap())
    }

    fn income(&mut self) -> Envelope {
        let amount = i64::try_from(self.dice.below(100_000) + 1).unwrap();
        self.community.income(self.clock.read(), amount, &RECEIVERS).unwrap()
    }

    fn try_open(&self) -> Outcome<Arc<Ledger>> {
        let files = Arc::clone(&self.disk) as Arc<_>;
        let store = DiskStore::open_on(Path::new(DIR), files, Box::new(self.shelves.clone()))?;
        if store.ledgers()?.is_empty() {
            store.create(&slug())?;
        }
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        Ledger::open(slug(), Arc::new(store), signer(), clock).map(Arc::new)
    }

    /// Opens the ledger. It may be interrupted as often as a fault was set; without one it must succeed.
    fn open(&mut self) {
        loop {
            let faults = self.disk.faults();
            match self.try_open() {
                Ok(ledger) => {
                    self.ledger = Some(ledger);
                    break;
                }
                Err(problem) => {
                    assert!(self.disk.faults() > faults || self.troubled, "it does not open: {problem}");
                    self.tell(format!("opening failed: {}", problem.code));
                    self.shelves.fail(None);
                    self.troubled = false;
                    self.come_back();
                }
            }
        }
        if !self.disk.dead() {
            self.look();
        }
    }

    /// A new process finds what the last one left.
    fn come_back(&mut self) {
        let power = self.dice.once_in(2);
        self.disk.revive(power.then_some(&mut self.dice));
        self.shelves.revive(&mut self.dice);
        self.tell(if power { "power cut" } else { "process ended" });
    }

    /// Waits until the ledger has finished everything it was asked to do.
    fn settle(&mut self) {
        let event = Event::read(self.income().payload()).unwrap();
        if let Ok(pending) = self.ledger().judge(event, Vec::new()) {
            drop(pending.blocking_recv());
        }
    }

    /// Has these events judged and committed together.
    fn submit(&mut self, envelopes: Vec<Envelope>) {
        let ledger = self.ledger();
        self.clock.close();
        let verified = envelopes.iter().map(|envelope| Verified::check(envelope.clone()).unwrap());
        let pending: Vec<_> = verified.map(|verified| ledger.submit(verified).unwrap()).collect();
        self.clock.open();
        let answer = |pending: Pending<Answer>| pending.blocking_recv().unwrap_or_else(|_| Err(stopped()));
        let answers: Vec<Answer> = pending.into_iter().map(answer).collect();
        self.settle();
        for (envelope, answer) in envelopes.into_iter().zip(answers) {
            self.answered(envelope, answer);
        }
    }

    fn answered(&mut self, envelope: Envelope, answer: Answer) {
        match answer {
            Ok(placed) => self.acknowledge(envelope, &placed),
            Err(Failure::Refused(refusal)) => {
                self.tell(format!("refused: {}", refusal.unmet[0].code));
            }
            Err(Failure::Problem(problem)) => {
                let expected = problem.code == "id-used" || self.in_trouble() && TROUBLE.contains(&problem.code);
                assert!(expected, "{problem}");
                self.tell(format!("problem: {}", problem.code));
            }
        }
    }

    fn in_trouble(&self) -> bool {
        self.troubled || self.disk.dead()
    }

    /// A receipt was given out: from now on the entry is there, whatever happens.
    fn acknowledge(&mut self, envelope: Envelope, placed: &Placed) {
        let ledger = self.ledger();
        assert!(placed.published.size > placed.index, "the checkpoint covers it");
        let receipt = ledger.receipt(placed);
        assert!(receipt.is_ok() || self.in_trouble(), "a receipt is given for what was placed");
        let entry = receipt.ok().map(|receipt| {
            self.fits(&ledger, receipt.holds(ledger.vkey()).unwrap());
            receipt.entry
        });
        self.drafts.remove(&id_of(&envelope));
        let kept = self.acknowledged.entry(placed.index).or_insert_with(|| (envelope.clone(), None));
        assert_eq!(kept.0, envelope, "the same place twice");
        if kept.1.is_some() && entry.is_some() {
            assert_eq!(kept.1, entry, "two entries at one place");
        }
        kept.1 = entry.or(kept.1.take());
    }

    /// A checkpoint was given out: it belongs to one history with all the others.
    fn fits(&mut self, ledger: &Ledger, checkpoint: Checkpoint) {
        let (old, new) = if checkpoint.size < self.largest.size {
            (checkpoint, self.largest.clone())
        } else {
            (self.largest.clone(), checkpoint)
        };
        let since = compare(&old, &new, &TilesOf(ledger)).unwrap();
        assert!(matches!(since, Since::Same | Since::Grown), "two histories: {since:?}");
        self.largest = new;
    }

    /// Everything acknowledged is there, as it was.
    fn look(&mut self) {
        let ledger = self.ledger();
        let published = ledger.published().borrow().clone();
        let end = self.acknowledged.keys().next_back().map_or(0, |last| last + 1);
        assert!(published.size >= end, "a shorter history: {} of {end}", published.size);
        let entries = ledger.entries(0, end).unwrap();
        for (index, (envelope, known)) in &self.acknowledged {
            let found = &entries[usize::try_from(*index).unwrap()];
            match known {
                Some(known) => assert_eq!(known.as_bytes(), found, "entry {index}"),
                None => assert_eq!(Entry::read(found).unwrap().envelope, *envelope, "entry {index}"),
            }
        }
        let newest = Checkpoint::open(&published.checkpoint, ledger.vkey()).unwrap();
        assert!(newest.size >= self.largest.size, "a checkpoint was given out and taken back");
        self.fits(&ledger, newest);
        for (id, envelope) in &self.drafts {
            let Ok(kept) = ledger.draft_of(*id) else {
                assert!(self.in_trouble(), "a draft cannot be read");
                continue;
            };
            let Some(kept) = kept else {
                assert!(ledger.find(*id).unwrap().is_some(), "draft {id} was lost");
                continue;
            };
            assert!(envelope.keys().all(|one| kept.keys().any(|other| other == one)), "a signature was lost");
        }
    }

    /// Lives for so many steps, then recovers, is looked at, grows once more and is audited.
    pub fn live(mut self, steps: u64) -> u64 {
        if self.dice.once_in(3) {
            self.fault(true);
        }
        self.open();
        for _ in 0..steps {
            if !self.disk.dead() {
                self.step();
            }
            if self.disk.dead() {
                self.ledger = None;
                self.come_back();
                self.troubled = false;
                if self.dice.once_in(4) {
                    // It is interrupted again while it recovers.
                    self.fault(true);
                }
                self.open();
            }
        }
        self.rest()
    }

    /// A ledger whose making is interrupted by this fault, is gone on with by the next process, and written to; then the
    /// power goes.
    pub fn begun_again(mut self, fault: Fault) -> u64 {
        self.disk.fail(Some(fault));
        self.troubled = true;
        if self.try_open().is_err() {
            self.disk.revive(None);
        }
        self.disk.fail(None);
        self.troubled = false;
        self.open();
        self.batch();
        self.ledger = None;
        self.disk.revive(Some(&mut self.dice));
        self.open();
        self.rest()
    }

    /// The first commits of a ledger, with a fault in each; then the power goes, and everything acknowledged is there.
    pub fn interrupted(mut self, faults: [Fault; 2]) {
        self.open();
        self.troubled = true;
        for fault in faults {
            if !self.disk.dead() {
                self.disk.fail(Some(fault));
                self.batch();
            }
        }
        self.ledger = None;
        self.disk.revive(Some(&mut self.dice));
        self.shelves.revive(&mut self.dice);
        self.troubled = false;
        self.open();
    }

    fn rest(&mut self) -> u64 {
        self.ledger = None;
        self.disk.revive(None);
        self.shelves.revive(&mut self.dice);
        self.troubled = false;
        self.open();
        if self.acknowledged.len() < self.founding.len() {
            self.batch();
        }
        // However far back the clock went, time goes on in the end.
        self.clock.step(400 * 86_400_000);
        let before = self.acknowledged.len();
        let last = self.income();
        self.submit(vec![last]);
        assert_eq!(self.acknowledged.len(), before + 1, "it takes events again");
        let some = self.dice.place(self.acknowledged.len());
        let (index, (envelope, _)) = self.acknowledged.iter().nth(some).unwrap();
        let again = self.ledger().submit_now(Verified::check(envelope.clone()).unwrap()).unwrap();
        assert_eq!((again.index, again.fresh), (*index, false));
        self.look();
        let published = Published::of(&self.ledger()).unwrap();
        let report = published.audit(&self.ledger(), self.clock.read());
        assert_eq!(report.verdict, Verdict::Holds, "{:?}", report.findings);
        report.size
    }

    fn step(&mut self) {
        match self.dice.below(20) {
            0..=8 => self.batch(),
            9..=11 => self.cosign(),
            12 | 13 => self.fault(true),
            14 => self.fault(false),
            15 => self.index_fault(),
            16 => self.clock_jump(),
            _ => self.reopen(),
        }
    }

    /// Events of every sort, the first of them new; the founding ones until they are acknowledged.
    fn batch(&mut self) {
        self.tell("batch");
        if self.acknowledged.len() < self.founding.len() {
            return self.submit(self.founding.clone());
        }
        let mut batch = vec![self.income()];
        for _ in 0..self.dice.below(BATCH) {
            let next = match self.dice.below(6) {
                0 => self.community.income(self.clock.read(), 5, &RECEIVERS[..1]).unwrap(),
                1 if !self.acknowledged.is_empty() => {
                    let place = self.dice.place(self.acknowledged.len());
                    self.acknowledged.values().nth(place).unwrap().0.clone()
                }
                2 => batch[self.dice.place(batch.len())].clone(),
                3 => self.of_used_id(),
                _ => self.income(),
            };
            batch.push(next);
        }
        self.submit(batch);
    }

    /// Another event under an id that was used.
    fn of_used_id(&mut self) -> Envelope {
        let mut twin = self.community.clone();
        let at = self.clock.read();
        let (one, two) = (twin.clone().income(at, 7, &RECEIVERS).unwrap(), twin.income(at, 8, &RECEIVERS).unwrap());
        self.community = twin;
        self.submit(vec![one]);
        two
    }

    /// A draft begins, or gets one more signature.
    fn cosign(&mut self) {
        let kept = self.dice.place(self.drafts.len() + 1);
        let (who, draft) = match self.drafts.values().nth(kept) {
            Some(draft) => (RECEIVERS[self.dice.place(3)], draft.clone()),
            None => (RECEIVERS[0], self.community.income(self.clock.read(), 9, &[]).unwrap()),
        };
        self.tell(format!("draft signed by {who}"));
        let mut envelope = Envelope::unsigned(draft.payload().to_vec());
        envelope.sign(&key(who));
        let id = id_of(&envelope);
        let pending = self.ledger().draft(Verified::check(envelope.clone()).unwrap()).unwrap();
        let answer = pending.blocking_recv().unwrap_or_else(|_| Err(stopped()));
        self.settle();
        match answer {
            Ok(Drafted::Placed(placed)) => self.placed_draft(&envelope, &placed),
            Ok(Drafted::Waiting(draft)) => drop(self.drafts.insert(id, draft.envelope)),
            Err(failure) => self.answered(envelope, Err(failure)),
        }
    }

    /// The envelope in the ledger has the signatures of several people; it is taken from there.
    fn placed_draft(&mut self, known: &Envelope, placed: &Placed) {
        let Ok(entries) = self.ledger().entries(placed.index, placed.index + 1) else {
            assert!(self.in_trouble(), "what was placed can be read");
            return;
        };
        let entry = Entry::read(&entries[0]).unwrap();
        assert_eq!(entry.envelope.payload(), known.payload());
        self.acknowledge(entry.envelope, placed);
    }

    /// The disk will fail soon: for good, or once.
    fn fault(&mut self, fatal: bool) {
        let part = [Part::Before, Part::Half, Part::After][self.dice.place(3)];
        let fault = Fault { after: self.dice.below(14), part, fatal };
        self.tell(format!("{fault:?}"));
        self.disk.fail(Some(fault));
        self.troubled = true;
    }

    fn index_fault(&mut self) {
        let after = self.dice.below(30);
        self.tell(format!("index fails after {after}"));
        self.shelves.fail(Some(after));
        self.troubled = true;
    }

    fn clock_jump(&mut self) {
        let hours = i64::try_from(self.dice.below(96)).unwrap() - 24;
        if self.acknowledged.len() < self.founding.len() {
            // The founding events were signed on a day that must not be long ago.
            return;
        }
        self.tell(format!("clock moves {hours} h"));
        self.clock.step(hours * 3_600_000);
    }

    /// The process ends in good order or not, and something may happen to the index meanwhile.
    fn reopen(&mut self) {
        self.ledger = None;
        self.come_back();
        self.troubled = false;
        let befallen = match self.dice.below(8) {
            0 => {
                self.shelves.lose();
                "index lost"
            }
            1 => {
                self.shelves.lose_snapshots();
                "snapshots lost"
            }
            2 => {
                self.shelves.rot(&mut self.dice);
                "index rots"
            }
            _ => "",
        };
        if befallen.starts_with("index") {
            // Drafts lie beside the record, and may go with the index.
            self.drafts.clear();
        }
        self.tell(format!("reopened {befallen}"));
        self.open();
    }
}
