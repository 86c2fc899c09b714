//! Followers: for each ledger a board that folds every published entry, for readers.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::base::code::Slug;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::event::entry::Entry;
use crate::ledger::handle::Ledger;
use crate::ledger::sequencer::Published;
use crate::merkle::tree::leaf_hash;
use crate::view::board::Board;

/// A ledger and the board that follows it.
pub struct Followed {
    /// The ledger.
    pub ledger: Arc<Ledger>,
    board: RwLock<Board>,
}

impl Followed {
    /// A board that has caught up with what the ledger has published.
    pub fn open(ledger: Arc<Ledger>) -> Outcome<Self> {
        let followed = Self { ledger, board: RwLock::default() };
        followed.catch_up()?;
        Ok(followed)
    }

    /// Folds what was published since; gives what the board now stands on.
    pub fn catch_up(&self) -> Outcome<Published> {
        let published = self.ledger.published().borrow().clone();
        // Readers wait while a batch is folded, so that no page mixes a size with another's root.
        let mut board = self.board.write().unwrap_or_else(PoisonError::into_inner);
        while board.standing().size < published.size {
            let from = board.standing().size;
            let until = published.size.min(from + limits::PAGE_ENTRIES);
            for bytes in self.ledger.entries(from, until)? {
                board.fold(&Entry::read(&bytes)?, leaf_hash(&bytes))?;
            }
        }
        board.stand_on(published.root);
        Ok(published)
    }

    /// Reads the board.
    pub fn read<T>(&self, look: impl FnOnce(&Board) -> T) -> T {
        look(&self.board.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Follows the ledger until it stops.
    pub async fn follow(self: Arc<Self>) {
        let mut watching = self.ledger.published();
        loop {
            let this = Arc::clone(&self);
            let caught_up = tokio::task::spawn_blocking(move || this.catch_up()).await;
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

/// All ledgers a server shows.
pub struct Shown {
    /// Those that can be shown, and why the others cannot: their readers are told, not that there is no such ledger.
    ledgers: BTreeMap<Slug, Outcome<Arc<Followed>>>,
}

/// A ledger that runs, or why it does not.
pub type Started = (Slug, Outcome<Arc<Ledger>>);

impl Shown {
    /// Followers for these ledgers, all caught up.
    pub fn open(ledgers: impl IntoIterator<Item = Started>) -> Self {
        let followed = ledgers.into_iter().map(|(slug, ledger)| {
            let followed = ledger.and_then(Followed::open).map(Arc::new);
            if let Err(problem) = &followed {
                tracing::error!(ledger = %slug, %problem, "ledger is not shown");
            }
            (slug, followed)
        });
        Self { ledgers: followed.collect() }
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
