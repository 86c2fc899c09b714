//! What opens private fields: one file each, named by the commitment, which is public; readable by the server's user only.
//!
//! It lies outside the record, and nothing that publishes or exports reads it. Destroying one writes over its bytes before it
//! removes its name; whether an older copy of them survives on the medium or in a backup is beyond a program's reach.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::store::disk::files::{self, Files};

/// What an interrupted keeping leaves has this after its name.
const BEGUN: &str = ".new";

/// The openings of one ledger.
pub(super) struct OpeningFolder<'a> {
    folder: PathBuf,
    files: &'a dyn Files,
}

impl<'a> OpeningFolder<'a> {
    /// Beside the record of a ledger.
    pub(super) fn of(record: &Path, files: &'a dyn Files) -> Self {
        Self { folder: record.with_file_name("openings"), files }
    }

    fn paths(&self, digest: &Hash) -> [PathBuf; 2] {
        [self.folder.join(digest.to_string()), self.folder.join(format!("{digest}{BEGUN}"))]
    }

    fn unusable(&self, cause: &io::Error) -> Problem {
        super::unusable(&self.folder, cause)
    }

    pub(super) fn put(&self, digest: &Hash, text: &[u8]) -> Outcome<()> {
        if text.len() > limits::OPENING_BYTES {
            let (found, limit) = (text.len(), limits::OPENING_BYTES);
            return Err(Problem::malformed("opening-too-long").with("bytes", found).with("limit", limit));
        }
        self.write(digest, text).map_err(|e| self.unusable(&e))
    }

    fn write(&self, digest: &Hash, text: &[u8]) -> io::Result<()> {
        if !self.files.has_folder(&self.folder) {
            files::make_folder(self.files, &self.folder)?;
        }
        let [place, beside] = self.paths(digest);
        let mut handle = self.files.open_private(&beside)?;
        self.files.cut(&handle, 0)?;
        self.files.write_at(&mut handle, 0, text)?;
        self.files.sync(&handle)?;
        self.files.rename(&beside, &place)?;
        self.files.sync_folder(&self.folder)?;
        // Whoever made the folder may have ended before its name was durable.
        self.folder.parent().map_or(Ok(()), |parent| self.files.sync_folder(parent))
    }

    pub(super) fn get(&self, digest: &Hash) -> Outcome<Option<Vec<u8>>> {
        let [place, _] = self.paths(digest);
        match self.files.read(&place, limits::OPENING_BYTES) {
            Ok(text) => Ok(Some(text)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(self.unusable(&e)),
        }
    }

    pub(super) fn remove(&self, digest: &Hash) -> Outcome<()> {
        if !self.files.has_folder(&self.folder) {
            return Ok(());
        }
        let names = self.names()?;
        let [place, beside] = self.paths(digest);
        let there = |path: &Path| names.iter().any(|name| path.ends_with(name));
        let removed = [place, beside].iter().filter(|path| there(path)).try_for_each(|path| self.destroy(path));
        // Synced even when nothing was there: the last removal may not have come to it.
        removed.and_then(|()| self.files.sync_folder(&self.folder)).map_err(|e| self.unusable(&e))
    }

    fn destroy(&self, path: &Path) -> io::Result<()> {
        let mut handle = self.files.open_private(path)?;
        let length = usize::try_from(self.files.length(&handle)?).unwrap_or(limits::OPENING_BYTES);
        self.files.write_at(&mut handle, 0, &vec![0; length.min(limits::OPENING_BYTES)])?;
        self.files.sync(&handle)?;
        // If we crash here, a file of zeros is left, which opens nothing; removing it again finds it.
        self.files.remove(path)
    }

    fn names(&self) -> Outcome<Vec<String>> {
        self.files.names(&self.folder).map_err(|e| self.unusable(&e))
    }

    pub(super) fn all(&self) -> Outcome<BTreeSet<Hash>> {
        if !self.files.has_folder(&self.folder) {
            return Ok(BTreeSet::new());
        }
        let digest = |name: &String| name.strip_suffix(BEGUN).unwrap_or(name).parse().ok();
        Ok(self.names()?.iter().filter_map(digest).collect())
    }
}
