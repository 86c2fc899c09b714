//! The index in sled: everything in it can be made again from the record, except drafts, which may be lost.
//!
//! Measured before it was chosen: sled's `flush` does not reach the disk on Linux, and values over 4 KB can be
//! lost in a power cut. So nothing here is the record, values stay at or below [`VALUE_BYTES`], and what is read is compared
//! with the tree before it is believed. sled can panic on damaged files, both when it opens and later; every call
//! is fenced, and a call that panics is answered "not here".

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use sled::{Batch, Db};

use crate::base::code::Slug;
use crate::base::hash::Hash;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::tile::{self, TILE_WIDTH};
use crate::store::DraftBytes;
use crate::store::disk::tree::Tree;

/// Bytes of the longest value.
const VALUE_BYTES: usize = 4096;
/// Parts of a snapshot written at a time.
const SNAPSHOT_PARTS: usize = 256;

/// The database of all ledgers.
pub(super) struct Index {
    db: Db,
}

fn fenced<T>(work: impl FnOnce() -> sled::Result<T>) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => Some(value),
        Ok(Err(e)) => {
            tracing::warn!(cause = %e, "index");
            None
        }
        Err(_) => {
            tracing::warn!("index panicked");
            None
        }
    }
}

impl Index {
    /// Opens the database. One that cannot be opened is moved aside and a new one begun.
    pub(super) fn open(path: &Path, cache_bytes: u64) -> Outcome<Self> {
        if let Some(db) = Self::try_open(path, cache_bytes) {
            return Ok(Self { db });
        }
        let aside = path.with_extension("damaged");
        tracing::warn!(index = %path.display(), "index cannot be opened; it is rebuilt from the record");
        drop(std::fs::remove_dir_all(&aside));
        let moved = std::fs::rename(path, &aside);
        let unusable = |cause: &dyn std::fmt::Display| super::unusable(path, cause);
        moved.map_err(|e| unusable(&e))?;
        let db = Self::try_open(path, cache_bytes).ok_or_else(|| unusable(&"sled"))?;
        Ok(Self { db })
    }

    /// Opens in a thread of its own, so that a panic inside sled's own threads and locks stays there.
    fn try_open(path: &Path, cache_bytes: u64) -> Option<Db> {
        let config = sled::Config::new().path(path).cache_capacity(cache_bytes).flush_every_ms(Some(1_000));
        let opened = std::thread::spawn(move || fenced(|| config.open())).join();
        opened.ok().flatten()
    }

    /// The part of one ledger.
    pub(super) fn of(self: &Arc<Self>, slug: &Slug) -> Outcome<LedgerIndex> {
        LedgerIndex::new(Arc::clone(self), slug.clone())
    }
}

/// What the index learns from a commit.
pub(super) struct Update {
    size: u64,
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

impl Update {
    /// The tiles that changed, for a tree that has just completed these full tiles of leaves, and the ids of new entries.
    pub(super) fn new(tree: &Tree, full: Vec<(u64, Vec<Hash>)>, ids: Vec<([u8; 16], u64)>) -> Self {
        let mut tiles = Vec::new();
        for (number, leaves) in &full {
            halves(0, *number, leaves, &mut tiles);
        }
        halves(0, tree.size() / TILE_WIDTH, &tree.partial, &mut tiles);
        // Levels above the first are made from it; of the first, the tiles from the first completed one on have changed.
        if let (Some((first, _)), Some(row)) = (full.first(), tree.rows.first()) {
            for (index, hashes) in (0..).zip(row.chunks(256)).skip_while(|(index, _)| *index < first / TILE_WIDTH) {
                halves(1, index, hashes, &mut tiles);
            }
        }
        Self { size: tree.size(), tiles, ids }
    }
}

/// The index of one ledger: one sled tree for what the record gives, one for what it does not.
pub(super) struct LedgerIndex {
    derived: sled::Tree,
    kept: sled::Tree,
}

impl LedgerIndex {
    pub(super) fn new(index: Arc<Index>, slug: Slug) -> Outcome<Self> {
        let open = |what: &str| {
            let name = format!("{slug}/{what}");
            fenced(|| index.db.open_tree(name))
                .ok_or_else(|| Problem::unavailable("index-unusable").with("ledger", &slug))
        };
        Ok(Self { derived: open("derived")?, kept: open("kept")? })
    }

