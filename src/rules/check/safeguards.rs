//! What each safeguard of the shipped profile refuses, and that a policy without it judges as before.

use crate::base::words::Bi;
use crate::event::authority::{Matter, MatterSort, Personnel, Vote};
use crate::event::kinds::charter::{Appointed, BodyFormed, KeyRevoked, MandateEnded};
use crate::event::kinds::finance::books::BudgetSet;
use crate::event::kinds::ledger::PolicySet;
use crate::event::kinds::resolution::{Agreed, Proposed, StepData, Studied};
use crate::event::mandate::{BodyDetails, BodySort, KeyEnd, MandateEnd, Seat, Term};
use crate::event::policy::Policy;
use crate::event::posting::{BudgetLine, Flow};
use crate::rules::profile;
use crate::rules::testing::{ALL, World, code, day, expense, key, matter};

fn personnel(name: &str, decided: Vec<Personnel>) -> Matter {
    Matter { personnel: decided, ..matter(name, MatterSort::Personnel) }
}

fn without_safeguards() -> World {
    let mut policy = profile::shipped("cn-urban-2026").unwrap();
    policy.safeguards = crate::event::figure::Safeguards::default();
    World::with_policy(policy)
}

fn seat(body: &str, office: &str) -> Seat {
    Seat { body: code(body), office: code(office) }
}

fn recall(person: &str, office: &str, matter: &str) -> MandateEnded {
    let (seat, on) = (seat("sup", office), day("2026-06-05"));
    MandateEnded { person: code(person), seat, on, why: MandateEnd::Recalled, matter: Some(code(matter)), reason: None }
}

fn term(person: &str) -> Term {
    Term { person: code(person), seat: seat("comm", "member"), from: day("2026-06-05"), until: day("2028-01-01") }
}

fn appointed(person: &str, matter: &str) -> Appointed {
    Appointed { term: term(person), matter: code(matter) }
}

fn body(name: &str, sort: BodySort) -> BodyDetails {
    BodyDetails { body: code(name), name: Bi::new("小组", "Group"), sort, seats: 1 }
}

#[test]
fn a_personnel_matter_recalls_only_whom_it_names() {
    let mut world = World::new();
    let ends = Personnel::Ends { person: code("sup-1"), seat: seat("sup", "chair") };
    world.adopt(personnel("recall", vec![ends]));
    world.on("2026-06-05");
    assert_eq!(world.refused(recall("sup-2", "member", "recall"), &["party-1"]), ["matter-decides-otherwise"]);
    world.accept(recall("sup-1", "chair", "recall"), &["party-1"]);
    assert_eq!(
        world.refused(Proposed { details: matter("empty", MatterSort::Personnel) }, &["party-1"]),
        ["matter-part-missing"]
    );
    let elsewhere = Matter { sort: MatterSort::Other, ..personnel("other", vec![Personnel::Gives(term("rep-2"))]) };
    assert_eq!(world.refused(Proposed { details: elsewhere }, &["party-1"]), ["matter-part-unexpected"]);
}

#[test]
fn an_appointment_is_the_one_adopted_and_happens_once() {
    let mut world = World::new();
    world.adopt(personnel("seat", vec![Personnel::Gives(term("rep-2"))]));
    world.on("2026-06-05");
    let by = &["party-1", "sup-1"];
    assert_eq!(world.refused(appointed("rep-3", "seat"), by), ["matter-decides-otherwise"]);
    let mut longer = appointed("rep-2", "seat");
    longer.term.until = day("2030-01-01");
    assert_eq!(world.refused(longer, by), ["matter-decides-otherwise"]);
    world.accept(appointed("rep-2", "seat"), by);
    assert_eq!(world.refused(appointed("rep-2", "seat"), by), ["seats-kept-apart", "matter-used-already"]);
}

#[test]
fn a_policy_without_the_safeguard_judges_as_before() {
    let mut world = without_safeguards();
    world.adopt(matter("bare", MatterSort::Personnel));
    world.on("2026-06-05");
    world.accept(appointed("rep-2", "bare"), &["party-1", "sup-1"]);
    world.accept(recall("sup-1", "chair", "bare"), &["party-1"]);
    world.accept(
        KeyRevoked { person: code("sup-2"), key: key("sup-2").public(), why: KeyEnd::Lost },
        &["comm-1", "comm-2"],
    );
}

