//! Compares the tiles a copy publishes with those its entries give, in memory that grows with the height of the tree.

use crate::audit::source::Source;
use crate::base::hash::Hash;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::proof::Tiles;
use crate::merkle::tile::{self, Filling, TileId, tile_at};

/// Rows of hashes per level of tiles, each filled up to one tile.
#[derive(Default)]
pub struct TileCheck {
    filling: Filling,
    /// Tiles compared so far.
    pub compared: u64,
}

impl TileCheck {
    /// Takes the next leaf hash; compares every tile that it fills. Differences are told to `differs`.
    pub fn push(&mut self, leaf: Hash, source: &dyn Source, differs: &mut dyn FnMut(Problem)) -> Outcome<()> {
        let compared = &mut self.compared;
        self.filling.push(leaf, &mut |id, hashes| {
            *compared += 1;
            compare(id, hashes, source, differs)
        })
    }

    /// Compares the tiles that are not full at the end of the tree.
    pub fn finish(&mut self, source: &dyn Source, differs: &mut dyn FnMut(Problem)) -> Outcome<()> {
        for (id, hashes) in self.filling.partial() {
            self.compared += 1;
            compare(id, hashes, source, differs)?;
        }
        Ok(())
    }
}

fn compare(id: TileId, hashes: &[Hash], source: &dyn Source, differs: &mut dyn FnMut(Problem)) -> Outcome<()> {
    match fetch(id, source)? {
        None => differs(Problem::damaged("audit-tile-missing").with("tile", id.path())),
        Some(found) if found == tile::encode(hashes) => {}
        Some(_) => differs(Problem::damaged("audit-tile-differs").with("tile", id.path())),
    }
    Ok(())
}

/// A tile's bytes. A copy may have dropped a partial tile once the full one was there (C2SP tlog-tiles allows it).
fn fetch(id: TileId, source: &dyn Source) -> Outcome<Option<Vec<u8>>> {
    if let Some(bytes) = source.tile(&id.path())? {
        return Ok(Some(bytes));
    }
    let full = TileId { width: 256, ..id };
    let cut = |mut bytes: Vec<u8>| {
        bytes.truncate(usize::from(id.width) * 32);
        bytes
    };
    Ok(source.tile(&full.path())?.map(cut))
}

/// The tiles of a copy of `size` entries, for building proofs.
pub struct SourceTiles<'a> {
    /// The copy.
    pub source: &'a dyn Source,
    /// Entries its checkpoint covers.
    pub size: u64,
}

impl Tiles for SourceTiles<'_> {
    /// A tile of a smaller tree is cut from the one that replaced it.
    fn tile(&self, id: TileId) -> Outcome<Vec<Hash>> {
        let missing = || Problem::damaged("audit-tile-missing").with("tile", id.path());
        let widest = tile_at(id.level, id.index, self.size);
        if id.width == 0 || id.width > widest.width {
            return Err(missing());
        }
        let mut hashes = tile::decode(&fetch(widest, self.source)?.ok_or_else(missing)?, widest.width)?;
        hashes.truncate(usize::from(id.width));
        Ok(hashes)
    }
}
