//! One ledger on disk: its record, the tree that everything read is compared with, and the index that helps.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use crate::base::code::Slug;
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::tile::{TILE_WIDTH, TileId, tile_at, tile_root};
use crate::merkle::tree::leaf_hash;
use crate::store::disk::beside::Beside;
use crate::store::disk::files::Files;
use crate::store::disk::index::{Index, LedgerIndex, Update};
use crate::store::disk::openings::OpeningFolder;
use crate::store::disk::pages::PageFolder;
use crate::store::disk::record::{self, Failed, Record};
use crate::store::disk::segment;
use crate::store::disk::tree::Tree;
use crate::store::{Commit, Head, NewEntry};

/// What readers see: changed only after a commit is durable.
struct Kept {
    head: Head,
    /// For a moment in a commit it is ahead of the head; whoever asks for a part of it asks by the head's size.
    tree: Tree,
}

/// What only the writer touches.
struct Writer {
    /// Bytes of the last segment that hold acknowledged entries.
    length: u64,
    /// Set when a sync failed: what is on the disk is then unknown until the store is opened again. Syncing once
    /// more would be told "done" by the operating system although the bytes were dropped.
    poisoned: bool,
}

/// One ledger.
pub(super) struct KeptLedger {
    slug: Slug,
    record: Record,
    index: LedgerIndex,
    beside: Beside,
    kept: RwLock<Kept>,
    writer: Mutex<Writer>,
}

impl KeptLedger {
    /// Makes a ledger with nothing in it.
    pub(super) fn create(slug: &Slug, folder: PathBuf, index: &Index, files: Arc<dyn Files>) -> Outcome<Self> {
        let derived = index.of(slug)?;
        if derived.known() > 0 {
            return Err(older(&folder, 0, derived.known()));
        }
        // Drafts of an earlier ledger of that name.
        index.beside(slug)?.clear()?;
        let record = Record::new(folder.clone(), Arc::clone(&files));
        record.make().map_err(|e| super::unusable(&folder, &e))?;
        let made = Self::open(slug, folder, index, files)?;
        if made.head() == Head::default() {
            Ok(made)
        } else {
            Err(Problem::conflict("ledger-exists").with("ledger", slug))
        }
    }

    /// Recovers a ledger. The checkpoint says how many entries were acknowledged: frames beyond are the torn end
    /// of a commit nobody was told of, and are cut off; anything wrong before that is damage.
    pub(super) fn open(slug: &Slug, folder: PathBuf, index: &Index, files: Arc<dyn Files>) -> Outcome<Self> {
        let (derived, beside) = (index.of(slug)?, index.beside(slug)?);
        let record = Record::new(folder, files);
        let (head, root) = record.head()?;
        let (last, length) = record.end(head.size)?;
        let believed = believe(&derived, head.size, root, &last);
        if believed.is_some() && derived.known() > head.size {
            // The index learns only what is durable. So entries that were acknowledged are gone, or only their
            // checkpoint is: cutting now would destroy them, and going on would sign a second history.
            return Err(older(record.folder(), head.size, derived.known()));
        }
        record.cut(head.size, length)?;
        record.settle(head.size)?;
        let tree = match believed.filter(|_| derived.known() == head.size) {
            Some(tree) => tree,
            None => catch_up(&record, head.size, root, &derived)?,
        };
        let (kept, writer) = (RwLock::new(Kept { head, tree }), Mutex::new(Writer { length, poisoned: false }));
        Ok(Self { slug: slug.clone(), record, index: derived, beside, kept, writer })
    }

    /// Drafts and snapshots.
    pub(super) fn beside(&self) -> &Beside {
        &self.beside
    }

