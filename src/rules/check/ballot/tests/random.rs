//! Random forms and random ballots: what enters through the rules adds up, and the tally is that of a naive recount
//! which reads ballot after ballot and knows nothing of counts.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{SUP, codes, counted, evaluation, tally};
use crate::base::code::Code;
use crate::event::ballot::{
    Aspect, Band, Dimension, DimensionCount, Evaluation, FULL_WEIGHT, Form, Group, GroupCount, Subject, Tally,
};
use crate::event::kinds::evaluation::Opened;
use crate::rules::testing::{World, code, line};

/// A returned ballot: none when it is invalid, otherwise an answer (or a blank) to each question.
pub(super) type Ballot = Option<Vec<Option<usize>>>;

/// What happened: weights of the questions, points of the answers, and for each group how many stayed away, how many
/// took a ballot home, and the ballots returned.
#[derive(Clone, Debug)]
pub(super) struct Meeting {
    pub(super) weights: Vec<u32>,
    pub(super) points: Vec<u32>,
    pub(super) groups: Vec<(u32, u32, Vec<Ballot>)>,
}

fn meetings() -> impl Strategy<Value = Meeting> {
    let points = prop::collection::btree_set(0..=1_000_u32, 2..6);
    let shape = (prop::collection::vec(0..=FULL_WEIGHT, 0..5), points);
    shape.prop_flat_map(|(mut cuts, points)| {
        cuts.extend([0, FULL_WEIGHT]);
        cuts.sort_unstable();
        let weights: Vec<u32> = cuts.windows(2).map(|pair| u32::try_from(pair[1] - pair[0]).unwrap()).collect();
        let points: Vec<u32> = points.into_iter().rev().collect();
        let answer = prop::option::weighted(0.9, 0..points.len());
        let ballot = prop::option::weighted(0.9, prop::collection::vec(answer, weights.len()));
        let group = (0..3_u32, 0..3_u32, prop::collection::vec(ballot, 1..30));
        let groups = prop::collection::vec(group, 1..5);
        groups.prop_map(move |groups| Meeting { weights: weights.clone(), points: points.clone(), groups })
    })
}

pub(super) fn details(meeting: &Meeting, world: &World) -> Evaluation {
    let mut details = evaluation("e1", Subject::Label(line("the canteen")), world.today);
    let label = line("…");
    let asked = |(dimension, weight): (Code, &u32)| {
        let aspect = Aspect::Work;
        Dimension { dimension, label: label.clone(), aspect, weight: *weight }
    };
    let answer = |(band, score): (Code, &u32)| Band { band, label: label.clone(), score: *score };
    details.form = Form {
        dimensions: codes(0..meeting.weights.len()).into_iter().zip(&meeting.weights).map(asked).collect(),
        bands: codes(0..meeting.points.len()).into_iter().zip(&meeting.points).map(answer).collect(),
    };
    let group = |(group, (away, kept, ballots)): (Code, &(u32, u32, Vec<Ballot>))| {
        let size = away + kept + u32::try_from(ballots.len()).unwrap();
        Group { group, label: label.clone(), size }
    };
    details.electorate.groups = codes(0..meeting.groups.len()).into_iter().zip(&meeting.groups).map(group).collect();
    details
}

/// What tellers write down who sort the ballots into heaps.
pub(super) fn heaps(form: &Form, kept: u32, ballots: &[Ballot]) -> GroupCount {
    let returned = u32::try_from(ballots.len()).unwrap();
    let valid: Vec<_> = ballots.iter().flatten().collect();
    let heap = |answer: Option<usize>, question: usize| {
        u32::try_from(valid.iter().filter(|ballot| ballot[question] == answer).count()).unwrap()
    };
    let row = |(question, asked): (usize, &Dimension)| DimensionCount {
        dimension: asked.dimension.clone(),
        bands: form.bands.iter().enumerate().map(|(n, b)| (b.band.clone(), heap(Some(n), question))).collect(),
        blank: heap(None, question),
    };
    let invalid = returned - u32::try_from(valid.len()).unwrap();
    let dimensions = form.dimensions.iter().enumerate().map(row).collect();
    GroupCount { issued: returned + kept, returned, invalid, dimensions }
}

/// Half up to a whole number, the way it is taught: divide, look at the remainder.
fn half_up(sum: u64, parts: u64) -> u64 {
    sum / parts + u64::from(sum % parts * 2 >= parts)
}

/// Reads all ballots of all groups one after the other.
pub(super) fn recount(meeting: &Meeting) -> (Vec<Option<u64>>, Option<u64>) {
    let mut scores = Vec::new();
    let (mut weighted, mut weight) = (0, 0);
    for (question, share) in meeting.weights.iter().enumerate() {
        let (mut points, mut answers) = (0, 0);
        for ballot in meeting.groups.iter().flat_map(|(_, _, ballots)| ballots).flatten() {
            if let Some(answer) = ballot[question] {
                points += u64::from(meeting.points[answer]);
                answers += 1;
            }
        }
        let score = (answers > 0).then(|| half_up(points * 1_000, answers));
        if let Some(score) = score {
            weighted += score * u64::from(*share);
            weight += u64::from(*share);
        }
        scores.push(score);
    }
    (scores, (weight > 0).then(|| half_up(weighted, weight)))
}

