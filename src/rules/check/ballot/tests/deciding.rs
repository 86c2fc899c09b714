//! What may be decided, and what a decision gives rise to.

use super::{DECIDE, SUP, decided, evaluation, held, person, reopened, tally};
use crate::base::hash::Hash;
use crate::event::authority::{Matter, MatterSort, Personnel};
use crate::event::ballot::{Aspect, Electorate, Evaluation, Rectification, Round, Subject, Vacancy};
use crate::event::disclosure::{DocumentPath, Edition, Notice, Shown};
use crate::event::kinds::charter::MandateEnded;
use crate::event::kinds::evaluation::{Decided, Opened, RectificationAsked, Rectified};
use crate::event::kinds::ledger::PolicySet;
use crate::event::kinds::notice::Posted;
use crate::event::mandate::{BodySort, MandateEnd, Party, Seat};
use crate::event::obligation::{Duty, OwedBy};
use crate::rules::testing::{ALL, World, code, day, file, line, matter};

fn tallied(judged: super::Judged) -> World {
    let mut world = World::new();
    let details = evaluation("e1", person("comm-1"), world.today);
    held(&mut world, details, judged);
    world
}

#[test]
fn a_decision_follows_a_tally_once() {
    let mut world = World::new();
    let details = evaluation("e1", person("comm-1"), world.today);
    world.accept(Opened { details }, SUP);
    assert_eq!(world.refused(decided("e1", "good"), DECIDE), ["not-tallied"]);
    assert_eq!(world.refused(decided("e2", "good"), DECIDE), ["evaluation-unknown"]);
    let mut world = tallied([0, 6, 0, 0]);
    assert_eq!(world.refused(decided("e1", "superb"), DECIDE), ["band-unknown"]);
    assert_eq!(world.refused(decided("e1", "good"), SUP), ["signatures-missing"], "the party committee signs too");
    assert_eq!(world.refused(decided("e1", "good"), ALL), ["signer-related"]);
    world.accept(decided("e1", "good"), DECIDE);
    assert_eq!(world.refused(decided("e1", "good"), DECIDE), ["evaluation-decided-already"]);
}

#[test]
fn the_secretary_can_be_evaluated_without_signing_it() {
    let mut world = World::new();
    let secretary =
        Subject::Person { person: code("party-1"), seat: Seat { body: code("party"), office: code("secretary") } };
    let details = evaluation("e1", secretary, world.today);
    held(&mut world, details, [0, 6, 0, 0]);
    assert_eq!(world.refused(decided("e1", "good"), &["party-1", "sup-1", "sup-2"]), ["signer-related"]);
    world.accept(decided("e1", "good"), DECIDE);
}

#[test]
fn failing_is_decided_when_the_ballots_say_so_and_only_then() {
    // Three of six is not more than half.
    let mut world = tallied([0, 3, 0, 3]);
    assert_eq!(world.refused(decided("e1", "unqualified"), DECIDE), ["ballots-do-not-say-failing"]);
    world.accept(decided("e1", "basic"), DECIDE);
    let mut world = tallied([0, 2, 0, 4]);
    assert_eq!(world.refused(decided("e1", "basic"), DECIDE), ["ballots-say-failing"]);
    world.accept(decided("e1", "unqualified"), DECIDE);
}

#[test]
fn only_an_overall_dimension_says_failing() {
    let mut world = World::new();
    let mut details = evaluation("e1", Subject::Label(line("the canteen")), world.today);
    details.form.dimensions[2].aspect = Aspect::Work;
    held(&mut world, details, [0, 0, 0, 6]);
    assert_eq!(world.refused(decided("e1", "unqualified"), DECIDE), ["ballots-do-not-say-failing"]);
    world.accept(decided("e1", "basic"), DECIDE);
}

#[test]
fn the_best_band_is_capped_among_the_subjects_of_a_round_and_waits_for_all_of_them() {
    let mut world = tallied([6, 0, 0, 0]);
    assert_eq!(world.refused(decided("e1", "excellent"), DECIDE), ["round-not-complete"]);
    for (name, subject) in [("e2", "comm-2"), ("e3", "comm-3")] {
        let details = evaluation(name, person(subject), world.today);
        held(&mut world, details, [6, 0, 0, 0]);
    }
    world.accept(decided("e2", "excellent"), DECIDE);
    assert_eq!(world.refused(decided("e1", "excellent"), DECIDE), ["excellent-cap-reached"]);
    world.accept(decided("e1", "good"), DECIDE);
    assert_eq!(world.refused(decided("e3", "excellent"), DECIDE), ["excellent-cap-reached"]);
    world.accept(decided("e3", "basic"), DECIDE);
}

