//! Builds a ledger from published records, has the auditor check it, and compares what the ledger holds with sums
//! taken straight from the files.

use std::collections::BTreeMap;
use std::path::Path;

use mingbai::audit::report::Check;
use mingbai::base::code::Code;
use mingbai::event::authority::{AuthorityEffect, Meeting, Vote};
use mingbai::event::ballot::{BallotEffect, DimensionTally};
use mingbai::event::effect::Effect;
use mingbai::event::payload::Event;
use mingbai::event::posting::{PostingEffect, TAKEN_OVER_EXPENSE};
use mingbai::view::board::Board;
use mingbai::view::document::Value;

use crate::common::naive::{self, Roll, Rolls, Sums};
use crate::real::council::Told;
use crate::real::published::Published;
use crate::real::shelf::Shelf;

/// Payments: per month and category, by number and to the penny.
pub fn payments(folder: &Path, rows: u64) {
    let dir = tempfile::tempdir().unwrap();
    let mut shelf = Shelf::open(dir.path()).unwrap();
    let (ledger, progress) = shelf.payments(folder, &mut |_| {}).unwrap();
    assert_eq!((progress.appended, progress.present), (rows, 0));

    let again = shelf.payments_again(&ledger, folder).unwrap();
    assert_eq!((again.appended, again.present), (0, rows));

    let mut sums = Sums::new();
    let published = Published::of(ledger, &mut |event| add_payment(event, &mut sums)).unwrap();
    let expected = naive::payments(folder);
    assert_eq!(sums, expected);
    let amounts = expected.into_iter().map(|((month, category), (_, pence))| ((month, category), pence)).collect();
    assert_eq!(published_payments(&published.board), amounts);
    let report = published.audit(shelf.now()).unwrap();
    let judged = report.counts.iter().find(|(check, _)| *check == Check::Rules).unwrap().1;
    // The first event, the policy, and the three steps of the take-over come before the rows.
    assert_eq!(judged, rows + 5);
}

fn add_payment(event: &Event, sums: &mut Sums) {
    for effect in event.body.causes() {
        if let Effect::Posting(PostingEffect::Posted { on, lines, item }) = effect {
            let category = item.category.map(|line| line.to_string()).unwrap_or_default();
            let spent = lines.iter().filter(|line| line.account == TAKEN_OVER_EXPENSE);
            let paid: i64 = spent.map(|line| line.amount).sum();
            let sum = sums.entry((on.month().to_string(), category)).or_default();
            *sum = (sum.0 + 1, sum.1 + paid);
        }
    }
}

/// What the statements say that residents read: per month and category.
fn published_payments(board: &Board) -> BTreeMap<(String, String), i64> {
    let mut amounts = BTreeMap::new();
    for path in board.paths() {
        let Some(month) = path.strip_prefix("finance/") else { continue };
        let content = board.content(&path).unwrap();
        let table = content.tables.iter().find(|table| table.name == "taken-over").unwrap();
        for row in &table.rows {
            let [Value::Text(category), Value::Money(pence)] = row.as_slice() else { panic!("{row:?}") };
            amounts.insert((month.to_owned(), category.clone()), *pence);
        }
    }
    amounts
}

/// Votes: per resolution, day and body, member by member; and attendance at meetings.
pub fn council(folder: &Path) -> Told {
    let dir = tempfile::tempdir().unwrap();
    let mut shelf = Shelf::open(dir.path()).unwrap();
    let (ledger, told) = shelf.council(folder).unwrap();

    let mut rolls = Rolls::new();
    let mut meetings: BTreeMap<(String, String), Vec<(usize, usize)>> = BTreeMap::new();
    let published = Published::of(ledger, &mut |event| {
        for effect in event.body.causes() {
            match effect {
                Effect::Authority(AuthorityEffect::Stepped { matter, meeting, .. }) if meeting.body != "review" => {
                    let key = (matter.to_string(), meeting.on.to_string(), meeting.body == "council");
                    assert!(rolls.insert(key, roll(&meeting)).is_none());
                }
                Effect::Authority(AuthorityEffect::Met { meeting, .. }) => {
                    let body = meeting.body.to_string().replace("council", "1").replace("body-", "");
                    let there = meeting.roll.iter().filter(|line| line.vote.present()).count();
                    meetings.entry((body, meeting.on.to_string())).or_default().push((meeting.roll.len(), there));
                }
                _ => {}
            }
        }
    })
    .unwrap();
    for counts in meetings.values_mut() {
        counts.sort_unstable();
    }
    let expected = naive::votes(&folder.join("resolution/2023"));
    assert_eq!(rolls, expected);
    let counts = expected.into_iter().map(|((file, day, council), roll)| ((file, day, council), counts(&roll)));
    assert_eq!(published_votes(&published.board), counts.collect());
    assert_eq!(meetings, naive::attendance(&folder.join("events/2023")));
    published.audit(shelf.now()).unwrap();
    told
}

