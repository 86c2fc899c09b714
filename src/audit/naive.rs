//! Totals by a second, naive route: straight from the JSON of the payloads, without the rules, the standing or the views.
//!
//! It knows the names of a few fields and adds them up. If it and the folded figures disagree, one of them is wrong.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::base::paged::Paged;
use crate::base::paged::pages::Pages;
use crate::base::problem::{Outcome, Problem};

/// The frame of a payload, as far as it is needed here.
#[derive(Deserialize)]
struct Frame<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    data: &'a RawValue,
}

/// What accounts and movements have.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Movement<'a> {
    #[serde(borrow)]
    on: Cow<'a, str>,
    #[serde(borrow)]
    first: Cow<'a, str>,
    #[serde(borrow)]
    event: Cow<'a, str>,
    amount: i64,
    opening: i64,
}

/// What the closing of a month claims.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Closing {
    month: String,
    totals: Claims,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Claims {
    opening: i64,
    income: i64,
    expense: i64,
    closing: i64,
    taken_over: i64,
}

/// A step of a matter.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Step {
    matter: String,
    meeting: Meeting,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Meeting {
    roll: Vec<Line>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Line {
    vote: String,
}

/// The few fields of a payload that are added up.
#[derive(Debug, Default)]
pub struct Named(Sum);

/// What a payload adds to which sum.
#[derive(Debug, Default)]
enum Sum {
    /// Nothing that is added up.
    #[default]
    Nothing,
    /// A movement that may be undone.
    Moved { id: String, month: String, figure: Figure, amount: i64 },
    /// One that is never undone, so there may be a million without any being kept.
    Added { month: String, figure: Figure, amount: i64 },
    /// One undone.
    Undone { month: String, event: String },
    /// The closing of a month.
    Closed(Closing),
    /// A roll.
    Rolled(Step),
}

impl Named {
    /// Reads a payload by the names of its fields. What cannot be read is nothing here; whether an event is well formed is
    /// not this route's question.
    pub fn read(payload: &[u8]) -> Self {
        let Ok(Frame { id, kind, data }) = serde_json::from_slice::<Frame<'_>>(payload) else { return Self::default() };
        let data = data.get();
        let movement = || serde_json::from_str::<Movement<'_>>(data).unwrap_or_default();
        let month = |day: &str| day.get(..7).unwrap_or_default().to_owned();
        let moved = |figure: Figure| {
            let Movement { on, amount, .. } = movement();
            Sum::Moved { id: id.clone().into_owned(), month: month(&on), figure, amount }
        };
        Self(match kind.strip_prefix("mingbai.").unwrap_or(&kind) {
            "finance.account.v1" => {
                let Movement { first, opening, .. } = movement();
                let (id, month) = (id.clone().into_owned(), month(&first));
                Sum::Moved { id, month, figure: Figure::BroughtIn, amount: opening }
            }
            "finance.expenditure.v1" => moved(Figure::Expense),
            // What enters the books as income by another name.
            "finance.income.v1" | "paid.takings-banked.v1" => moved(Figure::Income),
            "finance.taken-over.v1" => {
                let Movement { on, amount, .. } = movement();
                Sum::Added { month: month(&on), figure: Figure::TakenOver, amount }
            }
            // A transfer is not here: neither it nor its reversal changes a figure.
            "finance.reversal.v1" => {
                let Movement { on, event, .. } = movement();
                Sum::Undone { month: month(&on), event: event.into_owned() }
            }
            "finance.period-close.v1" => Sum::Closed(serde_json::from_str(data).unwrap_or_default()),
            "resolution.studied.v1" | "resolution.agreed.v1" | "resolution.voted.v1" => {
                Sum::Rolled(serde_json::from_str(data).unwrap_or_default())
            }
            _ => Sum::Nothing,
        })
    }
}

/// What moved in a month, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Found in accounts when they were opened.
    pub brought_in: i64,
    /// Received.
    pub income: i64,
    /// Paid.
    pub expense: i64,
    /// Paid according to accounts taken over.
    pub taken_over: i64,
}

/// A matter's votes, added up over all its steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Votes {
    /// Names on rolls.
    pub due: u64,
    /// In favour.
    pub yes: u64,
    /// Against.
    pub no: u64,
}

/// Which figure of its month a movement adds to.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Figure {
    BroughtIn,
    Income,
    Expense,
    TakenOver,
}

impl Moved {
    fn figure(&mut self, figure: Figure) -> &mut i64 {
        match figure {
            Figure::BroughtIn => &mut self.brought_in,
            Figure::Income => &mut self.income,
            Figure::Expense => &mut self.expense,
            Figure::TakenOver => &mut self.taken_over,
        }
    }
}

/// The sums. They saturate: a forged log may hold any number.
#[derive(Clone, Debug, Default)]
pub struct Naive {
    months: BTreeMap<String, Moved>,
    /// What movements added, by event id, for reversals.
    movements: Paged<String, (Figure, i64)>,
    votes: BTreeMap<String, Votes>,
    /// Closings that claim other figures than the sums.
    wrong: Vec<Problem>,
    /// Closings and rolls compared.
    pub compared: u64,
}

impl Naive {
    /// Adds up one payload.
    pub fn take(&mut self, named: Named) {
        match named.0 {
            Sum::Nothing => {}
            Sum::Moved { id, month, figure, amount } => {
                self.movements.insert(id, (figure, amount));
                self.add(month, figure, amount);
            }
            Sum::Added { month, figure, amount } => self.add(month, figure, amount),
            Sum::Undone { month, event } => {
                if let Some((figure, amount)) = self.movements.get(&event).copied() {
                    self.add(month, figure, amount.saturating_neg());
                }
            }
            Sum::Closed(closing) => self.closing(&closing),
            Sum::Rolled(step) => self.roll(step),
        }
    }

