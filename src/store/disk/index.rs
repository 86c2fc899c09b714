//! The index in sled: tiles of leaf hashes and the positions of ids. All of it can be made again from the record.
//!
//! sled's `flush` does not reach the disk on Linux, so the index may lag behind the record; values of more than
//! 4 KB can make it unreadable after a power cut, so none is longer than [`VALUE_BYTES`]; and a damaged one can
//! lack records or hold wrong ones silently, so whoever asks compares the answer with the tree or the record.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::base::code::Slug;
use crate::base::hash::Hash;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::tile::{self, TILE_WIDTH};
use crate::store::disk::beside::Beside;
use crate::store::disk::fence::{self, Fenced, Opened};
use crate::store::disk::shelf::{Changes, Shelf, Shelves};
use crate::store::disk::tree::Tree;

/// Bytes of the longest value.
pub(super) const VALUE_BYTES: usize = 4096;

/// The index of all ledgers.
pub(super) struct Index {
    shelves: Arc<dyn Shelves>,
}

/// Moves a damaged index aside, in place of the one moved before it, for whoever wants to know why.
fn move_aside(path: &Path) -> Outcome<()> {
    tracing::warn!(
        index = %path.display(),
        "index is damaged and moved aside; it is made again from the record. Drafts that were in it are lost: \
         whoever signed one sends it again"
    );
    let aside = path.with_extension("damaged");
    let removed = if aside.exists() { std::fs::remove_dir_all(&aside) } else { Ok(()) };
    removed.and_then(|()| std::fs::rename(path, &aside)).map_err(|e| super::unusable(path, &e))
}

impl Index {
    /// Opens the database. One that is damaged, or that cannot read what it keeps for these ledgers, is moved aside
    /// once and a new one begun.
    pub(super) fn open(path: &Path, cache_bytes: u64, ledgers: &[Slug]) -> Outcome<Self> {
        let mut opened = Self::try_open(path, cache_bytes)?;
        if opened.as_ref().is_none_or(|index| !index.reads(ledgers)) {
            drop(opened);
            move_aside(path)?;
            opened = Self::try_open(path, cache_bytes)?;
        }
        opened.ok_or_else(|| super::unusable(path, &"sled"))
    }

    /// The database; none when it is damaged.
    fn try_open(path: &Path, cache_bytes: u64) -> Outcome<Option<Self>> {
        match fence::open(path, cache_bytes) {
            Opened::Open(db) => Ok(Some(Self::on(Box::new(Fenced::new(db, path))))),
            Opened::Unusable(cause) => Err(super::unusable(path, &cause)),
            Opened::Damaged => Ok(None),
        }
    }

    /// Whether what is kept for these ledgers can be read at all, and written: sled opens files that it cannot read
    /// later. Whether it is true is for others to compare.
    fn reads(&self, ledgers: &[Slug]) -> bool {
        let (shelves, ledgers) = (Arc::clone(&self.shelves), ledgers.to_vec());
        let probe = move || {
            ledgers.iter().all(|slug| {
                let shelf = |what: &str| shelves.shelf(&format!("{slug}/{what}"));
                let kept = shelf("kept").and_then(|kept| kept.keys(b"").and_then(|_| kept.settle()));
                kept.and_then(|()| shelf("derived")?.get(b"size")).is_ok()
            })
        };
        fence::in_time(probe).unwrap_or(false)
    }

    /// An index on these shelves.
    pub(super) fn on(shelves: Box<dyn Shelves>) -> Self {
        Self { shelves: shelves.into() }
    }

    fn shelf(&self, slug: &Slug, what: &str) -> Outcome<Box<dyn Shelf>> {
        let shelf = self.shelves.shelf(&format!("{slug}/{what}"));
        shelf.map_err(|_| Problem::unavailable("index-unusable").with("ledger", slug))
    }

    /// What is derived from the record of one ledger.
    pub(super) fn of(&self, slug: &Slug) -> Outcome<LedgerIndex> {
        let derived = self.shelf(slug, "derived")?;
        let known =
            derived.get(b"size").ok().flatten().and_then(|value| value.try_into().ok()).map_or(0, u64::from_be_bytes);
        Ok(LedgerIndex { derived, known: AtomicU64::new(known), stuck: AtomicBool::new(false) })
    }

    /// What is kept beside the record of one ledger.
    pub(super) fn beside(&self, slug: &Slug) -> Outcome<Beside> {
        Ok(Beside::new(self.shelf(slug, "kept")?))
    }
}

#[cfg(test)]
impl Index {
    /// sled itself, for tests that damage what is in it.
    pub(super) fn db(&self) -> sled::Db {
        self.shelves.db().unwrap()
    }
}

/// What the index learns from entries: all there is to know of those from `from` up to `until`.
pub(super) struct Update {
    pub from: u64,
    pub until: u64,
    tiles: Vec<(Vec<u8>, Vec<u8>)>,
    ids: Vec<([u8; 16], u64)>,
}

fn tile_key(level: u8, index: u64, half: u8) -> Vec<u8> {
    let mut key = vec![b't', level];
    key.extend_from_slice(&index.to_be_bytes());
    key.push(half);
    key
}

