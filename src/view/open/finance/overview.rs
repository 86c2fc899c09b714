//! The overview: months, accounts, budgets, what resolutions permit, and what was undone.
//!
//! What is said of a month's statement after it was closed stands here: badges are computed from signed reviews and
//! notices, and count only when they name the statement exactly as it is published now.

use std::cmp::Reverse;

use crate::base::code::Code;
use crate::base::time::Month;
use crate::event::authority::{Grant, MatterSort};
use crate::event::disclosure::{DocumentPath, Finding};
use crate::event::posting::{BudgetLine, Flow};
use crate::rules::standing::Standing;
use crate::rules::standing::authorities::MatterState;
use crate::rules::standing::books::{Budget, MoneyAccount};
use crate::view::document::{Content, Fact, Table, Tone, Value};
use crate::view::open::finance::item::{category_name, resolution};
use crate::view::open::finance::month::{Statement, keys, totals};
use crate::view::open::finance::{Finance, Link, NAME, Undone, amount, month_link};

impl Finance {
    /// The overview's content.
    pub(super) fn overview(&self, standing: &Standing) -> Content {
        let mut tables = vec![self.month_table(standing), self.account_table(standing)];
        tables.extend(self.budget_table(standing));
        tables.extend(permission_table(standing));
        tables.extend(self.reversal_table(standing));
        let mut notes = keys(&["finance-note-digests"]);
        if !self.reversals.is_empty() {
            notes.push("finance-note-reversals".to_owned());
        }
        if standing.books.history_until().is_some() {
            notes.push("finance-note-history".to_owned());
        }
        Content {
            path: NAME.to_owned(),
            title: "finance-title".to_owned(),
            args: Vec::new(),
            origin: standing.founded.as_ref().map(|founded| founded.origin.clone()).unwrap_or_default(),
            facts: self.overview_facts(standing),
            tables,
            notes,
        }
    }

    fn held(&self, account: &MoneyAccount) -> i64 {
        account.balance(self.latest.max(account.first))
    }

    fn held_in_all(&self, standing: &Standing) -> i64 {
        standing.books.accounts().fold(0, |sum, (_, account)| sum.saturating_add(self.held(account)))
    }

    fn overview_facts(&self, standing: &Standing) -> Vec<Fact> {
        let books = &standing.books;
        let mut facts = vec![Fact::new("fact-held", Value::Money(self.held_in_all(standing)))];
        facts.extend(books.first_day().map(|first| Fact::new("fact-books-begin", Value::Day(first))));
        facts.extend(books.closed_until().map(|month| Fact::new("fact-closed-until", month_link(month))));
        facts.extend(books.history_until().map(|day| Fact::new("fact-history-until", Value::Day(day))));
        facts
    }

    fn month_table(&self, standing: &Standing) -> Table {
        let columns = keys(&[
            "month-month",
            "month-opening",
            "month-income",
            "month-expense",
            "month-closing",
            "month-taken-over",
            "month-state",
            "month-closed-by",
            "month-shown",
        ]);
        let row = |(month, statement): (&Month, &Statement)| {
            let totals = totals(*month, standing);
            vec![
                month_link(*month),
                Value::Money(totals.opening),
                Value::Money(totals.income),
                Value::Money(totals.expense),
                Value::Money(totals.closing),
                amount(totals.taken_over),
                statement.state(*month, standing).badge(),
                statement.closed_by().map_or(Value::None, Link::value),
                self.shown(*month, statement, standing),
            ]
        };
        table("months", "finance-table-months", columns, self.months.iter().rev().map(row).collect())
    }

    /// Badges for what was signed of exactly this statement, each with the event that says so.
    fn shown(&self, month: Month, statement: &Statement, standing: &Standing) -> Value {
        if !self.shown.contains(&month) {
            return Value::None;
        }
        let (path, digest) = (DocumentPath::statement(month), statement.digest(month, standing));
        let mut values = Vec::new();
        if let Some(review) = standing.disclosures.review(&path, &digest) {
            values.push(match review.finding {
                Finding::Agreed => Value::badge("badge-reviewed", Tone::Good),
                Finding::Objected => Value::badge("badge-objected", Tone::Bad),
            });
            values.extend(self.showing(review.at));
        }
        let notices = standing.disclosures.notices_of(&path);
        let mut standing_notices = notices.iter().rev().filter(|(_, state)| state.corrected_by.is_none());
        if let Some((_, state)) = standing_notices.next() {
            values.push(if state.notice.shown.digest == digest {
                Value::badge("badge-posted", Tone::Good)
            } else {
                Value::badge("badge-posted-earlier", Tone::Plain)
            });
            values.extend(self.showing(state.at));
        }
        if values.is_empty() { Value::None } else { Value::List(values) }
    }

    fn showing(&self, index: u64) -> Option<Value> {
        self.showings.get(&index).map(|id| Value::Event { index, id: *id })
    }