    /// Puts away what need not be in memory.
    pub fn put_away(&mut self, pages: &Pages) -> Outcome<()> {
        self.movements.put_away(pages)
    }

    fn add(&mut self, month: String, figure: Figure, amount: i64) {
        let sum = self.months.entry(month).or_default().figure(figure);
        *sum = sum.saturating_add(amount);
    }

    fn closing(&mut self, claimed: &Closing) {
        self.compared += 1;
        let month = &claimed.month;
        let (opening, moved, closing) = self.statement(month);
        let found = [opening, moved.income, moved.expense, closing, moved.taken_over];
        let Claims { opening, income, expense, closing, taken_over } = claimed.totals;
        let claims = [opening, income, expense, closing, taken_over];
        if found != claims {
            let told = |figures: [i64; 5]| figures.map(|figure| figure.to_string()).join(" ");
            let problem = Problem::damaged("audit-closing-differs").with("month", month);
            self.wrong.push(problem.with("found", told(claims)).with("expected", told(found)));
        }
    }

    fn roll(&mut self, step: Step) {
        self.compared += 1;
        let votes = self.votes.entry(step.matter).or_default();
        for line in step.meeting.roll {
            votes.due += 1;
            votes.yes += u64::from(line.vote == "for");
            votes.no += u64::from(line.vote == "against");
        }
    }

    /// Money held before the month's movements (with what its accounts were opened with), what moved, and what was left.
    pub fn statement(&self, month: &str) -> (i64, Moved, i64) {
        let mut held = 0_i64;
        for moved in self.months.range(..month.to_owned()).map(|(_, moved)| moved) {
            held = closing_of(held, moved);
        }
        let moved = self.months.get(month).copied().unwrap_or_default();
        (held.saturating_add(moved.brought_in), moved, closing_of(held, &moved))
    }

    /// A matter's votes over all its steps.
    pub fn votes(&self, matter: &str) -> Option<Votes> {
        self.votes.get(matter).copied()
    }

    /// Months in which anything moved.
    pub fn months(&self) -> impl Iterator<Item = &String> {
        self.months.keys()
    }

    /// Matters voted on.
    pub fn matters(&self) -> impl Iterator<Item = &String> {
        self.votes.keys()
    }

    /// What is wrong with the figures that events claim.
    pub fn wrong(&self) -> &[Problem] {
        &self.wrong
    }
}

fn closing_of(held: i64, moved: &Moved) -> i64 {
    held.saturating_add(moved.brought_in).saturating_add(moved.income).saturating_sub(moved.expense)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, kind: &str, data: &str) -> Named {
        let kind = if kind.contains('.') { kind.to_owned() } else { format!("finance.{kind}") };
        Named::read(format!(r#"{{"id":"{id}","type":"mingbai.{kind}.v1","data":{data}}}"#).as_bytes())
    }

    #[test]
    fn takings_of_services_are_income_by_another_name() {
        let mut naive = Naive::default();
        naive.take(event("a", "paid.takings-banked", r#"{"taken_on":"2026-01-31","on":"2026-02-01","amount":50}"#));
        assert_eq!((naive.statement("2026-01").2, naive.statement("2026-02").1.income), (0, 50));
        naive.take(event("b", "reversal", r#"{"event":"a","on":"2026-02-03"}"#));
        assert_eq!(naive.statement("2026-02").2, 0);
    }

    #[test]
    fn an_opening_balance_can_be_undone_like_any_other_movement() {
        let mut naive = Naive::default();
        naive.take(event("a", "account", r#"{"first":"2026-01-01","opening":70}"#));
        naive.take(event("b", "reversal", r#"{"event":"a","on":"2026-01-09"}"#));
        naive.take(event("c", "account", r#"{"first":"2026-01-01","opening":700}"#));
        naive.take(event("d", "income", r#"{"on":"2026-01-10","amount":5}"#));
        naive.take(event("e", "reversal", r#"{"event":"d","on":"2026-02-01"}"#));
        let (opening, moved, closing) = naive.statement("2026-01");
        assert_eq!((opening, moved.income, closing), (700, 5, 705));
        assert_eq!(naive.statement("2026-02").2, 700);
    }

    #[test]
    fn a_closing_that_claims_other_history_is_told() {
        let mut naive = Naive::default();
        naive.take(event("a", "taken-over", r#"{"on":"2026-01-03","amount":9}"#));
        let close = |taken: i64| {
            let totals = format!(r#"{{"opening":0,"income":0,"expense":0,"closing":0,"taken_over":{taken}}}"#);
            event("b", "period-close", &format!(r#"{{"month":"2026-01","totals":{totals}}}"#))
        };
        naive.take(close(9));
        assert!(naive.wrong().is_empty());
        naive.take(close(8));
        assert_eq!(naive.wrong()[0].code, "audit-closing-differs");
    }

    #[test]
    fn forged_amounts_do_not_stop_the_count() {
        let mut naive = Naive::default();
        for id in ["a", "b"] {
            naive.take(event(id, "income", &format!(r#"{{"on":"2026-01-03","amount":{}}}"#, i64::MAX)));
        }
        naive.take(event("c", "expenditure", &format!(r#"{{"on":"2026-01-03","amount":{}}}"#, i64::MIN)));
        assert_eq!(naive.statement("2026-01").2, i64::MAX);
    }
}
