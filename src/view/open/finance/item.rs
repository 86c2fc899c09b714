//! One movement as kept for its month's statement, and the row it becomes.
//!
//! Everything that could be renamed later (persons, categories, accounts, resolutions) is kept as it was called when
//! the entry was folded, so that a closed month never changes.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::hash::Hash;
use crate::base::time::Day;
use crate::base::words::Bi;
use crate::event::mandate::{BodySort, Role};
use crate::event::posting::{AccountClass, Flow, Movement, PostingLine};
use crate::rules::standing::Standing;
use crate::view::document::{Tone, Value};
use crate::view::open::finance::shared::{One, Shared};
use crate::view::open::finance::{Link, Posted, amount};
use crate::view::recorded::Recorded;

/// What a movement is in minor units, each amount under exactly one heading.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Amounts {
    /// Received; negative when undone.
    pub(super) income: i64,
    /// Paid; negative when undone.
    pub(super) expense: i64,
    /// Paid before the ledger's own books.
    pub(super) taken_over: i64,
    /// Held already when an account was opened; negative when undone.
    pub(super) brought_in: i64,
    /// Moved between own accounts.
    pub(super) moved: i64,
}

impl Amounts {
    fn of(lines: &[PostingLine]) -> Self {
        let mut amounts = Self::default();
        let mut entered = 0_i64;
        for line in lines {
            let (sum, amount) = match AccountClass::of(&line.account) {
                Some(AccountClass::Income) => (&mut amounts.income, line.amount.saturating_neg()),
                Some(AccountClass::Expense) => (&mut amounts.expense, line.amount),
                Some(AccountClass::TakenOverExpense) => (&mut amounts.taken_over, line.amount),
                Some(AccountClass::Opening) => (&mut amounts.brought_in, line.amount.saturating_neg()),
                Some(AccountClass::Bank | AccountClass::Cash) => (&mut entered, line.amount.max(0)),
                Some(AccountClass::TakenOver) | None => continue,
            };
            *sum = sum.saturating_add(amount);
        }
        let within = amounts.income == 0 && amounts.expense == 0 && amounts.brought_in == 0;
        amounts.moved = if within { entered } else { 0 };
        amounts
    }

    /// Adds those of another movement.
    pub(super) fn add(&mut self, other: &Self) {
        self.income = self.income.saturating_add(other.income);
        self.expense = self.expense.saturating_add(other.expense);
        self.taken_over = self.taken_over.saturating_add(other.taken_over);
        self.brought_in = self.brought_in.saturating_add(other.brought_in);
        self.moved = self.moved.saturating_add(other.moved);
    }

    /// What it adds to the money held.
    pub(super) fn change(&self) -> i64 {
        self.income.saturating_sub(self.expense).saturating_add(self.brought_in)
    }
}

/// A person as named when the entry was folded.
pub(super) type Person = (Code, String);

/// What a movement was for.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Category {
    /// One of the policy's.
    Known(One<Bi>),
    /// In the words of accounts taken over.
    Theirs(One<Line>),
}

impl Category {
    fn value(&self) -> Value {
        match self {
            Category::Known(name) => Value::Bi((**name).clone()),
            Category::Theirs(name) => Value::text(name),
        }
    }
}

/// What one line adds to a category, in minor units.
#[derive(Debug)]
pub(super) struct CategorySum {
    pub(super) flow: Flow,
    pub(super) code: Code,
    pub(super) name: One<Bi>,
    pub(super) amount: i64,
}

/// What only movements in the ledger's own books have.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Own {
    accounts: Vec<One<Line>>,
    actors: Vec<(Role, One<Person>)>,
    supervisors: Vec<One<Person>>,
    voucher_no: Option<Code>,
    vouchers: Vec<Hash>,
    remark: Option<Text>,
    undoes: Option<Link>,
    undone_by: Option<Link>,
    late: bool,
    over_budget: bool,
}

/// What only movements taken over have.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Theirs {
    file: One<Hash>,
    row: u32,
    reference: Option<Line>,
}

/// Where a movement comes from. Boxed: there may be a hundred thousand of the one and none of the other.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Origin {
    Own(Box<Own>),
    Theirs(Box<Theirs>),
}

/// A movement as kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    id: EventId,
    movement: Movement,
    category: Option<Category>,
    purpose: One<Line>,
    counterparty: Option<One<Line>>,
    matter: Option<One<(Code, Option<Line>)>>,
    amounts: Amounts,
    origin: Origin,
}

/// Keys of the columns of the table of movements, in the order of [`Kept::row`].
pub(super) const COLUMNS: &[&str] = &[
    "item-day",
    "item-event",
    "item-movement",
    "item-category",
    "item-purpose",
    "item-counterparty",
    "item-income",
    "item-expense",
    "item-moved",
    "item-taken-over",
    "item-balance",
    "item-accounts",
    "item-handler",
    "item-witness",
    "item-approver",
    "item-supervision",
    "item-resolution",
    "item-voucher",
    "item-voucher-files",
    "item-source",
    "item-marks",
    "item-remark",
];

