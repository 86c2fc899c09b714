//! F22, silence: a resident's question or demand, or an objection, query or referral of the supervision group, waits for its
//! next step beyond the day that was due (上海市实施〈村民委员会组织法〉办法, art. 24: within 15 days; others 5 or 10).
//!
//! What was answered late is told where the question is shown; this points at what is silent now.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::event::case::{CaseEffect, CaseRef};
use crate::event::effect::Effect;
use crate::event::family::FigureShipped;
use crate::rules::standing::Standing;
use crate::rules::standing::cases::CaseState;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, Seen, input};
use crate::view::tables;

/// From how many days of silence on it is raised.
const LONG: Parameter = Parameter { code: "f22-long", default: FigureShipped::Count(30) };
/// Sorts of cases in which somebody waits for an answer.
const ASKED: &[&str] = &["question", "demand", "supervision-objection", "supervision-query", "supervision-referral"];

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Silence {
    /// Cases that have not ended.
    open: BTreeSet<CaseRef>,
}

impl Silence {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }
}

fn hit(case: &CaseRef, standing: &Standing) -> Option<Hit> {
    let today = tables::latest_day(standing);
    let state = standing.cases.get(case)?;
    let stage = state.stage()?;
    let owed = standing.obligations.get(&CaseState::duty(case, stage)?)?;
    let days = owed.due.until(today);
    (owed.open() && days > 0).then(|| Hit {
        events: vec![(stage.at, stage.event)],
        on: owed.due,
        about: Value::text(&state.title),
        value: Value::count(days),
        limit: Value::Day(owed.due),
        inputs: vec![
            input("f22-case", Value::Word(case.words_key())),
            input("f22-stage", Value::Word(case.stage_key(&stage.stage))),
            input("f22-by", tables::owed_by(&owed.by, standing)),
        ],
        level: if i64::from(days) >= LONG.number(standing) { Level::Raised } else { Level::Look },
    })
}

impl Flag for Silence {
    fn rule(&self) -> &'static str {
        "f22"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[LONG]
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        for effect in &seen.recorded.effects {
            let Effect::Case(CaseEffect::Opened { case, .. } | CaseEffect::Moved { case, .. }) = effect else {
                continue;
            };
            if !ASKED.contains(&case.sort.as_str()) {
                continue;
            }
            if seen.standing.cases.get(case).is_some_and(|state| !state.ended) {
                self.open.insert(case.clone());
            } else {
                self.open.remove(case);
            }
        }
    }

    fn hits(&self, standing: &Standing) -> Vec<Hit> {
        let mut hits: Vec<Hit> = self.open.iter().filter_map(|case| hit(case, standing)).collect();
        hits.sort_by(|one, other| one.events.cmp(&other.events));
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::code::EventId;
    use crate::event::kinds::question::{Answered, Asked};
    use crate::event::mandate::Party;
    use crate::rules::testing::{code, line};
    use crate::view::testing::Bench;

    /// Asked on the second of March, due on the seventeenth.
    fn asked() -> (Bench, u64) {
        let mut bench = Bench::new(Silence::boxed());
        let (question, owner) = (code("q1"), Party::Body(code("comm")));
        let asked = Asked { question, event: EventId::default(), words: line("为什么"), owner };
        let at = bench.event("2026-03-02", &asked);
        (bench, at)
    }

    fn answered(bench: &mut Bench, on: &str) {
        let (question, by, answer) = (code("q1"), code("comm-1"), "因为".parse().unwrap());
        bench.event(on, &Answered { question, by, answer, files: vec![] });
    }

    #[test]
    fn what_waits_beyond_its_day_is_pointed_at_and_raised_after_a_month() {
        let (mut bench, at) = asked();
        bench.happens("2026-03-18", vec![]);
        assert_eq!((bench.pointed(), bench.hits()[0].level), (vec![vec![at]], Level::Look));
        bench.happens("2026-04-16", vec![]);
        assert_eq!(bench.hits()[0].level, Level::Raised);
        answered(&mut bench, "2026-04-17");
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn on_its_day_nothing_is_late() {
        let (mut bench, _) = asked();
        bench.happens("2026-03-17", vec![]);
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn what_was_answered_is_not_silent() {
        let (mut bench, _) = asked();
        answered(&mut bench, "2026-03-10");
        bench.happens("2026-09-01", vec![]);
        assert!(bench.hits().is_empty());
    }
}
