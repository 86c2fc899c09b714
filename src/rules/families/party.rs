//! Stations and entries, wishes and pledges confirmed from outside, dues in total, agreements to build together.

use std::num::NonZeroU32;

use crate::event::kinds::party::{
    CobuildDelivered, CobuildLapsed, CobuildSigned, DuesSummed, EntryHeld, PledgeJudged, PledgeMade, StationClosed,
    StationOpened, WishClaimed, WishConfirmed, WishFulfilled, WishGivenBack, WishPosted, WishWithdrawn,
};
use crate::rules::testing::{World, code, day, file, line};

const PARTY: &[&str] = &["party-2"];

fn n(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

fn text(words: &str) -> crate::base::code::Text {
    words.parse().unwrap()
}

fn late(world: &World, on: &str) -> usize {
    world.standing.obligations.overdue(day(on)).count()
}

fn claimed(claim: &str, member: &str) -> WishClaimed {
    let (wish, by) = (code("w1"), code("resident-7"));
    WishClaimed { wish, claim: code(claim), member: code(member), by, due: day("2026-01-20") }
}

fn fulfilled() -> WishFulfilled {
    WishFulfilled { wish: code("w1"), done: text("台灯已送到"), evidence: vec![file("lamp")] }
}

fn confirmed(claim: &str, by: &str) -> WishConfirmed {
    WishConfirmed { wish: code("w1"), claim: code(claim), by: code(by) }
}

/// A wish of 2026-01-05.
fn wished() -> World {
    let mut world = World::new();
    let (wish, title, by) = (code("w1"), line("一盏护眼台灯"), code("resident-7"));
    world.accept(WishPosted { wish, title, by }, &["clerk"]);
    world
}

#[test]
fn a_wish_is_claimed_given_back_claimed_again_fulfilled_and_confirmed_from_outside() {
    let mut world = wished();
    assert_eq!((late(&world, "2026-01-20"), late(&world, "2026-01-21")), (0, 1), "nobody claims it");
    assert_eq!(world.refused(claimed("c1", "resident-7"), &["clerk"]), ["persons-not-apart"]);
    world.accept(claimed("c1", "party-3"), &["clerk"]);
    assert_eq!(world.refused(claimed("c2", "party-2"), &["clerk"]), ["case-at-another-stage"], "one at a time");
    let back = |claim: &str| WishGivenBack { wish: code("w1"), claim: code(claim), why: text("出差") };
    world.accept(back("c1"), &["clerk"]);
    world.accept(claimed("c2", "rep-1"), &["clerk"]);
    assert_eq!(world.refused(back("c1"), &["clerk"]), ["case-ended"], "that claim is over");
    assert_eq!((late(&world, "2026-01-20"), late(&world, "2026-01-21")), (0, 1), "promised until then");
    assert_eq!(world.refused(WishFulfilled { evidence: vec![], ..fulfilled() }, &["clerk"]), ["evidence-missing"]);
    world.accept(fulfilled(), &["clerk"]);
    assert_eq!(world.refused(confirmed("c2", "resident-7"), &["party-1"]), ["signatures-missing"], "not from within");
    let own = world.refused(confirmed("c2", "resident-7"), &["rep-1"]);
    assert_eq!(own, ["nobody-answers-for-themselves"]);
    assert_eq!(world.refused(confirmed("c2", "resident-8"), &["sup-1"]), ["case-of-another"]);
    assert_eq!(world.refused(confirmed("c1", "resident-7"), &["sup-1"]), ["case-ended"]);
    world.accept(confirmed("c2", "resident-7"), &["sup-1"]);
    assert_eq!(late(&world, "2026-12-31"), 0);
}

#[test]
fn a_wish_is_withdrawn_by_whoever_had_it_before_it_is_claimed() {
    let mut world = wished();
    let gone = |by: &str| WishWithdrawn { wish: code("w1"), by: code(by) };
    assert_eq!(world.refused(gone("resident-8"), &["clerk"]), ["case-of-another"]);
    world.accept(gone("resident-7"), &["clerk"]);
    assert_eq!(world.refused(claimed("c1", "party-3"), &["clerk"]), ["case-ended"]);
}

#[test]
fn a_pledge_is_judged_from_outside() {
    let mut world = World::new();
    let made = PledgeMade {
        pledge: code("p1"),
        member: code("party-3"),
        pledged: line("每月入户走访十户"),
        due: day("2026-03-31"),
    };
    assert_eq!(world.refused(made.clone(), PARTY), ["person-did-not-sign"]);
    world.accept(made, &["party-3"]);
    assert_eq!((late(&world, "2026-03-31"), late(&world, "2026-04-01")), (0, 1));
    let judged =
        |kept| PledgeJudged {
            pledge: code("p1"), kept, finding: text("走访记录十二户"), evidence: vec![file("list")]
        };
    assert_eq!(world.refused(judged(true), &["party-3", "party-1"]), ["signatures-missing"]);
    world.accept(judged(false), &["sup-2"]);
    assert_eq!(world.refused(judged(true), &["sup-2"]), ["case-ended"]);
}

#[test]
fn an_entry_is_one_of_four_and_held_by_a_station_open_that_day() {
    let mut world = World::new();
    let opened = |keeper: &str| StationOpened {
        station: code("s1"),
        name: line("东片党员服务站"),
        place: line("一号楼架空层，工作日 9 点至 17 点"),
        keeper: code(keeper),
    };
    assert_eq!(world.refused(opened("nobody"), PARTY), ["person-unknown"]);
    world.accept(opened("party-2"), PARTY);
    let held = |entry: &str, sort: &str, on: &str| EntryHeld {
        entry: code(entry),
        sort: code(sort),
        station: code("s1"),
        title: line("义诊"),
        on: day(on),
        members: n(6),
        residents: 48,
        payments: vec![],
    };
    assert_eq!(world.refused(held("e1", "parade", "2026-01-05"), PARTY), ["choice-unknown"]);
    for (entry, sort) in [("e1", "service"), ("e2", "mutual-aid"), ("e3", "education"), ("e4", "responsibility")] {
        world.accept(held(entry, sort, "2026-01-05"), PARTY);
    }
    assert_eq!(world.refused(held("e1", "service", "2026-01-05"), PARTY), ["case-exists"]);
    assert_eq!(world.refused(held("e5", "service", "2026-01-04"), PARTY), ["case-not-then"], "not open yet");
    let unknown = crate::base::code::EventId::new(1, [9; 10]);
    let dear = EntryHeld { payments: vec![unknown], ..held("e5", "service", "2026-01-05") };
    assert_eq!(world.refused(dear, PARTY), ["event-unknown"]);
    world.on("2026-02-01").accept(StationClosed { station: code("s1"), why: text("并入党群中心") }, PARTY);
    assert_eq!(world.refused(held("e5", "service", "2026-02-01"), PARTY), ["case-not-then"]);
}

#[test]
fn dues_are_told_in_total_and_once_a_month() {
    let mut world = World::new();
    let summed =
        |members| DuesSummed { month: "2025-12".parse().unwrap(), members, total: 128_000, handed_up: 102_400 };
    assert_eq!(world.refused(summed(2), PARTY), ["figure-not-reached"], "two would know of each other");
    world.accept(summed(64), PARTY);
    assert_eq!(world.refused(summed(64), PARTY), ["case-exists"]);
    let fields = serde_json::to_value(summed(64)).unwrap();
    let names: Vec<&String> = fields.as_object().unwrap().keys().collect();
    assert_eq!(names, ["handed_up", "members", "month", "total"], "nobody's own dues have a place");
}

#[test]
fn an_agreement_is_kept_thing_by_thing_or_ends_undone() {
    let mut world = World::new();
    let signed = |agreement: &str| CobuildSigned {
        agreement: code(agreement),
        partner: line("市第三人民医院"),
        items: vec![line("每季度义诊"), line("开放停车位")],
        until: day("2026-12-31"),
        paper: vec![file("agreement")],
    };
    world.accept(signed("a1"), PARTY);
    world.accept(signed("a2"), PARTY);
    let delivered = |left, until: &str| CobuildDelivered {
        agreement: code("a1"),
        left: n(left),
        done: line("春季义诊"),
        evidence: vec![file("photo")],
        until: day(until),
    };
    assert_eq!(world.refused(delivered(1, "2026-12-31"), PARTY), ["case-worth-differs"]);
    assert_eq!(world.refused(delivered(2, "2027-12-31"), PARTY), ["case-put-off"], "doing one puts off nothing");
    world.accept(delivered(2, "2026-12-31"), PARTY);
    assert_eq!((late(&world, "2026-12-31"), late(&world, "2027-01-01")), (0, 2));
    world.accept(delivered(1, "2026-12-31"), PARTY);
    let lapsed = |left| CobuildLapsed { agreement: code("a2"), left: n(left), why: text("单位搬迁") };
    assert_eq!(world.refused(lapsed(1), PARTY), ["case-worth-differs"]);
    world.accept(lapsed(2), PARTY);
    assert_eq!(late(&world, "2027-12-31"), 0);
}
