//! What is paid, received, transferred and undone.

use super::*;
use crate::base::limits;
use crate::event::authority::{MatterSort, TakenFile};
use crate::event::kinds::finance::taken_over::TakenOver;
use crate::event::posting::Flow;
use crate::rules::testing::matter;

#[test]
fn a_payment_under_a_resolution_moves_the_money_once() {
    let mut world = world();
    world.accept(spend("v1", 300_000, "2026-01-05"), PAYING);
    assert_eq!(balance(&world, "bank:main", "2026-01-04"), 1_000_000);
    assert_eq!(balance(&world, "bank:main", "2026-01-05"), 700_000);
    assert_eq!(used(&world, "m1"), 300_000);
    let totals = world.standing.books.totals("2026-01".parse().unwrap());
    assert_eq!((totals.opening, totals.income, totals.expense, totals.closing), (1_000_000, 0, 300_000, 700_000));
}

#[test]
fn no_resolution_no_payment() {
    let mut world = world();
    let mut refused = |change: &dyn Fn(&mut Expenditure)| {
        let mut payment = spend("v1", 100, "2026-01-05");
        change(&mut payment);
        world.refused(payment, PAYING)
    };
    assert_eq!(refused(&|p| p.matter = code("m2")), ["matter-unknown"]);
    assert_eq!(refused(&|p| p.category = code("safety")), ["purpose-not-granted"]);
    assert_eq!(refused(&|p| p.on = day("2026-01-04")), ["grant-not-in-force"], "adopted the day after");
    assert_eq!(refused(&|p| p.amount = 800_001), ["cap-exceeded"]);
}

#[test]
fn a_resolution_that_names_a_payee_pays_nobody_else() {
    let mut world = world();
    let mut named = expense("m2", 1_000);
    named.grant.as_mut().unwrap().payee = Some(line("丙公司"));
    world.adopt(named);
    let mut payment = spend("v1", 100, "2026-01-05");
    payment.matter = code("m2");
    assert_eq!(world.refused(payment.clone(), PAYING), ["payee-not-granted"]);
    payment.payee = line("丙公司");
    world.accept(payment, PAYING);
}

#[test]
fn an_account_pays_only_what_it_holds_on_that_day_and_later() {
    let mut world = world();
    world.on("2026-01-20");
    world.accept(spend("v1", 700_000, "2026-01-15"), PAYING);
    world.adopt(expense("m2", 900_000));
    let mut more = spend("v2", 300_001, "2026-01-20");
    more.matter = code("m2");
    assert_eq!(world.refused(more.clone(), PAYING), ["account-cannot-cover"]);
    more.amount = 300_000;
    world.accept(more, PAYING);
    assert_eq!(world.refused(transfer("v3", 1, "2026-01-10"), ALL), ["account-cannot-cover"], "spent by the 20th");
    world.accept(receive("r1", 1, "2026-01-12"), ALL);
    assert_eq!(world.refused(transfer("v3", 2, "2026-01-11"), ALL), ["account-cannot-cover"]);
    world.accept(transfer("v3", 1, "2026-01-11"), ALL);
}

#[test]
fn amounts_are_positive_and_bounded() {
    let mut world = world();
    assert_eq!(world.refused(receive("r1", 0, "2026-01-05"), ALL), ["amount-not-positive"]);
    assert_eq!(world.refused(receive("r1", -5, "2026-01-05"), ALL), ["amount-not-positive"]);
    let least = world.refused(receive("r1", i64::MIN, "2026-01-05"), ALL);
    assert_eq!(least, ["amount-not-positive", "account-cannot-cover"]);
    for amount in [i64::MAX, limits::AMOUNT + 1] {
        assert_eq!(world.refused(receive("r1", amount, "2026-01-05"), ALL), ["amount-too-large"]);
    }
    assert_eq!(world.refused(receive("r1", limits::AMOUNT, "2026-01-05"), ALL), ["books-full"]);
    assert_eq!(world.refused(spend("v1", -5, "2026-01-05"), PAYING), ["amount-not-positive"]);
    let (from, into) = (code("cash"), code("bank:main"));
    let turned = Transfer { from, into, ..transfer("v1", -5, "2026-01-05") };
    assert_eq!(world.refused(turned, ALL), ["amount-not-positive"], "told the wrong way round");
}

#[test]
fn accounts_are_used_for_what_they_are() {
    let mut world = world();
    let mut refused = |from: &str, into: &str| {
        let mut moved = transfer("v1", 100, "2026-01-05");
        (moved.from, moved.into) = (code(from), code(into));
        world.refused(moved, ALL)
    };
    assert_eq!(refused("bank:main", "bank:main"), ["account-twice"]);
    assert_eq!(refused("income:rent", "cash"), ["account-misused"]);
    assert_eq!(refused("bank:main", "expense:office"), ["account-misused"]);
    assert_eq!(refused("opening", "cash"), ["account-misused"]);
    assert_eq!(refused("taken-over", "cash"), ["account-misused"]);
    assert_eq!(refused("bank:", "cash"), ["account-unreadable"]);
    assert_eq!(refused("bank:main", "bank:other"), ["money-account-unknown"]);
    let mut long = receive("r1", 100, "2026-01-05");
    long.category = code(&"x".repeat(60));
    assert_eq!(Flow::Income.account(&long.category), Code::default());
    assert_eq!(world.refused(long, ALL), ["category-unknown", "account-unreadable"]);
}

