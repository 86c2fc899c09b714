//! The statement of a month.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line};
use crate::base::hash::Hash;
use crate::base::paged::Paged;
use crate::base::time::{Day, Month};
use crate::base::words::Bi;
use crate::event::posting::{Flow, PeriodTotals};
use crate::rules::standing::Standing;
use crate::view::document::{Content, Fact, Row, Rows, Table, Tone, Value};
use crate::view::open::finance::item::{Amounts, COLUMNS, CategorySum, Kept, Person, persons};
use crate::view::open::finance::shared::One;
use crate::view::open::finance::{Link, amount, path};
use crate::view::recorded::Recorded;

/// A money account at the end of a month.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct AccountEnd {
    account: Code,
    name: Line,
    balance: i64,
    stated: Option<i64>,
}

/// How a month was closed, with what could change later.
#[derive(Debug, Serialize, Deserialize)]
struct Closing {
    link: Link,
    on: Day,
    supervisors: Vec<One<Person>>,
    accounts: Vec<AccountEnd>,
}

/// Whether a month can still change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Closed: it never changes again.
    Closed,
    /// Of the ledger's own books, and not closed yet.
    Open,
    /// Before the ledger's own books: accounts taken over, which are not closed here.
    History,
}

impl State {
    /// The badge.
    pub(super) fn badge(self) -> Value {
        match self {
            State::Closed => Value::badge("period-state-closed", Tone::Good),
            State::Open => Value::badge("period-state-open", Tone::Plain),
            State::History => Value::badge("period-state-history", Tone::Plain),
        }
    }
}

/// A month as folded.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Statement {
    /// By day, entry and place within the entry: the order they are shown in.
    items: Paged<(Day, u64, usize), Kept>,
    /// What they add up to.
    sum: Amounts,
    /// Whether an account was opened with money in it.
    brought_in: bool,
    categories: BTreeMap<(Flow, Code), (One<Bi>, i64)>,
    /// History by category in its own words; rows without one last.
    theirs: BTreeMap<(bool, Option<One<Line>>), i64>,
    closing: Option<Closing>,
    /// The digest of the content, once somebody asked for it and until something changes.
    #[serde(with = "once")]
    digest: OnceLock<Hash>,
}

/// A value that may not be computed yet, as an option.
mod once {
    use std::sync::OnceLock;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<T: Serialize, S: Serializer>(once: &OnceLock<T>, to: S) -> Result<S::Ok, S::Error> {
        once.get().serialize(to)
    }

    pub(super) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<OnceLock<T>, D::Error> {
        Ok(Option::<T>::deserialize(from)?.map_or_else(OnceLock::new, OnceLock::from))
    }
}

impl Statement {
    /// Forgets the digest, because something it stands on changed.
    pub(super) fn changed(&mut self) {
        self.digest = OnceLock::new();
    }

    /// Adds a movement and what its lines add to categories.
    pub(super) fn post(&mut self, on: Day, nth: usize, index: u64, kept: Kept, sums: Vec<CategorySum>) {
        for CategorySum { flow, code, name, amount } in sums {
            let before = self.categories.get(&(flow, code.clone())).map_or(0, |(_, before)| *before);
            self.categories.insert((flow, code), (name, before.saturating_add(amount)));
        }
        if kept.amounts().taken_over != 0 {
            let category = kept.their_category();
            let sum = self.theirs.entry((category.is_none(), category)).or_default();
            *sum = sum.saturating_add(kept.amounts().taken_over);
        }
        self.sum.add(kept.amounts());
        self.brought_in |= kept.amounts().brought_in != 0;
        self.items.insert((on, index, nth), kept);
    }

    /// Marks a movement as undone within this month.
    pub(super) fn mark_undone(&mut self, on: Day, index: u64, nth: usize, reversal: Link) {
        if let Some(kept) = self.items.get_mut(&(on, index, nth)) {
            kept.mark_undone(reversal);
        }
    }

