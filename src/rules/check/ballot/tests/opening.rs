//! Whether an evaluation may be opened.

use super::{SUP, codes, count, counted, decided, evaluation, held, person, reopened};
use crate::event::ballot::{Aspect, Band, Dimension, Evaluation, Form, Group, Subject};
use crate::event::kinds::charter::RelationDeclared;
use crate::event::kinds::evaluation::Opened;
use crate::event::mandate::{BodySort, Relation};
use crate::rules::check::ballot::tests::DECIDE;
use crate::rules::profile;
use crate::rules::testing::{ALL, World, code, day, line};

fn sound(world: &World) -> Evaluation {
    evaluation("e1", person("comm-1"), world.today)
}

/// The codes with which an evaluation is refused that differs from a sound one by `change`.
fn refused(change: impl FnOnce(&mut Evaluation)) -> Vec<&'static str> {
    let mut world = World::new();
    let mut details = sound(&world);
    change(&mut details);
    world.refused(Opened { details }, SUP)
}

#[test]
fn an_evaluation_is_frozen_as_it_was_opened() {
    let mut world = World::new();
    let details = sound(&world);
    world.accept(Opened { details: details.clone() }, SUP);
    let state = world.standing.ballots.evaluation(&code("e1")).unwrap();
    assert_eq!(state.details, details);
    assert_eq!(state.rule, world.standing.policy.as_ref().unwrap().evaluation);
    assert_eq!(world.refused(Opened { details }, SUP), ["evaluation-exists"]);
}

#[test]
fn times_are_in_order_and_the_form_is_in_the_log_before_the_first_ballot() {
    assert_eq!(refused(|e| e.from = day("2026-01-01")), ["evaluated-period-reversed"]);
    assert_eq!(refused(|e| e.balloting.closes = e.balloting.opens), ["balloting-reversed"]);
    assert_eq!(refused(|e| e.balloting.opens = super::at(day("2026-01-05"), "10:00:30")), ["opened-after-ballots"]);
    assert_eq!(refused(|e| e.balloting.opens = super::at(day("2026-01-05"), "09:59:59")), ["opened-after-ballots"]);
    let mut world = World::new();
    let mut details = sound(&world);
    details.balloting.opens = super::at(world.today, "10:01:00");
    world.accept(Opened { details }, SUP);
}

#[test]
fn a_record_of_what_was_held_elsewhere_may_be_opened_late_but_not_dated_after_its_ballots() {
    let mut policy = profile::shipped("cn-urban-2026").unwrap();
    policy.evaluation.late_opening.days = 1;
    let mut world = World::with_policy(policy);
    let mut details = sound(&world);
    details.balloting.opens = super::at(world.today, "10:00:30");
    world.accept(Opened { details: details.clone() }, SUP);
    details.balloting.opens = super::at(world.today, "09:00:00");
    details.evaluation = code("e2");
    assert_eq!(world.refused(Opened { details }, SUP), ["opened-after-ballots"]);
}

#[test]
fn the_chair_sits_where_the_policy_says_and_is_nobody_close() {
    let mut policy = profile::shipped("cn-urban-2026").unwrap();
    policy.evaluation.chaired_by = BodySort::Assembly;
    let mut world = World::with_policy(policy);
    let details = sound(&world);
    assert_eq!(world.refused(Opened { details }, SUP), ["chair-of-other-body"]);

    assert_eq!(refused(|e| e.chair = code("comm-2")), ["role-not-theirs", "chair-of-other-body"]);
    assert_eq!(refused(|e| e.subject = person("sup-1")), ["seat-not-held", "signer-related"]);

    let mut world = World::new();
    let (person_, other) = (code("sup-1"), code("comm-1"));
    world.accept(RelationDeclared { person: person_, other, relation: Relation::Sibling }, &["sup-1"]);
    let details = sound(&world);
    assert_eq!(world.refused(Opened { details: details.clone() }, SUP), ["signer-related"]);
    let body = Evaluation { subject: Subject::Body(code("comm")), ..details };
    assert_eq!(world.refused(Opened { details: body.clone() }, SUP), ["signer-related"], "kin of a member");
    world.accept(Opened { details: Evaluation { chair: code("sup-2"), ..body } }, SUP);
}

#[test]
fn a_form_is_sound() {
    assert_eq!(refused(|e| e.form.dimensions[1].dimension = code("style")), ["code-named-twice"]);
    assert_eq!(refused(|e| e.form.bands[1].band = code("excellent")), ["code-named-twice"]);
    assert_eq!(refused(|e| e.form.dimensions.clear()), ["form-too-small"]);
    assert_eq!(refused(|e| e.form.bands.truncate(1)), ["form-too-small"]);
    assert_eq!(refused(|e| e.form.dimensions[0].weight += 1), ["weights-do-not-add-up"]);
    assert_eq!(refused(|e| e.form.bands[2].score = 80), ["points-not-falling"]);
    assert_eq!(refused(|e| e.form.bands[0].score = 1_001), ["points-not-falling"]);
    assert_eq!(refused(|e| e.form.dimensions[0].aspect = Aspect::Work), ["form-lacks-aspect"]);
    assert_eq!(refused(|e| e.form.dimensions[2].aspect = Aspect::Work), ["form-lacks-aspect"]);
    assert_eq!(refused(|e| e.form.bands[0].band = code("outstanding")), ["form-lacks-band"]);
    assert_eq!(refused(|e| e.form.bands[3].band = code("poor")), ["form-lacks-band"]);
}

