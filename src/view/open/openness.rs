//! The openness catalogue as it is kept: what is due when, what was posted late or hung too short, what is missing, and what
//! residents demand to see (村民委员会组织法, art. 35; 城市居民委员会组织法, art. 34).
//!
//! Nobody has to confess anything: missing is what is owed and past its day, too short is what was gone before its days
//! were over.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line};
use crate::base::json;
use crate::base::time::Day;
use crate::event::case::CaseRef;
use crate::event::figure::FigureValue;
use crate::event::kind::Kind as _;
use crate::event::kinds::openness::{DEMAND, ITEM, Listed, POSTING, every};
use crate::rules::standing::Standing;
use crate::rules::standing::cases::{CaseState, StageState};
use crate::rules::standing::obligations::OwedState;
use crate::view::document::{Content, Fact, Table, Tone, Value};
use crate::view::open::View;
use crate::view::recorded::Recorded;
use crate::view::tables;

const NAME: &str = "openness";

/// The view: of each item what its case does not hold.
#[derive(Default, Serialize, Deserialize)]
pub struct Openness {
    items: BTreeMap<Code, (Code, Line)>,
}

impl Openness {
    /// The view, for the registry.
    pub fn boxed() -> Box<dyn View> {
        Box::new(Self::default())
    }

    fn item(&self, code: &Code, standing: &Standing) -> [Value; 2] {
        let Some((view, basis)) = self.items.get(code) else { return [Value::None, Value::None] };
        let figure = standing.policy.as_ref().and_then(|policy| policy.figure("openness-views"));
        let name = figure.and_then(|figure| match &figure.value {
            FigureValue::Choices(choices) => choices.get(view).cloned(),
            _ => None,
        });
        [name.map_or_else(|| Value::text(view), Value::Bi), Value::text(basis)]
    }

    fn catalogue(&self, standing: &Standing) -> Table {
        let rows = standing.cases.of(ITEM.sort).map(|(case, state)| {
            let [view, basis] = self.item(&case.code, standing);
            let posted = state.stages.iter().rfind(|stage| stage.stage == "posted");
            let owed = state.stage().and_then(|stage| owed(case, stage, standing)).filter(|owed| owed.open());
            vec![
                Value::text(&state.title),
                view,
                Value::word(every(state.worth.unwrap_or_default())),
                basis,
                posted.map_or(Value::None, event),
                owed.map_or(Value::None, |owed| Value::Day(owed.due)),
                Value::Word(case.stage_key(state.stage().map_or("", |stage| stage.stage.as_str()))),
            ]
        });
        let columns = [
            "openness-item",
            "openness-view",
            "openness-every",
            "openness-basis",
            "openness-last",
            "openness-next",
            "case-stage",
        ];
        tables::table("catalogue", "openness-catalogue", &columns, rows.collect())
    }
}

/// What is or was owed from a stage on.
fn owed<'a>(case: &CaseRef, stage: &StageState, standing: &'a Standing) -> Option<&'a OwedState> {
    standing.obligations.arisen(&CaseState::duty(case, stage)?, stage.at)
}

fn event(stage: &StageState) -> Value {
    Value::Event { index: stage.at, id: stage.event }
}

/// A posting that was owed, made, or both.
struct Row<'a> {
    item: &'a Line,
    period: Option<&'a str>,
    due: Option<Day>,
    posting: Option<&'a CaseState>,
}

