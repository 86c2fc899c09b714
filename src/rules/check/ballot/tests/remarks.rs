//! Who may remark, on what, and who may reply.

use super::{DECIDE, decided, evaluation, held, person};
use crate::base::code::EventId;
use crate::event::ballot::{Remark, Subject};
use crate::event::kinds::charter::RelationDeclared;
use crate::event::kinds::evaluation::Remarked;
use crate::event::mandate::{Party, Relation, Seat};
use crate::rules::testing::{World, code, line};

fn remarked(remark: Remark, by: Party) -> Remarked {
    Remarked { remark, by, text: "下户走访勤，记录详实".parse().unwrap() }
}

fn note(subject: Subject) -> Remark {
    Remark::Ordinary { subject, category: code("diligence") }
}

fn by(person: &str) -> Party {
    Party::Person(code(person))
}

fn sup() -> Party {
    Party::Body(code("sup"))
}

#[test]
fn ordinary_notes_are_taken_through_the_year_before_any_evaluation_is_open() {
    let mut world = World::new();
    let event = world.accept(remarked(note(person("comm-1")), by("sup-1")), &["sup-1"]);
    let state = world.standing.ballots.remark(&event).unwrap();
    assert_eq!((&state.subject, state.on), (&person("comm-1"), world.today));
    world.accept(remarked(note(Subject::Body(code("comm"))), sup()), &["sup-2"]);
    world.accept(remarked(note(Subject::Label(line("the canteen"))), by("party-1")), &["party-1"]);
}

#[test]
fn a_remark_is_about_someone_in_office_and_in_a_known_respect() {
    let mut world = World::new();
    let seat = Seat { body: code("comm"), office: code("member") };
    let elsewhere = Subject::Person { person: code("comm-1"), seat };
    assert_eq!(world.refused(remarked(note(elsewhere), by("sup-1")), &["sup-1"]), ["seat-not-held"]);
    let nobody = Subject::Body(code("nobody"));
    assert_eq!(world.refused(remarked(note(nobody), by("sup-1")), &["sup-1"]), ["body-unknown"]);
    let gossip = Remark::Ordinary { subject: person("comm-1"), category: code("gossip") };
    assert_eq!(world.refused(remarked(gossip, by("sup-1")), &["sup-1"]), ["remark-category-unknown"]);
}

#[test]
fn a_remark_is_signed_by_whoever_makes_it_and_may() {
    let mut world = World::new();
    let on = || note(person("comm-1"));
    assert_eq!(world.refused(remarked(on(), by("sup-1")), &["sup-2"]), ["remark-unsigned"]);
    assert_eq!(world.refused(remarked(on(), sup()), &["party-1"]), ["remark-unsigned"]);
    assert_eq!(world.refused(remarked(on(), by("cash")), &["cash"]), ["remark-not-theirs"]);
    let committee = Party::Body(code("comm"));
    assert_eq!(world.refused(remarked(on(), committee), &["comm-2", "sup-1"]), ["remark-not-theirs"]);
    assert_eq!(world.refused(remarked(on(), by("sup-1")), &["sup-1", "comm-1"]), ["signer-related"]);
    let (sup_1, other) = (code("sup-1"), code("comm-1"));
    world.accept(RelationDeclared { person: sup_1, other, relation: Relation::InLaw }, &["sup-1"]);
    assert_eq!(world.refused(remarked(on(), by("sup-1")), &["sup-1"]), ["signer-related"]);
}

#[test]
fn remarks_at_the_meeting_belong_to_an_evaluation_until_it_is_decided() {
    let mut world = World::new();
    let central = || Remark::Central { evaluation: code("e1"), category: code("service") };
    assert_eq!(world.refused(remarked(central(), sup()), &["sup-1"]), ["evaluation-unknown"]);
    let details = evaluation("e1", person("comm-1"), world.today);
    held(&mut world, details, [0, 6, 0, 0]);
    let event = world.accept(remarked(central(), sup()), &["sup-1"]);
    let state = world.standing.ballots.remark(&event).unwrap();
    assert_eq!((&state.subject, state.evaluation.as_ref()), (&person("comm-1"), Some(&code("e1"))));
    assert_eq!(world.refused(remarked(central(), by("party-2")), &["party-2", "comm-1"]), ["signer-related"]);
    world.accept(decided("e1", "good"), DECIDE);
    assert_eq!(world.refused(remarked(central(), sup()), &["sup-1"]), ["evaluation-decided-already"]);
}

#[test]
fn the_subject_alone_replies_and_needs_nobodys_leave() {
    let mut world = World::new();
    let to = world.accept(remarked(note(person("comm-1")), sup()), &["sup-1"]);
    let reply = Remark::Reply { to };
    assert_eq!(world.refused(remarked(reply.clone(), by("comm-2")), &["comm-2"]), ["reply-not-theirs"]);
    assert_eq!(world.refused(remarked(reply.clone(), by("comm-1")), &["sup-1"]), ["remark-unsigned"]);
    let answer = world.accept(remarked(reply, by("comm-1")), &["comm-1"]);
    assert_eq!(world.standing.ballots.remark(&answer).unwrap().reply_to, Some(to));
    let again = Remark::Reply { to: answer };
    assert_eq!(world.refused(remarked(again, by("comm-1")), &["comm-1"]), ["remark-unknown"]);
    let nothing = Remark::Reply { to: EventId::new(1, [1; 10]) };
    assert_eq!(world.refused(remarked(nothing, by("comm-1")), &["comm-1"]), ["remark-unknown"]);

    let to = world.accept(remarked(note(Subject::Body(code("comm"))), sup()), &["sup-1"]);
    let committee = Party::Body(code("comm"));
    assert_eq!(world.refused(remarked(Remark::Reply { to }, by("comm-1")), &["comm-1"]), ["reply-not-theirs"]);
    world.accept(remarked(Remark::Reply { to }, committee), &["comm-3"]);
    let to = world.accept(remarked(note(Subject::Label(line("the canteen"))), sup()), &["sup-1"]);
    assert_eq!(world.refused(remarked(Remark::Reply { to }, sup()), &["sup-1"]), ["reply-not-theirs"]);
}
