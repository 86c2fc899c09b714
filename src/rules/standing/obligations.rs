//! Obligations: what is owed, by whom, by when, and whether it was done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::time::Day;
use crate::event::obligation::{Due, Duty, ObligationEffect, OwedBy};
use crate::event::policy::Policy;
use crate::rules::standing::At;

/// Something owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwedState {
    /// By whom.
    pub by: OwedBy,
    /// The day it arose.
    pub since: Day,
    /// The last day to do it, as it stands now.
    pub due: Day,
    /// The entry it arose from.
    pub arose_at: u64,
    /// The day it was done and the entry that did it.
    pub done: Option<(Day, u64)>,
    /// Who did it, where the event says so.
    pub done_by: Option<OwedBy>,
    /// Former last days: until which day each stood, and the entry that put it off.
    pub put_off: Vec<(Day, Day, u64)>,
}

/// How something owed stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DutyStand {
    /// Owed, and there is time.
    Open,
    /// Owed, and the last day is over.
    Overdue,
    /// Done in time.
    Done,
    /// Done, after the last day.
    DoneLate,
}

impl DutyStand {
    /// The key of its word in `locales/`.
    pub fn words_key(self) -> &'static str {
        match self {
            DutyStand::Open => "duty-stands-open",
            DutyStand::Overdue => "duty-stands-overdue",
            DutyStand::Done => "duty-stands-done",
            DutyStand::DoneLate => "duty-stands-done-late",
        }
    }
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

    /// The last day to do it, as it stood at the end of `day`.
    pub fn due_on(&self, day: Day) -> Day {
        // The first putting off that happened later tells what stood until then.
        self.put_off.iter().find(|(_, when, _)| *when > day).map_or(self.due, |(due, ..)| *due)
    }

    /// How it stood at the end of `day`; none when it had not arisen yet.
    pub fn on(&self, day: Day) -> Option<DutyStand> {
        if self.since > day {
            return None;
        }
        let due = self.due_on(day);
        let stand = match self.done.filter(|(on, _)| *on <= day) {
            Some((on, _)) if on > due => DutyStand::DoneLate,
            Some(_) => DutyStand::Done,
            None if day > due => DutyStand::Overdue,
            None => DutyStand::Open,
        };
        Some(stand)
    }
}

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligations {
    owed: BTreeMap<Duty, OwedState>,
    /// What was done and is owed anew since, oldest first.
    former: BTreeMap<Duty, Vec<OwedState>>,
}

impl Obligations {
    /// What is or was last owed under this name.
    pub fn get(&self, duty: &Duty) -> Option<&OwedState> {
        self.owed.get(duty)
    }

    /// What arose under this name from the entry at this position.
    pub fn arisen(&self, duty: &Duty, index: u64) -> Option<&OwedState> {
        let former = self.former.get(duty).into_iter().flatten();
        self.get(duty).into_iter().chain(former).find(|state| state.arose_at == index)
    }

    /// What is or was last owed under every name, by name.
    pub fn all(&self) -> impl Iterator<Item = (&Duty, &OwedState)> {
        self.owed.iter()
    }

    /// What is still owed, by name.
    pub fn open(&self) -> impl Iterator<Item = (&Duty, &OwedState)> {
        self.all().filter(|(_, state)| state.open())
    }

    /// Everything that had arisen by the end of `day`, as it stood then: by the days events say, as far as is known now.
    pub fn as_of(&self, day: Day) -> impl Iterator<Item = (&Duty, &OwedState, DutyStand)> {
        let former = self.former.iter().flat_map(|(duty, states)| states.iter().map(move |state| (duty, state)));
        former.chain(&self.owed).filter_map(move |(duty, state)| Some((duty, state, state.on(day)?)))
    }

    /// What was owed and past its last day at the end of `day`.
    pub fn overdue(&self, day: Day) -> impl Iterator<Item = (&Duty, &OwedState)> {
        self.as_of(day).filter(|(.., stand)| *stand == DutyStand::Overdue).map(|(duty, state, _)| (duty, state))
    }

