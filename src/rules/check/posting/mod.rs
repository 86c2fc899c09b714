//! Judges what the books allow: balanced movements, vouchers, cover, reversals. Periods are in `periods`, who
//! must sign and what was budgeted in `approval`.
//!
//! Patterns that deserve a second look (a payment split below a tier, the same file twice, a late entry) are not
//! refused here: they are flags for readers, and honest bookkeeping can look like them.

mod approval;
mod periods;
#[cfg(test)]
mod tests;
mod units;

use std::collections::BTreeSet;

use crate::base::code::{Code, EventId};
use crate::base::limits;
use crate::base::problem::Problem;
use crate::base::time::Day;
use crate::event::file::FileRef;
use crate::event::posting::{AccountClass, Movement, PostingClause, PostingLine};
use crate::rules::check::{Case, Verdict, demand};

/// Judges one clause.
pub fn check(clause: &PostingClause, case: &Case<'_>) -> Verdict {
    match clause {
        PostingClause::Balanced { movement, amount, lines } => balanced(*movement, *amount, lines, case),
        PostingClause::PeriodOpen(on) => periods::open(*on, case),
        PostingClause::CategoryKnown { flow, category } => approval::category_known(*flow, category, case),
        PostingClause::MoneyAccount { account, on } => money_account(account, *on, case),
        PostingClause::Covers { account, amount, on } => covers(account, *amount, *on, case),
        PostingClause::Vouchered { number, files } => vouchered(number, files, case),
        PostingClause::Countersigned { amount, actors, payee } => approval::countersigned(*amount, actors, payee, case),
        PostingClause::Undoes { event, lines, matter, on } => undoes(event, lines, matter.as_ref(), *on, case),
        PostingClause::AccountNew { account, first } => periods::account_new(account, *first, case),
        PostingClause::BudgetFits { year, lines, matter } => approval::budget_fits(*year, lines, matter, case),
        PostingClause::BudgetLineKnown { line, flow, category, on } => {
            approval::budget_line_known(line, (*flow, category), *on, case)
        }
        PostingClause::BankAgrees { account, as_of, balance } => periods::bank_agrees(account, *as_of, *balance, case),
        PostingClause::Closable { month, totals } => periods::closable(*month, totals, case),
        PostingClause::BeforeBooks(on) => periods::before_books(*on, case),
        PostingClause::Moves { unit, on, lines } => units::moves(unit, *on, lines, case),
        PostingClause::Holds { unit, place, amount, on } => units::holds(unit, place, *amount, *on, case),
        PostingClause::StandsAt { unit, place, amount, on } => units::stands_at(unit, place, *amount, *on, case),
        PostingClause::Free { person, from, until } => units::free(person, *from, *until, case),
        PostingClause::MovesStand { event, on } => units::stand(event, *on, case),
    }
}

fn balanced(movement: Movement, amount: Option<i64>, lines: &[PostingLine], case: &Case<'_>) -> Verdict {
    demand(amount.is_none_or(|amount| amount > 0), || {
        let found = case.money(amount.unwrap_or_default());
        Problem::refused("amount-not-positive").with("found", found).with_word("movement", movement.words_key())
    })?;
    let mut seen = BTreeSet::new();
    for line in lines {
        let account = &line.account;
        demand(line.amount != 0, || Problem::refused("amount-zero").with("account", account))?;
        demand(line.amount.unsigned_abs() <= limits::AMOUNT.unsigned_abs(), || {
            Problem::refused("amount-too-large").with("limit", case.money(limits::AMOUNT))
        })?;
        demand(seen.insert(account), || Problem::refused("account-twice").with("account", account))?;
        usable(movement, line)?;
    }
    let sum: i128 = lines.iter().map(|line| i128::from(line.amount)).sum();
    demand(sum == 0 && !lines.is_empty(), || Problem::refused("lines-unbalanced").with("sum", sum))?;
    // Every line is bounded, and so is their number: the payload is.
    let moved: i64 = lines.iter().map(|line| line.amount.max(0)).fold(0, i64::saturating_add);
    let left = limits::AMOUNT.saturating_sub(case.standing.books.turnover());
    demand(moved <= left, || {
        Problem::refused("books-full").with("amount", case.money(moved)).with("left", case.money(left.max(0)))
    })
}

