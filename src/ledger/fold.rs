//! Where a fold of a ledger's entries is kept between starts: the state the sequencer judges by, the board readers see.
//!
//! A snapshot is never the record. One that cannot be read, or whose tree is not the beginning of the record's, is passed
//! over, and the fold is made again from the entries.

use std::sync::Arc;

use crate::base::code::Slug;
use crate::base::hash::Hash;
use crate::base::paged::pages::{Keeper, Pages, Saved};
use crate::base::problem::Outcome;
use crate::merkle::proof;
use crate::store::{Store, TreeOf};

/// A snapshot is due when the log has grown by a quarter of its length, within these bounds, in entries: the first keeps a
/// small log from being written again and again, the second bounds what is folded again after a crash.
const DUE: (u64, u64) = (4_096, 65_536);

/// The place of one fold.
pub struct FoldSlot {
    slug: Slug,
    store: Arc<dyn Store>,
    /// The name of its pages.
    fold: &'static str,
    /// The name of its snapshots. The program's version is part of it, because the shape of a fold may change from
    /// version to version.
    name: String,
    pages: Pages,
}

struct StorePages {
    slug: Slug,
    store: Arc<dyn Store>,
    name: &'static str,
}

impl Keeper for StorePages {
    fn put(&self, digest: &Hash, bytes: &[u8]) -> Outcome<()> {
        self.store.page_put(&self.slug, self.name, digest, bytes)
    }

    fn get(&self, digest: &Hash) -> Option<Vec<u8>> {
        self.store.page_get(&self.slug, self.name, digest).ok().flatten()
    }
}

impl FoldSlot {
    /// The place of the fold called `name`.
    pub fn new(slug: Slug, store: Arc<dyn Store>, name: &'static str) -> Self {
        let pages = Pages::new(Arc::new(StorePages { slug: slug.clone(), store: Arc::clone(&store), name }));
        Self { slug, store, fold: name, name: format!("{name}-{}", env!("CARGO_PKG_VERSION")), pages }
    }

    /// The pages of its snapshots.
    pub fn pages(&self) -> &Pages {
        &self.pages
    }

    /// The snapshot, read by `read`, if its tree is the beginning of the record's, of which there are `size` entries.
    /// `root` tells the size and root of what was read.
    pub fn load<T>(&self, size: u64, read: impl Fn(&[u8]) -> Option<T>, root: impl Fn(&T) -> (u64, Hash)) -> Option<T> {
        let (at, bytes) = self.store.snapshot_load(&self.slug, &self.name).ok()??;
        let fold = read(&bytes)?;
        let (folded, root) = root(&fold);
        let tree = TreeOf { store: self.store.as_ref(), slug: &self.slug };
        (folded == at && folded <= size && proof::root(&tree, folded).ok()? == root).then_some(fold)
    }

    /// Keeps a snapshot of the fold at `size` entries.
    pub fn save(&self, size: u64, saved: &Saved) -> Outcome<()> {
        self.store.snapshot_save(&self.slug, size, &self.name, &saved.bytes)
    }

    /// Forgets pages that the last snapshot does not need. Call it once nothing older is in use.
    pub fn tidy(&self, saved: &Saved) -> Outcome<()> {
        self.store.pages_keep(&self.slug, self.fold, &saved.live)
    }
}

/// The size at which the next snapshot is due, after one at `size`.
pub fn next_due(size: u64) -> u64 {
    size + (size / 4).clamp(DUE.0, DUE.1)
}
