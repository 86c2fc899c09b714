//! The openness catalogue: what is due, late, shown too short, and demanded.

use std::num::NonZeroU32;

use crate::event::case::CaseRef;
use crate::event::kinds::openness::{
    Arisen, ArisenPosted, Corrected, CutShort, DemandMet, DemandedByRepresentatives, DemandedByResidents, Demander,
    ITEM, Listed, Posted, PutBack, TakenDown, Withdrawn, posting,
};
use crate::event::kinds::roll::Counted;
use crate::event::mandate::Party;
use crate::rules::testing::{World, code, day, expense, file, line};

const SEEN: &[&str] = &["clerk", "sup-1"];

fn listed(item: &str, months: u32) -> Listed {
    let (title, view, basis) = (line("财务收支逐笔明细"), code("finance"), line("村民委员会组织法第三十五条"));
    Listed { item: code(item), title, view, months, basis, owner: Party::Body(code("comm")) }
}

fn posted(period: &str, until: &str) -> Posted {
    Posted {
        item: code("finance"),
        period: code(period),
        months: 1,
        until: day(until),
        place: line("小区公示栏"),
        board: vec![file("board")],
        notice: None,
        owner: Party::Body(code("comm")),
    }
}

fn cut_short(period: &str) -> CutShort {
    CutShort { item: code("finance"), period: code(period), why: "被大风刮落".parse().unwrap() }
}

fn taken_down(period: &str) -> TakenDown {
    TakenDown { item: code("finance"), period: code(period) }
}

fn put_back(period: &str, until: &str) -> PutBack {
    PutBack { item: code("finance"), period: code(period), until: day(until), board: vec![file("again")] }
}

/// The cases in which something is late on a day.
fn late(world: &World, on: &str) -> Vec<CaseRef> {
    world.standing.obligations.overdue(day(on)).filter_map(|(duty, _)| duty.moves()).collect()
}

/// A monthly item in the catalogue since 2026-01-05.
fn world() -> World {
    let mut world = World::new();
    world.accept(listed("finance", 1), SEEN);
    world
}

#[test]
fn an_item_is_posted_in_time_hangs_long_enough_and_is_owed_again() {
    let mut world = world();
    let item = ITEM.case(&code("finance"));
    assert_eq!((late(&world, "2026-02-05"), late(&world, "2026-02-06")), (vec![], vec![item.clone()]), "silence shows");
    world.on("2026-02-06").accept(posted("2026-01", "2026-02-21"), SEEN);
    assert_eq!(late(&world, "2026-02-28"), []);
    assert_eq!(
        late(&world, "2026-03-01"),
        [posting(&code("finance"), &code("2026-01"))],
        "nobody says how long it hung"
    );
    assert_eq!(world.on("2026-02-20").refused(taken_down("2026-01"), &["clerk"]), ["case-too-soon"]);
    world.on("2026-02-21").accept(taken_down("2026-01"), &["clerk"]);
    assert_eq!((late(&world, "2026-03-09"), late(&world, "2026-03-10")), (vec![], vec![item]));
    assert_eq!(world.refused(posted("2026-01", "2026-03-10"), SEEN), ["case-exists"], "a period is posted once");
    assert_eq!(world.refused(Posted { board: vec![], ..posted("2026-02", "2026-03-10") }, SEEN), ["evidence-missing"]);
    let rarely = Posted { months: 12, ..posted("2026-02", "2026-03-10") };
    assert_eq!(world.refused(rarely, SEEN), ["case-worth-differs"], "the catalogue says how often");
    assert_eq!(
        world.refused(posted("2026-02", "2026-03-10"), &["clerk"]),
        ["signatures-missing"],
        "unseen by supervision"
    );
}

#[test]
fn what_hung_too_short_is_put_back_for_all_its_days() {
    let mut world = world();
    world.on("2026-01-10").accept(posted("2025-12", "2026-01-25"), SEEN);
    world.on("2026-01-15").accept(cut_short("2025-12"), &["clerk"]);
    let shown = posting(&code("finance"), &code("2025-12"));
    assert_eq!((late(&world, "2026-01-18"), late(&world, "2026-01-19")), (vec![], vec![shown]));
    assert_eq!(world.refused(taken_down("2025-12"), &["clerk"]), ["case-at-another-stage", "case-too-soon"]);
    world.on("2026-01-16").accept(put_back("2025-12", "2026-01-31"), SEEN);
    assert_eq!(world.on("2026-01-30").refused(taken_down("2025-12"), &["clerk"]), ["case-too-soon"]);
    let corrected = Corrected {
        item: code("finance"),
        period: code("2025-12"),
        wrong: "水电费多写一位".parse().unwrap(),
        changed: "水电费 368.00 元".parse().unwrap(),
        until: day("2026-02-14"),
        board: vec![file("corrected")],
    };
    world.accept(corrected, SEEN);
    assert_eq!(world.on("2026-02-13").refused(taken_down("2025-12"), &["clerk"]), ["case-too-soon"], "it begins again");
    world.on("2026-02-15");
    assert_eq!(world.refused(cut_short("2025-12"), &["clerk"]), ["case-too-late"], "that was long enough");
    world.accept(taken_down("2025-12"), &["clerk"]);
    assert_eq!(world.refused(put_back("2025-12", "2026-03-01"), SEEN), ["case-ended"]);
}

