//! What a store must do: keep each ledger's entries and checkpoint, durably, and find them again.
//!
//! A store keeps bytes and judges nothing: it knows no event, no rule and no signature. It is narrow on
//! purpose, so that another engine can stand behind the same trait.

pub mod disk;

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
    /// The root of the tree with them, to catch a writer and a store that disagree before anything is written.
    pub root: Hash,
}

/// A part of a ledger's drafts: id and envelope.
pub type DraftBytes = ([u8; 16], Vec<u8>);

/// Keeps many ledgers. Everything given out has been hashed again and compared with the tree first.
pub trait Store: Send + Sync {
    /// The ledgers kept, by name.
    fn ledgers(&self) -> Outcome<Vec<Slug>>;
    /// Makes room for a new ledger; `ledger-exists` when there is one already.
    fn create(&self, slug: &Slug) -> Outcome<()>;
    /// How far a ledger has come.
    fn head(&self, slug: &Slug) -> Outcome<Head>;
    /// Appends if the ledger has exactly `expected_size` entries. Durable when it returns; after an error nothing is kept.
    fn commit(&self, slug: &Slug, expected_size: u64, commit: Commit) -> Outcome<()>;
    /// Entries `from..until`, at most [`crate::base::limits::READ_ENTRIES`].
    fn read(&self, slug: &Slug, from: u64, until: u64) -> Outcome<Vec<Vec<u8>>>;
    /// The hashes of a tile.
    fn tile(&self, slug: &Slug, id: TileId) -> Outcome<Vec<Hash>>;
    /// The position of an event.
    fn find(&self, slug: &Slug, id: &[u8; 16]) -> Outcome<Option<u64>>;
    /// Keeps a draft. Drafts are a convenience: they may be lost with the index.
    fn draft_put(&self, slug: &Slug, id: &[u8; 16], bytes: &[u8]) -> Outcome<()>;
    /// A draft.
    fn draft_get(&self, slug: &Slug, id: &[u8; 16]) -> Outcome<Option<Vec<u8>>>;
    /// Forgets a draft.
    fn draft_remove(&self, slug: &Slug, id: &[u8; 16]) -> Outcome<()>;
    /// All drafts, in the order of their ids.
    fn drafts(&self, slug: &Slug) -> Outcome<Vec<DraftBytes>>;
    /// Keeps a snapshot of a fold, in place of the one before of that name.
    fn snapshot_save(&self, slug: &Slug, size: u64, name: &str, bytes: &[u8]) -> Outcome<()>;
    /// The snapshot of that name and the size it was folded from; none when there is none or it is damaged.
    fn snapshot_load(&self, slug: &Slug, name: &str) -> Outcome<Option<(u64, Vec<u8>)>>;
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
