//! An election from its call to the handover, and what is refused on the way.

use std::collections::BTreeMap;

use crate::base::code::Code;
use crate::event::authority::{MatterSort, Personnel};
use crate::event::case::CaseRef;
use crate::event::kinds::{elections, poll};
use crate::event::mandate::{BodyDetails, BodySort, Party};
use crate::event::sealed::{Opening, Sealed};
use crate::rules::testing::{ALL, World, code, day, file, line, matter};

const SEEN: &[&str] = &["clerk", "sup-1"];
const COUNTERS: &[&str] = &["sup-1", "sup-2"];

fn text(words: &str) -> crate::base::code::Text {
    words.parse().unwrap()
}

fn sealed(of: &str) -> Sealed {
    Opening::new([7; 16], code("name"), text(of)).seal()
}

fn organiser() -> Party {
    Party::Body(code("comm"))
}

/// The stage a case is in, what it is worth, and whether it has ended.
fn state(world: &World, sort: &str, name: &str) -> (String, Option<i64>, bool) {
    let state = world.standing.cases.get(&CaseRef { sort: code(sort), code: code(name) }).unwrap();
    (state.stage().unwrap().stage.clone(), state.worth, state.ended)
}

fn called(voters: &str, on: &str) -> elections::Called {
    elections::Called {
        election: code("e1"),
        title: line("第三届居民委员会换届选举"),
        body: code("comm"),
        voters: code(voters),
        seats: 2,
        organiser: organiser(),
        on: day(on),
        files: vec![file("call")],
    }
}

fn roll(electors: u32) -> elections::RollPosted {
    elections::RollPosted {
        election: code("e1"),
        title: line("选民名单"),
        electors,
        on: day("2026-02-10"),
        organiser: organiser(),
        rolls: vec![file("roll")],
    }
}

fn nominated(name: &str, by: &str, supporters: u32) -> elections::Nominated {
    elections::Nominated {
        nominee: code(name),
        election: code("e1"),
        by: code(by),
        supporters,
        label: line(&format!("候选人 {name}")),
        name: sealed(name),
    }
}

fn examined(name: &str, accepted: bool) -> elections::Examined {
    elections::Examined {
        nominee: code(name), election: code("e1"), accepted, reason: text("符合条件，本人同意")
    }
}

fn slate(nominees: &[&str]) -> elections::SlatePosted {
    elections::SlatePosted {
        election: code("e1"),
        title: line("正式候选人名单"),
        nominees: nominees.iter().map(|name| code(name)).collect(),
        seats: 2,
        on: day("2026-02-10"),
        organiser: organiser(),
    }
}

fn votes(tallies: &[(&str, u64)]) -> BTreeMap<Code, u64> {
    tallies.iter().map(|(name, votes)| (code(name), *votes)).collect()
}

/// Of 300 voters 200 take part; two papers do not count.
fn count(tallies: &[(&str, u64)], elected: &[&str]) -> poll::CountRead {
    poll::CountRead {
        election: code("e1"),
        on: day("2026-02-10"),
        runoff: false,
        voters: code("voters"),
        seats: 2,
        electors: 300,
        issued: 210,
        returned: 200,
        unreturned: 10,
        valid: 198,
        invalid: 2,
        tallies: votes(tallies),
        enough: true,
        elected: elected.iter().map(|name| code(name)).collect(),
        organiser: organiser(),
        sheets: vec![file("sheet")],
    }
}

/// An election called and its roll posted; three are nominated and examined.
fn world(voters: &str) -> World {
    let mut world = World::new();
    world.accept(called(voters, "2026-02-10"), SEEN);
    world.on("2026-01-10").accept(roll(300), SEEN);
    for name in ["n1", "n2", "n3"] {
        world.accept(nominated(name, "residents", 10), &["clerk"]);
        world.accept(examined(name, true), SEEN);
    }
    world
}

/// As [`world`], on the day of the vote.
fn voting(voters: &str) -> World {
    let mut world = world(voters);
    world.on("2026-01-20").accept(slate(&["n1", "n2", "n3"]), SEEN);
    world.on("2026-02-10");
    world
}

