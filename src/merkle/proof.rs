//! Proofs that an entry is in a log and that a log only grew: made from tiles, verified without them.
//!
//! Making follows RFC 6962 §2.1.1 and §2.1.2 from the top down; verifying follows the algorithms of RFC 9162
//! §2.1.3.2 and §2.1.4.2 from the bottom up, so a mistake in one is not repeated by the other. Not for
//! fetching or keeping tiles: implement [`Tiles`] where they are.

use std::collections::BTreeMap;

use crate::base::hash::Hash;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::tile::{self, TILE_WIDTH, TileId, tile_root};
use crate::merkle::tree::{empty_root, node_hash};

/// Somewhere tiles can be had.
pub trait Tiles {
    /// The hashes of one tile, exactly `id.width` of them. A tile of a smaller log must stay available,
    /// or be cut from the wider one that replaced it.
    fn tile(&self, id: TileId) -> Outcome<Vec<Hash>>;
}

/// The root of the first `size` entries.
pub fn root(tiles: &dyn Tiles, size: u64) -> Outcome<Hash> {
    if size == 0 {
        return Ok(empty_root());
    }
    Reader::new(tiles, size).range_root(0, size)
}

/// The proof that entry `index` is in the log of `size` entries: the siblings on its way up, lowest first.
pub fn inclusion(tiles: &dyn Tiles, index: u64, size: u64) -> Outcome<Vec<Hash>> {
    if index >= size {
        return Err(beyond(index, size));
    }
    let mut reader = Reader::new(tiles, size);
    let (mut from, mut to) = (0, size);
    let mut path = Vec::new();
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            path.push(reader.range_root(middle, to)?);
            to = middle;
        } else {
            path.push(reader.range_root(from, middle)?);
            from = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the log of `new` entries begins with the log of `old` entries, which must not be empty:
/// every log begins with nothing, so there is nothing to prove (RFC 9162 §2.1.4.1).
pub fn consistency(tiles: &dyn Tiles, old: u64, new: u64) -> Outcome<Vec<Hash>> {
    if old == 0 || old > new {
        return Err(unordered(old, new));
    }
    let mut reader = Reader::new(tiles, new);
    let (mut from, mut to) = (0, new);
    let mut path = Vec::new();
    // Narrows down on the complete subtrees that end exactly where the old log ended.
    while to != old {
        let middle = from + split(to - from);
        if old <= middle {
            path.push(reader.range_root(middle, to)?);
            to = middle;
        } else {
            path.push(reader.range_root(from, middle)?);
            from = middle;
        }
    }
    // When nothing was cut off on the left, what remains is the old root itself, which the verifier has.
    if from > 0 {
        path.push(reader.range_root(from, to)?);
    }
    path.reverse();
    Ok(path)
}

/// The largest power of two smaller than `n`, where `n` is at least 2.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// Reads subtree roots of one log size, each tile once.
struct Reader<'a> {
    tiles: &'a dyn Tiles,
    size: u64,
    read: BTreeMap<TileId, Vec<Hash>>,
}

impl<'a> Reader<'a> {
    fn new(tiles: &'a dyn Tiles, size: u64) -> Self {
        Self { tiles, size, read: BTreeMap::new() }
    }

    /// The root over the entries `from..to`, which is a subtree of the tree: `from` is a multiple of the
    /// smallest power of two that reaches `to - from`.
    fn range_root(&mut self, from: u64, to: u64) -> Outcome<Hash> {
        let mut from = from;
        let mut complete = Vec::new();
        while to - from > 1 {
            let left = split(to - from);
            if left * 2 == to - from {
                break;
            }
            complete.push(self.complete_root(from, left)?);
            from += left;
        }
        let last = self.complete_root(from, to - from)?;
        Ok(complete.iter().rev().fold(last, |right, left| node_hash(left, &right)))
    }

    /// The root of the complete subtree of `count` entries beginning with entry `from`, `count` a power of two.
    fn complete_root(&mut self, from: u64, count: u64) -> Outcome<Hash> {
        let height = count.ilog2();
        let level = u8::try_from(height / 8).unwrap_or(u8::MAX);
        // The tile row at `level` holds this subtree as 1 to 128 neighbouring hashes of a single tile.
        let first = from >> (height - height % 8);
        let neighbours = 1usize << (height % 8);
        let id = tile::tile_at(level, first / TILE_WIDTH, self.size);
        let start = usize::try_from(first % TILE_WIDTH).unwrap_or(usize::MAX);
        let hashes = self.tile(id)?;
        match hashes.get(start..start.saturating_add(neighbours)) {
            Some(hashes) => Ok(tile_root(hashes)),
            None => Err(wrong_width(id, hashes.len())),
        }
    }

    fn tile(&mut self, id: TileId) -> Outcome<&[Hash]> {
        use std::collections::btree_map::Entry;
        match self.read.entry(id) {
            Entry::Occupied(read) => Ok(read.into_mut()),
            Entry::Vacant(unread) => {
                let hashes = self.tiles.tile(id)?;
                if hashes.len() != usize::from(id.width) {
                    return Err(wrong_width(id, hashes.len()));
                }
                Ok(unread.insert(hashes))
            }
        }
    }
}

