//! Flags: what each rule points at, which value met which limit, and what was answered. A prompt to look, never a verdict.

use std::collections::BTreeMap;

use crate::base::code::{Code, EventId};
use crate::base::problem::Outcome;
use crate::base::words::Lang;
use crate::event::disclosure::DisclosureEffect;
use crate::event::effect::Effect;
use crate::export::table::{self, Cell, Table};
use crate::export::{End, Exporter, File, Seen};
use crate::view::document::Value;
use crate::view::flags::{Flag, Flagging, Hit, Level};
use crate::view::render::value::{Scope, text};

/// The exporter.
#[derive(Default)]
pub struct Flags {
    flagging: Flagging,
    answers: BTreeMap<(Code, EventId), Vec<String>>,
}

const NAME: &str = "flags";

const COLUMNS: &[&str] = &[
    "entry",
    "event_id",
    "rule",
    "version",
    "occurred_on",
    "about",
    "value",
    "limit",
    "inputs_zh",
    "inputs_en",
    "level",
    "events",
    "answered",
    "answers",
];

impl Flags {
    /// The exporter, for the registry.
    pub fn boxed() -> Box<dyn Exporter> {
        Box::new(Self::default())
    }

    fn row(&self, flag: &dyn Flag, hit: &Hit, scopes: &[Scope; 2]) -> Vec<Cell> {
        let plain = |value: &Value| match text(value, &scopes[0], true) {
            text if text.is_empty() => Cell::None,
            text => Cell::Text(text),
        };
        let inputs = |scope: &Scope| {
            let said = hit.inputs.iter().map(|(label, value)| {
                format!("{}: {}", text(&Value::word(label), scope, true), text(value, scope, true))
            });
            Cell::list(said)
        };
        let code: Code = flag.rule().parse().unwrap_or_default();
        let known = hit.events.iter().filter_map(|(_, id)| self.answers.get(&(code.clone(), *id)));
        let answers: Vec<&String> = known.flatten().collect();
        let first = hit.events.first();
        vec![
            Cell::number(first.map(|(index, _)| *index)),
            Cell::maybe(first.map(|(_, id)| id)),
            Cell::text(flag.rule()),
            Cell::whole(flag.version()),
            Cell::text(hit.on),
            plain(&hit.about),
            plain(&hit.value),
            plain(&hit.limit),
            inputs(&scopes[0]),
            inputs(&scopes[1]),
            Cell::text(if hit.level == Level::Raised { "raised" } else { "look" }),
            Cell::list(hit.events.iter().map(|(index, _)| index)),
            Cell::yes(!answers.is_empty()),
            Cell::list(answers),
        ]
    }
}

impl Exporter for Flags {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        self.flagging.fold(seen.recorded, seen.standing);
        for effect in &seen.recorded.effects {
            if let Effect::Disclosure(DisclosureEffect::FlagAnswered { rule, event, answer, .. }) = effect {
                self.answers.entry((rule.clone(), *event)).or_default().push(answer.to_string());
            }
        }
    }

    fn files(&self, end: &End<'_>) -> Outcome<Vec<File>> {
        let scopes = Lang::ALL.map(|lang| Scope::of(end.standing, String::new(), lang));
        let mut rows = Vec::new();
        for flag in self.flagging.flags() {
            let hits = flag.hits(end.standing);
            rows.extend(hits.iter().map(|hit| self.row(flag, hit, &scopes)));
        }
        table::files(NAME, &[Table { name: NAME, columns: COLUMNS, rows }], &end.currency())
    }
}