    /// Puts an update in as one batch. A failure only makes the index lag; opening the store catches it up.
    pub(super) fn update(&self, update: &Update) {
        let mut batch = Batch::default();
        for (key, value) in &update.tiles {
            batch.insert(key.as_slice(), value.as_slice());
        }
        for (id, index) in &update.ids {
            batch.insert(id_key(id), &index.to_be_bytes());
        }
        batch.insert(b"size", &update.size.to_be_bytes());
        let _lagging = fenced(|| self.derived.apply_batch(batch));
    }

    /// Forgets everything the record gives.
    pub(super) fn clear(&self) {
        let _lagging = fenced(|| self.derived.clear());
    }

    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        fenced(|| self.derived.get(key)).flatten().map(|value| value.to_vec())
    }

    /// The hashes of a tile as far as they are here; whether they are the right ones is for the caller to check.
    pub(super) fn tile(&self, level: u8, index: u64) -> Option<Vec<Hash>> {
        let mut bytes = self.get(&tile_key(level, index, 0))?;
        if bytes.len() == VALUE_BYTES {
            bytes.extend(self.get(&tile_key(level, index, 1)).unwrap_or_default());
        }
        let width = u16::try_from(bytes.len() / 32).ok()?;
        tile::decode(&bytes, width).ok()
    }

    /// Puts right a tile that was missing or wrong.
    pub(super) fn mend_tile(&self, number: u64, leaves: &[Hash]) {
        let mut tiles = Vec::new();
        halves(0, number, leaves, &mut tiles);
        for (key, value) in tiles {
            let _lagging = fenced(|| self.derived.insert(key, value));
        }
    }

    pub(super) fn find(&self, id: &[u8; 16]) -> Option<u64> {
        self.get(&id_key(id)).and_then(|value| value.try_into().ok()).map(u64::from_be_bytes)
    }

    /// The tree of `size` entries, if the index is exactly that far. The caller compares its root.
    pub(super) fn load_tree(&self, size: u64) -> Option<Tree> {
        if size == 0 {
            return Some(Tree::default());
        }
        let known = self.get(b"size").and_then(|value| value.try_into().ok()).map(u64::from_be_bytes);
        if known != Some(size) {
            return None;
        }
        let mut tree = Tree::default();
        let count = size / TILE_WIDTH;
        for index in 0..count.div_ceil(TILE_WIDTH) {
            let width = usize::try_from((count - index * TILE_WIDTH).min(TILE_WIDTH)).ok()?;
            let roots = self.tile(1, index).filter(|roots| roots.len() >= width)?;
            roots[..width].iter().for_each(|root| tree.push_full(*root));
        }
        let partial = usize::try_from(size % TILE_WIDTH).ok()?;
        if partial > 0 {
            let leaves = self.tile(0, count).filter(|leaves| leaves.len() >= partial)?;
            tree.begin_partial(&leaves[..partial]);
        }
        (tree.size() == size).then_some(tree)
    }

    pub(super) fn draft_put(&self, id: &[u8; 16], bytes: &[u8]) -> Outcome<()> {
        let mut batch = Batch::default();
        self.remove_parts(&draft_key(id, None), &mut batch)?;
        for (part, chunk) in (0_u16..).zip(bytes.chunks(VALUE_BYTES)) {
            batch.insert(draft_key(id, Some(part)), chunk);
        }
        self.keep(batch)
    }

    pub(super) fn draft_get(&self, id: &[u8; 16]) -> Outcome<Option<Vec<u8>>> {
        let parts = self.parts(&draft_key(id, None))?;
        Ok((!parts.is_empty()).then(|| parts.into_iter().flat_map(|(_, chunk)| chunk).collect()))
    }

    pub(super) fn draft_remove(&self, id: &[u8; 16]) -> Outcome<()> {
        let mut batch = Batch::default();
        self.remove_parts(&draft_key(id, None), &mut batch)?;
        self.keep(batch)
    }

