//! Flags: what the rules under `view/flags` point at, by which parameters, and what was answered.
//!
//! `flags` lists the rules, `flags/<rule>` what one of them points at. Nothing here judges, and an answer removes
//! nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Text};
use crate::event::disclosure::DisclosureEffect;
use crate::event::effect::Effect;
use crate::rules::standing::Standing;
use crate::view::document::{Content, Fact, Table, Tone, Value};
use crate::view::flags::{Flag, Flagging, Hit, Level, Parameter};
use crate::view::open::View;
use crate::view::recorded::Recorded;
use crate::view::tables;

const NAME: &str = "flags";

/// An answer, and the event that gave it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Answer {
    index: u64,
    id: EventId,
    by: Code,
    text: Text,
}

/// The view.
#[derive(Default, Serialize, Deserialize)]
pub struct Flags {
    flagging: Flagging,
    answers: BTreeMap<(Code, EventId), Vec<Answer>>,
}

impl Flags {
    /// The view, for the registry.
    pub fn boxed() -> Box<dyn View> {
        Box::new(Self::default())
    }

    /// The answers to a hit. An answer may name any of its events.
    fn answers<'a>(&'a self, rule: &str, hit: &'a Hit) -> impl Iterator<Item = &'a Answer> {
        let code: Code = rule.parse().unwrap_or_default();
        hit.events.iter().filter_map(move |(_, id)| self.answers.get(&(code.clone(), *id))).flatten()
    }

    fn overview(&self, standing: &Standing) -> Content {
        let mut content = tables::content(NAME, "flags-title", standing);
        let mut sums = [0_u64; 3];
        let mut rows = Vec::new();
        for flag in self.flagging.flags() {
            let hits = flag.hits(standing);
            let raised = hits.iter().filter(|hit| hit.level == Level::Raised).count() as u64;
            let open = hits.iter().filter(|hit| self.answers(flag.rule(), hit).next().is_none()).count() as u64;
            let found = [hits.len() as u64, raised, open];
            sums.iter_mut().zip(found).for_each(|(sum, found)| *sum += found);
            let label = Box::new(Value::Word(format!("flag-{}", flag.rule())));
            let mut row = vec![Value::Document { path: format!("{NAME}/{}", flag.rule()), label }];
            row.push(Value::count(flag.version()));
            row.extend(found.map(Value::count));
            rows.push(row);
        }
        let labels = ["flags-hits", "flags-raised", "flags-unanswered"];
        content.facts = labels.into_iter().zip(sums).map(|(label, sum)| Fact::new(label, Value::count(sum))).collect();
        let columns = ["flags-rule", "flags-version", "flags-hits", "flags-raised", "flags-unanswered"];
        content.tables = vec![tables::table("rules", "flags-rules", &columns, rows)];
        content.notes = vec!["flags-note".into()];
        content
    }

    fn rule(&self, flag: &dyn Flag, standing: &Standing) -> Content {
        let rule = flag.rule();
        let mut content = tables::content(&format!("{NAME}/{rule}"), &format!("flag-{rule}"), standing);
        let hits = flag.hits(standing);
        content.facts = vec![
            Fact::new("flags-rule", Value::text(rule)),
            Fact::new("flags-version", Value::count(flag.version())),
            Fact::new("flags-hits", Value::count(hits.len())),
        ];
        let columns = [
            "flags-day",
            "flags-events",
            "flags-about",
            "flags-value",
            "flags-limit",
            "flags-inputs",
            "flags-level",
            "flags-answers",
        ];
        let rows = hits.iter().rev().map(|hit| self.row(rule, hit, standing)).collect();
        content.tables = vec![tables::table("hits", "flags-hits", &columns, rows), parameters(flag, standing)];
        content.notes = vec![format!("flag-{rule}-about"), "flags-note".into()];
        content
    }

    fn row(&self, rule: &str, hit: &Hit, standing: &Standing) -> Vec<Value> {
        let events = hit.events.iter().map(|(index, id)| Value::Event { index: *index, id: *id }).collect();
        let answers = self.answers(rule, hit).flat_map(|answer| {
            let by = Value::Person { code: answer.by.clone(), name: standing.mandates.name_of(&answer.by) };
            [by, Value::text(&answer.text), Value::Event { index: answer.index, id: answer.id }]
        });
        let inputs = hit.inputs.iter().flat_map(|(label, value)| [Value::word(label), value.clone()]);
        let level = match hit.level {
            Level::Look => Value::badge("flags-level-look", Tone::Plain),
            Level::Raised => Value::badge("flags-level-raised", Tone::Bad),
        };
        vec![
            Value::Day(hit.on),
            Value::List(events),
            hit.about.clone(),
            hit.value.clone(),
            hit.limit.clone(),
            Value::List(inputs.collect()),
            level,
            Value::List(answers.collect()),
        ]
    }
}

