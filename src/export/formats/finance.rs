//! Finance: every line of every movement of money, in double entry, and the figures of every month.
//!
//! The lines of a movement add up to zero. Income of a month is what stands in lines of class `income` with the sign turned,
//! expenditure what stands in class `expense`, money held what all lines of class `bank` and `cash` add up to so far.

use std::collections::BTreeMap;

use crate::base::code::Code;
use crate::base::problem::Outcome;
use crate::event::mandate::Role;
use crate::event::posting::{AccountClass, PostingLine};
use crate::export::movements::{Movement, Movements};
use crate::export::table::{self, Cell, Table};
use crate::export::{End, Exporter, File, Seen};

/// The exporter.
#[derive(Default)]
pub struct Finance {
    movements: Movements,
}

const NAME: &str = "finance";

const LINES: &[&str] = &[
    "entry",
    "event_id",
    "occurred_on",
    "recorded_at",
    "line",
    "movement",
    "account",
    "account_name_zh",
    "account_name_en",
    "class",
    "amount_minor",
    "amount",
    "balance_after_minor",
    "balance_after",
    "reversed_by",
    "currency",
    "purpose",
    "counterparty",
    "their_category",
    "handler",
    "witness",
    "approver",
    "supervision",
    "signed",
    "voucher_no",
    "bill_no",
    "voucher_files",
    "resolution",
    "budget_year",
    "budget_line",
    "reverses",
    "source_file",
    "source_row",
    "source_reference",
    "remark",
];

const MONTHS: &[&str] = &[
    "month",
    "state",
    "opening_minor",
    "opening",
    "income_minor",
    "income",
    "expense_minor",
    "expense",
    "closing_minor",
    "closing",
    "taken_over_minor",
    "taken_over",
];

const BUDGET: &[&str] = &[
    "budget_year",
    "budget_line",
    "flow",
    "category",
    "budgeted_minor",
    "budgeted",
    "used_minor",
    "used",
    "left_minor",
    "left",
    "resolution",
    "currency",
];

impl Finance {
    /// The exporter, for the registry.
    pub fn boxed() -> Box<dyn Exporter> {
        Box::new(Self::default())
    }

    fn lines(&self, end: &End<'_>) -> Table {
        let mut balances: BTreeMap<&Code, i64> = BTreeMap::new();
        let mut rows = Vec::new();
        for movement in self.movements.all() {
            let undone = end.standing.books.movement(&movement.id).and_then(|movement| movement.reversed_by);
            for (number, (line, name)) in (1_i64..).zip(&movement.lines) {
                let holds = AccountClass::of(&line.account).is_some_and(AccountClass::holds_money);
                let balance = holds.then(|| {
                    let balance = balances.entry(&line.account).or_default();
                    *balance = balance.saturating_add(line.amount);
                    *balance
                });
                let mut row = head(movement, line);
                row.insert(4, Cell::Whole(number));
                row.splice(7..7, [Cell::text(&name.zh), Cell::text(&name.en)]);
                row.extend(Cell::maybe_money(balance));
                row.extend([Cell::maybe(undone), Cell::text(end.currency().code)]);
                row.extend(told(movement, end));
                rows.push(row);
            }
        }
        Table { name: NAME, columns: LINES, rows }
    }

    fn budget(&self, end: &End<'_>) -> Table {
        let used = self.movements.used();
        let mut rows = Vec::new();
        for (year, budget) in end.standing.books.budgets() {
            for line in &budget.lines {
                let used = used.get(&(year, line.line.clone())).copied().unwrap_or_default();
                let mut row = vec![
                    Cell::whole(year),
                    Cell::text(&line.line),
                    Cell::code(line.flow),
                    Cell::text(line.flow.account(&line.category)),
                ];
                row.extend([line.amount, used, line.amount.saturating_sub(used)].into_iter().flat_map(Cell::money));
                row.extend([Cell::text(&budget.matter), Cell::text(end.currency().code)]);
                rows.push(row);
            }
        }
        Table { name: "finance_budget", columns: BUDGET, rows }
    }
}

/// The figures of every month, as the statements show them.
fn months(end: &End<'_>) -> Table {
    let books = &end.standing.books;
    let rows = books.months().map(|month| {
        let closed = books.closed(month);
        let totals = closed.unwrap_or_else(|| books.totals(month));
        let before = books.first_day().is_none_or(|first| month < first.month());
        let state = match (closed.is_some(), before) {
            (true, _) => "closed",
            (false, true) => "history",
            (false, false) => "open",
        };
        let mut row = vec![Cell::text(month), Cell::text(state)];
        let figures = [totals.opening, totals.income, totals.expense, totals.closing, totals.taken_over];
        row.extend(figures.into_iter().flat_map(Cell::money));
        row
    });
    Table { name: "finance_months", columns: MONTHS, rows: rows.collect() }
}

impl Exporter for Finance {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        self.movements.fold(seen);
    }

    fn files(&self, end: &End<'_>) -> Outcome<Vec<File>> {
        table::files(NAME, &[self.lines(end), months(end), self.budget(end)], &end.currency())
    }
}

/// The first cells of a line, without its number and what its account is called.
fn head(movement: &Movement, line: &PostingLine) -> Vec<Cell> {
    let mut cells = table::entry(movement.index, movement.id).to_vec();
    cells.extend([
        Cell::text(movement.on),
        Cell::text(movement.accepted),
        Cell::code(movement.item.movement),
        Cell::text(&line.account),
        Cell::maybe(class(&line.account)),
    ]);
    cells.extend(Cell::money(line.amount));
    cells
}

/// What an account is for, as a code.
pub fn class(account: &Code) -> Option<&'static str> {
    let class = match AccountClass::of(account)? {
        AccountClass::Bank => "bank",
        AccountClass::Cash => "cash",
        AccountClass::Income => "income",
        AccountClass::Expense => "expense",
        AccountClass::Opening => "opening",
        AccountClass::TakenOver => "taken_over",
        AccountClass::TakenOverExpense => "taken_over_expense",
    };
    Some(class)
}

fn told(movement: &Movement, end: &End<'_>) -> Vec<Cell> {
    let item = &movement.item;
    let person = |code: &Code| table::person(code, end.standing);
    let actor = |role: Role| Cell::maybe(movement.actor(role).map(person));
    vec![
        Cell::text(&item.purpose),
        Cell::maybe(item.counterparty.as_ref()),
        Cell::maybe(item.category.as_ref()),
        actor(Role::Handler),
        actor(Role::Witness),
        actor(Role::Approver),
        Cell::list(movement.supervision.iter().map(person)),
        Cell::list(movement.signed.iter().map(person)),
        Cell::maybe(item.voucher_no.as_ref()),
        Cell::maybe(item.bill_no.as_ref()),
        Cell::list(item.vouchers.iter().map(|file| file.sha256)),
        Cell::maybe(item.matter.as_ref()),
        Cell::number(movement.budget.as_ref().map(|(year, _)| *year)),
        Cell::maybe(movement.budget.as_ref().map(|(_, line)| line)),
        Cell::maybe(item.reverses),
        Cell::maybe(item.taken_from.as_ref().map(|(file, _)| file)),
        Cell::number(item.taken_from.as_ref().map(|(_, row)| *row)),
        Cell::maybe(item.reference.as_ref()),
        Cell::maybe(item.remark.as_ref()),
    ]
}
