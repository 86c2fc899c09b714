//! The limits: what signing and checking signatures alone would allow.

use std::sync::OnceLock;

use ed25519_dalek::{Signature, VerifyingKey};
use mingbai::base::key::SecretKey;

use crate::figure::rate;
use crate::made;

const SIGNATURES: u64 = 6_000;

/// A message of the length of an ordinary event.
fn message() -> &'static [u8] {
    static MESSAGE: OnceLock<Vec<u8>> = OnceLock::new();
    MESSAGE.get_or_init(made::message)
}

/// How many threads work at once.
pub fn cores() -> f64 {
    rayon::current_num_threads() as f64
}

/// Strict verifications a second on one core by the library itself (`verify_strict`), for a key it has decoded.
pub fn verify_one_core() -> f64 {
    let key = SecretKey::from_seed(&[1; 32]);
    let message = message();
    let signature = Signature::from_bytes(&key.sign(message));
    let public = VerifyingKey::from_bytes(&key.public().0).unwrap();
    rate(SIGNATURES, || {
        for _ in 0..SIGNATURES {
            assert!(std::hint::black_box(&public).verify_strict(message, &signature).is_ok());
        }
    })
}

/// Signatures made a second on one core.
pub fn sign_one_core() -> f64 {
    let key = SecretKey::from_seed(&[1; 32]);
    let message = message();
    rate(SIGNATURES, || {
        for _ in 0..SIGNATURES {
            std::hint::black_box(key.sign(message));
        }
    })
}

/// Events a second that all cores could verify if they did nothing else.
pub fn verify() -> f64 {
    cores() * verify_one_core()
}

/// Events a second that all cores could sign and verify if they did nothing else.
pub fn sign_and_verify() -> f64 {
    cores() / (1.0 / sign_one_core() + 1.0 / verify_one_core())
}