/// The account may stand in this sort of movement, in this direction.
fn usable(movement: Movement, line: &PostingLine) -> Verdict {
    let class = AccountClass::of(&line.account);
    let class = class.ok_or_else(|| Problem::refused("account-unreadable").with("account", &line.account))?;
    let fits = if line.amount > 0 { into(movement, class) } else { out_of(movement, class) };
    demand(fits, || {
        Problem::refused("account-misused").with("account", &line.account).with_word("movement", movement.words_key())
    })
}

/// Whether the movement may bring value into an account of this class. What a reversal may do is for
/// [`undoes`] to say.
fn into(movement: Movement, class: AccountClass) -> bool {
    match movement {
        Movement::Expenditure => class == AccountClass::Expense,
        Movement::Income | Movement::Transfer | Movement::Opening => class.holds_money(),
        Movement::TakenOver => class == AccountClass::TakenOverExpense,
        Movement::TakenOverRefund => class == AccountClass::TakenOver,
        Movement::Reversal => true,
    }
}

/// Whether the movement may take value out of an account of this class.
fn out_of(movement: Movement, class: AccountClass) -> bool {
    match movement {
        Movement::Expenditure | Movement::Transfer => class.holds_money(),
        Movement::Income => class == AccountClass::Income,
        Movement::Opening => class == AccountClass::Opening,
        Movement::TakenOver => class == AccountClass::TakenOver,
        Movement::TakenOverRefund => class == AccountClass::TakenOverExpense,
        Movement::Reversal => true,
    }
}

fn money_account(account: &Code, on: Day, case: &Case<'_>) -> Verdict {
    let found = case.standing.books.account(account);
    let found = found.ok_or_else(|| Problem::refused("money-account-unknown").with("account", account))?;
    demand(found.first <= on, || {
        Problem::refused("money-account-not-yet").with("account", account).with("day", on).with("first", found.first)
    })
}

/// An account nobody opened is [`money_account`]'s to refuse.
fn covers(account: &Code, amount: i64, on: Day, case: &Case<'_>) -> Verdict {
    let Some(found) = case.standing.books.account(account) else { return Ok(()) };
    let (day, lowest) = found.lowest_from(on);
    demand(amount <= lowest, || {
        Problem::refused("account-cannot-cover")
            .with("account", account)
            .with("amount", case.money(amount))
            .with("available", case.money(lowest))
            .with("day", day)
    })
}

fn vouchered(number: &Code, files: &[FileRef], case: &Case<'_>) -> Verdict {
    if let Some(index) = case.standing.books.voucher(number) {
        return Err(Problem::refused("voucher-number-used").with("number", number).with("index", index));
    }
    demand(!files.is_empty(), || Problem::refused("voucher-missing").with("number", number))?;
    let distinct: BTreeSet<_> = files.iter().map(|file| file.sha256).collect();
    demand(distinct.len() == files.len(), || Problem::refused("voucher-file-twice").with("number", number))
}

fn undoes(event: &EventId, lines: &[PostingLine], matter: Option<&Code>, on: Day, case: &Case<'_>) -> Verdict {
    let found = case.standing.books.movement(event);
    let found = found.ok_or_else(|| Problem::refused("movement-unknown").with("event", event))?;
    if let Some(by) = found.reversed_by {
        return Err(Problem::refused("movement-reversed-already").with("event", event).with("by", by));
    }
    demand(found.movement != Movement::Reversal, || Problem::refused("reversal-of-reversal").with("event", event))?;
    demand(found.on <= on, || {
        Problem::refused("reversal-before-movement").with("found", on).with("earliest", found.on)
    })?;
    let mut expected: Vec<(&Code, i64)> =
        found.lines.iter().map(|line| (&line.account, line.amount.saturating_neg())).collect();
    let mut given: Vec<(&Code, i64)> = lines.iter().map(|line| (&line.account, line.amount)).collect();
    expected.sort_unstable();
    given.sort_unstable();
    demand(expected == given, || {
        let told: Vec<String> =
            expected.iter().map(|(account, amount)| format!("{account} {}", case.money(*amount))).collect();
        Problem::refused("reversal-not-opposite").with("event", event).with("expected", told.join(", "))
    })?;
    demand(found.matter == matter, || match found.matter {
        Some(expected) => Problem::refused("reversal-without-matter").with("event", event).with("matter", expected),
        None => Problem::refused("reversal-matter-unexpected").with("event", event),
    })
}
