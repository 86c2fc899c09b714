//! A folder of ledgers: append-only segment files are the record, sled is an index that can be made again from them.
//!
//! ```text
//! <dir>/store.lock                   held while the store is open
//! <dir>/<slug>/record/0000000000.seg 256 entries a segment, see [`segment`]
//! <dir>/<slug>/record/checkpoint     the signed checkpoint that covers them
//! <dir>/<slug>/openings/             what opens private fields, see [`openings`]; never published
//! <dir>/<slug>/pages/<name>/         pages that snapshots of that name refer to
//! <dir>/index.sled/                  tiles, ids, drafts, snapshots
//! <dir>/index.damaged/               the last index that could not be read, for whoever wants to know why
//! ```
//!
//! A slug has no dot, so no ledger can lie in one of the store's own places.

mod beside;
mod fence;
pub mod files;
mod index;
mod ledger;
mod openings;
mod pages;
mod record;
mod segment;
pub mod shelf;
mod tree;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use crate::base::code::Slug;
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::tile::TileId;
use crate::store::disk::files::{Files, RealFiles};
use crate::store::disk::index::Index;
use crate::store::disk::ledger::KeptLedger;
use crate::store::disk::shelf::Shelves;
use crate::store::{Commit, DraftBytes, Head, Store};

/// How a store is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Bytes sled may use for its cache.
    pub cache_bytes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { cache_bytes: 64 * 1024 * 1024 }
    }
}

/// The embedded store.
pub struct DiskStore {
    dir: PathBuf,
    index: Index,
    files: Arc<dyn Files>,
    /// A ledger that is damaged stands here with its problem, and does not keep the others from going on.
    ledgers: RwLock<BTreeMap<Slug, Outcome<Arc<KeptLedger>>>>,
    /// Held until the store is dropped; the operating system releases it with the process. None on a disk of its own.
    _lock: Option<File>,
}

impl DiskStore {
    /// Opens a folder, making it if need be, and recovers every ledger in it.
    pub fn open(dir: &Path) -> Outcome<Self> {
        Self::open_with(dir, &Settings::default(), Arc::new(RealFiles))
    }

    /// Opens a folder with these settings.
    pub fn open_set_up(dir: &Path, settings: &Settings) -> Outcome<Self> {
        Self::open_with(dir, settings, Arc::new(RealFiles))
    }

    /// Opens a folder with these settings and this way to the disk.
    fn open_with(dir: &Path, settings: &Settings, files: Arc<dyn Files>) -> Outcome<Self> {
        files::make_folder(files.as_ref(), dir).map_err(|e| unusable(dir, &e))?;
        let lock = lock(dir)?;
        let ledgers = found(dir, files.as_ref())?;
        let index = Index::open(&dir.join("index.sled"), settings.cache_bytes, &ledgers)?;
        Self::recover(dir, index, files, Some(lock))
    }

    /// Opens a folder on a disk and an index of the caller's. Nothing keeps a second store off them.
    pub fn open_on(dir: &Path, files: Arc<dyn Files>, shelves: Box<dyn Shelves>) -> Outcome<Self> {
        files::make_folder(files.as_ref(), dir).map_err(|e| unusable(dir, &e))?;
        Self::recover(dir, Index::on(shelves), files, None)
    }

    fn recover(dir: &Path, index: Index, files: Arc<dyn Files>, lock: Option<File>) -> Outcome<Self> {
        files::settle_folder(files.as_ref(), dir).map_err(|e| unusable(dir, &e))?;
        let mut store = Self { dir: dir.to_owned(), index, files, ledgers: RwLock::default(), _lock: lock };
        let mut ledgers = BTreeMap::new();
        for slug in found(&store.dir, store.files.as_ref())? {
            let opened = KeptLedger::open(&slug, store.folder(&slug), &store.index, Arc::clone(&store.files));
            if let Err(problem) = &opened {
                tracing::error!(ledger = %slug, code = problem.code, "ledger cannot be opened");
            }
            ledgers.insert(slug, opened.map(Arc::new));
        }
        store.ledgers = RwLock::new(ledgers);
        Ok(store)
    }

    fn folder(&self, slug: &Slug) -> PathBuf {
        record_folder(&self.dir, slug)
    }

    fn ledger(&self, slug: &Slug) -> Outcome<Arc<KeptLedger>> {
        let ledgers = self.ledgers.read().unwrap_or_else(PoisonError::into_inner);
        ledgers.get(slug).cloned().unwrap_or_else(|| {
            let known: Vec<&str> = ledgers.keys().map(Slug::as_str).collect();
            Err(Problem::missing("ledger-unknown").with("found", slug).with("known", known.join(", ")))
        })
    }

    /// Reads every entry of a ledger and compares it with the tree; gives how many there are.
    pub fn verify_record(&self, slug: &Slug) -> Outcome<u64> {
        let ledger = self.ledger(slug)?;
        let size = ledger.size();
        let mut at = 0;
        while at < size {
            let until = size.min(at + limits::READ_ENTRIES);
            ledger.read(at, until)?;
            at = until;
        }
        Ok(size)
    }
}

