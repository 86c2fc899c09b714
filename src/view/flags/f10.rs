//! F10, voucher missing or weak: a payment without a voucher, or one of some size that only pictures show, as is usual for
//! handwritten slips (白条) that no supplier's system issued. Of accounts taken over it says how many rows name no voucher.
//!
//! Not whether a file is what its digest says: files stand beside the log, and whoever opens one compares it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId};
use crate::base::time::Day;
use crate::event::family::FigureShipped;
use crate::event::file::Media;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, input};
use crate::view::hits::Hits;
use crate::view::payments::Payment;

/// From which amount on pictures alone are pointed at.
const PICTURES: Parameter = Parameter { code: "f10-pictures", default: FigureShipped::Money(100_000) };

/// Rows that a resolution took over.
#[derive(Debug, Serialize, Deserialize)]
struct Rows {
    /// The first without a voucher.
    first: Option<((u64, EventId), Day)>,
    without: i64,
    all: i64,
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Voucher {
    hits: Hits,
    taken_over: BTreeMap<Option<Code>, Rows>,
}

impl Voucher {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }
}

impl Flag for Voucher {
    fn rule(&self) -> &'static str {
        "f10"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[PICTURES]
    }

    fn paid(&mut self, payment: &Payment, standing: &Standing) {
        if !payment.own {
            let rows = self.taken_over.entry(payment.matter.clone());
            let rows = rows.or_insert(Rows { first: None, without: 0, all: 0 });
            rows.all += 1;
            if payment.bill.is_none() {
                rows.without += 1;
                rows.first = rows.first.or(Some((payment.event(), payment.on)));
            }
            return;
        }
        let pictures = payment.vouchers.iter().all(|file| matches!(file.media, Media::Jpeg | Media::Png));
        let why = if payment.vouchers.is_empty() { "f10-none" } else { "f10-only-pictures" };
        if !pictures || (!payment.vouchers.is_empty() && payment.amount < PICTURES.number(standing)) {
            return;
        }
        self.hits.mark(Hit {
            events: vec![payment.event()],
            on: payment.on,
            about: Value::maybe(payment.payee.as_ref()),
            value: Value::Money(payment.amount),
            limit: if payment.vouchers.is_empty() { Value::None } else { PICTURES.shown(standing) },
            inputs: vec![input("f10-why", Value::word(why))],
            level: if payment.vouchers.is_empty() { Level::Raised } else { Level::Look },
        });
    }

    fn undone(&mut self, payment: &Payment, _standing: &Standing) {
        self.hits.withdraw(payment.index);
    }

    fn hits(&self, standing: &Standing) -> Vec<Hit> {
        let hit = |(matter, rows): (&Option<Code>, &Rows)| {
            let (event, on) = rows.first?;
            let state = matter.as_ref().and_then(|matter| standing.authorities.matter(matter));
            Some(Hit {
                events: vec![event],
                on,
                about: state.map_or(Value::None, |state| Value::text(&state.matter.title)),
                value: Value::Count(rows.without),
                limit: Value::Count(rows.all),
                inputs: vec![input("f10-why", Value::word("f10-rows"))],
                level: Level::Look,
            })
        };
        self.taken_over.iter().filter_map(hit).chain(self.hits.all()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{Bench, Pay, picture};

    #[test]
    fn no_voucher_and_only_pictures_are_pointed_at() {
        let mut bench = Bench::new(Voucher::boxed());
        let bare = bench.pay(&Pay { vouched: false, ..Pay::to("甲") });
        let photo = Some(picture("slip", Media::Jpeg));
        bench.pay(&Pay { amount: 100_000, voucher: photo, ..Pay::to("甲") });
        assert_eq!(bench.pointed(), [vec![bare], vec![bare + 1]]);
        assert_eq!(bench.hits()[0].level, Level::Raised);
        bench.undo(bare);
        assert_eq!(bench.pointed(), [vec![bare + 1]]);
        let row = bench.pay(&Pay { own: false, ..Pay::to("甲") });
        bench.pay(&Pay { own: false, ..Pay::to("乙") });
        bench.pay(&Pay { own: false, bill: Some("4711"), ..Pay::to("乙") });
        assert_eq!(bench.pointed(), [vec![row], vec![bare + 1]]);
        assert_eq!((&bench.hits()[0].value, &bench.hits()[0].limit), (&Value::Count(2), &Value::Count(3)));
    }

    #[test]
    fn a_small_receipt_may_be_a_picture() {
        let mut bench = Bench::new(Voucher::boxed());
        bench.pay(&Pay { amount: 99_999, voucher: Some(picture("slip", Media::Png)), ..Pay::to("甲") });
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn a_document_is_a_voucher_and_a_reference_names_one() {
        let mut bench = Bench::new(Voucher::boxed());
        bench.pay(&Pay { amount: 4_000_000, ..Pay::to("甲") });
        bench.pay(&Pay { own: false, bill: Some("4711"), ..Pay::to("乙") });
        assert!(bench.hits().is_empty());
    }
}
