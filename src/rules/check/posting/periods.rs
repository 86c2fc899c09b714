//! Which days can still be booked on, when accounts open and months close, and whether the bank agrees.

use crate::base::code::Code;
use crate::base::problem::Problem;
use crate::base::time::{Day, Month};
use crate::event::posting::{AccountClass, PeriodTotals};
use crate::rules::check::{Case, Verdict, demand};

fn not_after_event(on: Day, case: &Case<'_>) -> Verdict {
    demand(on <= case.at.day, || Problem::refused("day-after-event").with("found", on).with("latest", case.at.day))
}

fn not_closed(on: Day, case: &Case<'_>) -> Verdict {
    let closed_until = case.standing.books.closed_until();
    demand(closed_until.is_none_or(|until| until < on.month()), || {
        let until = closed_until.map(Month::last).unwrap_or_default();
        Problem::refused("period-closed").with("day", on).with("open", until.plus(1))
    })
}

fn not_before(first: Day, on: Day) -> Verdict {
    demand(first <= on, || Problem::refused("day-before-books").with("found", on).with("first", first))
}

/// The day can be booked on.
pub fn open(on: Day, case: &Case<'_>) -> Verdict {
    not_after_event(on, case)?;
    let first = case.standing.books.first_day();
    not_before(first.ok_or_else(|| Problem::refused("books-not-begun"))?, on)?;
    not_closed(on, case)
}

/// The account can be opened from this day.
pub fn account_new(account: &Code, first: Day, case: &Case<'_>) -> Verdict {
    let books = &case.standing.books;
    let class = AccountClass::of(account);
    demand(class.is_some_and(AccountClass::holds_money), || {
        Problem::refused("account-holds-no-money").with("account", account)
    })?;
    if let Some(found) = books.account(account) {
        demand(found.is_untouched(), || {
            Problem::refused("account-exists").with("account", account).with("first", found.first)
        })?;
    }
    not_after_event(first, case)?;
    not_closed(first, case)?;
    // An account opened again does not count as the beginning it set when it was opened wrongly.
    let others = books.accounts().filter(|(other, _)| *other != account).map(|(_, other)| other.first);
    others.min().map_or(Ok(()), |begun| not_before(begun, first))?;
    let history = books.history_until();
    demand(history.is_none_or(|until| until < first), || {
        let until = history.unwrap_or_default();
        Problem::refused("books-begin-in-history").with("found", first).with("earliest", until.plus(1))
    })
}

/// History taken over lies before the ledger's own books.
pub fn before_books(on: Day, case: &Case<'_>) -> Verdict {
    not_after_event(on, case)?;
    if let Some(first) = case.standing.books.first_day() {
        demand(on < first, || Problem::refused("history-in-own-books").with("found", on).with("first", first))?;
    }
    // Months before the first own one are never closed; that one is, with what was brought in by then.
    let month = on.month();
    demand(case.standing.books.closed(month).is_none(), || {
        Problem::refused("history-in-closed-month").with("found", on).with("month", month)
    })
}

/// The bank's figure is that of the books.
pub fn bank_agrees(account: &Code, as_of: Day, balance: i64, case: &Case<'_>) -> Verdict {
    demand(AccountClass::of(account) == Some(AccountClass::Bank), || {
        Problem::refused("account-not-at-bank").with("account", account)
    })?;
    not_after_event(as_of, case)?;
    agree(account, as_of, balance, case)
}

fn agree(account: &Code, as_of: Day, stated: i64, case: &Case<'_>) -> Verdict {
    let booked = case.standing.books.balance(account, as_of);
    demand(stated == booked, || {
        Problem::refused("bank-disagrees")
            .with("account", account)
            .with("day", as_of)
            .with("bank", case.money(stated))
            .with("books", case.money(booked))
            .with("difference", case.money(stated.saturating_sub(booked)))
    })
}

/// The month can be closed with these figures.
pub fn closable(month: Month, totals: &PeriodTotals, case: &Case<'_>) -> Verdict {
    let books = &case.standing.books;
    let next = books.next_to_close().ok_or_else(|| Problem::refused("books-not-begun"))?;
    demand(month == next, || Problem::refused("period-not-next").with("found", month).with("expected", next))?;
    let last = month.last();
    demand(last < case.at.day, || {
        Problem::refused("period-not-over").with("month", month).with("earliest", last.plus(1))
    })?;
    let at_bank = |account: &Code| AccountClass::of(account) == Some(AccountClass::Bank);
    for (account, state) in books.accounts().filter(|(account, state)| at_bank(account) && state.first <= last) {
        let stated = state.stated(last);
        let stated =
            stated.ok_or_else(|| Problem::refused("bank-not-stated").with("account", account).with("day", last))?;
        // The statement agreed when it was recorded; something may have been booked since on a day before it.
        agree(account, last, stated, case)?;
    }
    figures_agree(month, totals, &books.totals(month), case)
}

fn figures_agree(month: Month, found: &PeriodTotals, expected: &PeriodTotals, case: &Case<'_>) -> Verdict {
    let figures = [
        ("figure-opening", found.opening, expected.opening),
        ("figure-income", found.income, expected.income),
        ("figure-expense", found.expense, expected.expense),
        ("figure-closing", found.closing, expected.closing),
        ("figure-taken-over", found.taken_over, expected.taken_over),
    ];
    for (figure, found, expected) in figures {
        demand(found == expected, || {
            Problem::refused("figure-differs")
                .with("month", month)
                .with_word("figure", figure)
                .with("found", case.money(found))
                .with("expected", case.money(expected))
        })?;
    }
    Ok(())
}
