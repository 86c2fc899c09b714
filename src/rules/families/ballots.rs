//! A secret vote from its announcement to its count, and every way to cheat that the rules can see.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::base::blind::{Blinding, Bytes, IssuingKey, TokenKey};
use crate::base::code::Code;
use crate::base::hash::Hash;
use crate::base::key::SecretKey;
use crate::base::time::Written;
use crate::event::kinds::ballots::{Boxed, Counted, Enrolled, Issued, Opened, Returned};
use crate::event::vote::{Cast, Choice, Issue, Paper, VoteTally, ballot_message, token_message};
use crate::rules::testing::{ORIGIN, World, code, line};

const PEM: &str = include_str!("../../../tests/data/ballots/vote.pem");
const TELLERS: &[&str] = &["sup-1", "sup-2"];

fn issuing() -> IssuingKey {
    IssuingKey::from_pem(PEM).unwrap()
}

fn token_key() -> TokenKey {
    TokenKey::read(&issuing().public().unwrap()).unwrap()
}

fn at(text: &str) -> Written {
    text.parse().unwrap()
}

fn opened(vote: &str, electors: u32) -> Opened {
    let choice = |name: &str| Choice { choice: code(name), label: line(name) };
    Opened {
        vote: code(vote),
        title: line("推选居民小组长"),
        choices: vec![choice("li"), choice("wang")],
        electors,
        key: issuing().public().unwrap(),
        opens: at("2026-01-10T00:00:00+08:00"),
        closes: at("2026-01-20T00:00:00+08:00"),
    }
}

fn enrolled(names: &[&str]) -> Enrolled {
    Enrolled { vote: code("v1"), electors: names.iter().map(|name| code(name)).collect() }
}

/// What an elector keeps.
struct Elector {
    token: SecretKey,
    blinding: Blinding,
}

impl Elector {
    fn new(seed: u8, vote: &str) -> Self {
        let token = SecretKey::from_seed(&[seed; 32]);
        let message = token_message(ORIGIN, &code(vote), &token.public());
        Self { blinding: token_key().blind(&message).unwrap(), token }
    }

    fn issue(&self, elector: &str) -> Issue {
        let signed = issuing().sign(&self.blinding.blinded).unwrap();
        Issue { elector: code(elector), blinded: self.blinding.blinded.clone(), signed }
    }

    fn cast(&self, choice: &str) -> Cast {
        let (vote, choice) = (code("v1"), code(choice));
        let message = token_message(ORIGIN, &vote, &self.token.public());
        let signed = issuing().sign(&self.blinding.blinded).unwrap();
        Cast {
            token: self.token.public(),
            prefix: self.blinding.prefix.clone(),
            issued: token_key().unblind(&self.blinding, &signed, &message).unwrap(),
            signature: Bytes(self.token.sign(&ballot_message(ORIGIN, &vote, &choice)).to_vec()),
            choice,
        }
    }
}

fn issued(issued: Vec<Issue>) -> Issued {
    Issued { vote: code("v1"), issued }
}

fn boxed(ballots: &[&Cast]) -> Boxed {
    Boxed { vote: code("v1"), digests: ballots.iter().map(|cast| cast.digest()).collect() }
}

fn returned(ballots: &[&Cast]) -> Returned {
    Returned { vote: code("v1"), ballots: ballots.iter().map(|cast| (*cast).clone()).collect() }
}

fn tally([issued, returned, lost, invalid]: [u64; 4], li: u64, wang: u64) -> VoteTally {
    let choices = BTreeMap::from([(code("li"), li), (code("wang"), wang)]);
    VoteTally { issued, returned, unreturned: issued - returned, lost, invalid, choices }
}

fn counted(paper: Option<Paper>, tally: VoteTally) -> Counted {
    Counted { vote: code("v1"), paper, tally }
}

/// A vote that is open, with three electors on its roll.
fn open() -> World {
    let mut world = World::new();
    world.accept(opened("v1", 3), TELLERS);
    world.accept(enrolled(&["r1", "r2", "r3"]), TELLERS);
    world.on("2026-01-12");
    world
}

