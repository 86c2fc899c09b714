//! What a reader remembers of ledgers: of each the largest checkpoint seen, so that a history that was cut short or
//! rewritten since is noticed, although its new checkpoint is properly signed.
//!
//! A ledger can show two histories to two readers, or one history today and another tomorrow; either way it signs two
//! checkpoints that do not fit together. Both are kept as evidence. Not for whether a history is right in itself:
//! [`crate::audit::auditor`] says that.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::audit::report::{Check, Report, Verdict};
use crate::audit::source::Source;
use crate::audit::tiles::SourceTiles;
use crate::base::json;
use crate::base::limits;
use crate::base::note::Vkey;
use crate::base::problem::{Class, Outcome, Problem};
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::proof::{self, Tiles, verify_consistency};
use crate::merkle::tree::empty_root;

/// The version of the file.
const FORMAT: u32 = 1;
/// Conflicting checkpoints kept of one ledger; the first are the evidence, more would add nothing.
const CONFLICTS: usize = 16;

/// How a log's checkpoint stands to the one of the same log that was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Nothing was seen of this log before.
    First,
    /// It says the same.
    Same,
    /// The log grew, and begins with what was seen before.
    Grown,
    /// It has fewer entries than were seen before.
    Shortened,
    /// It does not begin with what was seen before: the log signed two histories.
    Forked,
    /// It is signed by another key than the one before.
    OtherKey,
}

/// Compares two checkpoints of one log, whose signatures have been checked. `tiles` are those of the second.
///
/// Gives [`Since::Forked`] only when the tiles prove it: they give the second root, and by the same hashes another first
/// one. Tiles that do not give the second root are a problem of their own, `memory-tiles-differ`.
pub fn compare(before: &Checkpoint, now: &Checkpoint, tiles: &dyn Tiles) -> Outcome<Since> {
    if now.size < before.size {
        return Ok(Since::Shortened);
    }
    if now.size == before.size {
        return Ok(if now.root == before.root { Since::Same } else { Since::Forked });
    }
    let begins_with = beginning(before.size, now, tiles)?;
    Ok(if begins_with == before.root { Since::Grown } else { Since::Forked })
}

/// The root of the first `size` entries of a log, proven from its tiles to be that of the log with this checkpoint.
fn beginning(size: u64, now: &Checkpoint, tiles: &dyn Tiles) -> Outcome<crate::base::hash::Hash> {
    if size == 0 {
        return Ok(empty_root());
    }
    let root = proof::root(tiles, size)?;
    let path = proof::consistency(tiles, size, now.size)?;
    match verify_consistency(size, now.size, &root, &now.root, &path) {
        Ok(()) => Ok(root),
        Err(_) => Err(Problem::damaged("memory-tiles-differ").with("old", size).with("new", now.size)),
    }
}

/// A signed checkpoint and the key that opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// The log's key.
    pub vkey: Vkey,
    /// The whole note.
    pub checkpoint: String,
}

impl Signed {
    /// A note that this key opens.
    pub fn new(vkey: &Vkey, note: &[u8]) -> Outcome<Self> {
        let signed = Self { vkey: vkey.clone(), checkpoint: String::from_utf8_lossy(note).into_owned() };
        signed.open().map(|_| signed)
    }

    /// What it states.
    pub fn open(&self) -> Outcome<Checkpoint> {
        Checkpoint::open(self.checkpoint.as_bytes(), &self.vkey)
    }
}

/// What is remembered of one log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remembered {
    /// The largest checkpoint seen.
    pub seen: Signed,
    /// Checkpoints of the same origin that do not fit with it: with it they are the evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Signed>,
}

/// What came of meeting a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// How it stands to what was remembered.
    pub since: Since,
    /// What was remembered, if anything was.
    pub before: Option<Checkpoint>,
    /// What it states.
    pub now: Checkpoint,
}

