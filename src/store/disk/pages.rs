//! Pages that snapshots refer to: one file each, named by its digest.
//!
//! They are files of their own because sled keeps large values badly and never gives their room back. Nothing here is
//! synced and nothing is the record: a page that a power cut took or damaged costs folding the log again.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::base::code::Code;
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::store::disk::files::Files;

/// The pages of one name.
pub(super) struct PageFolder<'a> {
    folder: PathBuf,
    files: &'a dyn Files,
}

impl<'a> PageFolder<'a> {
    /// Beside the record of a ledger.
    pub(super) fn of(record: &Path, name: &str, files: &'a dyn Files) -> Outcome<Self> {
        // It becomes the name of a folder.
        name.parse::<Code>()?;
        Ok(Self { folder: record.with_file_name("pages").join(name), files })
    }

    fn path(&self, digest: &Hash) -> PathBuf {
        self.folder.join(digest.to_string())
    }

    fn unusable(&self, cause: &io::Error) -> Problem {
        super::unusable(&self.folder, cause)
    }

    /// Writes a page beside its place and moves it there, also over one that is there: that may be damaged.
    pub(super) fn put(&self, digest: &Hash, bytes: &[u8]) -> Outcome<()> {
        if bytes.len() > limits::PAGE_BYTES {
            let (found, limit) = (bytes.len(), limits::PAGE_BYTES);
            return Err(Problem::malformed("snapshot-too-long").with("bytes", found).with("limit", limit));
        }
        self.write(&self.folder.join("new"), &self.path(digest), bytes).map_err(|e| self.unusable(&e))
    }

    fn write(&self, beside: &Path, place: &Path, bytes: &[u8]) -> io::Result<()> {
        self.files.make_folders(&self.folder)?;
        let mut handle = self.files.open(beside)?;
        self.files.cut(&handle, 0)?;
        self.files.write_at(&mut handle, 0, bytes)?;
        self.files.rename(beside, place)
    }

    pub(super) fn get(&self, digest: &Hash) -> Outcome<Option<Vec<u8>>> {
        match self.files.read(&self.path(digest), limits::PAGE_BYTES) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(self.unusable(&e)),
        }
    }

    /// Removes whatever is not named.
    pub(super) fn keep(&self, live: &BTreeSet<Hash>) -> Outcome<()> {
        if !self.files.has_folder(&self.folder) {
            return Ok(());
        }
        let unnamed = |name: &String| name.parse::<Hash>().ok().is_none_or(|digest| !live.contains(&digest));
        let names = self.files.names(&self.folder).map_err(|e| self.unusable(&e))?;
        let mut unnamed = names.iter().filter(|name| unnamed(name));
        unnamed.try_for_each(|name| self.files.remove(&self.folder.join(name))).map_err(|e| self.unusable(&e))
    }
}
