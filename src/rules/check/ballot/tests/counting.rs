//! What is counted and tallied.

use super::{SUP, count, counted, evaluation, person, tally};
use crate::base::code::Code;
use crate::base::words::KEY_MARK;
use crate::event::ballot::{DimensionCount, Evaluation, GroupCount, Subject, Tally};
use crate::event::kinds::charter::RelationDeclared;
use crate::event::kinds::evaluation::{Counted, Opened, Tallied};
use crate::event::mandate::Relation;
use crate::rules::testing::{World, code, line};

/// An open evaluation of `comm-1`, on the day after balloting closed.
fn open() -> World {
    let mut world = World::new();
    let details = evaluation("e1", person("comm-1"), world.today);
    world.accept(Opened { details }, SUP);
    world.on("2026-01-06");
    world
}

fn refused(change: impl FnOnce(&mut Counted)) -> Vec<&'static str> {
    let mut body = counted("e1", "reps", count([1, 2, 1, 1]));
    change(&mut body);
    open().refused(body, SUP)
}

#[test]
fn nothing_is_counted_before_balloting_closes() {
    let mut world = open();
    world.on("2026-01-05");
    let body = counted("e1", "reps", count([1, 2, 1, 1]));
    assert_eq!(world.refused(body.clone(), SUP), ["balloting-not-closed"]);
    world.on("2026-01-06").accept(body, SUP);
}

#[test]
fn each_group_is_counted_once() {
    let mut world = open();
    let body = counted("e1", "reps", count([1, 2, 1, 1]));
    world.accept(body.clone(), SUP);
    assert_eq!(world.refused(body, SUP), ["group-counted-already"]);
    assert_eq!(refused(|c| c.group = code("street")), ["group-unknown"]);
    assert_eq!(refused(|c| c.evaluation = code("e9")), ["evaluation-unknown"]);
}

#[test]
fn ballots_do_not_multiply() {
    assert_eq!(refused(|c| c.count.issued = 7), ["ballots-exceed-roll"]);
    assert_eq!(refused(|c| c.count.returned = 6), ["ballots-exceed-issued"]);
    assert_eq!(refused(|c| c.count.invalid = 6), ["invalid-exceed-returned"]);
    assert_eq!(refused(|c| c.count.invalid = 1), ["count-does-not-add-up"]);
    assert_eq!(refused(|c| c.count.dimensions[2].blank = 1), ["count-does-not-add-up"]);
    let huge = |row: &mut DimensionCount| row.bands.values_mut().for_each(|ballots| *ballots = u32::MAX);
    assert_eq!(refused(|c| huge(&mut c.count.dimensions[0])), ["count-does-not-add-up"], "sums do not wrap around");
}

#[test]
fn the_count_is_that_of_the_form() {
    assert_eq!(refused(|c| c.count.dimensions.swap(0, 1)), ["count-not-the-form"]);
    assert_eq!(refused(|c| drop(c.count.dimensions.pop())), ["count-not-the-form"]);
    assert_eq!(refused(|c| c.count.dimensions[0].bands.retain(|band, _| *band != "basic")), ["count-bands-differ"]);
    assert_eq!(refused(|c| c.count.dimensions[0].bands.extend([(code("superb"), 0)])), ["count-bands-differ"]);
    let renamed = |row: &mut DimensionCount| {
        row.bands.remove(&code("basic"));
        row.bands.insert(code("fair"), 1);
    };
    assert_eq!(refused(|c| renamed(&mut c.count.dimensions[0])), ["count-bands-differ"]);
}

#[test]
fn tellers_are_two_and_nobody_close_to_the_subject() {
    assert_eq!(refused(|c| c.tellers = [code("sup-2"), code("sup-2")]), ["roles-clash"]);
    assert_eq!(refused(|c| c.tellers = [code("sup-2"), code("book")]), ["role-not-theirs"]);
    assert_eq!(refused(|c| c.tellers = [code("sup-2"), code("rep-1")]), ["person-did-not-sign"]);
    let mut world = open();
    let (person, other) = (code("sup-3"), code("comm-1"));
    world.accept(RelationDeclared { person, other, relation: Relation::Spouse }, &["sup-3"]);
    let body = counted("e1", "reps", count([1, 2, 1, 1]));
    assert_eq!(world.refused(body.clone(), SUP), ["signer-related"]);
    assert_eq!(world.refused(body.clone(), &["sup-2", "sup-3", "comm-1"]), ["signer-related"]);
    let tellers = [code("sup-2"), code("rep-1")];
    world.accept(Counted { tellers, ..body }, &["sup-2", "rep-1"]);
}