#[test]
fn an_election_is_called_ahead_and_its_roll_is_posted_and_ruled_on_in_time() {
    let mut world = World::new();
    assert_eq!(world.refused(called("voters", "2026-01-24"), SEEN), ["notice-too-short"]);
    assert_eq!(world.refused(called("everybody", "2026-02-10"), SEEN), ["choice-unknown"]);
    assert_eq!(
        world.refused(elections::Called { seats: 0, ..called("voters", "2026-02-10") }, SEEN),
        ["whole-exceeded"]
    );
    world.accept(called("voters", "2026-02-10"), SEEN);
    assert_eq!(world.refused(called("voters", "2026-02-10"), SEEN), ["case-exists"]);
    let later = elections::RollPosted { on: day("2026-02-20"), ..roll(300) };
    assert_eq!(world.refused(later, SEEN), ["case-put-off"]);
    assert_eq!(world.on("2026-01-22").refused(roll(300), SEEN), ["notice-too-short"], "twenty days are not left");
    world.on("2026-01-10").accept(roll(300), SEEN);
    let questioned = |name: &str| elections::RollQuestioned {
        objection: code(name),
        election: code("e1"),
        words: line("六号楼漏登一户"),
        owner: organiser(),
    };
    world.accept(questioned("o1"), &["clerk"]);
    world.on("2026-01-15").accept(questioned("o2"), &["clerk"]);
    assert_eq!(world.on("2026-01-16").refused(questioned("o3"), &["clerk"]), ["case-too-late"]);
    let ruled = |name: &str, upheld, electors| elections::RollRuled {
        objection: code(name),
        election: code("e1"),
        upheld,
        electors,
        finding: text("已核对户籍"),
    };
    assert_eq!(
        world.refused(ruled("o1", false, 302), SEEN),
        ["case-worth-differs"],
        "what is dismissed changes nothing"
    );
    world.accept(ruled("o1", true, 302), SEEN);
    world.accept(ruled("o2", false, 302), SEEN);
    assert_eq!(world.refused(ruled("o2", false, 302), SEEN), ["case-ended"]);
    assert_eq!(state(&world, "voter-roll", "e1"), ("corrected".into(), Some(302), false));
    assert_eq!(state(&world, "election-objection", "o1"), ("upheld".into(), None, true));
}

#[test]
fn there_are_more_nominees_than_seats_each_examined_and_backed() {
    let mut world = World::new();
    world.accept(called("voters", "2026-02-10"), SEEN);
    assert_eq!(world.refused(nominated("n1", "residents", 9), &["clerk"]), ["figure-not-reached"]);
    assert_eq!(world.refused(nominated("n1", "street", 10), &["clerk"]), ["choice-unknown"]);
    world.accept(nominated("n1", "party", 0), &["clerk"]);
    assert_eq!(world.refused(nominated("n1", "party", 0), &["clerk"]), ["case-exists", "sealed-twice"]);
    for name in ["n2", "n3", "n4", "n5"] {
        world.accept(nominated(name, "residents", 12), &["clerk"]);
    }
    for (name, accepted) in [("n1", true), ("n2", true), ("n3", true), ("n4", false)] {
        world.accept(examined(name, accepted), SEEN);
    }
    world.accept(elections::Withdrawn { nominee: code("n5"), election: code("e1") }, SEEN);
    world.on("2026-01-10").accept(roll(300), SEEN);
    assert_eq!(
        world.on("2026-01-14").refused(slate(&["n1", "n2", "n3"]), SEEN),
        ["case-too-soon"],
        "objections are open"
    );
    world.on("2026-01-20");
    assert_eq!(world.refused(slate(&["n1", "n2"]), SEEN), ["whole-exceeded"]);
    assert_eq!(world.refused(slate(&["n1", "n2", "n2"]), SEEN), ["sum-differs"]);
    assert_eq!(world.refused(slate(&["n1", "n2", "n4"]), SEEN), ["case-ended"], "refused at the examination");
    let fewer = elections::SlatePosted { seats: 1, ..slate(&["n1", "n2", "n3"]) };
    assert_eq!(world.refused(fewer, SEEN), ["case-worth-differs"]);
    world.accept(slate(&["n1", "n2", "n3"]), SEEN);
    assert_eq!(world.refused(nominated("n6", "party", 0), &["clerk"]), ["case-at-another-stage"]);
}

