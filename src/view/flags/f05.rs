//! F05, rest day: a payment on a day on which nobody works (International Anti-Corruption Resource Center: dates on
//! weekends and holidays). The policy's calendar says which days those are, make-up working days included.

use serde::{Deserialize, Serialize};

use crate::event::figure::is_workday;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, input};
use crate::view::hits::Hits;
use crate::view::payments::Payment;

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct RestDay {
    hits: Hits,
}

impl RestDay {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }
}

impl Flag for RestDay {
    fn rule(&self) -> &'static str {
        "f05"
    }

    fn paid(&mut self, payment: &Payment, standing: &Standing) {
        let calendar = standing.policy.as_ref().and_then(|policy| policy.calendar.as_ref());
        if is_workday(payment.on, calendar) {
            return;
        }
        let why = if payment.on.is_weekend() { "f05-weekend" } else { "f05-holiday" };
        self.hits.mark(Hit {
            events: vec![payment.event()],
            on: payment.on,
            about: Value::maybe(payment.payee.as_ref()),
            value: Value::Day(payment.on),
            limit: Value::word(why),
            inputs: vec![input("f05-amount", Value::Money(payment.amount))],
            level: Level::Look,
        });
    }

    fn undone(&mut self, payment: &Payment, _standing: &Standing) {
        self.hits.withdraw(payment.index);
    }

    fn hits(&self, _standing: &Standing) -> Vec<Hit> {
        self.hits.all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::figure::Calendar;
    use crate::rules::testing::{code, day};
    use crate::view::testing::{Bench, Pay};

    fn bench() -> Bench {
        let mut bench = Bench::new(RestDay::boxed());
        let policy = bench.standing.policy.as_mut().unwrap();
        policy.calendar =
            Some(Calendar { rest: [day("2026-10-01")].into(), work: [day("2026-09-20")].into(), source: code("own") });
        bench
    }

    #[test]
    fn weekends_and_holidays_are_pointed_at() {
        let mut bench = bench();
        let paid = bench.pay(&Pay { on: "2026-09-19", ..Pay::to("甲") });
        bench.pay(&Pay { on: "2026-10-01", ..Pay::to("甲") });
        assert_eq!(bench.pointed(), [vec![paid], vec![paid + 1]]);
        bench.undo(paid);
        assert_eq!(bench.pointed(), [vec![paid + 1]]);
    }

    #[test]
    fn friday_and_monday_are_working_days() {
        let mut bench = bench();
        bench.pay(&Pay { on: "2026-09-18", ..Pay::to("甲") });
        bench.pay(&Pay { on: "2026-09-21", ..Pay::to("甲") });
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn a_make_up_sunday_is_a_working_day() {
        let mut bench = bench();
        bench.pay(&Pay { on: "2026-09-20", ..Pay::to("甲") });
        assert!(bench.hits().is_empty());
    }
}
