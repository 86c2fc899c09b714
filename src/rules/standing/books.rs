//! Books: money accounts, movements, budgets, bank statements and closed periods.
//!
//! Only what the rules need of a movement is kept, because there may be a million of them: views fold the
//! effects themselves for everything a reader wants to know.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Line};
use crate::base::paged::Paged;
use crate::base::time::{Day, Month};
use crate::event::posting::{AccountClass, BudgetLine, Item, Movement, PeriodTotals, PostingEffect, PostingLine};
use crate::rules::standing::At;
use crate::rules::standing::stocks::Stocks;

/// An account that holds money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyAccount {
    /// Its name as shown.
    pub name: Line,
    /// Its first day in the books.
    pub first: Day,
    /// What came in less what went out on a day, in minor units; days on which that is nothing are left out.
    days: BTreeMap<Day, i64>,
    /// The balance at the end of every closed month, so that no question looks further back than that.
    ends: BTreeMap<Month, i64>,
    /// What the bank last said of the end of a day, in minor units.
    stated: BTreeMap<Day, i64>,
}

impl MoneyAccount {
    fn new(name: Line, first: Day) -> Self {
        Self { name, first, days: BTreeMap::new(), ends: BTreeMap::new(), stated: BTreeMap::new() }
    }

    /// The balance at the end of `day`, in minor units.
    pub fn balance(&self, day: Day) -> i64 {
        let sum = |from: i64, (_, net): (&Day, &i64)| from.saturating_add(*net);
        match self.ends.range(..day.month()).next_back() {
            Some((month, end)) => self.days.range(month.next().first()..=day).fold(*end, sum),
            None => self.days.range(..=day).fold(0, sum),
        }
    }

    /// The lowest balance at the end of `on` or of any later day recorded, and the day it is lowest.
    pub fn lowest_from(&self, on: Day) -> (Day, i64) {
        let mut balance = self.balance(on);
        let mut lowest = (on, balance);
        for (day, net) in self.days.range(on..).filter(|(day, _)| **day > on) {
            balance = balance.saturating_add(*net);
            if balance < lowest.1 {
                lowest = (*day, balance);
            }
        }
        lowest
    }

    /// What the bank last said of the end of `day`, in minor units.
    pub fn stated(&self, day: Day) -> Option<i64> {
        self.stated.get(&day).copied()
    }

    /// Whether nothing stands in it: it was opened with nothing, or what it was opened with is reversed.
    pub fn is_untouched(&self) -> bool {
        self.days.is_empty() && self.stated.is_empty()
    }

    fn post(&mut self, on: Day, amount: i64) {
        let net = self.days.entry(on).or_default();
        *net = net.saturating_add(amount);
        if *net == 0 {
            self.days.remove(&on);
        }
        // The rules never post into a closed month; history under other rules might have.
        for end in self.ends.range_mut(on.month()..).map(|(_, end)| end) {
            *end = end.saturating_add(amount);
        }
    }
}

/// What the rules need to know of a movement in the ledger's own books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted<'a> {
    /// What sort it is.
    pub movement: Movement,
    /// The day it counts on.
    pub on: Day,
    /// Its lines.
    pub lines: Vec<PostingLine>,
    /// The resolution it rests on.
    pub matter: Option<&'a Code>,
    /// The movement that undoes it.
    pub reversed_by: Option<EventId>,
}

/// A [`Posted`] as kept: codes are numbers into [`Names`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    movement: Movement,
    on: Day,
    lines: Box<[(u32, i64)]>,
    matter: Option<u32>,
}

/// Codes that many movements repeat, each kept once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Names {
    codes: Vec<Code>,
    numbers: BTreeMap<Code, u32>,
}

impl Names {
    fn number(&mut self, code: &Code) -> u32 {
        if let Some(number) = self.numbers.get(code) {
            return *number;
        }
        // A ledger of 2^32 entries comes before this many codes.
        let number = u32::try_from(self.codes.len()).unwrap_or(u32::MAX);
        self.codes.push(code.clone());
        self.numbers.insert(code.clone(), number);
        number
    }

    fn code(&self, number: u32) -> Option<&Code> {
        self.codes.get(usize::try_from(number).ok()?)
    }
}

/// The budget of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Its lines.
    pub lines: Vec<BudgetLine>,
    /// The resolution it rests on.
    pub matter: Code,
}

impl Budget {
    /// The line with this code.
    pub fn line(&self, line: &Code) -> Option<&BudgetLine> {
        self.lines.iter().find(|found| found.line == *line)
    }
}

/// What was posted in a month, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Sums {
    brought_in: i64,
    income: i64,
    expense: i64,
    taken_over: i64,
}

