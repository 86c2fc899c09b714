//! Tiles: the tree cut into pieces of 256 hashes that can be served as files and never change.
//!
//! The layout is C2SP tlog-tiles (<https://c2sp.org/tlog-tiles>). A tile at level L holds, 256 at a time, the
//! roots of complete subtrees of 256^L leaves. The last tile of a level may be partial; an empty one does not
//! exist. Not for what is in an entry bundle ([`crate::merkle::bundle`]) nor for where tiles are kept.

use crate::base::hash::Hash;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::tree::node_hash;

/// Hashes in a full tile, entries in a full bundle.
pub const TILE_WIDTH: u64 = 256;
/// The highest level a path may name (C2SP). Sizes of 64 bits never reach beyond level 7.
const MAX_LEVEL: u8 = 63;
/// Levels that can hold a complete hash when sizes have 64 bits.
const LEVELS: u8 = 8;
/// Hashes or entries of a full tile or bundle, as [`TileId`] and [`BundleId`] say it.
pub const FULL: u16 = 256;

/// Which tile of hashes, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// 0 for leaf hashes; each level above stands for 256 times as many leaves.
    pub level: u8,
    /// Position within the level.
    pub index: u64,
    /// Hashes in it, 1 to 256.
    pub width: u16,
}

impl TileId {
    /// The path under the log's prefix: `tile/0/x001/067`, `tile/0/x001/067.p/12`.
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, piece_path(self.index, self.width))
    }

    /// Reads exactly what [`TileId::path`] writes.
    pub fn parse(path: &str) -> Outcome<Self> {
        let unreadable = || Problem::malformed("tile-path-unreadable").with("found", path.escape_debug());
        let parse = || {
            let (level, piece) = path.strip_prefix("tile/")?.split_once('/')?;
            let level = decimal(level).and_then(|n| u8::try_from(n).ok()).filter(|&l| l <= MAX_LEVEL)?;
            let (index, width) = parse_piece(piece)?;
            Some(Self { level, index, width })
        };
        parse().ok_or_else(unreadable)
    }
}

/// Which bundle of entries, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundleId {
    /// Position: bundle `n` begins with entry `256 n`.
    pub index: u64,
    /// Entries in it, 1 to 256.
    pub width: u16,
}

impl BundleId {
    /// The path under the log's prefix: `tile/entries/x001/067`, `tile/entries/x001/067.p/12`.
    pub fn path(&self) -> String {
        format!("tile/entries/{}", piece_path(self.index, self.width))
    }

    /// Reads exactly what [`BundleId::path`] writes.
    pub fn parse(path: &str) -> Outcome<Self> {
        let piece = path.strip_prefix("tile/entries/").and_then(parse_piece);
        piece
            .map(|(index, width)| Self { index, width })
            .ok_or_else(|| Problem::malformed("bundle-path-unreadable").with("found", path.escape_debug()))
    }
}

/// `<N>[.p/<W>]`: the index in groups of three digits, all but the last marked `x`.
fn piece_path(index: u64, width: u16) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    if width < FULL { format!("{path}.p/{width}") } else { path }
}

