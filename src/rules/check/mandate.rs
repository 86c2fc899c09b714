//! Judges who may act: keys, roles, terms, and what must be kept apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::Code;
use crate::base::key::PublicKey;
use crate::base::problem::Problem;
use crate::base::time::Day;
use crate::event::authority::{MatterSort, sort_key};
use crate::event::mandate::{BodyDetails, BodySort, MandateClause, PersonDetails, Role, Seat, Term};
use crate::event::policy::{Apart, Policy, SeatPattern};
use crate::rules::check::{Case, Verdict, authority, demand, wording};
use crate::rules::standing::mandates::Mandates;

/// Judges one clause.
pub fn check(clause: &MandateClause, case: &Case<'_>) -> Verdict {
    let mandates = &case.standing.mandates;
    match clause {
        MandateClause::Founds { bodies, people, terms } => founds(bodies, people, terms, case),
        MandateClause::KeyProves(key) => proves(key, case),
        MandateClause::Signs(person) => demand(case.signed(person), || unsigned(person, mandates)),
        MandateClause::Apart(one, other) => demand(!mandates.close(one, other), || {
            let name = |person| mandates.name_of(person);
            Problem::refused("persons-not-apart").with("one", name(one)).with("two", name(other))
        }),
        MandateClause::Act(actors) => act(actors, case),
        MandateClause::BodyNew(details) => body_new(details, case),
        MandateClause::BodyKnown(body) => {
            demand(mandates.body(body).is_some(), || Problem::refused("body-unknown").with("body", body))
        }
        MandateClause::PersonNew(person) => {
            demand(mandates.person(person).is_none(), || Problem::refused("person-exists").with("person", person))
        }
        MandateClause::PersonKnown(person) => known(person, mandates),
        MandateClause::KeyNew(key) => key_new(key, mandates),
        MandateClause::KeyOf { person, key } => demand(mandates.person_of(key) == Some(person), || {
            Problem::refused("key-not-theirs").with("person", mandates.name_of(person)).with("key", key)
        }),
        MandateClause::Revocable(person) => revocable(person, case),
        MandateClause::Keyless(person) => {
            let keyless = mandates.person(person).is_some_and(|state| state.key.is_none());
            demand(keyless, || Problem::refused("key-still-in-force").with("person", mandates.name_of(person)))
        }
        MandateClause::TermFits(term) => term_fits(term, case),
        MandateClause::Holds { person, seat, on } => demand(mandates.held_on(person, seat, *on), || {
            Problem::refused("seat-not-held")
                .with("person", mandates.name_of(person))
                .with("body", &seat.body)
                .with("office", &seat.office)
                .with("day", on)
        }),
        MandateClause::PolicyFits { matter, policy } => policy_fits(matter.as_ref(), policy, case),
    }
}

/// The three bodies that check each other: what one of them must agree to is not agreed by another in its name.
const CHECKING: [BodySort; 3] = [BodySort::PartyCommittee, BodySort::Committee, BodySort::Supervision];

fn body_new(details: &BodyDetails, case: &Case<'_>) -> Verdict {
    let mandates = &case.standing.mandates;
    let body = &details.body;
    demand(mandates.body(body).is_none(), || Problem::refused("body-exists").with("body", body))?;
    let Some(source) = &case.policy()?.safeguards.single_bodies else { return Ok(()) };
    let there = mandates.bodies().find(|other| other.sort == details.sort && CHECKING.contains(&other.sort));
    there.map_or(Ok(()), |other| {
        Err(Problem::refused("body-sort-taken")
            .with_word("sort", sort_key(details.sort))
            .with("body", &other.name.zh)
            .with("source", source))
    })
}

