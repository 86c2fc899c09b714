//! F14, cash: a payment in cash beyond a limit, much cash left at the end of a month, or takings in cash that stay out of the
//! bank (洪江市 2024; 农村集体经济组织财务制度, art. 44; 现金管理暂行条例). The limits are the community's own to set.
//!
//! Not moving cash to the bank, which is what should happen.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Line};
use crate::base::time::Day;
use crate::event::effect::Effect;
use crate::event::family::FigureShipped;
use crate::event::posting::{AccountClass, Movement, PostingEffect, PostingLine};
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, Seen, input};
use crate::view::hits::Hits;
use crate::view::payments::Payment;
use crate::view::tables;

/// More than this in one payment.
const PAYMENT: Parameter = Parameter { code: "f14-payment", default: FigureShipped::Money(100_000) };
/// More than this at the end of a month.
const HELD: Parameter = Parameter { code: "f14-held", default: FigureShipped::Money(200_000) };
/// Takings of this or more go to the bank.
const TAKINGS: Parameter = Parameter { code: "f14-takings", default: FigureShipped::Money(100_000) };
/// Within so many days.
const DAYS: Parameter = Parameter { code: "f14-days", default: FigureShipped::Count(7) };

/// Takings in cash.
#[derive(Debug, Serialize, Deserialize)]
struct Taken {
    event: (u64, EventId),
    on: Day,
    amount: i64,
    from: Option<Line>,
    days: i64,
    /// The day cash next went to the bank.
    banked: Option<Day>,
}

impl Taken {
    /// How many days it stayed out of the bank, as of a day, when those were too many.
    fn late(&self, today: Day) -> Option<i64> {
        Some(i64::from(self.on.until(self.banked.unwrap_or(today)))).filter(|days| *days > self.days)
    }
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Cash {
    hits: Hits,
    /// Those not banked yet, and those banked too late.
    takings: Vec<Taken>,
}

impl Cash {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }

    fn month_end(&mut self, month: crate::base::time::Month, seen: &Seen<'_>) {
        let cash: Code = "cash".parse().unwrap_or_default();
        let held = seen.standing.books.balance(&cash, month.last());
        if held > HELD.number(seen.standing) {
            self.hits.mark(Hit {
                events: vec![seen.event()],
                on: month.last(),
                about: Value::Month(month),
                value: Value::Money(held),
                limit: HELD.shown(seen.standing),
                inputs: vec![input("f14-why", Value::word("f14-month-end"))],
                level: Level::Look,
            });
        }
    }

    fn moved(&mut self, on: Day, lines: &[PostingLine], item: &crate::event::posting::Item, seen: &Seen<'_>) {
        let cash = |line: &&PostingLine| AccountClass::of(&line.account) == Some(AccountClass::Cash);
        let amount = lines.iter().find(cash).map_or(0, |line| line.amount);
        if item.movement == Movement::Income && amount >= TAKINGS.number(seen.standing) {
            let (event, days) = (seen.event(), DAYS.number(seen.standing));
            let from = item.counterparty.clone();
            self.takings.push(Taken { event, on, amount, from, days, banked: None });
        }
        if item.movement == Movement::Transfer && amount < 0 {
            for taken in self.takings.iter_mut().filter(|taken| taken.on <= on) {
                taken.banked = taken.banked.or(Some(on));
            }
            self.takings.retain(|taken| taken.banked.is_none() || taken.late(on).is_some());
        }
        if let Some(undone) = item.reverses {
            self.takings.retain(|taken| taken.event.1 != undone);
        }
    }
}