/// Due, in favour, against, abstaining or without a vote.
type Counts = [i64; 4];

fn counts(roll: &Roll) -> Counts {
    let [due, yes, no, away] =
        [&roll.due, &roll.yes, &roll.no, &roll.away].map(|set| i64::try_from(set.len()).unwrap());
    [due, yes, no, due - yes - no - away]
}

/// What the pages of resolutions say of each step: by matter, day and whether it was the council's.
fn published_votes(board: &Board) -> BTreeMap<(String, String, bool), Counts> {
    let mut votes = BTreeMap::new();
    for path in board.paths() {
        let Some(matter) = path.strip_prefix("party/resolution/").filter(|matter| matter.starts_with("res-")) else {
            continue;
        };
        let content = board.content(&path).unwrap();
        let table = content.tables.iter().find(|table| table.name == "steps").unwrap();
        let at = |column: &str| table.columns.iter().position(|name| name == column).unwrap();
        for row in &table.rows {
            let Value::Day(day) = &row[at("party-day")] else { panic!("{row:?}") };
            let Value::Bi(body) = &row[at("party-body")] else { panic!("{row:?}") };
            let count = |column| match &row[at(column)] {
                Value::Count(count) => *count,
                other => panic!("{other:?}"),
            };
            let counts = ["party-due", "party-for", "party-against", "party-abstain"].map(count);
            votes.insert((matter.to_owned(), day.to_string(), body.en == "City Council"), counts);
        }
    }
    votes
}

/// Ballots: per instructor and question, how many gave each score, and the mean.
pub fn evaluation(file: &Path) -> u64 {
    let dir = tempfile::tempdir().unwrap();
    let mut shelf = Shelf::open(dir.path()).unwrap();
    let (ledger, told) = shelf.evaluation(file).unwrap();

    let mut counts: BTreeMap<(String, String), [u64; 5]> = BTreeMap::new();
    let mut means: BTreeMap<(String, String), u64> = BTreeMap::new();
    let key = |evaluation: &Code, dimension: &Code| {
        let instructor = evaluation.as_str().strip_prefix("instructor-").unwrap().to_owned();
        (instructor, dimension.as_str().to_uppercase())
    };
    let published = Published::of(ledger, &mut |event| {
        for effect in event.body.causes() {
            match effect {
                Effect::Ballot(BallotEffect::Counted { evaluation, count, .. }) => {
                    for row in &count.dimensions {
                        let sums = counts.entry(key(&evaluation, &row.dimension)).or_default();
                        for (band, ballots) in &row.bands {
                            let score: usize = band.as_str().strip_prefix("score-").unwrap().parse().unwrap();
                            sums[score - 1] += u64::from(*ballots);
                        }
                    }
                }
                Effect::Ballot(BallotEffect::Tallied { evaluation, tally }) => {
                    let mean = |row: &DimensionTally| (key(&evaluation, &row.dimension), row.score.unwrap());
                    means.extend(tally.dimensions.iter().map(mean));
                }
                _ => {}
            }
        }
    })
    .unwrap();
    let expected = naive::ballots(file);
    assert_eq!(counts, expected);
    let mean = |counts: &[u64; 5]| {
        let sum: u64 = (1..).zip(counts).map(|(score, ballots)| score * ballots).sum();
        // In thousandths, half up.
        (2_000 * sum + counts.iter().sum::<u64>()) / (2 * counts.iter().sum::<u64>())
    };
    assert_eq!(means, expected.iter().map(|(key, counts)| (key.clone(), mean(counts))).collect());
    published.audit(shelf.now()).unwrap();
    told.ballots
}

fn roll(meeting: &Meeting) -> Roll {
    let mut roll = Roll::default();
    for line in &meeting.roll {
        let person = line.person.to_string();
        roll.due.insert(person.clone());
        match line.vote {
            Vote::For => drop(roll.yes.insert(person)),
            Vote::Against => drop(roll.no.insert(person)),
            Vote::Abstain => drop(roll.abstain.insert(person)),
            Vote::Absent | Vote::Excused => drop(roll.away.insert(person)),
            Vote::Recused | Vote::Unrecorded => {}
        }
    }
    roll
}
