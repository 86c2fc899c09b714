//! Followers: for each ledger a board that folds every entry readers are shown.
//!
//! Without witnesses that is every published entry; with witnesses it is what the checkpoint covers that
//! [`crate::http::cosigning`] decided to show. Board, pages and checkpoint stand at the same size; tiles go as far
//! as the log, because witnesses that replay the rules look at entries before they cosign.
//!
//! Entries come decoded from the ledger itself ([`crate::ledger::news`]), or from the store if some were missed. Readers
//! never wait for reading or decoding: they wait while at most [`limits::PAGE_ENTRIES`] decoded entries are folded. A
//! snapshot of the board saves folding the whole log at the next start.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::http::HeaderMap;
use tokio::sync::{broadcast, watch};

use crate::base::code::Slug;
use crate::base::limits;
use crate::base::paged::pages::{self, Pages, Saved};
use crate::base::problem::{Outcome, Problem};
use crate::event::entry::Entry;
use crate::event::payload::Event;
use crate::http::cosigning::{self, Settings, Status};
use crate::http::index::Index;
use crate::http::kept::Kept;
use crate::http::papers::Papers;
use crate::http::reach::{self, PublicUrl};
use crate::ledger::fold::{FoldSlot, next_due};
use crate::ledger::handle::Ledger;
use crate::ledger::news::{Entered, News};
use crate::ledger::sequencer::Published;
use crate::merkle::tree::{Frontier, leaf_hash};
use crate::view::board::Board;
use crate::view::recorded::Recorded;

/// A ledger and the board that follows it.
pub struct Followed {
    /// The ledger.
    pub ledger: Arc<Ledger>,
    board: RwLock<Board>,
    /// Whoever folds holds this; readers do not.
    folding: Mutex<Folding>,
    kept: FoldSlot,
    /// What search goes by.
    pub index: Index,
    /// How often the board has changed. It is told under the board's lock, before a reader can see the change.
    changes: AtomicU64,
    /// Boards of past days.
    pub past: Arc<Kept>,
    /// Whom the ledger asks for cosignatures, what its readers are shown, and how the witnesses stand.
    asked: Option<Asked>,
}

/// What only a ledger with witnesses has.
struct Asked {
    settings: Arc<Settings>,
    shown: watch::Sender<Published>,
    /// The newest of those shown that a quorum cosigned.
    cosigned: RwLock<Option<Published>>,
    status: RwLock<Option<Status>>,
}

/// What only folding needs.
struct Folding {
    /// The edge of the tree folded.
    edge: Frontier,
    news: broadcast::Receiver<Arc<News>>,
    /// The size of the last snapshot.
    saved: u64,
}

impl Folding {
    /// The news that go on exactly where the board stands, if they came.
    fn next(&mut self, size: u64) -> Option<Arc<News>> {
        loop {
            match self.news.try_recv() {
                Ok(news) if news.first == size => return Some(news),
                // Folded already, or read from the store.
                Ok(news) if news.first < size => {}
                Ok(_) => return None,
                Err(broadcast::error::TryRecvError::Lagged(_)) => {}
                Err(_) => return None,
            }
        }
    }
}

fn entered(bytes: &[u8]) -> Outcome<Entered> {
    let entry = Entry::read(bytes)?;
    let event = Arc::new(Event::read(entry.envelope.payload())?);
    Ok(Entered { time: entry.time, keys: entry.envelope.keys().collect(), event, leaf: leaf_hash(bytes) })
}

/// A board and the edge of the tree it was folded from, for a snapshot: the edge's length, the edge, the board.
fn save(edge: &Frontier, board: &Board, pages: &Pages) -> Outcome<Saved> {
    let saved = board.save(pages)?;
    let edge = pages::write(edge)?;
    let length = u32::try_from(edge.len()).unwrap_or(u32::MAX);
    let bytes = [length.to_be_bytes().as_slice(), &edge, &saved.bytes].concat();
    Ok(Saved { bytes, live: saved.live })
}

