//! Strict Ed25519 verification, sooner for a key that signs much.
//!
//! Few people sign many events. Whoever multiplies one point over and over can lay down its multiples in a table first. Here
//! a key gets such a table once it has been used often enough to pay for it; until then, and for rare keys, the library's
//! own `verify_strict` judges. Both give the same verdict on every input, which tests hold over the vectors of C2SP/CCTV
//! and over signatures made at the edges on purpose: decision 0025 says why they must.

mod multiples;

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::Identity as _;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha512};

use crate::base::strict::multiples::Multiples;

/// Keys that are remembered: with a table each, 14 MB in all.
const REMEMBERED: usize = 64;

/// From which use on a key has a table. Making one takes as long as 9 verifications, and saves half of each: with 32 uses
/// before it, no order of keys costs more than a third above what it would without tables.
const WORTH_A_TABLE: u32 = 32;

static KNOWN: [Mutex<Option<Known>>; REMEMBERED] = [const { Mutex::new(None) }; REMEMBERED];

/// Multiples of the base point.
static BASE: LazyLock<Multiples> = LazyLock::new(|| Multiples::of(ED25519_BASEPOINT_POINT));

#[derive(Clone)]
struct Known {
    key: VerifyingKey,
    uses: u32,
    /// Multiples of the negated key.
    table: Option<Arc<Multiples>>,
}

/// Whether `signature` over `message` was made with the key of these bytes, judged strictly.
pub fn verifies(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    known(key).is_some_and(|known| known.verifies(message, signature))
}

/// Whether strict verification could ever accept this key: it decodes and is not of small order.
pub fn is_usable(key: &[u8; 32]) -> bool {
    decode(key).is_some_and(|key| !key.is_weak())
}

/// A key as it is known with this use of it. Each has one place it can be remembered in, by its first byte: whoever makes
/// keys that share a place gains nothing but slower answers to themselves.
fn known(bytes: &[u8; 32]) -> Option<Known> {
    let mut place = KNOWN.get(usize::from(bytes[0]) % REMEMBERED)?.lock().unwrap_or_else(PoisonError::into_inner);
    if place.as_ref().is_none_or(|known| known.key.as_bytes() != bytes) {
        *place = Some(Known { key: decode(bytes)?, uses: 0, table: None });
    }
    let known = place.as_mut()?;
    known.used();
    Some(known.clone())
}

/// The point, as RFC 8032 (section 5.1.3) decodes it: the library also takes a `y` beyond the prime `p`.
fn decode(bytes: &[u8; 32]) -> Option<VerifyingKey> {
    let [lowest, between @ .., highest] = bytes;
    // p = 2^255 − 19, little-endian ED FF … FF 7F. The top bit is the sign of x.
    let beyond = highest & 0x7f == 0x7f && *lowest >= 0xed && between.iter().all(|byte| *byte == 0xff);
    if beyond { None } else { VerifyingKey::from_bytes(bytes).ok() }
}

impl Known {
    /// Counts a use, and lays down the table when it is due.
    fn used(&mut self) {
        self.uses = self.uses.saturating_add(1);
        if self.uses >= WORTH_A_TABLE && self.table.is_none() && !self.key.is_weak() {
            self.table = Some(Arc::new(Multiples::of(-self.key.to_edwards())));
        }
    }

    fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        match &self.table {
            Some(negated) => holds(self.key.as_bytes(), negated, message, signature),
            None => self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok(),
        }
    }
}

