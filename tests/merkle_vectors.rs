//! Published test vectors: RFC 6962 proofs with their verdicts, and Ed25519 signatures that tell strict from lax.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use mingbai::base::hash::Hash;
use mingbai::base::key::PublicKey;
use mingbai::merkle::proof::{verify_consistency, verify_inclusion};
use serde::Deserialize;

mod common {
    pub mod shared;
}
use common::shared::shared;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/vectors");

/// One vector of transparency-dev/merkle; `leaf_idx` tells the two kinds apart.
#[derive(Deserialize)]
#[serde(untagged)]
enum Vector {
    #[serde(rename_all = "camelCase")]
    Inclusion {
        leaf_idx: u64,
        tree_size: u64,
        root: Bytes,
        leaf_hash: Bytes,
        proof: Option<Vec<Bytes>>,
        want_err: bool,
    },
    #[serde(rename_all = "camelCase")]
    Consistency { size1: u64, size2: u64, root1: Bytes, root2: Bytes, proof: Option<Vec<Bytes>>, want_err: bool },
}

/// Base64, or nothing.
type Bytes = Option<String>;

/// The digest a vector writes. Nothing is no digest: it cannot even be handed to the verifier. Where a vector
/// writes words ("don't care 1"), the digest of the words stands in for them, equal only to itself.
fn digest(bytes: &Bytes) -> Option<Hash> {
    let bytes = BASE64.decode(bytes.as_deref()?).unwrap();
    let stand_in = (!bytes.is_empty()).then(|| Hash::of(&bytes));
    <[u8; 32]>::try_from(bytes.as_slice()).map(Hash).ok().or(stand_in)
}

fn digests(proof: Option<&Vec<Bytes>>) -> Option<Vec<Hash>> {
    proof.into_iter().flatten().map(digest).collect()
}

/// Whether the proof of `vector` is accepted, and whether it should be.
fn judge(vector: &Vector) -> (bool, bool) {
    match vector {
        Vector::Inclusion { leaf_idx, tree_size, root, leaf_hash, proof, want_err } => {
            let parts = digest(leaf_hash).zip(digest(root)).zip(digests(proof.as_ref()));
            let verifies = |((leaf, root), proof): ((Hash, Hash), Vec<Hash>)| {
                verify_inclusion(*leaf_idx, *tree_size, &leaf, &proof, &root).is_ok()
            };
            (parts.is_some_and(verifies), !want_err)
        }
        Vector::Consistency { size1, size2, root1, root2, proof, want_err } => {
            let parts = digest(root1).zip(digest(root2)).zip(digests(proof.as_ref()));
            let verifies = |((old, new), proof): ((Hash, Hash), Vec<Hash>)| {
                verify_consistency(*size1, *size2, &old, &new, &proof).is_ok()
            };
            (parts.is_some_and(verifies), !want_err)
        }
    }
}

fn check_proof(name: &str, vector: &Vector) {
    let (accepted, expected) = judge(vector);
    assert_eq!(accepted, expected, "{name}");
}

#[test]
fn sample_proofs_get_their_verdict() {
    let text = std::fs::read_to_string(format!("{SAMPLE}/merkle.json")).unwrap();
    let vectors: BTreeMap<String, Vector> = serde_json::from_str(&text).unwrap();
    assert_eq!(vectors.len(), 68);
    for (name, vector) in &vectors {
        check_proof(name, vector);
    }
}

#[test]
fn all_proofs_get_their_verdict() {
    let Some(folder) = shared("vectors/merkle") else { return };
    let mut count = 0;
    check_folder(&folder, &mut count);
    assert_eq!(count, 196);
}

fn check_folder(folder: &Path, count: &mut usize) {
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            check_folder(&path, count);
        } else {
            let vector = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            check_proof(&path.display().to_string(), &vector);
            *count += 1;
        }
    }
}

/// One vector of C2SP/CCTV; its flags say which edge cases it exercises.
#[derive(Deserialize)]
struct SignatureVector {
    number: u32,
    key: String,
    sig: String,
    msg: String,
    flags: Option<Vec<String>>,
}

/// What strict verification refuses: low-order keys and points, encodings that are not canonical, and
/// signatures that hold only after multiplying by the cofactor. A component of low order that cancels out is
/// none of these, and such signatures are valid for every verifier that multiplies by no cofactor, OpenSSL and
/// Go among them. (The vectors' own notes say `verify_strict` refuses all; it accepts those, as it should.)
const REFUSED: [&str; 5] = ["low_order_A", "low_order_R", "low_order_residue", "non_canonical_A", "non_canonical_R"];

/// Checks the verdict on every vector of `file`, and that of `total` vectors `valid` are accepted.
fn check_signatures(file: &Path, total: usize, valid: usize) {
    let vectors: Vec<SignatureVector> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(vectors.len(), total);
    let mut accepted = 0;
    for vector in vectors {
        let (mut key, mut signature) = ([0; 32], [0; 64]);
        hex::decode_to_slice(&vector.key, &mut key).unwrap();
        hex::decode_to_slice(&vector.sig, &mut signature).unwrap();
        let verdict = PublicKey(key).verifies(vector.msg.as_bytes(), &signature);
        // A key that is used often is verified with by another way, see base/strict.rs.
        for _ in 0..100 {
            assert_eq!(PublicKey(key).verifies(vector.msg.as_bytes(), &signature), verdict, "vector {}", vector.number);
        }
        let flags = vector.flags.unwrap_or_default();
        let expected = !flags.iter().any(|flag| REFUSED.contains(&flag.as_str()));
        assert_eq!(verdict, expected, "vector {} with {flags:?}", vector.number);
        // A signature that verifies implies a key a ledger would enrol.
        assert!(!verdict || PublicKey(key).is_usable());
        accepted += usize::from(verdict);
    }
    assert_eq!(accepted, valid);
}

#[test]
fn sample_signatures_get_the_strict_verdict() {
    check_signatures(Path::new(&format!("{SAMPLE}/ed25519.json")), 66, 3);
}

#[test]
fn all_signatures_get_the_strict_verdict() {
    if let Some(file) = shared("vectors/ed25519/ed25519vectors.json") {
        check_signatures(&file, 914, 43);
    }
}