impl Met {
    /// What is wrong with it, if something is.
    pub fn problem(&self) -> Option<Problem> {
        let code = match self.since {
            Since::First | Since::Same | Since::Grown => return None,
            Since::Shortened => "memory-shortened",
            Since::Forked => "memory-forked",
            Since::OtherKey => "memory-key-differs",
        };
        let before = self.before.as_ref().map_or(0, |before| before.size);
        let problem = Problem::damaged(code).with("origin", self.now.origin.escape_debug());
        Some(problem.with("before", before).with("found", self.now.size))
    }
}

/// What is remembered of every log met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    format: u32,
    /// By origin.
    #[serde(deserialize_with = "json::unique_map")]
    logs: BTreeMap<String, Remembered>,
}

impl Default for Memory {
    fn default() -> Self {
        Self { format: FORMAT, logs: BTreeMap::new() }
    }
}

impl Memory {
    /// Reads what [`Memory::bytes`] writes; every note in it must still be signed as it says.
    pub fn read(bytes: &[u8]) -> Outcome<Self> {
        let memory: Self = json::read("memory", bytes)?;
        let unsigned = |origin: &str| Problem::malformed("memory-unreadable").with("origin", origin.escape_debug());
        for (origin, log) in &memory.logs {
            let all = std::iter::once(&log.seen).chain(&log.conflicts);
            let whole = all.into_iter().all(|signed| signed.open().is_ok_and(|opened| opened.origin == *origin));
            if !whole || log.conflicts.len() > CONFLICTS {
                return Err(unsigned(origin));
            }
        }
        if memory.format == FORMAT { Ok(memory) } else { Err(unsigned("")) }
    }

    /// The memory as JSON.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// What is remembered of the log with this origin.
    pub fn of(&self, origin: &str) -> Option<&Remembered> {
        self.logs.get(origin)
    }

    /// Compares a signed checkpoint with what is remembered of its log, and remembers it: as the largest seen if it fits,
    /// as evidence if it does not. `tiles` are those of the log at that size. A note the key does not open is a problem,
    /// and so are tiles that do not give its root; both leave the memory as it was.
    pub fn meet(&mut self, vkey: &Vkey, note: &[u8], tiles: &dyn Tiles) -> Outcome<Met> {
        let signed = Signed::new(vkey, note)?;
        let now = signed.open()?;
        let Some(log) = self.logs.get_mut(vkey.name()) else {
            self.logs.insert(vkey.name().to_owned(), Remembered { seen: signed, conflicts: Vec::new() });
            return Ok(Met { since: Since::First, before: None, now });
        };
        let before = log.seen.open()?;
        let since = if log.seen.vkey == *vkey { compare(&before, &now, tiles)? } else { Since::OtherKey };
        match since {
            Since::First | Since::Same => {}
            Since::Grown => log.seen = signed,
            Since::Shortened | Since::Forked | Since::OtherKey => {
                if !log.conflicts.contains(&signed) && log.conflicts.len() < CONFLICTS {
                    log.conflicts.push(signed);
                }
            }
        }
        Ok(Met { since, before: Some(before), now })
    }

    /// Reads a file; one that is not there is an empty memory.
    pub fn load(path: &Path) -> Outcome<Self> {
        let mut bytes = Vec::new();
        let limit = limits::MEMORY_BYTES as u64;
        match File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(Problem::unavailable("file-unreadable").with("file", path.display()).with("cause", e)),
            Ok(_) if bytes.len() as u64 > limit => {
                Err(Problem::malformed("file-too-long").with("file", path.display()).with("limit", limit))
            }
            Ok(_) => Self::read(&bytes).map_err(|problem| problem.with("file", path.display())),
        }
    }

    /// Writes the file durably, in place of the one before, which stands until then.
    pub fn save(&self, path: &Path) -> Outcome<()> {
        let bytes = self.bytes();
        let failed = |cause: &dyn std::fmt::Display| {
            Problem::unavailable("file-unwritable").with("file", path.display()).with("cause", cause)
        };
        if bytes.len() > limits::MEMORY_BYTES {
            return Err(failed(&format_args!("{} > {}", bytes.len(), limits::MEMORY_BYTES)));
        }
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        let beside = Path::new(&beside);
        let written = File::create(beside).and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()));
        written.and_then(|()| std::fs::rename(beside, path)).map_err(|e| failed(&e))
    }
}