#[test]
fn subjects_put_in_for_the_number_do_not_raise_the_cap() {
    let mut world = World::new();
    let padded = |name: &str, subject, today| {
        let mut details = evaluation(name, subject, today);
        details.round = Round { round: code("padded"), subjects: 6 };
        details
    };
    for name in ["comm-1", "comm-2", "comm-3"] {
        let details = padded(name, person(name), world.today);
        held(&mut world, details, [6, 0, 0, 0]);
    }
    // Two that nobody votes on, and one of another sort that all like.
    for name in ["party-2", "party-3"] {
        let details = padded(name, person(name), world.today);
        world.accept(Opened { details }, SUP);
    }
    let details = padded("canteen", Subject::Label(line("the canteen")), world.today);
    held(&mut world, details, [6, 0, 0, 0]);
    world.accept(decided("comm-1", "excellent"), DECIDE);
    assert_eq!(world.refused(decided("comm-2", "excellent"), DECIDE), ["excellent-cap-reached"], "a third of three");
    assert_eq!(world.refused(decided("canteen", "excellent"), DECIDE), ["excellent-cap-reached"], "a third of one");
}

#[test]
fn a_third_of_two_is_nobody() {
    let mut world = World::new();
    for (name, subject) in [("e1", "comm-1"), ("e2", "comm-2")] {
        let mut details = evaluation(name, person(subject), world.today);
        details.round = Round { round: code("pair"), subjects: 2 };
        held(&mut world, details, [6, 0, 0, 0]);
    }
    assert_eq!(world.refused(decided("e1", "excellent"), DECIDE), ["excellent-cap-reached"]);
}

/// `comm-1` judged so in the year's first evaluation and in a second one half a year later, both tallied, the
/// first decided.
fn second(first: &str, judged: super::Judged) -> World {
    let mut world = tallied(judged);
    world.accept(decided("e1", first), DECIDE);
    let again = reopened(&evaluation("e1", person("comm-1"), world.today), "e2", "r2", day("2026-07-10"));
    held(&mut world, again, [0, 0, 0, 6]);
    world
}

fn ending(name: &str, person: &str, office: &str) -> Decided {
    let mut body = decided(name, "unqualified");
    let seat = Seat { body: code("comm"), office: code(office) };
    body.decision.vacates = Some(Vacancy { person: code(person), seat });
    body
}

#[test]
fn failing_twice_in_a_row_opens_a_vacancy_that_stays_owed_until_the_mandate_ends() {
    let mut world = second("unqualified", [0, 0, 0, 6]);
    assert_eq!(world.refused(decided("e2", "unqualified"), DECIDE), ["vacancy-not-stated"]);
    assert_eq!(world.refused(ending("e2", "comm-2", "vice-chair"), DECIDE), ["vacancy-not-stated"]);
    world.accept(ending("e2", "comm-1", "chair"), DECIDE);
    let seat = Seat { body: code("comm"), office: code("chair") };
    let duty = Duty::vacancy(&code("comm-1"), &seat);
    let owed = world.standing.obligations.get(&duty).unwrap();
    assert_eq!((owed.due, &owed.by), (day("2026-08-10"), &OwedBy::Body(code("comm"))), "30 days");
    assert!(!owed.late(day("2026-08-10")) && owed.late(day("2026-08-11")));

    let ends = Personnel::Ends { person: code("comm-1"), seat: seat.clone() };
    world.adopt(Matter { personnel: vec![ends], ..matter("recall", MatterSort::Personnel) });
    let (person, on) = (code("comm-1"), world.today);
    let (why, matter) = (MandateEnd::Evaluation, Some(code("recall")));
    world.accept(MandateEnded { person, seat, on, why, matter, reason: None }, SUP);
    assert!(!world.standing.obligations.get(&duty).unwrap().open());
}

#[test]
fn a_vacancy_needs_failing_in_a_row_and_a_seat_still_held() {
    let mut world = tallied([0, 0, 0, 6]);
    assert_eq!(world.refused(ending("e1", "comm-1", "chair"), DECIDE), ["vacancy-not-due"], "once is not twice");
    let mut world = second("good", [0, 6, 0, 0]);
    assert_eq!(world.refused(ending("e2", "comm-1", "chair"), DECIDE), ["vacancy-not-due"], "not in a row");
    world.accept(decided("e2", "unqualified"), DECIDE);

    let mut world = second("unqualified", [0, 0, 0, 6]);
    let seat = Seat { body: code("comm"), office: code("chair") };
    let (person, on, why) = (code("comm-1"), world.today, MandateEnd::Resigned);
    world.accept(MandateEnded { person, seat, on, why, matter: None, reason: None }, &["comm-1", "sup-1"]);
    assert_eq!(world.refused(ending("e2", "comm-1", "chair"), DECIDE), ["vacancy-not-due"], "resigned since");
    world.accept(decided("e2", "unqualified"), DECIDE);
}

