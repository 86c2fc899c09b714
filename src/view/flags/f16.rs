//! F16, aid: help for an official's own or their relatives' household, two running helps for one household, or help paid
//! after it ended or while its recheck is overdue (findings of audits: wages and allowances drawn together, claims in others'
//! names). Households stand under codes.
//!
//! Not one help after another.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Line};
use crate::event::case::{CaseEffect, CaseRef};
use crate::event::effect::Effect;
use crate::rules::standing::Standing;
use crate::rules::standing::cases::CaseState;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Seen, input};
use crate::view::hits::Hits;

/// Sorts of cases: help, and each month's payment of one.
const AID: &str = "aid";
const PAYMENT: &str = "aid-payment";
/// The stage in which help begins to run.
const GRANTED: &[&str] = &["granted", "emergency"];

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Aid {
    /// Helps that run, by household.
    running: BTreeMap<Line, BTreeMap<Code, (u64, EventId)>>,
    hits: Hits,
}

impl Aid {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }

    fn mark(&mut self, seen: &Seen<'_>, earlier: Vec<(u64, EventId)>, told: (&Line, Value, Value), why: &'static str) {
        let (about, value, limit) = told;
        self.hits.mark(Hit {
            events: std::iter::once(seen.event()).chain(earlier).collect(),
            on: seen.recorded.at.day,
            about: Value::text(about),
            value,
            limit,
            inputs: vec![input("f16-why", Value::word(why))],
            level: if why == "f16-ended" { Level::Raised } else { Level::Look },
        });
    }

    fn moved(&mut self, case: &CaseRef, stage: &str, ends: bool, seen: &Seen<'_>) {
        let Some(state) = seen.standing.cases.get(case) else { return };
        let household = state.title.clone();
        let running = self.running.entry(household.clone()).or_default();
        if ends {
            running.remove(&case.code);
        } else if GRANTED.contains(&stage) {
            let others: Vec<(u64, EventId)> =
                running.iter().filter(|(aid, _)| **aid != case.code).map(|(_, event)| *event).collect();
            running.insert(case.code.clone(), seen.event());
            if !others.is_empty() {
                let found = Value::count(others.len() + 1);
                self.mark(seen, others, (&household, found, Value::Count(1)), "f16-twice");
            }
        }
        if self.running.get(&household).is_some_and(BTreeMap::is_empty) {
            self.running.remove(&household);
        }
    }

    fn paid(&mut self, payment: &CaseRef, seen: &Seen<'_>) {
        let code = payment.code.as_str();
        let aid = code.rsplit_once(':').map_or(code, |(aid, _)| aid);
        let aid = CaseRef { sort: AID.parse().unwrap_or_default(), code: aid.parse().unwrap_or_default() };
        let Some(state) = seen.standing.cases.get(&aid) else { return };
        let stage = state.stage();
        let duty = stage.and_then(|stage| CaseState::duty(&aid, stage));
        let owed = duty.and_then(|duty| seen.standing.obligations.get(&duty)).filter(|owed| owed.open());
        let today = seen.recorded.at.day;
        let since = stage.map(|stage| (stage.at, stage.event)).into_iter().collect();
        if state.ended {
            let ended = stage.map_or(Value::None, |stage| Value::Day(stage.on));
            self.mark(seen, since, (&state.title, Value::Day(today), ended), "f16-ended");
        } else if let Some(owed) = owed.filter(|owed| owed.late(today)) {
            self.mark(seen, since, (&state.title, Value::Day(today), Value::Day(owed.due)), "f16-recheck");
        }
    }
}

impl Flag for Aid {
    fn rule(&self) -> &'static str {
        "f16"
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        for effect in &seen.recorded.effects {
            match effect {
                Effect::Case(CaseEffect::Opened { case, title, about: Some(official), .. }) if case.sort == AID => {
                    let name = seen.standing.mandates.name_of(official);
                    let official = Value::Person { code: official.clone(), name };
                    self.mark(seen, vec![], (title, official, Value::word("f16-nobody")), "f16-official");
                }
                Effect::Case(CaseEffect::Opened { case, .. }) if case.sort == PAYMENT => self.paid(case, seen),
                Effect::Case(CaseEffect::Moved { case, stage, ends, .. }) if case.sort == AID => {
                    self.moved(case, stage, *ends, seen);
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
    use crate::event::mandate::BodySort;
    use crate::event::obligation::Due;
    use crate::rules::testing::{code, day, line};
    use crate::view::testing::Bench;

    fn case(sort: &str, name: &str) -> CaseRef {
        CaseRef { sort: code(sort), code: code(name) }
    }

    fn opened(bench: &mut Bench, aid: &str, household: &str, official: Option<&str>) -> u64 {
        let (case, title, about) = (case(AID, aid), line(household), official.map(code));
        let opened =
            CaseEffect::Opened { case, title, stage: "referred", about, raised_by: None, worth: None, owes: None };
        bench.happens("2026-02-02", vec![opened.into()])
    }

    /// Granted, with its recheck due at the end of August.
    fn granted(bench: &mut Bench, aid: &str) -> u64 {
        let due = Due::On(day("2026-08-31"));
        bench.happens("2026-03-02", vec![CaseEffect::moved(case(AID, aid), "granted", BodySort::Committee, due).into()])
    }

    fn ended(bench: &mut Bench, aid: &str) -> u64 {
        bench.happens("2026-05-04", vec![CaseEffect::ended(case(AID, aid), "ended").into()])
    }

    fn paid(bench: &mut Bench, on: &str, payment: &str) -> u64 {
        let paid = CaseEffect::opened(case(PAYMENT, payment), &line("a"), "paid");
        bench.happens(on, vec![paid.into(), CaseEffect::ended(case(PAYMENT, payment), "paid").into()])
    }

    #[test]
    fn officials_households_helped_twice_and_payments_after_the_end_are_pointed_at() {
        let mut bench = Bench::new(Aid::boxed());
        let own = opened(&mut bench, "a1", "h1", Some("comm-2"));
        opened(&mut bench, "a2", "h1", None);
        let first = granted(&mut bench, "a1");
        let second = granted(&mut bench, "a2");
        let end = ended(&mut bench, "a1");
        let after = paid(&mut bench, "2026-06-01", "a1:2026-06");
        let late = paid(&mut bench, "2026-09-01", "a2:2026-09");
        let pointed = [vec![own], vec![second, first], vec![after, end], vec![late, second]];
        assert_eq!(bench.pointed(), pointed);
        assert_eq!(bench.hits()[2].level, Level::Raised);
    }

    #[test]
    fn a_payment_on_the_day_the_recheck_is_due_is_in_time() {
        let mut bench = Bench::new(Aid::boxed());
        opened(&mut bench, "a1", "h1", None);
        granted(&mut bench, "a1");
        paid(&mut bench, "2026-08-31", "a1:2026-08");
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn one_help_after_another_and_two_households_are_fine() {
        let mut bench = Bench::new(Aid::boxed());
        for (aid, household) in [("a1", "h1"), ("a2", "h1"), ("a3", "h3")] {
            opened(&mut bench, aid, household, None);
        }
        granted(&mut bench, "a1");
        granted(&mut bench, "a3");
        ended(&mut bench, "a1");
        granted(&mut bench, "a2");
        assert!(bench.hits().is_empty());
    }
}
