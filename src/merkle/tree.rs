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
    /// The same edge seen from `height` levels below: each of its leaves is the root of a full subtree of `2^height` leaves.
    #[must_use]
    pub fn of_subtrees(mut self, height: u32) -> Self {
        self.size <<= height;
        self
    }

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

    /// The root of the complete subtree of the edge that begins with leaf `from`.
    pub fn peak(&self, from: u64) -> Option<Hash> {
        let mut first = 0;
        let heights = (0..u64::BITS).rev().filter(|bit| self.size >> bit & 1 == 1);
        for (bit, peak) in heights.zip(&self.peaks) {
            if first == from {
                return Some(*peak);
            }
            first += 1 << bit;
        }
        None
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_rfc_6962() {
        // Certificate Transparency's own known answers.
        let known = |hash: Hash, expected: &str| assert_eq!(hash.to_string(), expected);
        known(empty_root(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        known(leaf_hash(b""), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        let leaves = [&b""[..], b"\x00", b"\x10", b"\x20\x21"].map(leaf_hash);
        known(naive_root(&leaves[..2]), "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
        known(naive_root(&leaves[..3]), "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
        known(naive_root(&leaves), "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }

    #[test]
    fn a_stored_frontier_grows_on_and_a_mangled_one_is_refused() {
        let mut frontier = Frontier::default();
        (0..11u8).for_each(|i| frontier.push(leaf_hash(&[i])));
        let text = serde_json::to_string(&frontier).unwrap();
        let mut again: Frontier = serde_json::from_str(&text).unwrap();
        assert_eq!(again, frontier);
        again.push(leaf_hash(&[11]));
        frontier.push(leaf_hash(&[11]));
        assert_eq!(again.root(), frontier.root());
        assert!(serde_json::from_str::<Frontier>(&text.replace("\"size\":11", "\"size\":12")).is_err());
    }

    #[test]
    fn the_streaming_root_insists_on_the_announced_size() {
        let mut naive = NaiveRoot::of_size(2);
        assert_eq!(naive.root().unwrap_err().code, "leaf-count-differs");
        naive.push(leaf_hash(b"a")).unwrap();
        assert_eq!(naive.root().unwrap_err().code, "leaf-count-differs");
        naive.push(leaf_hash(b"b")).unwrap();
        assert!(naive.root().is_ok());
        assert_eq!(naive.push(leaf_hash(b"c")).unwrap_err().code, "leaf-count-differs");
        assert_eq!(naive.root().unwrap_err().code, "leaf-count-differs");
        assert_eq!(NaiveRoot::of_size(0).root().unwrap(), empty_root());
        assert!(NaiveRoot::of_size(u64::MAX).open.len() <= 64);
    }
}
