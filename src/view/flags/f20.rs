//! F20, first digits: the first digits of a year's payments do not fall as those of grown amounts do (Benford's law). Both
//! are asked: that chance would hardly give such digits (chi-square with eight degrees of freedom), and that the mean
//! distance from the law is large (Nigrini: above 0.015 for first digits), since over many payments any distance is certain.
//!
//! Not run for few payments or amounts of one size: of them the law says nothing (Cerasa 2022 on small samples). Prices,
//! fees and allowances that repeat break it honestly; it is a hint where to look, no more.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::EventId;
use crate::base::time::Day;
use crate::event::family::FigureShipped;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, input};
use crate::view::payments::Payment;

/// From how many payments in the year on.
const LEAST: Parameter = Parameter { code: "f20-least", default: FigureShipped::Count(300) };
/// From which statistic on, in hundredths: 26.12 and more happens once in a thousand by chance.
const STATISTIC: Parameter = Parameter { code: "f20-statistic", default: FigureShipped::Count(2_612) };
/// From which mean distance of the nine shares on.
const DISTANCE: Parameter = Parameter { code: "f20-distance", default: FigureShipped::Share(">3/200") };
/// The shares of the digits 1 to 9 by the law, log₁₀(1 + 1/d), in millionths; they add up to a million.
const LAW: [i128; 9] = [301_030, 176_091, 124_939, 96_910, 79_181, 66_947, 57_992, 51_153, 45_757];
const MILLION: i128 = 1_000_000;
/// Largest and smallest amount are so many times apart: two orders of size.
const ORDERS: i64 = 100;

#[derive(Debug, Serialize, Deserialize)]
struct Year {
    digits: [i64; 9],
    smallest: i64,
    largest: i64,
    last: (u64, EventId),
    on: Day,
    /// What was found after its last payment, where it was run and is a hit.
    hit: Option<(i64, i64)>,
    limit: Value,
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct FirstDigits {
    years: BTreeMap<i16, Year>,
}

/// The place of the first digit of an amount above 0: 0 for the digit 1.
fn place(amount: i64) -> Option<usize> {
    let first = std::iter::successors(Some(amount), |left| Some(left / 10).filter(|left| *left > 0)).last()?;
    usize::try_from(first).ok()?.checked_sub(1)
}

/// Chi-square in hundredths, and the mean distance of the shares in millionths.
fn measure(digits: &[i64; 9]) -> (i64, i64) {
    let all: i128 = digits.iter().map(|count| i128::from(*count)).sum();
    if all <= 0 {
        return (0, 0);
    }
    let pairs = || digits.iter().zip(LAW).map(|(count, share)| (i128::from(*count), share));
    let squares = pairs().map(|(count, share)| (count * MILLION - all * share).pow(2) * 100 / (all * share * MILLION));
    let distances = pairs().map(|(count, share)| (count * MILLION - all * share).abs());
    let narrow = |wide: i128| i64::try_from(wide).unwrap_or(i64::MAX);
    (narrow(squares.sum()), narrow(distances.sum::<i128>() / (9 * all)))
}

fn look(year: &mut Year, standing: &Standing) {
    let all: i64 = year.digits.iter().sum();
    let wide = year.largest >= year.smallest.saturating_mul(ORDERS);
    let (statistic, distance) = measure(&year.digits);
    let far = DISTANCE.met(distance.unsigned_abs(), MILLION.unsigned_abs().try_into().unwrap_or(1), standing);
    let found = all >= LEAST.number(standing) && wide && statistic >= STATISTIC.number(standing) && far;
    year.hit = found.then_some((statistic, distance));
    year.limit = DISTANCE.shown(standing);
}

impl FirstDigits {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }
}

