//! Evidence that a log signed two histories: a file that convinces whoever has it, without the log and without a network.
//!
//! Two signed checkpoints alone show a fork only when they are of one size. For two sizes the file also has the root with
//! which the larger history begins, and the proof (RFC 6962) that it does; it is another root than the smaller checkpoint
//! signs. Not for a history that was cut short: an older checkpoint is no lie, and whoever shows it may only lag.

use serde::{Deserialize, Serialize};

use crate::audit::memory::Signed;
use crate::base::hash::Hash;
use crate::base::json;
use crate::base::limits;
use crate::base::note::Vkey;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::proof::{self, Tiles, verify_consistency};
use crate::merkle::tree::empty_root;

/// The version of the file.
const FORMAT: u32 = 1;

/// Two checkpoints of one log that no single history has, and what shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    format: u32,
    /// The log's key.
    vkey: Vkey,
    /// The signed checkpoint of fewer entries; of two equally long ones, the one seen first.
    smaller: String,
    /// The other.
    larger: String,
    /// Root of the larger history's first entries, as many as the smaller checkpoint has. Not there when the sizes are
    /// equal or the smaller one is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    beginning: Option<Hash>,
    /// The proof that the larger history begins so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    consistency: Vec<Hash>,
}

/// What the evidence shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The checkpoint of fewer entries.
    pub smaller: Checkpoint,
    /// The other.
    pub larger: Checkpoint,
}

impl Evidence {
    /// Evidence from two notes that `vkey` opens, in any order. `tiles` are those of the larger history. A problem when
    /// the two fit together after all, or the tiles do not give the larger root.
    pub fn of(vkey: &Vkey, one: &[u8], other: &[u8], tiles: &dyn Tiles) -> Outcome<Self> {
        let (one, other) = (Signed::new(vkey, one)?, Signed::new(vkey, other)?);
        let (first, second) = (one.open()?.size, other.open()?.size);
        let (smaller, larger) = if first <= second { (one, other) } else { (other, one) };
        let (old, new) = (first.min(second), first.max(second));
        let proven = old > 0 && old < new;
        let beginning = proven.then(|| proof::root(tiles, old)).transpose()?;
        let consistency = if proven { proof::consistency(tiles, old, new)? } else { Vec::new() };
        let evidence = Self {
            format: FORMAT,
            vkey: vkey.clone(),
            smaller: smaller.checkpoint,
            larger: larger.checkpoint,
            beginning,
            consistency,
        };
        evidence.verify().map(|_| evidence)
    }