#[test]
fn a_vote_is_announced_soundly_and_its_roll_is_frozen() {
    let mut world = World::new();
    let wrong = |change: fn(&mut Opened)| {
        let mut body = opened("v1", 3);
        change(&mut body);
        body
    };
    assert_eq!(world.refused(wrong(|body| body.electors = 0), TELLERS), ["electorate-empty"]);
    assert_eq!(world.refused(wrong(|body| body.choices.truncate(1)), TELLERS), ["vote-choices-unsound"]);
    let twice = wrong(|body| body.choices[1] = body.choices[0].clone());
    assert_eq!(world.refused(twice, TELLERS), ["vote-choices-unsound"]);
    assert_eq!(world.refused(wrong(|body| body.key.0.truncate(100)), TELLERS), ["vote-key-unusable"]);
    assert_eq!(world.refused(wrong(|body| body.closes = body.opens), TELLERS), ["vote-times-reversed"]);
    let begun = wrong(|body| body.opens = at("2026-01-05T00:00:00+08:00"));
    assert_eq!(world.refused(begun, TELLERS), ["vote-times-reversed"], "a vote is announced before it opens");
    assert_eq!(world.refused(opened("v1", 3), &["sup-1"]), ["signatures-missing"]);
    world.accept(opened("v1", 3), TELLERS);
    assert_eq!(world.refused(opened("v1", 4), TELLERS), ["vote-exists"]);

    world.accept(enrolled(&["r1", "r2"]), TELLERS);
    assert_eq!(world.refused(enrolled(&["r2"]), TELLERS), ["elector-on-roll"]);
    assert_eq!(world.refused(enrolled(&["r3", "r3"]), TELLERS), ["elector-on-roll"]);
    assert_eq!(world.refused(enrolled(&["r3", "r4"]), TELLERS), ["vote-roll-differs"]);
    assert_eq!(world.refused(enrolled(&[]), TELLERS), ["vote-nothing-named"]);
    let early = issued(vec![Elector::new(1, "v1").issue("r1")]);
    assert_eq!(world.refused(early.clone(), TELLERS), ["vote-not-open"]);
    world.on("2026-01-12");
    assert_eq!(world.refused(enrolled(&["r3"]), TELLERS), ["vote-roll-frozen"]);
    assert_eq!(world.refused(early, TELLERS), ["vote-roll-differs"], "a roll with a hole gives out nothing");
    let unknown = Boxed { vote: code("v9"), digests: vec![Hash::of(b"x")] };
    assert_eq!(world.refused(unknown, TELLERS), ["vote-unknown"]);
}

#[test]
fn every_elector_gets_one_token_and_every_token_one_ballot() {
    let mut world = open();
    let [one, two, three] = [1, 2, 3].map(|seed| Elector::new(seed, "v1"));
    assert_eq!(world.refused(issued(vec![one.issue("r9")]), TELLERS), ["elector-unknown"]);
    assert_eq!(world.refused(issued(vec![one.issue("r1"), two.issue("r1")]), TELLERS), ["token-issued-already"]);
    let mut unsound = one.issue("r1");
    unsound.signed = two.issue("r1").signed;
    assert_eq!(world.refused(issued(vec![unsound]), TELLERS), ["token-not-signed"]);
    world.accept(issued(vec![one.issue("r1"), two.issue("r2")]), TELLERS);
    assert_eq!(world.refused(issued(vec![three.issue("r2")]), TELLERS), ["token-issued-already"]);

    let [a, b, c] = [one.cast("li"), two.cast("wang"), three.cast("li")];
    assert_eq!(world.refused(boxed(&[&a, &a]), TELLERS), ["ballot-boxed-already"]);
    assert_eq!(world.refused(boxed(&[&a, &b, &c]), TELLERS), ["ballots-exceed-issued"], "nobody stuffs the box");
    world.accept(boxed(&[&a]), TELLERS);
    world.accept(boxed(&[&b]), TELLERS);
    assert_eq!(world.refused(returned(&[&a, &b]), TELLERS), ["vote-not-closed"], "no partial tally is ever seen");
    let early = counted(None, tally([2, 0, 2, 0], 0, 0));
    assert_eq!(world.refused(early, TELLERS), ["vote-not-closed"]);

    world.on("2026-01-21");
    assert_eq!(world.refused(issued(vec![three.issue("r3")]), TELLERS), ["vote-not-open"]);
    assert_eq!(world.refused(returned(&[&c]), TELLERS), ["ballot-not-boxed"]);
    assert_eq!(world.refused(returned(&[&a, &a]), TELLERS), ["token-used"]);
    world.accept(returned(&[&a]), TELLERS);
    assert_eq!(world.refused(returned(&[&a]), TELLERS), ["token-used"]);
    assert_eq!(world.refused(boxed(&[&c]), TELLERS), ["vote-box-shut"], "nobody votes who has seen ballots");
    let lost = counted(None, tally([2, 1, 1, 0], 1, 0));
    let mut world_without = world.clone();
    world_without.on("2026-01-22").accept(lost, TELLERS);
    world.accept(returned(&[&b]), TELLERS);
    for wrong in [tally([2, 2, 0, 0], 2, 0), tally([3, 2, 0, 0], 1, 1), tally([2, 2, 1, 0], 1, 1)] {
        assert_eq!(world.refused(counted(None, wrong), TELLERS), ["vote-tally-differs"]);
    }
    world.accept(counted(None, tally([2, 2, 0, 0], 1, 1)), TELLERS);
    assert_eq!(world.refused(returned(&[&c]), TELLERS), ["vote-counted-already"]);
    let result = world.standing.ballots.votes.get(&code("v1")).unwrap().tally.clone().unwrap();
    assert_eq!(result.issued, result.returned + result.unreturned);
}

