//! Judges evaluations: who may take part, what is counted, tallied, decided. Whether one may be opened is in
//! `opening`.
//!
//! Not for second looks (all ballots alike, every voter back): honest evaluations can look like that too, so they are
//! flags for readers.

mod opening;
#[cfg(test)]
mod tests;
pub mod vote;

use std::collections::BTreeMap;

use crate::base::code::{Code, EventId};
use crate::base::problem::Problem;
use crate::event::ballot::{Aspect, BallotClause, Decision, GroupCount, Remark, Subject, Tally, Vacancy};
use crate::event::mandate::Party;
use crate::event::policy::RemarkRule;
use crate::rules::check::{Case, Signer, Verdict, demand};
use crate::rules::standing::ballots::{EvaluationState, subjects};

/// Judges one clause.
pub fn check(clause: &BallotClause, case: &Case<'_>) -> Verdict {
    match clause {
        BallotClause::Openable(details) => opening::openable(details, case),
        BallotClause::Known(evaluation) => known(evaluation, case).map(drop),
        BallotClause::Disinterested { evaluation, acting } => {
            // One that is not known is refused by the clause that needs it; there is nobody to stand aside for.
            let state = case.standing.ballots.evaluation(evaluation);
            state.map_or(Ok(()), |state| disinterested(&state.details.subject, acting, case))
        }
        BallotClause::Countable { evaluation, group, count } => countable(known(evaluation, case)?, group, count, case),
        BallotClause::Remarkable { remark, by } => remarkable(remark, by, case),
        BallotClause::Tallyable { evaluation, tally } => tallyable(known(evaluation, case)?, tally),
        BallotClause::Vote(clause) => vote::check(clause, case),
        BallotClause::Decidable { evaluation, decision } => decidable(known(evaluation, case)?, decision, case),
    }
}

fn known<'a>(evaluation: &Code, case: &Case<'a>) -> Result<&'a EvaluationState, Problem> {
    let state = case.standing.ballots.evaluation(evaluation);
    state.ok_or_else(|| Problem::refused("evaluation-unknown").with("evaluation", evaluation))
}

/// Nobody judges themselves or a close relative (城市居民委员会组织法 2026, art. 8, 36, in spirit).
fn disinterested(subject: &Subject, acting: &[Code], case: &Case<'_>) -> Verdict {
    let mandates = &case.standing.mandates;
    let stand_aside = |person: &Code, to: &Code| {
        demand(!mandates.close(person, to), || {
            Problem::refused("signer-related").with("person", mandates.name_of(person)).with("to", mandates.name_of(to))
        })
    };
    match subject {
        Subject::Person { person, .. } => {
            let involved = case.signers.iter().map(|signer| &signer.person).chain(acting);
            involved.into_iter().try_for_each(|one| stand_aside(one, person))
        }
        Subject::Body(body) => {
            let members = mandates.roll(body, case.at.day);
            let pairs = acting.iter().flat_map(|one| members.iter().map(move |member| (one, *member)));
            pairs.into_iter().try_for_each(|(one, member)| stand_aside(one, member))
        }
        Subject::Label(_) => Ok(()),
    }
}

fn countable(state: &EvaluationState, group: &Code, count: &GroupCount, case: &Case<'_>) -> Verdict {
    let closes = state.details.balloting.closes;
    demand(case.head.time.instant() >= closes.instant(), || {
        Problem::refused("balloting-not-closed").with("closes", closes).with("found", case.head.time)
    })?;
    let electorate = state.details.electorate.group(group);
    let electorate = electorate.ok_or_else(|| {
        Problem::refused("group-unknown").with("group", group).with("evaluation", &state.details.evaluation)
    })?;
    demand(!state.counts.contains_key(group), || Problem::refused("group-counted-already").with("group", group))?;
    let GroupCount { issued, returned, invalid, .. } = *count;
    demand(issued <= electorate.size, || {
        Problem::refused("ballots-exceed-roll").with("issued", issued).with("size", electorate.size)
    })?;
    demand(returned <= issued, || {
        Problem::refused("ballots-exceed-issued").with("returned", returned).with("issued", issued)
    })?;
    demand(invalid <= returned, || {
        Problem::refused("invalid-exceed-returned").with("invalid", invalid).with("returned", returned)
    })?;
    rows_add_up(state, count)
}