#[test]
fn a_form_whose_result_no_event_could_hold_is_refused() {
    let wide = |dimensions: usize, bands: usize| Form {
        dimensions: codes(0..dimensions)
            .into_iter()
            .enumerate()
            .map(|(i, dimension)| Dimension {
                dimension,
                label: line("q"),
                aspect: Aspect::Work,
                weight: if i == 0 { 10_000 } else { 0 },
            })
            .collect(),
        bands: codes(0..bands)
            .into_iter()
            .zip((0..u32::try_from(bands).unwrap()).rev())
            .map(|(band, score)| Band { band, label: line("b"), score })
            .collect(),
    };
    let course = |form: Form| {
        move |e: &mut Evaluation| {
            e.subject = Subject::Label(line("course"));
            e.form = form;
        }
    };
    assert_eq!(refused(course(wide(200, 10))), ["form-too-large"]);
    let mut world = World::new();
    let mut details = sound(&world);
    // 28 questions with five answers, as student evaluations have them.
    course(wide(28, 5))(&mut details);
    world.accept(Opened { details }, SUP);
}

#[test]
fn the_electorate_is_a_roll_that_exists() {
    assert_eq!(refused(|e| e.electorate.rolled_on = day("2026-01-06")), ["roll-not-yet"]);
    assert_eq!(refused(|e| e.electorate.groups.clear()), ["electorate-empty"]);
    assert_eq!(refused(|e| e.electorate.groups[1].size = 0), ["electorate-empty"]);
    assert_eq!(refused(|e| e.electorate.groups[1].group = code("reps")), ["code-named-twice"]);
    let many = codes(0..513).into_iter().map(|group| Group { group, label: line("g"), size: 1 });
    assert_eq!(refused(|e| e.electorate.groups = many.collect()), ["list-too-long"]);
    assert_eq!(refused(|e| e.subject = Subject::Body(code("nobody"))), ["body-unknown"]);
}

#[test]
fn a_round_is_fixed_by_its_first_evaluation() {
    let mut world = World::new();
    let details = sound(&world);
    world.accept(Opened { details }, SUP);
    let other = evaluation("e2", person("comm-2"), world.today);
    let mut larger = other.clone();
    larger.round.subjects = 30;
    assert_eq!(world.refused(Opened { details: larger }, SUP), ["round-differs"]);
    let shifted = Evaluation { until: day("2025-06-30"), ..other.clone() };
    assert_eq!(world.refused(Opened { details: shifted }, SUP), ["round-differs"]);
    let again = evaluation("e2", person("comm-1"), world.today);
    assert_eq!(world.refused(Opened { details: again }, SUP), ["subject-in-round-already"]);
    world.accept(Opened { details: other }, SUP);
    world.accept(Opened { details: evaluation("e3", person("comm-3"), world.today) }, SUP);
    let fourth = evaluation("e4", Subject::Body(code("comm")), world.today);
    assert_eq!(world.refused(Opened { details: fourth }, SUP), ["round-full"]);
    assert_eq!(refused(|e| e.round.subjects = 0), ["round-full"]);
}

#[test]
fn a_subject_is_evaluated_once_at_a_time_and_not_too_often() {
    let mut world = World::new();
    let details = sound(&world);
    held(&mut world, details.clone(), [0, 6, 0, 0]);
    let today = world.today;
    let details_again = reopened(&details, "e2", "r2", today);
    assert_eq!(world.refused(Opened { details: details_again.clone() }, SUP), ["evaluation-pending"]);
    world.accept(decided("e1", "good"), DECIDE);
    assert_eq!(world.refused(Opened { details: details_again }, SUP), ["evaluations-too-close"]);
    // 180 days after the closing of the first, which is the source's six months.
    let early = day("2026-07-03");
    world.on("2026-07-03");
    let early = reopened(&details, "e2", "r2", early);
    assert_eq!(world.refused(Opened { details: early }, SUP), ["evaluations-too-close"]);
    world.on("2026-07-04");
    let due = reopened(&details, "e2", "r2", day("2026-07-04"));
    world.accept(Opened { details: due }, SUP);
}

#[test]
fn one_that_was_void_can_be_held_again_in_its_round() {
    let mut world = World::new();
    let details = sound(&world);
    world.accept(Opened { details: details.clone() }, SUP);
    world.on("2026-01-06");
    world.accept(counted("e1", "reps", count([0, 5, 0, 0])), SUP);
    let again = reopened(&details, "e2", "r1", world.today);
    assert_eq!(
        world.refused(Opened { details: again.clone() }, SUP),
        ["subject-in-round-already"],
        "the other group may still bring enough ballots"
    );
    world.accept(counted("e1", "party", count([0; 4])), SUP);
    world.accept(Opened { details: again }, SUP);
}

#[test]
fn two_supervisors_sign() {
    let mut world = World::new();
    let details = sound(&world);
    assert_eq!(world.refused(Opened { details: details.clone() }, &["sup-1"]), ["signatures-missing"]);
    assert_eq!(world.refused(Opened { details }, &["sup-2", "sup-3"]), ["person-did-not-sign"]);
    let details = sound(&world);
    assert_eq!(world.refused(Opened { details }, ALL), ["signer-related"], "the one evaluated signed too");
}
