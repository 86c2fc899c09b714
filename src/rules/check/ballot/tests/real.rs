//! Published ballots: a student evaluation of two instructors, 28 questions answered on a scale of five.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use super::random::{Meeting, details, heaps, recount};
use super::{SUP, codes, counted, tally};
use crate::event::kinds::evaluation::Opened;
use crate::rules::testing::World;

const FILE: &str = "turkiye-student-evaluation-1-2.csv";
/// `instr, class, nb.repeat, attendance, difficulty` stand before the questions.
const BEFORE: usize = 5;

/// The ballots of each instructor, in groups by class. The file says nothing of those who did not answer.
fn meetings(text: &str) -> Vec<Meeting> {
    let mut instructors: BTreeMap<&str, BTreeMap<&str, Vec<_>>> = BTreeMap::new();
    for row in text.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let answers = cells[BEFORE..].iter().map(|cell| Some(5 - cell.parse::<usize>().unwrap()));
        let ballots = instructors.entry(cells[0]).or_default().entry(cells[1]).or_default();
        ballots.push(Some(answers.collect()));
    }
    let weights: Vec<u32> = (0..28).map(|n| if n < 24 { 357 } else { 358 }).collect();
    let meeting = |classes: BTreeMap<&str, Vec<_>>| Meeting {
        weights: weights.clone(),
        points: vec![5, 4, 3, 2, 1],
        groups: classes.into_values().map(|ballots| (0, 0, ballots)).collect(),
    };
    instructors.into_values().map(meeting).collect()
}

/// Puts the ballots through the rules and gives back how many there were.
fn recorded(meeting: &Meeting) -> usize {
    let mut world = World::new();
    let details = details(meeting, &world);
    let form = details.form.clone();
    world.accept(Opened { details }, SUP);
    world.on("2026-01-06");
    for (group, (_, kept, ballots)) in codes(0..meeting.groups.len()).iter().zip(&meeting.groups) {
        world.accept(counted("e1", group.as_str(), heaps(&form, *kept, ballots)), SUP);
    }
    let tallied = tally(&world, "e1");
    let (scores, score) = recount(meeting);
    assert_eq!(tallied.tally.dimensions.iter().map(|row| row.score).collect::<Vec<_>>(), scores);
    assert_eq!(tallied.tally.score, score);
    let returned = usize::try_from(tallied.tally.returned).unwrap();
    world.accept(tallied, SUP);
    returned
}

#[test]
fn published_ballots_fit_the_form_and_are_tallied_as_a_recount_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = std::fs::read_to_string(root.join("tests/data/evaluation").join(FILE)).unwrap();
    let found: Vec<usize> = meetings(&sample).iter().map(recorded).collect();
    assert_eq!(found, [200, 200]);
    match std::fs::read_to_string(root.join("../shared/data/evaluation").join(FILE)) {
        Ok(text) => assert_eq!(meetings(&text).iter().map(recorded).sum::<usize>(), 2_219),
        Err(_) => {
            writeln!(
                std::io::stderr(),
                "SKIPPED: {FILE} is not in ../shared/data; only the sample in tests/data was read"
            )
            .unwrap();
        }
    }
}
