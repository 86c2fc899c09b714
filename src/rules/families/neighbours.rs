//! Grids and their issues, hours of the time bank, rolls, private fields, answers to flags.

use std::collections::BTreeMap;

use crate::base::code::{EventId, Text};
use crate::base::time::Written;
use crate::event::case::CaseRef;
use crate::event::kinds::{conduct, flag, grid, hours, roll, sealed};
use crate::event::mandate::Party;
use crate::event::sealed::{Opening, Sealed};
use crate::event::unit::{Place, Unit};
use crate::rules::testing::{World, code, day, file, line};

fn text(words: &str) -> Text {
    words.parse().unwrap()
}

fn at(written: &str) -> Written {
    written.parse().unwrap()
}

fn late(world: &World, on: &str) -> Vec<String> {
    world.standing.obligations.overdue(day(on)).map(|(duty, _)| duty.to_string()).collect()
}

fn stage(world: &World, sort: &str, name: &str) -> (String, bool) {
    let state = world.standing.cases.get(&CaseRef { sort: code(sort), code: code(name) }).unwrap();
    (state.stage().unwrap().stage.clone(), state.ended)
}

fn drawn(name: &str) -> grid::Drawn {
    let boundary = text("一号楼至三号楼");
    grid::Drawn { grid: code(name), name: line("第一网格"), boundary, households: 120, list: file("households") }
}

fn staffed(post: &str, leader: &str) -> grid::Staffed {
    let leaders = vec![grid::Leader { post: code(post), person: code(leader) }];
    grid::Staffed { grid: code("g1"), worker: code("clerk"), leaders }
}

fn raised(issue: &str, of: &str) -> grid::Raised {
    grid::Raised {
        issue: code(issue),
        grid: code(of),
        title: line("路灯不亮"),
        by: code("household-7"),
        owner: Party::Person(code("clerk")),
    }
}

#[test]
fn a_grid_is_drawn_once_and_looked_after_by_known_people() {
    let mut world = World::new();
    assert_eq!(world.refused(staffed("building-head", "comm-2"), &["clerk", "sup-1"]), ["case-unknown"]);
    assert_eq!(world.refused(drawn("g1"), &["clerk"]), ["signatures-missing"], "the supervision group sees it");
    world.accept(drawn("g1"), &["clerk", "sup-1"]);
    assert_eq!(world.refused(drawn("g1"), &["clerk", "sup-1"]), ["case-exists"]);
    assert_eq!(world.refused(staffed("emperor", "comm-2"), &["clerk", "sup-1"]), ["choice-unknown"]);
    assert_eq!(world.refused(staffed("building-head", "nobody"), &["clerk", "sup-1"]), ["person-unknown"]);
    world.accept(staffed("building-head", "comm-2"), &["clerk", "sup-1"]);
    world.accept(staffed("party-group", "party-2"), &["clerk", "sup-1"]);
    assert_eq!(stage(&world, "grid", "g1"), ("staffed".to_owned(), false), "those who look after it change");
}

#[test]
fn an_issue_is_fixed_when_the_one_who_raised_it_says_so() {
    let mut world = World::new();
    world.accept(drawn("g1"), &["clerk", "sup-1"]);
    assert_eq!(world.refused(raised("i1", "g9"), &["clerk"]), ["case-unknown"], "every issue lies in a grid");
    assert_eq!(world.refused(raised("i1", "g1"), &["sup-1"]), ["signatures-missing"]);
    world.accept(raised("i1", "g1"), &["clerk"]);
    assert_eq!(world.refused(raised("i1", "g1"), &["clerk"]), ["case-exists"]);
    assert!(late(&world, "2026-01-07").is_empty(), "two working days to route it");
    assert_eq!(late(&world, "2026-01-08"), ["case:grid-issue/i1/raised"]);

    let routed = || grid::Routed { issue: code("i1"), to: Party::Person(code("comm-3")) };
    let fixed = |evidence: &[&str]| {
        let evidence = evidence.iter().map(|name| file(name)).collect();
        grid::Fixed { issue: code("i1"), done: text("更换灯泡"), evidence }
    };
    let accepted = |by: &str| grid::Accepted { issue: code("i1"), by: code(by) };
    let returned = |by: &str| grid::Returned {
        issue: code("i1"),
        by: code(by),
        why: text("又灭了"),
        to: Party::Person(code("comm-2")),
    };
    assert_eq!(world.refused(fixed(&["photo"]), &["comm-3"]), ["case-at-another-stage"], "nobody was given it");
    world.accept(routed(), &["clerk"]);
    world.accept(routed(), &["clerk"]);
    assert_eq!(late(&world, "2026-01-21"), ["case:grid-issue/i1/routed"], "15 days to fix it");
    assert_eq!(world.refused(fixed(&[]), &["comm-3"]), ["evidence-missing"]);
    assert_eq!(world.refused(accepted("household-7"), &["clerk"]), ["case-at-another-stage"]);
    world.accept(fixed(&["photo"]), &["comm-3"]);
    assert_eq!(world.refused(accepted("household-8"), &["clerk"]), ["case-of-another"]);
    assert_eq!(world.refused(returned("household-8"), &["clerk"]), ["case-of-another"]);
    world.accept(returned("household-7"), &["clerk"]);
    assert_eq!(stage(&world, "grid-issue", "i1"), ("routed".to_owned(), false));
    world.accept(fixed(&["second photo"]), &["comm-2"]);
    assert_eq!(late(&world, "2026-01-13"), ["case:grid-issue/i1/fixed"], "7 days to accept it");
    world.accept(accepted("household-7"), &["clerk"]);
    assert_eq!(stage(&world, "grid-issue", "i1"), ("accepted".to_owned(), true));
    assert!(late(&world, "2026-12-31").is_empty());
    assert_eq!(world.refused(returned("household-7"), &["clerk"]), ["case-ended"]);
    assert_eq!(world.refused(routed(), &["clerk"]), ["case-ended"]);
}

