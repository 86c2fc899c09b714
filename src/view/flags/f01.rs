//! F01, split: several payments, each below the amount from which more people would have had to agree, that together
//! reach it within a month (International Anti-Corruption Resource Center: split purchases). Together are those to the
//! same payee, or for the same purpose by the same handler.
//!
//! Not several payments under one resolution: its cap was decided by those who decide on the sum. Not what was taken
//! over, nor payments in the last tier.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Line};
use crate::base::paged::Paged;
use crate::base::time::Day;
use crate::event::family::FigureShipped;
use crate::event::mandate::Role;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, input};
use crate::view::hits::Hits;
use crate::view::payments::Payment;

/// Within how many days.
const DAYS: Parameter = Parameter { code: "f01-days", default: FigureShipped::Count(30) };
/// So many payments of a payee, or of a purpose and handler, are looked back at.
const KEPT: usize = 64;

/// What belongs together: a payee, or a purpose and who handles it.
type Together = (Line, Option<Code>);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Part {
    index: u64,
    id: EventId,
    on: Day,
    amount: i64,
    /// The amount below which it stayed.
    limit: i64,
    matter: Option<Code>,
    /// Within how many days others counted when it was paid.
    days: i32,
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Split {
    /// By position of their entries.
    parts: Paged<Together, Vec<Part>>,
    hits: Hits,
}

fn together(payment: &Payment) -> impl Iterator<Item = Together> {
    let payee = payment.payee.clone().map(|payee| (payee, None));
    let handler = payment.actor(Role::Handler).map(|handler| (payment.purpose.clone(), Some(handler.clone())));
    payee.into_iter().chain(handler)
}

impl Split {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }

    /// Looks back from each payment less than its days away from `on`.
    fn look(&mut self, key: &Together, on: Day) {
        let Some(parts) = self.parts.get(key) else { return };
        for last in parts.iter().filter(|part| on.until(part.on).abs() <= part.days) {
            let within = |part: &&Part| (0..=last.days).contains(&part.on.until(last.on)) && part.limit <= last.limit;
            let found: Vec<&Part> = parts.iter().rev().filter(within).collect();
            let sum = found.iter().fold(0_i64, |sum, part| sum.saturating_add(part.amount));
            let one_decision = last.matter.is_some() && found.iter().all(|part| part.matter == last.matter);
            if found.len() < 2 || sum < last.limit || one_decision {
                continue;
            }
            let mut events: Vec<(u64, EventId)> = found.iter().map(|part| (part.index, part.id)).collect();
            for part in &found {
                events.extend(self.hits.withdraw(part.index).into_iter().flat_map(|hit| hit.events));
            }
            events.sort_unstable_by(|one, other| other.cmp(one));
            events.dedup();
            events.truncate(KEPT);
            self.hits.mark(Hit {
                events,
                on: last.on,
                about: Value::text(&key.0),
                value: Value::Money(sum),
                limit: Value::Money(last.limit),
                inputs: vec![
                    input("f01-by", Value::word(if key.1.is_some() { "f01-by-purpose" } else { "f01-by-payee" })),
                    input("f01-payments", Value::count(found.len())),
                ],
                level: Level::Look,
            });
        }
    }
}

impl Flag for Split {
    fn rule(&self) -> &'static str {
        "f01"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[DAYS]
    }

    fn paid(&mut self, payment: &Payment, standing: &Standing) {
        let limit = standing.policy.as_ref().and_then(|policy| policy.tier(payment.amount)?.1.below);
        let (true, Some(limit)) = (payment.own, limit) else { return };
        let days = i32::try_from(DAYS.number(standing)).unwrap_or(i32::MAX);
        for key in together(payment) {
            let parts = self.parts.get_or_insert_with(&key, Vec::new);
            let (index, id, on, amount) = (payment.index, payment.id, payment.on, payment.amount);
            parts.push(Part { index, id, on, amount, limit, matter: payment.matter.clone(), days });
            parts.drain(..parts.len().saturating_sub(KEPT));
            self.look(&key, payment.on);
        }
    }

    fn undone(&mut self, payment: &Payment, _standing: &Standing) {
        for key in together(payment) {
            if let Some(parts) = self.parts.get_mut(&key) {
                parts.retain(|part| part.index != payment.index);
            }
        }
        // What is left may still be too much.
        if self.hits.withdraw(payment.index).is_some() {
            together(payment).for_each(|key| self.look(&key, payment.on));
        }
    }

    fn hits(&self, _standing: &Standing) -> Vec<Hit> {
        self.hits.all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{Bench, Pay};

    fn half<'a>(on: &'a str, payee: &'a str, matter: &'a str) -> Pay<'a> {
        Pay { on, amount: 250_000, matter: Some(matter), ..Pay::to(payee) }
    }

    #[test]
    fn parts_that_reach_the_tier_together_are_one_hit() {
        let mut bench = Bench::new(Split::boxed());
        let first = bench.pay(&half("2026-03-02", "甲", "m1"));
        assert!(bench.hits().is_empty());
        bench.pay(&half("2026-03-16", "甲", "m2"));
        let third = bench.pay(&half("2026-04-01", "甲", "m3"));
        assert_eq!(bench.pointed(), [vec![third, third - 1, first]]);
        assert_eq!(bench.hits()[0].value, Value::Money(750_000));
        bench.undo(third);
        assert_eq!(bench.pointed(), [vec![first + 1, first]]);
        bench.undo(first);
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn one_fen_or_one_day_less_is_nothing() {
        let mut bench = Bench::new(Split::boxed());
        bench.pay(&half("2026-03-02", "甲", "m1"));
        bench.pay(&Pay { amount: 249_999, handler: "comm-3", ..half("2026-03-10", "甲", "m2") });
        bench.pay(&Pay { handler: "party-1", ..half("2026-05-02", "乙", "m1") });
        bench.pay(&Pay { handler: "party-2", ..half("2026-06-02", "乙", "m2") });
        assert!(bench.hits().is_empty());
        let last = bench.pay(&Pay { handler: "party-2", ..half("2026-07-02", "丙", "m3") });
        assert_eq!(bench.pointed(), [vec![last, last - 1]], "thirty days, same purpose and handler");
    }

    #[test]
    fn instalments_under_one_resolution_are_no_split() {
        let mut bench = Bench::new(Split::boxed());
        for on in ["2026-03-02", "2026-03-10", "2026-03-20"] {
            bench.pay(&half(on, "甲", "roof"));
        }
        bench.pay(&Pay { own: false, ..half("2026-03-21", "甲", "m2") });
        assert!(bench.hits().is_empty());
    }
}