/// What [`save`] gave, if it can be read and is of one tree.
fn load(bytes: &[u8], pages: &Pages) -> Option<(Frontier, Board)> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (edge, board) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    let (edge, board): (Frontier, Board) = (pages::read(edge)?, Board::load(board, pages)?);
    let same = edge.size() == board.standing().size && edge.root() == board.root();
    same.then_some((edge, board))
}

impl Followed {
    /// A board that has caught up with what the ledger has published.
    pub fn open(ledger: Arc<Ledger>) -> Outcome<Self> {
        Self::witnessed_by(ledger, None)
    }

    /// The same; with witnesses it has caught up with what readers were shown last.
    pub fn witnessed_by(ledger: Arc<Ledger>, settings: Option<Settings>) -> Outcome<Self> {
        let asked = settings.map(|settings| {
            let first = settings.first(&ledger);
            let cosigned = RwLock::new(Some(first.clone()).filter(|first| settings.has_quorum(first)));
            let shown = watch::channel(first).0;
            Asked { settings: Arc::new(settings), shown, cosigned, status: RwLock::default() }
        });
        let kept = ledger.fold_slot("board");
        let news = ledger.news();
        let first = asked.as_ref().map(|asked| asked.shown.borrow().clone());
        let size = first.as_ref().map_or_else(|| ledger.published().borrow().size, |first| first.size);
        let kept_fold = kept.load(size, |bytes| load(bytes, kept.pages()), |(edge, _)| (edge.size(), edge.root()));
        let (edge, board) = kept_fold.unwrap_or_default();
        let folding = Folding { saved: edge.size(), edge, news };
        let index = Index::open(&ledger, size);
        let followed = Self {
            index,
            ledger,
            board: RwLock::new(board),
            folding: Mutex::new(folding),
            kept,
            changes: AtomicU64::new(0),
            past: Arc::default(),
            asked,
        };
        followed.catch_up()?;
        Ok(followed)
    }

    /// What readers are shown: the checkpoint, which may carry cosignatures, and how far pages go.
    pub fn shown(&self) -> Published {
        match &self.asked {
            Some(asked) => asked.shown.borrow().clone(),
            None => self.ledger.published().borrow().clone(),
        }
    }

    /// The checkpoint that says most for an entry: the newest that a quorum cosigned, if it covers the entry; or the one
    /// that is shown.
    pub fn best(&self, index: u64) -> Published {
        let cosigned =
            self.asked.as_ref().and_then(|asked| asked.cosigned.read().unwrap_or_else(PoisonError::into_inner).clone());
        cosigned.filter(|cosigned| index < cosigned.size).unwrap_or_else(|| self.shown())
    }

    /// Folds what was published since; gives what the board now stands on. With witnesses only what was shown is folded.
    pub fn catch_up(&self) -> Outcome<Published> {
        let mut folding = self.folding.lock().unwrap_or_else(PoisonError::into_inner);
        let published = self.shown();
        self.fold_all(&mut folding, &published)?;
        if published.size >= next_due(folding.saved) {
            self.save(&mut folding);
        }
        Ok(published)
    }

    /// Shows a checkpoint and folds what it covers. Nothing shown is taken back: an older one is passed over.
    pub fn show(&self, published: &Published) -> Outcome<()> {
        let Some(asked) = &self.asked else { return Ok(()) };
        if published.size < asked.shown.borrow().size {
            return Ok(());
        }
        let mut folding = self.folding.lock().unwrap_or_else(PoisonError::into_inner);
        self.fold_all(&mut folding, published)?;
        if asked.settings.has_quorum(published) {
            *asked.cosigned.write().unwrap_or_else(PoisonError::into_inner) = Some(published.clone());
        }
        asked.shown.send_replace(published.clone());
        // What is shown is part of what pages warn of.
        self.touch();
        if published.size >= next_due(folding.saved) {
            self.save(&mut folding);
        }
        drop(folding);
        super::metrics::size(self.ledger.slug(), published.size);
        self.index.catch_up(&self.ledger, published.size)
    }

