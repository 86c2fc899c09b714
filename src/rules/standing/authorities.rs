//! Authorities: matters, the steps they took, and what adopted ones permit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::hash::Hash;
use crate::base::problem::Problem;
use crate::base::time::Day;
use crate::event::authority::{AuthorityEffect, Count, Matter, MatterSort, Personnel, Step, TakenFile};
use crate::event::mandate::BodySort;
use crate::event::policy::StepRule;
use crate::rules::standing::At;
use crate::rules::standing::mandates::Mandates;

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTaken {
    /// Which.
    pub step: Step,
    /// By which body.
    pub body: Code,
    /// What sort that body is; none when it is unknown, which only a history under other rules can hold.
    pub sort: Option<BodySort>,
    /// The day of the meeting.
    pub on: Day,
    /// The roll, counted.
    pub count: Count,
    /// Carried or lost.
    pub carried: bool,
    /// The entry that recorded it.
    pub index: u64,
}

/// How a matter ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conclusion {
    /// The day.
    pub on: Day,
    /// Adopted or rejected.
    pub adopted: bool,
    /// The entry that recorded it.
    pub index: u64,
}

/// What of a file of accounts taken over is brought in already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenSoFar {
    /// Rows, as runs `first → last`: rows mostly come in order, so this stays small.
    runs: BTreeMap<u32, u32>,
    /// How many rows.
    pub rows: u32,
    /// Their sum in minor units.
    pub total: i64,
}

impl TakenSoFar {
    /// Whether this row is in.
    pub fn has(&self, row: u32) -> bool {
        self.runs.range(..=row).next_back().is_some_and(|(_, last)| row <= *last)
    }

    fn add(&mut self, row: u32, amount: i64) {
        if self.has(row) {
            return;
        }
        self.rows += 1;
        self.total = self.total.saturating_add(amount);
        let before = row.checked_sub(1).and_then(|before| {
            self.runs.range(..=before).next_back().filter(|(_, last)| **last == before).map(|(first, _)| *first)
        });
        let after = row.checked_add(1).and_then(|after| self.runs.remove(&after));
        self.runs.insert(before.unwrap_or(row), after.unwrap_or(row));
    }
}

/// A matter and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterState {
    /// As proposed.
    pub matter: Matter,
    /// The day it was proposed.
    pub proposed_on: Day,
    /// The entry that proposed it.
    pub index: u64,
    /// Steps taken, in order.
    pub steps: Vec<StepTaken>,
    /// How it ended.
    pub conclusion: Option<Conclusion>,
    /// Paid under it so far, less what was given back, in minor units.
    pub used: i64,
    /// Files taken over, as far as they are brought in.
    pub taken: BTreeMap<Hash, TakenSoFar>,
    /// What took effect by it; none for a matter that decides one thing only.
    pub applied: Vec<Option<Personnel>>,
    /// Whether its work is complete.
    pub complete: bool,
}

impl MatterState {
    /// Whether it is adopted.
    pub fn adopted(&self) -> bool {
        self.conclusion.is_some_and(|conclusion| conclusion.adopted)
    }

    /// Whether a step was lost.
    pub fn lost(&self) -> bool {
        self.steps.iter().any(|step| !step.carried)
    }

    /// The day of its last step, or of its proposal.
    pub fn latest(&self) -> Day {
        self.steps.last().map_or(self.proposed_on, |step| step.on)
    }

    /// What of `required` is still to be taken: the required steps must appear in this order among those
    /// carried. A policy that asked for more steps in between leaves the extra ones where they are.
    pub fn remaining<'r>(&self, required: &'r [StepRule]) -> &'r [StepRule] {
        let mut rest = required;
        for taken in self.steps.iter().filter(|step| step.carried) {
            if let [next, after @ ..] = rest
                && next.step == taken.step
                && Some(next.sort) == taken.sort
            {
                rest = after;
            }
        }
        rest
    }

    /// What the cap still allows, in minor units; 0 without a grant.
    pub fn left(&self) -> i64 {
        self.matter.grant.as_ref().map_or(0, |grant| grant.cap.saturating_sub(self.used))
    }

    /// The file it takes over with this digest.
    pub fn file(&self, file: &Hash) -> Option<&TakenFile> {
        self.matter.files.iter().find(|taken| taken.sha256 == *file)
    }

    /// Whether every row of every file it takes over is brought in.
    pub fn all_taken(&self) -> bool {
        self.matter.files.iter().all(|file| self.taken.get(&file.sha256).map_or(0, |so_far| so_far.rows) == file.rows)
    }
}

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorities {
    matters: BTreeMap<Code, MatterState>,
}