#[test]
fn members_of_a_body_do_not_count_its_ballots() {
    let mut world = World::new();
    let details =
        Evaluation { subject: Subject::Body(code("reps")), ..evaluation("e1", Subject::Label(line("x")), world.today) };
    world.accept(Opened { details }, SUP);
    world.on("2026-01-06");
    let body = counted("e1", "party", count([4, 0, 0, 0]));
    let by_rep = Counted { tellers: [code("sup-2"), code("rep-1")], ..body.clone() };
    assert_eq!(world.refused(by_rep, &["sup-2", "rep-1"]), ["signer-related"]);
    world.accept(body, &["sup-2", "sup-3", "rep-1"]);
}

/// Both groups counted: 3 + 2 excellent, 2 + 1 good, 1 basic, 1 unqualified.
fn all_counted() -> World {
    let mut world = open();
    world.accept(counted("e1", "reps", count([3, 2, 1, 0])), SUP);
    world.accept(counted("e1", "party", count([2, 1, 0, 1])), SUP);
    world
}

#[test]
fn a_tally_is_the_sum_of_its_counts() {
    let mut world = all_counted();
    let tallied = tally(&world, "e1");
    let sum = &tallied.tally;
    assert_eq!((sum.electorate, sum.issued, sum.returned, sum.invalid), (10, 10, 10, 0));
    let bands: Vec<u64> = super::BANDS.iter().map(|(band, _)| sum.dimensions[0].judged(&code(band))).collect();
    assert_eq!(bands, [5, 3, 1, 1]);
    // (5 × 100 + 3 × 80 + 60) / 10 = 80 points, in each dimension and so in all.
    assert_eq!((sum.dimensions[0].score, sum.score), (Some(80_000), Some(80_000)));
    world.accept(tallied.clone(), SUP);
    assert_eq!(world.standing.ballots.evaluation(&code("e1")).unwrap().tally.as_ref(), Some(sum));
    assert_eq!(world.refused(tallied, SUP), ["tallied-already"]);
}

#[test]
fn a_tally_waits_for_all_groups_and_enough_ballots() {
    let mut world = open();
    world.accept(counted("e1", "reps", count([0, 5, 0, 0])), SUP);
    let early = tally(&world, "e1");
    assert_eq!(world.refused(early, SUP), ["groups-not-counted"]);
    world.accept(counted("e1", "party", count([0; 4])), SUP);
    let few = tally(&world, "e1");
    assert_eq!(world.refused(few, SUP), ["turnout-missed"], "5 of 10 is not more than half");
}

#[test]
fn every_figure_of_a_tally_is_recomputed() {
    type Change = fn(&mut Tally);
    let changes: &[(&str, Change)] = &[
        ("figure-electorate", |t| t.electorate -= 1),
        ("figure-issued", |t| t.issued += 1),
        ("figure-returned", |t| t.returned += 1),
        ("figure-invalid", |t| t.invalid += 1),
        ("figure-dimensions", |t| t.dimensions.swap(0, 1)),
        ("figure-dimensions", |t| drop(t.dimensions.pop())),
        ("figure-bands", |t| *t.dimensions[1].bands.get_mut(&code("good")).unwrap() += 1),
        ("figure-blank", |t| t.dimensions[1].blank += 1),
        ("figure-score", |t| t.dimensions[2].score = Some(80_001)),
        ("figure-score", |t| t.dimensions[2].score = None),
        ("figure-score", |t| t.score = t.score.map(|score| score - 1)),
    ];
    let mut world = all_counted();
    for (figure, change) in changes {
        let mut claimed = tally(&world, "e1");
        change(&mut claimed.tally);
        let refusal = world.judge(claimed, SUP).unwrap_err();
        assert_eq!(refusal.unmet[0].code, "tally-differs");
        assert_eq!(refusal.unmet[0].arg("figure"), Some(format!("{KEY_MARK}{figure}").as_str()));
    }
}