impl Kept {
    pub(super) fn amounts(&self) -> &Amounts {
        &self.amounts
    }

    /// The category in the words of accounts taken over.
    pub(super) fn their_category(&self) -> Option<One<Line>> {
        match &self.category {
            Some(Category::Theirs(name)) => Some(name.clone()),
            Some(Category::Known(_)) | None => None,
        }
    }

    pub(super) fn mark_over_budget(&mut self) {
        if let Origin::Own(own) = &mut self.origin {
            own.over_budget = true;
        }
    }

    pub(super) fn mark_undone(&mut self, reversal: Link) {
        if let Origin::Own(own) = &mut self.origin {
            own.undone_by.get_or_insert(reversal);
        }
    }

    /// The row; `balance` is the money held in all own accounts after it.
    pub(super) fn row(&self, on: Day, index: u64, balance: i64) -> Vec<Value> {
        let mut row = vec![
            Value::Day(on),
            Value::Event { index, id: self.id },
            Value::word(movement_word(self.movement)),
            self.category.as_ref().map_or(Value::None, Category::value),
            Value::text(&self.purpose),
            Value::maybe(self.counterparty.as_ref()),
            amount(self.amounts.income),
            amount(self.amounts.expense),
            amount(self.amounts.brought_in.saturating_add(self.amounts.moved)),
            amount(self.amounts.taken_over),
            Value::Money(balance),
        ];
        let resolution =
            self.matter.as_deref().map_or(Value::None, |(matter, title)| resolution(matter, title.as_ref()));
        match &self.origin {
            Origin::Own(own) => row.extend(own.cells(resolution)),
            Origin::Theirs(theirs) => row.extend(theirs.cells(resolution)),
        }
        row
    }
}

impl Own {
    fn actor(&self, role: Role) -> Value {
        self.actors.iter().find(|(found, _)| *found == role).map_or(Value::None, |(_, actor)| person(actor))
    }

    fn cells(&self, resolution: Value) -> [Value; 11] {
        [
            list(self.accounts.iter().map(Value::text).collect()),
            self.actor(Role::Handler),
            self.actor(Role::Witness),
            self.actor(Role::Approver),
            persons(&self.supervisors),
            resolution,
            Value::maybe(self.voucher_no.as_ref()),
            list(self.vouchers.iter().map(|digest| Value::Digest(*digest)).collect()),
            Value::None,
            self.marks(),
            Value::maybe(self.remark.as_ref()),
        ]
    }

    fn marks(&self) -> Value {
        let mut marks = Vec::new();
        if self.late {
            marks.push(Value::badge("mark-late", Tone::Bad));
        }
        if self.over_budget {
            marks.push(Value::badge("mark-over-budget", Tone::Bad));
        }
        if let Some(undone) = self.undoes {
            marks.extend([Value::badge("mark-undoes", Tone::Plain), undone.value()]);
        }
        if let Some(reversal) = self.undone_by {
            marks.extend([Value::badge("mark-undone", Tone::Plain), reversal.value()]);
        }
        list(marks)
    }
}

impl Theirs {
    fn cells(&self, resolution: Value) -> [Value; 11] {
        let source = Value::text(format!("{}/{}", self.file.short(), self.row));
        let voucher = Value::maybe(self.reference.as_ref());
        let none = || Value::None;
        [none(), none(), none(), none(), none(), resolution, voucher, none(), source, none(), none()]
    }
}

/// Movements taken over say in their row that nobody decided them here.
fn movement_word(movement: Movement) -> &'static str {
    match movement {
        Movement::TakenOver => "item-not-decided-here",
        Movement::TakenOverRefund => "item-refund-not-decided-here",
        own => own.words_key(),
    }
}

/// A link to a resolution's document.
pub(super) fn resolution(matter: &Code, title: Option<&Line>) -> Value {
    let label = Box::new(Value::text(title.map_or(matter.as_str(), Line::as_str)));
    Value::Document { path: format!("party/resolution/{matter}"), label }
}

/// A person.
fn person((code, name): &Person) -> Value {
    Value::Person { code: code.clone(), name: name.clone() }
}

/// Several persons, or nothing.
pub(super) fn persons(persons: &[One<Person>]) -> Value {
    list(persons.iter().map(|found| person(found)).collect())
}

fn list(values: Vec<Value>) -> Value {
    if values.is_empty() { Value::None } else { Value::List(values) }
}