    /// Notes how the witnesses stand.
    pub(super) fn witnessed(&self, status: Status) {
        let Some(asked) = &self.asked else { return };
        super::metrics::quorum(self.ledger.slug(), status.quorum);
        *asked.status.write().unwrap_or_else(PoisonError::into_inner) = Some(status);
        // Pages warn when too few witnesses have cosigned.
        self.touch();
    }

    /// Whether the ledger asks witnesses.
    pub fn asks(&self) -> bool {
        self.asked.is_some()
    }

    /// How the witnesses stand; none when the ledger asks none, or has not begun to.
    pub fn status(&self) -> Option<Status> {
        self.asked.as_ref()?.status.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn fold_all(&self, folding: &mut Folding, published: &Published) -> Outcome<()> {
        while folding.edge.size() < published.size {
            let from = folding.edge.size();
            let left = published.size - from;
            let next = folding.next(from).filter(|news| news.entries.len() as u64 <= left);
            if let Some(news) = next {
                self.fold(&news.entries, folding);
            } else {
                let until = published.size.min(from + limits::PAGE_ENTRIES);
                let entries = self.ledger.entries(from, until)?;
                let entries = entries.iter().map(|bytes| entered(bytes)).collect::<Outcome<Vec<_>>>()?;
                self.fold(&entries, folding);
            }
            if self.kept.pages().lost() {
                self.begin_again(folding);
            }
        }
        Ok(())
    }

    /// Folds entries and shows them, all at once: no page mixes a size with another's root.
    fn fold(&self, entries: &[Entered], folding: &mut Folding) {
        let mut board = self.board.write().unwrap_or_else(PoisonError::into_inner);
        self.changes.fetch_add(1, Ordering::AcqRel);
        for entered in entries {
            let event = Arc::clone(&entered.event);
            let keys = entered.keys.iter().copied();
            let recorded = Recorded::new(event, keys, entered.time, entered.leaf, board.standing());
            board.fold_recorded(&recorded);
            folding.edge.push(entered.leaf);
        }
        board.stand_on(folding.edge.root());
    }

    /// A page of the snapshot is lost or damaged: what was folded on top of it is void.
    fn begin_again(&self, folding: &mut Folding) {
        tracing::warn!(ledger = %self.ledger.slug(), "snapshot of the views is damaged; they are folded again");
        let mut board = self.board.write().unwrap_or_else(PoisonError::into_inner);
        self.changes.fetch_add(1, Ordering::AcqRel);
        *board = Board::default();
        self.kept.pages().forgive();
        folding.edge = Frontier::default();
        // The next snapshot takes the place of the damaged one.
        folding.saved = 0;
    }

    /// How often the board has changed: what was made between two equal readings was made of one board.
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// Says that what pages tell beside the board has changed.
    pub fn touch(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
    }

    /// Reads the board. If it turns out to lack a page of its snapshot, it is folded again and read once more.
    pub fn read<T>(&self, look: impl Fn(&Board) -> T) -> T {
        let seen = look(&self.board.read().unwrap_or_else(PoisonError::into_inner));
        if !self.kept.pages().lost() {
            return seen;
        }
        drop(seen);
        let mut folding = self.folding.lock().unwrap_or_else(PoisonError::into_inner);
        if self.kept.pages().lost() {
            self.begin_again(&mut folding);
        }
        if let Err(problem) = self.fold_all(&mut folding, &self.shown()) {
            tracing::error!(ledger = %self.ledger.slug(), %problem, "views have stopped");
        }
        drop(folding);
        look(&self.board.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A lost snapshot costs time at the next start and nothing else, so failing to write one is only logged.
    fn save(&self, folding: &mut Folding) {
        let size = folding.edge.size();
        let saved = save(&folding.edge, &self.board.read().unwrap_or_else(PoisonError::into_inner), self.kept.pages());
        let saved = saved.and_then(|saved| {
            self.kept.save(size, &saved)?;
            // What stands in pages now need not stand in memory.
            if let Some((_, board)) = load(&saved.bytes, self.kept.pages()) {
                *self.board.write().unwrap_or_else(PoisonError::into_inner) = board;
                self.kept.tidy(&saved)?;
            }
            Ok(())
        });
        if let Err(problem) = saved {
            tracing::warn!(ledger = %self.ledger.slug(), code = problem.code, "snapshot of the views not saved");
        }
        folding.saved = size;
    }

    /// Follows the ledger until it stops.
    pub async fn follow(self: Arc<Self>) {
        if let Some(settings) = self.asked.as_ref().map(|asked| Arc::clone(&asked.settings)) {
            return cosigning::run(self, settings).await;
        }
        let mut watching = self.ledger.published();
        loop {
            let this = Arc::clone(&self);
            let caught_up = tokio::task::spawn_blocking(move || {
                let published = this.catch_up()?;
                this.index.catch_up(&this.ledger, published.size).map(|()| published)
            });
            let caught_up = caught_up.await;
            match caught_up {
                Ok(Ok(published)) => super::metrics::size(self.ledger.slug(), published.size),
                Ok(Err(problem)) => tracing::error!(ledger = %self.ledger.slug(), %problem, "views have stopped"),
                Err(panic) => tracing::error!(ledger = %self.ledger.slug(), %panic, "views have stopped"),
            }
            if watching.changed().await.is_err() {
                return;
            }
        }
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        let mut folding = self.folding.lock().unwrap_or_else(PoisonError::into_inner);
        if folding.edge.size() > folding.saved && !self.kept.pages().lost() {
            self.save(&mut folding);
        }
    }
}

/// All ledgers a server shows.
pub struct Shown {
    /// Those that can be shown, and why the others cannot: their readers are told, not that there is no such ledger.
    ledgers: BTreeMap<Slug, Outcome<Arc<Followed>>>,
    /// Where the server is reached, if it was told.
    public: Option<PublicUrl>,
    /// Where papers are kept, if they are.
    papers: Option<Papers>,
}

/// A ledger that runs, or why it does not.
pub type Started = (Slug, Outcome<Arc<Ledger>>);

impl Shown {
    /// Followers for these ledgers, all caught up.
    pub fn open(ledgers: impl IntoIterator<Item = Started>) -> Self {
        Self::witnessed_by(ledgers, BTreeMap::new())
    }

    /// The same, some of which ask witnesses.
    pub fn witnessed_by(ledgers: impl IntoIterator<Item = Started>, mut witnesses: BTreeMap<Slug, Settings>) -> Self {
        let followed = ledgers.into_iter().map(|(slug, ledger)| {
            let settings = witnesses.remove(&slug);
            let followed = ledger.and_then(|ledger| Followed::witnessed_by(ledger, settings)).map(Arc::new);
            if let Err(problem) = &followed {
                tracing::error!(ledger = %slug, %problem, "ledger is not shown");
            }
            (slug, followed)
        });
        Self { ledgers: followed.collect(), public: None, papers: None }
    }

    /// The same, reached at this address.
    pub fn reached_by(mut self, public: Option<PublicUrl>) -> Self {
        self.public = public;
        self
    }

    /// The same, keeping papers.
    pub fn keeping(mut self, papers: Option<Papers>) -> Self {
        self.papers = papers;
        self
    }

    /// Where papers are kept, if they are.
    pub fn papers(&self) -> Option<&Papers> {
        self.papers.as_ref()
    }

    /// Where the server is reached.
    pub fn reached_at(&self, headers: &HeaderMap) -> String {
        reach::reached_at(self.public.as_ref(), headers)
    }

    /// A ledger by the name in a URL.
    pub fn get(&self, name: &str) -> Outcome<Arc<Followed>> {
        let found = name.parse::<Slug>().ok().and_then(|slug| self.ledgers.get(&slug).cloned());
        found.unwrap_or_else(|| {
            let known: Vec<&str> = self.ledgers.keys().map(Slug::as_str).collect();
            Err(Problem::missing("ledger-unknown").with("found", name.escape_debug()).with("known", known.join(", ")))
        })
    }

    /// All that can be shown.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Followed>> {
        self.ledgers.values().flatten()
    }
}
