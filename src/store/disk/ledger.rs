//! One ledger on disk: its record, its checkpoint, and the tree that both must agree with.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::base::code::Slug;
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::note::Note;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::tile::{TILE_WIDTH, TileId, tile_root};
use crate::merkle::tree::leaf_hash;
use crate::store::disk::files::Files;
use crate::store::disk::index::{Index, LedgerIndex, Update};
use crate::store::disk::segment;
use crate::store::disk::tree::Tree;
use crate::store::{Commit, Head, NewEntry};

const CHECKPOINT: &str = "checkpoint";

/// What readers see: changed only after a commit is durable.
struct Kept {
    head: Head,
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
    folder: PathBuf,
    index: LedgerIndex,
    files: Arc<dyn Files>,
    kept: RwLock<Kept>,
    writer: Mutex<Writer>,
}

impl KeptLedger {
    /// Recovers a ledger. The checkpoint says how many entries were acknowledged: frames beyond are the torn end
    /// of a commit nobody was told of, and are cut off; anything wrong before that is damage.
    pub(super) fn open(slug: Slug, folder: &Path, index: Arc<Index>, files: Arc<dyn Files>) -> Outcome<Self> {
        let (head, root) = read_checkpoint(folder)?;
        let length = cut_torn_end(folder, head.size, files.as_ref())?;
        let index = LedgerIndex::new(index, slug)?;
        let tree = match index.load_tree(head.size).filter(|tree| tree.root() == root) {
            Some(tree) => tree,
            None => rebuild(folder, head.size, root, &index)?,
        };
        Ok(Self {
            folder: folder.to_owned(),
            index,
            files,
            kept: RwLock::new(Kept { head, tree }),
            writer: Mutex::new(Writer { length, poisoned: false }),
        })
    }