/// Nobody silences the members of another body by declaring their keys lost. Seats are those of the day of
/// acceptance, which whoever writes the event does not choose.
fn revocable(person: &Code, case: &Case<'_>) -> Verdict {
    let mandates = &case.standing.mandates;
    let Some(source) = &case.policy()?.safeguards.own_keys else { return Ok(()) };
    if case.signed(person) {
        return Ok(());
    }
    let today = case.at.accepted_day;
    let seats = mandates.seats_of(person, today);
    for body in seats.iter().filter_map(|seat| mandates.body(&seat.body)).filter(|body| CHECKING.contains(&body.sort)) {
        let mut others = mandates.roll(&body.body, today);
        others.retain(|other| *other != person && mandates.person(other).is_some_and(|state| state.key.is_some()));
        let signed = others.iter().filter(|other| case.signed(other)).count();
        demand(others.is_empty() || signed * 2 > others.len(), || {
            Problem::refused("revocation-not-theirs")
                .with("person", mandates.name_of(person))
                .with("body", &body.name.zh)
                .with("needed", others.len() / 2 + 1)
                .with("found", signed)
                .with("source", source)
        })?;
    }
    Ok(())
}

fn unsigned(person: &Code, mandates: &Mandates) -> Problem {
    Problem::refused("person-did-not-sign").with("person", mandates.name_of(person))
}

fn known(person: &Code, mandates: &Mandates) -> Verdict {
    demand(mandates.person(person).is_some(), || Problem::refused("person-unknown").with("person", person))
}

fn proves(key: &PublicKey, case: &Case<'_>) -> Verdict {
    demand(key.is_usable(), || Problem::refused("key-weak").with("key", key))?;
    demand(case.keys.contains(key), || Problem::refused("key-did-not-sign").with("key", key))
}

fn key_new(key: &PublicKey, mandates: &Mandates) -> Verdict {
    demand(mandates.ever_held(key).is_none(), || Problem::refused("key-used-before").with("key", key))
}

/// The first event: codes are distinct, every person seated is named, every key signs, and nothing that
/// must be kept apart can be judged yet (the first policy checks it, see [`policy_fits`]).
fn founds(bodies: &[BodyDetails], people: &[PersonDetails], terms: &[Term], case: &Case<'_>) -> Verdict {
    demand(case.standing.size == 0, || Problem::refused("founded-already"))?;
    let mut seen = BTreeSet::new();
    for body in bodies {
        demand(seen.insert(&body.body), || Problem::refused("body-exists").with("body", &body.body))?;
    }
    let mut seen = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for details in people {
        let person = &details.person;
        demand(seen.insert(person), || Problem::refused("person-exists").with("person", person))?;
        let Some(key) = details.key else { continue };
        demand(keys.insert(key), || Problem::refused("key-used-before").with("key", key))?;
        proves(&key, case)?;
    }
    for term in terms {
        demand(seen.contains(&term.person), || Problem::refused("person-unknown").with("person", &term.person))?;
        let body = bodies.iter().find(|body| body.body == term.seat.body);
        let body = body.ok_or_else(|| Problem::refused("body-unknown").with("body", &term.seat.body))?;
        term_in_order(term)?;
        let others = terms.iter().filter(|other| other.seat.body == term.seat.body);
        let spans: Vec<_> = others.map(|other| (other.from, other.until)).collect();
        seats_free(body, most_seated(term, &spans) - 1)?;
    }
    Ok(())
}

fn term_in_order(term: &Term) -> Verdict {
    demand(term.from <= term.until, || {
        Problem::refused("term-reversed").with("from", term.from).with("until", term.until)
    })
}

fn overlap(term: &Term, from: Day, until: Day) -> bool {
    from <= term.until && term.from <= until
}

/// The most of these spans that cover one day of the term. Two members who follow each other take one seat.
fn most_seated(term: &Term, spans: &[(Day, Day)]) -> usize {
    // The number only rises where a span begins.
    let begins = spans.iter().map(|(from, _)| *from).filter(|from| term.from <= *from && *from <= term.until);
    let seated = |day: Day| spans.iter().filter(|(from, until)| *from <= day && day <= *until).count();
    begins.chain([term.from]).map(seated).max().unwrap_or_default()
}

fn seats_free(body: &BodyDetails, taken: usize) -> Verdict {
    demand(taken < body.seats as usize, || {
        Problem::refused("body-full").with("body", &body.name.zh).with("seats", body.seats)
    })
}

