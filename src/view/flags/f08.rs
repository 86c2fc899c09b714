//! F08, over budget: what was paid on a budget line comes close to what the year's budget allows it, or goes beyond.
//! Going beyond is not refused: a bill that is due is paid, and seen.
//!
//! Not income lines, nor payments that count against no line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId};
use crate::base::time::Day;
use crate::event::effect::Effect;
use crate::event::family::FigureShipped;
use crate::event::posting::PostingEffect;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, Seen, input};
use crate::view::payments::Payment;

/// From which share of the line on it is near.
const NEAR: Parameter = Parameter { code: "f08-near", default: FigureShipped::Share(">=9/10") };
/// So many payments are named.
const NAMED: usize = 8;

#[derive(Debug, Serialize, Deserialize)]
struct Spent {
    sum: i64,
    /// The latest payments.
    events: Vec<(u64, EventId)>,
    on: Day,
    /// What the line allowed when it came near to it.
    near: Option<i64>,
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct OverBudget {
    lines: BTreeMap<(i16, Code), Spent>,
}

impl OverBudget {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }
}

fn look(spent: &mut Spent, (year, line): &(i16, Code), standing: &Standing) {
    let allowed = standing.books.budget(*year).and_then(|budget| budget.line(line)).map(|line| line.amount);
    let (sum, near) = (u64::try_from(spent.sum).unwrap_or(0), allowed.and_then(|allowed| u64::try_from(allowed).ok()));
    spent.near = allowed.filter(|_| sum > 0 && near.is_some_and(|allowed| NEAR.met(sum, allowed, standing)));
}

impl Flag for OverBudget {
    fn rule(&self) -> &'static str {
        "f08"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[NEAR]
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        for effect in &seen.recorded.effects {
            let Effect::Posting(PostingEffect::BudgetSet { year, .. }) = effect else { continue };
            for (key, spent) in self.lines.iter_mut().filter(|((known, _), _)| known == year) {
                look(spent, key, seen.standing);
            }
        }
    }

    fn paid(&mut self, payment: &Payment, standing: &Standing) {
        let Some(line) = payment.budget_line.clone() else { return };
        let key = (payment.year(), line);
        let spent = self.lines.entry(key.clone());
        let spent = spent.or_insert_with(|| Spent { sum: 0, events: Vec::new(), on: payment.on, near: None });
        spent.sum = spent.sum.saturating_add(payment.amount);
        spent.on = payment.on;
        spent.events.insert(0, payment.event());
        spent.events.truncate(NAMED);
        look(spent, &key, standing);
    }

    fn undone(&mut self, payment: &Payment, standing: &Standing) {
        let Some(line) = payment.budget_line.clone() else { return };
        let key = (payment.year(), line);
        if let Some(spent) = self.lines.get_mut(&key) {
            spent.sum = spent.sum.saturating_sub(payment.amount);
            spent.events.retain(|event| *event != payment.event());
            look(spent, &key, standing);
        }
    }

    fn hits(&self, _standing: &Standing) -> Vec<Hit> {
        let hit = |((year, line), spent): (&(i16, Code), &Spent)| {
            let allowed = spent.near.filter(|_| !spent.events.is_empty())?;
            Some(Hit {
                events: spent.events.clone(),
                on: spent.on,
                about: Value::text(line),
                value: Value::Money(spent.sum),
                limit: Value::Money(allowed),
                inputs: vec![input("f08-year", Value::text(year))],
                level: if spent.sum > allowed { Level::Raised } else { Level::Look },
            })
        };
        self.lines.iter().filter_map(hit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::posting::{BudgetLine, Flow};
    use crate::rules::testing::code;
    use crate::view::testing::{Bench, Pay};

    fn budget(bench: &mut Bench, amount: i64) {
        let lines = vec![BudgetLine { line: code("b1"), flow: Flow::Expense, category: code("office"), amount }];
        bench.happens("2026-01-06", vec![PostingEffect::BudgetSet { year: 2026, lines, matter: code("b") }.into()]);
    }

    fn paid(amount: i64) -> Pay<'static> {
        Pay { amount, budget_line: Some("b1"), ..Pay::to("甲") }
    }

    #[test]
    fn near_the_line_is_pointed_at_and_beyond_it_is_raised() {
        let mut bench = Bench::new(OverBudget::boxed());
        budget(&mut bench, 100_000);
        let first = bench.pay(&paid(90_000));
        assert_eq!((bench.pointed(), bench.hits()[0].level), (vec![vec![first]], Level::Look));
        let second = bench.pay(&paid(10_001));
        assert_eq!((bench.pointed(), bench.hits()[0].level), (vec![vec![second, first]], Level::Raised));
        bench.undo(first);
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn below_nine_tenths_and_just_all_of_it() {
        let mut bench = Bench::new(OverBudget::boxed());
        budget(&mut bench, 100_000);
        bench.pay(&paid(89_999));
        assert!(bench.hits().is_empty());
        bench.pay(&paid(10_001));
        assert_eq!(bench.hits()[0].level, Level::Look, "used up is not overdrawn");
    }

    #[test]
    fn a_budget_that_was_raised_and_another_year_are_fine() {
        let mut bench = Bench::new(OverBudget::boxed());
        budget(&mut bench, 100_000);
        bench.pay(&paid(95_000));
        budget(&mut bench, 200_000);
        assert!(bench.hits().is_empty());
        bench.pay(&Pay { on: "2027-01-05", ..paid(195_000) });
        bench.pay(&Pay { budget_line: None, ..paid(195_000) });
        assert!(bench.hits().is_empty());
    }
}
