//! F09, concentration: much of a year's spending goes to one payee by several payments, or the year's spending as a whole
//! to few (International Anti-Corruption Resource Center: repeat awards; the second by the Herfindahl–Hirschman index, the
//! sum of squared shares).
//!
//! Not one large purchase, and not a year that has hardly begun. A payee whose payments never had an eighth of what was paid
//! in the year until then is not looked at.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::code::{EventId, Line};
use crate::base::paged::Paged;
use crate::base::time::Day;
use crate::event::family::FigureShipped;
use crate::event::figure::FigureValue;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, input};
use crate::view::payments::Payment;
use crate::view::tables;

/// Which share of the year.
const SHARE: Parameter = Parameter { code: "f09-share", default: FigureShipped::Share(">3/10") };
/// By how many payments or more.
const LEAST: Parameter = Parameter { code: "f09-least", default: FigureShipped::Count(5) };
/// Which sum of squared shares.
const INDEX: Parameter = Parameter { code: "f09-index", default: FigureShipped::Share(">1/4") };
/// From how many payments in the year on.
const YEAR: Parameter = Parameter { code: "f09-year", default: FigureShipped::Count(20) };
/// So many payments are named.
const NAMED: usize = 8;
/// Parts of a whole in which the index is computed.
const PARTS: u64 = 1_000_000;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Payee {
    count: i64,
    sum: i64,
    events: Vec<(u64, EventId)>,
    on: Day,
}

/// What applied when the year's last payment was made.
#[derive(Debug, Serialize, Deserialize)]
struct Figures {
    share: FigureValue,
    index: FigureValue,
    least: i64,
    year: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Year {
    count: i64,
    total: i64,
    /// Sum of the squares of what each payee got.
    squares: u128,
    heavy: BTreeSet<Line>,
    figures: Figures,
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Concentration {
    payees: Paged<(i16, Line), Payee>,
    years: BTreeMap<i16, Year>,
}

fn square(sum: i64) -> u128 {
    u128::from(sum.unsigned_abs()).pow(2)
}

fn met(figure: &FigureValue, part: u64, whole: u64) -> bool {
    matches!(figure, FigureValue::Share(share) if share.met(part, whole))
}

impl Concentration {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }

    fn year_hits(&self, at: i16, year: &Year) -> Vec<Hit> {
        if year.count < year.figures.year || year.total <= 0 {
            return Vec::new();
        }
        let heavy = year.heavy.iter().filter_map(|line| Some((line, self.payees.get(&(at, line.clone()))?)));
        let mut heavy: Vec<(&Line, &Payee)> = heavy.filter(|(_, payee)| !payee.events.is_empty()).collect();
        heavy.sort_by_key(|(_, payee)| std::cmp::Reverse(payee.sum));
        let over = |payee: &Payee| {
            let share = met(&year.figures.share, payee.sum.unsigned_abs(), year.total.unsigned_abs());
            payee.count >= year.figures.least && share
        };
        let hit = |(line, payee): &(&Line, &Payee)| Hit {
            events: payee.events.clone(),
            on: payee.on,
            about: Value::text(line),
            value: Value::Fraction { num: payee.sum, den: year.total, digits: 3 },
            limit: tables::figure(&year.figures.share),
            inputs: vec![input("f09-in-year", Value::text(at)), input("f09-payments", Value::Count(payee.count))],
            level: Level::Look,
        };
        let mut hits: Vec<Hit> = heavy.iter().filter(|(_, payee)| over(payee)).map(hit).collect();
        let index = year.squares.saturating_mul(u128::from(PARTS)) / square(year.total).max(1);
        let index = u64::try_from(index).unwrap_or(PARTS).min(PARTS);
        if let (true, Some((_, largest))) = (met(&year.figures.index, index, PARTS), heavy.first()) {
            hits.push(Hit {
                events: largest.events.clone(),
                on: largest.on,
                about: Value::text(at),
                value: Value::Fraction { num: i64::try_from(index).unwrap_or(0), den: PARTS.cast_signed(), digits: 3 },
                limit: tables::figure(&year.figures.index),
                inputs: vec![input("f09-whole-year", Value::Money(year.total))],
                level: Level::Look,
            });
        }
        hits
    }
}

impl Flag for Concentration {
    fn rule(&self) -> &'static str {
        "f09"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[SHARE, LEAST, INDEX, YEAR]
    }