impl Flag for FirstDigits {
    fn rule(&self) -> &'static str {
        "f20"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[LEAST, STATISTIC, DISTANCE]
    }

    fn paid(&mut self, payment: &Payment, standing: &Standing) {
        let Some(place) = place(payment.amount) else { return };
        let year = self.years.entry(payment.year()).or_insert_with(|| Year {
            digits: [0; 9],
            smallest: payment.amount,
            largest: payment.amount,
            last: payment.event(),
            on: payment.on,
            hit: None,
            limit: Value::None,
        });
        year.digits.iter_mut().skip(place).take(1).for_each(|count| *count += 1);
        year.smallest = year.smallest.min(payment.amount);
        year.largest = year.largest.max(payment.amount);
        (year.last, year.on) = (payment.event(), payment.on);
        look(year, standing);
    }

    fn undone(&mut self, payment: &Payment, standing: &Standing) {
        let (Some(place), Some(year)) = (place(payment.amount), self.years.get_mut(&payment.year())) else { return };
        year.digits.iter_mut().skip(place).take(1).for_each(|count| *count -= 1);
        look(year, standing);
    }

    fn hits(&self, _standing: &Standing) -> Vec<Hit> {
        let hit = |(at, year): (&i16, &Year)| {
            let (statistic, distance) = year.hit?;
            let counts = year.digits.iter().map(|count| Value::Count(*count)).collect();
            Some(Hit {
                events: vec![year.last],
                on: year.on,
                about: Value::text(at),
                value: Value::Fraction { num: distance, den: 1_000_000, digits: 4 },
                limit: year.limit.clone(),
                inputs: vec![
                    input("f20-chi-square", Value::Fraction { num: statistic, den: 100, digits: 2 }),
                    input("f20-payments", Value::Count(year.digits.iter().sum())),
                    input("f20-digits", Value::List(counts)),
                ],
                level: Level::Look,
            })
        };
        self.years.iter().filter_map(hit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{Bench, Pay};

    /// Payments with so many of each first digit, over three orders of size.
    fn paid(counts: [i64; 9]) -> Bench {
        let mut bench = Bench::new(FirstDigits::boxed());
        for (digit, count) in (1..).zip(counts) {
            for at in 0..count {
                let amount = digit * [100, 1_000, 10_000][usize::try_from(at % 3).unwrap()];
                bench.pay(&Pay { amount, ..Pay::to("甲") });
            }
        }
        bench
    }

    #[test]
    fn digits_far_from_the_law_are_pointed_at() {
        let bench = paid([34, 34, 34, 33, 33, 33, 33, 33, 33]);
        assert_eq!(bench.hits().len(), 1);
        assert_eq!(bench.hits()[0].about, Value::text(2026));
    }

    #[test]
    fn of_fewer_than_three_hundred_and_of_one_size_it_says_nothing() {
        let mut bench = paid([34, 34, 34, 33, 33, 33, 33, 33, 32]);
        assert!(bench.hits().is_empty());
        let last = bench.pay(&Pay { amount: 9_000, ..Pay::to("甲") });
        assert_eq!(bench.pointed(), [vec![last]]);
        bench.undo(last);
        assert!(bench.hits().is_empty());
        let mut bench = Bench::new(FirstDigits::boxed());
        for at in 0..300 {
            bench.pay(&Pay { amount: 50_000 + at, ..Pay::to("甲") });
        }
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn digits_as_the_law_has_them_and_what_chance_does_to_them_are_fine() {
        assert!(paid([91, 53, 37, 29, 24, 20, 17, 15, 14]).hits().is_empty());
        assert!(paid([100, 50, 34, 33, 21, 18, 20, 12, 12]).hits().is_empty());
    }

    #[test]
    fn the_statistic_is_met_once_in_a_thousand_by_chance() {
        assert_eq!(LAW.iter().sum::<i128>(), MILLION);
        // For eight degrees of freedom the tail is exp(-x/2) · Σ (x/2)^k / k!, k from 0 to 3.
        let half = 26.12_f64 / 2.0;
        let tail = (-half).exp() * (1.0 + half + half.powi(2) / 2.0 + half.powi(3) / 6.0);
        assert!((tail - 0.001).abs() < 0.000_02, "{tail}");
        // Three hundred digits by the law, ten thousand times.
        let (mut state, mut beyond) = (88_172_645_463_325_252_u64, 0);
        for _ in 0..10_000 {
            let mut digits = [0_i64; 9];
            for _ in 0..300 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let mut left = i128::from(state % 1_000_000);
                let at = LAW.iter().position(|share| {
                    left -= share;
                    left < 0
                });
                digits[at.unwrap()] += 1;
            }
            beyond += i32::from(measure(&digits).0 >= 2_612);
        }
        assert!((1..=30).contains(&beyond), "{beyond} of 10,000");
    }
}
