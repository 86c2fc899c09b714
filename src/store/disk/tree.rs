//! The part of a ledger's tree that is kept in memory: every level above the leaves, and the leaves of the tile
//! that is not full yet. It is 1/255 of the leaf hashes, and with it any tile of leaf hashes can be checked alone.

use crate::base::hash::Hash;
use crate::merkle::tile::{TILE_WIDTH, tile_root};
use crate::merkle::tree::Frontier;

/// The levels above the leaves.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    /// Roots of full tiles, as the edge of a tree of which they are the leaves.
    edge: Frontier,
    /// Leaf hashes of the tile that is not full.
    pub partial: Vec<Hash>,
    /// `rows[0]` are the roots of full tiles of leaves, `rows[1]` those of full tiles of these, and so on.
    pub rows: Vec<Vec<Hash>>,
}

impl Tree {
    /// Appends a leaf hash; gives the full tile of leaves it completes.
    pub(super) fn push(&mut self, leaf: Hash) -> Option<Vec<Hash>> {
        self.partial.push(leaf);
        if (self.partial.len() as u64) < TILE_WIDTH {
            return None;
        }
        let full = std::mem::take(&mut self.partial);
        self.push_full(tile_root(&full));
        Some(full)
    }

    /// Leaves.
    pub(super) fn size(&self) -> u64 {
        self.edge.size() * TILE_WIDTH + self.partial.len() as u64
    }

    /// The edge of the tree with these leaves appended.
    pub(super) fn with(&self, leaves: &[Hash]) -> Frontier {
        let mut frontier = self.edge.clone().of_subtrees(TILE_WIDTH.ilog2());
        self.partial.iter().chain(leaves).for_each(|leaf| frontier.push(*leaf));
        frontier
    }

    /// The root.
    pub(super) fn root(&self) -> Hash {
        self.with(&[]).root()
    }

    /// Appends a full tile by its root.
    pub(super) fn push_full(&mut self, root: Hash) {
        self.edge.push(root);
        let mut hash = root;
        for level in 0.. {
            if self.rows.len() == level {
                self.rows.push(Vec::new());
            }
            let row = &mut self.rows[level];
            row.push(hash);
            if !(row.len() as u64).is_multiple_of(TILE_WIDTH) {
                return;
            }
            hash = tile_root(&row[row.len() - 256..]);
        }
    }

    /// Tile `index` of `rows[row]`, as far as it goes.
    pub(super) fn row_tile(&self, row: u8, index: u64) -> Vec<Hash> {
        let row = self.rows.get(usize::from(row)).map(Vec::as_slice).unwrap_or_default();
        let tile = usize::try_from(index).ok().and_then(|index| row.chunks(256).nth(index));
        tile.map(<[Hash]>::to_vec).unwrap_or_default()
    }

    /// The root of the `index`-th full tile of leaves.
    pub(super) fn tile_root(&self, index: u64) -> Option<Hash> {
        self.rows.first()?.get(usize::try_from(index).ok()?).copied()
    }
}