#[test]
fn a_category_cannot_pretend_to_be_history() {
    let mut policy = crate::rules::profile::shipped("cn-urban-2026").unwrap();
    policy.expense.insert(code("taken-over"), crate::base::words::Bi::new("接收", "Taken over"));
    let mut world = World::with_policy(policy);
    world.accept(account("bank:main", 1_000_000), ALL);
    let mut details = expense("m1", 100);
    details.grant.as_mut().unwrap().purpose = code("taken-over");
    world.adopt(details);
    let mut payment = spend("v1", 100, "2026-01-05");
    payment.category = code("taken-over");
    assert_eq!(world.refused(payment, PAYING), ["account-misused"]);
}

#[test]
fn a_voucher_has_one_number_and_at_least_one_file() {
    let mut world = world();
    let mut bare = spend("v1", 100, "2026-01-05");
    bare.vouchers.clear();
    assert_eq!(world.refused(bare.clone(), PAYING), ["voucher-missing"]);
    bare.vouchers = vec![file("a"), file("a")];
    assert_eq!(world.refused(bare, PAYING), ["voucher-file-twice"]);
    let paid = world.accept(spend("v1", 100, "2026-01-05"), PAYING);
    assert_eq!(world.refused(receive("v1", 100, "2026-01-05"), ALL), ["voucher-number-used"]);
    world.accept(undo(&world, paid, "v2", "2026-01-05"), ALL);
    assert_eq!(world.refused(spend("v1", 100, "2026-01-05"), PAYING), ["voucher-number-used"]);
}

#[test]
fn a_reversal_undoes_exactly_one_movement_once() {
    let mut world = world();
    let paid = world.accept(spend("v1", 300_000, "2026-01-05"), PAYING);
    let right = undo(&world, paid, "v2", "2026-01-05");
    let mut refused = |change: &dyn Fn(&mut Reversal)| {
        let mut reversal = right.clone();
        change(&mut reversal);
        world.refused(reversal, ALL)
    };
    let unknown = crate::base::code::EventId::new(1, [1; 10]);
    assert_eq!(refused(&|r| r.event = unknown), ["movement-unknown"]);
    assert_eq!(refused(&|r| r.matter = None), ["reversal-without-matter"]);
    assert_eq!(refused(&|r| r.matter = Some(code("m2"))), ["reversal-without-matter"]);
    assert_eq!(refused(&|r| r.on = day("2026-01-04")), ["reversal-before-movement"]);
    assert_eq!(refused(&|r| r.lines.truncate(1)), ["reversal-not-opposite", "lines-unbalanced"]);
    assert_eq!(refused(&|r| r.lines.clear()), ["reversal-not-opposite", "lines-unbalanced"]);
    let half = |r: &mut Reversal| r.lines.iter_mut().for_each(|line| line.amount /= 2);
    assert_eq!(refused(&half), ["reversal-not-opposite"]);

    let mut turned = right.clone();
    turned.lines.reverse();
    let reversal = world.accept(turned, ALL);
    assert_eq!(balance(&world, "bank:main", "2026-01-05"), 1_000_000);
    assert_eq!(used(&world, "m1"), 0, "what was consumed is given back");
    let totals = world.standing.books.totals("2026-01".parse().unwrap());
    assert_eq!((totals.expense, totals.closing), (0, 1_000_000));
    let again = Reversal { voucher_no: code("v3"), ..right };
    assert_eq!(world.refused(again, ALL), ["movement-reversed-already"]);
    assert_eq!(world.refused(undo(&world, reversal, "v3", "2026-01-05"), ALL), ["reversal-of-reversal"]);
}

#[test]
fn an_income_is_undone_only_while_the_money_is_there() {
    let mut world = world();
    world.accept(transfer("t1", 1_000_000, "2026-01-05"), ALL);
    let got = world.accept(receive("r1", 50_000, "2026-01-05"), ALL);
    let mut named = undo(&world, got, "v1", "2026-01-05");
    world.accept(transfer("t2", 50_000, "2026-01-05"), ALL);
    assert_eq!(world.refused(named.clone(), ALL), ["account-cannot-cover"]);
    named.matter = Some(code("m1"));
    assert_eq!(world.refused(named, ALL), ["reversal-matter-unexpected", "account-cannot-cover"]);
}

