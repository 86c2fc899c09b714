//! Government and self-government affairs: elections, recalls, petitions, meetings, consultations, the community's own
//! charter, conduct of its workers (城市居民委员会组织法 2026, art. 34: decisions of the assemblies and what was done about
//! them, outcomes of consultation, whatever else residents care about).
//!
//! What a case went through stands under `services/<sort>`; here is what they are together, as of the last entry's day.

use serde::{Deserialize, Serialize};

use crate::base::time::Day;
use crate::event::case::CaseRef;
use crate::event::family::{CaseSort, Family};
use crate::event::kinds::{assemblies, conduct, elections, recall, selfrule, talk};
use crate::rules::standing::Standing;
use crate::rules::standing::obligations::DutyStand;
use crate::view::document::{Content, Fact, Table, Value};
use crate::view::open::View;
use crate::view::recorded::Recorded;
use crate::view::tables;

const NAME: &str = "government";
/// The families whose cases are affairs of government and self-government.
const AFFAIRS: &[&Family] =
    &[&elections::FAMILY, &recall::FAMILY, &selfrule::FAMILY, &assemblies::FAMILY, &talk::FAMILY, &conduct::FAMILY];

/// Groups of the roll whose name everybody knows, with their words.
const ROLLS: &[(&str, &str)] = &[
    ("adults", "government-adults"),
    ("households", "government-households"),
    ("electors", "government-electors"),
    ("representatives", "government-representatives"),
];

/// The view. Everything it shows stands in the standing already.
#[derive(Default, Serialize, Deserialize)]
pub struct Government;

impl Government {
    /// The view, for the registry.
    pub fn boxed() -> Box<dyn View> {
        Box::new(Self)
    }
}

fn sorts() -> impl Iterator<Item = &'static CaseSort> {
    AFFAIRS.iter().flat_map(|family| family.cases)
}

fn ours(case: &CaseRef) -> bool {
    sorts().any(|sort| case.sort == *sort.sort)
}

/// One row a sort of which there is a case: how many there were, how many are open.
fn by_sort(standing: &Standing, day: Day) -> Table {
    let rows = sorts().filter_map(|sort| {
        let found = standing.cases.as_of(day).filter(|(case, ..)| case.sort == *sort.sort);
        let (mut all, mut open) = (0_u64, 0_u64);
        for (_, state, _) in found {
            all += 1;
            open += u64::from(!state.ended_on(day));
        }
        let label = Box::new(Value::Word(format!("case-{}", sort.sort)));
        let link = Value::Document { path: format!("services/{}", sort.sort), label };
        (all > 0).then(|| vec![link, Value::count(all), Value::count(open)])
    });
    tables::table("sorts", "government-sorts", &["services-sort", "services-all", "services-open"], rows.collect())
}

/// Who stood in which election, with the votes read out for them. Nobody has votes before the count is read.
fn nominees(standing: &Standing, day: Day) -> Option<Table> {
    let found = standing.cases.as_of(day).filter(|(case, ..)| case.sort == *elections::NOMINEE.sort);
    let rows = found.map(|(case, state, stage)| {
        // `<election>:<nominee>`; a code too long for both is the nominee's alone.
        let election = case.code.as_str().rsplit_once(':').map(|(election, _)| election);
        let election = election.and_then(|code| standing.cases.get(&elections::ELECTION.case(&code.parse().ok()?)));
        let counted = ["elected", "not-elected", "in-runoff"].contains(&stage.stage.as_str());
        vec![
            election.map_or(Value::None, |election| Value::text(&election.title)),
            Value::text(&state.title),
            Value::Word(case.stage_key(&stage.stage)),
            if counted { state.worth.map_or(Value::None, Value::Count) } else { Value::None },
            Value::Event { index: stage.at, id: stage.event },
        ]
    });
    let columns = ["government-election", "government-nominee", "case-stage", "government-votes", "government-event"];
    let table = tables::table("nominees", "government-nominees", &columns, rows.collect());
    (!table.rows.is_empty()).then_some(table)
}

fn overview(standing: &Standing) -> Content {
    let day = tables::latest_day(standing);
    let mut content = tables::content(NAME, "government-title", standing);
    let open = standing.cases.as_of(day).filter(|(case, state, _)| ours(case) && !state.ended_on(day)).count();
    let late = tables::duties(
        |duty, stand| stand == DutyStand::Overdue && duty.moves().as_ref().is_some_and(ours),
        standing,
        day,
    );
    content.facts = vec![
        Fact::new("services-as-of", Value::Day(day)),
        Fact::new("services-open", Value::count(open)),
        Fact::new("services-overdue", Value::count(late.rows.len())),
    ];
    content.facts.extend(ROLLS.iter().filter_map(|(group, word)| {
        let (count, ..) = standing.counts.group(&group.parse().ok()?, day)?;
        Some(Fact::new(word, Value::count(count)))
    }));
    content.tables = vec![by_sort(standing, day), Table { caption: "services-overdue".into(), ..late }];
    content.tables.extend(nominees(standing, day));
    let shown =
        [elections::ELECTION.sort, elections::OBJECTION.sort, "recall", "selfrule-petition", "selfrule-meeting"];
    let cases = tables::cases(&shown, standing, day);
    content.tables.push(Table { name: "affairs".into(), caption: "government-affairs".into(), ..cases });
    content.notes = vec!["services-note".into()];
    content
}

impl View for Government {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, _: &Recorded, _: &Standing) {}

    fn paths(&self, standing: &Standing) -> Vec<String> {
        standing.founded.iter().map(|_| NAME.to_owned()).collect()
    }

    fn content(&self, path: &str, standing: &Standing) -> Option<Content> {
        standing.founded.as_ref()?;
        (path == NAME).then(|| overview(standing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::kinds::roll::Counted;
    use crate::event::kinds::selfrule::PetitionFiled;
    use crate::rules::testing::{World, code, day, file, line};
    use crate::view::testing::content;

    #[test]
    fn a_petition_left_lying_shows_as_late_and_the_roll_is_beside_it() {
        let mut world = World::new();
        let groups = [(code("adults"), 1_000)].into();
        world.accept(Counted { on: day("2026-01-05"), groups, files: vec![file("roll")] }, &["clerk", "sup-1"]);
        let petition = |name: &str| PetitionFiled {
            petition: code(name),
            title: line("停车收费"),
            wants: code("residents-meeting"),
            words: "请召集居民会议".parse().unwrap(),
            signed: 120,
            signatures: vec![file("signatures")],
        };
        world.accept(petition("p1"), &["clerk"]);
        let first = content(&world, NAME);
        assert_eq!(
            first.facts[1..4].iter().map(|fact| fact.value.clone()).collect::<Vec<_>>(),
            [Value::count(1_u64), Value::count(0_u64), Value::count(1_000_u64)]
        );
        world.on("2026-01-16").accept(petition("p2"), &["clerk"]);
        let later = content(&world, NAME);
        assert_eq!(later.facts[2].value, Value::count(1_u64), "ten days to count the signatures");
        let affairs = later.tables.iter().find(|table| table.name == "affairs").unwrap();
        assert_eq!(affairs.rows.len(), 2);
        assert_eq!(later, content(&world, NAME), "the same entries, the same document");
    }
}
