//! What one commit added to a tree: enough to prove any of its entries without reading anything back.
//!
//! All proofs of a commit share most of their hashes, so they are computed once, for whoever asks first. Not for entries
//! of earlier commits: [`crate::merkle::proof`] makes their proofs from tiles.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::base::hash::Hash;
use crate::merkle::tree::{Frontier, node_hash};

/// The tree before a commit, and the leaf hashes it added.
#[derive(Debug)]
pub struct Growth {
    before: Frontier,
    leaves: Vec<Hash>,
    /// Roots of the subtrees `from..to` of RFC 6962 that hold anything new, and of those beside them.
    roots: OnceLock<BTreeMap<(u64, u64), Hash>>,
}

/// The largest power of two smaller than `n`, where `n` is at least 2.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

impl Growth {
    /// What was added to the tree with this edge.
    pub fn new(before: Frontier, leaves: Vec<Hash>) -> Self {
        Self { before, leaves, roots: OnceLock::new() }
    }

    /// Entries in the tree after it.
    pub fn size(&self) -> u64 {
        self.before.size() + self.leaves.len() as u64
    }

    /// The inclusion proof of an entry it added, in the tree after it, lowest first; none for any other entry.
    pub fn inclusion(&self, index: u64) -> Option<Vec<Hash>> {
        let size = self.size();
        if index < self.before.size() || index >= size {
            return None;
        }
        let roots = self.roots.get_or_init(|| {
            let mut roots = BTreeMap::new();
            self.root(0, size, &mut roots);
            roots
        });
        let (mut from, mut to) = (0, size);
        let mut path = Vec::new();
        while to - from > 1 {
            let middle = from + split(to - from);
            if index < middle {
                path.push(*roots.get(&(middle, to))?);
                to = middle;
            } else {
                path.push(*roots.get(&(from, middle))?);
                from = middle;
            }
        }
        path.reverse();
        Some(path)
    }

    /// The root of the subtree `from..to`, noted with those below it. One that holds nothing new and is asked for is a
    /// peak of the edge: the subtree above it does hold something new, so it was not complete before.
    fn root(&self, from: u64, to: u64, roots: &mut BTreeMap<(u64, u64), Hash>) -> Option<Hash> {
        let root = if to <= self.before.size() {
            self.before.peak(from)?
        } else if to - from == 1 {
            *self.leaves.get(usize::try_from(from - self.before.size()).ok()?)?
        } else {
            let middle = from + split(to - from);
            let (left, right) = (self.root(from, middle, roots)?, self.root(middle, to, roots)?);
            node_hash(&left, &right)
        };
        roots.insert((from, to), root);
        Some(root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::proof::{MemoryTiles, inclusion};
    use crate::merkle::tree::leaf_hash;

    #[test]
    fn its_proofs_are_those_made_from_tiles() {
        for before in (0_u64..70).chain(250..260).chain([511, 512, 513, 65_537]) {
            for added in [1_u64, 2, 3, 7, 64, 255, 256] {
                let mut tiles = MemoryTiles::default();
                let mut frontier = Frontier::default();
                for index in 0..before {
                    let leaf = leaf_hash(&index.to_be_bytes());
                    tiles.push(leaf);
                    frontier.push(leaf);
                }
                let leaves: Vec<Hash> = (before..before + added).map(|index| leaf_hash(&index.to_be_bytes())).collect();
                leaves.iter().for_each(|leaf| tiles.push(*leaf));
                let growth = Growth::new(frontier, leaves);
                let size = before + added;
                for index in (before..size).step_by(5).chain([size - 1]) {
                    assert_eq!(growth.inclusion(index), inclusion(&tiles, index, size).ok(), "{index} of {size}");
                }
                assert_eq!(growth.inclusion(size), None);
                assert_eq!(before.checked_sub(1).and_then(|index| growth.inclusion(index)), None);
            }
        }
    }
}
