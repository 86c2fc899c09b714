//! Files that are written beside what stands, and put in place together once all of them are durable.
//!
//! Between the first and the last renaming a reader may meet new files beside old ones; nothing is ever half of a file.
//! What a crash leaves beside is swept away when the folder is opened.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::base::file;
use crate::base::problem::{Outcome, Problem};

/// The ending of a file that is not in place yet.
const BESIDE: &str = "new";
/// The ending of a folder of partial tiles (C2SP tlog-tiles).
const PARTIAL: &str = "p";

/// Files waiting to be put in place.
pub struct Staged {
    dir: PathBuf,
    waiting: Mutex<Vec<PathBuf>>,
}

fn unwritable(path: &Path, cause: &dyn std::fmt::Display) -> Problem {
    Problem::unavailable("state-unwritable").with("file", path.display()).with("cause", cause)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(BESIDE);
    name.into()
}

impl Staged {
    /// Nothing yet.
    pub fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), waiting: Mutex::default() }
    }

    /// What stands at a path now, if it has at most `limit` bytes.
    pub fn standing(&self, path: &str, limit: usize) -> Option<Vec<u8>> {
        file::read(&self.dir.join(path), limit).ok().flatten()
    }

    /// Writes a file beside its place, unless the same bytes stand there.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Outcome<()> {
        if self.standing(path, bytes.len()).is_some_and(|found| found == bytes) {
            return Ok(());
        }
        let path = self.dir.join(path);
        let written = || -> std::io::Result<()> {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            let mut file = File::create(beside(&path))?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        // Known before it is written, so that a failure in the middle is cleared away too.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
        written().map_err(|e| unwritable(&path, &e))
    }

    /// Puts everything in place, durably; gives how many files that were.
    pub fn place(self) -> Outcome<u64> {
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let mut folders = std::collections::BTreeSet::new();
        for path in &waiting {
            fs::rename(beside(path), path).map_err(|e| unwritable(path, &e))?;
            // A new folder's own name must last too.
            let above = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.dir));
            folders.extend(above.map(Path::to_path_buf));
        }
        for folder in folders {
            File::open(&folder).and_then(|folder| folder.sync_all()).map_err(|e| unwritable(&folder, &e))?;
        }
        Ok(waiting.len() as u64)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        for path in self.waiting.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            // What cannot be cleared away now is swept the next time.
            drop(fs::remove_file(beside(path)));
        }
    }
}

/// Clears away what an interrupted round left: files beside their places, and partial tiles whose full one is there.
pub fn sweep(dir: &Path) -> Outcome<()> {
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        let failed = |e: std::io::Error| unwritable(&folder, &e);
        let entries = match fs::read_dir(&folder) {
            Err(e) if e.kind() == ErrorKind::NotFound => continue,
            entries => entries.map_err(failed)?,
        };
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            if entry.file_type().map_err(failed)?.is_dir() {
                let partial = path.extension().is_some_and(|ending| ending == PARTIAL);
                // The full tile may be there already, and the round ended before its parts were cleared away.
                if partial && path.with_extension("").is_file() {
                    fs::remove_dir_all(&path).map_err(failed)?;
                } else {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|ending| ending == BESIDE) {
                fs::remove_file(path).map_err(failed)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_changes_until_everything_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let staged = Staged::new(dir.path());
        staged.put("a/b", b"one").unwrap();
        staged.put("c", b"two").unwrap();
        assert!(!dir.path().join("a/b").exists());
        assert_eq!(staged.place().unwrap(), 2);
        assert_eq!(fs::read(dir.path().join("a/b")).unwrap(), b"one");

        let staged = Staged::new(dir.path());
        staged.put("a/b", b"one").unwrap();
        staged.put("c", b"other").unwrap();
        assert_eq!(staged.standing("c", 100).unwrap(), b"two");
        drop(staged);
        assert_eq!(fs::read(dir.path().join("c")).unwrap(), b"two");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "given up means gone");

        fs::write(dir.path().join("a/d.new"), b"left by a crash").unwrap();
        fs::create_dir_all(dir.path().join("tile/000.p/3")).unwrap();
        fs::create_dir_all(dir.path().join("tile/001.p/4")).unwrap();
        fs::write(dir.path().join("tile/000"), b"full").unwrap();
        sweep(dir.path()).unwrap();
        assert!(!dir.path().join("tile/000.p").exists() && dir.path().join("tile/001.p/4").exists());
        assert_eq!(fs::read_dir(dir.path().join("a")).unwrap().count(), 1);
    }
}
