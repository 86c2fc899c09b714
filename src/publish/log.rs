//! The log part of a static copy: bundles, tiles made from the entries themselves, and what falls away when it grows.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::audit::ahead::fetch_bundle;
use crate::audit::source::{BUNDLE_BYTES, Source};
use crate::base::file;
use crate::base::hash::Hash;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::bundle;
use crate::merkle::tile::{self, BundleId, FULL, Filling, TILE_WIDTH, TileId};
use crate::merkle::tree::Frontier;
use crate::publish::staged::Staged;

/// A tree as it grows: its edge, and the tiles that are not full.
#[derive(Default)]
pub struct Grown {
    edge: Frontier,
    filling: Filling,
}

impl Grown {
    /// Leaves taken.
    pub fn size(&self) -> u64 {
        self.edge.size()
    }

    /// The root of all of them.
    pub fn root(&self) -> Hash {
        self.edge.root()
    }

    /// Takes the next leaf; every tile it fills goes to `staged`.
    pub fn push(&mut self, leaf: Hash, staged: Option<&Staged>) -> Outcome<()> {
        self.edge.push(leaf);
        self.filling.push(leaf, &mut |id, hashes| match staged {
            Some(staged) => staged.put(&id.path(), &tile::encode(hashes)),
            None => Ok(()),
        })
    }

    /// The tiles that are not full.
    pub fn partial(&self, staged: &Staged) -> Outcome<()> {
        self.filling.partial().try_for_each(|(id, hashes)| staged.put(&id.path(), &tile::encode(hashes)))
    }
}

/// A bundle of the source.
pub fn bundle(id: BundleId, source: &dyn Source) -> Outcome<Vec<Vec<u8>>> {
    let missing = || Problem::damaged("audit-bundle-missing").with("bundle", id.path());
    fetch_bundle(id, source)?.ok_or_else(missing)
}

/// A bundle of the copy itself: the one of that width, or the beginning of the full one.
pub fn own_bundle(dir: &Path, id: BundleId) -> Outcome<Option<Vec<Vec<u8>>>> {
    for kept in [id, BundleId { width: FULL, ..id }] {
        let path = dir.join(kept.path());
        let failed = |e| Problem::unavailable("file-unreadable").with("file", path.display()).with("cause", e);
        let limit = usize::try_from(BUNDLE_BYTES).unwrap_or(usize::MAX);
        if let Some(bytes) = file::read(&path, limit).map_err(failed)? {
            let mut entries = bundle::decode(&bytes, usize::from(kept.width))?;
            entries.truncate(usize::from(id.width));
            return Ok(Some(entries));
        }
    }
    Ok(None)
}

/// Clears away the partial tiles and bundles that a copy of `old` entries had and whose full ones a copy of `new` has
/// (C2SP tlog-tiles). Those of a tile that is still not full stay: readers may hold a checkpoint that needs them.
pub fn tidy(dir: &Path, old: u64, new: u64) -> Outcome<()> {
    let mut full: Vec<String> = Vec::new();
    for level in 0..8 {
        let (before, now) = (old >> (8 * level), new >> (8 * level));
        if before / TILE_WIDTH < now / TILE_WIDTH {
            let id = TileId { level, index: before / TILE_WIDTH, width: FULL };
            full.push(id.path());
            full.extend((level == 0).then(|| BundleId { index: id.index, width: FULL }.path()));
        }
    }
    for path in full {
        let partial = dir.join(format!("{path}.p"));
        match fs::remove_dir_all(&partial) {
            Err(e) if e.kind() != ErrorKind::NotFound => {
                return Err(Problem::unavailable("folder-unusable").with("folder", partial.display()).with("cause", e));
            }
            _ => {}
        }
    }
    Ok(())
}
