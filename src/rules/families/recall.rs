//! A recall from the petition to what is carried out, and what is refused on the way.

use crate::event::authority::{MatterSort, Personnel};
use crate::event::kinds::{recall, roll};
use crate::event::mandate::Seat;
use crate::rules::testing::{ALL, World, code, day, file, line, matter};

const SEEN: &[&str] = &["clerk", "sup-1"];
const TWO: &[&str] = &["sup-1", "sup-2"];

fn text(words: &str) -> crate::base::code::Text {
    words.parse().unwrap()
}

fn seat() -> Seat {
    Seat { body: code("comm"), office: code("vice-chair") }
}

fn filed(signed: u32) -> recall::Filed {
    recall::Filed {
        recall: code("r1"),
        title: line("罢免副主任"),
        person: code("comm-2"),
        seat: seat(),
        on: day("2026-01-05"),
        signed,
        reasons: text("一年未到会"),
        signatures: vec![file("signatures")],
    }
}

fn ruled(counted: u32, struck: u32, admitted: bool) -> recall::Ruled {
    recall::Ruled {
        recall: code("r1"),
        counted,
        struck,
        signed: counted + struck,
        group: code("electors"),
        on: day("2026-01-05"),
        admitted,
    }
}

/// Of a thousand voters 110 ask for a recall.
fn world() -> World {
    let mut world = World::new();
    let groups = [(code("electors"), 1_000)].into();
    world.accept(roll::Counted { on: day("2026-01-05"), groups, files: vec![file("roll")] }, SEEN);
    world.accept(filed(110), SEEN);
    world
}

fn read(returned: u32, recalls: u32, enough: bool, recalled: bool) -> recall::VoteRead {
    recall::VoteRead {
        recall: code("r1"),
        group: code("electors"),
        on: day("2026-01-25"),
        issued: returned + 5,
        returned,
        unreturned: 5,
        recalls,
        keeps: returned - recalls - 3,
        abstains: 2,
        invalid: 1,
        enough,
        recalled,
        sheets: vec![file("sheet")],
    }
}

/// As [`world`], on the day of the vote.
fn voting() -> World {
    let mut world = world();
    world.accept(ruled(100, 10, true), TWO);
    let heard = recall::Heard { recall: code("r1"), by: code("comm-2"), answer: text("因病请假，附病历") };
    world.accept(heard, &["comm-2"]);
    world.accept(called("2026-01-25"), SEEN);
    world.on("2026-01-25");
    world
}

fn called(on: &str) -> recall::VoteCalled {
    recall::VoteCalled { recall: code("r1"), on: day(on), place: line("社区活动室，无记名投票") }
}

#[test]
fn signatures_are_counted_on_the_dated_roll_and_nobody_decides_on_their_own_recall() {
    let mut world = world();
    let stranger = recall::Filed { recall: code("r2"), person: code("comm-1"), ..filed(110) };
    assert_eq!(world.refused(stranger, SEEN), ["seat-not-held"]);
    let own = recall::Filed { recall: code("r2"), person: code("sup-1"), ..filed(110) };
    assert!(!world.refused(own, &["sup-1"]).is_empty());
    assert_eq!(world.refused(ruled(99, 11, true), TWO), ["share-not-reached"]);
    assert_eq!(world.refused(ruled(100, 10, false), TWO), ["share-reached"]);
    assert_eq!(world.refused(ruled(100, 9, true), TWO), ["case-worth-differs"]);
    let unequal = recall::Ruled { signed: 110, ..ruled(105, 10, true) };
    assert_eq!(world.refused(unequal, TWO), ["sum-differs"]);
    world.accept(ruled(99, 11, false), TWO);
    assert_eq!(world.refused(called("2026-01-25"), SEEN), ["case-ended", "case-ended"]);
}

#[test]
fn the_person_is_heard_before_the_vote_is_called_in_time() {
    let mut world = world();
    world.accept(ruled(100, 10, true), TWO);
    assert_eq!(world.refused(called("2026-01-25"), SEEN), ["case-at-another-stage"], "the person was not heard");
    let heard = |by: &str| recall::Heard { recall: code("r1"), by: code(by), answer: text("说明") };
    assert_eq!(world.refused(heard("comm-1"), &["comm-1"]), ["case-about-another"]);
    world.accept(heard("comm-2"), &["comm-2"]);
    assert_eq!(world.refused(called("2026-01-14"), SEEN), ["notice-too-short"]);
    world.accept(called("2026-01-25"), SEEN);
    assert_eq!(world.on("2026-01-10").refused(read(600, 400, true, true), TWO), ["case-too-soon"]);
    let withdrawn = recall::Withdrawn { recall: code("r1"), reason: text("撤回签名"), files: vec![file("paper")] };
    world.accept(withdrawn, TWO);
    assert_eq!(world.refused(called("2026-01-25"), SEEN), ["case-ended", "case-ended"]);
}

#[test]
fn more_than_half_must_vote_and_more_than_half_of_those_recall() {
    let mut world = voting();
    assert_eq!(world.refused(read(500, 400, true, true), TWO), ["share-not-reached"]);
    assert_eq!(world.refused(read(500, 400, false, true), TWO), ["whole-exceeded"], "a void vote recalls nobody");
    assert_eq!(world.refused(read(600, 300, true, true), TWO), ["share-not-reached"]);
    assert_eq!(world.refused(read(600, 301, true, false), TWO), ["share-reached"]);
    let short = recall::VoteRead { invalid: 0, ..read(600, 301, true, true) };
    assert_eq!(world.refused(short, TWO), ["sum-differs"]);
    world.accept(read(600, 301, true, true), TWO);
    let done = || recall::CarriedOut { recall: code("r1"), matter: code("p1") };
    assert!(!world.refused(done(), SEEN).is_empty(), "no resolution ends the mandate");
    let mut ends = matter("p1", MatterSort::Personnel);
    ends.personnel = vec![Personnel::Ends { person: code("comm-2"), seat: seat() }];
    world.adopt(ends);
    world.accept(done(), SEEN);
    assert_eq!(world.refused(done(), ALL), ["case-ended"]);
}

#[test]
fn a_vote_can_keep_someone_and_a_hearing_can_be_waived_by_two_who_say_how_they_asked() {
    let mut world = voting();
    world.accept(read(600, 250, true, false), TWO);
    assert_eq!(world.refused(read(600, 250, true, false), TWO), ["case-ended"]);
    let mut other = self::world();
    other.accept(ruled(100, 10, true), TWO);
    let waived = |files| recall::Waived { recall: code("r1"), asked: text("两次书面通知"), files };
    assert_eq!(other.refused(waived(vec![]), TWO), ["evidence-missing"]);
    other.accept(waived(vec![file("letter")]), TWO);
    other.accept(called("2026-01-25"), SEEN);
    other.on("2026-01-25").accept(read(400, 300, false, false), TWO);
}
