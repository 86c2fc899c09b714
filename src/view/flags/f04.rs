//! F04, round: a payee whose payments of a year are round much oftener than payments are in general (International
//! Anti-Corruption Resource Center: round amounts, where unusual).
//!
//! Not one round payment: many prices are round. Not where round amounts are the custom of the whole place.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::code::{EventId, Line};
use crate::base::paged::Paged;
use crate::base::time::Day;
use crate::event::family::FigureShipped;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, input};
use crate::view::payments::Payment;

/// A multiple of this is round.
const MULTIPLE: Parameter = Parameter { code: "f04-multiple", default: FigureShipped::Money(100_000) };
/// From how many round payments a year to a payee on.
const LEAST: Parameter = Parameter { code: "f04-least", default: FigureShipped::Count(3) };
/// How many times the share of all payments of the year.
const TIMES: Parameter = Parameter { code: "f04-times", default: FigureShipped::Count(2) };
/// So many events are named.
const NAMED: usize = 8;

/// Payments of a year.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Counted {
    all: i64,
    round: i64,
}

impl Counted {
    fn add(&mut self, round: bool, by: i64) {
        self.all += by;
        self.round += if round { by } else { 0 };
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Payee {
    counted: Counted,
    /// The latest round payments.
    events: Vec<(u64, EventId)>,
    on: Day,
    /// What applied when the last one was paid.
    least: i64,
    times: i64,
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Round {
    payees: Paged<(i16, Line), Payee>,
    years: BTreeMap<i16, Counted>,
    /// Payees with enough round payments in a year.
    often: BTreeSet<(i16, Line)>,
}

impl Round {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }
}

fn is_round(payment: &Payment, standing: &Standing) -> bool {
    let multiple = MULTIPLE.number(standing).max(1);
    payment.amount >= multiple && payment.amount % multiple == 0
}

impl Flag for Round {
    fn rule(&self) -> &'static str {
        "f04"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[MULTIPLE, LEAST, TIMES]
    }

    fn paid(&mut self, payment: &Payment, standing: &Standing) {
        let Some(payee) = payment.payee.clone() else { return };
        let round = is_round(payment, standing);
        let (least, times) = (LEAST.number(standing), TIMES.number(standing));
        let key = (payment.year(), payee);
        self.years.entry(key.0).or_default().add(round, 1);
        let new = || Payee { counted: Counted::default(), events: Vec::new(), on: payment.on, least, times };
        let payee = self.payees.get_or_insert_with(&key, new);
        (payee.least, payee.times) = (least, times);
        payee.counted.add(round, 1);
        if round {
            payee.on = payment.on;
            payee.events.insert(0, payment.event());
            payee.events.truncate(NAMED);
            if payee.counted.round >= least {
                self.often.insert(key);
            }
        }
    }

    fn undone(&mut self, payment: &Payment, standing: &Standing) {
        let Some(payee) = payment.payee.clone() else { return };
        let key = (payment.year(), payee);
        let Some(payee) = self.payees.get_mut(&key) else { return };
        let round = payee.events.contains(&payment.event()) || is_round(payment, standing);
        payee.counted.add(round, -1);
        payee.events.retain(|event| *event != payment.event());
        self.years.entry(key.0).or_default().add(round, -1);
    }

    fn hits(&self, _standing: &Standing) -> Vec<Hit> {
        let hit = |key: &(i16, Line)| {
            let (payee, year) = (self.payees.get(key)?, self.years.get(&key.0)?);
            let Counted { all, round } = payee.counted;
            let found = i128::from(round) * i128::from(year.all);
            let usual = i128::from(year.round) * i128::from(all);
            let hit = round >= payee.least && found > usual * i128::from(payee.times) && !payee.events.is_empty();
            hit.then(|| Hit {
                events: payee.events.clone(),
                on: payee.on,
                about: Value::text(&key.1),
                value: Value::Fraction { num: round, den: all, digits: 3 },
                limit: Value::Fraction { num: year.round.saturating_mul(payee.times), den: year.all, digits: 3 },
                inputs: vec![input("f04-round", Value::Count(round)), input("f04-all", Value::Count(all))],
                level: Level::Look,
            })
        };
        let mut hits: Vec<Hit> = self.often.iter().filter_map(hit).collect();
        hits.sort_by(|one, other| one.events.first().cmp(&other.events.first()));
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{Bench, Pay};

    fn usual(bench: &mut Bench) {
        for at in 0..12 {
            bench.pay(&Pay { amount: 120_345 + at, ..Pay::to("others") });
        }
    }

    fn paid(bench: &mut Bench, amounts: &[i64]) -> Vec<u64> {
        amounts.iter().map(|amount| bench.pay(&Pay { amount: *amount, ..Pay::to("甲") })).collect()
    }

    #[test]
    fn a_payee_of_round_amounts_among_others_is_pointed_at() {
        let mut bench = Bench::new(Round::boxed());
        usual(&mut bench);
        let paid = paid(&mut bench, &[100_000, 300_000, 2_000_000]);
        assert_eq!(bench.pointed(), [vec![paid[2], paid[1], paid[0]]]);
        bench.undo(paid[1]);
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn two_are_too_few_and_almost_round_is_not_round() {
        let mut bench = Bench::new(Round::boxed());
        usual(&mut bench);
        paid(&mut bench, &[100_000, 300_000, 299_999, 50_000]);
        assert!(bench.hits().is_empty());
        paid(&mut bench, &[400_000]);
        assert_eq!(bench.hits().len(), 1, "3 of 5, against 2 × 3 of 17");
    }

    #[test]
    fn where_round_is_the_custom_it_says_nothing() {
        let mut bench = Bench::new(Round::boxed());
        for _ in 0..12 {
            bench.pay(&Pay { amount: 200_000, ..Pay::to("others") });
        }
        paid(&mut bench, &[100_000, 300_000, 2_000_000]);
        assert!(bench.hits().is_empty());
    }
}
