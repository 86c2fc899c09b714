//! The record of one ledger on disk: segment files, and the checkpoint file that says how many of their entries
//! were acknowledged.
//!
//! Every durable step is here, and what a crash after it leaves behind. Not for what entries hash to:
//! [`super::ledger`] compares them with the tree.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::note::Note;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::tile::TILE_WIDTH;
use crate::merkle::tree::empty_root;
use crate::store::disk::files::{self, Files, Handle};
use crate::store::disk::segment;
use crate::store::{Head, NewEntry};

const CHECKPOINT: &str = "checkpoint";
/// Where the next checkpoint is written before it is put in that place.
const BESIDE: &str = "checkpoint.new";
/// What stands in the checkpoint file before the first commit. Not an empty file: that is what a failing disk leaves.
const NOTHING_YET: &[u8] = b"mingbai: no checkpoint yet\n";

/// Why something was not written.
pub(super) enum Failed {
    /// The disk did not take it; what was there before can be had back by cutting.
    Unwritten(io::Error),
    /// It is not known what the disk holds now.
    Unknown(io::Error),
}

/// The folder of a record.
pub(super) struct Record {
    folder: PathBuf,
    files: Arc<dyn Files>,
}

impl Record {
    pub(super) fn new(folder: PathBuf, files: Arc<dyn Files>) -> Self {
        Self { folder, files }
    }

    pub(super) fn files(&self) -> &dyn Files {
        self.files.as_ref()
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self, number: u64) -> PathBuf {
        segment::path(&self.folder, number)
    }

    /// Makes the record of a new ledger. It gets its name last: if we crash before, there is no ledger.
    pub(super) fn make(&self) -> io::Result<()> {
        // It may be there already, if making its name durable was all that failed the last time.
        if !self.files.has_folder(&self.folder) {
            let beside = self.folder.with_extension("new");
            files::make_folder(self.files.as_ref(), &beside)?;
            self.write_whole(&beside.join(CHECKPOINT), NOTHING_YET).map_err(|failed| match failed {
                Failed::Unwritten(e) | Failed::Unknown(e) => e,
            })?;
            self.files.sync_folder(&beside)?;
            self.files.rename(&beside, &self.folder)?;
        }
        // The ledger's own folder may have been made by others, who keep more in it.
        self.folder.ancestors().skip(1).take(2).try_for_each(|above| self.files.sync_folder(above))
    }