/// The rows are those of the form, and in each of them every valid ballot is found exactly once.
fn rows_add_up(state: &EvaluationState, count: &GroupCount) -> Verdict {
    let form = &state.details.form;
    let asked = form.dimensions.iter().map(|asked| &asked.dimension);
    let same = asked.eq(count.dimensions.iter().map(|row| &row.dimension));
    demand(same, || Problem::refused("count-not-the-form").with("evaluation", &state.details.evaluation))?;
    let valid = u64::from(count.returned - count.invalid);
    for row in &count.dimensions {
        let named = row.bands.len() == form.bands.len() && form.bands.iter().all(|b| row.bands.contains_key(&b.band));
        demand(named, || Problem::refused("count-bands-differ").with("dimension", &row.dimension))?;
        let sum = row.bands.values().map(|ballots| u64::from(*ballots)).sum::<u64>() + u64::from(row.blank);
        demand(sum == valid, || {
            Problem::refused("count-does-not-add-up")
                .with("dimension", &row.dimension)
                .with("found", sum)
                .with("valid", valid)
        })?;
    }
    Ok(())
}

fn remarkable(remark: &Remark, by: &Party, case: &Case<'_>) -> Verdict {
    let rule = &case.policy()?.evaluation.remarks;
    match remark {
        Remark::Ordinary { subject, category } => {
            seated(subject, case)?;
            disinterested(subject, &[], case)?;
            remarked_by(by, category, rule, case)
        }
        Remark::Central { evaluation, category } => {
            let state = known(evaluation, case)?;
            demand(state.decision.is_none(), || {
                Problem::refused("evaluation-decided-already").with("evaluation", evaluation)
            })?;
            disinterested(&state.details.subject, &[], case)?;
            remarked_by(by, category, rule, case)
        }
        Remark::Reply { to } => replied_by(to, by, case),
    }
}

/// The subject of an ordinary remark is in office, or is a body that exists, on the day of the remark.
fn seated(subject: &Subject, case: &Case<'_>) -> Verdict {
    let mandates = &case.standing.mandates;
    match subject {
        Subject::Person { person, seat } => demand(mandates.held_on(person, seat, case.at.day), || {
            Problem::refused("seat-not-held")
                .with("person", mandates.name_of(person))
                .with("body", &seat.body)
                .with("office", &seat.office)
                .with("day", case.at.day)
        }),
        Subject::Body(body) => {
            demand(mandates.body(body).is_some(), || Problem::refused("body-unknown").with("body", body))
        }
        Subject::Label(_) => Ok(()),
    }
}

/// Whether someone signed who speaks for `by`: the person, or a member of the body.
fn speaks(signer: &Signer, by: &Party) -> bool {
    match by {
        Party::Person(person) => signer.person == *person,
        Party::Body(body) => signer.seats.iter().any(|seat| seat.body == *body),
    }
}

fn remarked_by(by: &Party, category: &Code, rule: &RemarkRule, case: &Case<'_>) -> Verdict {
    demand(rule.categories.contains_key(category), || {
        Problem::refused("remark-category-unknown").with("category", category)
    })?;
    let mandates = &case.standing.mandates;
    let mut speakers = case.signers.iter().filter(|signer| speaks(signer, by)).peekable();
    demand(speakers.peek().is_some(), || Problem::refused("remark-unsigned").with("by", by))?;
    let seat_of_body = |body: &Code| !matches!(by, Party::Body(named) if named != body);
    let may = speakers.any(|signer| {
        let mut seats = signer.seats.iter().filter(|seat| seat_of_body(&seat.body));
        seats.any(|seat| rule.by.iter().any(|pattern| mandates.covers(pattern, seat)))
    });
    demand(may, || {
        let seats: Vec<String> = rule.by.iter().map(ToString::to_string).collect();
        Problem::refused("remark-not-theirs").with("by", by).with("seats", seats.join(" | "))
    })
}