/// Makes what is kept, with what repeats kept once.
#[derive(Debug, Default)]
pub(super) struct Maker {
    lines: Shared<Line>,
    names: Shared<Bi>,
    persons: Shared<Person>,
    matters: Shared<(Code, Option<Line>)>,
    files: Shared<Hash>,
}

impl Maker {
    /// The movement as kept.
    pub(super) fn make(&mut self, posted: &Posted<'_>) -> Kept {
        let item = posted.item;
        let category = match posted.lines.iter().find_map(|line| self.sum(line, posted.standing)) {
            Some(sum) => Some(Category::Known(sum.name)),
            None => item.category.clone().map(|name| Category::Theirs(self.lines.keep(name))),
        };
        let origin = match &item.taken_from {
            Some((file, row)) => Origin::Theirs(Box::new(Theirs {
                file: self.files.keep(*file),
                row: *row,
                reference: item.reference.clone(),
            })),
            None => Origin::Own(Box::new(self.own(posted))),
        };
        Kept {
            id: posted.recorded.at.id,
            movement: item.movement,
            category,
            purpose: self.lines.keep(item.purpose.clone()),
            counterparty: item.counterparty.clone().map(|name| self.lines.keep(name)),
            matter: item.matter.as_ref().map(|matter| self.matters.keep(titled(matter, posted.standing))),
            amounts: Amounts::of(posted.lines),
            origin,
        }
    }

    fn own(&mut self, posted: &Posted<'_>) -> Own {
        let Posted { on, lines, item, recorded, standing, .. } = *posted;
        // What money leaves comes first: "from … into …".
        let mut money: Vec<&PostingLine> = lines.iter().filter(|line| line.holds_money()).collect();
        money.sort_by_key(|line| line.amount);
        let accounts = money.into_iter().filter_map(|line| standing.books.account(&line.account));
        let late_entry = standing.policy.as_ref().map(|policy| policy.clocks.late_entry.days);
        let index_of = |id: EventId| standing.ids.get(&id).map(|index| Link { index: *index, id });
        Own {
            accounts: accounts.map(|account| self.lines.keep(account.name.clone())).collect(),
            actors: item.actors.iter().map(|(role, who)| (*role, self.person(who, standing))).collect(),
            supervisors: self.supervisors(recorded, standing),
            voucher_no: item.voucher_no.clone(),
            vouchers: item.vouchers.iter().map(|file| file.sha256).collect(),
            remark: item.remark.clone(),
            undoes: item.reverses.and_then(index_of),
            undone_by: None,
            late: late_entry.is_some_and(|days| on.until(recorded.at.accepted_day) > days),
            over_budget: false,
        }
    }

    fn person(&mut self, who: &Code, standing: &Standing) -> One<Person> {
        self.persons.keep((who.clone(), standing.mandates.name_of(who)))
    }

    /// Those of the supervision group who signed, by code.
    pub(super) fn supervisors(&mut self, recorded: &Recorded, standing: &Standing) -> Vec<One<Person>> {
        let supervises = |body: &Code| standing.mandates.sort_of(body) == Some(BodySort::Supervision);
        let signed = recorded.signed.iter().filter(|signed| signed.seats.iter().any(|seat| supervises(&seat.body)));
        let codes: BTreeSet<&Code> = signed.filter_map(|signed| signed.person.as_ref()).collect();
        codes.into_iter().map(|who| self.person(who, standing)).collect()
    }

    /// What the lines add to categories, as the policy in force calls them.
    pub(super) fn sums(&mut self, lines: &[PostingLine], standing: &Standing) -> Vec<CategorySum> {
        lines.iter().filter_map(|line| self.sum(line, standing)).collect()
    }

    fn sum(&mut self, line: &PostingLine, standing: &Standing) -> Option<CategorySum> {
        let (flow, amount) = match AccountClass::of(&line.account)? {
            AccountClass::Income => (Flow::Income, line.amount.saturating_neg()),
            AccountClass::Expense => (Flow::Expense, line.amount),
            _ => return None,
        };
        let code: Code = line.account.as_str().split_once(':')?.1.parse().ok()?;
        let name = self.names.keep(category_name(flow, &code, standing));
        Some(CategorySum { flow, code, name, amount })
    }
}

/// What the policy in force calls a category; its code when it lists none such any more.
pub(super) fn category_name(flow: Flow, code: &Code, standing: &Standing) -> Bi {
    let names = standing.policy.as_ref().map(|policy| match flow {
        Flow::Income => &policy.income,
        Flow::Expense => &policy.expense,
    });
    names.and_then(|names| names.get(code)).cloned().unwrap_or_else(|| Bi::new(code.as_str(), code.as_str()))
}

fn titled(matter: &Code, standing: &Standing) -> (Code, Option<Line>) {
    (matter.clone(), standing.authorities.matter(matter).map(|state| state.matter.title.clone()))
}