impl Authorities {
    /// A matter.
    pub fn matter(&self, matter: &Code) -> Option<&MatterState> {
        self.matters.get(matter)
    }

    /// All matters, by code.
    pub fn matters(&self) -> impl Iterator<Item = &MatterState> {
        self.matters.values()
    }

    /// A matter that is adopted, or why it is not.
    pub fn adopted(&self, matter: &Code) -> Result<&MatterState, Problem> {
        let state = self.matter(matter).ok_or_else(|| Problem::refused("matter-unknown").with("matter", matter))?;
        if state.adopted() { Ok(state) } else { Err(Problem::refused("matter-not-adopted").with("matter", matter)) }
    }

    /// A matter that is adopted and of this sort, or why it is not.
    pub fn adopted_as(&self, matter: &Code, sort: MatterSort) -> Result<&MatterState, Problem> {
        let state = self.adopted(matter)?;
        if state.matter.sort == sort {
            return Ok(state);
        }
        Err(Problem::refused("matter-of-other-sort")
            .with("matter", matter)
            .with_word("found", state.matter.sort.words_key())
            .with_word("needed", sort.words_key()))
    }

    /// Folds one effect. Bodies are looked up to remember what sort took a step.
    pub fn evolve(&mut self, effect: &AuthorityEffect, at: &At, mandates: &Mandates) {
        match effect {
            AuthorityEffect::Opened(matter) => {
                let state = MatterState {
                    matter: (**matter).clone(),
                    proposed_on: at.day,
                    index: at.index,
                    steps: Vec::new(),
                    conclusion: None,
                    used: 0,
                    taken: BTreeMap::new(),
                    applied: Vec::new(),
                    complete: false,
                };
                self.matters.entry(matter.matter.clone()).or_insert(state);
            }
            AuthorityEffect::Stepped { matter, step, meeting, carried, .. } => {
                let taken = StepTaken {
                    step: *step,
                    body: meeting.body.clone(),
                    sort: mandates.sort_of(&meeting.body),
                    on: meeting.on,
                    count: meeting.count(),
                    carried: *carried,
                    index: at.index,
                };
                self.change(matter, |state| state.steps.push(taken));
            }
            AuthorityEffect::Concluded { matter, on, adopted } => {
                let conclusion = Conclusion { on: *on, adopted: *adopted, index: at.index };
                self.change(matter, |state| state.conclusion = Some(conclusion));
            }
            // Attendance alone gives no power: views tell it, no rule looks at it.
            AuthorityEffect::Met { .. } => {}
            AuthorityEffect::Resulted { matter, complete, .. } => {
                self.change(matter, |state| state.complete |= complete);
            }
            AuthorityEffect::Applied { matter, what } => {
                self.change(matter, |state| state.applied.push(what.as_deref().cloned()));
            }
            AuthorityEffect::Consumed { matter, amount } => {
                self.change(matter, |state| state.used = state.used.saturating_add(*amount));
            }
            AuthorityEffect::RowTaken { matter, file, row, amount } => {
                self.change(matter, |state| state.taken.entry(*file).or_default().add(*row, *amount));
            }
        }
    }

    fn change(&mut self, matter: &Code, with: impl FnOnce(&mut MatterState)) {
        if let Some(state) = self.matters.get_mut(matter) {
            with(state);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_join_into_runs_whatever_their_order() {
        let mut taken = TakenSoFar::default();
        for row in [5, 1, 3, 2, 4, 4, 9] {
            taken.add(row, 10);
        }
        assert_eq!((taken.rows, taken.total), (6, 60));
        assert_eq!(taken.runs, BTreeMap::from([(1, 5), (9, 9)]));
        assert!(taken.has(3) && !taken.has(6) && !taken.has(0));
    }
}
