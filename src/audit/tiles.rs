//! Compares the tiles a copy publishes with those its entries give, in memory that grows with the height of the tree.

use crate::audit::source::Source;
use crate::base::hash::Hash;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::proof::Tiles;
use crate::merkle::tile::{self, TILE_WIDTH, TileId, tile_at, tile_root};

/// Rows of hashes per level of tiles, each filled up to one tile.
#[derive(Default)]
pub struct TileCheck {
    rows: Vec<Row>,
    /// Tiles compared so far.
    pub compared: u64,
}

#[derive(Default)]
struct Row {
    index: u64,
    hashes: Vec<Hash>,
}

impl TileCheck {
    /// Takes the next leaf hash; compares every tile that it fills. Differences are told to `differs`.
    pub fn push(&mut self, leaf: Hash, source: &dyn Source, differs: &mut dyn FnMut(Problem)) -> Outcome<()> {
        let mut hash = leaf;
        for level in 0.. {
            if self.rows.len() == level {
                self.rows.push(Row::default());
            }
            let row = &mut self.rows[level];
            row.hashes.push(hash);
            if (row.hashes.len() as u64) < TILE_WIDTH {
                break;
            }
            let full = std::mem::take(&mut row.hashes);
            let index = row.index;
            row.index += 1;
            self.compare(level, index, &full, source, differs)?;
            hash = tile_root(&full);
        }
        Ok(())
    }

    /// Compares the tiles that are not full at the end of the tree.
    pub fn finish(&mut self, source: &dyn Source, differs: &mut dyn FnMut(Problem)) -> Outcome<()> {
        let partial: Vec<(usize, u64, Vec<Hash>)> =
            self.rows.iter().enumerate().map(|(level, row)| (level, row.index, row.hashes.clone())).collect();
        for (level, index, hashes) in partial.iter().filter(|(_, _, hashes)| !hashes.is_empty()) {
            self.compare(*level, *index, hashes, source, differs)?;
        }
        Ok(())
    }

    fn compare(
        &mut self,
        level: usize,
        index: u64,
        hashes: &[Hash],
        source: &dyn Source,
        differs: &mut dyn FnMut(Problem),
    ) -> Outcome<()> {
        let level = u8::try_from(level).unwrap_or(u8::MAX);
        let width = u16::try_from(hashes.len()).unwrap_or(u16::MAX);
        let id = TileId { level, index, width };
        match fetch(id, source)? {
            None => differs(Problem::damaged("audit-tile-missing").with("tile", id.path())),
            Some(found) if found == tile::encode(hashes) => {}
            Some(_) => differs(Problem::damaged("audit-tile-differs").with("tile", id.path())),
        }
        self.compared += 1;
        Ok(())
    }
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