fn record_folder(dir: &Path, slug: &Slug) -> PathBuf {
    dir.join(slug.as_str()).join("record")
}

/// Ledgers whose record folder is there.
fn found(dir: &Path, files: &dyn Files) -> Outcome<Vec<Slug>> {
    let names = files.names(dir).map_err(|e| unusable(dir, &e))?;
    let slugs = names.iter().filter_map(|name| name.parse::<Slug>().ok());
    let mut slugs: Vec<Slug> = slugs.filter(|slug| files.has_folder(&record_folder(dir, slug))).collect();
    slugs.sort();
    Ok(slugs)
}

fn unusable(path: &Path, cause: &dyn std::fmt::Display) -> Problem {
    Problem::unavailable("folder-unusable").with("folder", path.display()).with("cause", cause)
}

/// One process at a time: two writers would each believe in their own end of the record.
fn lock(dir: &Path) -> Outcome<File> {
    let path = dir.join("store.lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(|e| unusable(&path, &e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Problem::unavailable("store-in-use").with("folder", dir.display())),
        Err(TryLockError::Error(e)) => Err(unusable(&path, &e)),
    }
}

impl Store for DiskStore {
    fn ledgers(&self) -> Outcome<Vec<Slug>> {
        Ok(self.ledgers.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect())
    }

    fn create(&self, slug: &Slug) -> Outcome<()> {
        let mut ledgers = self.ledgers.write().unwrap_or_else(PoisonError::into_inner);
        if ledgers.contains_key(slug) {
            return Err(Problem::conflict("ledger-exists").with("ledger", slug));
        }
        let made = KeptLedger::create(slug, self.folder(slug), &self.index, Arc::clone(&self.files))?;
        ledgers.insert(slug.clone(), Ok(Arc::new(made)));
        Ok(())
    }

    fn head(&self, slug: &Slug) -> Outcome<Head> {
        Ok(self.ledger(slug)?.head())
    }

    fn commit(&self, slug: &Slug, expected_size: u64, commit: Commit) -> Outcome<()> {
        self.ledger(slug)?.commit(expected_size, &commit)
    }

    fn read(&self, slug: &Slug, from: u64, until: u64) -> Outcome<Vec<Vec<u8>>> {
        self.ledger(slug)?.read(from, until)
    }

    fn tile(&self, slug: &Slug, id: TileId) -> Outcome<Vec<Hash>> {
        self.ledger(slug)?.tile(id)
    }

    fn find(&self, slug: &Slug, id: &[u8; 16]) -> Outcome<Option<u64>> {
        self.ledger(slug)?.find(id)
    }

    fn draft_put(&self, slug: &Slug, id: &[u8; 16], bytes: &[u8]) -> Outcome<()> {
        self.ledger(slug)?.beside().draft_put(id, bytes)
    }

    fn draft_get(&self, slug: &Slug, id: &[u8; 16]) -> Outcome<Option<Vec<u8>>> {
        self.ledger(slug)?.beside().draft_get(id)
    }

    fn draft_remove(&self, slug: &Slug, id: &[u8; 16]) -> Outcome<()> {
        self.ledger(slug)?.beside().draft_remove(id)
    }

    fn drafts(&self, slug: &Slug) -> Outcome<Vec<DraftBytes>> {
        self.ledger(slug)?.beside().drafts()
    }

    fn opening_put(&self, slug: &Slug, digest: &Hash, text: &[u8]) -> Outcome<()> {
        self.ledger(slug)?.openings().put(digest, text)
    }

    fn opening_get(&self, slug: &Slug, digest: &Hash) -> Outcome<Option<Vec<u8>>> {
        self.ledger(slug)?.openings().get(digest)
    }

    fn opening_remove(&self, slug: &Slug, digest: &Hash) -> Outcome<()> {
        self.ledger(slug)?.openings().remove(digest)
    }

    fn openings(&self, slug: &Slug) -> Outcome<BTreeSet<Hash>> {
        self.ledger(slug)?.openings().all()
    }

    fn snapshot_save(&self, slug: &Slug, size: u64, name: &str, bytes: &[u8]) -> Outcome<()> {
        self.ledger(slug)?.beside().snapshot_save(size, name, bytes)
    }

    fn snapshot_load(&self, slug: &Slug, name: &str) -> Outcome<Option<(u64, Vec<u8>)>> {
        self.ledger(slug)?.beside().snapshot_load(name)
    }

    fn page_put(&self, slug: &Slug, name: &str, digest: &Hash, bytes: &[u8]) -> Outcome<()> {
        self.ledger(slug)?.pages(name)?.put(digest, bytes)
    }

    fn page_get(&self, slug: &Slug, name: &str, digest: &Hash) -> Outcome<Option<Vec<u8>>> {
        self.ledger(slug)?.pages(name)?.get(digest)
    }

    fn pages_keep(&self, slug: &Slug, name: &str, live: &BTreeSet<Hash>) -> Outcome<()> {
        self.ledger(slug)?.pages(name)?.keep(live)
    }
}
