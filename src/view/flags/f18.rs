//! F18, evaluation: every ballot of the roll came back and all are alike, the best band goes to more of a round than is
//! usual, or the same subject is evaluated again too soon (山东 and other local rules on evaluating cadres). Of secret votes
//! too: all alike, or ballots that were in the box and were not shown.
//!
//! Only electorates of some size: among five, all may well agree.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId};
use crate::base::time::Day;
use crate::event::ballot::{BallotEffect, Decision, Evaluation, Subject, Tally};
use crate::event::effect::Effect;
use crate::event::family::FigureShipped;
use crate::event::vote::{VoteEffect, VoteTally};
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, Seen, input};
use crate::view::hits::Hits;

/// Electorates of this size or more.
const SIZE: Parameter = Parameter { code: "f18-size", default: FigureShipped::Count(10) };
/// Beyond this share of a round's subjects.
const BEST: Parameter = Parameter { code: "f18-best", default: FigureShipped::Share(">1/4") };
/// Less than so many days after the last one.
const APART: Parameter = Parameter { code: "f18-apart", default: FigureShipped::Count(180) };

/// An evaluation, as far as it is needed.
#[derive(Debug, Serialize, Deserialize)]
struct Held {
    subject: Subject,
    closes: Day,
    round: Code,
    subjects: u32,
    event: (u64, EventId),
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Evaluations {
    held: BTreeMap<Code, Held>,
    /// Decisions for the best band, by round.
    best: BTreeMap<Code, Vec<(u64, EventId)>>,
    /// Electors of secret votes.
    electors: BTreeMap<Code, u32>,
    hits: Hits,
}

impl Evaluations {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }

    fn mark(&mut self, events: Vec<(u64, EventId)>, on: Day, told: (Value, Value, Value), why: &'static str) {
        let (about, value, limit) = told;
        let level = if why == "f18-lost" { Level::Raised } else { Level::Look };
        let inputs = vec![input("f18-why", Value::word(why))];
        self.hits.mark(Hit { events, on, about, value, limit, inputs, level });
    }

    fn opened(&mut self, evaluation: &Evaluation, seen: &Seen<'_>) {
        let same = self.held.values().filter(|held| held.subject.same_as(&evaluation.subject));
        let last = same.max_by_key(|held| held.closes).map(|held| (held.closes, held.event));
        let closes = evaluation.balloting.closes.day();
        if let Some((before, event)) = last {
            let days = i64::from(before.until(closes));
            if days < APART.number(seen.standing) {
                let about = Value::text(&evaluation.title);
                let told = (about, Value::Count(days), APART.shown(seen.standing));
                self.mark(vec![seen.event(), event], seen.recorded.at.day, told, "f18-soon");
            }
        }
        let (subject, round) = (evaluation.subject.clone(), evaluation.round.round.clone());
        let held = Held { subject, closes, round, subjects: evaluation.round.subjects, event: seen.event() };
        self.held.insert(evaluation.evaluation.clone(), held);
    }

    fn tallied(&mut self, evaluation: &Code, tally: &Tally, seen: &Seen<'_>) {
        let alike = |bands: &BTreeMap<Code, u64>| bands.values().any(|ballots| *ballots == tally.returned);
        let all = tally.returned == tally.electorate && tally.dimensions.iter().all(|told| alike(&told.bands));
        let size = i64::try_from(tally.electorate).unwrap_or(i64::MAX);
        if all && size >= SIZE.number(seen.standing) {
            let told = (Value::text(evaluation), Value::Count(size), SIZE.shown(seen.standing));
            self.mark(vec![seen.event()], seen.recorded.at.day, told, "f18-alike");
        }
    }

    fn voted(&mut self, vote: &Code, tally: &VoteTally, seen: &Seen<'_>) {
        let electors = self.electors.get(vote).copied().unwrap_or_default();
        let all = tally.returned == u64::from(electors) && tally.choices.values().any(|votes| *votes == tally.returned);
        let (events, on, about) = (vec![seen.event()], seen.recorded.at.day, Value::text(vote));
        if tally.lost > 0 {
            self.mark(events, on, (about, Value::count(tally.lost), Value::Count(0)), "f18-lost");
        } else if all && i64::from(electors) >= SIZE.number(seen.standing) {
            self.mark(events, on, (about, Value::count(electors), SIZE.shown(seen.standing)), "f18-alike");
        }
    }