    fn account_table(&self, standing: &Standing) -> Table {
        let columns = keys(&[
            "account-name",
            "account-code",
            "account-balance",
            "account-stated",
            "account-stated-on",
            "account-statement",
            "account-statement-event",
        ]);
        let rows = standing.books.accounts().map(|(code, account)| {
            let mut row = vec![Value::text(&account.name), Value::text(code), Value::Money(self.held(account))];
            match self.stated.get(code) {
                Some(stated) => row.extend([
                    Value::Money(stated.balance),
                    Value::Day(stated.as_of),
                    Value::Digest(stated.statement),
                    stated.link.value(),
                ]),
                None => row.extend([Value::None, Value::None, Value::None, Value::None]),
            }
            row
        });
        let mut found = table("accounts", "finance-table-accounts", columns, rows.collect());
        let mut last = vec![Value::None; found.columns.len()];
        last[0] = Value::word("finance-totals");
        last[2] = Value::Money(self.held_in_all(standing));
        found.totals = Some(last);
        found
    }

    fn budget_table(&self, standing: &Standing) -> Option<Table> {
        let columns = keys(&[
            "budget-year",
            "budget-flow",
            "budget-category",
            "budget-line",
            "budget-amount",
            "budget-used",
            "budget-left",
            "budget-marks",
            "budget-resolution",
        ]);
        let mut years: Vec<(i16, &Budget)> = standing.books.budgets().collect();
        years.reverse();
        let rows: Vec<Vec<Value>> = years
            .into_iter()
            .flat_map(|(year, budget)| budget.lines.iter().map(move |line| (year, budget, line)))
            .map(|(year, budget, line)| self.budget_row(year, budget, line, standing))
            .collect();
        (!rows.is_empty()).then(|| table("budget", "finance-table-budget", columns, rows))
    }

    fn budget_row(&self, year: i16, budget: &Budget, line: &BudgetLine, standing: &Standing) -> Vec<Value> {
        let used = self.used.get(&(year, line.line.clone())).copied().unwrap_or_default();
        let left = line.amount.saturating_sub(used);
        let over = line.flow == Flow::Expense && left < 0;
        vec![
            Value::text(year),
            Value::word(line.flow.words_key()),
            Value::Bi(category_name(line.flow, &line.category, standing)),
            Value::text(&line.line),
            Value::Money(line.amount),
            Value::Money(used),
            Value::Money(left),
            if over { Value::badge("mark-over-budget", Tone::Bad) } else { Value::None },
            matter_link(&budget.matter, standing),
        ]
    }

    fn reversal_table(&self, standing: &Standing) -> Option<Table> {
        let columns = keys(&[
            "reversal-event",
            "reversal-on",
            "reversal-month",
            "reversal-reason",
            "reversal-undone",
            "reversal-undone-on",
            "reversal-undone-month",
        ]);
        let row = |undone: &Undone| {
            let index = standing.ids.get(&undone.original).copied();
            let booked = self.booked.get(&undone.original);
            vec![
                undone.reversal.value(),
                Value::Day(undone.on),
                month_link(undone.on.month()),
                Value::text(&undone.reason),
                index.map_or(Value::None, |index| Link { index, id: undone.original }.value()),
                booked.map_or(Value::None, |booked| Value::Day(booked.on)),
                booked.map_or(Value::None, |booked| month_link(booked.on.month())),
            ]
        };
        let rows: Vec<Vec<Value>> = self.reversals.iter().rev().map(row).collect();
        (!rows.is_empty()).then(|| table("reversals", "finance-table-reversals", columns, rows))
    }
}

fn permission_table(standing: &Standing) -> Option<Table> {
    let columns = keys(&[
        "permit-resolution",
        "permit-code",
        "permit-category",
        "permit-payee",
        "permit-cap",
        "permit-used",
        "permit-left",
        "permit-from",
        "permit-until",
    ]);
    let adopted = standing.authorities.matters().filter(|state| state.adopted());
    let mut granted: Vec<&MatterState> = adopted.filter(|state| state.matter.sort == MatterSort::Expense).collect();
    granted.sort_by_key(|state| Reverse(state.index));
    let rows: Vec<Vec<Value>> = granted
        .into_iter()
        .filter_map(|state| state.matter.grant.as_ref().map(|grant| permission_row(state, grant, standing)))
        .collect();
    (!rows.is_empty()).then(|| table("permissions", "finance-table-permissions", columns, rows))
}

fn permission_row(state: &MatterState, grant: &Grant, standing: &Standing) -> Vec<Value> {
    vec![
        resolution(&state.matter.matter, Some(&state.matter.title)),
        Value::text(&state.matter.matter),
        Value::Bi(category_name(Flow::Expense, &grant.purpose, standing)),
        Value::maybe(grant.payee.as_ref()),
        Value::Money(grant.cap),
        Value::Money(state.used),
        Value::Money(state.left()),
        Value::Day(grant.from),
        Value::Day(grant.until),
    ]
}

fn matter_link(matter: &Code, standing: &Standing) -> Value {
    resolution(matter, standing.authorities.matter(matter).map(|state| &state.matter.title))
}

fn table(name: &str, caption: &str, columns: Vec<String>, rows: Vec<Vec<Value>>) -> Table {
    Table { name: name.to_owned(), caption: caption.to_owned(), columns, rows, totals: None }
}