fn halves(level: u8, index: u64, hashes: &[Hash], into: &mut Vec<(Vec<u8>, Vec<u8>)>) {
    let chunks = hashes.chunks(VALUE_BYTES / 32);
    into.extend((0..).zip(chunks).map(|(half, chunk)| (tile_key(level, index, half), tile::encode(chunk))));
}

fn id_key(id: &[u8; 16]) -> Vec<u8> {
    let mut key = vec![b'i'];
    key.extend_from_slice(id);
    key
}

impl Update {
    /// For a tree that has come to `tree.size()`, what it learnt since `from`: tiles of leaves it completed, and ids.
    /// Leaves of the tile that is not full are not kept here; opening reads the last segment of the record anyway.
    pub(super) fn new(from: u64, tree: &Tree, full: &[Vec<Hash>], ids: Vec<[u8; 16]>) -> Self {
        let first = from / TILE_WIDTH;
        let mut tiles = Vec::new();
        for (number, leaves) in (first..).zip(full) {
            halves(0, number, leaves, &mut tiles);
        }
        // Levels above the first are made from it; of the first, the tiles from the first completed one on have changed.
        if let (false, Some(row)) = (full.is_empty(), tree.rows.first()) {
            for (index, hashes) in (0..).zip(row.chunks(256)).skip_while(|(index, _)| *index < first / TILE_WIDTH) {
                halves(1, index, hashes, &mut tiles);
            }
        }
        Self { from, until: tree.size(), tiles, ids: ids.into_iter().zip(from..).collect() }
    }
}

/// The index of one ledger.
pub(super) struct LedgerIndex {
    derived: Box<dyn Shelf>,
    /// Entries it has learnt, all from the first on.
    known: AtomicU64,
    /// Set when it could not learn something: from then on it learns nothing, so that it has no hole, until opening
    /// the store lets it catch up.
    stuck: AtomicBool,
}

impl LedgerIndex {
    /// How many entries it knows, if it is not lying.
    pub(super) fn known(&self) -> u64 {
        self.known.load(Ordering::SeqCst)
    }

    /// Learns an update as one batch.
    pub(super) fn learn(&self, update: &Update) {
        if self.stuck.load(Ordering::SeqCst) || update.from > self.known() {
            return;
        }
        let mut changes = Changes::default();
        for (key, value) in &update.tiles {
            changes.insert(key.as_slice(), value.as_slice());
        }
        for (id, index) in &update.ids {
            changes.insert(id_key(id), index.to_be_bytes());
        }
        changes.insert(b"size", update.until.to_be_bytes());
        match self.derived.apply(changes) {
            Ok(()) => self.known.store(update.until, Ordering::SeqCst),
            Err(_) => self.stuck.store(true, Ordering::SeqCst),
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&self) {
        if self.derived.clear().is_err() {
            self.stuck.store(true, Ordering::SeqCst);
        }
        self.known.store(0, Ordering::SeqCst);
    }

    /// The hashes of a tile as far as they are here; whether they are the right ones is for the caller to check.
    pub(super) fn tile(&self, level: u8, index: u64) -> Option<Vec<Hash>> {
        let mut bytes = self.derived.get(&tile_key(level, index, 0)).ok()??;
        if bytes.len() == VALUE_BYTES {
            bytes.extend(self.derived.get(&tile_key(level, index, 1)).ok()?.unwrap_or_default());
        }
        let width = u16::try_from(bytes.len() / 32).ok()?;
        tile::decode(&bytes, width).ok()
    }

    /// Puts right a tile of leaves that was missing or wrong.
    pub(super) fn mend_tile(&self, number: u64, leaves: &[Hash]) {
        let mut tiles = Vec::new();
        halves(0, number, leaves, &mut tiles);
        let tiles = tiles.into_iter().map(|(key, value)| (key, Some(value))).collect();
        // If it fails, the tile is made again the next time it is asked for.
        drop(self.derived.apply(Changes(tiles)));
    }

    /// Where an id is said to be; the caller looks there. None is an answer only of an index that knows everything.
    pub(super) fn find(&self, id: &[u8; 16]) -> Outcome<Option<u64>> {
        let found = self.derived.get(&id_key(id))?;
        match found.and_then(|value| value.try_into().ok()).map(u64::from_be_bytes) {
            None if self.stuck.load(Ordering::SeqCst) => Err(fence::unusable()),
            found => Ok(found),
        }
    }

    /// The tree of the first `tiles` full tiles, if all of them are here; the caller compares its root.
    pub(super) fn full_tiles(&self, tiles: u64) -> Option<Tree> {
        let mut tree = Tree::default();
        for index in 0..tiles.div_ceil(TILE_WIDTH) {
            let width = usize::try_from((tiles - index * TILE_WIDTH).min(TILE_WIDTH)).ok()?;
            self.tile(1, index)?.get(..width)?.iter().for_each(|root| tree.push_full(*root));
        }
        Some(tree)
    }
}

#[cfg(test)]
impl LedgerIndex {
    /// As if something could not be learnt.
    pub(super) fn get_stuck(&self) {
        self.stuck.store(true, Ordering::SeqCst);
    }

    /// As if sled had lost an id.
    pub(super) fn forget(&self, id: &[u8; 16]) {
        self.derived.apply(Changes(vec![(id_key(id), None)])).unwrap();
    }
}
