//! The fence around sled.
//!
//! Measured before it was chosen: one flipped bit in its files makes sled 0.34 panic in most cases, when it opens
//! or later. A panic must not end the server, nor a thread of sled's that died keep it from stopping: every call
//! passes through here. Not for what is kept in sled ([`super::index`], [`super::beside`]).

use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::thread::Builder;
use std::time::Duration;

use sled::{Batch, Db};

use crate::base::problem::{Outcome, Problem};
use crate::store::disk::shelf::{Changes, Pair, Shelf, Shelves};

/// How long opening may take. Five million entries took twelve seconds.
const OPENING: Duration = Duration::from_secs(120);
/// How long letting go may take.
const CLOSING: Duration = Duration::from_secs(10);

/// The answer of a call into sled; none when it fails or panics, and the log says so.
pub(super) fn fenced<T>(work: impl FnOnce() -> sled::Result<T>) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => Some(value),
        Ok(Err(e)) => {
            tracing::warn!(cause = %e, "index failed");
            None
        }
        Err(_) => {
            tracing::warn!("index panicked");
            None
        }
    }
}

/// Does something in a thread of its own; none when it panics or takes too long.
fn apart<T: Send + 'static>(patience: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (done, waiting) = sync_channel(1);
    let run = move || {
        if let Ok(value) = catch_unwind(AssertUnwindSafe(work)) {
            drop(done.send(value));
        }
    };
    Builder::new().name("index".to_owned()).spawn(run).ok()?;
    waiting.recv_timeout(patience).ok()
}

/// The answer of something that reads what an index holds; none when it panics or takes as long as opening may.
pub(super) fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    apart(OPENING, work)
}

/// Lets go of a part of sled. sled waits for its own threads when it closes, for ever if one of them panicked.
pub(super) fn let_go<T: Send + 'static>(value: T) {
    if apart(CLOSING, move || drop(value)).is_none() {
        tracing::warn!("index did not close");
    }
}

/// How often, and how long apart, opening is tried while something holds sled's file: sled's threads may hold it for
/// a moment after it has closed.
const TRIES: u32 = 60;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// What became of opening a database.
pub(super) enum Opened {
    /// It is open.
    Open(Db),
    /// Its files are not what they were.
    Damaged,
    /// It may be whole, but it cannot be opened here and now, and why.
    Unusable(String),
}

/// Opens a database.
pub(super) fn open(path: &Path, cache_bytes: u64) -> Opened {
    let mut tried = try_open(path, cache_bytes);
    for _ in 1..TRIES {
        if !matches!(&tried, Some(Err(sled::Error::Io(e))) if is_held(e)) {
            break;
        }
        std::thread::sleep(BETWEEN_TRIES);
        tried = try_open(path, cache_bytes);
    }
    match tried {
        Some(Ok(db)) => Opened::Open(db),
        Some(Err(sled::Error::Io(e))) if is_held(&e) || is_around(&e) => Opened::Unusable(e.to_string()),
        Some(Err(_)) | None => Opened::Damaged,
    }
}

fn try_open(path: &Path, cache_bytes: u64) -> Option<sled::Result<Db>> {
    let config = sled::Config::new().path(path).cache_capacity(cache_bytes).flush_every_ms(Some(1_000));
    apart(OPENING, move || config.open())
}

/// Whether another holds the file. sled has no kind of its own for it.
fn is_held(e: &std::io::Error) -> bool {
    e.to_string().contains("could not acquire lock")
}

/// Whether the trouble is around the files rather than in them. Moving a whole index aside would lose drafts.
fn is_around(e: &std::io::Error) -> bool {
    let around = [
        ErrorKind::PermissionDenied,
        ErrorKind::ReadOnlyFilesystem,
        ErrorKind::StorageFull,
        ErrorKind::QuotaExceeded,
        ErrorKind::OutOfMemory,
    ];
    around.contains(&e.kind())
}

/// A call that failed or panicked, for whoever cannot do without its answer.
pub(super) fn unusable() -> Problem {
    Problem::unavailable("index-unwritable")
}

/// A sled database, behind the fence.
pub(super) struct Fenced {
    /// Always there until it is dropped.
    db: Option<Db>,
    /// The file sled writes to.
    file: PathBuf,
}

impl Fenced {
    pub(super) fn new(db: Db, folder: &Path) -> Self {
        Self { db: Some(db), file: folder.join("db") }
    }
}

impl Shelves for Fenced {
    fn shelf(&self, name: &str) -> Outcome<Box<dyn Shelf>> {
        let tree = self.db.as_ref().and_then(|db| fenced(|| db.open_tree(name))).ok_or_else(unusable)?;
        Ok(Box::new(FencedTree { tree: Some(tree), file: self.file.clone() }))
    }

    #[cfg(test)]
    fn db(&self) -> Option<Db> {
        self.db.clone()
    }
}

impl Drop for Fenced {
    fn drop(&mut self) {
        let_go(self.db.take());
    }
}

/// One of sled's trees, behind the fence.
struct FencedTree {
    /// Always there until it is dropped.
    tree: Option<sled::Tree>,
    file: PathBuf,
}

impl FencedTree {
    /// The answer of a call.
    fn ask<T>(&self, work: impl FnOnce(&sled::Tree) -> sled::Result<T>) -> Outcome<T> {
        self.tree.as_ref().and_then(|tree| fenced(|| work(tree))).ok_or_else(unusable)
    }
}

impl Shelf for FencedTree {
    fn get(&self, key: &[u8]) -> Outcome<Option<Vec<u8>>> {
        self.ask(|tree| Ok(tree.get(key)?.map(|value| value.to_vec())))
    }

    fn apply(&self, changes: Changes) -> Outcome<()> {
        let mut batch = Batch::default();
        for (key, value) in changes.0 {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        self.ask(|tree| tree.apply_batch(batch))
    }

    fn clear(&self) -> Outcome<()> {
        self.ask(sled::Tree::clear)
    }

    fn scan(&self, prefix: &[u8]) -> Outcome<Vec<Pair>> {
        let item = |item: sled::Result<(sled::IVec, sled::IVec)>| item.map(|(k, v)| (k.to_vec(), v.to_vec()));
        self.ask(|tree| tree.scan_prefix(prefix).map(item).collect())
    }

    fn keys(&self, prefix: &[u8]) -> Outcome<Vec<Vec<u8>>> {
        self.ask(|tree| tree.scan_prefix(prefix).keys().map(|key| Ok(key?.to_vec())).collect())
    }

    /// sled's own flush only starts writing on Linux; the file must be synced as well.
    fn settle(&self) -> Outcome<()> {
        self.ask(sled::Tree::flush)?;
        let synced = std::fs::File::open(&self.file).and_then(|file| file.sync_data());
        synced.map_err(|e| super::unusable(&self.file, &e))
    }
}

impl Drop for FencedTree {
    fn drop(&mut self) {
        let_go(self.tree.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_panics_or_hangs_is_fenced() {
        let soon = Duration::from_millis(50);
        assert_eq!(apart(CLOSING, || 7), Some(7));
        assert_eq!(apart(CLOSING, || -> u8 { panic!("on purpose") }), None);
        assert_eq!(apart(soon, || std::thread::sleep(Duration::from_secs(2))), None);
        assert_eq!(fenced(|| -> sled::Result<u8> { panic!("on purpose") }), None);
        assert_eq!(fenced(|| -> sled::Result<u8> { Err(sled::Error::Unsupported(String::new())) }), None);
    }
}