fn done(service: &str, provider: &str, from: &str, until: &str) -> hours::Done {
    hours::Done {
        service: code(service),
        provider: code(provider),
        beneficiary: code("elder-1"),
        activity: line("打扫卫生"),
        from: at(from),
        until: at(until),
    }
}

fn credited(service: &str, provider: &str, minutes: i64) -> hours::Credited {
    hours::Credited { service: code(service), provider: code(provider), minutes, on: day("2026-01-05") }
}

#[test]
fn hours_are_credited_for_what_was_confirmed_and_spent_by_whoever_has_them() {
    let mut world = World::new();
    let (from, until) = ("2026-01-04T08:00:00+08:00", "2026-01-04T10:30:00+08:00");
    let morning = |service: &str, provider: &str| done(service, provider, from, until);
    assert_eq!(world.refused(morning("s1", "elder-1"), &["clerk"]), ["persons-not-apart"], "not for oneself");
    let tomorrow = done("s1", "clerk", "2026-01-06T08:00:00+08:00", "2026-01-06T09:00:00+08:00");
    assert_eq!(world.refused(tomorrow, &["clerk"]), ["span-unbelievable"]);
    assert_eq!(world.refused(done("s1", "clerk", until, from), &["clerk"]), ["span-unbelievable"]);
    let endless = done("s1", "clerk", "2026-01-03T08:00:00+08:00", "2026-01-03T20:01:00+08:00");
    assert_eq!(world.refused(endless, &["clerk"]), ["figure-exceeded"], "twelve hours at most");
    world.accept(morning("s1", "clerk"), &["clerk"]);
    assert_eq!(world.refused(morning("s1", "book"), &["clerk"]), ["case-exists"]);
    let overlapping = done("s2", "clerk", "2026-01-04T10:00:00+08:00", "2026-01-04T11:00:00+08:00");
    assert_eq!(world.refused(overlapping, &["clerk"]), ["worked-elsewhere"], "nobody is in two places");
    world.accept(done("s2", "clerk", until, "2026-01-04T11:00:00+08:00"), &["clerk"]);

    let confirmed = || hours::Confirmed { service: code("s1") };
    let seen = ["clerk", "sup-1"];
    assert_eq!(world.refused(credited("s1", "clerk", 150), &seen), ["case-at-another-stage"]);
    assert_eq!(world.refused(confirmed(), &["clerk"]), ["nobody-answers-for-themselves"]);
    assert_eq!(late(&world, "2026-01-21").len(), 2, "15 days to confirm each");
    world.accept(confirmed(), &["comm-1"]);
    assert_eq!(world.refused(confirmed(), &["comm-1"]), ["case-at-another-stage"]);
    assert_eq!(world.refused(credited("s1", "book", 150), &seen), ["case-about-another"]);
    assert_eq!(world.refused(credited("s1", "clerk", 151), &seen), ["case-worth-differs"]);
    assert_eq!(world.refused(credited("s1", "clerk", 150), &["clerk"]), ["signatures-missing"]);
    let ahead = hours::Credited { on: day("2026-01-06"), ..credited("s1", "clerk", 150) };
    assert_eq!(world.refused(ahead, &seen), ["move-ahead"]);
    world.accept(credited("s1", "clerk", 150), &seen);
    assert_eq!(world.refused(credited("s1", "clerk", 150), &seen), ["case-ended"], "no hour is credited twice");

    let spent = |holder: &str, minutes| hours::Spent {
        holder: code(holder),
        minutes,
        purpose: line("陪诊"),
        on: day("2026-01-05"),
    };
    assert_eq!(world.refused(spent("clerk", 151), &seen), ["holding-cannot-cover"]);
    assert_eq!(world.refused(spent("book", 1), &seen), ["holding-cannot-cover"]);
    world.accept(spent("clerk", 100), &seen);
    assert_eq!(world.refused(spent("clerk", 51), &seen), ["holding-cannot-cover"]);
    let left = world.standing.books.stocks.balance(&Unit::Minutes, &Place::holder(&code("clerk")), day("2026-01-05"));
    assert_eq!(left, 50);
}

fn counted(on: &str, groups: &[(&str, u64)]) -> roll::Counted {
    let groups: BTreeMap<_, _> = groups.iter().map(|(group, count)| (code(group), *count)).collect();
    roll::Counted { on: day(on), groups, files: vec![file("roll")] }
}