#[test]
fn proxies_are_listed_once_hold_three_at_most_and_are_no_nominees() {
    let mut world = voting("voters");
    let listed = |proxies: &[(&str, u64)]| elections::ProxiesListed {
        election: code("e1"),
        proxies: votes(proxies),
        files: vec![file("proxies")],
    };
    assert_eq!(world.refused(listed(&[("v7", 4)]), SEEN), ["figure-exceeded"]);
    assert_eq!(world.refused(listed(&[("n1", 1)]), SEEN), ["case-exists"]);
    world.accept(listed(&[("v7", 3), ("v8", 1)]), SEEN);
    assert_eq!(world.refused(listed(&[("v9", 1)]), SEEN), ["case-at-another-stage"]);
    let mut of_representatives = voting("representatives");
    assert_eq!(of_representatives.refused(listed(&[("v7", 1)]), SEEN), ["case-at-another-stage"]);
}

#[test]
fn every_number_of_a_count_agrees_with_every_other_and_the_votes_say_who_is_elected() {
    let mut world = voting("voters");
    let three = &[("n1", 150), ("n2", 90), ("n3", 120)];
    let good = || count(three, &["n1", "n3"]);
    let refused = |world: &mut World, body: poll::CountRead| world.refused(body, COUNTERS);
    assert_eq!(refused(&mut world, poll::CountRead { issued: 301, unreturned: 101, ..good() }), ["whole-exceeded"]);
    assert_eq!(refused(&mut world, poll::CountRead { unreturned: 9, ..good() }), ["sum-differs"]);
    assert_eq!(refused(&mut world, poll::CountRead { invalid: 3, ..good() }), ["sum-differs"]);
    assert_eq!(refused(&mut world, poll::CountRead { electors: 299, ..good() }), ["case-worth-differs"]);
    assert_eq!(
        refused(&mut world, poll::CountRead { voters: code("households"), ..good() }),
        ["case-at-another-stage"]
    );
    assert_eq!(refused(&mut world, poll::CountRead { sheets: vec![], ..good() }), ["evidence-missing"]);
    let too_many = count(&[("n1", 199), ("n2", 90), ("n3", 100)], &["n1"]);
    assert_eq!(refused(&mut world, too_many), ["whole-exceeded"]);
    let beyond = count(&[("n1", 198), ("n2", 99), ("n3", 100)], &["n1"]);
    assert_eq!(refused(&mut world, beyond), ["whole-exceeded"], "two marks on each valid paper");
    assert_eq!(refused(&mut world, count(three, &["n1", "n2"])), ["elected-otherwise"]);
    assert_eq!(refused(&mut world, count(three, &["n1", "n3", "n3"])), ["sum-differs", "elected-otherwise"]);
    let hidden = count(&[("n1", 150), ("n3", 120)], &["n1", "n3"]);
    assert_eq!(refused(&mut world, hidden), ["case-worth-differs"], "everybody on the slate is read out");
    let void = poll::CountRead { enough: false, elected: vec![], ..good() };
    assert_eq!(refused(&mut world, void), ["share-reached"]);
    assert_eq!(world.refused(good(), &["clerk", "rep-1"]), ["signatures-missing"], "nobody of the supervision group");
    world.accept(good(), COUNTERS);
    assert_eq!(state(&world, "election", "e1"), ("counted".into(), Some(0), false));
    assert_eq!(state(&world, "election-nominee", "e1:n1"), ("elected".into(), Some(150), false));
}

fn declared(elected: &[&str], others: &[(&str, u64)]) -> poll::Declared {
    poll::Declared {
        election: code("e1"),
        open: 0,
        elected: elected.iter().map(|name| code(name)).collect(),
        runoff: None,
        again: BTreeMap::new(),
        others: votes(others),
        owner: organiser(),
    }
}

/// Adopts a personnel matter that forms a body, which is all a test needs of one.
fn seated(world: &mut World) {
    let body = BodyDetails {
        body: code("group"),
        name: crate::base::words::Bi::new("组", "Group"),
        sort: BodySort::Other,
        seats: 3,
    };
    let mut seats = matter("p1", MatterSort::Personnel);
    seats.personnel = vec![Personnel::Forms(body)];
    world.adopt(seats);
}

