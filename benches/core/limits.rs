//! The limits: what signing and checking signatures alone would allow.

use std::sync::OnceLock;

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

/// Strict verifications a second on one core.
pub fn verify_one_core() -> f64 {
    let key = SecretKey::from_seed(&[1; 32]);
    let (message, public) = (message(), key.public());
    let signature = key.sign(message);
    rate(SIGNATURES, || (0..SIGNATURES).for_each(|_| assert!(public.verifies(message, &signature))))
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
