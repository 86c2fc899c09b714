//! Totals by a second, naive route: straight from the JSON of the payloads, without the rules, the standing or the views.
//!
//! It knows the names of a few fields and adds them up. If it and the folded figures disagree, one of them is wrong.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::base::problem::Problem;

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
type Figure = fn(&mut Moved) -> &mut i64;

/// The sums. They saturate: a forged log may hold any number.
#[derive(Clone, Debug, Default)]
pub struct Naive {
    months: BTreeMap<String, Moved>,
    /// What movements added, by event id, for reversals.
    movements: BTreeMap<String, (Figure, i64)>,
    votes: BTreeMap<String, Votes>,
    /// Closings that claim other figures than the sums.
    wrong: Vec<Problem>,
    /// Closings and rolls compared.
    pub compared: u64,
}

impl Naive {
    /// Adds up one payload.
    pub fn take(&mut self, payload: &[u8]) {
        let Ok(event) = serde_json::from_slice::<Value>(payload) else { return };
        let data = &event["data"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let amount = data["amount"].as_i64().unwrap_or(0);
        let month = |day: &Value| text(day).get(..7).unwrap_or_default().to_owned();
        let on = month(&data["on"]);
        let kind = text(&event["type"]);
        match kind.strip_prefix("mingbai.").unwrap_or(&kind) {
            "finance.account.v1" => {
                let opening = data["opening"].as_i64().unwrap_or(0);
                self.moved(&event["id"], month(&data["first"]), |moved| &mut moved.brought_in, opening);
            }
            "finance.expenditure.v1" => self.moved(&event["id"], on, |moved| &mut moved.expense, amount),
            "finance.income.v1" => self.moved(&event["id"], on, |moved| &mut moved.income, amount),
            // A row taken over is never undone, so there may be a million without any being kept.
            "finance.taken-over.v1" => self.add(on, |moved| &mut moved.taken_over, amount),
            // A transfer is not here: neither it nor its reversal changes a figure.
            "finance.reversal.v1" => {
                if let Some((figure, amount)) = self.movements.get(&text(&data["event"])).copied() {
                    self.add(on, figure, amount.saturating_neg());
                }
            }
            "finance.period-close.v1" => self.closing(&text(&data["month"]), &data["totals"]),
            "resolution.studied.v1" | "resolution.agreed.v1" | "resolution.voted.v1" => self.roll(data),
            _ => {}
        }
    }

    fn moved(&mut self, id: &Value, month: String, figure: Figure, amount: i64) {
        self.movements.insert(id.as_str().unwrap_or_default().to_owned(), (figure, amount));
        self.add(month, figure, amount);
    }

    fn add(&mut self, month: String, figure: Figure, amount: i64) {
        let sum = figure(self.months.entry(month).or_default());
        *sum = sum.saturating_add(amount);
    }

    fn closing(&mut self, month: &str, claimed: &Value) {
        self.compared += 1;
        let (opening, moved, closing) = self.statement(month);
        let found = [opening, moved.income, moved.expense, closing, moved.taken_over];
        let names = ["opening", "income", "expense", "closing", "taken_over"];
        let claims = names.map(|name| claimed[name].as_i64().unwrap_or(0));
        if found != claims {
            let told = |figures: [i64; 5]| figures.map(|figure| figure.to_string()).join(" ");
            let problem = Problem::damaged("audit-closing-differs").with("month", month);
            self.wrong.push(problem.with("found", told(claims)).with("expected", told(found)));
        }
    }

    fn roll(&mut self, data: &Value) {
        self.compared += 1;
        let votes = self.votes.entry(data["matter"].as_str().unwrap_or_default().to_owned()).or_default();
        for line in data["meeting"]["roll"].as_array().map(Vec::as_slice).unwrap_or_default() {
            votes.due += 1;
            votes.yes += u64::from(line["vote"] == "for");
            votes.no += u64::from(line["vote"] == "against");
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

    fn event(id: &str, kind: &str, data: &str) -> Vec<u8> {
        format!(r#"{{"id":"{id}","type":"mingbai.finance.{kind}.v1","data":{data}}}"#).into_bytes()
    }

    #[test]
    fn an_opening_balance_can_be_undone_like_any_other_movement() {
        let mut naive = Naive::default();
        naive.take(&event("a", "account", r#"{"first":"2026-01-01","opening":70}"#));
        naive.take(&event("b", "reversal", r#"{"event":"a","on":"2026-01-09"}"#));
        naive.take(&event("c", "account", r#"{"first":"2026-01-01","opening":700}"#));
        naive.take(&event("d", "income", r#"{"on":"2026-01-10","amount":5}"#));
        naive.take(&event("e", "reversal", r#"{"event":"d","on":"2026-02-01"}"#));
        let (opening, moved, closing) = naive.statement("2026-01");
        assert_eq!((opening, moved.income, closing), (700, 5, 705));
        assert_eq!(naive.statement("2026-02").2, 700);
    }

    #[test]
    fn a_closing_that_claims_other_history_is_told() {
        let mut naive = Naive::default();
        naive.take(&event("a", "taken-over", r#"{"on":"2026-01-03","amount":9}"#));
        let close = |taken: i64| {
            let totals = format!(r#"{{"opening":0,"income":0,"expense":0,"closing":0,"taken_over":{taken}}}"#);
            event("b", "period-close", &format!(r#"{{"month":"2026-01","totals":{totals}}}"#))
        };
        naive.take(&close(9));
        assert!(naive.wrong().is_empty());
        naive.take(&close(8));
        assert_eq!(naive.wrong()[0].code, "audit-closing-differs");
    }

    #[test]
    fn forged_amounts_do_not_stop_the_count() {
        let mut naive = Naive::default();
        for id in ["a", "b"] {
            naive.take(&event(id, "income", &format!(r#"{{"on":"2026-01-03","amount":{}}}"#, i64::MAX)));
        }
        naive.take(&event("c", "expenditure", &format!(r#"{{"on":"2026-01-03","amount":{}}}"#, i64::MIN)));
        assert_eq!(naive.statement("2026-01").2, i64::MAX);
    }
}
