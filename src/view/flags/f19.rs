//! F19, rush at the end: a large part of a quarter's spending falls into its last days (a usual audit test for money spent
//! because it would lapse). Said once the quarter is over.
//!
//! Not a quarter of few payments.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::EventId;
use crate::base::time::{Day, Month};
use crate::event::family::FigureShipped;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, input};
use crate::view::payments::Payment;
use crate::view::tables;

/// Which share of the quarter.
const SHARE: Parameter = Parameter { code: "f19-share", default: FigureShipped::Share(">2/5") };
/// In so many last days.
const DAYS: Parameter = Parameter { code: "f19-days", default: FigureShipped::Count(10) };
/// From how many payments in the quarter on.
const LEAST: Parameter = Parameter { code: "f19-least", default: FigureShipped::Count(20) };
/// So many payments are named.
const NAMED: usize = 8;

#[derive(Debug, Default, Serialize, Deserialize)]
struct Quarter {
    count: i64,
    total: i64,
    late: i64,
    /// The latest payments of its last days.
    events: Vec<(u64, EventId)>,
    /// By the figures that applied when its last payment was entered.
    rush: bool,
    limit: Option<Value>,
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Rush {
    /// By their last months.
    quarters: BTreeMap<Month, Quarter>,
}

/// The last month of the quarter a day lies in.
fn quarter(day: Day) -> Month {
    let month = day.month();
    let last = |month: Month| month.number() % 3 == 0;
    [month, month.next(), month.next().next()].into_iter().find(|month| last(*month)).unwrap_or(month)
}

fn look(quarter: &mut Quarter, standing: &Standing) {
    let (late, total) = (u64::try_from(quarter.late).unwrap_or(0), u64::try_from(quarter.total).unwrap_or(0));
    let rush = quarter.count >= LEAST.number(standing) && total > 0 && SHARE.met(late, total, standing);
    (quarter.rush, quarter.limit) = (rush, Some(SHARE.shown(standing)));
}

impl Rush {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }
}

impl Flag for Rush {
    fn rule(&self) -> &'static str {
        "f19"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[SHARE, DAYS, LEAST]
    }

    fn paid(&mut self, payment: &Payment, standing: &Standing) {
        let month = quarter(payment.on);
        let quarter = self.quarters.entry(month).or_default();
        quarter.count += 1;
        quarter.total = quarter.total.saturating_add(payment.amount);
        if i64::from(payment.on.until(month.last())) < DAYS.number(standing) {
            quarter.late = quarter.late.saturating_add(payment.amount);
            quarter.events.insert(0, payment.event());
            quarter.events.truncate(NAMED);
        }
        look(quarter, standing);
    }

    fn undone(&mut self, payment: &Payment, standing: &Standing) {
        let month = quarter(payment.on);
        let Some(quarter) = self.quarters.get_mut(&month) else { return };
        quarter.count -= 1;
        quarter.total = quarter.total.saturating_sub(payment.amount);
        if i64::from(payment.on.until(month.last())) < DAYS.number(standing) {
            quarter.late = quarter.late.saturating_sub(payment.amount);
            quarter.events.retain(|event| *event != payment.event());
        }
        look(quarter, standing);
    }

    fn hits(&self, standing: &Standing) -> Vec<Hit> {
        let today = tables::latest_day(standing);
        let over =
            |(month, quarter): &(&Month, &Quarter)| month.last() < today && quarter.rush && !quarter.events.is_empty();
        let hit = |(month, quarter): (&Month, &Quarter)| Hit {
            events: quarter.events.clone(),
            on: month.last(),
            about: Value::Month(*month),
            value: Value::Fraction { num: quarter.late, den: quarter.total, digits: 3 },
            limit: quarter.limit.clone().unwrap_or(Value::None),
            inputs: vec![
                input("f19-late", Value::Money(quarter.late)),
                input("f19-total", Value::Money(quarter.total)),
                input("f19-payments", Value::Count(quarter.count)),
            ],
            level: Level::Look,
        };
        self.quarters.iter().filter(over).map(hit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{Bench, Pay};

    /// Fifteen payments of 800.00 in February, five of `late` on this day.
    fn quarter(late: i64, on: &str) -> (Bench, u64) {
        let mut bench = Bench::new(Rush::boxed());
        for _ in 0..15 {
            bench.pay(&Pay { on: "2026-02-03", amount: 80_000, ..Pay::to("甲") });
        }
        let last = (0..5).map(|_| bench.pay(&Pay { on, amount: late, ..Pay::to("乙") })).max().unwrap();
        (bench, last)
    }

    #[test]
    fn more_than_two_fifths_in_the_last_ten_days_are_pointed_at_when_it_is_over() {
        let (mut bench, last) = quarter(160_001, "2026-03-22");
        assert!(bench.hits().is_empty(), "the quarter is not over");
        bench.happens("2026-04-01", vec![]);
        assert_eq!(bench.pointed(), [vec![last, last - 1, last - 2, last - 3, last - 4]]);
        bench.undo(last);
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn just_two_fifths_and_the_eleventh_day_before_the_end_are_not() {
        for (late, on) in [(160_000, "2026-03-22"), (900_000, "2026-03-21")] {
            let (mut bench, _) = quarter(late, on);
            bench.happens("2026-04-01", vec![]);
            assert!(bench.hits().is_empty());
        }
    }

    #[test]
    fn a_quarter_with_one_large_bill_and_few_others_is_fine() {
        let mut bench = Bench::new(Rush::boxed());
        bench.pay(&Pay { on: "2026-02-03", ..Pay::to("甲") });
        bench.pay(&Pay { on: "2026-03-30", amount: 900_000, ..Pay::to("乙") });
        bench.happens("2026-04-01", vec![]);
        assert!(bench.hits().is_empty());
    }
}