fn term_fits(term: &Term, case: &Case<'_>) -> Verdict {
    let mandates = &case.standing.mandates;
    let body = mandates.body(&term.seat.body);
    let body = body.ok_or_else(|| Problem::refused("body-unknown").with("body", &term.seat.body))?;
    term_in_order(term)?;
    let now = |held: &&crate::rules::standing::mandates::Held| overlap(term, held.term.from, held.last_day());
    let others: Vec<_> = mandates.terms().iter().filter(now).collect();
    let same_body = others.iter().filter(|held| held.term.seat.body == term.seat.body);
    let spans: Vec<_> = same_body.map(|held| (held.term.from, held.last_day())).collect();
    seats_free(body, most_seated(term, &spans))?;
    for rule in &case.policy()?.apart {
        for held in &others {
            kept_apart(rule, (&term.person, &term.seat), (&held.term.person, &held.term.seat), mandates)?;
        }
    }
    Ok(())
}

/// Refuses when `rule` keeps the two seats apart and the two holders are the same or, if the rule says so, close.
fn kept_apart(rule: &Apart, new: (&Code, &Seat), held: (&Code, &Seat), mandates: &Mandates) -> Verdict {
    let fits = |one: &SeatPattern, other: &SeatPattern| mandates.covers(one, new.1) && mandates.covers(other, held.1);
    if !(fits(&rule.one, &rule.other) || fits(&rule.other, &rule.one)) {
        return Ok(());
    }
    let same = new.0 == held.0 || (rule.relatives && mandates.close(new.0, held.0));
    demand(!same, || {
        Problem::refused("seats-kept-apart")
            .with("person", mandates.name_of(new.0))
            .with("other", mandates.name_of(held.0))
            .with_told("one", |lang| wording::seat(new.1, mandates, lang))
            .with_told("two", |lang| wording::seat(held.1, mandates, lang))
            .with("source", &rule.source)
    })
}

/// Each person may play their role, signed, and is nobody else's double (domain rule H ≠ W ≠ A, K ≠ C).
fn act(actors: &[(Role, Code)], case: &Case<'_>) -> Verdict {
    let mandates = &case.standing.mandates;
    let policy = case.policy()?;
    let mut seen: BTreeMap<&Code, Role> = BTreeMap::new();
    for (role, person) in actors {
        known(person, mandates)?;
        if let Some(other) = seen.insert(person, *role) {
            return Err(Problem::refused("roles-clash")
                .with("person", mandates.name_of(person))
                .with_word("one", other.words_key())
                .with_word("two", role.words_key()));
        }
        let rule = policy.role(*role);
        let rule = rule.ok_or_else(|| Problem::refused("role-not-in-policy").with_word("role", role.words_key()))?;
        let seats = mandates.seats_of(person, case.at.day);
        let fits = seats.iter().any(|seat| rule.seats.iter().any(|pattern| mandates.covers(pattern, seat)));
        demand(fits, || {
            let wanted: Vec<String> = rule.seats.iter().map(ToString::to_string).collect();
            Problem::refused("role-not-theirs")
                .with("person", mandates.name_of(person))
                .with_word("role", role.words_key())
                .with("seats", wanted.join(" | "))
                .with("day", case.at.day)
        })?;
        demand(case.signed(person), || unsigned(person, mandates))?;
    }
    Ok(())
}

fn policy_fits(matter: Option<&Code>, policy: &Policy, case: &Case<'_>) -> Verdict {
    sound(policy)?;
    if case.standing.policy.is_none() {
        majority_of_every_body(case)?;
        return nobody_sits_where_apart(policy, case);
    }
    let matter = matter.ok_or_else(|| Problem::refused("policy-needs-resolution"))?;
    let authorities = &case.standing.authorities;
    let adopted = authorities.adopted_as(matter, MatterSort::Policy)?;
    authority::unused(matter, case)?;
    demand(adopted.matter.policy == Some(policy.digest()), || {
        Problem::refused("policy-not-the-one-adopted").with("matter", matter).with("digest", policy.digest())
    })?;
    nobody_sits_where_apart(policy, case)
}

