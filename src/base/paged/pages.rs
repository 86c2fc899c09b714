//! Where pages are kept, and how values that hold maps are saved and loaded with them.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::hash::Hash;
use crate::base::problem::{Outcome, Problem};

/// Somewhere pages can be put. What comes back is compared with its digest.
pub trait Keeper: Send + Sync {
    /// Keeps a page.
    fn put(&self, digest: &Hash, bytes: &[u8]) -> Outcome<()>;

    /// A page; none when it is not there.
    fn get(&self, digest: &Hash) -> Option<Vec<u8>>;
}

/// A keeper, and whether it failed anybody.
#[derive(Clone)]
pub struct Pages {
    keeper: Arc<dyn Keeper>,
    lost: Arc<AtomicBool>,
}

impl Pages {
    /// Pages with this keeper.
    pub fn new(keeper: Arc<dyn Keeper>) -> Self {
        Self { keeper, lost: Arc::default() }
    }

    /// Whether a page could not be had: what was computed with them since is void.
    pub fn lost(&self) -> bool {
        self.lost.load(Ordering::SeqCst)
    }

    /// Whether both have the same keeper.
    pub(super) fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.keeper, &other.keeper)
    }

    /// Begins anew, once nothing that was loaded with these pages is used any more; gives whether a page had been lost.
    pub fn forgive(&self) -> bool {
        self.lost.swap(false, Ordering::SeqCst)
    }

    /// Keeps a page; gives its digest.
    pub(super) fn put(&self, bytes: &[u8]) -> Outcome<Hash> {
        let digest = Hash::of(bytes);
        self.keeper.put(&digest, bytes)?;
        Ok(digest)
    }

    /// What a page holds; none, and lost, when it cannot be had as it was.
    pub(super) fn get<T: DeserializeOwned>(&self, digest: &Hash) -> Option<T> {
        let whole = self.keeper.get(digest).filter(|bytes| Hash::of(bytes) == *digest);
        let read = whole.and_then(|bytes| ciborium::from_reader(bytes.as_slice()).ok());
        if read.is_none() {
            self.lost.store(true, Ordering::SeqCst);
        }
        read
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("lost", &self.lost).finish_non_exhaustive()
    }
}

/// Something saved: its bytes, and the pages they name.
#[derive(Clone, Debug, Default)]
pub struct Saved {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Digests of all pages needed to load them again.
    pub live: BTreeSet<Hash>,
}

/// What maps find while they are saved or loaded on this thread. serde has no other way to hand it to them.
struct Current {
    pages: Pages,
    live: BTreeSet<Hash>,
}

thread_local! {
    static CURRENT: RefCell<Option<Current>> = const { RefCell::new(None) };
}

/// Puts back what was current before, also when serde panics.
struct Restore(Option<Current>);

impl Drop for Restore {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// Does something while these pages are the current ones; gives what it did, and the pages that maps named meanwhile.
fn within<T>(pages: &Pages, work: impl FnOnce() -> T) -> (T, BTreeSet<Hash>) {
    let before = CURRENT.replace(Some(Current { pages: pages.clone(), live: BTreeSet::new() }));
    let restore = Restore(before);
    let done = work();
    let live = CURRENT.with_borrow_mut(|current| current.as_mut().map(|current| std::mem::take(&mut current.live)));
    drop(restore);
    (done, live.unwrap_or_default())
}

pub(super) fn unwritable(cause: &dyn fmt::Display) -> Problem {
    Problem::unavailable("snapshot-unwritable").with("cause", cause)
}

/// A value as CBOR. Maps in it are written whole, unless this happens within [`save`].
pub fn write<T: Serialize>(value: &T) -> Outcome<Vec<u8>> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).map_err(|e| unwritable(&e))?;
    Ok(bytes)
}

/// A value from CBOR, if it can be read.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    ciborium::from_reader(bytes).ok()
}

/// Saves what `work` writes with [`write()`]: what is new in its maps goes into pages.
pub fn saving(pages: &Pages, work: impl FnOnce() -> Outcome<Vec<u8>>) -> Outcome<Saved> {
    let (bytes, live) = within(pages, work);
    Ok(Saved { bytes: bytes?, live })
}

/// Loads what `work` reads with [`read()`] from bytes saved with the same pages.
pub fn loading<T>(pages: &Pages, work: impl FnOnce() -> Option<T>) -> Option<T> {
    within(pages, work).0
}

/// Saves a value.
pub fn save<T: Serialize>(value: &T, pages: &Pages) -> Outcome<Saved> {
    saving(pages, || write(value))
}

/// Loads a value saved with the same pages, if it can be read.
pub fn load<T: DeserializeOwned>(bytes: &[u8], pages: &Pages) -> Option<T> {
    loading(pages, || read(bytes))
}

/// The pages that are current on this thread.
pub(super) fn current() -> Option<Pages> {
    CURRENT.with_borrow(|current| current.as_ref().map(|current| current.pages.clone()))
}

/// Notes that pages are needed by what is being saved.
pub(super) fn needed(digests: impl Iterator<Item = Hash>) {
    CURRENT.with_borrow_mut(|current| {
        if let Some(current) = current {
            current.live.extend(digests);
        }
    });
}
