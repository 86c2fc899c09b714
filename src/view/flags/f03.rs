//! F03, paid twice: the same voucher file, the same bill of the same payee, the same amount to the same payee within some
//! weeks, or an amount with two digits changed places (duplicate tests of audit software).
//!
//! Not an amount the payee gets three times or more in that time, which is a price; not equal amounts a week, a few weeks
//! or a month apart, which is rent; not rows of one bill taken over for the same day, which are its parts. A refund of the
//! same amount takes the last one back.

use serde::{Deserialize, Serialize};

use crate::base::code::{EventId, Line};
use crate::base::hash::Hash;
use crate::base::paged::Paged;
use crate::base::time::Day;
use crate::event::family::FigureShipped;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, input};
use crate::view::hits::Hits;
use crate::view::payments::Payment;

/// Within how many days equal amounts count.
const DAYS: Parameter = Parameter { code: "f03-days", default: FigureShipped::Count(45) };
/// From which amount on amounts are compared.
const AMOUNT: Parameter = Parameter { code: "f03-amount", default: FigureShipped::Money(100_000) };
/// So many payments of the same amount to a payee are looked back at.
const KEPT: usize = 4;

/// Why two payments look like one.
const SAME_FILE: &str = "f03-same-file";
const SAME_BILL: &str = "f03-same-bill";
const SAME_AMOUNT: &str = "f03-same-amount";
const TRANSPOSED: &str = "f03-transposed";

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Earlier {
    index: u64,
    id: EventId,
    on: Day,
    amount: i64,
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Twice {
    /// The last payment with a voucher.
    files: Paged<Hash, Earlier>,
    /// The last payment of a bill.
    bills: Paged<(Line, Line), Earlier>,
    /// The last payments of an amount.
    amounts: Paged<(Line, i64), Vec<Earlier>>,
    hits: Hits,
}

impl Twice {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }

    /// The payment this one repeats, and by what.
    fn repeats(&mut self, payment: &Payment, this: Earlier, standing: &Standing) -> Option<(Earlier, &'static str)> {
        let file = payment.vouchers.iter().find_map(|file| self.files.get(&file.sha256).copied());
        payment.vouchers.iter().for_each(|file| self.files.insert(file.sha256, this));
        let payee = payment.payee.as_ref();
        let bill = payee.zip(payment.bill.as_ref()).map(|(payee, bill)| (payee.clone(), bill.clone()));
        let billed = bill.as_ref().and_then(|bill| self.bills.get(bill).copied());
        let billed = billed.filter(|earlier| payment.own || earlier.on != payment.on);
        bill.into_iter().for_each(|bill| self.bills.insert(bill, this));
        let paid = payee.and_then(|payee| self.same_amount(payee, this, standing));
        let file = file.map(|earlier| (earlier, SAME_FILE));
        file.or(billed.map(|earlier| (earlier, SAME_BILL))).or(paid)
    }

    fn same_amount(&mut self, payee: &Line, this: Earlier, standing: &Standing) -> Option<(Earlier, &'static str)> {
        if this.amount < AMOUNT.number(standing) {
            return None;
        }
        let days = DAYS.number(standing);
        let near = |earlier: &&Earlier| i64::from(earlier.on.until(this.on)).abs() <= days;
        let same = self.amounts.get_or_insert_with(&(payee.clone(), this.amount), Vec::new);
        let found: Vec<Earlier> = same.iter().filter(near).copied().collect();
        same.push(this);
        same.drain(..same.len().saturating_sub(KEPT));
        if let [earlier] = found.as_slice() {
            return (!regular(earlier.on.until(this.on))).then_some((*earlier, SAME_AMOUNT));
        }
        for earlier in &found {
            let by_amount = |hit: &Hit| hit.inputs.iter().any(|(_, value)| *value == Value::word(SAME_AMOUNT));
            if self.hits.get(earlier.index).is_some_and(by_amount) {
                self.hits.withdraw(earlier.index);
            }
        }
        let other = |amount| self.amounts.get(&(payee.clone(), amount))?.iter().rfind(near).copied();
        found
            .is_empty()
            .then(|| transposed(this.amount).into_iter().find_map(other))
            .flatten()
            .map(|it| (it, TRANSPOSED))
    }
}

/// Whether so many days lie between payments that recur: weeks up to four, or a month.
fn regular(days: i32) -> bool {
    matches!(days.abs(), 7 | 14 | 21 | 28..=31)
}

/// The amounts that two neighbouring digits make when they change places.
fn transposed(amount: i64) -> Vec<i64> {
    let digits = amount.to_string().into_bytes();
    let swapped = |at: usize| {
        let mut other = digits.clone();
        other.swap(at, at + 1);
        String::from_utf8(other).ok()?.parse().ok()
    };
    let swaps = 0..digits.len().saturating_sub(1);
    swaps.filter_map(swapped).filter(|other| *other != amount).collect()
}

