//! F02, just under the tier: a payment little less than the amount from which more people would have had to agree
//! (International Anti-Corruption Resource Center: bids and purchases just under thresholds). Several a year to the same
//! payee raise it.
//!
//! Points at payments of the ledger's own books that still stand. Not at income, transfers, what was taken over, nor
//! at payments in the last tier, above which nothing more is asked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{EventId, Line};
use crate::base::time::Day;
use crate::event::family::FigureShipped;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, input};
use crate::view::payments::Payment;

/// From which share of the tier's limit on.
const WINDOW: Parameter = Parameter { code: "f02-window", default: FigureShipped::Share(">=19/20") };
/// From how many payments a year to the same payee on it is raised.
const REPEATED: Parameter = Parameter { code: "f02-repeated", default: FigureShipped::Count(3) };

#[derive(Debug, Serialize, Deserialize)]
struct Near {
    id: EventId,
    on: Day,
    payee: Option<Line>,
    amount: i64,
    limit: i64,
    /// From how many on it was raised when it was paid.
    repeated: i64,
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct JustUnder {
    /// By position of their entries.
    payments: BTreeMap<u64, Near>,
}

impl JustUnder {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }
}

impl Flag for JustUnder {
    fn rule(&self) -> &'static str {
        "f02"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[WINDOW, REPEATED]
    }

    fn paid(&mut self, paid: &Payment, standing: &Standing) {
        let limit = standing.policy.as_ref().and_then(|policy| policy.tier(paid.amount)?.1.below);
        let (true, Some(limit)) = (paid.own, limit) else { return };
        if WINDOW.met(paid.amount.unsigned_abs(), limit.unsigned_abs(), standing) {
            let repeated = REPEATED.number(standing);
            let (id, on, payee, amount) = (paid.id, paid.on, paid.payee.clone(), paid.amount);
            self.payments.insert(paid.index, Near { id, on, payee, amount, limit, repeated });
        }
    }

    fn undone(&mut self, payment: &Payment, _standing: &Standing) {
        self.payments.remove(&payment.index);
    }

    fn hits(&self, _standing: &Standing) -> Vec<Hit> {
        let mut counts: BTreeMap<(i16, Option<&Line>), i64> = BTreeMap::new();
        for payment in self.payments.values() {
            *counts.entry((payment.on.month().year(), payment.payee.as_ref())).or_default() += 1;
        }
        let hit = |(index, payment): (&u64, &Near)| {
            let found = counts.get(&(payment.on.month().year(), payment.payee.as_ref())).copied().unwrap_or_default();
            Hit {
                events: vec![(*index, payment.id)],
                on: payment.on,
                about: Value::maybe(payment.payee.as_ref()),
                value: Value::Money(payment.amount),
                limit: Value::Money(payment.limit),
                inputs: vec![input("f02-this-year", Value::count(found))],
                level: if found >= payment.repeated { Level::Raised } else { Level::Look },
            }
        };
        self.payments.iter().map(hit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{Bench, Pay};

    #[test]
    fn little_less_than_the_tier_is_pointed_at_and_raised_when_it_keeps_happening() {
        let mut bench = Bench::new(JustUnder::boxed());
        let under = Pay { amount: 480_000, ..Pay::to("甲") };
        let first = bench.pay(&under);
        bench.pay(&under);
        assert!(bench.hits().iter().all(|hit| hit.level == Level::Look && hit.limit == Value::Money(500_000)));
        bench.pay(&under);
        assert!(bench.hits().iter().all(|hit| hit.level == Level::Raised));
        bench.undo(first);
        assert_eq!(bench.pointed(), [vec![first + 1], vec![first + 2]]);
        assert!(bench.hits().iter().all(|hit| hit.level == Level::Look));
    }

    #[test]
    fn the_window_begins_at_nineteen_twentieths() {
        let mut bench = Bench::new(JustUnder::boxed());
        bench.pay(&Pay { amount: 474_999, ..Pay::to("甲") });
        bench.pay(&Pay { amount: 500_000, ..Pay::to("甲") });
        assert!(bench.hits().is_empty());
        bench.pay(&Pay { amount: 475_000, ..Pay::to("甲") });
        assert_eq!(bench.hits().len(), 1);
    }

    #[test]
    fn what_was_taken_over_and_the_last_tier_are_left_alone() {
        let mut bench = Bench::new(JustUnder::boxed());
        bench.pay(&Pay { amount: 480_000, own: false, ..Pay::to("甲") });
        bench.pay(&Pay { amount: 9_900_000, ..Pay::to("甲") });
        assert!(bench.hits().is_empty());
    }
}
