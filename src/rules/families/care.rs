//! Elders and their carers, visits confirmed and denied, activities.

use std::num::NonZeroU32;

use crate::base::hash::Hash;
use crate::event::kinds::care::{
    Closed, Confirmed, Denied, Dropped, Enrolled, Held, Left, Paired, Planned, PutOff, Visited,
};
use crate::event::mandate::Party;
use crate::event::obligation::OwedBy;
use crate::event::sealed::Sealed;
use crate::event::unit::{Place, Unit};
use crate::rules::testing::{World, code, day, line};

const SEEN: &[&str] = &["clerk", "sup-1"];

fn n(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

fn sealed(of: &str) -> Sealed {
    Sealed { sealed: Hash::of(of.as_bytes()) }
}

fn enrolled(elder: &str) -> Enrolled {
    Enrolled { elder: code(elder), name: sealed(&format!("{elder} name")), needs: sealed(&format!("{elder} needs")) }
}

fn paired(turn: u32, carer: &str) -> Paired {
    let (elder, slot, plan) = (code("elder-1"), code("company"), line("每两周上门探访"));
    Paired { elder, slot, turn: n(turn), carer: code(carer), plan }
}

/// A visit of an hour, from nine on.
fn visited(turn: u32, carer: &str, on: &str, next: &str) -> Visited {
    Visited {
        elder: code("elder-1"),
        slot: code("company"),
        turn: n(turn),
        carer: code(carer),
        from: format!("{on}T08:00:00+08:00").parse().unwrap(),
        until: format!("{on}T09:00:00+08:00").parse().unwrap(),
        next: day(next),
    }
}

fn confirmed(turn: u32, carer: &str, on: &str) -> Confirmed {
    let (elder, slot) = (code("elder-1"), code("company"));
    Confirmed { elder, slot, turn: n(turn), on: day(on), carer: code(carer), credited: None }
}

fn denied(turn: u32, on: &str, again: Option<&str>) -> Denied {
    let (elder, slot, finding) = (code("elder-1"), code("company"), "走访核实，当天无人上门".parse().unwrap());
    Denied { elder, slot, turn: n(turn), on: day(on), again: again.map(code), finding }
}

fn closed(turn: u32, wanted: bool) -> Closed {
    Closed { elder: code("elder-1"), slot: code("company"), turn: n(turn), wanted }
}

/// An elder with a carer since 2026-01-05.
fn world() -> World {
    let mut world = World::new();
    world.accept(enrolled("elder-1"), &["clerk"]);
    world.accept(paired(1, "volunteer-1"), &["clerk"]);
    world
}

/// Who owes something late on a day.
fn late(world: &World, on: &str) -> Vec<OwedBy> {
    world.standing.obligations.overdue(day(on)).map(|(_, owed)| owed.by.clone()).collect()
}

fn volunteer(name: &str) -> OwedBy {
    OwedBy::Person(code(name))
}

#[test]
fn an_elder_is_visited_until_the_pair_is_closed_and_another_carer_follows() {
    let mut world = world();
    world.on("2026-01-08").accept(visited(1, "volunteer-1", "2026-01-08", "2026-01-22"), &["clerk"]);
    let credited = Confirmed { credited: Some(n(60)), ..confirmed(1, "volunteer-1", "2026-01-08") };
    world.accept(credited, &["clerk"]);
    let minutes =
        world.standing.books.stocks.balance(&Unit::Minutes, &Place::holder(&code("volunteer-1")), day("2026-01-08"));
    assert_eq!(minutes, 60);
    world.on("2026-01-22").accept(visited(1, "volunteer-1", "2026-01-22", "2026-02-05"), &["clerk"]);
    world.accept(confirmed(1, "volunteer-1", "2026-01-22"), &["clerk"]);
    world.accept(closed(1, true), &["clerk"]);
    assert_eq!(late(&world, "2026-02-21").len(), 0);
    assert_eq!(late(&world, "2026-02-22").len(), 1, "a successor is owed");
    world.on("2026-01-26").accept(paired(2, "volunteer-2"), &["clerk"]);
    assert_eq!(late(&world, "2026-02-22"), [volunteer("volunteer-2")], "the first visit");
    world.accept(closed(2, false), &["clerk"]);
    world.accept(Left { elder: code("elder-1") }, &["clerk"]);
    assert_eq!(late(&world, "2026-12-31"), []);
    assert_eq!(world.refused(paired(3, "volunteer-2"), &["clerk"]), ["case-ended"]);
}

#[test]
fn a_visit_not_made_is_late_the_day_after_and_one_denied_is_owed_again() {
    let mut world = world();
    assert_eq!((late(&world, "2026-01-12").len(), late(&world, "2026-01-13")), (0, vec![volunteer("volunteer-1")]));
    world.on("2026-01-14").accept(visited(1, "volunteer-1", "2026-01-14", "2026-01-28"), &["clerk"]);
    world.on("2026-01-15").accept(denied(1, "2026-01-14", Some("volunteer-1")), SEEN);
    assert_eq!((late(&world, "2026-01-18").len(), late(&world, "2026-01-19")), (0, vec![volunteer("volunteer-1")]));
    assert_eq!(world.refused(confirmed(1, "volunteer-1", "2026-01-14"), &["clerk"]), ["case-ended"]);
    assert_eq!(world.refused(denied(1, "2026-01-13", None), SEEN), ["case-unknown", "case-unknown"]);
}

#[test]
fn a_visit_denied_after_the_pair_is_closed_opens_nothing_again() {
    let mut world = world();
    world.on("2026-01-08").accept(visited(1, "volunteer-1", "2026-01-08", "2026-01-22"), &["clerk"]);
    world.accept(closed(1, false), &["clerk"]);
    assert_eq!(world.refused(denied(1, "2026-01-08", Some("volunteer-1")), SEEN), ["case-ended"]);
    world.accept(denied(1, "2026-01-08", None), SEEN);
    assert_eq!(world.refused(closed(1, false), &["clerk"]), ["case-ended", "case-at-another-stage"]);
}

#[test]
fn one_carer_at_a_time_who_is_not_the_elder_and_no_further_visit_than_the_gap() {
    let mut world = world();
    assert_eq!(world.refused(paired(1, "volunteer-2"), &["clerk"]), ["case-exists", "case-exists"]);
    assert_eq!(world.refused(paired(2, "volunteer-2"), &["clerk"]), ["case-at-another-stage"]);
    assert_eq!(world.refused(paired(3, "volunteer-2"), &["clerk"]), ["case-at-another-stage", "case-worth-differs"]);
    let own = Paired { slot: code("errands"), ..paired(1, "elder-1") };
    assert_eq!(world.refused(own, &["clerk"]), ["persons-not-apart"]);
    let other = Paired { slot: code("dancing"), ..paired(1, "volunteer-2") };
    assert_eq!(world.refused(other, &["clerk"]), ["choice-unknown"]);
    let unknown = Paired { elder: code("elder-2"), ..paired(1, "volunteer-2") };
    assert_eq!(world.refused(unknown, &["clerk"]), ["case-unknown"]);
    let far = visited(1, "volunteer-1", "2026-01-05", "2026-01-20");
    assert_eq!(world.refused(far, &["clerk"]), ["figure-exceeded"]);
    let stranger = visited(1, "volunteer-2", "2026-01-05", "2026-01-19");
    assert_eq!(world.refused(stranger, &["clerk"]), ["case-about-another"]);
    let ahead = visited(1, "volunteer-1", "2026-01-06", "2026-01-19");
    assert_eq!(world.refused(ahead, &["clerk"]), ["span-unbelievable"]);
}

#[test]
fn nobody_confirms_or_puts_off_their_own_visit() {
    let mut world = World::new();
    world.accept(enrolled("elder-1"), &["clerk"]);
    world.accept(paired(1, "clerk"), &["clerk"]);
    world.accept(visited(1, "clerk", "2026-01-05", "2026-01-19"), &["clerk"]);
    let credited = Confirmed { credited: Some(n(61)), ..confirmed(1, "clerk", "2026-01-05") };
    assert_eq!(world.refused(credited, &["comm-1"]), ["case-worth-differs"]);
    assert_eq!(world.refused(confirmed(1, "clerk", "2026-01-05"), &["clerk"]), ["nobody-answers-for-themselves"]);
    let put_off = |next| PutOff {
        elder: code("elder-1"),
        slot: code("company"),
        turn: n(1),
        carer: code("clerk"),
        on: day("2026-01-05"),
        next: day(next),
    };
    assert_eq!(world.refused(put_off("2026-01-19"), &["clerk"]), ["nobody-answers-for-themselves"]);
    assert_eq!(world.refused(put_off("2026-01-20"), &["comm-1"]), ["figure-exceeded"]);
    world.accept(put_off("2026-01-19"), &["comm-1"]);
    world.accept(confirmed(1, "clerk", "2026-01-05"), &["comm-1"]);
}

#[test]
fn an_activity_is_held_or_dropped_and_silence_about_it_shows() {
    let mut world = World::new();
    let planned = |name: &str, sort: &str| Planned {
        activity: code(name),
        sort: code(sort),
        title: line("重阳节联欢"),
        place: line("小广场"),
        on: day("2026-01-10"),
        owner: Party::Body(code("comm")),
    };
    assert_eq!(world.refused(planned("a1", "feast"), &["clerk"]), ["choice-unknown"]);
    world.accept(planned("a1", "festival"), &["clerk"]);
    world.accept(planned("a2", "culture"), &["clerk"]);
    assert_eq!((late(&world, "2026-01-17").len(), late(&world, "2026-01-18").len()), (0, 2));
    let payment = world.accept(planned("a3", "sport"), &["clerk"]);
    let held = |payments| Held { activity: code("a1"), elders: 42, volunteers: 6, payments };
    let unknown = crate::base::code::EventId::new(1, [9; 10]);
    assert_eq!(world.refused(held(vec![unknown]), &["clerk"]), ["event-unknown"]);
    world.accept(held(vec![payment]), &["clerk"]);
    world.accept(Dropped { activity: code("a2"), why: "下雨".parse().unwrap() }, &["clerk"]);
    assert_eq!(world.refused(held(vec![]), &["clerk"]), ["case-ended"]);
}
