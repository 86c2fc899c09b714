//! Cases: which stage each is in, since when, and every stage it went through.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Line};
use crate::base::time::Day;
use crate::event::case::{CaseEffect, CaseRef, Owes};
use crate::event::obligation::{Duty, ObligationEffect, OwedBy};
use crate::rules::standing::At;

/// A stage a case came into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageState {
    /// The stage.
    pub stage: String,
    /// The day.
    pub on: Day,
    /// The entry.
    pub at: u64,
    /// The event.
    pub event: EventId,
    /// Who owes the next step; none when nobody does.
    pub owed_by: Option<OwedBy>,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseState {
    /// What it is called in public.
    pub title: Line,
    /// The person it is about.
    pub about: Option<Code>,
    /// Who brought it.
    pub raised_by: Option<Code>,
    /// What it is worth now, as its family counts.
    pub worth: Option<i64>,
    /// The stages it came into, in the order of the log; never empty.
    pub stages: Vec<StageState>,
    /// Whether the last stage ended it.
    pub ended: bool,
}

impl CaseState {
    /// The stage it is in.
    pub fn stage(&self) -> Option<&StageState> {
        self.stages.last()
    }

    /// The day it last came into this stage.
    pub fn since(&self, stage: &str) -> Option<Day> {
        self.stages.iter().rfind(|known| known.stage == stage).map(|known| known.on)
    }

    /// The stage it was in at the end of `day`; none when it had not begun. An entry made later may tell of a day before.
    pub fn on(&self, day: Day) -> Option<&StageState> {
        self.stages.iter().rfind(|stage| stage.on <= day)
    }

    /// Whether it had ended by the end of `day`.
    pub fn ended_on(&self, day: Day) -> bool {
        self.ended && self.stage().is_some_and(|stage| stage.on <= day)
    }

    /// What is owed while it is in a stage.
    pub fn duty(case: &CaseRef, stage: &StageState) -> Option<Duty> {
        stage.owed_by.as_ref().map(|_| Duty::case(case, &stage.stage))
    }
}

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cases {
    cases: BTreeMap<CaseRef, CaseState>,
}

impl Cases {
    /// A case.
    pub fn get(&self, case: &CaseRef) -> Option<&CaseState> {
        self.cases.get(case)
    }

    /// Every case, by sort and code.
    pub fn all(&self) -> impl Iterator<Item = (&CaseRef, &CaseState)> {
        self.cases.iter()
    }

    /// The cases of a sort, by code.
    pub fn of<'a>(&'a self, sort: &'a str) -> impl Iterator<Item = (&'a CaseRef, &'a CaseState)> {
        self.all().filter(move |(case, _)| case.sort == *sort)
    }

    /// The cases that had begun by the end of `day`, with the stage each was in then.
    pub fn as_of(&self, day: Day) -> impl Iterator<Item = (&CaseRef, &CaseState, &StageState)> {
        self.all().filter_map(move |(case, state)| Some((case, state, state.on(day)?)))
    }

    /// Folds one effect, and says what is owed or done by it. A case that begins twice goes on instead; one that is not
    /// there stays unknown.
    pub fn evolve(&mut self, effect: &CaseEffect, at: &At) -> Vec<ObligationEffect> {
        match effect {
            CaseEffect::Opened { case, title, stage, about, raised_by, worth, owes } => {
                let state = self.cases.entry(case.clone()).or_insert_with(|| CaseState {
                    title: title.clone(),
                    about: about.clone(),
                    raised_by: raised_by.clone(),
                    worth: *worth,
                    stages: Vec::new(),
                    ended: false,
                });
                enter(state, case, (stage, owes.as_ref()), at)
            }
            CaseEffect::Moved { case, stage, worth, owes, ends } => {
                let Some(state) = self.cases.get_mut(case) else { return Vec::new() };
                state.ended = *ends;
                state.worth = worth.or(state.worth);
                enter(state, case, (stage, owes.as_ref()), at)
            }
        }
    }
}

fn enter(state: &mut CaseState, case: &CaseRef, next: (&str, Option<&Owes>), at: &At) -> Vec<ObligationEffect> {
    let (stage, owes) = next;
    let mut caused = Vec::new();
    if let Some(left) = state.stage()
        && let (Some(duty), Some(by)) = (CaseState::duty(case, left), left.owed_by.clone())
    {
        caused.push(ObligationEffect::Answered { duty, by });
    }
    if let Some(Owes { by, due }) = owes {
        caused.push(ObligationEffect::Owed { duty: Duty::case(case, stage), by: by.clone(), due: *due });
    }
    let owed_by = owes.map(|owes| owes.by.clone());
    state.stages.push(StageState { stage: stage.to_owned(), on: at.day, at: at.index, event: at.id, owed_by });
    caused
}
