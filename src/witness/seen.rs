//! What a witness has seen last of each log: one small file a log, replaced durably before anybody is answered.
//!
//! The file is the checkpoint itself, as the log signed it and the witness cosigned it: the same bytes that monitors
//! may read. A witness that forgot would cosign a second history, so a file that does not hold is damage and never
//! taken for "nothing yet".

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use crate::base::file;
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::note::Note;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::cosignature::{CosignerKey, cosigned};

/// The checkpoint of a log that was cosigned last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What the log stated.
    pub checkpoint: Checkpoint,
    /// When it was cosigned, in seconds since 1970.
    pub time: u64,
    /// The note with the log's signatures and the witness's.
    pub note: Note,
}

impl Seen {
    /// Reads a note this witness cosigned. Its own signature is checked; the log's was when it was cosigned.
    pub fn read(bytes: &[u8], origin: &str, own: &CosignerKey) -> Outcome<Self> {
        let note = Note::read(bytes)?;
        let checkpoint = Checkpoint::read_text(&note.text)?;
        let time = cosigned(&note, std::slice::from_ref(own))?.first().map(|cosigned| cosigned.time);
        match time.filter(|_| checkpoint.origin == origin) {
            Some(time) => Ok(Self { checkpoint, time, note }),
            None => Err(Problem::damaged("witness-seen-foreign").with("origin", origin)),
        }
    }
}

/// The folder of these files. One process at a time has it.
pub struct SeenFiles {
    folder: PathBuf,
    own: CosignerKey,
    /// Held until dropped; the operating system releases it with the process.
    _lock: File,
}

/// The name of a log's file, and of its checkpoint in the witness's monitoring prefix: SHA-256 of the origin, in
/// hexadecimal.
pub fn origin_hash(origin: &str) -> Hash {
    Hash::of(origin.as_bytes())
}

impl SeenFiles {
    /// Opens the folder for the witness with this key; makes it if need be.
    pub fn open(folder: &Path, own: CosignerKey) -> Outcome<Self> {
        let failed = |cause: &dyn std::fmt::Display| {
            Problem::unavailable("folder-unusable").with("folder", folder.display()).with("cause", cause)
        };
        if !folder.exists() {
            std::fs::create_dir_all(folder).and_then(|()| file::sync_folder(folder)).map_err(|e| failed(&e))?;
        }
        let lock = File::options().create(true).truncate(false).write(true).open(folder.join("lock"));
        let lock = lock.map_err(|e| failed(&e))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder: folder.to_owned(), own, _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                Err(Problem::unavailable("witness-in-use").with("folder", folder.display()))
            }
            Err(TryLockError::Error(e)) => Err(failed(&e)),
        }
    }

    fn path(&self, origin: &str) -> PathBuf {
        self.folder.join(origin_hash(origin).to_string())
    }

    /// What was seen last of a log; none when nothing ever was.
    pub fn load(&self, origin: &str) -> Outcome<Option<Seen>> {
        let path = self.path(origin);
        let failed = |e| Problem::unavailable("file-unreadable").with("file", path.display()).with("cause", e);
        let Some(bytes) = file::read(&path, limits::NOTE_BYTES).map_err(failed)? else { return Ok(None) };
        let damaged = |problem: Problem| {
            Problem::damaged("witness-seen-damaged").with("file", path.display()).with("cause", problem.code)
        };
        Seen::read(&bytes, origin, &self.own).map(Some).map_err(damaged)
    }

    /// Makes a new state durable. After an error it is not known which stands.
    pub fn keep(&self, seen: &Seen) -> Outcome<()> {
        let path = self.path(&seen.checkpoint.origin);
        let failed = |e| Problem::unavailable("state-unwritable").with("file", path.display()).with("cause", e);
        file::replace(&path, &seen.note.bytes()).map_err(failed)
    }
}