impl Flag for Cash {
    fn rule(&self) -> &'static str {
        "f14"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[PAYMENT, HELD, TAKINGS, DAYS]
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        for effect in &seen.recorded.effects {
            match effect {
                Effect::Posting(PostingEffect::Closed { month, .. }) => self.month_end(*month, seen),
                Effect::Posting(PostingEffect::Posted { on, lines, item }) => self.moved(*on, lines, item, seen),
                _ => {}
            }
        }
    }

    fn paid(&mut self, payment: &Payment, standing: &Standing) {
        if payment.cash > PAYMENT.number(standing) {
            self.hits.mark(Hit {
                events: vec![payment.event()],
                on: payment.on,
                about: Value::maybe(payment.payee.as_ref()),
                value: Value::Money(payment.cash),
                limit: PAYMENT.shown(standing),
                inputs: vec![input("f14-why", Value::word("f14-in-cash"))],
                level: Level::Look,
            });
        }
    }

    fn undone(&mut self, payment: &Payment, _standing: &Standing) {
        self.hits.withdraw(payment.index);
    }

    fn hits(&self, standing: &Standing) -> Vec<Hit> {
        let today = tables::latest_day(standing);
        let late = |taken: &Taken| {
            Some(Hit {
                value: Value::Count(taken.late(today)?),
                events: vec![taken.event],
                on: taken.on,
                about: Value::maybe(taken.from.as_ref()),
                limit: Value::Count(taken.days),
                inputs: vec![
                    input("f14-why", Value::word("f14-not-banked")),
                    input("f14-amount", Value::Money(taken.amount)),
                ],
                level: if taken.banked.is_some() { Level::Look } else { Level::Raised },
            })
        };
        let mut hits: Vec<Hit> = self.takings.iter().filter_map(late).chain(self.hits.all()).collect();
        hits.sort_by(|one, other| one.events.cmp(&other.events));
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::posting::{Item, PeriodTotals};
    use crate::rules::testing::{code, day, file, line};
    use crate::view::testing::{Bench, Pay};

    fn bench() -> Bench {
        let mut bench = Bench::new(Cash::boxed());
        let (account, name, first) = (code("cash"), line("现金"), day("2026-01-01"));
        let opened = PostingEffect::AccountOpened { account, name, first, statement: file("count") };
        bench.happens("2026-01-06", vec![opened.into()]);
        bench
    }

    fn moved(bench: &mut Bench, movement: Movement, on: &str, amount: i64, (from, into): (&str, &str)) -> u64 {
        let lines = PostingLine::moving(amount, code(from), code(into));
        let item = Box::new(Item { counterparty: Some(line("甲")), ..Item::new(movement, line("租金")) });
        bench.happens(on, vec![PostingEffect::Posted { on: day(on), lines, item }.into()])
    }

    fn taken(bench: &mut Bench, on: &str, amount: i64) -> u64 {
        moved(bench, Movement::Income, on, amount, ("income:rent", "cash"))
    }

    fn banked(bench: &mut Bench, on: &str, amount: i64) {
        moved(bench, Movement::Transfer, on, amount, ("cash", "bank:main"));
    }

    fn closed(bench: &mut Bench, on: &str) -> u64 {
        let (month, totals) = (day(on).month().previous(), PeriodTotals::default());
        bench.happens(on, vec![PostingEffect::Closed { month, totals }.into()])
    }

    #[test]
    fn payments_balances_and_takings_in_cash_are_pointed_at() {
        let mut bench = bench();
        let took = taken(&mut bench, "2026-03-02", 300_000);
        let paid = bench.pay(&Pay { amount: 100_001, from: "cash", ..Pay::to("甲") });
        assert_eq!(bench.pointed(), [vec![paid]]);
        bench.happens("2026-03-10", vec![]);
        assert_eq!(bench.pointed(), [vec![took], vec![paid]]);
        bench.undo(paid);
        taken(&mut bench, "2026-03-30", 20_000);
        let ended = closed(&mut bench, "2026-04-01");
        assert_eq!(bench.pointed(), [vec![took], vec![ended]]);
        assert_eq!(bench.hits()[0].level, Level::Raised);
        banked(&mut bench, "2026-04-02", 219_999);
        assert_eq!(bench.hits()[0].level, Level::Look, "it was banked, too late");
    }

    #[test]
    fn the_limits_themselves_are_not_beyond() {
        let mut bench = bench();
        taken(&mut bench, "2026-03-02", 300_000);
        bench.pay(&Pay { amount: 100_000, from: "cash", ..Pay::to("甲") });
        banked(&mut bench, "2026-03-09", 100_000);
        taken(&mut bench, "2026-03-30", 99_999);
        closed(&mut bench, "2026-04-01");
        bench.happens("2026-05-01", vec![]);
        assert_eq!(bench.hits(), []);
    }

    #[test]
    fn taking_cash_to_the_bank_and_paying_by_bank_are_fine() {
        let mut bench = bench();
        taken(&mut bench, "2026-03-02", 900_000);
        banked(&mut bench, "2026-03-03", 900_000);
        bench.pay(&Pay { amount: 400_000, ..Pay::to("甲") });
        bench.happens("2026-05-01", vec![]);
        assert!(bench.hits().is_empty());
    }
}
