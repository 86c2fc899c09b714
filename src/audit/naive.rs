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

/// The sums.
#[derive(Clone, Debug, Default)]
pub struct Naive {
    months: BTreeMap<String, Moved>,
    /// Signed amounts of expenditures and incomes by event id, for reversals.
    movements: BTreeMap<String, (bool, i64)>,
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
        let month = text(&data["on"]).get(..7).unwrap_or_default().to_owned();
        let kind = text(&event["type"]);
        match kind.strip_prefix("mingbai.").unwrap_or(&kind) {
            "finance.account.v1" => {
                let month = text(&data["first"]).get(..7).unwrap_or_default().to_owned();
                self.month(month).brought_in += data["opening"].as_i64().unwrap_or(0);
            }
            "finance.expenditure.v1" => {
                self.month(month).expense += amount;
                self.movements.insert(text(&event["id"]), (true, amount));
            }
            "finance.income.v1" => {
                self.month(month).income += amount;
                self.movements.insert(text(&event["id"]), (false, amount));
            }
            "finance.taken-over.v1" => self.month(month).taken_over += amount,
            "finance.reversal.v1" => match self.movements.get(&text(&data["event"])).copied() {
                Some((true, amount)) => self.month(month).expense -= amount,
                Some((false, amount)) => self.month(month).income -= amount,
                None => {}
            },
            "finance.period-close.v1" => self.closing(&text(&data["month"]), &data["totals"]),
            "resolution.studied.v1" | "resolution.agreed.v1" | "resolution.voted.v1" => self.roll(data),
            _ => {}
        }
    }

    fn month(&mut self, month: String) -> &mut Moved {
        self.months.entry(month).or_default()
    }

    fn closing(&mut self, month: &str, claimed: &Value) {
        self.compared += 1;
        let (opening, moved, closing) = self.statement(month);
        let found = [opening, moved.income, moved.expense, closing];
        let claims = ["opening", "income", "expense", "closing"].map(|name| claimed[name].as_i64().unwrap_or(0));
        if found != claims {
            let told = |figures: [i64; 4]| figures.map(|figure| figure.to_string()).join(" ");
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
        let mut held = 0;
        for moved in self.months.range(..month.to_owned()).map(|(_, moved)| moved) {
            held += moved.brought_in + moved.income - moved.expense;
        }
        let moved = self.months.get(month).copied().unwrap_or_default();
        let opening = held + moved.brought_in;
        (opening, moved, opening + moved.income - moved.expense)
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
