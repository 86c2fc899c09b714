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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::code::EventId;
    use crate::base::hash::Hash;
    use crate::base::time::Instant;
    use crate::event::disclosure::{DocumentPath, Edition, Notice, Shown};
    use crate::event::effect::Effect;
    use crate::event::kind::Kind;
    use crate::event::kinds::finance::books::PeriodClosed;
    use crate::event::kinds::notice::Posted;
    use crate::event::posting::PeriodTotals;
    use crate::rules::profile;
    use crate::rules::testing::{day, line};

    fn at(index: u64, on: &str) -> At {
        let (id, accepted, day) = (EventId::new(1, [1; 10]), Instant::default(), day(on));
        At { index, id, accepted, day, accepted_day: day }
    }

    /// Folds what a kind causes here.
    fn fold<K: Kind>(obligations: &mut Obligations, body: &K, at: &At) {
        let policy = profile::shipped("cn-urban-2026").unwrap();
        for effect in body.causes() {
            if let Effect::Obligation(effect) = effect {
                obligations.evolve(&effect, at, Some(&policy));
            }
        }
    }

    fn posted(path: DocumentPath) -> Posted {
        let shown = Shown { path, digest: Hash::of(b"x"), size: 1, edition: Edition::FIRST };
        Posted { notice: Notice { shown, until: day("2026-05-01"), place: line("board"), photo: None, answer: None } }
    }

    #[test]
    fn a_closed_month_owes_its_statement_from_its_end_until_it_is_posted() {
        let month = "2026-03".parse().unwrap();
        let (duty, path) = (Duty::notice(&DocumentPath::statement(month)), DocumentPath::statement(month));
        let mut obligations = Obligations::default();
        fold(&mut obligations, &posted(path.clone()), &at(1, "2026-04-01"));
        assert!(obligations.get(&duty).is_none(), "what is shown before it is owed discharges nothing");
        fold(&mut obligations, &PeriodClosed { month, totals: PeriodTotals::default() }, &at(2, "2026-04-10"));
        let owed = obligations.get(&duty).unwrap();
        assert_eq!(
            (owed.since, owed.due),
            (day("2026-04-10"), day("2026-04-15")),
            "15 days after the month, not the closing"
        );
        assert!(owed.open() && owed.late(day("2026-04-16")));
        fold(&mut obligations, &posted(DocumentPath::statement(month.next())), &at(3, "2026-04-12"));
        assert_eq!(obligations.open().count(), 1, "another month's statement is another duty");
        fold(&mut obligations, &posted(path.clone()), &at(4, "2026-04-15"));
        fold(&mut obligations, &posted(path), &at(5, "2026-04-20"));
        let owed = obligations.get(&duty).unwrap();
        assert_eq!((owed.done, owed.late(day("2030-01-01"))), (Some((day("2026-04-15"), 4)), false));
    }

    #[test]
    fn what_is_owed_already_stays_due_and_what_was_done_can_be_owed_anew() {
        let policy = profile::shipped("cn-urban-2026").unwrap();
        let duty = Duty::new("test", "x");
        let by = OwedBy::Person("a".parse().unwrap());
        let owed = |due| ObligationEffect::Owed { duty: duty.clone(), by: by.clone(), due };
        let mut obligations = Obligations::default();
        obligations.evolve(&owed(Due::On(day("2026-01-10"))), &at(0, "2026-01-01"), Some(&policy));
        obligations.evolve(&owed(Due::On(day("2026-12-31"))), &at(1, "2026-01-02"), Some(&policy));
        assert_eq!(obligations.get(&duty).unwrap().due, day("2026-01-10"), "nobody puts off what they owe");
        obligations.evolve(&ObligationEffect::Discharged(duty.clone()), &at(2, "2026-01-03"), None);
        obligations.evolve(&owed(Due::Within(Clock::Vacancy)), &at(3, "2026-02-01"), Some(&policy));
        let anew = obligations.get(&duty).unwrap();
        assert_eq!((anew.open(), anew.arose_at, anew.due), (true, 3, day("2026-03-03")));
    }
}