    /// Closes the month, keeping what could change later.
    pub(super) fn close(
        &mut self,
        month: Month,
        recorded: &Recorded,
        supervisors: Vec<One<Person>>,
        standing: &Standing,
    ) {
        let accounts = account_ends(month, standing);
        self.closing = Some(Closing { link: Link::to(recorded), on: recorded.at.day, supervisors, accounts });
    }

    /// The event that closed the month.
    pub(super) fn closed_by(&self) -> Option<Link> {
        self.closing.as_ref().map(|closing| closing.link)
    }

    /// Whether the month can still change.
    pub(super) fn state(&self, month: Month, standing: &Standing) -> State {
        if self.closing.is_some() {
            return State::Closed;
        }
        let before_books = standing.books.first_day().is_none_or(|first| month < first.month());
        if before_books { State::History } else { State::Open }
    }

    /// The digest of the content as it is now.
    pub(super) fn digest(&self, month: Month, standing: &Standing) -> Hash {
        *self.digest.get_or_init(|| self.content(month, standing).digest())
    }

    /// The document's content; the rows of its items are made as they are written.
    pub(super) fn content(&self, month: Month, standing: &Standing) -> Content<Rows<'_>> {
        let totals = totals(month, standing);
        let mut tables = vec![self.by_category(Flow::Income), self.by_category(Flow::Expense)];
        if !self.theirs.is_empty() {
            tables.push(self.by_their_category());
        }
        tables.extend(self.accounts(month, standing));
        let mut tables: Vec<Table<Rows<'_>>> = tables.into_iter().map(Table::written).collect();
        tables.push(self.items(&totals));
        Content {
            path: path(month),
            title: "finance-month-title".to_owned(),
            args: vec![("month".to_owned(), month.to_string())],
            origin: standing.founded.as_ref().map(|founded| founded.origin.clone()).unwrap_or_default(),
            facts: self.facts(month, &totals, standing),
            tables,
            notes: self.notes(month, standing),
        }
    }

    fn facts(&self, month: Month, totals: &PeriodTotals, standing: &Standing) -> Vec<Fact> {
        let mut facts = vec![
            Fact::new("fact-period-state", self.state(month, standing).badge()),
            Fact::new("fact-opening", Value::Money(totals.opening)),
            Fact::new("fact-income", Value::Money(totals.income)),
            Fact::new("fact-expense", Value::Money(totals.expense)),
            Fact::new("fact-closing", Value::Money(totals.closing)),
        ];
        if !self.theirs.is_empty() {
            facts.push(Fact::new("fact-taken-over", Value::Money(totals.taken_over)));
        }
        if let Some(closing) = &self.closing {
            facts.push(Fact::new("fact-closed-on", Value::Day(closing.on)));
            facts.push(Fact::new("fact-closed-by", closing.link.value()));
            facts.push(Fact::new("fact-closed-supervision", persons(&closing.supervisors)));
        }
        facts
    }

    fn notes(&self, month: Month, standing: &Standing) -> Vec<String> {
        let notes = [
            ("finance-note-open", self.state(month, standing) == State::Open),
            ("finance-note-closed", self.closing.is_some()),
            ("finance-note-brought-in", self.brought_in),
            ("finance-note-taken-over", !self.theirs.is_empty()),
        ];
        notes.into_iter().filter(|(_, applies)| *applies).map(|(key, _)| key.to_owned()).collect()
    }

    /// What came in and went out by category, each with its name and sum.
    pub(super) fn categories(&self) -> impl Iterator<Item = (Flow, &Code, &Bi, i64)> {
        self.categories.iter().map(|((flow, code), (name, sum))| (*flow, code, &**name, *sum))
    }

    fn by_category(&self, flow: Flow) -> Table {
        let sums = self.categories.iter().filter(|((of, _), _)| *of == flow);
        let rows = sums.map(|(_, (name, sum))| (Value::Bi((**name).clone()), *sum)).collect();
        match flow {
            Flow::Income => sums_table("income", "finance-table-income", rows),
            Flow::Expense => sums_table("expense", "finance-table-expense", rows),
        }
    }

    fn by_their_category(&self) -> Table {
        let name = |category: &Option<One<Line>>| {
            category.as_ref().map_or_else(|| Value::word("finance-category-none"), Value::text)
        };
        let rows = self.theirs.iter().map(|((_, category), sum)| (name(category), *sum)).collect();
        sums_table("taken-over", "finance-table-taken-over", rows)
    }

    fn accounts(&self, month: Month, standing: &Standing) -> Option<Table> {
        let ends = match &self.closing {
            Some(closing) => closing.accounts.clone(),
            None => account_ends(month, standing),
        };
        let held = ends.iter().fold(0_i64, |sum, end| sum.saturating_add(end.balance));
        let row = |end: &AccountEnd| {
            let stated = end.stated.map_or(Value::None, Value::Money);
            vec![Value::text(&end.name), Value::text(&end.account), Value::Money(end.balance), stated]
        };
        (!ends.is_empty()).then(|| Table {
            name: "accounts".to_owned(),
            caption: "finance-table-account-ends".to_owned(),
            columns: keys(&["account-name", "account-code", "account-end", "account-end-stated"]),
            rows: ends.iter().map(row).collect(),
            totals: Some(vec![Value::word("finance-totals"), Value::None, Value::Money(held), Value::None]),
        })
    }

    fn items(&self, totals: &PeriodTotals) -> Table<Rows<'_>> {
        // The opening counts what accounts opened in the month held already; their items come one by one.
        let opening = totals.opening.saturating_sub(self.sum.brought_in);
        let show = move |show: &mut dyn FnMut(Row)| {
            let mut held = opening;
            self.items.each(&mut |(on, index, _), kept| {
                held = held.saturating_add(kept.amounts().change());
                show(kept.row(*on, *index, held));
            });
        };
        let last = COLUMNS.iter().map(|column| match *column {
            "item-day" => Value::word("finance-totals"),
            "item-income" => Value::Money(self.sum.income),
            "item-expense" => Value::Money(self.sum.expense),
            "item-taken-over" => amount(self.sum.taken_over),
            "item-balance" => Value::Money(opening.saturating_add(self.sum.change())),
            _ => Value::None,
        });
        Table {
            name: "items".to_owned(),
            caption: "finance-table-items".to_owned(),
            columns: keys(COLUMNS),
            totals: Some(last.collect()),
            rows: Rows::Made(Box::new(show)),
        }
    }
}

/// The figures of a month: those it was closed with, or those of the books now.
pub(super) fn totals(month: Month, standing: &Standing) -> PeriodTotals {
    standing.books.closed(month).unwrap_or_else(|| standing.books.totals(month))
}

/// Keys as documents carry them.
pub(super) fn keys(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

fn account_ends(month: Month, standing: &Standing) -> Vec<AccountEnd> {
    let last = month.last();
    let accounts = standing.books.accounts().filter(|(_, account)| account.first <= last);
    accounts
        .map(|(code, account)| AccountEnd {
            account: code.clone(),
            name: account.name.clone(),
            balance: account.balance(last),
            stated: account.stated(last),
        })
        .collect()
}

pub(super) fn sums_table(name: &str, caption: &str, rows: Vec<(Value, i64)>) -> Table {
    let sum = rows.iter().fold(0_i64, |sum, (_, amount)| sum.saturating_add(*amount));
    Table {
        name: name.to_owned(),
        caption: caption.to_owned(),
        columns: keys(&["finance-category", "finance-amount"]),
        rows: rows.into_iter().map(|(name, amount)| vec![name, Value::Money(amount)]).collect(),
        totals: Some(vec![Value::word("finance-totals"), Value::Money(sum)]),
    }
}