/// The check of RFC 8032 (section 5.1.7, without the cofactor) for a key that is not of small order: `S` is below the
/// order of the group, and `R` is the one encoding of the point `[S]B − [k]A`, which is not of small order. Whoever has
/// compared the encodings need not decode `R` to know that it decodes, and to which point.
fn holds(key: &[u8; 32], negated: &Multiples, message: &[u8], signature: &[u8; 64]) -> bool {
    let (r, s) = signature.split_at(32);
    let s = s.try_into().ok().and_then(|s| Option::<Scalar>::from(Scalar::from_canonical_bytes(s)));
    let Some(s) = s else { return false };
    let k = Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize();
    let k = Scalar::from_bytes_mod_order_wide(&k.into());
    let expected = negated.add_to(BASE.add_to(EdwardsPoint::identity(), &s), &k);
    expected.compress().as_bytes() == r && !expected.is_small_order()
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::EIGHT_TORSION;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_has_one_spelling() {
        // y = 3 is on the curve, and so is its other spelling y = p + 3, which RFC 8032 (section 5.1.3) refuses.
        let mut low = [0; 32];
        let mut beyond = [0xff; 32];
        (low[0], beyond[0], beyond[31]) = (3, 0xf0, 0x7f);
        assert!(is_usable(&low));
        assert!(VerifyingKey::from_bytes(&beyond).is_ok(), "the library takes it, so we have to look");
        assert!(!is_usable(&beyond));
    }

    /// A key and a signature by someone who knows `a` and may add a point of small order to the key, to `R`, or to both.
    fn made(a: Scalar, r: Scalar, key_torsion: usize, r_torsion: usize, message: &[u8]) -> ([u8; 32], [u8; 64]) {
        let key = (a * ED25519_BASEPOINT_POINT + EIGHT_TORSION[key_torsion]).compress().to_bytes();
        let commitment = (r * ED25519_BASEPOINT_POINT + EIGHT_TORSION[r_torsion]).compress().to_bytes();
        let k = Sha512::new().chain_update(commitment).chain_update(key).chain_update(message).finalize();
        let s = r + Scalar::from_bytes_mod_order_wide(&k.into()) * a;
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&commitment);
        signature[32..].copy_from_slice(s.as_bytes());
        (key, signature)
    }

    /// What the library says, and what the table says.
    fn verdicts(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> (bool, bool) {
        let Some(decoded) = decode(key) else { return (false, false) };
        let library = decoded.verify_strict(message, &Signature::from_bytes(signature)).is_ok();
        let mut known = Known { key: decoded, uses: WORTH_A_TABLE, table: None };
        known.used();
        (library, known.verifies(message, signature))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn the_table_gives_the_verdict_of_the_library(
            seeds in any::<([u8; 32], [u8; 32])>(), nothing in any::<(bool, bool)>(), torsion in (0..8_usize, 0..8_usize),
            message in any::<[u8; 8]>(), flipped in proptest::option::weighted(0.3, 0..512_usize),
        ) {
            let scalar = |seed, zero| if zero { Scalar::ZERO } else { Scalar::from_bytes_mod_order(seed) };
            // One in four keys, and one in four commitments, is of small order.
            let (a, r) = (scalar(seeds.0, nothing.0 && seeds.0[0] % 2 == 0), scalar(seeds.1, nothing.1 && seeds.1[0] % 2 == 0));
            let (key, mut signature) = made(a, r, torsion.0, torsion.1, &message);
            if let Some(bit) = flipped {
                signature[bit / 8] ^= 1 << (bit % 8);
            }
            let (library, table) = verdicts(&key, &message, &signature);
            prop_assert_eq!(library, table);
        }
    }

    #[test]
    fn edges_are_reached_and_judged_alike() {
        let (a, r) = (Scalar::from(7_u8), Scalar::from(11_u8));
        let (mut accepted, mut refused) = (0, 0);
        for (key_torsion, r_torsion, message) in
            (0..8).flat_map(|k| (0..8).flat_map(move |r| (0..8_u8).map(move |m| (k, r, [m]))))
        {
            let (key, signature) = made(a, r, key_torsion, r_torsion, &message);
            let (library, table) = verdicts(&key, &message, &signature);
            assert_eq!(library, table, "{key_torsion} {r_torsion} {message:?}");
            if library {
                accepted += 1;
            } else {
                refused += 1;
            }
            // The same with S + ℓ, which names the same number.
            let mut above = signature;
            add_order(&mut above);
            assert_eq!(verdicts(&key, &message, &above), (false, false));
        }
        assert!(accepted > 8 && refused > 8, "{accepted} accepted, {refused} refused");
    }

    /// Adds the order of the group, ℓ = 2^252 + 27742317777372353535851937790883648493, to `S`.
    fn add_order(signature: &mut [u8; 64]) {
        const ORDER: [u8; 32] = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ];
        let mut carry = 0;
        for (byte, added) in signature[32..].iter_mut().zip(ORDER) {
            let sum = u16::from(*byte) + u16::from(added) + carry;
            (*byte, carry) = ((sum & 0xff) as u8, sum >> 8);
        }
    }

    #[test]
    fn a_key_of_small_order_never_gets_a_table() {
        let (key, signature) = made(Scalar::ZERO, Scalar::from(3_u8), 1, 0, b"x");
        for _ in 0..=WORTH_A_TABLE {
            assert!(!verifies(&key, b"x", &signature));
        }
        assert!(!is_usable(&key));
    }
}
