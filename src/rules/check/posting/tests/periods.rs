//! Days that can be booked on, accounts, bank statements, and the closing of months.

use super::*;
use crate::event::posting::PeriodTotals;
use crate::rules::standing::Standing;

#[test]
fn the_books_begin_with_a_money_account() {
    let mut world = World::new();
    let refused = world.refused(receive("r1", 100, "2026-01-05"), ALL);
    assert_eq!(refused, ["books-not-begun", "money-account-unknown"]);
    let none = PeriodClosed { month: "2026-01".parse().unwrap(), totals: PeriodTotals::default() };
    assert_eq!(world.refused(none, ALL), ["books-not-begun"]);
    assert_eq!(world.refused(account("expense:office", 5), ALL), ["account-holds-no-money", "account-misused"]);
    let tomorrow = AccountOpened { first: day("2026-01-06"), ..account("cash", 0) };
    assert_eq!(world.refused(tomorrow, ALL), ["day-after-event"]);
    assert_eq!(world.refused(account("cash", -5), ALL), ["amount-not-positive"]);
    world.accept(account("cash", 5), ALL);
    assert_eq!(balance(&world, "cash", "2025-12-31"), 0);
    assert_eq!(balance(&world, "cash", "2026-01-01"), 5);
}

#[test]
fn days_lie_between_the_beginning_and_the_event() {
    let mut world = world();
    assert_eq!(world.refused(receive("r1", 100, "2026-01-06"), ALL), ["day-after-event"]);
    assert_eq!(world.refused(receive("r1", 100, "2025-12-31"), ALL), ["day-before-books", "money-account-not-yet"]);
    let earlier = AccountOpened { first: day("2025-12-31"), ..account("bank:other", 0) };
    assert_eq!(world.refused(earlier, ALL), ["day-before-books"]);
    world.accept(AccountOpened { first: day("2026-01-04"), ..account("bank:other", 0) }, ALL);
    let early = Income { into: code("bank:other"), ..receive("r1", 100, "2026-01-03") };
    assert_eq!(world.refused(early, ALL), ["money-account-not-yet"]);
}

#[test]
fn an_account_opened_wrongly_can_be_opened_again_once_undone() {
    let mut world = world();
    assert_eq!(world.refused(account("bank:main", 5), ALL), ["account-exists"]);
    let opening = world.entries.len();
    let opening = world.entries[opening - 8..].iter().find_map(|(entry, _)| {
        let event = crate::event::payload::Event::read(entry.envelope.payload()).unwrap();
        (event.head.subject == "bank:main").then_some(event.head.id)
    });
    let opening = opening.unwrap();
    world.accept(undo(&world, opening, "v1", "2026-01-01"), ALL);
    world.accept(account("bank:main", 900_000), ALL);
    assert_eq!(balance(&world, "bank:main", "2026-01-05"), 900_000);
    let totals = world.standing.books.totals("2026-01".parse().unwrap());
    assert_eq!((totals.opening, totals.closing), (900_000, 900_000));
    world.accept(AccountOpened { opening: 70, ..account("cash", 0) }, ALL);
    assert_eq!(balance(&world, "cash", "2026-01-05"), 70, "nothing stood in it");
}

#[test]
fn the_bank_agrees_or_there_is_no_statement() {
    let mut world = world();
    assert_eq!(world.refused(stated(999_999, "2026-01-05"), ALL), ["bank-disagrees"]);
    assert_eq!(world.refused(stated(1_000_000, "2026-01-06"), ALL), ["day-after-event"]);
    assert_eq!(world.refused(stated(0, "2025-12-31"), ALL), ["money-account-not-yet"]);
    let cash = BankStatement { account: code("cash"), ..stated(0, "2026-01-05") };
    assert_eq!(world.refused(cash, ALL), ["account-not-at-bank"]);
    world.accept(stated(1_000_000, "2026-01-05"), ALL);
}

