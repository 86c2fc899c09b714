//! Ballots: evaluations, how far each has come, and what was remarked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId};
use crate::base::time::Day;
use crate::event::ballot::{BallotEffect, Decision, Evaluation, GroupCount, Remark, Subject, Tally};
use crate::event::policy::{EvaluationRule, Policy};
use crate::rules::standing::At;
use crate::rules::standing::votes::Votes;

/// An evaluation and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationState {
    /// As opened.
    pub details: Evaluation,
    /// The rule it was opened under, which it keeps.
    pub rule: EvaluationRule,
    /// The entry that opened it.
    pub opened_at: u64,
    /// Counts by group.
    pub counts: BTreeMap<Code, GroupCount>,
    /// The tally, once it is recorded.
    pub tally: Option<Tally>,
    /// The decision, once it is recorded, and its day.
    pub decision: Option<(Decision, Day)>,
}

impl EvaluationState {
    /// What the counts so far add up to.
    pub fn sum(&self) -> Tally {
        Tally::of(&self.details, self.counts.values())
    }

    /// Groups of the electorate that are not counted yet, in the electorate's order.
    pub fn uncounted(&self) -> Vec<&Code> {
        let groups = self.details.electorate.groups.iter().map(|group| &group.group);
        groups.filter(|group| !self.counts.contains_key(*group)).collect()
    }

    /// Whether enough ballots came back, as far as they are counted.
    pub fn turned_out(&self) -> bool {
        let sum = self.sum();
        self.rule.turnout.returned.met(sum.returned, sum.electorate)
    }

    /// Whether all groups are counted and too few ballots came back: it decides nothing and can be held again.
    pub fn void(&self) -> bool {
        self.uncounted().is_empty() && !self.turned_out()
    }

    /// Whether it is under way: neither decided nor void.
    pub fn pending(&self) -> bool {
        self.decision.is_none() && !self.void()
    }

    /// The band decided.
    pub fn band(&self) -> Option<&Code> {
        self.decision.as_ref().map(|(decision, _)| &decision.band)
    }

    /// Whether it was decided to be failing.
    pub fn failed(&self) -> bool {
        self.band() == Some(&self.rule.failing.band)
    }
}

/// A remark, as far as the rules need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemarkState {
    /// About whom or what.
    pub subject: Subject,
    /// The evaluation it was made in; none for ordinary understanding.
    pub evaluation: Option<Code>,
    /// The day.
    pub on: Day,
    /// The remark it replies to.
    pub reply_to: Option<EventId>,
}

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballots {
    evaluations: BTreeMap<Code, EvaluationState>,
    remarks: BTreeMap<EventId, RemarkState>,
    /// Secret votes.
    #[serde(default)]
    pub votes: Votes,
}

impl Ballots {
    /// An evaluation.
    pub fn evaluation(&self, evaluation: &Code) -> Option<&EvaluationState> {
        self.evaluations.get(evaluation)
    }

    /// All evaluations, by code.
    pub fn evaluations(&self) -> impl Iterator<Item = &EvaluationState> {
        self.evaluations.values()
    }

    /// A remark.
    pub fn remark(&self, event: &EventId) -> Option<&RemarkState> {
        self.remarks.get(event)
    }

    /// Evaluations of a subject in the order they were opened.
    pub fn of_subject(&self, subject: &Subject) -> Vec<&EvaluationState> {
        in_order(self.evaluations().filter(|state| state.details.subject.same_as(subject)))
    }

    /// Evaluations of a round in the order they were opened.
    pub fn of_round(&self, round: &Code) -> Vec<&EvaluationState> {
        in_order(self.evaluations().filter(|state| state.details.round.round == *round))
    }

    /// How many failing decisions in a row the subject has, counted back from the last decision.
    pub fn failing_streak(&self, subject: &Subject) -> u32 {
        let decided = self.of_subject(subject).into_iter().rev().filter(|state| state.decision.is_some());
        let streak = decided.take_while(|state| state.failed()).count();
        u32::try_from(streak).unwrap_or(u32::MAX)
    }

    /// Folds one effect. The policy in force is needed to fix, on opening, the rule an evaluation keeps.
    pub fn evolve(&mut self, effect: &BallotEffect, at: &At, policy: Option<&Policy>) {
        match effect {
            BallotEffect::Opened(details) => {
                // No evaluation is opened before there is a policy; without a rule there is nothing to keep.
                let Some(policy) = policy else { return };
                self.evaluations.entry(details.evaluation.clone()).or_insert_with(|| EvaluationState {
                    details: (**details).clone(),
                    rule: policy.evaluation.clone(),
                    opened_at: at.index,
                    counts: BTreeMap::new(),
                    tally: None,
                    decision: None,
                });
            }
            BallotEffect::Counted { evaluation, group, count, .. } => {
                if let Some(state) = self.evaluations.get_mut(evaluation) {
                    state.counts.entry(group.clone()).or_insert_with(|| (**count).clone());
                }
            }
            BallotEffect::Remarked { remark, .. } => {
                if let Some(state) = self.remarked(remark, at) {
                    self.remarks.insert(at.id, state);
                }
            }
            BallotEffect::Tallied { evaluation, tally } => {
                if let Some(state) = self.evaluations.get_mut(evaluation) {
                    state.tally.get_or_insert_with(|| (**tally).clone());
                }
            }
            BallotEffect::Decided { evaluation, decision } => {
                if let Some(state) = self.evaluations.get_mut(evaluation) {
                    state.decision.get_or_insert_with(|| ((**decision).clone(), at.day));
                }
            }
            // What is to be put right is an obligation; views tell it from the effects.
            BallotEffect::Vote(effect) => self.votes.evolve(effect),
            BallotEffect::RectificationAsked(_) | BallotEffect::Rectified { .. } => {}
        }
    }

    fn remarked(&self, remark: &Remark, at: &At) -> Option<RemarkState> {
        let on = at.day;
        match remark {
            Remark::Ordinary { subject, .. } => {
                Some(RemarkState { subject: subject.clone(), evaluation: None, on, reply_to: None })
            }
            Remark::Central { evaluation, .. } => {
                let subject = self.evaluation(evaluation)?.details.subject.clone();
                Some(RemarkState { subject, evaluation: Some(evaluation.clone()), on, reply_to: None })
            }
            Remark::Reply { to } => {
                let replied = self.remark(to)?.clone();
                Some(RemarkState { on, reply_to: Some(*to), ..replied })
            }
        }
    }
}

fn in_order<'a>(states: impl Iterator<Item = &'a EvaluationState>) -> Vec<&'a EvaluationState> {
    let mut states: Vec<_> = states.collect();
    states.sort_by_key(|state| state.opened_at);
    states
}

/// The distinct subjects among these evaluations.
pub fn subjects<'a>(states: impl IntoIterator<Item = &'a EvaluationState>) -> Vec<&'a Subject> {
    let mut found: Vec<&Subject> = Vec::new();
    for state in states {
        let subject = &state.details.subject;
        if !found.iter().any(|known| known.same_as(subject)) {
            found.push(subject);
        }
    }
    found
}