    pub(super) fn drafts(&self) -> Outcome<Vec<DraftBytes>> {
        let mut drafts: Vec<DraftBytes> = Vec::new();
        for (key, chunk) in self.parts(b"d")? {
            let Some(id) = key.get(1..17).and_then(|id| <[u8; 16]>::try_from(id).ok()) else { continue };
            match drafts.last_mut().filter(|(known, _)| *known == id) {
                Some((_, bytes)) => bytes.extend(chunk),
                None => drafts.push((id, chunk)),
            }
        }
        Ok(drafts)
    }

    /// Writes the parts of a snapshot under a new generation, then names that generation: at every moment one whole
    /// snapshot stands.
    pub(super) fn snapshot_save(&self, size: u64, name: &str, bytes: &[u8]) -> Outcome<()> {
        let digest = Hash::of(bytes);
        let generation = format!("s{name}/{size:020}-{}/", digest.short());
        for (first, parts) in (0_u32..).zip(bytes.chunks(VALUE_BYTES * SNAPSHOT_PARTS)) {
            let mut batch = Batch::default();
            for (part, chunk) in (0_u32..).zip(parts.chunks(VALUE_BYTES)) {
                batch.insert(format!("{generation}{first:08}{part:04}").as_bytes(), chunk);
            }
            self.keep(batch)?;
        }
        let mut head = Batch::default();
        head.insert(format!("h{name}").as_bytes(), format!("{size} {} {digest} {generation}", bytes.len()).as_bytes());
        self.keep(head)?;
        let mut old = Batch::default();
        for key in
            self.keys(format!("s{name}/").as_bytes())?.iter().filter(|key| !key.starts_with(generation.as_bytes()))
        {
            old.remove(key.as_slice());
        }
        self.keep(old)
    }

    pub(super) fn snapshot_load(&self, name: &str) -> Outcome<Option<(u64, Vec<u8>)>> {
        let Some(head) = fenced(|| self.kept.get(format!("h{name}"))).flatten() else { return Ok(None) };
        let head = String::from_utf8_lossy(&head).into_owned();
        let mut fields = head.split(' ');
        let (Some(size), Some(_length), Some(digest), Some(generation)) =
            (fields.next().and_then(|size| size.parse().ok()), fields.next(), fields.next(), fields.next())
        else {
            return Ok(None);
        };
        let bytes: Vec<u8> = self.parts(generation.as_bytes())?.into_iter().flat_map(|(_, chunk)| chunk).collect();
        Ok((Hash::of(&bytes).to_string() == digest).then_some((size, bytes)))
    }

    fn unusable() -> Problem {
        Problem::unavailable("index-unwritable")
    }

    fn keep(&self, batch: Batch) -> Outcome<()> {
        fenced(|| self.kept.apply_batch(batch)).ok_or_else(Self::unusable)
    }

    fn parts(&self, prefix: &[u8]) -> Outcome<Vec<(Vec<u8>, Vec<u8>)>> {
        let found = fenced(|| {
            let item = |item: sled::Result<(sled::IVec, sled::IVec)>| item.map(|(k, v)| (k.to_vec(), v.to_vec()));
            self.kept.scan_prefix(prefix).map(item).collect::<sled::Result<Vec<_>>>()
        });
        found.ok_or_else(Self::unusable)
    }

    fn keys(&self, prefix: &[u8]) -> Outcome<Vec<Vec<u8>>> {
        let found = fenced(|| {
            let keys = self.kept.scan_prefix(prefix).keys();
            keys.map(|key| key.map(|key| key.to_vec())).collect::<sled::Result<Vec<_>>>()
        });
        found.ok_or_else(Self::unusable)
    }

    fn remove_parts(&self, prefix: &[u8], batch: &mut Batch) -> Outcome<()> {
        self.keys(prefix)?.into_iter().for_each(|key| batch.remove(key));
        Ok(())
    }
}

fn id_key(id: &[u8; 16]) -> Vec<u8> {
    let mut key = vec![b'i'];
    key.extend_from_slice(id);
    key
}

fn draft_key(id: &[u8; 16], part: Option<u16>) -> Vec<u8> {
    let mut key = vec![b'd'];
    key.extend_from_slice(id);
    key.extend(part.map(u16::to_be_bytes).into_iter().flatten());
    key
}