/// The subject of a remark, and nobody else, replies to it; to a reply there is no reply.
fn replied_by(to: &EventId, by: &Party, case: &Case<'_>) -> Verdict {
    let remark = case.standing.ballots.remark(to).filter(|remark| remark.reply_to.is_none());
    let remark = remark.ok_or_else(|| Problem::refused("remark-unknown").with("event", to))?;
    let theirs = match (&remark.subject, by) {
        (Subject::Person { person, .. }, Party::Person(named)) => person == named,
        (Subject::Body(body), Party::Body(named)) => body == named,
        _ => false,
    };
    demand(theirs, || Problem::refused("reply-not-theirs").with("by", by).with("subject", &remark.subject))?;
    let signed = case.signers.iter().any(|signer| speaks(signer, by));
    demand(signed, || Problem::refused("remark-unsigned").with("by", by))
}

fn tallyable(state: &EvaluationState, claimed: &Tally) -> Verdict {
    let evaluation = &state.details.evaluation;
    demand(state.tally.is_none(), || Problem::refused("tallied-already").with("evaluation", evaluation))?;
    let uncounted: Vec<&str> = state.uncounted().into_iter().map(Code::as_str).collect();
    demand(uncounted.is_empty(), || Problem::refused("groups-not-counted").with("groups", uncounted.join(", ")))?;
    let sum = state.sum();
    let rule = &state.rule.turnout;
    demand(rule.returned.met(sum.returned, sum.electorate), || {
        Problem::refused("turnout-missed")
            .with("returned", sum.returned)
            .with("electorate", sum.electorate)
            .with("needed", rule.returned.least(sum.electorate))
            .with("source", &rule.source)
    })?;
    same_figures(claimed, &sum)
}

/// The claimed tally is the computed one; a difference is named by its place.
fn same_figures(claimed: &Tally, sum: &Tally) -> Verdict {
    let differs = |figure: &str, dimension: &str, found: String, expected: String| {
        let refused = Problem::refused("tally-differs").with_word("figure", figure).with("dimension", dimension);
        Err(refused.with("found", found).with("expected", expected))
    };
    let heads = [
        ("figure-electorate", claimed.electorate, sum.electorate),
        ("figure-issued", claimed.issued, sum.issued),
        ("figure-returned", claimed.returned, sum.returned),
        ("figure-invalid", claimed.invalid, sum.invalid),
    ];
    for (figure, found, expected) in heads {
        if found != expected {
            return differs(figure, "*", found.to_string(), expected.to_string());
        }
    }
    let names = claimed.dimensions.iter().map(|row| &row.dimension);
    if !names.eq(sum.dimensions.iter().map(|row| &row.dimension)) {
        let (found, expected) = (claimed.dimensions.len(), sum.dimensions.len());
        return differs("figure-dimensions", "*", found.to_string(), expected.to_string());
    }
    for (row, right) in claimed.dimensions.iter().zip(&sum.dimensions) {
        let dimension = row.dimension.as_str();
        if row.bands != right.bands {
            return differs("figure-bands", dimension, listed(&row.bands), listed(&right.bands));
        }
        if row.blank != right.blank {
            return differs("figure-blank", dimension, row.blank.to_string(), right.blank.to_string());
        }
        if row.score != right.score {
            return differs("figure-score", dimension, thousandths(row.score), thousandths(right.score));
        }
    }
    if claimed.score != sum.score {
        return differs("figure-score", "*", thousandths(claimed.score), thousandths(sum.score));
    }
    Ok(())
}

fn listed(bands: &BTreeMap<Code, u64>) -> String {
    let bands: Vec<String> = bands.iter().map(|(band, ballots)| format!("{band} {ballots}")).collect();
    bands.join(", ")
}

fn thousandths(score: Option<u64>) -> String {
    score.map_or_else(|| "—".to_owned(), |score| score.to_string())
}

