//! Services openness: cases of every sort and how they stand, what is owed and late, and who holds how many hours, points
//! and goods (城市居民委员会组织法 2026, art. 34: community service projects are made public).
//!
//! `services` is the overview, `services/<sort>` lists the cases of one sort. Everything is as of the last entry's day, and
//! nothing here knows a family by name.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::time::Day;
use crate::event::family::CaseSort;
use crate::event::kinds;
use crate::event::unit::{Place, Unit};
use crate::rules::standing::Standing;
use crate::rules::standing::obligations::DutyStand;
use crate::rules::standing::stocks::Holding;
use crate::view::document::{Content, Fact, Table, Value};
use crate::view::open::View;
use crate::view::recorded::Recorded;
use crate::view::tables;

const NAME: &str = "services";

/// The view. Everything it shows stands in the standing already.
#[derive(Default, Serialize, Deserialize)]
pub struct Services;

impl Services {
    /// The view, for the registry.
    pub fn boxed() -> Box<dyn View> {
        Box::new(Self)
    }
}

/// Sorts of which there is a case, in the order of the catalogue.
fn sorts(standing: &Standing, day: Day) -> Vec<&'static CaseSort> {
    let found: BTreeSet<&str> = standing.cases.as_of(day).map(|(case, ..)| case.sort.as_str()).collect();
    kinds::FAMILIES.iter().flat_map(|family| family.cases).filter(|sort| found.contains(sort.sort)).collect()
}

/// One row a sort: how many there were, how many are open, how many of these wait for a step that is late.
fn by_sort(standing: &Standing, day: Day) -> Table {
    let rows = sorts(standing, day).into_iter().map(|sort| {
        let mut sums = [0_u64; 3];
        for (_, state, stage) in standing.cases.as_of(day).filter(|(case, ..)| case.sort.as_str() == sort.sort) {
            let open = !state.ended_on(day);
            let late = standing.obligations.overdue(day).any(|(_, owed)| owed.arose_at == stage.at);
            sums[0] += 1;
            sums[1] += u64::from(open);
            sums[2] += u64::from(open && late);
        }
        let label = Box::new(Value::Word(format!("case-{}", sort.sort)));
        let mut row = vec![Value::Document { path: format!("{NAME}/{}", sort.sort), label }];
        row.extend(sums.map(Value::count));
        row
    });
    let columns = ["services-sort", "services-all", "services-open", "services-late"];
    tables::table("sorts", "services-sorts", &columns, rows.collect())
}

/// Who holds how much of a unit; none when nobody ever held any.
fn held(unit: &Unit, name: &str, caption: &str, standing: &Standing, day: Day) -> Option<Table> {
    let mut table = tables::holdings(unit, standing, day);
    (!table.rows.is_empty()).then(|| {
        table.name = name.to_owned();
        table.caption = caption.to_owned();
        table
    })
}

/// What lies where of every good; none when there never was any.
fn goods(standing: &Standing, day: Day) -> Option<Table> {
    let stocks = &standing.books.stocks;
    let rows = stocks.units().filter_map(|unit| if let Unit::Goods(item) = unit { Some((unit, item)) } else { None });
    let rows = rows.flat_map(|(unit, item)| stocks.holders(unit).map(move |(place, holding)| (item, place, holding)));
    let row = |(item, place, holding): (&Code, &Place, &Holding)| {
        let bound_to = Value::maybe(place.bound_to.as_ref());
        vec![Value::text(item), Value::text(&place.name), bound_to, Value::Count(holding.balance(day))]
    };
    let columns = ["holding-good", "holding-name", "holding-bound-to", "holding-amount"];
    let table = tables::table("goods", "services-goods", &columns, rows.map(row).collect());
    (!table.rows.is_empty()).then_some(table)
}

fn overview(standing: &Standing) -> Content {
    let day = tables::latest_day(standing);
    let mut content = tables::content(NAME, "services-title", standing);
    let open = standing.cases.as_of(day).filter(|(_, state, _)| !state.ended_on(day)).count();
    content.facts = vec![
        Fact::new("services-as-of", Value::Day(day)),
        Fact::new("services-open", Value::count(open)),
        Fact::new("services-overdue", Value::count(standing.obligations.overdue(day).count())),
    ];
    let late = tables::duties(|_, stand| stand == DutyStand::Overdue, standing, day);
    content.tables = vec![by_sort(standing, day), Table { caption: "services-overdue".into(), ..late }];
    content.tables.extend(held(&Unit::Minutes, "minutes", "services-minutes", standing, day));
    content.tables.extend(held(&Unit::Points, "points", "services-points", standing, day));
    content.tables.extend(goods(standing, day));
    content.notes = vec!["services-note".into()];
    content
}