impl Sums {
    fn add(&mut self, line: &PostingLine) {
        let (sum, amount) = match AccountClass::of(&line.account) {
            Some(AccountClass::Opening) => (&mut self.brought_in, line.amount.saturating_neg()),
            Some(AccountClass::Income) => (&mut self.income, line.amount.saturating_neg()),
            Some(AccountClass::Expense) => (&mut self.expense, line.amount),
            Some(AccountClass::TakenOverExpense) => (&mut self.taken_over, line.amount),
            Some(AccountClass::Bank | AccountClass::Cash | AccountClass::TakenOver) | None => return,
        };
        *sum = sum.saturating_add(amount);
    }
}

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Books {
    accounts: BTreeMap<Code, MoneyAccount>,
    movements: Paged<EventId, Kept>,
    names: Names,
    /// Movements undone, and by which.
    reversed: Paged<EventId, EventId>,
    /// Voucher numbers used, and the entry that used them.
    vouchers: Paged<Code, u64>,
    budgets: BTreeMap<i16, Budget>,
    months: BTreeMap<Month, Sums>,
    closed: BTreeMap<Month, PeriodTotals>,
    /// The latest day of a movement taken over.
    history_until: Option<Day>,
    /// The sum of every positive line ever posted. As long as it is an exact integer, so is every total.
    turnover: i64,
    /// Points, minutes and goods.
    pub stocks: Stocks,
}

impl Books {
    /// A money account.
    pub fn account(&self, account: &Code) -> Option<&MoneyAccount> {
        self.accounts.get(account)
    }

    /// All money accounts, by code.
    pub fn accounts(&self) -> impl Iterator<Item = (&Code, &MoneyAccount)> {
        self.accounts.iter()
    }

    /// The balance of a money account at the end of `day`, in minor units; 0 when there is no such account.
    pub fn balance(&self, account: &Code, day: Day) -> i64 {
        self.account(account).map_or(0, |account| account.balance(day))
    }

    /// The day the ledger's own books begin: the first day of its first money account.
    pub fn first_day(&self) -> Option<Day> {
        self.accounts.values().map(|account| account.first).min()
    }

    /// The latest day of history taken over.
    pub fn history_until(&self) -> Option<Day> {
        self.history_until
    }

