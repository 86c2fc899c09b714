//! Supervision: what the supervision group objected to, asked, reported and referred, what waits for an answer, and what
//! nobody of the group has looked at (城市居民委员会组织法 2026, art. 36; "play the role of guarantee and supervision").
//!
//! Whether an item was looked at is never claimed: it is there as a signed review, or it is not.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Line};
use crate::base::limits;
use crate::base::time::Day;
use crate::event::case::CaseEffect;
use crate::event::effect::Effect;
use crate::event::kinds::supervision::{FAMILY, OBJECTION, QUERY, REFERRAL, REPORT, REVIEW};
use crate::event::mandate::{BodySort, Role};
use crate::event::posting::{Movement, PostingEffect, PostingLine};
use crate::rules::standing::Standing;
use crate::rules::standing::obligations::DutyStand;
use crate::view::document::{Content, Fact, Table, Value};
use crate::view::open::View;
use crate::view::recorded::Recorded;
use crate::view::tables;

/// Not `supervision`: that is the desk where the group works.
const NAME: &str = "oversight";
/// For how many days a payment stands among those nobody has looked at.
const SHOWN_DAYS: i32 = 60;
/// Characters of an event's id, with which the code of a review begins.
const ID_CHARS: usize = 36;

/// A payment nobody of the supervision group has looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Waiting {
    index: u64,
    entered: Day,
    purpose: Line,
    amount: i64,
    handler: Option<Code>,
}

/// The view: payments of the last weeks that wait for a look.
#[derive(Default, Serialize, Deserialize)]
pub struct Supervision {
    waiting: BTreeMap<EventId, Waiting>,
}

impl Supervision {
    /// The view, for the registry.
    pub fn boxed() -> Box<dyn View> {
        Box::new(Self::default())
    }

    fn unreviewed(&self, standing: &Standing, day: Day) -> Table {
        let shown = self.waiting.iter().filter(|(_, waits)| waits.entered.until(day) <= SHOWN_DAYS);
        let person = |code: &Code| Value::Person { code: code.clone(), name: standing.mandates.name_of(code) };
        let row = |(id, waits): (&EventId, &Waiting)| {
            vec![
                Value::Event { index: waits.index, id: *id },
                Value::Day(waits.entered),
                Value::text(&waits.purpose),
                Value::Money(waits.amount),
                waits.handler.as_ref().map_or(Value::None, person),
            ]
        };
        let columns =
            ["oversight-event", "oversight-entered", "oversight-purpose", "oversight-amount", "oversight-handler"];
        tables::table("unreviewed", "oversight-unreviewed", &columns, shown.map(row).collect())
    }

    fn overview(&self, standing: &Standing) -> Content {
        let day = tables::latest_day(standing);
        let mut content = tables::content(NAME, "oversight-title", standing);
        let open = |sort: &str| {
            let cases = standing.cases.as_of(day).filter(|(case, state, _)| case.sort == *sort && !state.ended_on(day));
            Value::count(cases.count())
        };
        let late = tables::duties(
            |duty, stand| {
                let ours = |case: crate::event::case::CaseRef| FAMILY.cases.iter().any(|sort| case.sort == *sort.sort);
                stand == DutyStand::Overdue && duty.moves().is_some_and(ours)
            },
            standing,
            day,
        );
        let unreviewed = self.unreviewed(standing, day);
        content.facts = vec![
            Fact::new("services-as-of", Value::Day(day)),
            Fact::new("oversight-objections-open", open(OBJECTION.sort)),
            Fact::new("oversight-queries-open", open(QUERY.sort)),
            Fact::new("oversight-late", Value::count(late.rows.len())),
            Fact::new("oversight-unreviewed-count", Value::count(unreviewed.rows.len())),
        ];
        let cases = |sort: &str, name: &str, caption: &str| {
            let table = tables::cases(&[sort], standing, day);
            Table { name: name.to_owned(), caption: caption.to_owned(), ..table }
        };
        content.tables = vec![
            cases(OBJECTION.sort, "objections", "oversight-objections"),
            cases(QUERY.sort, "queries", "oversight-queries"),
            Table { caption: "oversight-late".into(), ..late },
            by_reviewer(standing, day),
            unreviewed,
            cases(REPORT.sort, "reports", "oversight-reports"),
            cases(REFERRAL.sort, "referrals", "oversight-referrals"),
        ];
        content.notes = vec!["oversight-note".into()];
        content
    }
}