#[test]
fn no_ballot_is_altered_forged_or_brought_from_another_vote() {
    let mut world = open();
    let one = Elector::new(1, "v1");
    let good = one.cast("li");
    let forged = |change: &dyn Fn(&mut Cast)| {
        let mut cast = good.clone();
        change(&mut cast);
        cast
    };
    let stranger = SecretKey::from_seed(&[9; 32]);
    let elsewhere = Elector::new(4, "v2");
    let v2 = token_message(ORIGIN, &code("v2"), &elsewhere.token.public());
    let of_v2 = token_key().unblind(&elsewhere.blinding, &elsewhere.issue("r1").signed, &v2).unwrap();
    let cases: Vec<(Cast, &str)> = vec![
        (forged(&|cast| cast.choice = code("wang")), "ballot-forged"),
        (forged(&|cast| cast.choice = code("zhao")), "vote-choice-unknown"),
        (forged(&|cast| cast.signature.0[3] ^= 1), "ballot-forged"),
        (forged(&|cast| cast.signature.0.truncate(63)), "ballot-forged"),
        (forged(&|cast| cast.issued.0[7] ^= 1), "token-forged"),
        (forged(&|cast| cast.prefix.0[0] ^= 1), "token-forged"),
        (forged(&|cast| cast.prefix.0.clear()), "token-forged"),
        (forged(&|cast| cast.token = stranger.public()), "token-forged"),
        (
            Cast {
                token: elsewhere.token.public(),
                prefix: elsewhere.blinding.prefix.clone(),
                issued: of_v2,
                choice: code("li"),
                signature: Bytes(elsewhere.token.sign(&ballot_message(ORIGIN, &code("v1"), &code("li"))).to_vec()),
            },
            "token-forged",
        ),
    ];
    world.accept(issued(vec![one.issue("r1")]), TELLERS);
    for (cast, expected) in cases {
        let mut world = world.clone();
        world.on("2026-01-13").accept(boxed(&[&cast]), TELLERS);
        world.on("2026-01-21");
        assert_eq!(world.refused(returned(&[&cast]), TELLERS), [expected]);
    }
}

#[test]
fn papers_are_counted_beside_tokens_and_all_add_up() {
    let mut world = open();
    let one = Elector::new(1, "v1");
    world.accept(issued(vec![one.issue("r1")]), TELLERS);
    let ballot = one.cast("wang");
    world.accept(boxed(&[&ballot]), TELLERS);
    world.on("2026-01-20").accept(returned(&[&ballot]), TELLERS);
    let paper = |issued, returned, invalid, li, wang| {
        let choices = BTreeMap::from([(code("li"), li), (code("wang"), wang)]);
        Some(Paper { issued, returned, invalid, choices })
    };
    let right = tally([3, 3, 0, 1], 1, 1);
    let missing = Some(Paper { issued: 2, returned: 0, invalid: 0, choices: BTreeMap::from([(code("li"), 0)]) });
    for wrong in [paper(2, 2, 0, 1, 0), paper(1, 2, 1, 1, 0), paper(2, 2, 1, u64::MAX, 0), missing] {
        assert_eq!(world.refused(counted(wrong, right.clone()), TELLERS), ["paper-does-not-add-up"]);
    }
    let many = counted(paper(3, 2, 1, 1, 0), tally([4, 3, 0, 1], 1, 1));
    assert_eq!(world.refused(many, TELLERS), ["ballots-exceed-roll"]);
    world.accept(counted(paper(2, 2, 1, 1, 0), right), TELLERS);
}