impl Row<'_> {
    /// The first day it hung.
    fn up(&self) -> Option<&StageState> {
        self.posting?.stages.iter().find(|stage| stage.stage == "up")
    }

    fn late(&self) -> bool {
        self.up().zip(self.due).is_some_and(|(up, due)| up.on > due)
    }

    fn missing(&self, day: Day) -> bool {
        self.up().is_none() && self.due.is_some_and(|due| day > due)
    }

    /// Whether it was gone before its days were over, were it put back or not.
    fn too_short(&self) -> bool {
        self.posting.is_some_and(|posting| posting.stages.iter().any(|stage| stage.stage == "cut-short"))
    }

    /// Days it hung without a break, the last time.
    fn days(&self, day: Day) -> Option<i64> {
        let posting = self.posting?;
        let last = posting.since("up")?;
        let gone = posting.stage().filter(|stage| stage.stage != "up").map_or(day, |stage| stage.on);
        Some(i64::from(last.until(gone)))
    }

    fn state(&self, day: Day) -> Value {
        let mut found = Vec::new();
        if self.missing(day) {
            found.push(Value::badge("openness-missing", Tone::Bad));
        } else if self.late() {
            found.push(Value::badge("openness-late", Tone::Bad));
        }
        if self.too_short() {
            found.push(Value::badge("openness-too-short", Tone::Bad));
        }
        if found.is_empty() {
            found.push(match self.posting.filter(|_| self.up().is_some()) {
                None => Value::badge("openness-awaited", Tone::Plain),
                Some(posting) if posting.ended => Value::badge("openness-shown", Tone::Good),
                Some(_) => Value::badge("openness-up", Tone::Plain),
            });
        }
        if found.len() == 1 { found.remove(0) } else { Value::List(found) }
    }

    fn values(&self, day: Day) -> Vec<Value> {
        vec![
            Value::text(self.item),
            Value::maybe(self.period),
            self.due.map_or(Value::None, Value::Day),
            self.up().map_or(Value::None, event),
            self.days(day).map_or(Value::None, Value::Count),
            self.state(day),
        ]
    }
}

/// Every posting that was owed or made, item by item in the order of the log.
fn rows(standing: &Standing) -> Vec<Row<'_>> {
    let mut postings: BTreeMap<u64, (&CaseRef, &CaseState)> = BTreeMap::new();
    for (case, state) in standing.cases.of(POSTING.sort) {
        postings.extend(state.stages.first().map(|stage| (stage.at, (case, state))));
    }
    let mut rows = Vec::new();
    for (case, state) in standing.cases.of(ITEM.sort) {
        let prefix = format!("{}:", case.code);
        let item = &state.title;
        for (at, stage) in state.stages.iter().enumerate() {
            let owed = owed(case, stage, standing);
            let next = state.stages.get(at + 1);
            let made = next.and_then(|next| postings.remove(&next.at));
            if made.is_none() && owed.is_none_or(|owed| !owed.open()) {
                continue;
            }
            let period = made.and_then(|(posting, _)| posting.code.as_str().strip_prefix(&prefix));
            rows.push(Row { item, period, due: owed.map(|owed| owed.due), posting: made.map(|(_, state)| state) });
        }
    }
    // What is left was shown because something happened.
    for (case, state) in postings.into_values() {
        let Some((item, period)) = case.code.as_str().split_once(':') else { continue };
        let Some(title) = item.parse().ok().and_then(|item| standing.cases.get(&ITEM.case(&item))) else { continue };
        let due = state.stages.first().and_then(|stage| owed(case, stage, standing));
        let due = due.filter(|_| state.stages.first().is_some_and(|stage| stage.stage == "due")).map(|owed| owed.due);
        rows.push(Row { item: &title.title, period: Some(period), due, posting: Some(state) });
    }
    rows
}