/// One row for each member of the group, now or when they reviewed: how many items they agreed to, how many they abstained on.
fn by_reviewer(standing: &Standing, day: Day) -> Table {
    let mut sums: BTreeMap<Code, [u64; 2]> = BTreeMap::new();
    let bodies = standing.mandates.bodies().filter(|body| body.sort == BodySort::Supervision);
    let members: BTreeSet<&Code> = bodies.flat_map(|body| standing.mandates.roll(&body.body, day)).collect();
    for member in members {
        sums.insert(member.clone(), [0; 2]);
    }
    for (case, state, stage) in standing.cases.as_of(day) {
        if case.sort != *REVIEW.sort {
            continue;
        }
        if let Some(by) = &state.raised_by {
            let sum = sums.entry(by.clone()).or_default();
            sum[usize::from(stage.stage != "agreed")] += 1;
        }
    }
    let row = |(by, [agreed, abstained]): (Code, [u64; 2])| {
        let name = standing.mandates.name_of(&by);
        vec![Value::Person { code: by, name }, Value::count(agreed), Value::count(abstained)]
    };
    let columns = ["oversight-reviewer", "oversight-agreed", "oversight-abstained"];
    tables::table("reviews", "oversight-reviews", &columns, sums.into_iter().map(row).collect())
}

impl View for Supervision {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, recorded: &Recorded, _: &Standing) {
        for effect in &recorded.effects {
            match effect {
                Effect::Posting(PostingEffect::Posted { lines, item, .. })
                    if item.movement == Movement::Expenditure =>
                {
                    let entered = recorded.at.accepted_day;
                    let amount = lines.iter().filter_map(PostingLine::paid).fold(0_i64, i64::saturating_add);
                    let (index, purpose) = (recorded.at.index, item.purpose.clone());
                    let handler = item.actors.iter().find(|(role, _)| *role == Role::Handler);
                    let handler = handler.map(|(_, person)| person.clone());
                    self.waiting.insert(recorded.at.id, Waiting { index, entered, purpose, amount, handler });
                    // What is older, or more than a page can hold, is no longer listed here; finance has every payment.
                    while self.waiting.len() > limits::UNREVIEWED
                        || self.waiting.values().next().is_some_and(|first| first.entered.until(entered) > SHOWN_DAYS)
                    {
                        self.waiting.pop_first();
                    }
                }
                Effect::Posting(PostingEffect::Posted { item, .. }) => {
                    if let Some(undone) = item.reverses {
                        self.waiting.remove(&undone);
                    }
                }
                Effect::Case(CaseEffect::Opened { case, .. }) if case.sort == *REVIEW.sort => {
                    if let Some(Ok(event)) = case.code.as_str().get(..ID_CHARS).map(str::parse) {
                        self.waiting.remove(&event);
                    }
                }
                _ => {}
            }
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
    use crate::event::kinds::supervision::{Asked, Reviewed};
    use crate::event::mandate::Party;
    use crate::rules::testing::{World, code, line};
    use crate::view::testing::content;

    #[test]
    fn queries_that_wait_and_reviews_given_are_there_member_by_member() {
        let mut world = World::new();
        let query = Asked {
            query: code("q1"),
            by: code("sup-1"),
            event: None,
            words: line("租金怎样定价？"),
            owner: Party::Person(code("clerk")),
        };
        let event = world.accept(query, &["sup-1"]);
        let review = Reviewed { event, of: code("book"), by: code("sup-2"), agrees: true, reason: None };
        world.accept(review, &["sup-2"]);
        let content = content(&world, NAME);
        assert_eq!(content.facts[2].value, Value::count(1_u64));
        let reviews = content.tables.iter().find(|table| table.name == "reviews").unwrap();
        let agreed: Vec<&Value> = reviews.rows.iter().map(|row| &row[1]).collect();
        assert_eq!(agreed, [&Value::count(0_u64), &Value::count(1_u64), &Value::count(0_u64)]);
    }
}
