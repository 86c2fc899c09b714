//! What is done to a disk, one small step at a time, behind a seam where tests put faults and power cuts, and a
//! simulation a whole disk in memory.
//!
//! What is read is checked against the tree, whatever the disk says.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// A file open for writing, and its name.
pub struct Handle {
    /// Its name.
    pub path: PathBuf,
    /// None on a disk that finds its files by name.
    file: Option<File>,
}

impl Handle {
    /// A file of a disk that finds its files by name.
    pub fn named(path: &Path) -> Self {
        Self { path: path.to_owned(), file: None }
    }

    fn file(&self) -> io::Result<&File> {
        self.file.as_ref().ok_or_else(|| io::ErrorKind::Unsupported.into())
    }
}

/// Every change a record goes through, and how it is read. What reads and makes folders is given for the machine's own
/// disk; whoever simulates a disk replaces all of it.
pub trait Files: Send + Sync {
    /// Opens a file for writing, and makes it if it is not there. Its name is durable after [`Files::sync_folder`].
    fn open(&self, path: &Path) -> io::Result<Handle>;
    /// The same for a file that nobody but its owner may read.
    fn open_private(&self, path: &Path) -> io::Result<Handle> {
        self.open(path)
    }
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

    /// Makes a folder and those above it. Its name is durable once the folder above it is synced.
    fn make_folders(&self, folder: &Path) -> io::Result<()> {
        std::fs::create_dir_all(folder)
    }

    /// Whether a folder is there.
    fn has_folder(&self, folder: &Path) -> bool {
        folder.is_dir()
    }

    /// The names in a folder, in any order; those that are no text are left out.
    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        let names = std::fs::read_dir(folder)?.map(|item| item.map(|item| item.file_name().into_string()));
        names.filter_map(|name| name.map(Result::ok).transpose()).collect()
    }

    /// How long a file is.
    fn length(&self, handle: &Handle) -> io::Result<u64> {
        Ok(handle.file()?.metadata()?.len())
    }

    /// The first `limit` bytes of a file.
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?.take(limit as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The machine's own disk.
pub(super) struct RealFiles;

/// The operating system says what went wrong and not where; whoever mends it needs both.
fn on<T>(path: &Path, done: io::Result<T>) -> io::Result<T> {
    done.map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", path.display())))
}

impl Files for RealFiles {
    fn open(&self, path: &Path) -> io::Result<Handle> {
        let file = on(path, File::options().create(true).truncate(false).write(true).open(path))?;
        Ok(Handle { path: path.to_owned(), file: Some(file) })
    }

    fn open_private(&self, path: &Path) -> io::Result<Handle> {
        let mut options = File::options();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Handle { path: path.to_owned(), file: Some(on(path, options.open(path))?) })
    }

    fn write_at(&self, handle: &mut Handle, at: u64, bytes: &[u8]) -> io::Result<()> {
        let mut file = handle.file()?;
        let placed = file.seek(SeekFrom::Start(at));
        on(&handle.path, placed.and_then(|_| file.write_all(bytes)))
    }

    fn cut(&self, handle: &Handle, length: u64) -> io::Result<()> {
        on(&handle.path, handle.file()?.set_len(length))
    }

    fn sync(&self, handle: &Handle) -> io::Result<()> {
        on(&handle.path, handle.file()?.sync_data())
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
    let made: Vec<&Path> = made.into_iter().take_while(|folder| !files.has_folder(folder)).collect();
    files.make_folders(folder)?;
    for folder in made.into_iter().rev() {
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
        files.sync_folder(parent.unwrap_or(Path::new(".")))?;
    }
    Ok(())
}

/// Makes the names in a folder and in those above it durable: whoever made them may have ended before it came to that.
/// Folders above that may not be read are the operator's own, and were there before.
pub(super) fn settle_folder(files: &dyn Files, folder: &Path) -> io::Result<()> {
    for above in folder.ancestors() {
        let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        match files.sync_folder(above) {
            Err(e) if above == folder || e.kind() != io::ErrorKind::PermissionDenied => return Err(e),
            _ => {}
        }
    }
    Ok(())
}
