//! The hash tree of RFC 6962 §2.1: leaf and node hashes, and the root three times over.
//!
//! [`Frontier`] is what the ledger runs on. [`naive_root`] and [`NaiveRoot`] are the auditor's second route and
//! share no code with it, so that a slip in one is seen by the other: the frontier works upward from the
//! leaves like carrying in a sum, the naive ones split downward from a size known in advance. Not for reading
//! stored hashes ([`crate::merkle::proof`]).

use serde::{Deserialize, Serialize};

use crate::base::hash::Hash;
use crate::base::problem::{Outcome, Problem};

/// The hash of a leaf, `SHA-256(0x00 ‖ entry)`.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash::of_parts(&[&[0x00], entry])
}

/// The hash of an inner node, `SHA-256(0x01 ‖ left ‖ right)`.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash::of_parts(&[&[0x01], &left.0, &right.0])
}

/// The root of the empty tree, `SHA-256("")`.
pub fn empty_root() -> Hash {
    Hash::of(b"")
}

/// The right edge of a growing tree: one root per complete subtree, largest first, as many as `size` has bits set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredFrontier")]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredFrontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl TryFrom<StoredFrontier> for Frontier {
    type Error = &'static str;

    fn try_from(StoredFrontier { size, peaks }: StoredFrontier) -> Result<Self, Self::Error> {
        if u32::try_from(peaks.len()) == Ok(size.count_ones()) {
            Ok(Self { size, peaks })
        } else {
            Err("a frontier has one hash for every bit set in its size")
        }
    }
}

impl Frontier {
    /// Appends a leaf given by its hash ([`leaf_hash`]).
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        // Every trailing one bit of the size is a complete subtree the new one pairs with, as in a carry.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over all leaves so far.
    pub fn root(&self) -> Hash {
        let peaks = self.peaks.iter().rev().copied();
        peaks.reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(empty_root)
    }
}

/// The root over `leaves`, word for word the definition in RFC 6962 §2.1.
pub fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            // k is the largest power of two smaller than n.
            let k = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(k);
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

/// The root over a number of leaves known in advance, fed one at a time, in memory that grows with the
/// logarithm of that number.
#[derive(Clone, Debug)]
pub struct NaiveRoot {
    size: u64,
    fed: u64,
    /// The subtrees that contain the next leaf, outermost first.
    open: Vec<Open>,
    root: Option<Hash>,
}

/// A subtree that has begun: its left half's root once that is known, and its right half's size.
#[derive(Clone, Debug)]
struct Open {
    left: Option<Hash>,
    right_size: u64,
}

impl NaiveRoot {
    /// A root over exactly `size` leaves.
    pub fn of_size(size: u64) -> Self {
        let mut naive = Self { size, fed: 0, open: Vec::new(), root: (size == 0).then(empty_root) };
        naive.begin(size);
        naive
    }

    /// Enters a subtree of `size` leaves and, within it, every left half down to the first leaf.
    fn begin(&mut self, mut size: u64) {
        while size > 1 {
            let left_size = 1 << (size - 1).ilog2();
            self.open.push(Open { left: None, right_size: size - left_size });
            size = left_size;
        }
    }

    /// Feeds the next leaf by its hash; one too many is a problem.
    pub fn push(&mut self, leaf: Hash) -> Outcome<()> {
        self.fed += 1;
        if self.fed > self.size {
            return Err(self.miscounted());
        }
        let mut hash = leaf;
        while let Some(Open { left, right_size }) = self.open.pop() {
            if let Some(left) = left {
                hash = node_hash(&left, &hash);
            } else {
                self.open.push(Open { left: Some(hash), right_size });
                self.begin(right_size);
                return Ok(());
            }
        }
        self.root = Some(hash);
        Ok(())
    }

    /// The root, once exactly the announced number of leaves was fed.
    pub fn root(&self) -> Outcome<Hash> {
        self.root.filter(|_| self.fed == self.size).ok_or_else(|| self.miscounted())
    }

    fn miscounted(&self) -> Problem {
        Problem::damaged("leaf-count-differs").with("found", self.fed).with("expected", self.size)
    }
}