/// Compares the checkpoint a report stands on with what is remembered, and adds what is wrong to the report.
pub fn recall(memory: &mut Memory, source: &dyn Source, report: &mut Report) {
    let vkey = report.vkey.as_ref().and_then(|text| text.parse::<Vkey>().ok());
    // Without a checkpoint that its key opens there is nothing to remember, and the report says why.
    let (Some(vkey), Some(note)) = (vkey, report.checkpoint.clone()) else { return };
    report.count(Check::Memory, 1);
    let size = Checkpoint::open(&note, &vkey).map_or(0, |checkpoint| checkpoint.size);
    match memory.meet(&vkey, &note, &SourceTiles { source, size }) {
        Ok(met) => {
            if met.since == Since::First {
                report.notes.push(Problem::missing("memory-first").with("origin", vkey.name()));
            }
            if let Some(problem) = met.problem() {
                report.find(Check::Memory, None, problem);
            }
        }
        Err(problem) if matches!(problem.class, Class::Malformed | Class::Damaged) => {
            report.find(Check::Memory, None, problem);
        }
        Err(problem) if report.wrong == 0 => report.verdict = Verdict::Unchecked(problem),
        Err(problem) => report.notes.push(problem),
    }
    report.conclude();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hash::Hash;
    use crate::base::key::SecretKey;
    use crate::base::note::NoteSigner;
    use crate::merkle::proof::MemoryTiles;
    use crate::merkle::tile::TileId;
    use crate::merkle::tree::leaf_hash;

    fn signer(seed: u8) -> NoteSigner {
        NoteSigner::new("ledger.example/one", SecretKey::from_seed(&[seed; 32])).unwrap()
    }

    /// A log of `size` entries whose entry `changed` is another one.
    fn log(size: u64, changed: Option<u64>) -> (Checkpoint, MemoryTiles) {
        let mut tiles = MemoryTiles::default();
        for at in 0..size {
            let entry = if changed == Some(at) { b"another".to_vec() } else { at.to_be_bytes().to_vec() };
            tiles.push(leaf_hash(&entry));
        }
        (Checkpoint::new("ledger.example/one", size, proof::root(&tiles, size).unwrap()), tiles)
    }

    #[test]
    fn a_log_that_only_grew_is_told_from_one_that_did_not() {
        let sizes = [0, 1, 2, 3, 7, 8, 255, 256, 257, 600];
        for old in sizes {
            for new in sizes {
                let (before, _) = log(old, None);
                let (now, tiles) = log(new, None);
                let expected = match new.cmp(&old) {
                    std::cmp::Ordering::Less => Since::Shortened,
                    std::cmp::Ordering::Equal => Since::Same,
                    std::cmp::Ordering::Greater => Since::Grown,
                };
                assert_eq!(compare(&before, &now, &tiles), Ok(expected), "{old} {new}");
                for changed in [0, old / 2, old.saturating_sub(1)] {
                    let (now, tiles) = log(new, Some(changed));
                    let forked = old > 0 && new >= old;
                    let expected = if forked { Since::Forked } else { expected };
                    assert_eq!(compare(&before, &now, &tiles), Ok(expected), "{old} {new} {changed}");
                }
            }
        }
        let (now, tiles) = log(9, None);
        let before = Checkpoint::new("ledger.example/one", 0, Hash::of(b"not the empty tree"));
        assert_eq!(compare(&before, &now, &tiles), Ok(Since::Forked));
    }

    /// Serves one hash wrongly.
    struct Lying(MemoryTiles, TileId, usize);

    impl Tiles for Lying {
        fn tile(&self, id: TileId) -> Outcome<Vec<Hash>> {
            let mut hashes = self.0.tile(id)?;
            if (id.level, id.index) == (self.1.level, self.1.index)
                && let Some(hash) = hashes.get_mut(self.2)
            {
                *hash = Hash::of(b"lie");
            }
            Ok(hashes)
        }
    }

    #[test]
    fn nobody_is_accused_of_a_fork_by_a_copy_that_lies() {
        for (old, new) in [(5, 9), (256, 300), (300, 700), (511, 520)] {
            let (before, _) = log(old, None);
            let (now, tiles) = log(new, None);
            for (level, index, at) in [(0, 0, 0), (0, 0, 4), (0, 1, 0), (0, 1, 43), (0, 2, 3), (1, 0, 0), (1, 0, 1)] {
                let lying = Lying(tiles.clone(), TileId { level, index, width: 1 }, at);
                match compare(&before, &now, &lying) {
                    Ok(since) => assert_eq!(since, Since::Grown, "that hash was not needed"),
                    Err(problem) => assert_eq!(problem.code, "memory-tiles-differ"),
                }
            }
        }
    }

    #[test]
    fn both_sides_of_a_conflict_are_kept_and_the_largest_stays() {
        let ours = signer(1);
        let meet = |memory: &mut Memory, size, changed, signer: &NoteSigner| {
            let (now, tiles) = log(size, changed);
            memory.meet(signer.vkey(), &now.sign(signer).unwrap(), &tiles).unwrap()
        };
        let mut memory = Memory::default();
        assert_eq!(meet(&mut memory, 5, None, &ours).since, Since::First);
        assert_eq!(meet(&mut memory, 5, None, &ours).since, Since::Same);
        let grown = meet(&mut memory, 9, None, &ours);
        assert_eq!((grown.since, grown.problem()), (Since::Grown, None));
        for _ in 0..2 {
            let codes = [
                meet(&mut memory, 5, None, &ours),
                meet(&mut memory, 9, Some(2), &ours),
                meet(&mut memory, 12, Some(2), &ours),
                meet(&mut memory, 12, None, &signer(2)),
            ]
            .map(|met| met.problem().unwrap().code);
            assert_eq!(codes, ["memory-shortened", "memory-forked", "memory-forked", "memory-key-differs"]);
        }
        let kept = memory.of("ledger.example/one").unwrap();
        assert_eq!((kept.seen.open().unwrap(), kept.conflicts.len()), (log(9, None).0, 4));
        assert_eq!(meet(&mut memory, 11, None, &ours).since, Since::Grown);
        for size in 20..60 {
            meet(&mut memory, size, Some(0), &ours);
        }
        assert_eq!(memory.of("ledger.example/one").unwrap().conflicts.len(), CONFLICTS);
        assert_eq!(Memory::read(&memory.bytes()), Ok(memory));
    }

    #[test]
    fn what_a_key_does_not_open_is_not_remembered() {
        let (now, tiles) = log(5, None);
        let mut memory = Memory::default();
        let note = now.sign(&signer(1)).unwrap();
        assert_eq!(memory.meet(signer(2).vkey(), &note, &tiles).unwrap_err().code, "note-unsigned-by-known");
        assert_eq!(memory, Memory::default());
    }

    #[test]
    fn a_memory_that_was_changed_is_not_believed() {
        let dir = tempfile::TempDir::new().unwrap();
        let file = dir.path().join("memory.json");
        assert_eq!(Memory::load(&file), Ok(Memory::default()));
        let (now, tiles) = log(5, None);
        let mut memory = Memory::default();
        memory.meet(signer(1).vkey(), &now.sign(&signer(1)).unwrap(), &tiles).unwrap();
        memory.save(&file).unwrap();
        memory.save(&file).unwrap();
        assert_eq!(Memory::load(&file), Ok(memory.clone()));
        let text = String::from_utf8(memory.bytes()).unwrap();
        for (from, to) in [("\\n5\\n", "\\n4\\n"), ("\"ledger.example/one\"", "\"ledger.example/two\""), ("1,", "2,")] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text, "{from}");
            std::fs::write(&file, changed).unwrap();
            let problem = Memory::load(&file).unwrap_err();
            assert_eq!((problem.code, problem.arg("file")), ("memory-unreadable", file.to_str()), "{from}");
        }
        std::fs::write(&file, "{").unwrap();
        assert_eq!(Memory::load(&file).unwrap_err().code, "json-unreadable");
    }
}