#[test]
fn undoing_an_income_gives_its_resolution_nothing_back() {
    let mut world = world();
    world.accept(spend("v1", 10, "2026-01-05"), PAYING);
    let got = Income { matter: Some(code("m1")), ..receive("r1", 50_000, "2026-01-05") };
    let got = world.accept(got, ALL);
    world.accept(undo(&world, got, "v2", "2026-01-05"), ALL);
    assert_eq!(used(&world, "m1"), 10);
    let unadopted = Income { matter: Some(code("m9")), ..receive("r2", 50_000, "2026-01-05") };
    assert_eq!(world.refused(unadopted, ALL), ["matter-unknown"]);
}

fn history(row: u32, amount: i64, on: &str) -> TakenOver {
    TakenOver {
        matter: code("t1"),
        file: file("old.csv").sha256,
        row,
        on: day(on),
        amount,
        category: Some(line("杂项")),
        purpose: line("旧账"),
        payee: None,
        reference: None,
        importer: code("book"),
    }
}

fn with_history(rows: u32, total: i64) -> World {
    let mut world = World::new();
    let mut details = matter("t1", MatterSort::Takeover);
    let (sha256, name) = (file("old.csv").sha256, line("old.csv"));
    details.files = vec![TakenFile { sha256, name, rows, unreadable: 0, total }];
    world.adopt(details);
    world
}

#[test]
fn history_keeps_its_signs_and_moves_no_money_of_its_own() {
    let mut world = with_history(2, 700);
    world.accept(history(1, 1_000, "2025-11-03"), &["book"]);
    world.accept(history(2, -300, "2025-11-09"), &["book"]);
    let totals = world.standing.books.totals("2025-11".parse().unwrap());
    assert_eq!(totals, crate::event::posting::PeriodTotals { taken_over: 700, ..Default::default() });
    let row = history(1, 1_000, "2025-11-03");
    assert_eq!(world.refused(row, &["book"]), ["row-taken-already"]);
    assert_eq!(world.refused(history(3, 1, "2025-11-03"), &["book"]), ["row-not-in-file"]);
}

#[test]
fn history_comes_in_unchanged_under_its_resolution() {
    let mut world = with_history(2, 700);
    assert_eq!(world.refused(history(1, 0, "2025-11-03"), &["book"]), ["amount-zero"]);
    assert_eq!(world.refused(history(1, 1, "2026-01-06"), &["book"]), ["day-after-event"]);
    let other = TakenOver { matter: code("t2"), ..history(1, 1, "2025-11-03") };
    assert_eq!(world.refused(other, &["book"]), ["matter-unknown"]);
    let stranger = TakenOver { file: file("other.csv").sha256, ..history(1, 1, "2025-11-03") };
    assert_eq!(world.refused(stranger, &["book"]), ["file-not-taken-over"]);
    let taken = world.accept(history(1, 1_000, "2025-11-03"), &["book"]);
    assert_eq!(world.refused(history(2, -299, "2025-11-03"), &["book"]), ["file-total-differs"]);
    world.accept(account("cash", 0), ALL);
    let reversal = Reversal {
        event: taken,
        lines: PostingLine::moving(1_000, code("expense:taken-over"), code("taken-over")),
        matter: Some(code("t1")),
        reason: line("记错了"),
        on: day("2026-01-05"),
        voucher_no: code("v1"),
        vouchers: vec![file("v1")],
        approver: code("comm-1"),
        bookkeeper: code("book"),
        remark: None,
    };
    assert_eq!(world.refused(reversal, ALL), ["movement-unknown"], "history is not decided here");
}

#[test]
fn a_takeover_permits_no_payment() {
    let mut world = with_history(2, 700);
    world.accept(account("bank:main", 1_000), ALL);
    let payment = Expenditure { matter: code("t1"), ..spend("v1", 100, "2026-01-05") };
    assert_eq!(world.refused(payment, PAYING), ["matter-of-other-sort"]);
}

#[test]
fn history_ends_where_the_own_books_begin() {
    let mut world = with_history(3, 3);
    world.accept(history(1, 1, "2026-01-01"), &["book"]);
    assert_eq!(world.refused(account("bank:main", 0), ALL), ["books-begin-in-history"]);
    world.accept(AccountOpened { first: day("2026-01-03"), ..account("bank:main", 0) }, ALL);
    assert_eq!(world.refused(history(2, 1, "2026-01-03"), &["book"]), ["history-in-own-books"]);
    world.accept(history(2, 1, "2026-01-02"), &["book"]);
    world.on("2026-02-01");
    world.accept(stated(0, "2026-01-31"), ALL);
    world.accept(closing(&world, "2026-01"), ALL);
    assert_eq!(world.standing.books.closed("2026-01".parse().unwrap()).unwrap().taken_over, 2);
    assert_eq!(world.refused(history(3, 1, "2026-01-02"), &["book"]), ["history-in-closed-month"]);
    world.accept(history(3, 1, "2025-12-31"), &["book"]);
}