/// Every figure names a source that is there, tiers ascend and end open, every role named once.
fn sound(policy: &Policy) -> Verdict {
    for code in policy.cited() {
        demand(policy.sources.contains_key(code), || Problem::refused("source-missing").with("source", code))?;
    }
    let ascending = policy.tiers.windows(2).all(|pair| match (pair[0].below, pair[1].below) {
        (Some(one), Some(two)) => one < two,
        (Some(_), None) => true,
        (None, _) => false,
    });
    let open = policy.tiers.last().is_some_and(|tier| tier.below.is_none());
    demand(ascending && open, || Problem::refused("tiers-not-ascending"))?;
    let roles: BTreeSet<Role> = policy.roles.iter().map(|rule| rule.role).collect();
    demand(roles.len() == policy.roles.len(), || Problem::refused("role-named-twice"))?;
    let evaluation = &policy.evaluation;
    let periods = policy.clocks.all().into_iter().chain([&evaluation.apart, &evaluation.late_opening]);
    let mut days = periods.map(|period| period.days).chain(policy.periods.values().map(|period| period.days));
    demand(days.all(|days| (0..=36_500).contains(&days)), || Problem::refused("period-unbelievable"))?;
    let mut kinds: BTreeSet<&String> = policy.signatures.keys().collect();
    policy
        .signers
        .values()
        .flat_map(|rule| &rule.kinds)
        .try_for_each(|kind| demand(kinds.insert(kind), || Problem::refused("kind-signed-twice").with("kind", kind)))
}

/// Before there is a policy nobody can say who signs for what; so more than half of every body signs the first one.
fn majority_of_every_body(case: &Case<'_>) -> Verdict {
    let mandates = &case.standing.mandates;
    for body in mandates.bodies() {
        let with_key = |person: &&&Code| mandates.person(person).is_some_and(|state| state.key.is_some());
        let roll = mandates.roll(&body.body, case.at.day);
        let due = roll.iter().filter(with_key).count();
        let signed = roll.iter().filter(|person| case.signed(person)).count();
        demand(due == 0 || signed * 2 > due, || {
            Problem::refused("first-policy-needs-majority")
                .with("body", &body.name.zh)
                .with("found", signed)
                .with("due", due)
        })?;
    }
    Ok(())
}

fn nobody_sits_where_apart(policy: &Policy, case: &Case<'_>) -> Verdict {
    let mandates = &case.standing.mandates;
    let seated: Vec<_> = mandates.terms().iter().filter(|held| held.covers(case.at.day)).collect();
    for rule in &policy.apart {
        for (i, one) in seated.iter().enumerate() {
            for two in &seated[i + 1..] {
                let (one, two) = (&one.term, &two.term);
                kept_apart(rule, (&one.person, &one.seat), (&two.person, &two.seat), mandates)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::base::words::Bi;
    use crate::event::authority::MatterSort;
    use crate::event::kinds::charter::{Appointed, BodyFormed};
    use crate::event::mandate::{BodyDetails, BodySort, Seat, Term};
    use crate::rules::profile;
    use crate::rules::testing::{ALL, World, code, day, matter};

    #[test]
    fn two_members_who_follow_each_other_take_one_seat() {
        let mut policy = profile::shipped("cn-urban-2026").unwrap();
        policy.safeguards.decides_once = None;
        let mut world = World::with_policy(policy);
        world.adopt(matter("p", MatterSort::Personnel));
        let details =
            BodyDetails { body: code("club"), name: Bi::new("小组", "club"), sort: BodySort::Other, seats: 2 };
        world.accept(BodyFormed { details, matter: code("p") }, ALL);
        let term = |person: &str, from: &str, until: &str| Appointed {
            term: Term {
                person: code(person),
                seat: Seat { body: code("club"), office: code("member") },
                from: day(from),
                until: day(until),
            },
            matter: code("p"),
        };
        world.accept(term("rep-2", "2026-01-01", "2026-06-30"), ALL);
        world.accept(term("rep-3", "2026-07-01", "2026-12-31"), ALL);
        world.accept(term("rep-4", "2026-01-01", "2026-12-31"), ALL);
        for (from, until) in [("2026-06-30", "2026-06-30"), ("2025-01-01", "2026-01-01"), ("2026-12-31", "2027-12-31")]
        {
            assert_eq!(world.refused(term("rep-5", from, until), ALL), ["body-full"], "{from}");
        }
        world.accept(term("rep-5", "2027-01-01", "2027-12-31"), ALL);
    }
}