#[test]
fn scores_round_half_up_and_leave_out_what_nobody_answered() {
    let mut world = World::new();
    let mut details = evaluation("e1", person("comm-1"), world.today);
    for (band, score) in details.form.bands.iter_mut().zip([4, 3, 2, 1]) {
        band.score = score;
    }
    let rows = |judged: [[u32; 4]; 3], blank: [u32; 3]| -> GroupCount {
        let mut all = count([0; 4]);
        let bands = |row: [u32; 4]| super::BANDS.iter().zip(row).map(|((band, _), n)| (code(band), n)).collect();
        for (i, row) in all.dimensions.iter_mut().enumerate() {
            (row.bands, row.blank) = (bands(judged[i]), blank[i]);
        }
        (all.issued, all.returned) = (6, 6);
        all
    };
    // Style: 4 + 4 + 3 over 3 answers = 3.666…; work: nobody answered; the whole: 6 × 2.
    let all = rows([[2, 1, 0, 0], [0; 4], [0, 0, 6, 0]], [3, 6, 0]);
    let sum = Tally::of(&details, [&all]);
    assert_eq!(sum.dimensions.iter().map(|row| row.score).collect::<Vec<_>>(), [Some(3_667), None, Some(2_000)]);
    // (3000 × 3.667 + 2000 × 2.000) / 5000 = 3.0002, from the figures as printed.
    assert_eq!(sum.score, Some(3_000));
    let nothing = rows([[0; 4]; 3], [6; 3]);
    assert_eq!(Tally::of(&details, [&nothing]).score, None);
    world.accept(Opened { details }, SUP);
    world.on("2026-01-06").accept(counted("e1", "reps", all), SUP);
    world.accept(counted("e1", "party", count([0; 4])), SUP);
    world.accept(Tallied { evaluation: code("e1"), tally: Tally { electorate: 10, ..sum } }, SUP);
}

#[test]
fn a_form_of_28_questions_is_counted_and_tallied_within_one_event_each() {
    let mut world = World::new();
    let mut details = evaluation("e1", Subject::Label(line("Instructor 1")), world.today);
    let question = |n: usize| {
        let mut dimension = details.form.dimensions[1].clone();
        dimension.dimension = code(&format!("q{n}"));
        dimension.label = line(&format!("{n}. {}", "The course was taught as the plan said. ".repeat(4).trim()));
        dimension.weight = if n <= 24 { 357 } else { 358 };
        dimension
    };
    details.form.dimensions = (1..=28).map(question).collect();
    let names = ["5", "4", "3", "2", "1"].map(|band| format!("agree-{band}"));
    let mut bands = vec![details.form.bands[0].clone(); 5];
    for ((band, name), score) in bands.iter_mut().zip(&names).zip((1..=5).rev()) {
        (band.band, band.score) = (code(name), score);
    }
    details.form.bands = bands;
    details.electorate.groups.truncate(1);
    details.electorate.groups[0].size = 3_000;
    world.accept(Opened { details }, SUP);
    let names: Vec<Code> = names.iter().map(|name| code(name)).collect();
    let row = |n: usize| DimensionCount {
        dimension: code(&format!("q{n}")),
        bands: names.iter().cloned().zip([400, 500, 600, 300, 200]).collect(),
        blank: 219,
    };
    let all = GroupCount { issued: 2_219, returned: 2_219, invalid: 0, dimensions: (1..=28).map(row).collect() };
    world.on("2026-01-06").accept(counted("e1", "reps", all), SUP);
    let tallied = tally(&world, "e1");
    // (400 × 5 + 500 × 4 + 600 × 3 + 300 × 2 + 200) / 2000 = 3.3
    assert_eq!(tallied.tally.score, Some(3_300));
    world.accept(tallied, SUP);
}