#[test]
fn a_former_policy_does_not_come_back_without_a_new_decision() {
    let mut world = World::new();
    let edition = |world: &World, edition: &str| Policy {
        edition: edition.parse().unwrap(),
        ..world.standing.policy.clone().unwrap()
    };
    let (lax, strict) = (edition(&world, "lax"), edition(&world, "strict"));
    for (name, policy) in [("p1", &lax), ("p2", &strict)] {
        world.adopt(Matter { policy: Some(policy.digest()), ..matter(name, MatterSort::Policy) });
        world.accept(PolicySet { matter: Some(code(name)), policy: policy.clone() }, ALL);
    }
    assert_eq!(world.refused(PolicySet { matter: Some(code("p1")), policy: lax }, ALL), ["matter-used-already"]);
}

#[test]
fn a_former_budget_does_not_come_back_without_a_new_decision() {
    let mut world = World::new();
    let budget = |name: &str, amount| {
        let line = BudgetLine { line: code("l"), flow: Flow::Expense, category: code("office"), amount };
        BudgetSet { year: 2026, lines: vec![line], matter: code(name) }
    };
    for (name, amount) in [("b1", 1), ("b2", 2)] {
        world.adopt(matter(name, MatterSort::Budget));
        world.accept(budget(name, amount), &["book", "comm-1", "sup-1"]);
    }
    assert_eq!(world.refused(budget("b1", 999), ALL), ["matter-used-already"]);
}

#[test]
fn whoever_was_absent_does_not_sign_for_the_meeting() {
    let mut world = World::new();
    world.accept(Proposed { details: expense("m", 100) }, ALL);
    let step = |world: &World, body: &str, away: &str| {
        let mut meeting = world.meeting(body, Vote::For);
        meeting.roll.iter_mut().filter(|line| line.person == code(away)).for_each(|line| line.vote = Vote::Absent);
        StepData { matter: code("m"), meeting, carried: true, opinion: None }
    };
    let studied = step(&world, "party", "party-1");
    assert_eq!(world.refused(Studied(studied), &["party-1", "party-2"]), ["signers-were-absent"]);
    let studied = step(&world, "party", "party-3");
    world.accept(Studied(studied), &["party-1", "party-2", "party-3"]);
    let agreed = step(&world, "sup", "sup-1");
    assert_eq!(world.refused(Agreed(agreed.clone()), &["sup-1", "sup-2"]), ["signers-were-absent"]);
    assert_eq!(world.refused(Agreed(agreed.clone()), &["sup-1"]), ["signatures-missing"], "told once");
    world.accept(Agreed(agreed), &["sup-2", "sup-3"]);
}

#[test]
fn no_second_supervision_group_agrees_in_place_of_the_first() {
    let mut world = World::new();
    let (tiny, club) = (body("tiny", BodySort::Supervision), body("club", BodySort::Other));
    world.adopt(personnel("p", vec![Personnel::Forms(tiny.clone()), Personnel::Forms(club.clone())]));
    let formed = |details: BodyDetails| BodyFormed { details, matter: code("p") };
    assert_eq!(world.refused(formed(tiny), &["party-1", "sup-1"]), ["body-sort-taken"]);
    assert_eq!(world.refused(formed(body("other", BodySort::Other)), ALL), ["matter-decides-otherwise"]);
    world.accept(formed(club), &["party-1", "sup-1"]);
}

#[test]
fn the_other_bodies_do_not_silence_the_supervision_group() {
    let mut world = World::new();
    let lost = |person: &str| KeyRevoked { person: code(person), key: key(person).public(), why: KeyEnd::Lost };
    assert_eq!(world.refused(lost("sup-1"), &["comm-1", "comm-2", "party-1"]), ["revocation-not-theirs"]);
    assert_eq!(world.refused(lost("sup-1"), &["comm-1", "comm-2", "sup-3"]), ["revocation-not-theirs"]);
    world.accept(lost("sup-1"), &["sup-2", "sup-3"]);
    world.accept(lost("sup-2"), &["sup-2", "comm-1"]);
    world.accept(lost("clerk"), &["comm-1", "comm-2"]);
}
