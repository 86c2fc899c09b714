//! Proofs that something was logged and witnessed, in one file that verifies offline.
//!
//! The form is C2SP tlog-proof (<https://c2sp.org/tlog-proof>): an index, an inclusion proof, and the checkpoint with
//! its cosignatures. The extra data of our receipts is the entry itself, byte for byte as hashed, so the file needs
//! nothing beside it but the keys its reader trusts. Not for what an entry says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::note::Vkey;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::proof::verify_inclusion;
use crate::merkle::trust::{TrustPolicy, Witnessed};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// What every such file begins with, whatever its version.
pub const BEGINNING: &[u8] = b"c2sp.org/tlog-proof@";
/// Hashes of an inclusion proof, at most: the height of a tree of 2^64 entries.
const PROOF_LINES: usize = 64;

/// A proof as read: nothing in it is believed until it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Data of the application's own, believed by nobody until it hashes to the leaf.
    pub extra: Option<Vec<u8>>,
    /// Position of the entry.
    pub index: u64,
    /// The inclusion proof, from the leaf upwards.
    pub proof: Vec<Hash>,
    /// The signed checkpoint, verbatim.
    pub checkpoint: Vec<u8>,
}

impl TlogProof {
    /// The file.
    pub fn write(&self) -> Vec<u8> {
        let mut text = format!("{FIRST_LINE}\n");
        let mut line = |line: &str| {
            text.push_str(line);
            text.push('\n');
        };
        if let Some(extra) = &self.extra {
            line(&format!("extra {}", BASE64.encode(extra)));
        }
        line(&format!("index {}", self.index));
        self.proof.iter().for_each(|hash| line(&BASE64.encode(hash.0)));
        line("");
        [text.as_bytes(), &self.checkpoint].concat()
    }

    /// Reads exactly what [`TlogProof::write`] writes, at most [`limits::TLOG_PROOF_BYTES`].
    pub fn read(bytes: &[u8]) -> Outcome<Self> {
        if bytes.len() > limits::TLOG_PROOF_BYTES {
            let problem = Problem::malformed("tlog-proof-too-long").with("bytes", bytes.len());
            return Err(problem.with("limit", limits::TLOG_PROOF_BYTES));
        }
        let unreadable = |line: usize| Problem::malformed("tlog-proof-unreadable").with("line", line);
        let end = bytes.windows(2).position(|pair| pair == b"\n\n").ok_or_else(|| unreadable(1))?;
        let head = std::str::from_utf8(&bytes[..end]).map_err(|_| unreadable(1))?;
        let mut lines = head.split('\n').enumerate().map(|(at, line)| (at + 1, line)).peekable();
        if lines.next().is_none_or(|(_, line)| line != FIRST_LINE) {
            return Err(unreadable(1));
        }
        let extra = lines.next_if(|(_, line)| line.starts_with("extra "));
        let decode = |(at, line): (usize, &str)| BASE64.decode(&line["extra ".len()..]).map_err(|_| unreadable(at));
        let extra = extra.map(decode).transpose()?;
        let (at, index) = lines.next().ok_or_else(|| unreadable(2))?;
        let index = index.strip_prefix("index ").and_then(decimal).ok_or_else(|| unreadable(at))?;
        let mut proof = Vec::new();
        for (at, line) in lines {
            let hash = BASE64.decode(line).ok().and_then(|bytes| bytes.try_into().ok()).map(Hash);
            proof.push(hash.filter(|_| proof.len() < PROOF_LINES).ok_or_else(|| unreadable(at))?);
        }
        Ok(Self { extra, index, proof, checkpoint: bytes[end + 2..].to_vec() })
    }

    /// Checks that the entry with hash `leaf` stands where the proof says, in a log that `log` (or a log of the policy,
    /// if none is given) signed. Whether enough witnesses cosigned is told, not demanded: [`Witnessed::enough`] does.
    pub fn holds(&self, leaf: &Hash, policy: &TrustPolicy, log: Option<&Vkey>) -> Outcome<Witnessed> {
        let witnessed = policy.open(&self.checkpoint, log)?;
        let checkpoint = &witnessed.checkpoint;
        verify_inclusion(self.index, checkpoint.size, leaf, &self.proof, &checkpoint.root)?;
        Ok(witnessed)
    }
}