fn parse_piece(piece: &str) -> Option<(u64, u16)> {
    let (index_path, width) = match piece.split_once(".p/") {
        None => (piece, FULL),
        Some((index_path, width)) => (index_path, u16::try_from(decimal(width)?).ok()?),
    };
    let mut index = 0u64;
    let mut groups = index_path.split('/').peekable();
    while let Some(group) = groups.next() {
        let digits = if groups.peek().is_some() { group.strip_prefix('x')? } else { group };
        if digits.len() != 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    // One tile has one path: leading groups of zeros and `.p/256` are caught by writing it again.
    let valid = width > 0 && width <= FULL && piece_path(index, width) == piece;
    valid.then_some((index, width))
}

/// A decimal number without sign or leading zeros.
fn decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// How many complete hashes level `level` has when the log has `size` entries.
pub(super) fn hashes_at(level: u8, size: u64) -> u64 {
    size.checked_shr(8 * u32::from(level)).unwrap_or(0)
}

/// The width of piece `index` of a row of `count` items: 256, or less for the last, or 0 beyond it.
fn width_of(index: u64, count: u64) -> u16 {
    let left = count.saturating_sub(index.saturating_mul(TILE_WIDTH));
    u16::try_from(left).map_or(FULL, |left| left.min(FULL))
}

/// The tile at `level` and `index` as it stands when the log has `size` entries; of width 0 if there is none.
pub fn tile_at(level: u8, index: u64, size: u64) -> TileId {
    TileId { level, index, width: width_of(index, hashes_at(level, size)) }
}

/// Every tile of a log of `size` entries, level by level from the leaves.
pub fn tiles_of(size: u64) -> impl Iterator<Item = TileId> {
    tiles_between(0, size)
}

/// The tiles a log of `new` entries has and one of `old` entries has not: new ones and ones grown wider.
pub fn tiles_between(old: u64, new: u64) -> impl Iterator<Item = TileId> {
    (0..LEVELS).flat_map(move |level| {
        pieces_between(hashes_at(level, old), hashes_at(level, new)).map(move |index| tile_at(level, index, new))
    })
}

/// Every bundle of a log of `size` entries.
pub fn bundles_of(size: u64) -> impl Iterator<Item = BundleId> {
    bundles_between(0, size)
}

/// The bundles a log of `new` entries has and one of `old` entries has not.
pub fn bundles_between(old: u64, new: u64) -> impl Iterator<Item = BundleId> {
    pieces_between(old, new).map(move |index| BundleId { index, width: width_of(index, new) })
}

/// The pieces of 256 that change when a row grows from `old` to `new` items.
fn pieces_between(old: u64, new: u64) -> std::ops::Range<u64> {
    if old < new { old / TILE_WIDTH..new.div_ceil(TILE_WIDTH) } else { 0..0 }
}

/// The bundle that holds entry `index` of a log of `size` entries; of width 0 if the log does not reach it.
pub fn bundle_of(index: u64, size: u64) -> BundleId {
    let index = index / TILE_WIDTH;
    BundleId { index, width: width_of(index, size) }
}

/// The hash above a full tile's 256 hashes, one item of the level above. Any power of two of neighbours will do.
pub fn tile_root(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row.chunks(2).map(|pair| if let [l, r] = pair { node_hash(l, r) } else { pair[0] }).collect();
    }
    row.first().copied().unwrap_or_else(crate::merkle::tree::empty_root)
}

/// A tile's bytes: its hashes one after the other.
pub fn encode(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// The hashes of a tile of exactly `width`, 1 to 256.
pub fn decode(bytes: &[u8], width: u16) -> Outcome<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    if hashes.len() == usize::from(width) && rest.is_empty() && (1..=FULL).contains(&width) {
        return Ok(hashes.iter().map(|hash| Hash(*hash)).collect());
    }
    let expected = usize::from(width) * 32;
    Err(Problem::damaged("tile-length-differs").with("found", bytes.len()).with("expected", expected))
}

/// Tiles of every level as leaves come in: each is told when it is full.
#[derive(Debug, Default)]
pub struct Filling(Vec<Filled>);

/// The tile of a level that is not full.
#[derive(Debug, Default)]
struct Filled {
    index: u64,
    hashes: Vec<Hash>,
}

impl Filling {
    /// Takes the next leaf hash; tells every tile that it fills, lowest first.
    pub fn push(&mut self, leaf: Hash, full: &mut dyn FnMut(TileId, &[Hash]) -> Outcome<()>) -> Outcome<()> {
        let mut hash = leaf;
        // A u8 names more levels than a u64 counts leaves for.
        for level in 0..=u8::MAX {
            if self.0.len() == usize::from(level) {
                self.0.push(Filled::default());
            }
            let Some(row) = self.0.get_mut(usize::from(level)) else { break };
            row.hashes.push(hash);
            if (row.hashes.len() as u64) < TILE_WIDTH {
                break;
            }
            let hashes = std::mem::take(&mut row.hashes);
            let id = TileId { level, index: row.index, width: FULL };
            row.index += 1;
            full(id, &hashes)?;
            hash = tile_root(&hashes);
        }
        Ok(())
    }