    /// Folds one effect. What is owed already stays due when it was; what was done and is owed again begins anew.
    /// The policy in force gives the length of its clocks.
    pub fn evolve(&mut self, effect: &ObligationEffect, at: &At, policy: Option<&Policy>) {
        match effect {
            ObligationEffect::Owed { duty, by, due } => self.owe(duty, by, last_day(*due, at, policy), at),
            ObligationEffect::Discharged(duty) => self.done(duty, None, at),
            ObligationEffect::Answered { duty, by } => self.done(duty, Some(by), at),
            ObligationEffect::Extended { duty, due } => {
                if let Some(state) = self.owed.get_mut(duty).filter(|state| state.open()) {
                    state.put_off.push((state.due, at.day, at.index));
                    state.due = last_day(*due, at, policy);
                }
            }
        }
    }

    fn owe(&mut self, duty: &Duty, by: &OwedBy, due: Day, at: &At) {
        if self.owed.get(duty).is_some_and(OwedState::open) {
            return;
        }
        let state = OwedState {
            by: by.clone(),
            since: at.day,
            due,
            arose_at: at.index,
            done: None,
            done_by: None,
            put_off: Vec::new(),
        };
        if let Some(former) = self.owed.insert(duty.clone(), state) {
            self.former.entry(duty.clone()).or_default().push(former);
        }
    }

    fn done(&mut self, duty: &Duty, by: Option<&OwedBy>, at: &At) {
        if let Some(state) = self.owed.get_mut(duty).filter(|state| state.open()) {
            state.done = Some((at.day, at.index));
            state.done_by = by.cloned();
        }
    }
}

/// Before the first policy there are no clocks, and nothing that could be owed; a clock the policy does not have was
/// refused when the event was judged. Either counts as no days.
fn last_day(due: Due, at: &At, policy: Option<&Policy>) -> Day {
    let after = |clock, day| policy.and_then(|policy| policy.due(clock, day)).unwrap_or(day);
    match due {
        Due::On(day) => day,
        Due::After { clock, day } => after(clock, day),
        Due::Within(clock) => after(clock, at.day),
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
    use crate::event::policy::Clock;
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

    #[test]
    fn how_a_duty_stood_can_be_said_of_any_day() {
        let duty = Duty::new("test", "x");
        let by = OwedBy::Person("a".parse().unwrap());
        let owed = |due: &str| ObligationEffect::Owed { duty: duty.clone(), by: by.clone(), due: Due::On(day(due)) };
        let mut obligations = Obligations::default();
        obligations.evolve(&owed("2026-01-10"), &at(0, "2026-01-02"), None);
        let extended = ObligationEffect::Extended { duty: duty.clone(), due: Due::On(day("2026-01-20")) };
        obligations.evolve(&extended, &at(1, "2026-01-12"), None);
        obligations.evolve(
            &ObligationEffect::Answered { duty: duty.clone(), by: by.clone() },
            &at(2, "2026-01-25"),
            None,
        );
        obligations.evolve(&owed("2026-03-01"), &at(3, "2026-02-01"), None);
        let stands = |on: &str| obligations.as_of(day(on)).map(|(.., stand)| stand).collect::<Vec<_>>();
        assert_eq!(stands("2026-01-01"), []);
        assert_eq!(stands("2026-01-10"), [DutyStand::Open]);
        assert_eq!(stands("2026-01-11"), [DutyStand::Overdue], "as it was before it was put off");
        assert_eq!(stands("2026-01-12"), [DutyStand::Open]);
        assert_eq!(stands("2026-01-21"), [DutyStand::Overdue]);
        assert_eq!(stands("2026-01-25"), [DutyStand::DoneLate]);
        assert_eq!(
            stands("2026-02-01"),
            [DutyStand::DoneLate, DutyStand::Open],
            "what was owed before is not forgotten"
        );
        assert_eq!(obligations.overdue(day("2026-03-02")).count(), 1);
        assert_eq!(obligations.get(&duty).unwrap().done_by, None);
    }
}