fn decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::key::SecretKey;
    use crate::base::note::{Note, NoteSigner};
    use crate::merkle::checkpoint::Checkpoint;
    use crate::merkle::cosignature::Cosigner;
    use crate::merkle::proof::{self, MemoryTiles};
    use crate::merkle::tree::leaf_hash;

    fn signer() -> NoteSigner {
        NoteSigner::new("ledger.example/one", SecretKey::from_seed(&[1; 32])).unwrap()
    }

    fn witness() -> Cosigner {
        Cosigner::new("w.example/1", SecretKey::from_seed(&[2; 32])).unwrap()
    }

    /// A proof of entry 70 of 300, cosigned, and a policy that asks for that.
    fn receipt() -> (TlogProof, TrustPolicy) {
        let mut tiles = MemoryTiles::default();
        (0..300u64).for_each(|n| tiles.push(leaf_hash(&n.to_be_bytes())));
        let checkpoint = Checkpoint::new("ledger.example/one", 300, proof::root(&tiles, 300).unwrap());
        let mut note = Note::read(&checkpoint.sign(&signer()).unwrap()).unwrap();
        note.signatures.push(witness().cosign(&note.text, 1_790_000_000).unwrap());
        let extra = Some(70u64.to_be_bytes().to_vec());
        let proof = proof::inclusion(&tiles, 70, 300).unwrap();
        let policy = format!("log {}\nwitness w {}\nquorum w\n", signer().vkey(), witness().key());
        let receipt = TlogProof { extra, index: 70, proof, checkpoint: note.bytes() };
        (receipt, TrustPolicy::read(policy.as_bytes()).unwrap())
    }

    #[test]
    fn a_receipt_reads_back_and_verifies() {
        let (receipt, policy) = receipt();
        let bytes = receipt.write();
        assert!(bytes.starts_with(b"c2sp.org/tlog-proof@v1\nextra AAAAAAAAAEY=\nindex 70\n"));
        assert_eq!(TlogProof::read(&bytes).unwrap(), receipt);
        let leaf = leaf_hash(&70u64.to_be_bytes());
        assert_eq!(receipt.holds(&leaf, &policy, None).unwrap().enough(&policy).unwrap().checkpoint.size, 300);
        let bare = TlogProof { extra: None, index: 0, proof: Vec::new(), checkpoint: b"o\n".to_vec() };
        assert_eq!(bare.write(), b"c2sp.org/tlog-proof@v1\nindex 0\n\no\n");
        assert_eq!(TlogProof::read(&bare.write()).unwrap(), bare);
    }

    #[test]
    fn whatever_is_changed_is_noticed() {
        let (receipt, policy) = receipt();
        let leaf = leaf_hash(&70u64.to_be_bytes());
        let code = |changed: TlogProof| {
            changed.holds(&leaf, &policy, None).and_then(|held| held.enough(&policy)).unwrap_err().code
        };
        assert_eq!(code(TlogProof { index: 71, ..receipt.clone() }), "proof-inclusion-wrong");
        assert_eq!(code(TlogProof { index: 300, ..receipt.clone() }), "proof-beyond-log");
        let cut = TlogProof { proof: receipt.proof[1..].to_vec(), ..receipt.clone() };
        assert_eq!(code(cut), "proof-inclusion-wrong");
        let other = leaf_hash(b"else");
        assert_eq!(receipt.holds(&other, &policy, None).unwrap_err().code, "proof-inclusion-wrong");
        let mut note = Note::read(&receipt.checkpoint).unwrap();
        note.signatures.pop();
        assert_eq!(code(TlogProof { checkpoint: note.bytes(), ..receipt.clone() }), "trust-quorum-missing");
        let text = String::from_utf8(receipt.checkpoint.clone()).unwrap().replace("\n300\n", "\n301\n");
        assert_eq!(code(TlogProof { checkpoint: text.into_bytes(), ..receipt }), "note-signature-wrong");
    }

    #[test]
    fn a_file_has_one_spelling() {
        let hash = BASE64.encode([7; 32]);
        for (text, line) in [
            (String::new(), "1"),
            ("c2sp.org/tlog-proof@v2\nindex 0\n\no\n".into(), "1"),
            ("c2sp.org/tlog-proof@v1\n\no\n".into(), "2"),
            ("c2sp.org/tlog-proof@v1\nindex 00\n\no\n".into(), "2"),
            ("c2sp.org/tlog-proof@v1\nindex -1\n\no\n".into(), "2"),
            ("c2sp.org/tlog-proof@v1\nindex 0\nextra AA==\n\no\n".into(), "3"),
            ("c2sp.org/tlog-proof@v1\nextra A\nindex 0\n\no\n".into(), "2"),
            ("c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex 0\n\no\n".into(), "3"),
            (format!("c2sp.org/tlog-proof@v1\nindex 0\n{hash} \n\no\n"), "3"),
            (format!("c2sp.org/tlog-proof@v1\nindex 0\n{}\no\n", format!("{hash}\n").repeat(65)), "67"),
        ] {
            let problem = TlogProof::read(text.as_bytes()).unwrap_err();
            assert_eq!((problem.code, problem.arg("line")), ("tlog-proof-unreadable", Some(line)), "{text:?}");
        }
        assert_eq!(TlogProof::read(&vec![b'a'; limits::TLOG_PROOF_BYTES + 1]).unwrap_err().code, "tlog-proof-too-long");
    }
}