impl Flag for Twice {
    fn rule(&self) -> &'static str {
        "f03"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[DAYS, AMOUNT]
    }

    fn paid(&mut self, payment: &Payment, standing: &Standing) {
        let this = Earlier { index: payment.index, id: payment.id, on: payment.on, amount: payment.amount };
        let Some((earlier, why)) = self.repeats(payment, this, standing) else { return };
        let mut events = vec![payment.event(), (earlier.index, earlier.id)];
        if matches!(why, SAME_FILE | SAME_BILL)
            && let Some(before) = self.hits.withdraw(earlier.index)
        {
            events.extend(before.events.into_iter().filter(|(index, _)| *index != earlier.index));
        }
        let certain = matches!(why, SAME_FILE | SAME_BILL) && payment.amount == earlier.amount;
        self.hits.mark(Hit {
            on: payment.on,
            about: Value::maybe(payment.payee.as_ref()),
            value: Value::count(events.len()),
            limit: Value::Count(1),
            inputs: vec![
                input("f03-why", Value::word(why)),
                input("f03-amounts", Value::List(vec![Value::Money(payment.amount), Value::Money(earlier.amount)])),
                input("f03-apart", Value::count(earlier.on.until(payment.on).abs())),
            ],
            level: if certain { Level::Raised } else { Level::Look },
            events,
        });
    }

    fn undone(&mut self, payment: &Payment, _standing: &Standing) {
        if let Some(payee) = &payment.payee
            && let Some(same) = self.amounts.get_mut(&(payee.clone(), payment.amount))
        {
            same.retain(|earlier| earlier.index != payment.index);
        }
        while let Some(mut hit) = self.hits.withdraw(payment.index) {
            hit.events.retain(|(index, _)| *index != payment.index);
            if hit.events.len() > 1 {
                hit.value = Value::count(hit.events.len());
                self.hits.mark(hit);
            }
        }
    }

    fn refunded(&mut self, refund: &Payment) {
        let Some(payee) = &refund.payee else { return };
        let last = self.amounts.get_mut(&(payee.clone(), refund.amount)).and_then(Vec::pop);
        last.and_then(|last| self.hits.withdraw(last.index));
    }

    fn hits(&self, _standing: &Standing) -> Vec<Hit> {
        self.hits.all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::file::Media;
    use crate::view::testing::{Bench, Pay, picture};

    fn paid(on: &str, amount: i64) -> Pay<'_> {
        Pay { on, amount, ..Pay::to("甲") }
    }

    #[test]
    fn the_same_file_bill_or_amount_is_pointed_at() {
        let mut bench = Bench::new(Twice::boxed());
        let voucher = Some(picture("bill", Media::Pdf));
        let first = bench.pay(&Pay { voucher: voucher.clone(), ..paid("2026-01-06", 7_000) });
        bench.pay(&Pay { voucher: voucher.clone(), ..paid("2026-03-03", 7_000) });
        let third = bench.pay(&Pay { voucher, ..paid("2026-05-06", 8_000) });
        assert_eq!(bench.pointed(), [vec![third, third - 1, first]]);
        bench.undo(third - 1);
        assert_eq!(bench.pointed(), [vec![third, first]]);
        bench.undo(first);
        assert!(bench.hits().is_empty());
        let bill = bench.pay(&Pay { bill: Some("No 17"), ..paid("2026-06-01", 7_000) });
        bench.pay(&Pay { bill: Some("No 17"), ..paid("2026-08-03", 7_000) });
        assert_eq!(bench.hits()[0].level, Level::Raised);
        let amount = bench.pay(&paid("2026-09-01", 123_400));
        bench.pay(&paid("2026-09-11", 123_400));
        bench.pay(&paid("2026-09-16", 132_400));
        let pointed = [vec![bill + 1, bill], vec![amount + 1, amount], vec![amount + 2, amount + 1]];
        assert_eq!(bench.pointed(), pointed);
    }

    #[test]
    fn equal_amounts_count_for_forty_five_days_and_from_a_thousand_on() {
        let mut bench = Bench::new(Twice::boxed());
        bench.pay(&paid("2026-03-02", 123_400));
        bench.pay(&paid("2026-04-17", 123_400));
        bench.pay(&paid("2026-03-02", 99_999));
        bench.pay(&paid("2026-03-03", 99_999));
        assert!(bench.hits().is_empty(), "46 days, and one fen too little");
        bench.pay(&paid("2026-06-01", 123_400));
        assert_eq!(bench.hits().len(), 1, "45 days");
    }

    #[test]
    fn rent_prices_parts_and_refunds_are_left_alone() {
        let mut bench = Bench::new(Twice::boxed());
        for on in ["2026-01-05", "2026-02-05", "2026-03-05"] {
            bench.pay(&paid(on, 300_000));
        }
        for on in ["2026-04-01", "2026-04-02", "2026-04-03"] {
            bench.pay(&paid(on, 150_000));
        }
        let taken = Pay { own: false, bill: Some("4711"), ..paid("2026-05-06", 20_000) };
        bench.pay(&taken);
        bench.pay(&taken);
        bench.pay(&Pay { own: false, ..paid("2026-06-01", 410_000) });
        bench.pay(&Pay { own: false, ..paid("2026-06-03", 410_000) });
        assert_eq!(bench.hits().len(), 1);
        bench.pay(&Pay { own: false, ..paid("2026-06-09", -410_000) });
        assert!(bench.hits().is_empty());
    }
}
