//! Self-government as it is lived: a charter, the residents' meeting, petitions, representatives of households.

use crate::base::code::Text;
use crate::event::case::CaseRef;
use crate::event::kinds::roll;
use crate::event::kinds::selfrule::{
    Chosen, Dissolved, Left, MeetingCalled, MeetingCancelled, MeetingHeld, PetitionAnswered, PetitionFiled,
    PetitionGranted, PetitionRuled, PetitionWithdrawn, PutToVote, TextAdopted, TextFiled, TextProposed,
};
use crate::event::mandate::Party;
use crate::rules::testing::{World, code, day, file, line};

const SEEN: &[&str] = &["clerk", "sup-1"];

fn text(words: &str) -> Text {
    words.parse().unwrap()
}

fn stage(world: &World, sort: &str, name: &str) -> (String, bool) {
    let state = world.standing.cases.get(&CaseRef { sort: code(sort), code: code(name) }).unwrap();
    (state.stage().unwrap().stage.clone(), state.ended)
}

/// A thousand adults in 400 households, with 15 representatives.
fn world() -> World {
    let mut world = World::new();
    let groups = [("adults", 1_000), ("households", 400), ("representatives", 15)];
    let groups = groups.into_iter().map(|(group, count)| (code(group), count)).collect();
    world.accept(roll::Counted { on: day("2026-01-05"), groups, files: vec![file("roll")] }, SEEN);
    world
}

fn called(name: &str, on: &str) -> MeetingCalled {
    MeetingCalled {
        meeting: code(name),
        title: line("居民会议"),
        agenda: vec![line("居民公约"), line("停车收费")],
        on: day(on),
        convener: Party::Body(code("comm")),
        petition: None,
        notices: vec![file("notice")],
    }
}

fn put(yes: u32, no: u32, abstain: u32, carried: bool) -> PutToVote {
    PutToVote { question: line("停车收费办法"), yes, no, abstain, carried }
}

fn held(present: u32, quorum: bool, votes: Vec<PutToVote>) -> MeetingHeld {
    MeetingHeld {
        meeting: code("m1"),
        on: day("2026-01-20"),
        group: code("households"),
        present,
        quorum,
        votes,
        minutes: vec![file("minutes")],
    }
}

fn proposed(name: &str, replaces: Option<&str>) -> TextProposed {
    TextProposed {
        text: code(name), title: line("居民公约"), files: vec![file(name)], replaces: replaces.map(code)
    }
}

fn decided(name: &str, yes: u32, no: u32, adopted: bool) -> TextAdopted {
    TextAdopted {
        text: code(name),
        meeting: code("m1"),
        present: 210,
        yes,
        no,
        abstain: 210 - yes - no,
        adopted,
        replaces: None,
    }
}

#[test]
fn the_residents_meeting_is_called_ten_days_ahead_and_counted_on_the_dated_roll() {
    let mut world = world();
    assert_eq!(world.refused(called("m1", "2026-01-14"), SEEN), ["notice-too-short"]);
    world.accept(called("m1", "2026-01-20"), SEEN);
    let early = held(201, true, vec![]);
    assert_eq!(world.on("2026-01-12").refused(early, SEEN), ["case-too-soon"]);
    world.on("2026-01-20");
    assert_eq!(world.refused(held(200, true, vec![]), SEEN), ["share-not-reached"]);
    assert_eq!(world.refused(held(401, true, vec![]), SEEN), ["more-than-the-roll"]);
    assert_eq!(world.refused(held(201, false, vec![]), SEEN), ["share-reached"]);
    assert_eq!(world.refused(held(210, true, vec![put(106, 100, 3, true)]), SEEN), ["sum-differs"]);
    assert_eq!(world.refused(held(210, true, vec![put(105, 100, 5, true)]), SEEN), ["share-not-reached"]);
    assert_eq!(world.refused(held(210, true, vec![put(106, 100, 4, false)]), SEEN), ["share-reached"]);
    assert_eq!(world.refused(held(100, false, vec![put(90, 5, 5, true)]), SEEN), ["whole-exceeded"]);
    world.accept(held(210, true, vec![put(106, 100, 4, true), put(90, 110, 10, false)]), SEEN);
    assert_eq!(stage(&world, "selfrule-meeting", "m1"), ("held".into(), false));
    world.accept(called("m2", "2026-02-20"), SEEN);
    world.accept(MeetingCancelled { meeting: code("m2"), reason: text("场地维修") }, SEEN);
    assert_eq!(stage(&world, "selfrule-meeting", "m2"), ("cancelled".into(), true));
}