    /// What the checkpoint file says. Its signature is for the ledger to check; here only size and root are read.
    pub(super) fn head(&self) -> Outcome<(Head, Hash)> {
        let path = self.folder.join(CHECKPOINT);
        let bytes = self.files.read(&path, limits::NOTE_BYTES).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => Problem::damaged("checkpoint-file-missing").with("file", path.display()),
            _ => segment::unreadable(&path, &e),
        })?;
        if bytes == NOTHING_YET {
            return Ok((Head::default(), empty_root()));
        }
        let checkpoint =
            stated(&bytes).map_err(|_| Problem::damaged("checkpoint-file-damaged").with("file", path.display()))?;
        Ok((Head { size: checkpoint.size, checkpoint: bytes }, checkpoint.root))
    }

    /// The segments that are there, in order.
    fn segments(&self) -> Outcome<Vec<u64>> {
        let names = self.files.names(&self.folder).map_err(|e| super::unusable(&self.folder, &e))?;
        let mut numbers: Vec<u64> = names.iter().filter_map(|name| segment::number(name)).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Entries of the segment that begins with entry `number · 256`, as far as the ledger of `size` entries has them.
    pub(super) fn segment(&self, number: u64, size: u64) -> Outcome<Vec<NewEntry>> {
        let count = TILE_WIDTH.min(size.saturating_sub(number * TILE_WIDTH));
        Ok(segment::read(self.files.as_ref(), &self.path(number), number, count)?.0)
    }

    /// The file of a segment, for messages.
    pub(super) fn named(&self, number: u64) -> String {
        self.path(number).display().to_string()
    }

    /// The last segment of a ledger of `size` entries: its entries, and how many bytes they take. Refuses a record
    /// with a segment missing, and one that goes on for longer than a single commit that was never acknowledged.
    pub(super) fn end(&self, size: u64) -> Outcome<(Vec<NewEntry>, u64)> {
        let found = self.segments()?;
        let needed = size.div_ceil(TILE_WIDTH);
        if let Some(number) = (0..needed).find(|number| found.binary_search(number).is_err()) {
            return Err(segment::missing(&self.path(number), number));
        }
        let torn_until = size.saturating_add(limits::COMMIT_ENTRIES as u64).div_ceil(TILE_WIDTH);
        if found.last().is_some_and(|last| *last >= torn_until) {
            let path = self.folder.join(CHECKPOINT);
            return Err(Problem::damaged("checkpoint-file-older").with("file", path.display()).with("size", size));
        }
        match needed.checked_sub(1) {
            Some(last) => segment::read(self.files.as_ref(), &self.path(last), last, size - last * TILE_WIDTH),
            None => Ok((Vec::new(), 0)),
        }
    }

    /// Cuts off what lies beyond the acknowledged entries: the torn end of a commit nobody was told of. `length` is
    /// what the last segment has without it.
    pub(super) fn cut(&self, size: u64, length: u64) -> Outcome<()> {
        let needed = size.div_ceil(TILE_WIDTH);
        let beyond: Vec<u64> = self.segments()?.into_iter().filter(|number| *number >= needed).collect();
        self.cut_files(&beyond, needed.checked_sub(1), length).map_err(|e| super::unusable(&self.folder, &e))
    }

    fn cut_files(&self, beyond: &[u64], last: Option<u64>, length: u64) -> io::Result<()> {
        // From the end, so that a crash in between leaves no gap.
        for number in beyond.iter().rev() {
            self.files.remove(&self.path(*number))?;
        }
        if !beyond.is_empty() {
            self.files.sync_folder(&self.folder)?;
        }
        let Some(last) = last else { return Ok(()) };
        let handle = self.files.open(&self.path(last))?;
        if self.files.length(&handle)? > length {
            self.files.cut(&handle, length)?;
            self.files.sync(&handle)?;
        }
        Ok(())
    }

    /// Makes durable what opening found. The process may have ended after it put a checkpoint in place and before that
    /// was durable; what is given out from now on must not be lost to a power cut.
    pub(super) fn settle(&self, size: u64) -> Outcome<()> {
        let settled = || {
            // A power cut during a rename may have left two names for one file: written beside again, the next checkpoint
            // would overwrite the one that stands.
            if self.files.names(&self.folder)?.iter().any(|name| name == BESIDE) {
                self.files.remove(&self.folder.join(BESIDE))?;
            }
            if let Some(last) = size.div_ceil(TILE_WIDTH).checked_sub(1) {
                self.files.sync(&self.files.open(&self.path(last))?)?;
            }
            self.files.sync(&self.files.open(&self.folder.join(CHECKPOINT))?)?;
            self.files.sync_folder(&self.folder)?;
            // Whoever made the record may have ended before its own name was durable.
            self.files.sync_folder(self.folder.parent().unwrap_or(&self.folder))
        };
        settled().map_err(|e| super::unusable(&self.folder, &e))
    }

    /// Writes frames after the first `size` entries and makes them durable; `length` is what the last segment has.
    /// Gives what the last segment has then.
    pub(super) fn append(&self, size: u64, length: u64, frames: &[Vec<u8>]) -> Result<u64, Failed> {
        let mut touched = Vec::new();
        let length = self.write_frames(size, length, frames, &mut touched).map_err(Failed::Unwritten)?;
        // If we crash here, or earlier, there may be whole frames, half ones, or none: no checkpoint covers them.
        touched.iter().try_for_each(|handle| self.files.sync(handle)).map_err(Failed::Unknown)?;
        let made_file = size.is_multiple_of(TILE_WIDTH) || touched.len() > 1;
        if made_file && !touched.is_empty() {
            // A file's bytes are nothing without its name, and the checkpoint must not be there before it.
            self.files.sync_folder(&self.folder).map_err(Failed::Unknown)?;
        }
        Ok(length)
    }

    fn write_frames(&self, size: u64, length: u64, frames: &[Vec<u8>], touched: &mut Vec<Handle>) -> io::Result<u64> {
        let (mut at, mut length, mut rest) = (size, length, frames);
        while !rest.is_empty() {
            let number = at / TILE_WIDTH;
            let room = usize::try_from(TILE_WIDTH - at % TILE_WIDTH).unwrap_or(256);
            let (now, later) = rest.split_at(rest.len().min(room));
            let mut bytes = Vec::new();
            if at.is_multiple_of(TILE_WIDTH) {
                bytes = segment::header(number);
                length = 0;
            }
            bytes.extend(now.iter().flatten());
            let mut handle = self.files.open(&self.path(number))?;
            self.files.write_at(&mut handle, length, &bytes)?;
            touched.push(handle);
            length += bytes.len() as u64;
            at += now.len() as u64;
            rest = later;
        }
        Ok(length)
    }

    /// Write beside, sync, rename over, sync the folder: at every moment one whole checkpoint stands.
    pub(super) fn replace_checkpoint(&self, checkpoint: &[u8]) -> Result<(), Failed> {
        let beside = self.folder.join(BESIDE);
        self.write_whole(&beside, checkpoint)?;
        // If we crash here, the old checkpoint stands, and the frames beyond it are cut off by opening.
        self.files.rename(&beside, &self.folder.join(CHECKPOINT)).map_err(Failed::Unknown)?;
        // If we crash here, either checkpoint may stand; nobody was told of the new one, and opening settles which.
        self.files.sync_folder(&self.folder).map_err(Failed::Unknown)
    }

    fn write_whole(&self, path: &Path, bytes: &[u8]) -> Result<(), Failed> {
        let mut handle = self.files.open(path).map_err(Failed::Unwritten)?;
        self.files.cut(&handle, 0).map_err(Failed::Unwritten)?;
        self.files.write_at(&mut handle, 0, bytes).map_err(Failed::Unwritten)?;
        self.files.sync(&handle).map_err(Failed::Unknown)
    }
}

/// What a signed checkpoint states; its signature is not looked at.
pub(super) fn stated(bytes: &[u8]) -> Outcome<Checkpoint> {
    Checkpoint::read_text(&Note::read(bytes)?.text)
}
