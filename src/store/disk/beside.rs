//! What is kept beside the record and cannot be made again from it: drafts, which may be lost, and snapshots,
//! which save time. Both are cut into values short enough for sled, and carry a digest that says whether they are whole.

use std::path::PathBuf;

use sled::Batch;

use crate::base::code::Code;
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::store::DraftBytes;
use crate::store::disk::fence::{FencedTree, unusable};
use crate::store::disk::index::VALUE_BYTES;

/// Parts of a snapshot written at a time.
const BATCH_PARTS: usize = 256;

/// The drafts and snapshots of one ledger.
pub(super) struct Beside {
    kept: FencedTree,
    /// The file sled writes to.
    file: PathBuf,
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
    pub(super) fn new(kept: FencedTree, file: PathBuf) -> Self {
        Self { kept, file }
    }

    /// Keeps a draft; it outlives a power cut.
    pub(super) fn draft_put(&self, id: &[u8; 16], bytes: &[u8]) -> Outcome<()> {
        if bytes.len() > limits::ENTRY_BYTES {
            let (found, limit) = (bytes.len(), limits::ENTRY_BYTES);
            return Err(Problem::malformed("draft-too-long").with("bytes", found).with("limit", limit));
        }
        let mut batch = self.without(&draft_key(id, None))?;
        for (part, chunk) in (0_u16..).zip(sealed(bytes).chunks(VALUE_BYTES)) {
            batch.insert(draft_key(id, Some(part)), chunk);
        }
        self.keep(batch)?;
        self.settle()
    }

    /// A draft; none when there is none or it is damaged.
    pub(super) fn draft_get(&self, id: &[u8; 16]) -> Outcome<Option<Vec<u8>>> {
        let parts = self.parts(&draft_key(id, None))?;
        Ok(unsealed(&parts.into_iter().flat_map(|(_, chunk)| chunk).collect::<Vec<u8>>()))
    }

    pub(super) fn draft_remove(&self, id: &[u8; 16]) -> Outcome<()> {
        let batch = self.without(&draft_key(id, None))?;
        self.keep(batch)?;
        self.settle()
    }

    /// All drafts that are whole.
    pub(super) fn drafts(&self) -> Outcome<Vec<DraftBytes>> {
        let mut drafts: Vec<DraftBytes> = Vec::new();
        for (key, chunk) in self.parts(b"d")? {
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
            let mut batch = Batch::default();
            for (part, chunk) in (0_u32..).zip(parts.chunks(VALUE_BYTES)) {
                batch.insert(format!("{generation}{first:08}{part:04}").as_bytes(), chunk);
            }
            self.keep(batch)?;
        }
        // If we crash here, the parts of the new generation are there and nobody names them; the next one removes them.
        let mut head = Batch::default();
        head.insert(format!("h{name}").as_bytes(), format!("{size} {digest} {generation}").as_bytes());
        self.keep(head)?;
        let mut old = Batch::default();
        let keys = self.keys(format!("s{name}/").as_bytes())?;
        keys.iter().filter(|key| !key.starts_with(generation.as_bytes())).for_each(|key| old.remove(key.as_slice()));
        self.keep(old)
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
        let bytes: Vec<u8> = self.parts(generation.as_bytes())?.into_iter().flat_map(|(_, chunk)| chunk).collect();
        Ok((Hash::of(&bytes).to_string() == digest).then_some((size, bytes)))
    }

    /// Forgets everything: what an earlier ledger of the same name left is nothing to a new one.
    pub(super) fn clear(&self) -> Outcome<()> {
        self.kept.ask(sled::Tree::clear).ok_or_else(unusable)
    }

    fn keep(&self, batch: Batch) -> Outcome<()> {
        self.kept.ask(|tree| tree.apply_batch(batch)).ok_or_else(unusable)
    }

    /// sled's own flush only starts writing on Linux; the file must be synced as well.
    fn settle(&self) -> Outcome<()> {
        self.kept.ask(sled::Tree::flush).ok_or_else(unusable)?;
        std::fs::File::open(&self.file).and_then(|file| file.sync_data()).map_err(|e| super::unusable(&self.file, &e))
    }

    fn parts(&self, prefix: &[u8]) -> Outcome<Vec<(Vec<u8>, Vec<u8>)>> {
        let item = |item: sled::Result<(sled::IVec, sled::IVec)>| item.map(|(k, v)| (k.to_vec(), v.to_vec()));
        self.kept.ask(|tree| tree.scan_prefix(prefix).map(item).collect()).ok_or_else(unusable)
    }

    fn keys(&self, prefix: &[u8]) -> Outcome<Vec<Vec<u8>>> {
        let keys = self.kept.ask(|tree| tree.scan_prefix(prefix).keys().map(|key| Ok(key?.to_vec())).collect());
        keys.ok_or_else(unusable)
    }

    /// A batch that removes every part under a prefix.
    fn without(&self, prefix: &[u8]) -> Outcome<Batch> {
        let mut batch = Batch::default();
        self.keys(prefix)?.into_iter().for_each(|key| batch.remove(key));
        Ok(batch)
    }
}