#[test]
fn what_happens_is_shown_at_once() {
    let mut world = World::new();
    world.accept(listed("major", 0), SEEN);
    assert_eq!(late(&world, "2027-12-31"), [], "nothing happened, nothing is owed");
    let arisen = |on| Arisen {
        item: code("major"),
        period: code("fire"),
        what: line("三号楼火灾处置及支出"),
        on: day(on),
        owner: Party::Body(code("comm")),
    };
    world.accept(arisen("2026-01-05"), &["clerk"]);
    let shown = posting(&code("major"), &code("fire"));
    assert_eq!((late(&world, "2026-01-10"), late(&world, "2026-01-11")), (vec![], vec![shown]));
    assert_eq!(world.refused(arisen("2026-01-05"), &["clerk"]), ["case-exists"]);
    let posted = || ArisenPosted {
        item: code("major"),
        period: code("fire"),
        until: day("2026-01-22"),
        place: line("公示栏"),
        board: vec![file("board")],
    };
    world.on("2026-01-07").accept(posted(), SEEN);
    assert_eq!(world.refused(posted(), SEEN), ["case-at-another-stage"]);
}

#[test]
fn a_tenth_of_the_residents_or_a_fifth_of_the_representatives_open_an_item() {
    let mut world = world();
    let counted =
        Counted { on: day("2026-01-05"), groups: [(code("adults"), 1_000)].into(), files: vec![file("roll")] };
    world.accept(counted, SEEN);
    let residents = |people| DemandedByResidents {
        demand: code("d1"),
        title: line("停车费去向"),
        people: NonZeroU32::new(people).unwrap(),
        group: code("adults"),
        on: day("2026-01-05"),
        list: file("list"),
    };
    assert_eq!(world.refused(residents(99), &["clerk"]), ["share-not-reached"]);
    world.accept(residents(100), &["clerk"]);
    let representatives = |who: &[&str]| DemandedByRepresentatives {
        demand: code("d2"),
        title: line("广告位租金"),
        body: code("reps"),
        people: who.iter().map(|one| Demander { person: code(one), office: code("representative") }).collect(),
        on: day("2026-01-05"),
        list: file("list"),
    };
    assert_eq!(world.refused(representatives(&["rep-2", "rep-2"]), &["clerk"]), ["share-not-reached"], "one, twice");
    assert_eq!(world.refused(representatives(&["rep-2", "comm-1"]), &["clerk"]), ["seat-not-held"]);
    world.accept(representatives(&["rep-2", "rep-3"]), &["clerk"]);
    let met = |demand: &str| DemandMet { demand: code(demand), item: code("finance") };
    assert_eq!(world.refused(met("d1"), SEEN), ["case-at-another-stage"], "listed is not shown");
    assert_eq!(late(&world, "2026-01-21").len(), 2);
    world.accept(posted("2025-12", "2026-01-20"), SEEN);
    world.accept(met("d1"), SEEN);
    world.accept(met("d2"), SEEN);
    assert_eq!(late(&world, "2026-01-21"), []);
}

#[test]
fn an_item_leaves_the_catalogue_by_resolution_only() {
    let mut world = world();
    let view = Listed { view: code("gossip"), ..listed("other", 3) };
    assert_eq!(world.refused(view, SEEN), ["choice-unknown"]);
    let gone =
        |matter: &str| Withdrawn {
            item: code("finance"), matter: code(matter), why: "并入月度报表".parse().unwrap()
        };
    assert_eq!(world.refused(gone("none"), SEEN), ["matter-unknown"]);
    world.adopt(expense("merge", 1));
    world.accept(gone("merge"), SEEN);
    assert_eq!(late(&world, "2027-12-31"), []);
    assert_eq!(world.refused(posted("2025-12", "2026-01-20"), SEEN), ["case-ended"]);
}