    /// Reads what [`Evidence::bytes`] writes. Whether it convinces, [`Evidence::verify`] says.
    pub fn read(bytes: &[u8]) -> Outcome<Self> {
        if bytes.len() > limits::EVIDENCE_BYTES {
            let problem = Problem::malformed("evidence-too-long").with("bytes", bytes.len());
            return Err(problem.with("limit", limits::EVIDENCE_BYTES));
        }
        let evidence: Self = json::read("evidence", bytes)?;
        if evidence.format == FORMAT {
            return Ok(evidence);
        }
        Err(Problem::malformed("evidence-newer").with("found", evidence.format))
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// The key that signed both. That it is the ledger's must be known from elsewhere.
    pub fn vkey(&self) -> &Vkey {
        &self.vkey
    }

    /// Checks that both are signed and that no history has both.
    pub fn verify(&self) -> Outcome<Fork> {
        let smaller = Checkpoint::open(self.smaller.as_bytes(), &self.vkey)?;
        let larger = Checkpoint::open(self.larger.as_bytes(), &self.vkey)?;
        let unusable = |why: &str| Err(Problem::malformed("evidence-unusable").with_word("why", why));
        if smaller.size > larger.size {
            return unusable("evidence-out-of-order");
        }
        if smaller.size < larger.size && smaller.size > 0 {
            let Some(beginning) = &self.beginning else { return unusable("evidence-without-proof") };
            let path = &self.consistency;
            verify_consistency(smaller.size, larger.size, beginning, &larger.root, path)?;
            return if *beginning == smaller.root {
                Err(Self::fits(&smaller, &larger))
            } else {
                Ok(Fork { smaller, larger })
            };
        }
        if self.beginning.is_some() || !self.consistency.is_empty() {
            return unusable("evidence-with-idle-proof");
        }
        let begins_with = if smaller.size == larger.size { larger.root } else { empty_root() };
        if smaller.root == begins_with { Err(Self::fits(&smaller, &larger)) } else { Ok(Fork { smaller, larger }) }
    }

    fn fits(smaller: &Checkpoint, larger: &Checkpoint) -> Problem {
        Problem::refused("evidence-of-nothing").with("smaller", smaller.size).with("larger", larger.size)
    }

    /// A name for its file that says what it is about and differs for other evidence.
    pub fn file_name(&self) -> String {
        let of = Hash::of_parts(&[self.vkey.to_string().as_bytes(), self.smaller.as_bytes(), self.larger.as_bytes()]);
        format!("fork-{}.json", hex::encode(&of.0[..16]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::key::SecretKey;
    use crate::base::note::NoteSigner;
    use crate::merkle::proof::MemoryTiles;
    use crate::merkle::tree::leaf_hash;

    const ORIGIN: &str = "ledger.example/one";

    fn signer(seed: u8) -> NoteSigner {
        NoteSigner::new(ORIGIN, SecretKey::from_seed(&[seed; 32])).unwrap()
    }

    /// A log of `size` entries whose entry `changed` is another one, and its signed checkpoint.
    fn log(size: u64, changed: Option<u64>) -> (Vec<u8>, MemoryTiles) {
        let mut tiles = MemoryTiles::default();
        for at in 0..size {
            let entry = if changed == Some(at) { b"another".to_vec() } else { at.to_be_bytes().to_vec() };
            tiles.push(leaf_hash(&entry));
        }
        let root = proof::root(&tiles, size).unwrap();
        (Checkpoint::new(ORIGIN, size, root).sign(&signer(1)).unwrap(), tiles)
    }

    #[test]
    fn two_histories_make_evidence_and_one_history_makes_none() {
        let key = signer(1).vkey().clone();
        for (old, new) in [(1, 1), (1, 2), (5, 9), (255, 256), (256, 600), (511, 600)] {
            let (before, _) = log(old, None);
            for changed in [0, old / 2, old - 1] {
                let (now, tiles) = log(new, Some(changed));
                let evidence = Evidence::of(&key, &before, &now, &tiles).unwrap();
                assert_eq!(Evidence::of(&key, &now, &before, &tiles).map(|other| other.verify().is_ok()), Ok(true));
                let fork = evidence.verify().unwrap();
                assert_eq!((fork.smaller.size, fork.larger.size), (old, new));
                assert_eq!(Evidence::read(&evidence.bytes()), Ok(evidence));
            }
            let (now, tiles) = log(new, None);
            assert_eq!(
                Evidence::of(&key, &before, &now, &tiles).unwrap_err().code,
                "evidence-of-nothing",
                "{old} {new}"
            );
            // A change behind what was seen is how a log grows.
            if new > old {
                let (now, tiles) = log(new, Some(old));
                assert_eq!(Evidence::of(&key, &before, &now, &tiles).unwrap_err().code, "evidence-of-nothing");
            }
        }
        let odd = Checkpoint::new(ORIGIN, 0, Hash::of(b"not the empty tree")).sign(&signer(1)).unwrap();
        let (now, tiles) = log(7, None);
        assert!(Evidence::of(&key, &odd, &now, &tiles).is_ok());
        let (empty, _) = log(0, None);
        assert_eq!(Evidence::of(&key, &empty, &now, &tiles).unwrap_err().code, "evidence-of-nothing");
    }

    #[test]
    fn nobody_is_accused_by_evidence_that_was_changed() {
        let (before, honest) = log(5, None);
        let (now, tiles) = log(9, Some(2));
        let evidence = Evidence::of(signer(1).vkey(), &before, &now, &tiles).unwrap();
        let refused = |change: &dyn Fn(&mut Evidence)| {
            let mut other = evidence.clone();
            change(&mut other);
            other.verify().unwrap_err().code
        };
        let swap = |it: &mut Evidence| std::mem::swap(&mut it.smaller, &mut it.larger);
        assert_eq!(refused(&swap), "evidence-unusable");
        assert_eq!(refused(&|it| it.beginning = None), "evidence-unusable");
        assert_eq!(refused(&|it| it.larger.clone_from(&it.smaller)), "evidence-unusable");
        assert_eq!(refused(&|it| it.beginning = Some(Hash::of(b"x"))), "proof-consistency-wrong");
        assert_eq!(refused(&|it| it.consistency.truncate(1)), "proof-consistency-wrong");
        assert_eq!(refused(&|it| it.vkey = signer(2).vkey().clone()), "note-unsigned-by-known");
        assert_eq!(refused(&|it| it.smaller = it.smaller.replace("\n5\n", "\n4\n")), "note-signature-wrong");
        // The honest beginning does not lead to the forged root.
        let beginning = proof::root(&honest, 5).unwrap();
        assert_eq!(refused(&|it| it.beginning = Some(beginning)), "proof-consistency-wrong");
        assert_eq!(Evidence::read(b"{}").unwrap_err().code, "json-unreadable");
        let newer = String::from_utf8(evidence.bytes()).unwrap().replace("\"format\": 1", "\"format\": 2");
        assert_eq!(Evidence::read(newer.as_bytes()).unwrap_err().code, "evidence-newer");
    }
}
