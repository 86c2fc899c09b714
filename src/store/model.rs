//! A store in plain collections, for tests: what the real ones are compared with. It keeps nothing when it is dropped.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};

use crate::base::code::{Code, Slug};
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::note::Note;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::proof::{self, MemoryTiles, Tiles as _};
use crate::merkle::tile::{TileId, tile_at};
use crate::merkle::tree::leaf_hash;
use crate::store::{Commit, DraftBytes, Head, NewEntry, Store};

#[derive(Default)]
struct ModelLedger {
    entries: Vec<NewEntry>,
    checkpoint: Vec<u8>,
    drafts: BTreeMap<[u8; 16], Vec<u8>>,
    snapshots: BTreeMap<String, (u64, Vec<u8>)>,
    pages: BTreeMap<String, BTreeMap<Hash, Vec<u8>>>,
    openings: BTreeMap<Hash, Vec<u8>>,
}

impl ModelLedger {
    fn tiles_with(&self, more: &[NewEntry]) -> MemoryTiles {
        let mut tiles = MemoryTiles::default();
        self.entries.iter().chain(more).for_each(|entry| tiles.push(leaf_hash(&entry.bytes)));
        tiles
    }

    fn size(&self) -> u64 {
        self.entries.len() as u64
    }
}

#[derive(Default)]
pub(super) struct Model {
    ledgers: Mutex<BTreeMap<Slug, ModelLedger>>,
}

impl Model {
    fn all(&self) -> MutexGuard<'_, BTreeMap<Slug, ModelLedger>> {
        self.ledgers.lock().unwrap()
    }

    fn with<T>(&self, slug: &Slug, work: impl FnOnce(&mut ModelLedger) -> Outcome<T>) -> Outcome<T> {
        self.all().get_mut(slug).map_or_else(|| Err(Problem::missing("ledger-unknown")), work)
    }
}

fn bounded(found: usize, limit: usize, code: &'static str) -> Outcome<()> {
    if found > limit { Err(Problem::malformed(code)) } else { Ok(()) }
}

impl Store for Model {
    fn ledgers(&self) -> Outcome<Vec<Slug>> {
        Ok(self.all().keys().cloned().collect())
    }

    fn create(&self, slug: &Slug) -> Outcome<()> {
        let there = self.ledgers()?.contains(slug);
        if there {
            return Err(Problem::conflict("ledger-exists"));
        }
        self.all().insert(slug.clone(), ModelLedger::default());
        Ok(())
    }

    fn head(&self, slug: &Slug) -> Outcome<Head> {
        self.with(slug, |ledger| Ok(Head { size: ledger.size(), checkpoint: ledger.checkpoint.clone() }))
    }

    fn commit(&self, slug: &Slug, expected_size: u64, commit: Commit) -> Outcome<()> {
        self.with(slug, |ledger| {
            if ledger.size() != expected_size {
                return Err(Problem::conflict("size-stale"));
            }
            bounded(commit.entries.len(), limits::COMMIT_ENTRIES, "commit-too-large")?;
            let size = expected_size + commit.entries.len() as u64;
            let root = proof::root(&ledger.tiles_with(&commit.entries), size)?;
            if root != commit.root {
                return Err(Problem::damaged("commit-root-differs"));
            }
            let stated = Checkpoint::read_text(&Note::read(&commit.checkpoint)?.text)?;
            if (stated.size, stated.root) != (size, root) {
                return Err(Problem::damaged("commit-checkpoint-differs"));
            }
            for entry in &commit.entries {
                bounded(entry.bytes.len(), limits::ENTRY_BYTES, "entry-too-long")?;
            }
            ledger.entries.extend(commit.entries);
            ledger.checkpoint = commit.checkpoint;
            Ok(())
        })
    }

    fn read(&self, slug: &Slug, from: u64, until: u64) -> Outcome<Vec<Vec<u8>>> {
        self.with(slug, |ledger| {
            if from > until || until > ledger.size() || until - from > limits::READ_ENTRIES {
                return Err(Problem::missing("range-unreadable"));
            }
            let range = usize::try_from(from).unwrap()..usize::try_from(until).unwrap();
            Ok(ledger.entries[range].iter().map(|entry| entry.bytes.clone()).collect())
        })
    }