    /// What opens private fields.
    pub(super) fn openings(&self) -> OpeningFolder<'_> {
        OpeningFolder::of(self.record.folder(), self.record.files())
    }

    /// The pages of snapshots of a name.
    pub(super) fn pages(&self, name: &str) -> Outcome<PageFolder<'_>> {
        PageFolder::of(self.record.folder(), name, self.record.files())
    }

    #[cfg(test)]
    pub(super) fn index(&self) -> &LedgerIndex {
        &self.index
    }

    fn kept(&self) -> RwLockReadGuard<'_, Kept> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn head(&self) -> Head {
        self.kept().head.clone()
    }

    pub(super) fn size(&self) -> u64 {
        self.kept().head.size
    }

    /// Appends entries and replaces the checkpoint.
    pub(super) fn commit(&self, expected_size: u64, commit: &Commit) -> Outcome<()> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if writer.poisoned {
            return Err(Problem::unavailable("store-poisoned").with("ledger", &self.slug));
        }
        let size = self.size();
        if size != expected_size {
            return Err(Problem::conflict("size-stale").with("found", size).with("expected", expected_size));
        }
        let leaves: Vec<Hash> = commit.entries.iter().map(|entry| leaf_hash(&entry.bytes)).collect();
        self.must_agree(&leaves, commit)?;
        let frames = commit.entries.iter().map(segment::frame).collect::<Outcome<Vec<_>>>()?;
        let appended = self.record.append(size, writer.length, &frames);
        // If we crash here, the frames are there and no checkpoint covers them: opening cuts them off again.
        let written = appended.and_then(|length| self.record.replace_checkpoint(&commit.checkpoint).map(|()| length));
        match written {
            Ok(length) => writer.length = length,
            Err(failed) => return Err(self.undo(failed, size, &mut writer)),
        }
        // If we crash here, everything is durable and the index lags: opening lets it catch up from the record.
        let update = self.grow(size, &leaves, commit);
        // The index learns before anybody sees the new size, so that what they see they can find.
        self.index.learn(&update);
        let head = Head { size: update.until, checkpoint: commit.checkpoint.clone() };
        self.kept.write().unwrap_or_else(PoisonError::into_inner).head = head;
        Ok(())
    }

    /// A writer that disagrees with the store about the tree, or hands in a checkpoint that states something else,
    /// is found before anything is written.
    fn must_agree(&self, leaves: &[Hash], commit: &Commit) -> Outcome<()> {
        if leaves.len() > limits::COMMIT_ENTRIES {
            let (found, limit) = (leaves.len(), limits::COMMIT_ENTRIES);
            return Err(Problem::malformed("commit-too-large").with("found", found).with("limit", limit));
        }
        let frontier = self.kept().tree.with(leaves);
        let (size, root) = (frontier.size(), frontier.root());
        if root != commit.root {
            return Err(Problem::damaged("commit-root-differs").with("size", size));
        }
        let checkpoint = record::stated(&commit.checkpoint)?;
        if (checkpoint.size, checkpoint.root) == (size, root) {
            Ok(())
        } else {
            let problem = Problem::damaged("commit-checkpoint-differs").with("size", size);
            Err(problem.with("found", checkpoint.size))
        }
    }

    /// After a failed write: puts the end back where it was, or takes no more if that is not certain.
    fn undo(&self, failed: Failed, size: u64, writer: &mut Writer) -> Problem {
        let cause = match failed {
            Failed::Unwritten(cause) => {
                writer.poisoned = self.record.cut(size, writer.length).is_err();
                cause
            }
            Failed::Unknown(cause) => {
                writer.poisoned = true;
                cause
            }
        };
        Problem::unavailable("record-unwritable").with("folder", self.record.folder().display()).with("cause", cause)
    }

    /// Grows the tree by what is now durable; gives what the index should learn.
    fn grow(&self, size: u64, leaves: &[Hash], commit: &Commit) -> Update {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let full: Vec<Vec<Hash>> = leaves.iter().filter_map(|leaf| kept.tree.push(*leaf)).collect();
        Update::new(size, &kept.tree, &full, commit.entries.iter().map(|entry| entry.id).collect())
    }

    /// Entries, each compared with its leaf hash.
    pub(super) fn read(&self, from: u64, until: u64) -> Outcome<Vec<Vec<u8>>> {
        let size = self.size();
        if from > until || until > size || until - from > limits::READ_ENTRIES {
            let problem = Problem::missing("range-unreadable").with("from", from).with("until", until);
            return Err(problem.with("size", size).with("limit", limits::READ_ENTRIES));
        }
        let mut found = Vec::new();
        let mut at = from;
        while at < until {
            let number = at / TILE_WIDTH;
            let end = until.min((number + 1) * TILE_WIDTH);
            let entries = self.record.segment(number, end)?;
            let leaves = self.leaves(number)?;
            let skip = usize::try_from(at % TILE_WIDTH).unwrap_or(0);
            for ((entry, leaf), index) in entries.into_iter().zip(&leaves).skip(skip).zip(at..) {
                if leaf_hash(&entry.bytes) != *leaf {
                    let problem = Problem::damaged("entry-differs").with("index", index);
                    return Err(problem.with("file", self.record.named(number)));
                }
                found.push(entry.bytes);
            }
            at = end;
        }
        Ok(found)
    }

    /// The leaf hashes of a tile: from memory, or from the index if they give the root in memory, or from the record.
    fn leaves(&self, number: u64) -> Outcome<Vec<Hash>> {
        let root = {
            let kept = self.kept();
            match kept.tree.tile_root(number) {
                Some(root) => root,
                None => return Ok(kept.tree.partial.clone()),
            }
        };
        if let Some(leaves) =
            self.index.tile(0, number).filter(|leaves| leaves.len() == 256 && tile_root(leaves) == root)
        {
            return Ok(leaves);
        }
        let entries = self.record.segment(number, (number + 1) * TILE_WIDTH)?;
        let leaves: Vec<Hash> = entries.iter().map(|entry| leaf_hash(&entry.bytes)).collect();
        if tile_root(&leaves) != root {
            let problem = Problem::damaged("segment-differs").with("index", number * TILE_WIDTH);
            return Err(problem.with("file", self.record.named(number)));
        }
        self.index.mend_tile(number, &leaves);
        Ok(leaves)
    }

    pub(super) fn tile(&self, id: TileId) -> Outcome<Vec<Hash>> {
        let width = tile_at(id.level, id.index, self.size()).width;
        if id.width == 0 || id.width > width {
            return Err(Problem::missing("tile-missing").with("tile", id.path()));
        }
        let mut hashes = match id.level.checked_sub(1) {
            None => self.leaves(id.index)?,
            Some(row) => self.kept().tree.row_tile(row, id.index),
        };
        // A tile that has grown since is cut back to what was asked for.
        hashes.truncate(usize::from(id.width));
        Ok(hashes)
    }

    /// The index may lie: what it says is compared with the record.
    pub(super) fn find(&self, id: &[u8; 16]) -> Outcome<Option<u64>> {
        let Some(index) = self.index.find(id)?.filter(|index| *index < self.size()) else { return Ok(None) };
        let entries = self.record.segment(index / TILE_WIDTH, index + 1)?;
        Ok(entries.last().filter(|entry| entry.id == *id).map(|_| index))
    }
}