fn wrong_width(id: TileId, found: usize) -> Problem {
    Problem::damaged("tile-width-differs").with("path", id.path()).with("found", found).with("expected", id.width)
}

fn beyond(index: u64, size: u64) -> Problem {
    Problem::missing("proof-beyond-log").with("index", index).with("size", size)
}

fn unordered(old: u64, new: u64) -> Problem {
    Problem::malformed("proof-sizes-unusable").with("old", old).with("new", new)
}

/// Checks that the entry with hash `leaf` is number `index` of the log of `size` entries and root `root`.
pub fn verify_inclusion(index: u64, size: u64, leaf: &Hash, proof: &[Hash], root: &Hash) -> Outcome<()> {
    if index >= size {
        return Err(beyond(index, size));
    }
    let wrong = || Problem::damaged("proof-inclusion-wrong").with("index", index).with("size", size);
    // RFC 9162 §2.1.3.2, whose fn and sn are `node` and `last`: the node's place in its row, and the row's last.
    let (mut node, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(wrong());
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // A right edge without sibling is carried up unhashed.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last == 0 && hash == *root { Ok(()) } else { Err(wrong()) }
}

/// Checks that the log of `new` entries and `new_root` begins with the log of `old` entries and `old_root`.
/// An empty old log is refused, as RFC 9162 does: it needs no proof, and a proof of it would prove nothing.
pub fn verify_consistency(old: u64, new: u64, old_root: &Hash, new_root: &Hash, proof: &[Hash]) -> Outcome<()> {
    if old == 0 || old > new {
        return Err(unordered(old, new));
    }
    let wrong = || Problem::damaged("proof-consistency-wrong").with("old", old).with("new", new);
    if old == new {
        return if proof.is_empty() && old_root == new_root { Ok(()) } else { Err(wrong()) };
    }
    // RFC 9162 §2.1.4.2, whose fn and sn are `node` and `last`. A complete old tree is itself the first hash.
    let (first, rest) =
        if old.is_power_of_two() { (old_root, proof) } else { proof.split_first().ok_or_else(wrong)? };
    let complete = (old - 1).trailing_ones();
    let (mut node, mut last) = ((old - 1) >> complete, (new - 1) >> complete);
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return Err(wrong());
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last == 0 && old_hash == *old_root && new_hash == *new_root { Ok(()) } else { Err(wrong()) }
}

/// All hashes of a log in memory, served as tiles at its size or any smaller one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryTiles {
    /// Row L holds the roots of complete subtrees of 256^L leaves.
    levels: Vec<Vec<Hash>>,
}

impl MemoryTiles {
    /// Appends a leaf given by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        let mut level = 0;
        loop {
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[level];
            row.push(hash);
            let (full, partial) = row.as_chunks::<256>();
            match full.last() {
                Some(tile) if partial.is_empty() => hash = tile_root(tile),
                _ => return,
            }
            level += 1;
        }
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |row| row.len() as u64)
    }
}

impl Tiles for MemoryTiles {
    fn tile(&self, id: TileId) -> Outcome<Vec<Hash>> {
        let start = id.index.checked_mul(TILE_WIDTH).and_then(|start| usize::try_from(start).ok());
        let row = self.levels.get(usize::from(id.level));
        let hashes = row.zip(start).and_then(|(row, start)| row.get(start..)?.get(..usize::from(id.width)));
        hashes.map(<[Hash]>::to_vec).ok_or_else(|| Problem::missing("tile-missing").with("tile", id.path()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::tree::{Frontier, NaiveRoot, leaf_hash, naive_root};

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|i| leaf_hash(&i.to_be_bytes())).collect()
    }

    #[test]
    fn four_routes_to_the_root_agree() {
        let leaves = leaves(600);
        let (mut frontier, mut tiles) = (Frontier::default(), MemoryTiles::default());
        for size in 0..=leaves.len() {
            let expected = naive_root(&leaves[..size]);
            let mut naive = NaiveRoot::of_size(size as u64);
            for leaf in &leaves[..size] {
                naive.push(*leaf).unwrap();
            }
            assert_eq!(frontier.root(), expected);
            assert_eq!(naive.root().unwrap(), expected);
            assert_eq!(root(&tiles, size as u64).unwrap(), expected);
            if let Some(leaf) = leaves.get(size) {
                frontier.push(*leaf);
                tiles.push(*leaf);
            }
        }
    }

    #[test]
    fn every_proof_of_small_logs_holds() {
        let leaves = leaves(40);
        let mut tiles = MemoryTiles::default();
        for leaf in &leaves {
            tiles.push(*leaf);
        }
        let roots: Vec<_> = (0..=40).map(|size| naive_root(&leaves[..size])).collect();
        for size in 1..=40u64 {
            let new_root = &roots[usize::try_from(size).unwrap()];
            for old in 0..size {
                let at = usize::try_from(old).unwrap();
                let proof = inclusion(&tiles, old, size).unwrap();
                verify_inclusion(old, size, &leaves[at], &proof, new_root).unwrap();
                let proof = consistency(&tiles, old + 1, size).unwrap();
                verify_consistency(old + 1, size, &roots[at + 1], new_root, &proof).unwrap();
            }
        }
    }
}