/// The figures a flag goes by now. What it pointed at before went by those of its time.
fn parameters(flag: &dyn Flag, standing: &Standing) -> Table {
    let columns = ["flags-parameter", "flags-parameter-value", "flags-source"];
    let row = |parameter: &Parameter| {
        let source = parameter.source(standing).and_then(|code| standing.policy.as_ref()?.sources.get(code));
        vec![
            Value::Word(format!("limit-{}", parameter.code)),
            parameter.shown(standing),
            source.map_or(Value::word("flags-default"), |source| Value::Bi(source.text.clone())),
        ]
    };
    tables::table("parameters", "flags-parameters", &columns, flag.parameters().iter().map(row).collect())
}

impl View for Flags {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, recorded: &Recorded, standing: &Standing) {
        self.flagging.fold(recorded, standing);
        for effect in &recorded.effects {
            if let Effect::Disclosure(DisclosureEffect::FlagAnswered { rule, event, by, answer }) = effect {
                let (index, id) = (recorded.at.index, recorded.at.id);
                let answer = Answer { index, id, by: by.clone(), text: answer.clone() };
                self.answers.entry((rule.clone(), *event)).or_default().push(answer);
            }
        }
    }

    fn paths(&self, standing: &Standing) -> Vec<String> {
        if standing.founded.is_none() {
            return Vec::new();
        }
        let rules = self.flagging.flags().map(|flag| format!("{NAME}/{}", flag.rule()));
        std::iter::once(NAME.to_owned()).chain(rules).collect()
    }

    fn content(&self, path: &str, standing: &Standing) -> Option<Content> {
        standing.founded.as_ref()?;
        if path == NAME {
            return Some(self.overview(standing));
        }
        let rule = path.strip_prefix(NAME)?.strip_prefix('/')?;
        let flag = self.flagging.flags().find(|flag| flag.rule() == rule)?;
        Some(self.rule(flag, standing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::kinds::flag::Answered;
    use crate::event::kinds::question::Asked;
    use crate::event::kinds::resolution::Proposed;
    use crate::event::mandate::Party;
    use crate::rules::testing::{ALL, World, code, expense, line};
    use crate::view::board::Board;

    /// The figures of a rule: hits, those raised, those nobody answered.
    fn figures(board: &Board, rule: &str) -> Vec<Value> {
        let overview = board.content(NAME).unwrap();
        let path = format!("{NAME}/{rule}");
        let row = overview.tables[0]
            .rows
            .iter()
            .find(|row| matches!(&row[0], Value::Document { path: known, .. } if *known == path));
        row.unwrap()[2..].to_vec()
    }

    #[test]
    fn an_answer_stands_beside_the_hit_and_removes_nothing() {
        let mut world = World::new();
        let matter = world.accept(Proposed { details: expense("gate", 900) }, ALL);
        let (question, owner) = (code("q1"), Party::Body(code("comm")));
        let asked = world.accept(Asked { question, event: matter, words: line("为什么"), owner }, ALL);
        world.on("2026-02-20").accept(Proposed { details: expense("roof", 900) }, ALL);
        let folded = |world: &World| {
            let mut board = Board::default();
            for (entry, leaf) in &world.entries {
                board.fold(entry, *leaf).unwrap();
            }
            board
        };
        let counts = |counts: [i64; 3]| counts.map(Value::Count).to_vec();
        assert_eq!(figures(&folded(&world), "f22"), counts([1, 1, 1]));
        let (rule, by, answer) = (code("f22"), code("comm-1"), "正在核对".parse().unwrap());
        world.accept(Answered { rule, event: asked, by, answer }, ALL);
        let board = folded(&world);
        assert_eq!(figures(&board, "f22"), counts([1, 1, 0]));
        let hits = board.content("flags/f22").unwrap().tables.remove(0);
        let at = hits.columns.iter().position(|column| column == "flags-answers").unwrap();
        assert!(matches!(&hits.rows[0][at], Value::List(told) if told.contains(&Value::text("正在核对"))));
    }
}
