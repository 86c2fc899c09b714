//! What is done to a disk, one small step at a time, behind a seam where tests put faults and power cuts.
//!
//! Not for reading: what is read is checked against the tree, whatever the disk says.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// A file open for writing, and its name.
pub(super) struct Handle {
    pub path: PathBuf,
    pub file: File,
}

/// Every change a record goes through.
pub(super) trait Files: Send + Sync {
    /// Opens a file for writing, and makes it if it is not there. Its name is durable after [`Files::sync_folder`].
    fn open(&self, path: &Path) -> io::Result<Handle>;
    /// Writes `bytes` at byte `at`.
    fn write_at(&self, handle: &mut Handle, at: u64, bytes: &[u8]) -> io::Result<()>;
    /// Makes a file end at byte `length`.
    fn cut(&self, handle: &Handle, length: u64) -> io::Result<()>;
    /// Makes a file's bytes and length durable.
    fn sync(&self, handle: &Handle) -> io::Result<()>;
    /// Makes the names in a folder durable.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Puts one file in another's place.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// The disk itself.
pub(super) struct RealFiles;

/// The operating system says what went wrong and not where; whoever mends it needs both.
fn on<T>(path: &Path, done: io::Result<T>) -> io::Result<T> {
    done.map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", path.display())))
}

impl Files for RealFiles {
    fn open(&self, path: &Path) -> io::Result<Handle> {
        let file = on(path, File::options().create(true).truncate(false).write(true).open(path))?;
        Ok(Handle { path: path.to_owned(), file })
    }

    fn write_at(&self, handle: &mut Handle, at: u64, bytes: &[u8]) -> io::Result<()> {
        let placed = handle.file.seek(SeekFrom::Start(at));
        on(&handle.path, placed.and_then(|_| handle.file.write_all(bytes)))
    }

    fn cut(&self, handle: &Handle, length: u64) -> io::Result<()> {
        on(&handle.path, handle.file.set_len(length))
    }

    fn sync(&self, handle: &Handle) -> io::Result<()> {
        on(&handle.path, handle.file.sync_data())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        on(folder, File::open(folder).and_then(|folder| folder.sync_all()))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        on(to, std::fs::rename(from, to))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        on(path, std::fs::remove_file(path))
    }
}

/// Makes a folder and those above it, durably: a record is nothing if the folder it lies in is forgotten.
pub(super) fn make_folder(files: &dyn Files, folder: &Path) -> io::Result<()> {
    let made: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty()).collect();
    let made: Vec<&Path> = made.into_iter().take_while(|folder| !folder.exists()).collect();
    std::fs::create_dir_all(folder)?;
    for folder in made.into_iter().rev() {
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
        files.sync_folder(parent.unwrap_or(Path::new(".")))?;
    }
    Ok(())
}

/// The first `limit` bytes of a file.
pub(super) fn read(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}
