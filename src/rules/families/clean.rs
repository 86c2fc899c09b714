//! Lessons, declarations that count from then on, gifts handed in.

use crate::base::code::Line;
use crate::event::kinds::clean::{
    DeclarationAsked, Declared, GiftHandedIn, GiftSettled, LessonHeld, LessonPlanned, Relative,
};
use crate::event::kinds::conduct::{Answered, Complained};
use crate::event::mandate::{Party, Relation};
use crate::event::sealed::Opening;
use crate::rules::testing::{World, code, day, file, line};

fn late(world: &World, on: &str) -> usize {
    world.standing.obligations.overdue(day(on)).count()
}

fn asked(person: &str) -> DeclarationAsked {
    DeclarationAsked { person: code(person), term: code("2026") }
}

fn declared(person: &str, relatives: &[&str], payees: Vec<Line>) -> Declared {
    let relatives =
        relatives.iter().map(|other| Relative { person: code(other), relation: Relation::Sibling }).collect();
    Declared { person: code(person), term: code("2026"), relatives, payees }
}

#[test]
fn a_lesson_is_held_with_names_of_officials_and_silence_about_it_shows() {
    let mut world = World::new();
    let planned = |sort: &str| LessonPlanned {
        lesson: code("l1"),
        sort: code(sort),
        title: line("身边的警示案例"),
        on: day("2026-01-10"),
        owner: Party::Body(code("party")),
    };
    assert_eq!(world.refused(planned("banquet"), &["party-1"]), ["choice-unknown"]);
    assert_eq!(world.refused(planned("warning"), &["clerk"]), ["signatures-missing"]);
    world.accept(planned("warning"), &["party-1"]);
    assert_eq!((late(&world, "2026-01-17"), late(&world, "2026-01-18")), (0, 1));
    let held = |officials: &[&str]| LessonHeld {
        lesson: code("l1"),
        officials: officials.iter().map(|one| code(one)).collect(),
        residents: 30,
        list: vec![file("list")],
    };
    assert_eq!(world.refused(held(&["somebody"]), &["party-1"]), ["person-unknown"]);
    assert_eq!(world.refused(LessonHeld { list: vec![], ..held(&["comm-1"]) }, &["party-1"]), ["evidence-missing"]);
    world.accept(held(&["comm-1", "comm-2"]), &["party-1"]);
    assert_eq!(world.refused(held(&["comm-1"]), &["party-1"]), ["case-ended"]);
}

#[test]
fn a_declaration_is_owed_made_by_its_person_and_counts_from_then_on() {
    let mut world = World::new();
    assert_eq!(world.refused(asked("nobody"), &["clerk"]), ["person-unknown"]);
    world.accept(asked("comm-2"), &["clerk"]);
    assert_eq!(world.refused(asked("comm-2"), &["clerk"]), ["case-exists"]);
    assert_eq!((late(&world, "2026-01-20"), late(&world, "2026-01-21")), (0, 1));
    let words = Opening::new([7; 16], code("words"), "言语生硬".parse().unwrap()).seal();
    let complained = Complained {
        complaint: code("k1"),
        person: code("comm-2"),
        title: line("服务态度"),
        words,
        owner: Party::Body(code("comm")),
    };
    world.accept(complained, &["clerk"]);
    let declaring = || declared("comm-2", &["clerk"], vec![line("兴旺建材")]);
    assert_eq!(world.refused(declaring(), &["comm-1"]), ["person-did-not-sign"], "nobody declares for another");
    assert_eq!(world.refused(declared("comm-2", &["nobody"], vec![]), &["comm-2"]), ["person-unknown"]);
    world.accept(declaring(), &["comm-2"]);
    assert_eq!(world.refused(declaring(), &["comm-2"]), ["case-ended"]);
    assert!(world.standing.mandates.close(&code("clerk"), &code("comm-2")));
    assert!(world.standing.mandates.interested(&code("comm-2"), &line("兴旺建材")));
    let answered = || Answered { complaint: code("k1"), answer: "已当面致歉".parse().unwrap() };
    assert_eq!(world.refused(answered(), &["clerk", "comm-2"]).len(), 2, "neither they nor their brother alone");
    world.accept(answered(), &["clerk", "sup-1"]);
    world.accept(asked("comm-3"), &["clerk"]);
    world.accept(declared("comm-3", &[], vec![]), &["comm-3"]);
}

#[test]
fn a_gift_is_taken_in_by_another_and_settled_by_the_supervision_group() {
    let mut world = World::new();
    let handed_in = || GiftHandedIn {
        gift: code("g1"),
        person: code("comm-1"),
        what: line("购物卡一张"),
        value: 50_000,
        received: day("2026-01-03"),
        receipt: vec![file("receipt")],
    };
    assert_eq!(world.refused(handed_in(), &["comm-1"]), ["nobody-answers-for-themselves"]);
    assert_eq!(world.refused(handed_in(), &["clerk"]), ["person-did-not-sign"]);
    let bare = GiftHandedIn { receipt: vec![], ..handed_in() };
    assert_eq!(world.refused(bare, &["comm-1", "clerk"]), ["evidence-missing"]);
    world.accept(handed_in(), &["comm-1", "clerk"]);
    assert_eq!((late(&world, "2026-02-04"), late(&world, "2026-02-05")), (0, 1));
    let settled = |end: &str| GiftSettled { gift: code("g1"), end: code(end), evidence: vec![file("slip")] };
    assert_eq!(world.refused(settled("kept"), &["sup-1", "sup-2"]), ["choice-unknown"]);
    assert_eq!(world.refused(settled("shared"), &["sup-1", "clerk"]), ["signatures-missing"]);
    world.accept(settled("shared"), &["sup-1", "sup-2"]);
    assert_eq!(world.refused(settled("shared"), &["sup-1", "sup-2"]), ["case-ended"]);
}