impl View for Openness {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, recorded: &Recorded, _: &Standing) {
        if recorded.event.head.kind == Listed::NAME
            && let Ok(listed) = json::read::<Listed>("openness", &recorded.event.body.data())
        {
            self.items.insert(listed.item, (listed.view, listed.basis));
        }
    }

    fn paths(&self, standing: &Standing) -> Vec<String> {
        if standing.founded.is_some() { vec![NAME.to_owned()] } else { Vec::new() }
    }

    fn content(&self, path: &str, standing: &Standing) -> Option<Content> {
        standing.founded.as_ref().filter(|_| path == NAME)?;
        let day = tables::latest_day(standing);
        let rows = rows(standing);
        let items = standing.cases.of(ITEM.sort).filter(|(_, state)| !state.ended).count();
        let mut content = tables::content(NAME, "openness-title", standing);
        content.facts = vec![
            Fact::new("services-as-of", Value::Day(day)),
            Fact::new("openness-items", Value::count(items)),
            Fact::new("openness-missing", Value::count(rows.iter().filter(|row| row.missing(day)).count())),
            Fact::new("openness-late", Value::count(rows.iter().filter(|row| row.late()).count())),
            Fact::new("openness-too-short", Value::count(rows.iter().filter(|row| row.too_short()).count())),
        ];
        let columns =
            ["openness-item", "openness-period", "openness-due", "openness-posted", "openness-days", "openness-state"];
        let postings = rows.iter().map(|row| row.values(day)).collect();
        content.tables = vec![
            self.catalogue(standing),
            tables::table("postings", "openness-postings", &columns, postings),
            Table {
                name: "demands".into(),
                caption: "openness-demands".into(),
                ..tables::cases(&[DEMAND.sort], standing, day)
            },
        ];
        content.notes = vec!["openness-note".into()];
        Some(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::kinds::openness::{Arisen, CutShort, Posted};
    use crate::event::mandate::Party;
    use crate::rules::testing::{World, code, day, file, line};
    use crate::view::testing::content;

    const SEEN: &[&str] = &["clerk", "sup-1"];

    fn listed(item: &str, months: u32) -> Listed {
        let (title, view, basis) = (line(item), code("finance"), line("村民委员会组织法第三十五条"));
        Listed { item: code(item), title, view, months, basis, owner: Party::Body(code("comm")) }
    }

    fn posted(period: &str, until: &str) -> Posted {
        Posted {
            item: code("finance"),
            period: code(period),
            months: 1,
            until: day(until),
            place: line("公示栏"),
            board: vec![file("board")],
            notice: None,
            owner: Party::Body(code("comm")),
        }
    }

    /// Period, days on the board and words of the states of every posting.
    fn states(content: &Content) -> Vec<(Value, Value, Vec<String>)> {
        let words = |state: &Value| match state {
            Value::Badge { word, .. } => vec![word.clone()],
            Value::List(all) => all
                .iter()
                .filter_map(|one| if let Value::Badge { word, .. } = one { Some(word.clone()) } else { None })
                .collect(),
            _ => Vec::new(),
        };
        content.tables[1].rows.iter().map(|row| (row[1].clone(), row[4].clone(), words(&row[5]))).collect()
    }

    #[test]
    fn late_missing_and_too_short_are_told_by_nobody_and_stand_there() {
        let mut world = World::new();
        world.accept(listed("finance", 1), SEEN);
        world.accept(listed("major", 0), SEEN);
        let none = |word: &str| (Value::None, Value::None, vec![word.to_owned()]);
        assert_eq!(states(&content(&world, NAME)), [none("openness-awaited")]);
        world.on("2026-02-06").accept(posted("2026-01", "2026-02-21"), SEEN);
        world.on("2026-02-10");
        let (item, period, why) = (code("finance"), code("2026-01"), "被雨淋坏".parse().unwrap());
        world.accept(CutShort { item, period, why }, &["clerk"]);
        let january = (Value::text("2026-01"), Value::Count(4));
        let bad = vec!["openness-late".to_owned(), "openness-too-short".to_owned()];
        let shown = content(&world, NAME);
        assert_eq!(states(&shown), [(january.0.clone(), january.1.clone(), bad.clone()), none("openness-awaited")]);
        world.on("2026-03-10");
        let (item, period, what, owner) = (code("major"), code("flood"), line("汛期抢险"), Party::Body(code("comm")));
        world.accept(Arisen { item, period, what, on: day("2026-03-01"), owner }, &["clerk"]);
        let shown = content(&world, NAME);
        let flood = (Value::text("flood"), Value::None, vec!["openness-missing".to_owned()]);
        assert_eq!(states(&shown), [(january.0, january.1, bad), none("openness-missing"), flood]);
        let facts: Vec<Value> = shown.facts.iter().skip(1).map(|fact| fact.value.clone()).collect();
        let expected: Vec<Value> = [2_u64, 2, 1, 1].into_iter().map(Value::count).collect();
        assert_eq!(facts, expected);
    }
}