    pub(super) fn head(&self) -> Head {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).head.clone()
    }

    /// Appends entries and replaces the checkpoint.
    pub(super) fn commit(&self, expected_size: u64, commit: &Commit) -> Outcome<()> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if writer.poisoned {
            return Err(Problem::unavailable("store-poisoned").with("folder", self.folder.display()));
        }
        let size = self.head().size;
        if size != expected_size {
            return Err(Problem::conflict("size-stale").with("found", size).with("expected", expected_size));
        }
        let leaves: Vec<Hash> = commit.entries.iter().map(|entry| leaf_hash(&entry.bytes)).collect();
        self.agreed_root(&leaves, commit.root)?;
        let length = self.append(size, &commit.entries, &mut writer)?;
        // If we crash here, the frames are there and no checkpoint covers them: opening cuts them off again.
        if let Err(e) = self.replace_checkpoint(&commit.checkpoint) {
            writer.poisoned = true;
            return Err(self.unwritable(&e));
        }
        // If we crash here, everything is durable and the index lags: opening catches it up from the record.
        writer.length = length;
        let update = self.publish(size, &leaves, commit);
        self.index.update(&update);
        Ok(())
    }

    fn agreed_root(&self, leaves: &[Hash], root: Hash) -> Outcome<()> {
        let frontier = self.kept.read().unwrap_or_else(PoisonError::into_inner).tree.with(leaves);
        if frontier.root() == root {
            Ok(())
        } else {
            Err(Problem::damaged("commit-root-differs").with("size", frontier.size()))
        }
    }

    /// Writes and syncs the frames; gives the length of the last segment with them.
    fn append(&self, size: u64, entries: &[NewEntry], writer: &mut Writer) -> Outcome<u64> {
        let frames = entries.iter().map(segment::frame).collect::<Outcome<Vec<_>>>()?;
        let mut touched: Vec<File> = Vec::new();
        let mut length = writer.length;
        let written = self.write_frames(size, &frames, &mut touched, &mut length);
        if let Err(e) = written {
            // Not synced yet, so nothing can have been promised: put the end back where it was.
            drop(touched);
            let undone = cut_torn_end(&self.folder, size, self.files.as_ref());
            writer.poisoned = undone.is_err();
            return Err(self.unwritable(&e));
        }
        let made_file = length != writer.length && (size.is_multiple_of(TILE_WIDTH) || touched.len() > 1);
        let synced = touched.iter().try_for_each(|file| self.files.sync(file));
        // A file's data is nothing without its name.
        let synced = synced.and_then(|()| if made_file { self.files.sync_folder(&self.folder) } else { Ok(()) });
        synced.map_err(|e| {
            writer.poisoned = true;
            self.unwritable(&e)
        })?;
        Ok(length)
    }

    fn write_frames(
        &self,
        size: u64,
        frames: &[Vec<u8>],
        touched: &mut Vec<File>,
        length: &mut u64,
    ) -> std::io::Result<()> {
        let mut rest = frames;
        let mut at = size;
        while !rest.is_empty() {
            let number = at / TILE_WIDTH;
            let room = usize::try_from(TILE_WIDTH - at % TILE_WIDTH).unwrap_or(256);
            let (now, later) = rest.split_at(rest.len().min(room));
            let mut bytes = Vec::new();
            if at.is_multiple_of(TILE_WIDTH) {
                bytes = segment::header(number);
                *length = 0;
            }
            now.iter().for_each(|frame| bytes.extend_from_slice(frame));
            let path = segment::path(&self.folder, number);
            let mut file = File::options().create(true).truncate(false).write(true).open(path)?;
            let written = self.files.write_at(&mut file, *length, &bytes);
            touched.push(file);
            written?;
            *length += bytes.len() as u64;
            at += now.len() as u64;
            rest = later;
        }
        Ok(())
    }

    /// Write beside, sync, rename over, sync the folder: at every moment one whole checkpoint stands.
    fn replace_checkpoint(&self, checkpoint: &[u8]) -> std::io::Result<()> {
        let (path, beside) = (self.folder.join(CHECKPOINT), self.folder.join("checkpoint.new"));
        let mut file = File::create(&beside)?;
        self.files.write_at(&mut file, 0, checkpoint)?;
        self.files.sync(&file)?;
        self.files.rename(&beside, &path)?;
        self.files.sync_folder(&self.folder)
    }

    /// Lets readers see what is now durable; gives what the index should learn.
    fn publish(&self, size: u64, leaves: &[Hash], commit: &Commit) -> Update {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let before = size / TILE_WIDTH;
        let full: Vec<Vec<Hash>> = leaves.iter().filter_map(|leaf| kept.tree.push(*leaf)).collect();
        kept.head = Head { size: size + leaves.len() as u64, checkpoint: commit.checkpoint.clone() };
        let numbered = (before..).zip(full).collect();
        let ids = (size..).zip(&commit.entries).map(|(index, entry)| (entry.id, index)).collect();
        Update::new(&kept.tree, numbered, ids)
    }

    fn unwritable(&self, cause: &std::io::Error) -> Problem {
        Problem::unavailable("record-unwritable").with("folder", self.folder.display()).with("cause", cause)
    }

    /// Entries, each compared with its leaf hash.
    pub(super) fn read(&self, from: u64, until: u64) -> Outcome<Vec<Vec<u8>>> {
        let size = self.head().size;
        if from > until || until > size || until - from > limits::READ_ENTRIES {
            return Err(Problem::missing("range-unreadable")
                .with("from", from)
                .with("until", until)
                .with("size", size));
        }
        let mut found = Vec::new();
        let mut at = from;
        while at < until {
            let number = at / TILE_WIDTH;
            let end = until.min((number + 1) * TILE_WIDTH);
            let file = segment::path(&self.folder, number);
            let (entries, _) = segment::read(&file, number, end - number * TILE_WIDTH)?;
            let leaves = self.leaves(number)?;
            let skip = usize::try_from(at % TILE_WIDTH).unwrap_or(0);
            for ((entry, leaf), index) in entries.into_iter().zip(&leaves).skip(skip).zip(at..) {
                if leaf_hash(&entry.bytes) != *leaf {
                    return Err(Problem::damaged("entry-differs").with("index", index).with("file", file.display()));
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
            let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
            match kept.tree.tile_root(number) {
                Some(root) => root,
                None => return Ok(kept.tree.partial.clone()),
            }
        };
        if let Some(leaves) = self.index.tile(0, number).filter(|leaves| tile_root(leaves) == root) {
            return Ok(leaves);
        }
        let file = segment::path(&self.folder, number);
        let (entries, _) = segment::read(&file, number, TILE_WIDTH)?;
        let leaves: Vec<Hash> = entries.iter().map(|entry| leaf_hash(&entry.bytes)).collect();
        if tile_root(&leaves) != root {
            let first = number * TILE_WIDTH;
            return Err(Problem::damaged("segment-differs").with("index", first).with("file", file.display()));
        }
        self.index.mend_tile(number, &leaves);
        Ok(leaves)
    }

    pub(super) fn tile(&self, id: TileId) -> Outcome<Vec<Hash>> {
        let missing = || Problem::missing("tile-missing").with("tile", id.path());
        let width = usize::from(id.width);
        if id.level == 0 {
            let mut leaves = self.leaves(id.index)?;
            if leaves.len() < width {
                return Err(missing());
            }
            leaves.truncate(width);
            return Ok(leaves);
        }
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let row = kept.tree.rows.get(usize::from(id.level) - 1).ok_or_else(missing)?;
        let from = usize::try_from(id.index.saturating_mul(TILE_WIDTH)).map_err(|_| missing())?;
        row.get(from..from.saturating_add(width)).map(<[Hash]>::to_vec).ok_or_else(missing)
    }

    /// The index may lie: what it says is compared with the record.
    pub(super) fn find(&self, id: &[u8; 16]) -> Outcome<Option<u64>> {
        let Some(index) = self.index.find(id).filter(|index| *index < self.head().size) else { return Ok(None) };
        let number = index / TILE_WIDTH;
        let (entries, _) = segment::read(&segment::path(&self.folder, number), number, index % TILE_WIDTH + 1)?;
        Ok(entries.last().filter(|entry| entry.id == *id).map(|_| index))
    }
}

/// What the checkpoint file says. Its signature is for the ledger to check; here only size and root are read.
fn read_checkpoint(folder: &Path) -> Outcome<(Head, Hash)> {
    let path = folder.join(CHECKPOINT);
    match std::fs::read(&path) {
        Ok(bytes) => {
            let unreadable = |_| Problem::damaged("checkpoint-file-damaged").with("file", path.display());
            let checkpoint =
                Note::read(&bytes).and_then(|note| Checkpoint::read_text(&note.text)).map_err(unreadable)?;
            Ok((Head { size: checkpoint.size, checkpoint: bytes }, checkpoint.root))
        }
        // Only a ledger that never committed has no checkpoint, and it has no segments either: the first commit
        // of a ledger is its empty checkpoint.
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            if segments(folder)?.is_empty() {
                Ok((Head::default(), Hash::of(b"")))
            } else {
                Err(Problem::damaged("checkpoint-file-missing").with("file", path.display()))
            }
        }
        Err(e) => Err(Problem::unavailable("file-unreadable").with("file", path.display()).with("cause", e)),
    }
}

