//! Decide: whether an event may enter, and what it then causes.
//!
//! `decide` may refuse; it is a pure function of the standing, the verified event and the time the
//! ledger would stamp on it. All unmet requirements are reported together, so that whoever gathers
//! signatures on a draft sees what is still missing.

use std::collections::BTreeSet;

use crate::base::code::Code;
use crate::base::key::PublicKey;
use crate::base::limits;
use crate::base::problem::Problem;
use crate::base::time::Instant;
use crate::event::clause::Clause;
use crate::event::effect::Effect;
use crate::event::envelope::Verified;
use crate::event::kind::Kind as _;
use crate::event::kinds::ledger::{Genesis, PolicySet};
use crate::event::mandate::MandateClause;
use crate::event::payload::Event;
use crate::event::policy::Need;
use crate::rules::check::{self, Case, Signer};
use crate::rules::standing::{At, Standing};

/// What an accepted event causes, and where it will stand.
#[derive(Debug)]
pub struct Accepted {
    /// Its place.
    pub at: At,
    /// Its consequences.
    pub effects: Vec<Effect>,
}

/// Why an event may not enter: every requirement that is not met. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The requirements not met, the most basic first.
    pub unmet: Vec<Problem>,
}

/// Judges a verified event that the ledger would accept at `now`.
pub fn decide(standing: &Standing, verified: &Verified, now: Instant) -> Result<Accepted, Refusal> {
    let event = verified.event();
    let keys: Vec<PublicKey> = verified.envelope().keys().collect();
    judge(standing, event, &keys, now)
}

/// Judges an event with these signing keys. For drafts: `decide` with signatures still to come.
pub fn judge(standing: &Standing, event: &Event, keys: &[PublicKey], now: Instant) -> Result<Accepted, Refusal> {
    let at = standing.at(event, now);
    let clauses = event.body.requires();
    let mut unmet = header(standing, event, &at);
    let signers = signers(standing, &clauses, keys, &at, &mut unmet);
    let case = Case { standing, head: &event.head, at, signers: &signers, keys };
    unmet.extend(signatures(&case));
    unmet.extend(clauses.iter().filter_map(|clause| check::check(clause, &case).err()));
    let effects = event.body.causes();
    unmet.extend(check::effects(&effects, &case));
    if unmet.is_empty() {
        return Ok(Accepted { at, effects });
    }
    Err(Refusal { unmet: unmet.into_iter().map(|problem| sourced(problem, standing)).collect() })
}

/// Whoever is refused reads the article, not the code under which the policy names it.
fn sourced(problem: Problem, standing: &Standing) -> Problem {
    let code: Option<Code> = problem.arg("source").and_then(|code| code.parse().ok());
    let source = standing.policy.as_ref().zip(code).and_then(|(policy, code)| policy.sources.get(&code));
    match source {
        Some(source) if problem.code != "source-missing" => {
            problem.with_told("source", |lang| source.text.get(lang).to_owned())
        }
        _ => problem,
    }
}

/// The event belongs to this ledger, is not here yet, and its time is believable.
fn header(standing: &Standing, event: &Event, at: &At) -> Vec<Problem> {
    let mut unmet = Vec::new();
    let head = &event.head;
    if let Some(founded) = &standing.founded {
        if head.source != founded.origin {
            unmet.push(Problem::refused("other-ledger").with("found", &head.source).with("expected", &founded.origin));
        }
    } else if head.kind != Genesis::NAME {
        unmet.push(Problem::refused("not-founded").with("kind", head.kind));
    }
    if let Some(index) = standing.ids.get(&head.id) {
        unmet.push(Problem::conflict("id-used").with("id", head.id).with("index", index));
    }
    let latest = at.accepted.plus_seconds(limits::CLOCK_SKEW_SECONDS);
    if head.time.instant() > latest {
        unmet.push(Problem::refused("time-ahead").with("found", head.time).with("now", at.accepted));
    }
    if let Some(policy) = &standing.policy {
        let days = policy.clocks.late_entry.days;
        if at.day.plus(days) < at.accepted_day {
            let earliest = at.accepted_day.plus(-days);
            unmet.push(Problem::refused("time-too-old").with("found", at.day).with("earliest", earliest));
        }
    } else if standing.founded.is_some() && head.kind != PolicySet::NAME {
        unmet.push(Problem::refused("no-policy-yet"));
    }
    unmet
}

/// Matches keys to persons who hold a seat on the day. A key that proves itself needs none.
fn signers(
    standing: &Standing,
    clauses: &[Clause],
    keys: &[PublicKey],
    at: &At,
    unmet: &mut Vec<Problem>,
) -> Vec<Signer> {
    let mut proving = BTreeSet::new();
    for clause in clauses {
        match clause {
            Clause::Mandate(MandateClause::KeyProves(key)) => drop(proving.insert(*key)),
            Clause::Mandate(MandateClause::Founds { people, .. }) => {
                proving.extend(people.iter().filter_map(|p| p.key));
            }
            _ => {}
        }
    }
    let mut signers = Vec::new();
    for key in keys {
        let Some(person) = standing.mandates.person_of(key) else {
            if !proving.contains(key) {
                unmet.push(Problem::refused("key-unknown").with("key", key));
            }
            continue;
        };
        let seats = standing.mandates.seats_of(person, at.day);
        if seats.is_empty() && !proving.contains(key) {
            let name = standing.mandates.name_of(person);
            unmet.push(Problem::refused("no-mandate").with("person", name).with("day", at.day));
            continue;
        }
        signers.push(Signer { key: *key, person: person.clone(), seats });
    }
    signers
}

/// The signatures the policy asks of this kind. The first two kinds carry their own rule (see `check::mandate`).
fn signatures(case: &Case<'_>) -> Vec<Problem> {
    let founding = case.head.kind == Genesis::NAME || case.head.kind == PolicySet::NAME;
    let Some(policy) = &case.standing.policy else { return Vec::new() };
    let Some(needs) = policy.needs(case.head.kind) else {
        if founding {
            return Vec::new();
        }
        return vec![Problem::refused("kind-not-in-policy").with("kind", case.head.kind)];
    };
    needs.iter().filter_map(|need| need_met(need, case).err()).collect()
}

/// Whether enough distinct persons from the seats of `need` signed.
pub fn need_met(need: &Need, case: &Case<'_>) -> Result<(), Problem> {
    let found = case.people_from(need).len() as u64;
    if found >= u64::from(need.at_least) {
        return Ok(());
    }
    Err(Problem::refused("signatures-missing")
        .with_told("seats", |lang| check::wording::seats(&need.seats, lang))
        .with("found", found)
        .with("needed", need.at_least))
}
