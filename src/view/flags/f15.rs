//! F15, serial bills: the numbers of a payee's bills follow one another over months, as if nobody else were its customer
//! (International Anti-Corruption Resource Center: consecutive invoice numbers).
//!
//! By the number of the bill that a payment names. Not bills of one delivery, whose numbers follow one another within days.

use serde::{Deserialize, Serialize};

use crate::base::code::{EventId, Line};
use crate::base::paged::Paged;
use crate::base::time::Day;
use crate::event::family::FigureShipped;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, input};
use crate::view::hits::Hits;
use crate::view::payments::Payment;

/// From how many numbers in a row on.
const BILLS: Parameter = Parameter { code: "f15-bills", default: FigureShipped::Count(3) };
/// Over more than how many days.
const DAYS: Parameter = Parameter { code: "f15-days", default: FigureShipped::Count(60) };
/// So many bills of a payee are looked back at.
const KEPT: usize = 64;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Bill {
    /// What stands before the number.
    series: String,
    number: u64,
    on: Day,
    event: (u64, EventId),
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct SerialBills {
    bills: Paged<Line, Vec<Bill>>,
    hits: Hits,
}

impl SerialBills {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }
}

/// The digits at the end of a bill's number, and what stands before them.
fn serial(bill: &Line) -> Option<(String, u64)> {
    let series = bill.as_str().trim_end_matches(|c: char| c.is_ascii_digit());
    Some((series.to_owned(), bill.as_str().strip_prefix(series)?.parse().ok()?))
}

/// Those whose numbers follow one another up to and from this one, the latest first.
fn in_a_row<'a>(bills: &'a [Bill], from: &Bill) -> Vec<&'a Bill> {
    let find =
        |number: Option<u64>| bills.iter().find(|bill| bill.series == from.series && Some(bill.number) == number);
    let down = std::iter::successors(find(Some(from.number)), |bill| find(bill.number.checked_sub(1)));
    let up = std::iter::successors(find(from.number.checked_add(1)), |bill| find(bill.number.checked_add(1)));
    let mut row: Vec<&Bill> = down.chain(up).collect();
    row.sort_by_key(|bill| std::cmp::Reverse(bill.event));
    row
}

impl Flag for SerialBills {
    fn rule(&self) -> &'static str {
        "f15"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[BILLS, DAYS]
    }

    fn paid(&mut self, payment: &Payment, standing: &Standing) {
        let number = payment.bill.as_ref().and_then(serial);
        let (true, Some(payee), Some((series, number))) = (payment.own, payment.payee.clone(), number) else { return };
        let bill = Bill { series, number, on: payment.on, event: payment.event() };
        let bills = self.bills.get_or_insert_with(&payee, Vec::new);
        bills.push(bill.clone());
        bills.drain(..bills.len().saturating_sub(KEPT));
        let row = in_a_row(bills, &bill);
        let first = row.iter().map(|bill| bill.on).min().unwrap_or(payment.on);
        let last = row.iter().map(|bill| bill.on).max().unwrap_or(payment.on);
        let days = i64::from(first.until(last));
        let count = i64::try_from(row.len()).unwrap_or(i64::MAX);
        if count < BILLS.number(standing) || days <= DAYS.number(standing) {
            return;
        }
        let events: Vec<(u64, EventId)> = row.iter().map(|bill| bill.event).collect();
        for (index, _) in &events {
            self.hits.withdraw(*index);
        }
        self.hits.mark(Hit {
            events,
            on: last,
            about: Value::text(&payee),
            value: Value::Count(count),
            limit: BILLS.shown(standing),
            inputs: vec![
                input("f15-over-days", Value::Count(days)),
                input("f15-latest", Value::maybe(payment.bill.as_ref())),
            ],
            level: Level::Look,
        });
    }

    fn undone(&mut self, payment: &Payment, _standing: &Standing) {
        if let Some(payee) = &payment.payee
            && let Some(bills) = self.bills.get_mut(payee)
        {
            bills.retain(|bill| bill.event != payment.event());
        }
        self.hits.withdraw(payment.index);
    }

    fn hits(&self, _standing: &Standing) -> Vec<Hit> {
        self.hits.all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{Bench, Pay};

    fn paid<'a>(on: &'a str, bill: &'a str) -> Pay<'a> {
        Pay { on, bill: Some(bill), ..Pay::to("甲") }
    }

    #[test]
    fn numbers_that_follow_one_another_for_months_are_pointed_at() {
        let mut bench = Bench::new(SerialBills::boxed());
        let first = bench.pay(&paid("2026-01-06", "A-0041"));
        bench.pay(&paid("2026-02-10", "A-0042"));
        assert!(bench.hits().is_empty());
        let third = bench.pay(&paid("2026-03-10", "A-0043"));
        assert_eq!(bench.pointed(), [vec![third, third - 1, first]]);
        bench.pay(&paid("2026-04-14", "A-0044"));
        assert_eq!((bench.hits().len(), &bench.hits()[0].value), (1, &Value::Count(4)));
        bench.undo(third - 1);
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn sixty_days_and_a_gap_are_not_enough() {
        let mut bench = Bench::new(SerialBills::boxed());
        for (on, bill) in [("2026-01-05", "7"), ("2026-02-05", "8"), ("2026-03-06", "9"), ("2026-05-06", "11")] {
            bench.pay(&paid(on, bill));
        }
        assert!(bench.hits().is_empty());
        bench.pay(&paid("2026-05-07", "10"));
        assert_eq!(bench.hits()[0].value, Value::Count(5));
    }

    #[test]
    fn bills_of_one_delivery_and_of_other_series_are_fine() {
        let mut bench = Bench::new(SerialBills::boxed());
        for (on, bill) in [("2026-01-05", "A1"), ("2026-01-06", "A2"), ("2026-01-07", "A3")] {
            bench.pay(&paid(on, bill));
        }
        bench.pay(&paid("2026-06-05", "B4"));
        bench.pay(&paid("2026-06-05", "no number"));
        bench.pay(&Pay { payee: "乙", ..paid("2026-06-05", "A4") });
        assert!(bench.hits().is_empty());
    }
}