fn segments(folder: &Path) -> Outcome<Vec<u64>> {
    let failed = |e: std::io::Error| super::unusable(folder, &e);
    let mut numbers = Vec::new();
    for item in std::fs::read_dir(folder).map_err(failed)? {
        let name = item.map_err(failed)?.file_name();
        numbers.extend(name.to_str().and_then(segment::number));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// Cuts off whatever lies beyond the acknowledged size; gives the length of the last segment.
fn cut_torn_end(folder: &Path, size: u64, files: &dyn Files) -> Outcome<u64> {
    let failed = |e: std::io::Error| super::unusable(folder, &e);
    let needed = size.div_ceil(TILE_WIDTH);
    let found = segments(folder)?;
    for number in 0..needed {
        if found.binary_search(&number).is_err() {
            let file = segment::path(folder, number);
            let index = number * TILE_WIDTH;
            return Err(Problem::damaged("segment-missing").with("index", index).with("file", file.display()));
        }
    }
    let beyond: Vec<u64> = found.into_iter().filter(|number| *number >= needed).collect();
    for number in &beyond {
        std::fs::remove_file(segment::path(folder, *number)).map_err(failed)?;
    }
    if !beyond.is_empty() {
        files.sync_folder(folder).map_err(failed)?;
    }
    let Some(last) = needed.checked_sub(1) else { return Ok(0) };
    let path = segment::path(folder, last);
    let (_, length) = segment::read(&path, last, size - last * TILE_WIDTH)?;
    let file = File::options().write(true).open(&path).map_err(failed)?;
    if file.metadata().map_err(failed)?.len() > length {
        file.set_len(length).and_then(|()| files.sync(&file)).map_err(failed)?;
    }
    Ok(length)
}

/// Makes the tree and the index again from the record; the record must give the root the checkpoint states.
fn rebuild(folder: &Path, size: u64, root: Hash, index: &LedgerIndex) -> Outcome<Tree> {
    index.clear();
    let mut tree = Tree::default();
    for number in 0..size.div_ceil(TILE_WIDTH) {
        let file = segment::path(folder, number);
        let first = number * TILE_WIDTH;
        let (entries, _) = segment::read(&file, number, TILE_WIDTH.min(size - first))?;
        let mut full = Vec::new();
        for entry in &entries {
            full.extend(tree.push(leaf_hash(&entry.bytes)).map(|leaves| (number, leaves)));
        }
        let ids = (first..).zip(&entries).map(|(index, entry)| (entry.id, index)).collect();
        index.update(&Update::new(&tree, full, ids));
    }
    if tree.root() == root {
        Ok(tree)
    } else {
        Err(Problem::damaged("record-differs").with("folder", folder.display()).with("size", size))
    }
}
