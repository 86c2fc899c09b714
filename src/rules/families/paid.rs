//! Prices set by resolution, services sold against numbered receipts, takings banked.

use std::num::NonZeroU32;

use crate::event::kinds::finance::books::AccountOpened;
use crate::event::kinds::paid::{
    Banked, Given, InForce, PriceSet, ReceiptsClosed, ReceiptsOpened, Sold, Voided, Waived, Withdrawn,
};
use crate::rules::testing::{World, code, day, expense, file, line};

const SEEN: &[&str] = &["clerk", "sup-1"];
const CASHED: &[&str] = &["book", "cash"];
const COUNTED: &[&str] = &["book", "sup-1"];

fn n(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

fn price(turn: u32, price: u32) -> PriceSet {
    let (service, name) = (code("haircut"), line("理发（每次）"));
    PriceSet { service, turn: n(turn), name, price, matter: code("prices") }
}

fn in_force(turn: u32) -> InForce {
    InForce { service: code("haircut"), turn: n(turn) }
}

fn sold(first: u32, count: u32, price: u32, (on, before): (&str, u32)) -> Sold {
    let (book, service, turn) = (code("book-a"), code("haircut"), n(1));
    Sold { book, first: n(first), count: n(count), service, turn, price: n(price), on: day(on), before }
}

fn banked(amount: u32) -> Banked {
    Banked {
        book: code("book-a"),
        taken_on: day("2026-01-12"),
        amount: n(amount),
        into: code("bank:icbc"),
        category: code("service-fees"),
        purpose: line("理发收费"),
        on: day("2026-01-14"),
        slip_no: code("slip-1"),
        slips: vec![file("slip")],
        handler: code("clerk"),
        bookkeeper: code("book"),
        cashier: code("cash"),
    }
}

fn waived(holder: &str, ground: &str) -> Waived {
    Waived {
        waiver: code("w1"),
        service: code("haircut"),
        turn: n(1),
        price: n(1_000),
        holder: code(holder),
        ground: code(ground),
        on: day("2026-01-12"),
    }
}

/// A resolution, a bank account, a book of receipts from 101 on, and a haircut for ten yuan since 2026-01-12.
fn world() -> World {
    let mut world = World::new();
    world.adopt(expense("prices", 1));
    let account = AccountOpened {
        account: code("bank:icbc"),
        name: line("工行"),
        opening: 0,
        first: day("2026-01-05"),
        statement: file("statement"),
        bookkeeper: code("book"),
        cashier: code("cash"),
    };
    world.accept(account, &["book", "cash", "sup-1"]);
    let (book, name) = (code("book-a"), line("服务收据甲本"));
    world.accept(ReceiptsOpened { book, name, first: n(101) }, COUNTED);
    world.accept(price(1, 1_000), SEEN);
    world.on("2026-01-12").accept(in_force(1), SEEN);
    world
}

#[test]
fn a_service_is_sold_at_the_price_and_what_was_taken_is_banked() {
    let mut world = world();
    world.accept(sold(101, 3, 1_000, ("2026-01-12", 0)), CASHED);
    world.accept(sold(104, 1, 1_000, ("2026-01-12", 3_000)), CASHED);
    let spoilt =
        Voided {
            book: code("book-a"), receipt: n(105), why: "写错".parse().unwrap(), evidence: vec![file("spoilt")]
        };
    assert_eq!(world.refused(Voided { evidence: vec![], ..spoilt.clone() }, CASHED), ["evidence-missing"]);
    world.accept(spoilt, CASHED);
    world.accept(waived("resident-9", "aged"), SEEN);
    assert_eq!(world.standing.obligations.overdue(day("2026-01-15")).count(), 0);
    assert_eq!(world.standing.obligations.overdue(day("2026-01-16")).count(), 1, "takings not banked");
    world.on("2026-01-14");
    assert_eq!(world.refused(banked(3_000), &["book", "cash", "clerk"]), ["case-worth-differs"]);
    world.accept(banked(4_000), &["book", "cash", "clerk"]);
    let held = world.standing.books.balance(&code("bank:icbc"), day("2026-01-14"));
    assert_eq!((held, world.standing.obligations.overdue(day("2026-12-31")).count()), (4_000, 0));
    assert_eq!(world.refused(banked(4_000), &["book", "cash", "clerk"]), ["case-ended", "voucher-number-used"]);
    let late = sold(106, 1, 1_000, ("2026-01-12", 0));
    assert_eq!(world.refused(late, CASHED), ["case-exists"]);
    let end = |unused_from| ReceiptsClosed { book: code("book-a"), unused_from: n(unused_from) };
    assert_eq!(world.refused(end(107), COUNTED), ["case-worth-differs"]);
    world.accept(end(106), COUNTED);
}

#[test]
fn a_price_rests_on_a_resolution_is_shown_first_and_is_the_one_of_that_day() {
    let mut world = world();
    assert_eq!(world.refused(PriceSet { matter: code("none"), ..price(2, 1_200) }, SEEN), ["matter-unknown"]);
    world.accept(price(2, 1_200), SEEN);
    assert_eq!(world.refused(price(3, 1_300), SEEN), ["case-at-another-stage"], "one after the other");
    assert_eq!(world.on("2026-01-18").refused(in_force(2), SEEN), ["case-too-soon"]);
    world.on("2026-01-19").accept(in_force(2), SEEN);
    assert_eq!(world.refused(sold(101, 1, 1_000, ("2026-01-19", 0)), CASHED), ["case-not-then"], "the old price");
    let second = |price, on| Sold { turn: n(2), ..sold(101, 1, price, (on, 0)) };
    assert_eq!(world.refused(second(1_100, "2026-01-19"), CASHED), ["case-worth-differs"]);
    assert_eq!(world.refused(second(1_200, "2026-01-18"), CASHED), ["case-not-then"], "not yet");
    assert_eq!(world.refused(second(1_200, "2026-01-20"), CASHED), ["case-not-then"], "that day is to come");
    world.accept(sold(101, 1, 1_000, ("2026-01-18", 0)), CASHED);
    world.accept(Sold { first: n(102), ..second(1_200, "2026-01-19") }, CASHED);
    assert_eq!(world.refused(waived("resident-9", "friend"), SEEN), ["choice-unknown"]);
    let why = "停办".parse().unwrap();
    world.accept(Withdrawn { service: code("haircut"), turn: n(2), why }, SEEN);
    assert_eq!(world.refused(price(3, 1_300), SEEN), ["case-ended"]);
}

#[test]
fn receipts_follow_one_another_and_takings_add_up() {
    let mut world = world();
    assert_eq!(world.refused(sold(102, 1, 1_000, ("2026-01-12", 0)), CASHED), ["case-worth-differs"]);
    assert_eq!(world.refused(sold(101, 1, 1_000, ("2026-01-12", 500)), CASHED), ["case-unknown", "case-unknown"]);
    world.accept(sold(101, 1, 1_000, ("2026-01-12", 0)), CASHED);
    assert_eq!(world.refused(sold(101, 1, 1_000, ("2026-01-12", 1_000)), CASHED), ["case-worth-differs"]);
    assert_eq!(world.refused(sold(102, 1, 1_000, ("2026-01-12", 900)), CASHED), ["case-worth-differs"]);
    assert_eq!(world.refused(sold(102, 1, 1_000, ("2026-01-12", 0)), CASHED), ["case-exists"]);
    assert_eq!(world.refused(waived("clerk", "aged"), &["clerk"]).len(), 2, "nobody waives their own");
}

#[test]
fn a_free_service_takes_nothing() {
    let mut world = world();
    let free = PriceSet { service: code("pressure"), name: line("量血压"), ..price(1, 0) };
    world.accept(free, SEEN);
    let given = |people, on: &str| Given { service: code("pressure"), turn: n(1), people: n(people), on: day(on) };
    assert_eq!(world.refused(given(12, "2026-01-12"), &["clerk"]), ["case-not-then"], "announced only");
    world.on("2026-01-19").accept(InForce { service: code("pressure"), turn: n(1) }, SEEN);
    world.accept(given(12, "2026-01-19"), &["clerk"]);
    assert_eq!(world.refused(given(3, "2026-01-19"), &["clerk"]), ["case-exists"]);
    let dear = Given { service: code("haircut"), ..given(1, "2026-01-19") };
    assert_eq!(world.refused(dear, &["clerk"]), ["case-worth-differs"]);
}
