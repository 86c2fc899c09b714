//! A folder of ledgers: append-only segment files are the record, sled is an index that can be made again from them.
//!
//! ```text
//! <dir>/lock                         held while the store is open
//! <dir>/<slug>/record/0000000000.seg 256 entries a segment, see [`segment`]
//! <dir>/<slug>/record/checkpoint     the signed checkpoint that covers them
//! <dir>/index/                       sled: tiles, ids, drafts, snapshots
//! ```

mod files;
mod index;
mod ledger;
mod segment;
mod tree;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
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
    index: Arc<Index>,
    files: Arc<dyn Files>,
    ledgers: RwLock<BTreeMap<Slug, Arc<KeptLedger>>>,
    /// Held until the store is dropped; the operating system releases it with the process.
    _lock: File,
}

impl DiskStore {
    /// Opens a folder, making it if need be, and recovers every ledger in it.
    pub fn open(dir: &Path) -> Outcome<Self> {
        Self::open_with(dir, &Settings::default(), Arc::new(RealFiles))
    }

    /// Opens a folder with these settings and this way to the disk.
    fn open_with(dir: &Path, settings: &Settings, files: Arc<dyn Files>) -> Outcome<Self> {
        std::fs::create_dir_all(dir).map_err(|e| unusable(dir, &e))?;
        let lock = lock(dir)?;
        let index = Arc::new(Index::open(&dir.join("index"), settings.cache_bytes)?);
        let store = Self { dir: dir.to_owned(), index, files, ledgers: RwLock::default(), _lock: lock };
        for slug in store.found()? {
            let ledger = store.load(&slug)?;
            store.ledgers.write().unwrap_or_else(PoisonError::into_inner).insert(slug, ledger);
        }
        Ok(store)
    }

    /// Ledgers whose record folder is there.
    fn found(&self) -> Outcome<Vec<Slug>> {
        let failed = |e: std::io::Error| unusable(&self.dir, &e);
        let mut slugs = Vec::new();
        for item in std::fs::read_dir(&self.dir).map_err(failed)? {
            let item = item.map_err(failed)?;
            let slug = item.file_name().to_str().and_then(|name| name.parse::<Slug>().ok());
            slugs.extend(slug.filter(|_| item.path().join("record").is_dir()));
        }
        slugs.sort();
        Ok(slugs)
    }

    fn load(&self, slug: &Slug) -> Outcome<Arc<KeptLedger>> {
        let folder = self.dir.join(slug.as_str()).join("record");
        KeptLedger::open(slug.clone(), &folder, Arc::clone(&self.index), Arc::clone(&self.files)).map(Arc::new)
    }

    fn ledger(&self, slug: &Slug) -> Outcome<Arc<KeptLedger>> {
        let ledgers = self.ledgers.read().unwrap_or_else(PoisonError::into_inner);
        ledgers.get(slug).cloned().ok_or_else(|| {
            let known: Vec<&str> = ledgers.keys().map(Slug::as_str).collect();
            Problem::missing("ledger-unknown").with("found", slug).with("known", known.join(", "))
        })
    }

    /// Reads every entry of a ledger and compares it with the tree; gives how many there are.
    pub fn verify_record(&self, slug: &Slug) -> Outcome<u64> {
        let ledger = self.ledger(slug)?;
        let size = ledger.head().size;
        let mut at = 0;
        while at < size {
            let until = size.min(at + limits::READ_ENTRIES);
            ledger.read(at, until)?;
            at = until;
        }
        Ok(size)
    }
}

fn unusable(path: &Path, cause: &dyn std::fmt::Display) -> Problem {
    Problem::unavailable("folder-unusable").with("folder", path.display()).with("cause", cause)
}

/// One process at a time: two writers would each believe in their own end of the record.
fn lock(dir: &Path) -> Outcome<File> {
    let path = dir.join("lock");
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
        let folder = self.dir.join(slug.as_str());
        std::fs::create_dir_all(folder.join("record")).map_err(|e| unusable(&folder, &e))?;
        for folder in [&folder, &self.dir] {
            self.files.sync_folder(folder).map_err(|e| unusable(folder, &e))?;
        }
        ledgers.insert(slug.clone(), self.load(slug)?);
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
        self.index.of(slug)?.draft_put(id, bytes)
    }

    fn draft_get(&self, slug: &Slug, id: &[u8; 16]) -> Outcome<Option<Vec<u8>>> {
        self.index.of(slug)?.draft_get(id)
    }

    fn draft_remove(&self, slug: &Slug, id: &[u8; 16]) -> Outcome<()> {
        self.index.of(slug)?.draft_remove(id)
    }

    fn drafts(&self, slug: &Slug) -> Outcome<Vec<DraftBytes>> {
        self.index.of(slug)?.drafts()
    }

    fn snapshot_save(&self, slug: &Slug, size: u64, name: &str, bytes: &[u8]) -> Outcome<()> {
        self.index.of(slug)?.snapshot_save(size, name, bytes)
    }

    fn snapshot_load(&self, slug: &Slug, name: &str) -> Outcome<Option<(u64, Vec<u8>)>> {
        self.index.of(slug)?.snapshot_load(name)
    }
}
