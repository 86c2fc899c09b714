//! Obligations: what is owed, by whom, by when, and whether it was done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::time::Day;
use crate::event::obligation::{Due, Duty, ObligationEffect, OwedBy};
use crate::event::policy::{Clock, Policy};
use crate::rules::standing::At;

/// Something owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwedState {
    /// By whom.
    pub by: OwedBy,
    /// The day it arose.
    pub since: Day,
    /// The last day to do it.
    pub due: Day,
    /// The entry it arose from.
    pub arose_at: u64,
    /// The day it was done and the entry that did it.
    pub done: Option<(Day, u64)>,
}

impl OwedState {
    /// Whether it is still owed.
    pub fn open(&self) -> bool {
        self.done.is_none()
    }

    /// Whether it was done after the day it was due, or is not done although `today` is after it.
    pub fn late(&self, today: Day) -> bool {
        self.done.map_or(today, |(on, _)| on) > self.due
    }
}

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligations {
    owed: BTreeMap<Duty, OwedState>,
}

impl Obligations {
    /// What is or was owed under this name.
    pub fn get(&self, duty: &Duty) -> Option<&OwedState> {
        self.owed.get(duty)
    }

    /// Everything ever owed, by name.
    pub fn all(&self) -> impl Iterator<Item = (&Duty, &OwedState)> {
        self.owed.iter()
    }

    /// What is still owed, by name.
    pub fn open(&self) -> impl Iterator<Item = (&Duty, &OwedState)> {
        self.all().filter(|(_, state)| state.open())
    }

    /// Folds one effect. What is owed already stays due when it was; what was done and is owed again begins anew.
    /// The policy in force gives the length of its clocks.
    pub fn evolve(&mut self, effect: &ObligationEffect, at: &At, policy: Option<&Policy>) {
        match effect {
            ObligationEffect::Owed { duty, by, due } => {
                if self.owed.get(duty).is_some_and(OwedState::open) {
                    return;
                }
                // Before the first policy there are no clocks, and nothing that could be owed: zero days.
                let days = |clock: &Clock| policy.map_or(0, |policy| policy.clocks.of(*clock).days);
                let due = match due {
                    Due::On(day) => *day,
                    Due::After { clock, day } => day.plus(days(clock)),
                    Due::Within(clock) => at.day.plus(days(clock)),
                };
                let state = OwedState { by: by.clone(), since: at.day, due, arose_at: at.index, done: None };
                self.owed.insert(duty.clone(), state);
            }
            ObligationEffect::Discharged(duty) => {
                if let Some(state) = self.owed.get_mut(duty).filter(|state| state.open()) {
                    state.done = Some((at.day, at.index));
                }
            }
        }
    }
}