fn adds_up(sum: &Tally) {
    assert!(sum.invalid <= sum.returned && sum.returned <= sum.issued && sum.issued <= sum.electorate);
    for row in &sum.dimensions {
        assert_eq!(row.bands.values().sum::<u64>() + row.blank, sum.valid(), "{}", row.dimension);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_counted_adds_up_and_the_tally_is_that_of_a_naive_recount(
        meeting in meetings(),
        slip in (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4_u8),
    ) {
        let mut world = World::new();
        let details = details(&meeting, &world);
        let form = details.form.clone();
        world.accept(Opened { details }, SUP);
        world.on("2026-01-06");
        for (group, (_, kept, ballots)) in codes(0..meeting.groups.len()).iter().zip(&meeting.groups) {
            let count = heaps(&form, *kept, ballots);
            // One slip of the pen in one row is noticed, wherever it is.
            let mut slipped = count.clone();
            let row = slip.0.get_mut(&mut slipped.dimensions);
            let heaps: Vec<Code> = row.bands.keys().cloned().collect();
            match slip.2 {
                0 => row.blank += 1,
                1 => *row.bands.get_mut(slip.1.get(&heaps)).unwrap() += 1,
                2 => slipped.invalid = slipped.invalid.wrapping_sub(1),
                _ => slipped.returned += 1,
            }
            prop_assert!(!world.refused(counted("e1", group.as_str(), slipped), SUP).is_empty());
            world.accept(counted("e1", group.as_str(), count), SUP);
            adds_up(&world.standing.ballots.evaluation(&code("e1")).unwrap().sum());
        }
        let claimed = tally(&world, "e1");
        let (scores, score) = recount(&meeting);
        prop_assert_eq!(claimed.tally.dimensions.iter().map(|row| row.score).collect::<Vec<_>>(), scores);
        prop_assert_eq!(claimed.tally.score, score);
        let returned: usize = meeting.groups.iter().map(|(_, _, ballots)| ballots.len()).sum();
        let invalid = meeting.groups.iter().flat_map(|group| &group.2).filter(|ballot| ballot.is_none()).count();
        prop_assert_eq!((claimed.tally.returned, claimed.tally.invalid), (returned as u64, invalid as u64));
        let enough = returned as u64 * 2 > claimed.tally.electorate;
        let verdict = world.submit(claimed, SUP);
        prop_assert_eq!(verdict.is_ok(), enough, "{:?}", verdict);
    }

    #[test]
    fn folding_is_total_for_what_the_rules_would_refuse(order in prop::collection::vec(0..6_usize, 0..20)) {
        use crate::event::ballot::{BallotEffect, Decision, Remark};
        use crate::rules::standing::ballots::Ballots;
        let world = World::new();
        let meeting = Meeting { weights: vec![10_000], points: vec![1, 0], groups: vec![(0, 0, vec![None])] };
        let details = details(&meeting, &world);
        let odd = GroupCount { issued: 0, returned: u32::MAX, invalid: u32::MAX, dimensions: Vec::new() };
        let evaluation = code("e1");
        let text: crate::base::code::Text = "x".parse().unwrap();
        let effects: [BallotEffect; 6] = [
            BallotEffect::Opened(Box::new(details.clone())),
            BallotEffect::Counted {
                evaluation: evaluation.clone(),
                group: code("nobody"),
                count: Box::new(odd.clone()),
                tellers: [code("a"), code("a")],
            },
            BallotEffect::Counted {
                evaluation: evaluation.clone(),
                group: code("c0"),
                count: Box::new(odd),
                tellers: [code("a"), code("b")],
            },
            BallotEffect::Remarked {
                remark: Remark::Central { evaluation: evaluation.clone(), category: code("x") },
                by: crate::event::mandate::Party::Person(code("a")),
                text: text.clone(),
            },
            BallotEffect::Tallied { evaluation: evaluation.clone(), tally: Box::new(Tally::of(&details, [])) },
            BallotEffect::Decided {
                evaluation: evaluation.clone(),
                decision: Box::new(Decision { band: code("z"), ordinary: text.clone(), central: text, vacates: None }),
            },
        ];
        let (mut ballots, policy) = (Ballots::default(), world.standing.policy.as_ref());
        let at = crate::rules::standing::At { index: 7, ..at() };
        for n in order {
            ballots.evolve(&effects[n], &at, policy);
            for state in ballots.evaluations() {
                let valid = state.sum().valid();
                prop_assert!(valid <= state.sum().returned && (state.void() || state.pending() || state.band().is_some()));
            }
        }
    }
}

fn at() -> crate::rules::standing::At {
    let id = crate::base::code::EventId::new(1, [1; 10]);
    let accepted = crate::base::time::Instant::default();
    let day = crate::base::time::Day::default();
    crate::rules::standing::At { index: 0, id, accepted, day, accepted_day: day }
}

#[test]
fn no_ballots_no_score() {
    let world = World::new();
    let meeting = Meeting { weights: vec![10_000], points: vec![1, 0], groups: vec![(3, 0, vec![None])] };
    let sum = Tally::of(&details(&meeting, &world), []);
    let bands: BTreeMap<Code, u64> = codes(0..2).into_iter().map(|band| (band, 0)).collect();
    assert_eq!((&sum.dimensions[0].bands, sum.dimensions[0].score, sum.score), (&bands, None, None));
}
