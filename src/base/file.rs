//! Small files that are replaced whole and durably: at every moment the old one or the new one stands, never half of one.
//!
//! Not for the record of a ledger, which grows and has a seam for faults of its own (`store::disk`).

use std::fs::File;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;

/// Puts `bytes` in a file's place: writes beside it, syncs, renames over it, syncs the folder. When this returns, the
/// new bytes survive a power cut; when it fails, either may stand.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    // A power cut during a rename may have left two names for one file; the one that stands must not be overwritten.
    match std::fs::remove_file(&beside) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    // If we crash here, the old file stands and the new one lies beside it, to be overwritten.
    std::fs::rename(&beside, path)?;
    sync_folder(path)
}

/// Makes the name of a file durable.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// A file of at most `limit` bytes; none when it is not there, and an error when it is longer.
pub fn read(path: &Path, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit { Err(ErrorKind::FileTooLarge.into()) } else { Ok(Some(bytes)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_read_within_bounds() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state");
        assert_eq!(read(&path, 10).unwrap(), None);
        replace(&path, b"one").unwrap();
        // What an interrupted replacement left is no part of the file.
        std::fs::write(dir.path().join("state.new"), b"half of something long").unwrap();
        assert_eq!(read(&path, 10).unwrap().unwrap(), b"one");
        replace(&path, b"two").unwrap();
        assert_eq!(read(&path, 3).unwrap().unwrap(), b"two");
        assert_eq!(read(&path, 2).unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert!(replace(&dir.path().join("none/state"), b"x").is_err());
    }
}
