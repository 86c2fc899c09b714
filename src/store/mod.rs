//! What a store must do: keep each ledger's entries and checkpoint, durably, and find them again.
//!
//! A store keeps bytes and judges nothing: it knows no event, no rule and no signature. It is narrow on
//! purpose, so that another engine can stand behind the same trait.

#[cfg(test)]
mod conformance;
pub mod disk;
#[cfg(test)]
mod model;

use std::collections::BTreeSet;

use crate::base::code::Slug;
use crate::base::hash::Hash;
use crate::base::problem::Outcome;
use crate::merkle::proof::Tiles;
use crate::merkle::tile::TileId;

/// How far a ledger has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Entries kept.
    pub size: u64,
    /// The checkpoint that covers them, as committed; empty before the first commit.
    pub checkpoint: Vec<u8>,
}

/// An entry to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// The event's id, by which [`Store::find`] finds it.
    pub id: [u8; 16],
    /// The entry's bytes, exactly as hashed.
    pub bytes: Vec<u8>,
}

/// What is made durable together.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// Entries to append, in order.
    pub entries: Vec<NewEntry>,
    /// The checkpoint that covers them.
    pub checkpoint: Vec<u8>,
    /// The root of the tree with them. A store that comes to another one refuses before it writes anything.
    pub root: Hash,
}

/// A part of a ledger's drafts: id and envelope.
pub type DraftBytes = ([u8; 16], Vec<u8>);

/// Keeps many ledgers. Entries and tiles have been hashed again and compared with the tree before they are given out;
/// those that differ are a problem of class damaged, never a shorter answer. A damaged ledger answers everything with
/// its problem and leaves the others alone.
pub trait Store: Send + Sync {
    /// The ledgers kept, by name.
    fn ledgers(&self) -> Outcome<Vec<Slug>>;
    /// Makes room for a new ledger; `ledger-exists` when there is one already.
    fn create(&self, slug: &Slug) -> Outcome<()>;
    /// How far a ledger has come.
    fn head(&self, slug: &Slug) -> Outcome<Head>;
    /// Appends at most [`crate::base::limits::COMMIT_ENTRIES`] if the ledger has exactly `expected_size` entries.
    /// Durable when it returns. After an error readers see none of it; whether it is there when the store is opened again
    /// is unknown only if the disk failed at the very last step, and then it is there whole or not at all.
    fn commit(&self, slug: &Slug, expected_size: u64, commit: Commit) -> Outcome<()>;
    /// Entries `from..until`, at most [`crate::base::limits::READ_ENTRIES`].
    fn read(&self, slug: &Slug, from: u64, until: u64) -> Outcome<Vec<Vec<u8>>>;
    /// The hashes of a tile, cut to the width asked for; `tile-missing` when the tree is not that large.
    fn tile(&self, slug: &Slug, id: TileId) -> Outcome<Vec<Hash>>;
    /// The position of an event; the last one if its id was used more than once. None is no proof that there is none:
    /// unlike what [`Store::read`] gives, an absence cannot be checked against the tree.
    fn find(&self, slug: &Slug, id: &[u8; 16]) -> Outcome<Option<u64>>;
    /// Keeps a draft of at most [`crate::base::limits::ENTRY_BYTES`], in place of the one before of that id. Drafts are a
    /// convenience: they may be lost, but never come back changed.
    fn draft_put(&self, slug: &Slug, id: &[u8; 16], bytes: &[u8]) -> Outcome<()>;
    /// A draft; none when there is none or it is damaged.
    fn draft_get(&self, slug: &Slug, id: &[u8; 16]) -> Outcome<Option<Vec<u8>>>;
    /// Forgets a draft.
    fn draft_remove(&self, slug: &Slug, id: &[u8; 16]) -> Outcome<()>;
    /// All drafts that are not damaged, in the order of their ids.
    fn drafts(&self, slug: &Slug) -> Outcome<Vec<DraftBytes>>;
    /// Keeps the text that opens a private field under its digest, where nothing that is published lies; of at most
    /// [`crate::base::limits::OPENING_BYTES`]. Durable when it returns.
    fn opening_put(&self, slug: &Slug, digest: &Hash, text: &[u8]) -> Outcome<()>;
    /// The text kept under a digest; none when there is none. Whether it is the one with that digest is the caller's to see.
    fn opening_get(&self, slug: &Slug, digest: &Hash) -> Outcome<Option<Vec<u8>>>;
    /// Destroys what is kept under a digest, and what an interrupted keeping left of it. Durable when it returns; nothing
    /// to do when there is none.
    fn opening_remove(&self, slug: &Slug, digest: &Hash) -> Outcome<()>;
    /// The digests under which something is kept, or was begun to be.
    fn openings(&self, slug: &Slug) -> Outcome<BTreeSet<Hash>>;
    /// Keeps a snapshot of a fold, in place of the one before of that name, which is a [`crate::base::code::Code`].
    fn snapshot_save(&self, slug: &Slug, size: u64, name: &str, bytes: &[u8]) -> Outcome<()>;
    /// The snapshot of that name and the size it was folded from; none when there is none or it is damaged.
    fn snapshot_load(&self, slug: &Slug, name: &str) -> Outcome<Option<(u64, Vec<u8>)>>;
    /// Keeps a page that snapshots of that name (a [`crate::base::code::Code`]) refer to. A power cut may lose or damage it.
    fn page_put(&self, slug: &Slug, name: &str, digest: &Hash, bytes: &[u8]) -> Outcome<()>;
    /// A page; none when there is none. The caller compares it with its digest.
    fn page_get(&self, slug: &Slug, name: &str, digest: &Hash) -> Outcome<Option<Vec<u8>>>;
    /// Forgets all pages of that name but these.
    fn pages_keep(&self, slug: &Slug, name: &str, live: &BTreeSet<Hash>) -> Outcome<()>;
}

/// A ledger's tree in a store, for building proofs.
pub struct TreeOf<'a> {
    /// The store.
    pub store: &'a dyn Store,
    /// The ledger.
    pub slug: &'a Slug,
}

impl Tiles for TreeOf<'_> {
    fn tile(&self, id: TileId) -> Outcome<Vec<Hash>> {
        self.store.tile(self.slug, id)
    }
}