#[test]
fn a_roll_counts_each_group_once_a_day_and_never_ahead() {
    let mut world = World::new();
    let seen = ["clerk", "sup-1"];
    assert_eq!(world.refused(counted("2026-01-06", &[("adults", 900)]), &seen), ["roll-ahead"]);
    assert_eq!(world.refused(counted("2026-01-05", &[]), &seen), ["roll-empty"]);
    let bare = roll::Counted { files: Vec::new(), ..counted("2026-01-05", &[("adults", 900)]) };
    assert_eq!(world.refused(bare, &seen), ["evidence-missing"]);
    assert_eq!(world.refused(counted("2026-01-05", &[("adults", 900)]), &["clerk"]), ["signatures-missing"]);
    world.accept(counted("2026-01-04", &[("adults", 900), ("households", 300)]), &seen);
    assert_eq!(world.refused(counted("2026-01-04", &[("adults", 901)]), &seen), ["roll-counted-already"]);
    world.accept(counted("2026-01-04", &[("electors", 850)]), &seen);
    world.accept(counted("2026-01-05", &[("adults", 905)]), &seen);
    let of = |group: &str, on: &str| world.standing.counts.group(&code(group), day(on)).map(|(count, ..)| count);
    assert_eq!((of("adults", "2026-01-03"), of("adults", "2026-01-04")), (None, Some(900)));
    assert_eq!((of("adults", "2026-02-01"), of("households", "2026-02-01")), (Some(905), Some(300)));
}

fn private(value: &str) -> Sealed {
    Opening::new([7; 16], code("words"), text(value)).seal()
}

/// A complaint with a private field.
fn complaint(world: &mut World, name: &str, words: Sealed) -> Result<EventId, Vec<&'static str>> {
    let complained = conduct::Complained {
        complaint: code(name),
        person: code("comm-2"),
        title: line("态度"),
        words,
        owner: Party::Body(code("sup")),
    };
    world.submit(complained, &["clerk"])
}

#[test]
fn a_private_field_is_read_with_a_record_and_erased_for_good() {
    let mut world = World::new();
    let (one, two) = (private("甲"), private("乙"));
    let event = complaint(&mut world, "c1", one).unwrap();
    let other = complaint(&mut world, "c2", two).unwrap();
    assert_eq!(complaint(&mut world, "c3", one).unwrap_err(), ["sealed-twice"], "two alike would show they are alike");
    let read = |fields: &[Sealed]| sealed::Read { event, fields: fields.to_vec(), purpose: line("复核") };
    let erased = |fields: &[Sealed]| sealed::Erased { event, fields: fields.to_vec(), ground: line("本人要求") };
    assert_eq!(world.refused(read(&[]), &["sup-2"]), ["nothing-to-read"]);
    assert_eq!(world.refused(read(&[two]), &["sup-2"]), ["sealed-unknown"], "of another event");
    assert_eq!(world.refused(read(&[one, one]), &["sup-2"]), ["erased-already"], "named twice");
    assert_eq!(world.refused(read(&[one]), &["comm-1"]), ["signatures-missing"], "the supervision group alone reads");
    world.accept(read(&[one]), &["sup-2"]);
    world.accept(read(&[one]), &["sup-1"]);

    assert_eq!(world.refused(erased(&[]), &["clerk", "sup-1"]), ["nothing-to-erase"]);
    assert_eq!(world.refused(erased(&[two]), &["clerk", "sup-1"]), ["sealed-unknown"]);
    assert_eq!(world.refused(erased(&[one, one]), &["clerk", "sup-1"]), ["erased-already"]);
    assert_eq!(world.refused(erased(&[one]), &["sup-1"]), ["signatures-missing"], "not by the supervision group alone");
    world.accept(erased(&[one]), &["clerk", "sup-1"]);
    assert_eq!(world.refused(erased(&[one]), &["clerk", "sup-1"]), ["erased-already"]);
    assert_eq!(world.refused(read(&[one]), &["sup-2"]), ["erased-already"], "what is erased is not read");
    let still = sealed::Read { event: other, fields: vec![two], purpose: line("复核") };
    world.accept(still, &["sup-2"]);
}

#[test]
fn a_flag_is_answered_by_whoever_says_so_about_an_event_that_is_there() {
    let mut world = World::new();
    let event = complaint(&mut world, "c1", private("甲")).unwrap();
    let answered =
        |event, by: &str| flag::Answered { rule: code("f02"), event, by: code(by), answer: text("已核对") };
    let nowhere = EventId::new(0, [9; 10]);
    assert_eq!(world.refused(answered(nowhere, "comm-1"), &["comm-1"]), ["event-unknown"]);
    assert_eq!(world.refused(answered(event, "comm-1"), &["comm-2"]), ["person-did-not-sign"]);
    world.accept(answered(event, "comm-1"), &["comm-1"]);
    world.accept(answered(event, "comm-1"), &["comm-1"]);
    world.accept(answered(event, "comm-2"), &["comm-2"]);
}