#[test]
fn months_close_in_order_when_over_and_stated_with_the_figures_of_the_books() {
    let mut world = world();
    world.accept(spend("v1", 300_000, "2026-01-05"), PAYING);
    world.accept(transfer("t1", 20_000, "2026-01-05"), ALL);
    world.accept(receive("r1", 50_000, "2026-01-05"), ALL);
    world.on("2026-01-31");
    world.accept(stated(730_000, "2026-01-31"), ALL);
    assert_eq!(world.refused(closing(&world, "2026-01"), ALL), ["period-not-over"]);
    world.on("2026-02-01");
    assert_eq!(world.refused(closing(&world, "2026-02"), ALL), ["period-not-next"]);
    assert_eq!(world.refused(closing(&world, "2025-12"), ALL), ["period-not-next"]);
    let right = closing(&world, "2026-01");
    let figures: [fn(&mut PeriodTotals) -> &mut i64; 5] =
        [|t| &mut t.opening, |t| &mut t.income, |t| &mut t.expense, |t| &mut t.closing, |t| &mut t.taken_over];
    for figure in figures {
        let mut wrong = right.clone();
        *figure(&mut wrong.totals) += 1;
        assert_eq!(world.refused(wrong, ALL), ["figure-differs"]);
    }
    let totals = PeriodTotals { opening: 1_000_000, income: 50_000, expense: 300_000, closing: 750_000, taken_over: 0 };
    assert_eq!(right.totals, totals);
    world.accept(right.clone(), ALL);
    assert_eq!(world.refused(right, ALL), ["period-not-next"], "closed once");
    assert_eq!(world.standing.books.closed("2026-01".parse().unwrap()), Some(totals));
    assert_eq!(world.standing.books.totals("2026-02".parse().unwrap()).opening, 750_000);
    assert_eq!(balance(&world, "bank:main", "2026-02-10"), 730_000);
    assert_eq!(balance(&world, "bank:main", "2026-01-04"), 1_000_000);
}

#[test]
fn a_month_waits_for_every_bank_and_a_statement_must_still_agree() {
    let mut world = world();
    world.on("2026-02-02");
    world.accept(AccountOpened { first: day("2026-02-01"), ..account("bank:new", 0) }, ALL);
    assert_eq!(world.refused(closing(&world, "2026-01"), ALL), ["bank-not-stated"]);
    world.accept(stated(1_000_000, "2026-01-31"), ALL);
    world.accept(receive("r1", 5, "2026-01-31"), ALL);
    assert_eq!(world.refused(closing(&world, "2026-01"), ALL), ["bank-disagrees"], "booked since");
    world.accept(stated(1_000_005, "2026-01-31"), ALL);
    world.accept(closing(&world, "2026-01"), ALL);
}

#[test]
fn a_closed_month_never_changes() {
    let mut world = world();
    let paid = world.accept(spend("v1", 300_000, "2026-01-05"), PAYING);
    world.on("2026-02-01");
    world.accept(stated(700_000, "2026-01-31"), ALL);
    world.accept(closing(&world, "2026-01"), ALL);
    assert_eq!(world.refused(spend("v2", 5, "2026-01-31"), PAYING), ["period-closed"]);
    assert_eq!(world.refused(receive("r1", 5, "2026-01-31"), ALL), ["period-closed"]);
    let late = AccountOpened { first: day("2026-01-31"), ..account("bank:late", 5) };
    assert_eq!(world.refused(late, ALL), ["period-closed"]);
    assert_eq!(world.refused(undo(&world, paid, "v2", "2026-01-31"), ALL), ["period-closed"]);
    world.accept(undo(&world, paid, "v2", "2026-02-01"), ALL);
    assert_eq!(world.standing.books.closed("2026-01".parse().unwrap()).unwrap().expense, 300_000);
    let february = world.standing.books.totals("2026-02".parse().unwrap());
    assert_eq!((february.opening, february.expense, february.closing), (700_000, -300_000, 1_000_000));
    assert_eq!(used(&world, "m1"), 0);
}

#[test]
fn the_standing_of_the_books_survives_a_snapshot() {
    let mut world = world();
    let paid = world.accept(spend("v1", 300_000, "2026-01-05"), PAYING);
    world.accept(undo(&world, paid, "v2", "2026-01-05"), ALL);
    world.on("2026-02-01");
    world.accept(stated(1_000_000, "2026-01-31"), ALL);
    world.accept(closing(&world, "2026-01"), ALL);
    let mut bytes = Vec::new();
    ciborium::into_writer(&world.standing, &mut bytes).unwrap();
    let again: Standing = ciborium::from_reader(bytes.as_slice()).unwrap();
    assert_eq!(again, world.standing);
}
