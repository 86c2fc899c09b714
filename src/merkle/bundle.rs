//! Entry bundles: up to 256 entries as one file, each after its length in two bytes (big-endian).
//!
//! The form is C2SP tlog-tiles' `tile/entries/`. Not for what an entry says.

use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::tile::TILE_WIDTH;

/// The bytes of a bundle of 1 to 256 entries, each of at most [`limits::ENTRY_BYTES`].
pub fn encode(entries: &[impl AsRef<[u8]>]) -> Outcome<Vec<u8>> {
    bounded(entries.len())?;
    let mut bytes = Vec::new();
    for (position, entry) in entries.iter().map(AsRef::as_ref).enumerate() {
        let too_long = |_| {
            let problem = Problem::malformed("bundle-entry-too-long").with("position", position);
            problem.with("bytes", entry.len()).with("limit", limits::ENTRY_BYTES)
        };
        let length = u16::try_from(entry.len()).map_err(too_long)?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// The entries of a bundle of exactly `width` entries, 1 to 256; bytes left over are a problem like bytes missing.
pub fn decode(bytes: &[u8], width: usize) -> Outcome<Vec<Vec<u8>>> {
    bounded(width)?;
    let mut entries = Vec::with_capacity(width);
    let mut rest = bytes;
    while !rest.is_empty() {
        let next = rest.split_first_chunk::<2>().and_then(|(length, after)| {
            let length = usize::from(u16::from_be_bytes(*length));
            after.split_at_checked(length)
        });
        let Some((entry, after)) = next.filter(|_| entries.len() < width) else { break };
        entries.push(entry.to_vec());
        rest = after;
    }
    if entries.len() == width && rest.is_empty() {
        return Ok(entries);
    }
    let problem = Problem::damaged("bundle-cut-wrong").with("entries", entries.len()).with("expected", width);
    Err(problem.with("at", bytes.len() - rest.len()).with("bytes", bytes.len()))
}

fn bounded(width: usize) -> Outcome<()> {
    if u64::try_from(width).is_ok_and(|width| (1..=TILE_WIDTH).contains(&width)) {
        return Ok(());
    }
    Err(Problem::malformed("bundle-width-unusable").with("found", width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundles_read_back_and_nothing_else_does() {
        let entries = [b"abc".to_vec(), Vec::new(), vec![7; limits::ENTRY_BYTES]];
        let bytes = encode(&entries).unwrap();
        assert_eq!(&bytes[..7], b"\x00\x03abc\x00\x00");
        assert_eq!(decode(&bytes, 3).unwrap(), entries);
        let longer = [&bytes[..], &[0]].concat();
        for (bytes, width) in [(&bytes[..], 2), (&bytes[..], 4), (&bytes[..bytes.len() - 1], 3), (&longer[..], 3)] {
            assert_eq!(decode(bytes, width).unwrap_err().code, "bundle-cut-wrong");
        }
        assert_eq!(decode(&[0], 1).unwrap_err().code, "bundle-cut-wrong");
    }

    #[test]
    fn bundles_are_bounded() {
        assert_eq!(encode(&[b""; 0]).unwrap_err().code, "bundle-width-unusable");
        assert_eq!(encode(&vec![b"a"; 257]).unwrap_err().code, "bundle-width-unusable");
        assert_eq!(encode(&[vec![0; limits::ENTRY_BYTES + 1]]).unwrap_err().code, "bundle-entry-too-long");
        assert_eq!(decode(&[], 0).unwrap_err().code, "bundle-width-unusable");
        assert_eq!(decode(&[0; 2 * 257], 257).unwrap_err().code, "bundle-width-unusable");
        assert_eq!(decode(&encode(&vec![b"a"; 256]).unwrap(), 256).unwrap().len(), 256);
    }
}