#[test]
fn a_new_policy_does_not_reach_an_evaluation_under_way() {
    let mut world = World::new();
    let details = evaluation("e1", person("comm-1"), world.today.plus(10));
    world.accept(Opened { details: Evaluation { electorate: rolled_today(&world), ..details } }, SUP);
    let mut policy = world.standing.policy.clone().unwrap();
    policy.evaluation.turnout.returned = ">=1/1".to_owned().try_into().unwrap();
    let mut adopting = matter("stricter", MatterSort::Policy);
    adopting.policy = Some(policy.digest());
    world.adopt(adopting);
    world.accept(PolicySet { matter: Some(code("stricter")), policy }, ALL);
    world.on("2026-01-16");
    world.accept(super::counted("e1", "reps", super::count([0, 6, 0, 0])), SUP);
    world.accept(super::counted("e1", "party", super::count([0; 4])), SUP);
    let sum = tally(&world, "e1");
    world.accept(sum, SUP);
}

fn rolled_today(world: &World) -> Electorate {
    evaluation("e1", person("comm-1"), world.today).electorate
}

#[test]
fn a_result_is_owed_to_the_board_until_it_is_posted() {
    let mut world = tallied([0, 6, 0, 0]);
    world.accept(decided("e1", "good"), DECIDE);
    let path = DocumentPath::evaluation(&code("e1"));
    let duty = Duty::notice(&path);
    let owed = world.standing.obligations.get(&duty).unwrap();
    assert_eq!((owed.due, &owed.by), (day("2026-01-21"), &OwedBy::Sort(BodySort::Committee)), "15 days");
    let shown = Shown { path, digest: Hash::of(b"result"), size: world.standing.size, edition: Edition::FIRST };
    let until = day("2026-02-20");
    let notice = Notice { shown, until, place: line("社区公示栏"), photo: None, answer: None };
    world.on("2026-02-01").accept(Posted { notice }, &["clerk"]);
    let owed = world.standing.obligations.get(&duty).unwrap();
    assert!(!owed.open() && owed.late(world.today), "done, and late");
    assert_eq!(world.standing.obligations.open().count(), 0);
}

fn asked(owner: Party) -> RectificationAsked {
    let (rectification, evaluation) = (code("fix-1"), code("e1"));
    let issue = "答复居民太慢".parse().unwrap();
    RectificationAsked { details: Rectification { rectification, evaluation, issue, owner, due: None } }
}

fn done(evidence: &[&str]) -> Rectified {
    let evidence = evidence.iter().map(|name| file(name)).collect();
    Rectified { rectification: code("fix-1"), done: "已设立接待日".parse().unwrap(), evidence }
}

#[test]
fn what_was_found_is_put_right_and_confirmed_by_someone_else() {
    let mut world = tallied([0, 6, 0, 0]);
    let asked_of = |person: &str| asked(Party::Person(code(person)));
    assert_eq!(world.refused(asked_of("nobody"), SUP), ["person-unknown"]);
    assert_eq!(world.refused(asked(Party::Body(code("nobody"))), SUP), ["body-unknown"]);
    let mut elsewhere = asked_of("comm-1");
    elsewhere.details.evaluation = code("e9");
    assert_eq!(world.refused(elsewhere, SUP), ["evaluation-unknown"]);
    let mut overdue = asked_of("comm-1");
    overdue.details.due = Some(day("2026-01-05"));
    assert_eq!(world.refused(overdue, SUP), ["duty-before-it-arises"]);
    assert_eq!(world.refused(done(&["photo"]), &["comm-1", "sup-1"]), ["duty-unknown"]);

    world.accept(asked_of("sup-1"), SUP);
    let duty = Duty::rectification(&code("fix-1"));
    assert_eq!(world.standing.obligations.get(&duty).unwrap().due, day("2026-02-05"), "30 days when none is named");
    assert_eq!(world.refused(asked_of("comm-1"), SUP), ["duty-exists"]);
    assert_eq!(world.refused(done(&[]), &["comm-1", "sup-2"]), ["evidence-missing"]);
    assert_eq!(world.refused(done(&["a", "a"]), &["comm-1", "sup-2"]), ["file-named-twice"]);
    assert_eq!(world.refused(done(&["a"]), &["comm-1", "sup-1"]), ["confirmation-missing"], "their own work");
    world.accept(done(&["a"]), &["comm-1", "sup-2"]);
    assert_eq!(world.refused(done(&["a"]), &["comm-1", "sup-2"]), ["duty-done"]);
    assert_eq!(world.refused(asked_of("comm-1"), SUP), ["duty-exists"], "the name is used up");
}

#[test]
fn a_day_named_for_a_rectification_is_the_day_it_is_due() {
    let mut world = tallied([0, 6, 0, 0]);
    let mut body = asked(Party::Body(code("comm")));
    body.details.due = Some(day("2026-01-06"));
    world.accept(body, SUP);
    let duty = Duty::rectification(&code("fix-1"));
    let owed = world.standing.obligations.get(&duty).unwrap();
    assert_eq!((owed.due, &owed.by), (day("2026-01-06"), &OwedBy::Body(code("comm"))));
    world.accept(done(&["a"]), &["comm-1", "sup-2"]);
}