    fn paid(&mut self, payment: &Payment, standing: &Standing) {
        let Some(line) = payment.payee.clone() else { return };
        let figures = Figures {
            share: SHARE.value(standing),
            index: INDEX.value(standing),
            least: LEAST.number(standing),
            year: YEAR.number(standing),
        };
        let key = (payment.year(), line);
        let payee = self.payees.get_or_insert_with(&key, || Payee { count: 0, sum: 0, events: vec![], on: payment.on });
        let before = square(payee.sum);
        payee.count += 1;
        payee.sum = payee.sum.saturating_add(payment.amount);
        payee.on = payment.on;
        payee.events.insert(0, payment.event());
        payee.events.truncate(NAMED);
        let sum = payee.sum;
        let empty = |figures| Year { count: 0, total: 0, squares: 0, heavy: BTreeSet::new(), figures };
        let year = match self.years.entry(key.0) {
            std::collections::btree_map::Entry::Occupied(known) => {
                let year = known.into_mut();
                year.figures = figures;
                year
            }
            std::collections::btree_map::Entry::Vacant(new) => new.insert(empty(figures)),
        };
        year.count += 1;
        year.total = year.total.saturating_add(payment.amount);
        year.squares = year.squares.saturating_sub(before).saturating_add(square(sum));
        if sum >= year.total / 8 {
            year.heavy.insert(key.1);
        }
    }

    fn undone(&mut self, payment: &Payment, _standing: &Standing) {
        let Some(line) = payment.payee.clone() else { return };
        let key = (payment.year(), line);
        let (Some(payee), Some(year)) = (self.payees.get_mut(&key), self.years.get_mut(&key.0)) else { return };
        let before = square(payee.sum);
        payee.count -= 1;
        payee.sum = payee.sum.saturating_sub(payment.amount);
        payee.events.retain(|event| *event != payment.event());
        year.count -= 1;
        year.total = year.total.saturating_sub(payment.amount);
        year.squares = year.squares.saturating_sub(before).saturating_add(square(payee.sum));
    }

    fn hits(&self, _standing: &Standing) -> Vec<Hit> {
        self.years.iter().flat_map(|(at, year)| self.year_hits(*at, year)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{Bench, Pay};

    /// Sixteen payees of 1,000.00 each.
    fn many() -> Bench {
        let mut bench = Bench::new(Concentration::boxed());
        for at in 0..16 {
            bench.pay(&Pay { amount: 100_000, ..Pay::to(&format!("payee {at}")) });
        }
        bench
    }

    fn five(bench: &mut Bench, amount: i64) -> u64 {
        (0..5).map(|_| bench.pay(&Pay { amount, ..Pay::to("甲") })).max().unwrap()
    }

    #[test]
    fn a_payee_with_a_third_and_a_year_of_few_payees_are_pointed_at() {
        let mut bench = many();
        let last = five(&mut bench, 160_000);
        assert_eq!(bench.pointed(), [vec![last, last - 1, last - 2, last - 3, last - 4]]);
        assert_eq!(bench.hits()[0].value, Value::Fraction { num: 800_000, den: 2_400_000, digits: 3 });
        bench.undo(last);
        assert!(bench.hits().is_empty(), "four payments");
        five(&mut bench, 400_000);
        assert_eq!(bench.hits().len(), 2, "its share, and the index of the year");
        assert_eq!(bench.hits()[1].about, Value::text(2026));
    }

    #[test]
    fn three_tenths_are_not_more_than_three_tenths() {
        let mut bench = Bench::new(Concentration::boxed());
        for at in 0..15 {
            bench.pay(&Pay { amount: 140_000, ..Pay::to(&format!("payee {at}")) });
        }
        five(&mut bench, 180_000);
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn one_large_purchase_and_the_first_weeks_of_a_year_are_left_alone() {
        let mut bench = many();
        (0..4).for_each(|at| assert!(bench.pay(&Pay { amount: 200_000, ..Pay::to("甲") }) > at));
        assert!(bench.hits().is_empty(), "a third, by four payments");
        (0..10).for_each(|_| assert!(bench.pay(&Pay { on: "2027-01-05", ..Pay::to("乙") }) > 0));
        assert!(bench.hits().is_empty(), "ten payments in a new year");
    }
}
