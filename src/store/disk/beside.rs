//! What is kept beside the record and cannot be made again from it: drafts, which may be lost, and snapshots,
//! which save time. Both are cut into values short enough for sled, and carry a digest that says whether they are whole.

use crate::base::code::Code;
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::store::DraftBytes;
use crate::store::disk::index::VALUE_BYTES;
use crate::store::disk::shelf::{Changes, Shelf};

/// Parts of a snapshot written at a time.
const BATCH_PARTS: usize = 256;

/// The drafts and snapshots of one ledger.
pub(super) struct Beside {
    kept: Box<dyn Shelf>,
}

fn draft_key(id: &[u8; 16], part: Option<u16>) -> Vec<u8> {
    let mut key = vec![b'd'];
    key.extend_from_slice(id);
    key.extend(part.map(u16::to_be_bytes).into_iter().flatten());
    key
}

/// The digest of the bytes, and the bytes.
fn sealed(bytes: &[u8]) -> Vec<u8> {
    [&Hash::of(bytes).0, bytes].concat()
}

/// The bytes, if the digest before them is theirs.
fn unsealed(sealed: &[u8]) -> Option<Vec<u8>> {
    let (digest, bytes) = sealed.split_first_chunk::<32>()?;
    (Hash::of(bytes).0 == *digest).then(|| bytes.to_vec())
}

impl Beside {
    pub(super) fn new(kept: Box<dyn Shelf>) -> Self {
        Self { kept }
    }

    /// Keeps a draft; it outlives a power cut.
    pub(super) fn draft_put(&self, id: &[u8; 16], bytes: &[u8]) -> Outcome<()> {
        if bytes.len() > limits::ENTRY_BYTES {
            let (found, limit) = (bytes.len(), limits::ENTRY_BYTES);
            return Err(Problem::malformed("draft-too-long").with("bytes", found).with("limit", limit));
        }
        let mut changes = self.without(&draft_key(id, None))?;
        for (part, chunk) in (0_u16..).zip(sealed(bytes).chunks(VALUE_BYTES)) {
            changes.insert(draft_key(id, Some(part)), chunk);
        }
        self.kept.apply(changes)?;
        self.kept.settle()
    }

    /// A draft; none when there is none or it is damaged.
    pub(super) fn draft_get(&self, id: &[u8; 16]) -> Outcome<Option<Vec<u8>>> {
        let parts = self.kept.scan(&draft_key(id, None))?;
        Ok(unsealed(&parts.into_iter().flat_map(|(_, chunk)| chunk).collect::<Vec<u8>>()))
    }

    pub(super) fn draft_remove(&self, id: &[u8; 16]) -> Outcome<()> {
        let changes = self.without(&draft_key(id, None))?;
        self.kept.apply(changes)?;
        self.kept.settle()
    }

    /// All drafts that are whole.
    pub(super) fn drafts(&self) -> Outcome<Vec<DraftBytes>> {
        let mut drafts: Vec<DraftBytes> = Vec::new();
        for (key, chunk) in self.kept.scan(b"d")? {
            let Some(id) = key.get(1..17).and_then(|id| <[u8; 16]>::try_from(id).ok()) else { continue };
            match drafts.last_mut().filter(|(known, _)| *known == id) {
                Some((_, bytes)) => bytes.extend(chunk),
                None => drafts.push((id, chunk)),
            }
        }
        Ok(drafts.into_iter().filter_map(|(id, sealed)| Some((id, unsealed(&sealed)?))).collect())
    }

    /// Writes the parts of a snapshot under a new generation, then names that generation: at every moment one whole
    /// snapshot stands.
    pub(super) fn snapshot_save(&self, size: u64, name: &str, bytes: &[u8]) -> Outcome<()> {
        // A slash or a space in a name would make one snapshot's keys look like another's.
        name.parse::<Code>()?;
        if bytes.len() > limits::SNAPSHOT_BYTES {
            let (found, limit) = (bytes.len(), limits::SNAPSHOT_BYTES);
            return Err(Problem::malformed("snapshot-too-long").with("bytes", found).with("limit", limit));
        }
        let digest = Hash::of(bytes);
        let generation = format!("s{name}/{size:020}-{digest}/");
        for (first, parts) in (0_u32..).zip(bytes.chunks(VALUE_BYTES * BATCH_PARTS)) {
            let mut changes = Changes::default();
            for (part, chunk) in (0_u32..).zip(parts.chunks(VALUE_BYTES)) {
                changes.insert(format!("{generation}{first:08}{part:04}"), chunk);
            }
            self.kept.apply(changes)?;
        }
        // If we crash here, the parts of the new generation are there and nobody names them; the next one removes them.
        let mut head = Changes::default();
        head.insert(format!("h{name}"), format!("{size} {digest} {generation}"));
        self.kept.apply(head)?;
        let mut old = Changes::default();
        let keys = self.kept.keys(format!("s{name}/").as_bytes())?;
        keys.iter().filter(|key| !key.starts_with(generation.as_bytes())).for_each(|key| old.remove(key.as_slice()));
        self.kept.apply(old)
    }

    /// A snapshot; none when there is none or it is damaged.
    pub(super) fn snapshot_load(&self, name: &str) -> Outcome<Option<(u64, Vec<u8>)>> {
        let Some(head) = self.kept.get(format!("h{name}").as_bytes()).ok().flatten() else { return Ok(None) };
        let head = String::from_utf8_lossy(&head).into_owned();
        let mut fields = head.split(' ');
        let (Some(size), Some(digest), Some(generation)) =
            (fields.next().and_then(|size| size.parse().ok()), fields.next(), fields.next())
        else {
            return Ok(None);
        };
        let bytes: Vec<u8> = self.kept.scan(generation.as_bytes())?.into_iter().flat_map(|(_, chunk)| chunk).collect();
        Ok((Hash::of(&bytes).to_string() == digest).then_some((size, bytes)))
    }

    /// Forgets everything: what an earlier ledger of the same name left is nothing to a new one.
    pub(super) fn clear(&self) -> Outcome<()> {
        self.kept.clear()
    }

    /// Changes that removes every part under a prefix.
    fn without(&self, prefix: &[u8]) -> Outcome<Changes> {
        let mut changes = Changes::default();
        self.kept.keys(prefix)?.into_iter().for_each(|key| changes.remove(key));
        Ok(changes)
    }
}