#[test]
fn a_charter_is_open_for_comment_then_adopted_filed_and_replaced() {
    let mut world = world();
    world.accept(proposed("t1", None), SEEN);
    world.accept(called("m1", "2026-01-20"), SEEN);
    world.on("2026-01-19");
    assert_eq!(
        world.refused(decided("t1", 150, 50, true), SEEN),
        ["case-too-soon", "case-at-another-stage", "case-worth-differs"]
    );
    world.on("2026-01-20").accept(held(210, true, vec![]), SEEN);
    assert_eq!(world.refused(decided("t1", 105, 50, true), SEEN), ["share-not-reached"]);
    let fewer = TextAdopted { present: 150, abstain: 0, ..decided("t1", 100, 50, true) };
    assert_eq!(world.refused(fewer, SEEN), ["case-worth-differs"], "the meeting had 210");
    world.accept(decided("t1", 150, 50, true), SEEN);
    let filed = TextFiled { text: code("t1"), office: line("街道办事处"), receipts: vec![file("receipt")] };
    world.accept(filed, &["clerk"]);
    world.accept(proposed("t2", Some("t1")), SEEN);
    world.on("2026-02-10").accept(TextAdopted { replaces: Some(code("t1")), ..decided("t2", 120, 80, true) }, SEEN);
    assert_eq!(stage(&world, "selfrule-text", "t1"), ("replaced".into(), true));
    assert_eq!(world.refused(proposed("t3", Some("t1")), SEEN), ["case-ended"]);
}

fn petition(name: &str, signed: u32) -> PetitionFiled {
    PetitionFiled {
        petition: code(name),
        title: line("小区停车收费"),
        wants: code("residents-meeting"),
        words: text("希望召开居民会议讨论"),
        signed,
        signatures: vec![file("signatures")],
    }
}

fn ruled(name: &str, group: &str, counted: u32, struck: u32, admitted: bool) -> PetitionRuled {
    PetitionRuled {
        petition: code(name),
        signed: counted + struck,
        counted,
        struck,
        group: code(group),
        on: day("2026-01-05"),
        admitted,
    }
}

#[test]
fn the_threshold_of_a_petition_is_computed_on_the_dated_roll() {
    let mut world = world();
    assert_eq!(
        world.refused(PetitionFiled { wants: code("money"), ..petition("p1", 100) }, &["clerk"]),
        ["choice-unknown"]
    );
    world.accept(petition("p1", 105), &["clerk"]);
    assert_eq!(world.refused(ruled("p1", "adults", 99, 6, true), SEEN), ["share-not-reached"]);
    assert_eq!(world.refused(ruled("p1", "households", 105, 0, true), SEEN), ["share-not-reached"]);
    assert_eq!(world.refused(ruled("p1", "nobody", 100, 5, true), SEEN), ["roll-unknown"]);
    assert_eq!(world.refused(ruled("p1", "adults", 100, 4, true), SEEN), ["case-worth-differs"]);
    world.accept(ruled("p1", "adults", 100, 5, true), SEEN);
    let asked = MeetingCalled { petition: Some(code("p1")), ..called("m1", "2026-01-20") };
    world.accept(asked, SEEN);
    let granted = PetitionGranted { petition: code("p1"), outcome: text("已召集"), evidence: vec![file("notice")] };
    world.accept(granted, &["clerk"]);
    assert_eq!(stage(&world, "selfrule-petition", "p1"), ("granted".into(), true));
    world.accept(petition("p2", 3), &["clerk"]);
    world.accept(ruled("p2", "representatives", 3, 0, true), SEEN);
    world.accept(PetitionWithdrawn { petition: code("p2"), files: vec![file("paper")] }, SEEN);
    world.accept(petition("p3", 20), &["clerk"]);
    world.accept(ruled("p3", "adults", 20, 0, false), SEEN);
    let overdue = world.standing.obligations.overdue(day("2026-01-21")).filter(|(duty, _)| duty.about().contains("p3"));
    assert_eq!(overdue.count(), 1, "an answer is owed even so");
    world.accept(PetitionAnswered { petition: code("p3"), answer: text("列入议事会") }, &["clerk"]);
}

#[test]
fn a_unit_of_households_has_one_representative_chosen_by_more_than_half() {
    let mut world = world();
    let chosen = |households, voted, votes| Chosen {
        unit: code("u1"),
        title: line("一号楼"),
        households,
        voted,
        votes,
        person: code("rep-2"),
        again: false,
        records: vec![file("record")],
    };
    assert_eq!(world.refused(chosen(19, 15, 12), SEEN), ["figure-not-reached"]);
    assert_eq!(world.refused(chosen(51, 40, 32), SEEN), ["figure-exceeded"]);
    assert_eq!(world.refused(chosen(40, 20, 18), SEEN), ["share-not-reached"]);
    assert_eq!(world.refused(chosen(40, 30, 15), SEEN), ["share-not-reached"]);
    assert_eq!(world.refused(Chosen { person: code("nobody"), ..chosen(40, 30, 16) }, SEEN), ["person-unknown"]);
    world.accept(chosen(40, 30, 16), SEEN);
    assert_eq!(world.refused(chosen(40, 30, 16), SEEN), ["case-exists"]);
    assert_eq!(world.refused(Chosen { again: true, ..chosen(40, 30, 16) }, SEEN), ["case-at-another-stage"]);
    world.accept(Left { unit: code("u1"), reason: text("迁出") }, SEEN);
    world.accept(Chosen { again: true, person: code("rep-3"), ..chosen(40, 30, 16) }, SEEN);
    world.accept(Dissolved { unit: code("u1"), reason: text("拆迁") }, SEEN);
    assert_eq!(world.refused(Left { unit: code("u1"), reason: text("迁出") }, SEEN), ["case-ended"]);
}
