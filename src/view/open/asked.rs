//! Asked and answered, one by one: whatever was put to somebody who has to answer, who that is, until when, and what they
//! said ("questions get no echo" is what residents complain of most).
//!
//! Nothing here knows a family by name: a sort of case that can be answered is one with a stage `answered`, and an answer is
//! what an event that moves a case tells as its `answer`.

use serde::{Deserialize, Serialize};

use crate::base::code::EventId;
use crate::base::paged::Paged;
use crate::base::time::Day;
use crate::event::case::{CaseEffect, CaseRef};
use crate::event::effect::Effect;
use crate::event::kind::Told;
use crate::event::kinds;
use crate::rules::standing::Standing;
use crate::rules::standing::cases::{CaseState, StageState};
use crate::rules::standing::obligations::DutyStand;
use crate::view::document::{Content, Fact, Tone, Value};
use crate::view::open::View;
use crate::view::recorded::Recorded;
use crate::view::tables;

const NAME: &str = "asked";

/// What was said, and the event that said it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Answer {
    index: u64,
    id: EventId,
    on: Day,
    text: String,
}

/// The view: the last answer to every case that has one.
#[derive(Default, Serialize, Deserialize)]
pub struct Questions {
    answers: Paged<CaseRef, Answer>,
}

/// Whether cases of this sort can be answered.
fn answerable(case: &CaseRef) -> bool {
    let mut sorts = kinds::FAMILIES.iter().flat_map(|family| family.cases);
    sorts.any(|sort| case.sort == *sort.sort && sort.stages.contains(&"answered"))
}

impl Questions {
    /// The view, for the registry.
    pub fn boxed() -> Box<dyn View> {
        Box::new(Self::default())
    }

    fn row(
        &self,
        (case, state, stage): (&CaseRef, &CaseState, &StageState),
        standing: &Standing,
        day: Day,
    ) -> Vec<Value> {
        let asked = state.stages.first();
        let answer = self.answers.get(case).filter(|answer| answer.on <= day);
        let first = asked.and_then(|asked| {
            let owed = standing.obligations.arisen(&CaseState::duty(case, asked)?, asked.at)?;
            Some((owed, owed.on(day)?))
        });
        let ended = state.ended_on(day);
        let badge = match (answer, &first) {
            (None, _) if ended => Value::badge("asked-closed", Tone::Plain),
            (None, Some((_, DutyStand::Overdue))) => Value::badge("asked-late", Tone::Bad),
            (None, _) => Value::badge("asked-waiting", Tone::Plain),
            (Some(_), Some((_, DutyStand::DoneLate))) => Value::badge("asked-answered-late", Tone::Bad),
            (Some(_), _) => Value::badge("asked-has-answer", Tone::Good),
        };
        vec![
            asked.map_or(Value::None, |asked| Value::Day(asked.on)),
            Value::Word(case.words_key()),
            Value::text(&state.title),
            first.as_ref().map_or(Value::None, |(owed, _)| tables::owed_by(&owed.by, standing)),
            first.as_ref().map_or(Value::None, |(owed, _)| Value::Day(owed.due_on(day))),
            badge,
            answer.map_or(Value::None, |answer| Value::Day(answer.on)),
            answer.map_or(Value::None, |answer| Value::text(&answer.text)),
            Value::List(
                asked
                    .map(|asked| Value::Event { index: asked.at, id: asked.event })
                    .into_iter()
                    .chain(answer.map(|answer| Value::Event { index: answer.index, id: answer.id }))
                    .collect(),
            ),
            Value::Word(case.stage_key(&stage.stage)),
        ]
    }

    fn overview(&self, standing: &Standing) -> Content {
        let day = tables::latest_day(standing);
        let mut content = tables::content(NAME, "asked-title", standing);
        let mut found: Vec<_> = standing.cases.as_of(day).filter(|(case, ..)| answerable(case)).collect();
        // The last asked first.
        found.sort_by_key(|(_, state, _)| std::cmp::Reverse(state.stages.first().map(|asked| asked.at)));
        let answered = found.iter().filter(|(case, ..)| self.answers.contains_key(case)).count();
        let rows: Vec<_> = found.iter().map(|found| self.row(*found, standing, day)).collect();
        let late = rows.iter().filter(|row| row[5] == Value::badge("asked-late", Tone::Bad)).count();
        content.facts = vec![
            Fact::new("services-as-of", Value::Day(day)),
            Fact::new("asked-all", Value::count(rows.len())),
            Fact::new("asked-has-answer", Value::count(answered)),
            Fact::new("asked-late", Value::count(late)),
        ];
        let columns = [
            "asked-on",
            "case-sort",
            "asked-words",
            "case-owed-by",
            "case-due",
            "case-state",
            "asked-answered-on",
            "asked-answer",
            "asked-events",
            "case-stage",
        ];
        content.tables = vec![tables::table("questions", "asked-title", &columns, rows)];
        content.notes = vec!["asked-note".into()];
        content
    }
}

impl View for Questions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, recorded: &Recorded, _: &Standing) {
        let moved = |effect: &Effect| match effect {
            Effect::Case(CaseEffect::Moved { case, .. }) if answerable(case) => Some(case.clone()),
            _ => None,
        };
        let Some(case) = recorded.effects.iter().find_map(moved) else { return };
        let told = recorded.event.body.told().into_iter().find(|(name, _)| *name == "answer");
        if let Some((_, Told::Text(text))) = told {
            let (index, id, on) = (recorded.at.index, recorded.at.id, recorded.at.day);
            self.answers.insert(case, Answer { index, id, on, text });
        }
    }

    fn paths(&self, standing: &Standing) -> Vec<String> {
        standing.founded.iter().map(|_| NAME.to_owned()).collect()
    }

    fn content(&self, path: &str, standing: &Standing) -> Option<Content> {
        standing.founded.as_ref()?;
        (path == NAME).then(|| self.overview(standing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::kinds::question::{Answered, Asked};
    use crate::event::mandate::Party;
    use crate::rules::testing::{World, code, line};
    use crate::view::testing::content;

    #[test]
    fn every_question_stands_with_its_answer_or_shows_as_late() {
        let mut world = World::new();
        let event = world.entries[1].0.envelope.payload().to_vec();
        let event = crate::event::payload::Event::read(&event).unwrap().head.id;
        let asked = |name: &str| Asked {
            question: code(name),
            event,
            words: line("这笔钱花在哪里？"),
            owner: Party::Person(code("clerk")),
        };
        world.accept(asked("q1"), &["clerk"]);
        world.accept(asked("q2"), &["clerk"]);
        world.on("2026-01-21");
        let answer =
            Answered { question: code("q2"), by: code("clerk"), answer: "修路灯".parse().unwrap(), files: vec![] };
        world.accept(answer, &["clerk"]);
        let content = content(&world, NAME);
        let shown: Vec<_> = content.tables[0].rows.iter().map(|row| (row[5].clone(), row[7].clone())).collect();
        assert_eq!(
            shown,
            [
                (Value::badge("asked-answered-late", Tone::Bad), Value::text("修路灯")),
                (Value::badge("asked-late", Tone::Bad), Value::None),
            ]
        );
        let facts: Vec<_> = content.facts[1..].iter().map(|fact| fact.value.clone()).collect();
        assert_eq!(facts, [Value::count(2_u64), Value::count(1_u64), Value::count(1_u64)]);
    }
}