/// What issuing shows and what casting shows have nothing in common but the vote.
#[test]
fn nothing_links_a_ballot_to_an_elector() {
    let one = Elector::new(1, "v1");
    let (issue, cast) = (serde_json::to_string(&one.issue("r1")).unwrap(), one.cast("li"));
    for shown in [&cast.issued, &cast.prefix] {
        let text = serde_json::to_string(shown).unwrap();
        assert!(!issue.contains(text.trim_matches('"')));
    }
    assert!(!issue.contains(&cast.token.to_string()));
    // The same ballot could have come from anybody's request: another blinding of the same token is signed as well.
    let message = token_message(ORIGIN, &code("v1"), &one.token.public());
    let other = token_key().blind(&message).unwrap();
    assert_ne!(other.blinded, one.blinding.blinded);
    assert_ne!(other.secret, one.blinding.secret);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// However electors vote, and in whatever order ballots come, the count is what they chose, and no other is taken.
    #[test]
    fn any_vote_counts_what_was_chosen(
        votes in proptest::collection::vec((any::<bool>(), any::<bool>(), any::<bool>()), 1..6),
        turn in any::<prop::sample::Index>(),
    ) {
        let names: Vec<String> = (0..votes.len()).map(|n| format!("r{n}")).collect();
        let mut world = World::new();
        world.accept(opened("v1", u32::try_from(votes.len()).unwrap()), TELLERS);
        world.accept(enrolled(&names.iter().map(String::as_str).collect::<Vec<_>>()), TELLERS);
        world.on("2026-01-12");
        let electors: Vec<Elector> = (1..).take(votes.len()).map(|seed| Elector::new(seed, "v1")).collect();
        let all = names.iter().zip(&electors).map(|(name, elector)| elector.issue(name)).collect();
        world.accept(issued(all), TELLERS);
        let choose = |li: bool| if li { "li" } else { "wang" };
        let cast = electors.iter().zip(&votes).filter(|(_, (_, cast, _))| *cast);
        let mut cast: Vec<(Cast, bool)> = cast.map(|(e, (li, _, shown))| (e.cast(choose(*li)), *shown)).collect();
        if !cast.is_empty() {
            world.accept(boxed(&cast.iter().map(|(cast, _)| cast).collect::<Vec<_>>()), TELLERS);
            let by = turn.index(cast.len());
            cast.rotate_left(by);
        }
        world.on("2026-01-20");
        for (ballot, _) in cast.iter().filter(|(_, shown)| *shown) {
            world.accept(returned(&[ballot]), TELLERS);
        }
        let counts = |wanted: bool| votes.iter().filter(|(li, cast, shown)| *cast && *shown && *li == wanted).count() as u64;
        let (li, wang) = (counts(true), counts(false));
        let lost = cast.len() as u64 - li - wang;
        let right = tally([votes.len() as u64, li + wang, lost, 0], li, wang);
        let wrong = VoteTally { lost: lost + 1, ..right.clone() };
        prop_assert_eq!(world.refused(counted(None, wrong), TELLERS), ["vote-tally-differs"]);
        let moved = tally([votes.len() as u64, li + wang, lost, 0], li + 1, wang);
        prop_assert_eq!(world.refused(counted(None, moved), TELLERS), ["vote-tally-differs"]);
        world.accept(counted(None, right), TELLERS);
        let recovered = recount(&world);
        prop_assert_eq!(recovered, (li, wang));
    }
}

/// A recount from the text of the entries alone, as a stranger would do it.
fn recount(world: &World) -> (u64, u64) {
    let mut found = BTreeMap::<Code, u64>::new();
    for (entry, _) in &world.entries {
        let event: serde_json::Value = serde_json::from_slice(entry.envelope.payload()).unwrap();
        for ballot in event["data"]["ballots"].as_array().into_iter().flatten() {
            *found.entry(code(ballot["choice"].as_str().unwrap())).or_default() += 1;
        }
    }
    let of = |name: &str| found.get(&code(name)).copied().unwrap_or(0);
    (of("li"), of("wang"))
}