#[test]
fn the_result_names_everybody_and_the_office_is_handed_over_under_a_resolution() {
    let mut world = voting("voters");
    world.accept(count(&[("n1", 150), ("n2", 90), ("n3", 120)], &["n1", "n3"]), COUNTERS);
    assert_eq!(world.refused(declared(&["n1", "n3"], &[]), SEEN), ["case-worth-differs"], "one is left out");
    assert_eq!(world.refused(declared(&["n1", "n3"], &[("n2", 80)]), SEEN), ["case-worth-differs"]);
    assert_eq!(world.refused(declared(&["n1", "n2"], &[("n3", 120)]), SEEN), ["case-at-another-stage"; 2]);
    assert_eq!(world.refused(declared(&["n1", "n1"], &[("n2", 90)]), SEEN), ["sum-differs"]);
    world.accept(declared(&["n1", "n3"], &[("n2", 90)]), SEEN);
    assert_eq!(state(&world, "election-nominee", "e1:n2"), ("not-elected".into(), Some(90), true));
    let overdue = world.standing.obligations.overdue(day("2026-02-21")).map(|(duty, _)| duty.to_string());
    assert!(overdue.collect::<Vec<_>>().iter().any(|duty| duty.contains("election/e1")), "ten days to hand over");
    let handed = || poll::HandedOver {
        election: code("e1"),
        matter: code("p1"),
        items: vec![line("公章"), line("账目")],
        records: vec![file("handover")],
    };
    assert!(!world.refused(handed(), ALL).is_empty(), "nobody is seated by a resolution yet");
    seated(&mut world);
    world.accept(handed(), ALL);
    assert_eq!(state(&world, "election", "e1"), ("handed-over".into(), Some(0), true));
    assert!(state(&world, "voter-roll", "e1").2 && state(&world, "nominee-slate", "e1").2);
}

#[test]
fn seats_left_open_go_into_a_runoff_that_a_third_of_the_votes_wins() {
    let mut world = voting("voters");
    world.accept(count(&[("n1", 150), ("n2", 90), ("n3", 80)], &["n1"]), COUNTERS);
    let again = |again: &[(&str, u64)], others: &[(&str, u64)]| poll::Declared {
        open: 1,
        runoff: Some(day("2026-02-20")),
        again: votes(again),
        ..declared(&["n1"], others)
    };
    assert_eq!(world.refused(again(&[("n2", 90)], &[("n3", 80)]), SEEN), ["whole-exceeded"], "one nominee, one seat");
    world.accept(again(&[("n2", 90), ("n3", 80)], &[]), SEEN);
    world.on("2026-02-20");
    let runoff = |tallies: &[(&str, u64)], elected: &[&str]| poll::CountRead {
        runoff: true,
        seats: 1,
        on: day("2026-02-20"),
        ..count(tallies, elected)
    };
    assert_eq!(world.refused(runoff(&[("n2", 66), ("n3", 60)], &["n2"]), COUNTERS), ["elected-otherwise"]);
    assert_eq!(world.refused(runoff(&[("n2", 99), ("n3", 99)], &["n2"]), COUNTERS), ["elected-otherwise"]);
    world.accept(runoff(&[("n2", 67), ("n3", 60)], &["n2"]), COUNTERS);
    world.accept(declared(&["n2"], &[("n3", 60)]), SEEN);
    assert_eq!(state(&world, "election", "e1"), ("declared".into(), Some(0), false));
}

#[test]
fn too_few_voters_make_an_election_void_and_another_can_be_given_up() {
    let mut world = voting("representatives");
    let few = |voters: &str, returned: u32, enough, elected: &[&str]| poll::CountRead {
        voters: code(voters),
        returned,
        unreturned: 210 - returned,
        valid: returned,
        invalid: 0,
        enough,
        ..count(&[("n1", 150), ("n2", 20), ("n3", 10)], elected)
    };
    assert_eq!(world.refused(few("representatives", 200, true, &["n1"]), COUNTERS), ["share-not-reached"]);
    assert_eq!(world.refused(few("representatives", 200, false, &["n1"]), COUNTERS), ["whole-exceeded"]);
    world.accept(few("representatives", 200, false, &[]), COUNTERS);
    assert_eq!(state(&world, "election", "e1"), ("void".into(), Some(2), true));
    assert_eq!(state(&world, "election-nominee", "e1:n1"), ("not-elected".into(), Some(150), true));
    let mut other = voting("households");
    other.accept(elections::Abandoned { election: code("e1"), reason: text("疫情") }, ALL);
    assert_eq!(other.refused(few("households", 200, true, &["n1"]), COUNTERS), ["case-ended"; 3]);
}