    fn decided(&mut self, evaluation: &Code, decision: &Decision, seen: &Seen<'_>) {
        let best = seen.standing.policy.as_ref().map(|policy| &policy.evaluation.excellent.band);
        let (true, Some(held)) = (best == Some(&decision.band), self.held.get(evaluation)) else { return };
        let (round, subjects) = (held.round.clone(), held.subjects);
        let events = self.best.entry(round.clone()).or_default();
        events.insert(0, seen.event());
        let events = events.clone();
        let found = u64::try_from(events.len()).unwrap_or(u64::MAX);
        if BEST.met(found, u64::from(subjects), seen.standing) {
            events.iter().for_each(|(index, _)| drop(self.hits.withdraw(*index)));
            let (num, den) = (i64::try_from(found).unwrap_or(i64::MAX), i64::from(subjects));
            let told = (Value::text(round), Value::Fraction { num, den, digits: 2 }, BEST.shown(seen.standing));
            self.mark(events, seen.recorded.at.day, told, "f18-many");
        }
    }
}

impl Flag for Evaluations {
    fn rule(&self) -> &'static str {
        "f18"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[SIZE, BEST, APART]
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        for effect in &seen.recorded.effects {
            match effect {
                Effect::Ballot(BallotEffect::Opened(evaluation)) => self.opened(evaluation, seen),
                Effect::Ballot(BallotEffect::Tallied { evaluation, tally }) => self.tallied(evaluation, tally, seen),
                Effect::Ballot(BallotEffect::Vote(VoteEffect::Opened(vote))) => {
                    self.electors.insert(vote.vote.clone(), vote.electors);
                }
                Effect::Ballot(BallotEffect::Vote(VoteEffect::Counted { vote, tally })) => {
                    self.voted(vote, tally, seen);
                }
                Effect::Ballot(BallotEffect::Decided { evaluation, decision }) => {
                    self.decided(evaluation, decision, seen);
                }
                _ => {}
            }
        }
    }

    fn hits(&self, _standing: &Standing) -> Vec<Hit> {
        self.hits.all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::blind::Bytes;
    use crate::event::ballot::{Aspect, Balloting, Band, Dimension, DimensionTally, Electorate, Form, Group, Round};
    use crate::event::vote::Vote;
    use crate::rules::testing::{code, day, line};
    use crate::view::testing::Bench;

    fn opened(bench: &mut Bench, name: &str, subject: &str, closes: &str, subjects: u32) -> u64 {
        let dimension = Dimension { dimension: code("all"), label: line("all"), aspect: Aspect::Overall, weight: 0 };
        let band = |band: &str| Band { band: code(band), label: line(band), score: 1 };
        let closes = crate::base::time::Written::new(format!("{closes}T08:00:00.000Z").parse().unwrap(), 480);
        let evaluation = Evaluation {
            evaluation: code(name),
            title: line(name),
            subject: Subject::Body(code(subject)),
            from: day("2026-01-01"),
            until: day("2026-06-30"),
            round: Round { round: code("r1"), subjects },
            chair: code("sup-1"),
            form: Form { dimensions: vec![dimension], bands: vec![band("excellent"), band("failing")] },
            electorate: Electorate {
                rolled_on: day("2026-06-30"),
                groups: vec![Group { group: code("reps"), label: line("reps"), size: 30 }],
            },
            balloting: Balloting { opens: closes, closes },
        };
        bench.happens("2026-03-02", vec![BallotEffect::Opened(Box::new(evaluation)).into()])
    }

    fn tallied(bench: &mut Bench, electorate: u64, returned: u64, alike: u64) -> u64 {
        let bands = [(code("excellent"), alike), (code("failing"), returned - alike)].into();
        let dimensions = vec![DimensionTally { dimension: code("all"), bands, blank: 0, score: None }];
        let tally = Box::new(Tally { electorate, issued: electorate, returned, invalid: 0, dimensions, score: None });
        bench.happens("2026-03-03", vec![BallotEffect::Tallied { evaluation: code("e1"), tally }.into()])
    }

    fn decided(bench: &mut Bench, name: &str) -> u64 {
        let band = bench.standing.policy.as_ref().unwrap().evaluation.excellent.band.clone();
        let (ordinary, central) = ("x".parse().unwrap(), "x".parse().unwrap());
        let decision = Box::new(Decision { band, ordinary, central, vacates: None });
        bench.happens("2026-03-04", vec![BallotEffect::Decided { evaluation: code(name), decision }.into()])
    }

    #[test]
    fn ballots_all_alike_many_best_and_evaluations_close_together_are_pointed_at() {
        let mut bench = Bench::new(Evaluations::boxed());
        let first = opened(&mut bench, "e1", "comm", "2026-07-01", 4);
        let soon = opened(&mut bench, "e2", "comm", "2026-12-27", 4);
        assert_eq!(bench.pointed(), [vec![soon, first]]);
        let alike = tallied(&mut bench, 30, 30, 30);
        let best = decided(&mut bench, "e1");
        decided(&mut bench, "e2");
        assert_eq!(bench.pointed(), [vec![soon, first], vec![alike], vec![best + 1, best]]);
    }

    /// A secret vote of ten electors.
    fn voted(bench: &mut Bench, tally: VoteTally) -> u64 {
        let moment = crate::base::time::Written::new("2026-05-01T08:00:00.000Z".parse().unwrap(), 480);
        let (vote, key) = (code("v1"), Bytes(Vec::new()));
        let opened = Vote { vote, choices: vec![], electors: 10, key, opens: moment, closes: moment };
        bench.happens("2026-04-01", vec![BallotEffect::Vote(VoteEffect::Opened(Box::new(opened))).into()]);
        let counted = VoteEffect::Counted { vote: code("v1"), tally };
        bench.happens("2026-05-02", vec![BallotEffect::Vote(counted).into()])
    }

    fn tally(yes: u64, no: u64, lost: u64) -> VoteTally {
        let returned = yes + no;
        let unreturned = 10 - returned;
        let choices = [(code("yes"), yes), (code("no"), no)].into();
        VoteTally { issued: 10, returned, unreturned, lost, invalid: 0, choices }
    }

    #[test]
    fn secret_votes_all_alike_or_with_ballots_lost_are_pointed_at() {
        let mut bench = Bench::new(Evaluations::boxed());
        let alike = voted(&mut bench, tally(10, 0, 0));
        let lost = voted(&mut bench, tally(6, 3, 1));
        assert_eq!(bench.pointed(), [vec![alike], vec![lost]]);
        assert_eq!(bench.hits()[1].level, Level::Raised);
        voted(&mut bench, tally(9, 1, 0));
        voted(&mut bench, tally(9, 0, 0));
        assert_eq!(bench.hits().len(), 2, "one who differs, or one who did not return it");
    }

    #[test]
    fn a_quarter_one_other_ballot_and_half_a_year_are_usual() {
        let mut bench = Bench::new(Evaluations::boxed());
        opened(&mut bench, "e1", "comm", "2026-07-01", 4);
        opened(&mut bench, "e2", "comm", "2026-12-28", 4);
        tallied(&mut bench, 30, 30, 29);
        tallied(&mut bench, 30, 29, 29);
        decided(&mut bench, "e1");
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn a_few_who_agree_and_two_subjects_in_one_season_are_fine() {
        let mut bench = Bench::new(Evaluations::boxed());
        opened(&mut bench, "e1", "comm", "2026-07-01", 9);
        opened(&mut bench, "e2", "party", "2026-07-02", 9);
        tallied(&mut bench, 9, 9, 9);
        decided(&mut bench, "e1");
        decided(&mut bench, "e2");
        assert!(bench.hits().is_empty());
    }
}
