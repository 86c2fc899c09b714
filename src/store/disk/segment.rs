//! Segment files: 256 entries each, framed with length and checksum.
//!
//! ```text
//! header  "mingbai" ‖ version 0x01 ‖ u64be position of its first entry           16 bytes
//! frame   u32be length ‖ u32be crc32c(id ‖ entry) ‖ id (16 bytes) ‖ entry        24 bytes and the entry
//! ```
//!
//! The checksum finds a frame that was torn or that rotted; whether the entry is the one that was signed for is
//! what the tree says.

use std::path::{Path, PathBuf};

use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::tile::TILE_WIDTH;
use crate::store::NewEntry;
use crate::store::disk::files::Files;

const MAGIC: &[u8; 8] = b"mingbai\x01";
/// Bytes of the header.
pub(super) const HEADER_BYTES: usize = 16;
const FRAME_BYTES: usize = 24;
/// Bytes of the longest segment.
const SEGMENT_BYTES: usize = HEADER_BYTES + 256 * (FRAME_BYTES + limits::ENTRY_BYTES);

/// The file of the segment that begins with entry `number · 256`.
pub(super) fn path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:010}.seg"))
}

/// The number in a segment file's name.
pub(super) fn number(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".seg").filter(|digits| digits.len() == 10)?;
    digits.parse().ok()
}

/// The header of a segment.
pub(super) fn header(number: u64) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&(number * TILE_WIDTH).to_be_bytes());
    bytes
}

/// The frame of an entry.
pub(super) fn frame(entry: &NewEntry) -> Outcome<Vec<u8>> {
    if entry.bytes.len() > limits::ENTRY_BYTES {
        let (found, limit) = (entry.bytes.len(), limits::ENTRY_BYTES);
        return Err(Problem::malformed("entry-too-long").with("bytes", found).with("limit", limit));
    }
    let length = u32::try_from(entry.bytes.len()).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(FRAME_BYTES + entry.bytes.len());
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&checksum(&entry.id, &entry.bytes).to_be_bytes());
    bytes.extend_from_slice(&entry.id);
    bytes.extend_from_slice(&entry.bytes);
    Ok(bytes)
}

fn checksum(id: &[u8; 16], entry: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(id), entry)
}

/// A segment that must be there is not.
pub(super) fn missing(file: &Path, number: u64) -> Problem {
    Problem::damaged("segment-missing").with("index", number * TILE_WIDTH).with("file", file.display())
}

/// A file that the operating system does not give out.
pub(super) fn unreadable(file: &Path, cause: &std::io::Error) -> Problem {
    Problem::unavailable("file-unreadable").with("file", file.display()).with("cause", cause)
}

/// The first `count` entries of a segment, and how many bytes they take with the header.
pub(super) fn read(files: &dyn Files, file: &Path, number: u64, count: u64) -> Outcome<(Vec<NewEntry>, u64)> {
    let first = number * TILE_WIDTH;
    let damaged = |index: u64, at: usize| {
        Problem::damaged("record-damaged").with("index", index).with("file", file.display()).with("at", at)
    };
    let bytes = files.read(file, SEGMENT_BYTES).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => missing(file, number),
        _ => unreadable(file, &e),
    })?;
    if !bytes.starts_with(&header(number)) {
        return Err(damaged(first, 0));
    }
    let mut entries = Vec::new();
    let mut at = HEADER_BYTES;
    for index in first..first + count {
        let (entry, length) = frame_at(&bytes, at).ok_or_else(|| damaged(index, at))?;
        entries.push(entry);
        at += length;
    }
    Ok((entries, at as u64))
}

fn frame_at(bytes: &[u8], at: usize) -> Option<(NewEntry, usize)> {
    let (length, rest) = bytes.get(at..)?.split_first_chunk::<4>()?;
    let (sum, rest) = rest.split_first_chunk::<4>()?;
    let (id, rest) = rest.split_first_chunk::<16>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let entry = rest.get(..length)?;
    let whole = checksum(id, entry) == u32::from_be_bytes(*sum);
    whole.then(|| (NewEntry { id: *id, bytes: entry.to_vec() }, FRAME_BYTES + length))
}
