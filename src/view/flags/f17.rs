//! F17, on the edge of a quorum: a decision with hardly more present than the quorum asks, decisions of a body that
//! everybody on the roll agreed to several times running, or a decision entered long after its meeting.
//!
//! Only bodies of some size: in one of five everybody often agrees.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId};
use crate::event::authority::{AuthorityEffect, Count, Meeting};
use crate::event::effect::Effect;
use crate::event::family::FigureShipped;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, Seen, input};
use crate::view::hits::Hits;

/// Bodies with this many on the roll or more.
const SIZE: Parameter = Parameter { code: "f17-size", default: FigureShipped::Count(10) };
/// At most so many more than the quorum.
const SPARE: Parameter = Parameter { code: "f17-spare", default: FigureShipped::Count(1) };
/// So many times running.
const RUNNING: Parameter = Parameter { code: "f17-running", default: FigureShipped::Count(3) };
/// More than so many days after the meeting.
const DAYS: Parameter = Parameter { code: "f17-days", default: FigureShipped::Count(15) };
/// So many decisions are named.
const NAMED: usize = 8;

/// Decisions in a row that all on the roll agreed to.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Row {
    count: i64,
    /// The latest of them.
    events: Vec<(u64, EventId)>,
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct QuorumEdge {
    rows: BTreeMap<Code, Row>,
    hits: Hits,
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl QuorumEdge {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }

    fn look(&mut self, matter: &Code, meeting: &Meeting, seen: &Seen<'_>) {
        let count = meeting.count();
        let standing = seen.standing;
        let days = i64::from(meeting.on.until(seen.recorded.at.accepted_day));
        let late = days > DAYS.number(standing);
        let row = self.agreed(meeting, count, standing);
        let sort = standing.mandates.sort_of(&meeting.body);
        let rule = standing.policy.as_ref().zip(sort).and_then(|(policy, sort)| policy.quorum(sort));
        let least = rule.map(|rule| number(rule.present.least(count.due)));
        let large = number(count.due) >= SIZE.number(standing);
        let edge = least.filter(|least| large && number(count.present) - least <= SPARE.number(standing));
        let mut events = vec![seen.event()];
        let (value, limit, why) = if late {
            (Value::Count(days), DAYS.shown(standing), "f17-late")
        } else if let Some(least) = edge {
            (Value::Count(number(count.present)), Value::Count(least), "f17-edge")
        } else if let Some((running, named)) = row {
            named.iter().for_each(|(index, _)| drop(self.hits.withdraw(*index)));
            events = named;
            (Value::Count(running), RUNNING.shown(standing), "f17-unanimous")
        } else {
            return;
        };
        let title =
            standing.authorities.matter(matter).map_or(Value::text(matter), |state| Value::text(&state.matter.title));
        self.hits.mark(Hit {
            events,
            on: meeting.on,
            about: title,
            value,
            limit,
            inputs: vec![
                input("f17-why", Value::word(why)),
                input("f17-body", Value::text(&meeting.body)),
                input("f17-due", Value::Count(number(count.due))),
                input("f17-present", Value::Count(number(count.present))),
                input("f17-yes", Value::Count(number(count.yes))),
            ],
            level: Level::Look,
        });
    }

    /// How many times running everybody has agreed now, when those are enough.
    fn agreed(&mut self, meeting: &Meeting, count: Count, standing: &Standing) -> Option<(i64, Vec<(u64, EventId)>)> {
        if count.yes < count.due || number(count.due) < SIZE.number(standing) {
            self.rows.remove(&meeting.body);
            return None;
        }
        let row = self.rows.get(&meeting.body)?;
        (row.count >= RUNNING.number(standing)).then(|| (row.count, row.events.clone()))
    }
}

impl Flag for QuorumEdge {
    fn rule(&self) -> &'static str {
        "f17"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[SIZE, SPARE, RUNNING, DAYS]
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        for effect in &seen.recorded.effects {
            let Effect::Authority(AuthorityEffect::Stepped { matter, meeting, .. }) = effect else { continue };
            let row = self.rows.entry(meeting.body.clone()).or_default();
            row.count += 1;
            row.events.insert(0, seen.event());
            row.events.truncate(NAMED);
            self.look(matter, meeting, seen);
        }
    }

    fn hits(&self, _standing: &Standing) -> Vec<Hit> {
        self.hits.all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::authority::{RollLine, Step, Vote};
    use crate::event::mandate::BodySort;
    use crate::rules::testing::{code, day};
    use crate::view::testing::Bench;

    /// The representatives, `due` of them, decide: so many in favour, the others not there.
    fn decides(bench: &mut Bench, entered: &str, yes: usize, due: usize) -> u64 {
        let vote = |at| if at < yes { Vote::For } else { Vote::Absent };
        let roll = (0..due).map(|at| RollLine { person: code(&format!("rep-{at}")), vote: vote(at) }).collect();
        let meeting = Meeting { body: code("reps"), on: day("2026-03-02"), roll, minutes: None };
        let (matter, step) = (code("gate"), Step::Voted);
        let stepped = AuthorityEffect::Stepped { matter, step, meeting, carried: true, opinion: None };
        bench.happens_late("2026-03-02", entered, vec![stepped.into()])
    }

    fn quorum(bench: &Bench, due: u64) -> usize {
        let rule = bench.standing.policy.as_ref().unwrap().quorum(BodySort::Assembly).unwrap();
        usize::try_from(rule.present.least(due)).unwrap()
    }

    #[test]
    fn the_edge_agreement_three_times_running_and_late_minutes_are_pointed_at() {
        let mut bench = Bench::new(QuorumEdge::boxed());
        let least = quorum(&bench, 30);
        let edge = decides(&mut bench, "2026-03-03", least + 1, 30);
        let late = decides(&mut bench, "2026-03-18", 28, 30);
        assert_eq!(bench.pointed(), [vec![edge], vec![late]]);
        for yes in [30, 30, 30] {
            decides(&mut bench, "2026-03-18", yes, 30);
        }
        assert_eq!(bench.hits().len(), 5, "these are late too, which says more");
        let mut bench = Bench::new(QuorumEdge::boxed());
        let third = [12, 12, 12].map(|yes| decides(&mut bench, "2026-03-03", yes, 12))[2];
        assert_eq!(bench.pointed(), [vec![third, third - 1, third - 2]]);
        decides(&mut bench, "2026-03-03", 12, 12);
        assert_eq!(bench.pointed(), [vec![third + 1, third, third - 1, third - 2]], "one hit for one row");
    }

    #[test]
    fn two_more_than_the_quorum_two_times_and_fifteen_days_are_not_enough() {
        let mut bench = Bench::new(QuorumEdge::boxed());
        let least = quorum(&bench, 30);
        decides(&mut bench, "2026-03-17", least + 2, 30);
        decides(&mut bench, "2026-03-03", 30, 30);
        decides(&mut bench, "2026-03-03", 30, 30);
        decides(&mut bench, "2026-03-03", 29, 30);
        decides(&mut bench, "2026-03-03", 30, 30);
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn a_small_body_often_agrees() {
        let mut bench = Bench::new(QuorumEdge::boxed());
        for present in [5, 5, 5, 3, 5] {
            decides(&mut bench, "2026-03-03", present, 5);
        }
        assert!(bench.hits().is_empty());
    }
}
