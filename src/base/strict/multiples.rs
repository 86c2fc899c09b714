//! A point's multiples, laid down so that multiplying it again takes additions only.
//!
//! Brickell, Gordon, McCurley, Wilson (1992): a number is written in base 64 with digits from −31 to 32, and for every place
//! the table holds the point times 1 to 32 times that power of 64. The curve's library has such tables for signing; it looks
//! into them in constant time, which costs more than it saves where nothing is secret. **Never multiply by a secret here**: how
//! long it takes tells the number.

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;

/// Bits of a digit. Narrower takes more additions, wider more memory than a processor has at hand: decision 0025.
const WIDTH: usize = 6;
/// The largest digit.
const LARGEST: i8 = 32;
/// The base.
const BASE: i8 = 64;
/// Digits of a number below 2^253, as every reduced scalar is; the highest place takes the last carry.
const PLACES: usize = 43;

/// Multiples of a point: 215 KB.
pub(super) struct Multiples(Vec<EdwardsPoint>);

impl Multiples {
    /// Lays down the multiples of a point.
    pub(super) fn of(point: EdwardsPoint) -> Self {
        let mut multiples = Vec::with_capacity(PLACES * usize::from(LARGEST.unsigned_abs()));
        let mut unit = point;
        for _ in 0..PLACES {
            let mut multiple = unit;
            for _ in 0..LARGEST {
                multiples.push(multiple);
                multiple += unit;
            }
            // The last one pushed is 32 times the unit.
            unit = multiples.last().map_or(unit, |half| half + half);
        }
        Self(multiples)
    }

    /// The sum and the point times the number.
    pub(super) fn add_to(&self, sum: EdwardsPoint, number: &Scalar) -> EdwardsPoint {
        let places = self.0.chunks_exact(usize::from(LARGEST.unsigned_abs()));
        digits(number).into_iter().zip(places).fold(sum, |sum, (digit, multiples)| {
            // A digit of 0 has no multiple and adds nothing.
            let multiple = usize::from(digit.unsigned_abs()).checked_sub(1).and_then(|at| multiples.get(at));
            match multiple {
                None => sum,
                Some(multiple) if digit > 0 => sum + multiple,
                Some(multiple) => sum - multiple,
            }
        })
    }
}

/// The digits of a number, lowest first.
fn digits(number: &Scalar) -> [i8; PLACES] {
    let byte = |at: usize| number.as_bytes().get(at).copied().unwrap_or(0);
    let mut carry = 0;
    std::array::from_fn(|place| {
        let (at, bit) = (place * WIDTH / 8, place * WIDTH % 8);
        let [low, _] = (u16::from_le_bytes([byte(at), byte(at + 1)]) >> bit).to_le_bytes();
        let digit = i8::from_le_bytes([low & 0x3f]) + carry;
        carry = i8::from(digit > LARGEST);
        digit - carry * BASE
    })
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
    use curve25519_dalek::traits::Identity as _;
    use proptest::prelude::*;

    use super::*;

    fn agrees(multiples: &Multiples, point: EdwardsPoint, number: Scalar) {
        let times = multiples.add_to(EdwardsPoint::identity(), &number);
        assert_eq!(times, number * point, "{number:?}");
        assert_eq!(multiples.add_to(point, &number), times + point, "{number:?}");
    }

    #[test]
    fn digits_stay_in_bounds_and_name_the_number() {
        for number in [Scalar::ZERO, Scalar::ONE, -Scalar::ONE, Scalar::from(32_u8), Scalar::from(33_u8)] {
            let digits = digits(&number);
            assert!(digits.iter().all(|digit| (1 - LARGEST..=LARGEST).contains(digit)), "{digits:?}");
            let base = Scalar::from(64_u8);
            let named = digits.iter().rev().fold(Scalar::ZERO, |sum, digit| {
                let size = Scalar::from(digit.unsigned_abs());
                sum * base + if *digit < 0 { -size } else { size }
            });
            assert_eq!(named, number);
        }
    }

    #[test]
    fn the_edges_of_every_digit_multiply_as_the_library_does() {
        let point = ED25519_BASEPOINT_POINT + EIGHT_TORSION[1];
        let multiples = Multiples::of(point);
        for digit in [0_u8, 1, 31, 32, 33, 63] {
            let (digit, mut number) = (Scalar::from(digit), Scalar::ZERO);
            for _ in 0..=PLACES {
                number = number * Scalar::from(64_u8) + digit;
                agrees(&multiples, point, number);
            }
        }
        agrees(&multiples, point, -Scalar::ONE);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50))]

        #[test]
        fn any_number_multiplies_any_point_as_the_library_does(
            seed in any::<[u8; 32]>(), torsion in 0..8_usize, numbers in proptest::collection::vec(any::<[u8; 32]>(), 4),
        ) {
            let point = Scalar::from_bytes_mod_order(seed) * ED25519_BASEPOINT_POINT + EIGHT_TORSION[torsion];
            let multiples = Multiples::of(point);
            numbers.into_iter().for_each(|number| agrees(&multiples, point, Scalar::from_bytes_mod_order(number)));
        }
    }
}