    /// The tiles that are not full, lowest first.
    pub fn partial(&self) -> impl Iterator<Item = (TileId, &[Hash])> {
        self.0.iter().zip(0..).filter(|(row, _)| !row.hashes.is_empty()).map(|(row, level)| {
            let width = u16::try_from(row.hashes.len()).unwrap_or(u16::MAX);
            (TileId { level, index: row.index, width }, row.hashes.as_slice())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(ids: impl Iterator<Item = TileId>) -> Vec<String> {
        ids.map(|id| id.path()).collect()
    }

    #[test]
    fn the_examples_of_the_specification_hold() {
        let tiles: Vec<_> = tiles_of(70_000).collect();
        let full = |level| tiles.iter().filter(|t| t.level == level && t.width == 256).count();
        assert_eq!([full(0), full(1), full(2)], [273, 1, 0]);
        let partial: Vec<_> = tiles.iter().filter(|t| t.width < 256).map(TileId::path).collect();
        assert_eq!(partial, ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]);
        assert_eq!(paths(tiles_of(256)), ["tile/0/000", "tile/1/000.p/1"]);
        let id = TileId { level: 3, index: 1_234_067, width: FULL };
        assert_eq!(id.path(), "tile/3/x001/x234/067");
        assert_eq!(paths(tiles_of(0)).len(), 0);
        assert_eq!(bundles_of(0).count(), 0);
        assert_eq!(
            bundles_of(257).map(|id| id.path()).collect::<Vec<_>>(),
            ["tile/entries/000", "tile/entries/001.p/1"]
        );
    }

    #[test]
    fn a_path_has_one_spelling() {
        for path in [
            "",
            "tile",
            "tile/0",
            "tile/0/",
            "/tile/0/000",
            "tile/0/000/",
            "tile/00/000",
            "tile/+0/000",
            "tile/64/000",
            "tile/0/0",
            "tile/0/00",
            "tile/0/0000",
            "tile/0/x000",
            "tile/0/x000/001",
            "tile/0/001/002",
            "tile/0/X001/002",
            "tile/0/x1/002",
            "tile/0/x0001/002",
            "tile/0/x001/x002",
            "tile/0/x00a/002",
            "tile/0/-01",
            "tile/0/000.p",
            "tile/0/000.p/",
            "tile/0/000.p/0",
            "tile/0/000.p/01",
            "tile/0/000.p/256",
            "tile/0/000.p/+1",
            "tile/0/000.p/1/",
            "tile/0/000.p/1.p/1",
            "tile/0/000.p/65537",
            "tile/0/x001.p/1/000",
            "tile/-1/000",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
            "tile/0/٠٠٠",
            "tile/data/000",
            "tile/0/000 ",
        ] {
            assert!(TileId::parse(path).is_err(), "{path}");
            let bundle = path.replacen("tile/0/", "tile/entries/", 1);
            assert!(BundleId::parse(&bundle).is_err(), "{bundle}");
        }
        let last = TileId { level: 63, index: u64::MAX, width: 255 };
        assert_eq!(last.path(), "tile/63/x018/x446/x744/x073/x709/x551/615.p/255");
        assert_eq!(TileId::parse(&last.path()).unwrap(), last);
        assert!(TileId::parse("tile/entries/000").is_err());
    }

    #[test]
    fn growth_names_exactly_the_tiles_that_changed() {
        assert_eq!(paths(tiles_between(255, 257)), ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]);
        assert_eq!(paths(tiles_between(256, 257)), ["tile/0/001.p/1"]);
        assert_eq!(paths(tiles_between(257, 257)).len(), 0);
        assert_eq!(paths(tiles_between(257, 256)).len(), 0);
        assert_eq!(bundles_between(255, 256).map(|id| id.path()).collect::<Vec<_>>(), ["tile/entries/000"]);
        for (old, new) in [(0, 1), (1, 255), (250, 600), (65_530, 65_540), (65_536, 131_072), (70_000, 70_001)] {
            let expected: Vec<_> = tiles_of(new).filter(|tile| !tiles_of(old).any(|t| t == *tile)).collect();
            assert_eq!(tiles_between(old, new).collect::<Vec<_>>(), expected, "{old} to {new}");
        }
    }

    #[test]
    fn the_largest_log_overflows_nothing() {
        let last = u64::MAX - 1;
        assert_eq!(bundle_of(last, u64::MAX), BundleId { index: last / 256, width: 255 });
        assert_eq!(bundle_of(256, 256), BundleId { index: 1, width: 0 });
        assert_eq!(tiles_between(last, u64::MAX).collect::<Vec<_>>(), [tile_at(0, last / 256, u64::MAX)]);
        assert_eq!(tile_at(63, 0, u64::MAX).width, 0);
    }

    #[test]
    fn tile_bytes_have_exactly_their_length() {
        let hashes: Vec<_> = (0..3u8).map(|i| Hash([i; 32])).collect();
        let bytes = encode(&hashes);
        assert_eq!(decode(&bytes, 3).unwrap(), hashes);
        for (bytes, width) in [(&bytes[..], 2), (&bytes[..], 4), (&bytes[..95], 3), (&bytes[..95], 2), (&[], 0)] {
            assert_eq!(decode(bytes, width).unwrap_err().code, "tile-length-differs");
        }
        assert!(decode(&vec![0; 257 * 32], 257).is_err());
    }
}