    /// A movement in the ledger's own books. Movements taken over are not kept: no rule asks for them.
    pub fn movement(&self, event: &EventId) -> Option<Posted<'_>> {
        let kept = self.movements.get(event)?;
        let line = |(number, amount): &(u32, i64)| {
            self.names.code(*number).map(|account| PostingLine { account: account.clone(), amount: *amount })
        };
        Some(Posted {
            movement: kept.movement,
            on: kept.on,
            lines: kept.lines.iter().filter_map(line).collect(),
            matter: kept.matter.and_then(|number| self.names.code(number)),
            reversed_by: self.reversed.get(event).copied(),
        })
    }

    /// The entry whose movement has this voucher number.
    pub fn voucher(&self, number: &Code) -> Option<u64> {
        self.vouchers.get(number).copied()
    }

    /// The budget of a year.
    pub fn budget(&self, year: i16) -> Option<&Budget> {
        self.budgets.get(&year)
    }

    /// All budgets, by year.
    pub fn budgets(&self) -> impl Iterator<Item = (i16, &Budget)> {
        self.budgets.iter().map(|(year, budget)| (*year, budget))
    }

    /// Months in which anything was posted, history taken over included, in order.
    pub fn months(&self) -> impl Iterator<Item = Month> {
        self.months.keys().copied()
    }

    /// The figures of a month as the books have them now.
    pub fn totals(&self, month: Month) -> PeriodTotals {
        let (from, before) = match self.closed.range(..month).next_back() {
            Some((closed, totals)) => (Some(closed.next()), totals.closing),
            None => (None, 0),
        };
        let open = self.months.range(..month).filter(|(earlier, _)| from.is_none_or(|from| **earlier >= from));
        let held = open.fold(before, |held, (_, sums)| {
            held.saturating_add(sums.brought_in).saturating_add(sums.income).saturating_sub(sums.expense)
        });
        let Sums { brought_in, income, expense, taken_over } = self.months.get(&month).copied().unwrap_or_default();
        let opening = held.saturating_add(brought_in);
        let closing = opening.saturating_add(income).saturating_sub(expense);
        PeriodTotals { opening, income, expense, closing, taken_over }
    }

    /// The figures a month was closed with; none while it is open.
    pub fn closed(&self, month: Month) -> Option<PeriodTotals> {
        self.closed.get(&month).copied()
    }

    /// The last month closed. Months close one after the other, so all before it are closed too.
    pub fn closed_until(&self) -> Option<Month> {
        self.closed.last_key_value().map(|(month, _)| *month)
    }

    /// The month to be closed next; none before the books begin.
    pub fn next_to_close(&self) -> Option<Month> {
        self.closed_until().map(Month::next).or_else(|| self.first_day().map(Day::month))
    }

    /// The sum of every positive line ever posted, in minor units.
    pub fn turnover(&self) -> i64 {
        self.turnover
    }

    /// Folds one effect.
    pub fn evolve(&mut self, effect: &PostingEffect, at: &At) {
        match effect {
            PostingEffect::AccountOpened { account, name, first, .. } => {
                self.accounts.insert(account.clone(), MoneyAccount::new(name.clone(), *first));
            }
            PostingEffect::Posted { on, lines, item } => self.post(*on, lines, item, at),
            PostingEffect::BudgetSet { year, lines, matter } => {
                self.budgets.insert(*year, Budget { lines: lines.clone(), matter: matter.clone() });
            }
            PostingEffect::Stated { account, as_of, balance, .. } => {
                if let Some(account) = self.accounts.get_mut(account) {
                    account.stated.insert(*as_of, *balance);
                }
            }
            PostingEffect::Closed { month, totals } => {
                for account in self.accounts.values_mut() {
                    let end = account.balance(month.last());
                    account.ends.insert(*month, end);
                }
                self.closed.insert(*month, *totals);
            }
            PostingEffect::Moved { unit, on, lines } => self.stocks.moved(unit, *on, lines, at),
            PostingEffect::Worked { person, from, until } => {
                self.stocks.work(person, (from.instant(), until.instant()), at);
            }
            PostingEffect::MovesUndone { event, on } => self.stocks.undone(event, *on, at),
        }
    }

    fn post(&mut self, on: Day, lines: &[PostingLine], item: &Item, at: &At) {
        let sums = self.months.entry(on.month()).or_default();
        for line in lines {
            sums.add(line);
            self.turnover = self.turnover.saturating_add(line.amount.max(0));
            if let Some(account) = self.accounts.get_mut(&line.account) {
                account.post(on, line.amount);
            }
        }
        if let Some(number) = &item.voucher_no {
            self.vouchers.get_or_insert_with(number, || at.index);
        }
        if let Some(undone) = item.reverses {
            self.reversed.get_or_insert_with(&undone, || at.id);
        }
        if item.movement.is_taken_over() {
            self.history_until = self.history_until.max(Some(on));
            return;
        }
        let lines = lines.iter().map(|line| (self.names.number(&line.account), line.amount)).collect();
        let matter = item.matter.as_ref().map(|matter| self.names.number(matter));
        self.movements.insert(at.id, Kept { movement: item.movement, on, lines, matter });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Instant;
    use crate::rules::testing::{code, day, file, line};

    fn at(index: u64) -> At {
        let mut distinct = [0; 10];
        distinct[2..].copy_from_slice(&index.to_be_bytes());
        let (accepted, day) = (Instant::from_millis(0), Day::default());
        At { index, id: EventId::new(1, distinct), accepted, day, accepted_day: day }
    }

    fn books() -> Books {
        let mut books = Books::default();
        let (account, name, first) = (code("cash"), line("现金"), day("2026-01-01"));
        books.evolve(&PostingEffect::AccountOpened { account, name, first, statement: file("count") }, &at(0));
        books
    }

    fn receive(books: &mut Books, amount: i64, on: &str, index: u64) {
        let lines = PostingLine::moving(amount, code("income:rent"), code("cash"));
        let item = Box::new(Item::new(Movement::Income, line("租金")));
        books.evolve(&PostingEffect::Posted { on: day(on), lines, item }, &at(index));
    }

    #[test]
    fn balances_are_the_same_before_and_after_a_month_is_closed() {
        let mut books = books();
        receive(&mut books, 5, "2026-01-31", 1);
        receive(&mut books, 7, "2026-02-01", 2);
        receive(&mut books, 11, "2026-04-15", 3);
        let days = ["2026-01-30", "2026-01-31", "2026-02-01", "2026-03-09", "2026-04-14", "2026-04-15", "2027-01-01"];
        let balances = |books: &Books| days.map(|on| books.balance(&code("cash"), day(on)));
        let open = balances(&books);
        assert_eq!(open, [0, 5, 12, 12, 12, 23, 23]);
        for month in ["2026-01", "2026-02", "2026-03"] {
            let month = month.parse().unwrap();
            let totals = books.totals(month);
            books.evolve(&PostingEffect::Closed { month, totals }, &at(9));
            assert_eq!(balances(&books), open, "{month}");
        }
    }

    #[test]
    fn folding_is_total_for_what_the_rules_would_refuse() {
        let mut books = books();
        let month = "2026-01".parse().unwrap();
        books.evolve(&PostingEffect::Closed { month, totals: PeriodTotals::default() }, &at(1));
        receive(&mut books, 5, "2026-01-31", 2);
        assert_eq!(books.balance(&code("cash"), day("2026-01-31")), 5);
        assert_eq!(books.balance(&code("cash"), day("2026-02-01")), 5);
        receive(&mut books, i64::MAX, "2026-02-01", 3);
        receive(&mut books, i64::MIN, "2026-02-02", 4);
        receive(&mut books, i64::MAX, "2026-02-03", 5);
        assert_eq!(books.turnover(), i64::MAX);
        let lines = vec![PostingLine { account: code("bank:unknown"), amount: -3 }];
        let item = Box::new(Item { reverses: Some(at(77).id), ..Item::new(Movement::Reversal, line("错")) });
        books.evolve(&PostingEffect::Posted { on: day("2026-02-03"), lines, item }, &at(6));
        assert_eq!(books.balance(&code("bank:unknown"), day("2026-02-03")), 0);
        let stated = PostingEffect::Stated {
            account: code("bank:unknown"),
            as_of: day("2026-02-03"),
            balance: 1,
            statement: file("statement"),
        };
        books.evolve(&stated, &at(7));
    }
}