fn decidable(state: &EvaluationState, decision: &Decision, case: &Case<'_>) -> Verdict {
    let evaluation = &state.details.evaluation;
    let tally = state.tally.as_ref();
    let tally = tally.ok_or_else(|| Problem::refused("not-tallied").with("evaluation", evaluation))?;
    demand(state.decision.is_none(), || Problem::refused("evaluation-decided-already").with("evaluation", evaluation))?;
    let known = state.details.form.bands.iter().any(|band| band.band == decision.band);
    demand(known, || Problem::refused("band-unknown").with("band", &decision.band))?;
    failing_as_judged(state, tally, decision)?;
    within_cap(state, decision, case)?;
    vacates_rightly(state, decision, case)
}

/// Failing has consequences, so it is decided when the ballots say so and only then: when the policy's share of the
/// valid ballots judged an overall dimension failing. Any other band may weigh what was remarked.
fn failing_as_judged(state: &EvaluationState, tally: &Tally, decision: &Decision) -> Verdict {
    let rule = &state.rule.failing;
    let asked = state.details.form.dimensions.iter().zip(&tally.dimensions);
    let overall = asked.filter(|(asked, _)| asked.aspect == Aspect::Overall);
    let most = overall.map(|(_, row)| row.judged(&rule.band)).max().unwrap_or(0);
    let valid = tally.valid();
    let judged = valid > 0 && rule.share.met(most, valid);
    let decided = decision.band == rule.band;
    demand(judged == decided, || {
        let code = if judged { "ballots-say-failing" } else { "ballots-do-not-say-failing" };
        Problem::refused(code)
            .with("found", most)
            .with("valid", valid)
            .with("needed", rule.share.least(valid))
            .with("band", &rule.band)
            .with("source", &rule.source)
    })
}

/// At most the policy's share of a round's subjects get the best band: of the number the round was opened with,
/// rounded down, counted in the order of decisions. The number would be an empty promise if it were only declared,
/// so the best band waits until that many subjects stand in the round; where the rule has it so, only those alike and
/// tallied count.
fn within_cap(state: &EvaluationState, decision: &Decision, case: &Case<'_>) -> Verdict {
    let rule = &state.rule.excellent;
    if decision.band != rule.band {
        return Ok(());
    }
    let round = &state.details.round;
    let held = case.standing.ballots.of_round(&round.round);
    let opened = subjects(held.iter().copied()).len() as u64;
    demand(opened >= u64::from(round.subjects), || {
        Problem::refused("round-not-complete")
            .with("round", &round.round)
            .with("opened", opened)
            .with("subjects", round.subjects)
    })?;
    let alike = |other: &EvaluationState| {
        let sort = |state: &EvaluationState| std::mem::discriminant(&state.details.subject);
        !rule.of_tallied || sort(other) == sort(state)
    };
    let tallied = held.iter().copied().filter(|other| alike(other) && other.tally.is_some());
    let counting = if rule.of_tallied { subjects(tallied).len() as u64 } else { u64::from(round.subjects) };
    let cap = counting * u64::from(rule.cap.num) / u64::from(rule.cap.den.max(1));
    let given = held.iter().filter(|other| alike(other) && other.band() == Some(&rule.band)).count() as u64;
    demand(given < cap, || {
        Problem::refused("excellent-cap-reached")
            .with("round", &round.round)
            .with("given", given)
            .with("cap", cap)
            .with("subjects", counting)
            .with("source", &rule.source)
    })
}

/// The decision names the mandate it ends, and no other: the seat of a person who is failing once too often in a row
/// and still holds it.
fn vacates_rightly(state: &EvaluationState, decision: &Decision, case: &Case<'_>) -> Verdict {
    let rule = &state.rule.vacancy;
    let subject = &state.details.subject;
    let failing = decision.band == state.rule.failing.band;
    let streak = case.standing.ballots.failing_streak(subject).saturating_add(1);
    let ends = match subject {
        Subject::Person { person, seat } if failing && streak >= rule.failing_in_a_row => {
            let held = case.standing.mandates.seats_of(person, case.at.day).contains(seat);
            held.then(|| Vacancy { person: person.clone(), seat: seat.clone() })
        }
        _ => None,
    };
    demand(decision.vacates == ends, || {
        let code = if ends.is_some() { "vacancy-not-stated" } else { "vacancy-not-due" };
        Problem::refused(code)
            .with("subject", subject)
            .with("needed", rule.failing_in_a_row)
            .with("source", &rule.source)
    })
}