impl View for Services {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, _: &Recorded, _: &Standing) {}

    fn paths(&self, standing: &Standing) -> Vec<String> {
        if standing.founded.is_none() {
            return Vec::new();
        }
        let day = tables::latest_day(standing);
        let sorts = sorts(standing, day).into_iter().map(|sort| format!("{NAME}/{}", sort.sort));
        std::iter::once(NAME.to_owned()).chain(sorts).collect()
    }

    fn content(&self, path: &str, standing: &Standing) -> Option<Content> {
        standing.founded.as_ref()?;
        if path == NAME {
            return Some(overview(standing));
        }
        let name = path.strip_prefix(NAME)?.strip_prefix('/')?;
        let day = tables::latest_day(standing);
        let sort = sorts(standing, day).into_iter().find(|sort| sort.sort == name)?;
        let mut content = tables::content(path, &format!("case-{}", sort.sort), standing);
        content.facts = vec![Fact::new("services-as-of", Value::Day(day))];
        content.tables = vec![tables::cases(&[sort.sort], standing, day)];
        content.notes = vec!["services-note".into()];
        Some(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::kinds::{market, office};
    use crate::event::mandate::Party;
    use crate::rules::testing::{World, code, day, line};
    use crate::view::testing;

    #[test]
    fn goods_on_the_shelf_are_shown_with_what_they_are_bound_to() {
        let mut world = World::new();
        let (item, name) = (code("rice"), line("大米"));
        let one = std::num::NonZeroU32::MIN;
        world.accept(market::Listed { item: item.clone(), name, points: one }, &["clerk", "sup-1"]);
        let (purpose, on) = (Some(code("hardship")), day("2026-01-05"));
        let given = market::Donated { item, pieces: one, value: 1, donor: None, purpose, on };
        world.accept(given, &["book", "clerk"]);
        let content = testing::board(&world).content(NAME).unwrap();
        let goods = content.tables.iter().find(|table| table.name == "goods").unwrap();
        let row = ["rice", "shelf", "hardship"].map(Value::text).into_iter().chain([Value::Count(1)]);
        assert_eq!(goods.rows, [row.collect::<Vec<_>>()]);
    }

    #[test]
    fn a_case_left_lying_shows_as_late_the_day_after_it_was_due() {
        let mut world = World::new();
        let listed = office::Listed { service: code("s"), name: line("证明"), documents: vec![], promise_days: 3 };
        world.accept(listed, &["clerk", "sup-1"]);
        let opened = |name: &str, on: &str| office::Opened {
            case: code(name),
            service: code("s"),
            title: line("开证明"),
            by: code("household-1"),
            on: day(on),
            days: 3,
            owner: Party::Person(code("clerk")),
        };
        world.accept(opened("c1", "2026-01-05"), &["clerk"]);
        let late = |world: &World| {
            let content = testing::board(world).content(NAME).unwrap();
            let late = content.tables[0]
                .rows
                .iter()
                .find(|row| matches!(&row[0], Value::Document { path, .. } if path == "services/office-case"));
            (content.facts[2].value.clone(), content.tables[1].rows.len(), late.unwrap()[3].clone())
        };
        assert_eq!(late(&world), (Value::count(0_u64), 0, Value::count(0_u64)));
        world.on("2026-01-09").accept(opened("c2", "2026-01-09"), &["clerk"]);
        assert_eq!(late(&world), (Value::count(1_u64), 1, Value::count(1_u64)));
        let board = testing::board(&world);
        let cases = board.content("services/office-case").unwrap();
        assert_eq!(cases.tables[0].rows.len(), 2);
        assert!(board.content("services/no-such-sort").is_none());
        assert_eq!(board.content(NAME), testing::board(&world).content(NAME), "the same entries, the same document");
    }
}