    fn tile(&self, slug: &Slug, id: TileId) -> Outcome<Vec<Hash>> {
        self.with(slug, |ledger| {
            if id.width == 0 || id.width > tile_at(id.level, id.index, ledger.size()).width {
                return Err(Problem::missing("tile-missing"));
            }
            ledger.tiles_with(&[]).tile(id)
        })
    }

    fn find(&self, slug: &Slug, id: &[u8; 16]) -> Outcome<Option<u64>> {
        self.with(slug, |ledger| Ok(ledger.entries.iter().rposition(|entry| entry.id == *id).map(|at| at as u64)))
    }

    fn draft_put(&self, slug: &Slug, id: &[u8; 16], bytes: &[u8]) -> Outcome<()> {
        self.with(slug, |ledger| {
            bounded(bytes.len(), limits::ENTRY_BYTES, "draft-too-long")?;
            ledger.drafts.insert(*id, bytes.to_vec());
            Ok(())
        })
    }

    fn draft_get(&self, slug: &Slug, id: &[u8; 16]) -> Outcome<Option<Vec<u8>>> {
        self.with(slug, |ledger| Ok(ledger.drafts.get(id).cloned()))
    }

    fn draft_remove(&self, slug: &Slug, id: &[u8; 16]) -> Outcome<()> {
        self.with(slug, |ledger| {
            ledger.drafts.remove(id);
            Ok(())
        })
    }

    fn drafts(&self, slug: &Slug) -> Outcome<Vec<DraftBytes>> {
        self.with(slug, |ledger| Ok(ledger.drafts.iter().map(|(id, bytes)| (*id, bytes.clone())).collect()))
    }

    fn opening_put(&self, slug: &Slug, digest: &Hash, text: &[u8]) -> Outcome<()> {
        bounded(text.len(), limits::OPENING_BYTES, "opening-too-long")?;
        self.with(slug, |ledger| {
            ledger.openings.insert(*digest, text.to_vec());
            Ok(())
        })
    }

    fn opening_get(&self, slug: &Slug, digest: &Hash) -> Outcome<Option<Vec<u8>>> {
        self.with(slug, |ledger| Ok(ledger.openings.get(digest).cloned()))
    }

    fn opening_remove(&self, slug: &Slug, digest: &Hash) -> Outcome<()> {
        self.with(slug, |ledger| {
            ledger.openings.remove(digest);
            Ok(())
        })
    }

    fn openings(&self, slug: &Slug) -> Outcome<BTreeSet<Hash>> {
        self.with(slug, |ledger| Ok(ledger.openings.keys().copied().collect()))
    }

    fn snapshot_save(&self, slug: &Slug, size: u64, name: &str, bytes: &[u8]) -> Outcome<()> {
        self.with(slug, |ledger| {
            name.parse::<Code>()?;
            ledger.snapshots.insert(name.to_owned(), (size, bytes.to_vec()));
            Ok(())
        })
    }

    fn snapshot_load(&self, slug: &Slug, name: &str) -> Outcome<Option<(u64, Vec<u8>)>> {
        self.with(slug, |ledger| Ok(ledger.snapshots.get(name).cloned()))
    }

    fn page_put(&self, slug: &Slug, name: &str, digest: &Hash, bytes: &[u8]) -> Outcome<()> {
        self.with(slug, |ledger| {
            name.parse::<Code>()?;
            ledger.pages.entry(name.to_owned()).or_default().insert(*digest, bytes.to_vec());
            Ok(())
        })
    }

    fn page_get(&self, slug: &Slug, name: &str, digest: &Hash) -> Outcome<Option<Vec<u8>>> {
        self.with(slug, |ledger| {
            name.parse::<Code>()?;
            Ok(ledger.pages.get(name).and_then(|pages| pages.get(digest)).cloned())
        })
    }

    fn pages_keep(&self, slug: &Slug, name: &str, live: &BTreeSet<Hash>) -> Outcome<()> {
        self.with(slug, |ledger| {
            name.parse::<Code>()?;
            ledger.pages.entry(name.to_owned()).or_default().retain(|digest, _| live.contains(digest));
            Ok(())
        })
    }
}

mod tests {
    use super::*;
    use crate::store::conformance::{self, Bench};

    /// Its reopening keeps everything, as a store that keeps nothing cannot show more.
    impl Bench for Model {
        fn store(&self) -> &dyn Store {
            self
        }

        fn reopen(&mut self) {}
    }

    conformance::suite!(Model::default);
}