/// The record is an earlier state of a ledger that the index knows to be longer.
fn older(folder: &std::path::Path, size: u64, known: u64) -> Problem {
    Problem::damaged("record-older").with("folder", folder.display()).with("size", size).with("known", known)
}

/// The tree of the first `size` entries as the index has it, completed by the last segment of the record, which is
/// always read. None unless it gives the root and the index knows where the entries of that segment are.
fn believe(index: &LedgerIndex, size: u64, root: Hash, last: &[NewEntry]) -> Option<Tree> {
    if index.known() < size {
        return None;
    }
    let first = size - last.len() as u64;
    let mut tree = index.full_tiles(first / TILE_WIDTH)?;
    for (entry, at) in last.iter().zip(first..) {
        tree.push(leaf_hash(&entry.bytes));
        index.find(&entry.id).ok().flatten().filter(|known| *known == at)?;
    }
    (tree.root() == root).then_some(tree)
}

/// Lets an index that lags learn the rest from the record; makes it anew if that does not give the root, and then
/// the record itself must.
fn catch_up(record: &Record, size: u64, root: Hash, index: &LedgerIndex) -> Outcome<Tree> {
    // The last segment is read in any case: the index may lack one of its ids.
    let start = index.known().min(size.saturating_sub(1)) / TILE_WIDTH;
    if index.known() <= size
        && let Some(tree) = index.full_tiles(start)
    {
        let tree = read_on(record, size, tree, index)?;
        if tree.root() == root {
            return Ok(tree);
        }
    }
    index.clear();
    let tree = read_on(record, size, Tree::default(), index)?;
    if tree.root() == root {
        Ok(tree)
    } else {
        let problem = Problem::damaged("record-differs").with("folder", record.folder().display());
        Err(problem.with("size", size))
    }
}

/// Completes a tree of full tiles with what the record has beyond them, and lets the index learn it.
fn read_on(record: &Record, size: u64, mut tree: Tree, index: &LedgerIndex) -> Outcome<Tree> {
    for number in tree.size() / TILE_WIDTH..size.div_ceil(TILE_WIDTH) {
        let from = tree.size();
        let entries = record.segment(number, size)?;
        let full: Vec<Vec<Hash>> = entries.iter().filter_map(|entry| tree.push(leaf_hash(&entry.bytes))).collect();
        index.learn(&Update::new(from, &tree, &full, entries.iter().map(|entry| entry.id).collect()));
    }
    Ok(tree)
}
