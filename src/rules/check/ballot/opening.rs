//! Judges whether an evaluation may be opened: form, electorate, chair, round, and the distance to the one before.

use std::collections::BTreeSet;

use crate::base::code::Code;
use crate::base::limits;
use crate::base::problem::Problem;
use crate::event::authority::sort_key;
use crate::event::ballot::{Aspect, Evaluation, FULL_WEIGHT, Form};
use crate::event::policy::EvaluationRule;
use crate::rules::check::ballot::disinterested;
use crate::rules::check::{Case, Verdict, demand};
use crate::rules::standing::ballots::subjects;

/// Points of a band; more would only make scores harder to read.
const MOST_POINTS: u32 = 1_000;
const DAY_SECONDS: i64 = 86_400;
/// What a tally event holds besides its table, generously.
const TALLY_FRAME: usize = 2_048;

pub(super) fn openable(details: &Evaluation, case: &Case<'_>) -> Verdict {
    let rule = &case.policy()?.evaluation;
    let evaluation = &details.evaluation;
    demand(case.standing.ballots.evaluation(evaluation).is_none(), || {
        Problem::refused("evaluation-exists").with("evaluation", evaluation)
    })?;
    times_in_order(details, rule, case)?;
    chaired(details, rule, case)?;
    form_sound(&details.form)?;
    if details.subject.holds_office() {
        form_for_office(&details.form, rule)?;
    }
    electorate_sound(details, case)?;
    round_fits(details, case)?;
    apart(details, rule, case)
}

/// The form is frozen before the first ballot: not only signed, but in the log.
fn times_in_order(details: &Evaluation, rule: &EvaluationRule, case: &Case<'_>) -> Verdict {
    let (from, until) = (details.from, details.until);
    demand(from <= until, || Problem::refused("evaluated-period-reversed").with("from", from).with("until", until))?;
    let (opens, closes) = (details.balloting.opens, details.balloting.closes);
    demand(opens.instant() < closes.instant(), || {
        Problem::refused("balloting-reversed").with("opens", opens).with("closes", closes)
    })?;
    let latest = opens.instant().plus_seconds(i64::from(rule.late_opening.days) * DAY_SECONDS);
    let frozen = case.at.accepted <= latest && case.head.time.instant() <= opens.instant();
    demand(frozen, || Problem::refused("opened-after-ballots").with("opens", opens).with("accepted", case.at.accepted))
}

fn chaired(details: &Evaluation, rule: &EvaluationRule, case: &Case<'_>) -> Verdict {
    let mandates = &case.standing.mandates;
    let seats = mandates.seats_of(&details.chair, case.at.day);
    let fits = seats.iter().any(|seat| mandates.sort_of(&seat.body) == Some(rule.chaired_by));
    demand(fits, || {
        Problem::refused("chair-of-other-body")
            .with("person", mandates.name_of(&details.chair))
            .with_word("sort", sort_key(rule.chaired_by))
            .with("source", &rule.source)
    })?;
    disinterested(&details.subject, std::slice::from_ref(&details.chair), case)
}

/// Questions and answers are distinct, weights add up, points fall from band to band, and the result will fit into
/// an event.
fn form_sound(form: &Form) -> Verdict {
    distinct(form.dimensions.iter().map(|dimension| &dimension.dimension))?;
    distinct(form.bands.iter().map(|band| &band.band))?;
    demand(!form.dimensions.is_empty() && form.bands.len() >= 2, || {
        Problem::refused("form-too-small").with("dimensions", form.dimensions.len()).with("bands", form.bands.len())
    })?;
    let weight: u64 = form.dimensions.iter().map(|dimension| u64::from(dimension.weight)).sum();
    demand(weight == FULL_WEIGHT, || {
        Problem::refused("weights-do-not-add-up").with("found", weight).with("expected", FULL_WEIGHT)
    })?;
    let falling = form.bands.windows(2).all(|pair| pair[0].score > pair[1].score);
    demand(falling && form.bands.iter().all(|band| band.score <= MOST_POINTS), || {
        Problem::refused("points-not-falling").with("limit", MOST_POINTS)
    })?;
    let (bytes, limit) = (form.longest_tally(), limits::PAYLOAD_BYTES - TALLY_FRAME);
    demand(bytes <= limit, || Problem::refused("form-too-large").with("bytes", bytes).with("limit", limit))
}

fn distinct<'a>(codes: impl Iterator<Item = &'a Code>) -> Verdict {
    let mut seen = BTreeSet::new();
    for code in codes {
        demand(seen.insert(code), || Problem::refused("code-named-twice").with("code", code))?;
    }
    demand(seen.len() <= limits::LIST_ITEMS, || {
        Problem::refused("list-too-long").with("found", seen.len()).with("limit", limits::LIST_ITEMS)
    })
}

/// For a person or body in office: style and work are both asked, the whole is asked, and the bands the policy
/// speaks of are the best and the worst, so that neither cap nor failing can be avoided by another name.
fn form_for_office(form: &Form, rule: &EvaluationRule) -> Verdict {
    for aspect in Aspect::ALL {
        let asked = form.dimensions.iter().any(|dimension| dimension.aspect == aspect);
        demand(asked, || Problem::refused("form-lacks-aspect").with_word("aspect", aspect.words_key()))?;
    }
    let ends = [form.bands.first(), form.bands.last()].map(|band| band.map(|band| &band.band));
    demand(ends == [Some(&rule.excellent.band), Some(&rule.failing.band)], || {
        Problem::refused("form-lacks-band").with("best", &rule.excellent.band).with("worst", &rule.failing.band)
    })
}

fn electorate_sound(details: &Evaluation, case: &Case<'_>) -> Verdict {
    let electorate = &details.electorate;
    demand(electorate.rolled_on <= case.at.day, || {
        Problem::refused("roll-not-yet").with("found", electorate.rolled_on).with("latest", case.at.day)
    })?;
    demand(!electorate.groups.is_empty(), || Problem::refused("electorate-empty").with("group", "*"))?;
    distinct(electorate.groups.iter().map(|group| &group.group))?;
    let empty = electorate.groups.iter().find(|group| group.size == 0);
    empty.map_or(Ok(()), |group| Err(Problem::refused("electorate-empty").with("group", &group.group)))
}

/// The first evaluation of a round fixes its number of subjects and its period; each subject stands in it once, a
/// second time only when the first was void.
fn round_fits(details: &Evaluation, case: &Case<'_>) -> Verdict {
    let round = &details.round;
    let held = case.standing.ballots.of_round(&round.round);
    if let Some(first) = held.first() {
        let first = &first.details;
        let same = first.round.subjects == round.subjects && (first.from, first.until) == (details.from, details.until);
        demand(same, || {
            Problem::refused("round-differs")
                .with("round", &round.round)
                .with("subjects", first.round.subjects)
                .with("from", first.from)
                .with("until", first.until)
        })?;
    }
    let again = held.iter().any(|other| other.details.subject.same_as(&details.subject) && !other.void());
    demand(!again, || {
        Problem::refused("subject-in-round-already").with("subject", &details.subject).with("round", &round.round)
    })?;
    let others = subjects(held.iter().copied().filter(|other| !other.details.subject.same_as(&details.subject)));
    demand((others.len() as u64) < u64::from(round.subjects), || {
        Problem::refused("round-full").with("round", &round.round).with("subjects", round.subjects)
    })
}

/// A subject is evaluated once at a time, so that nobody can hold two and keep the better; and not too often. One
/// that was void for lack of ballots decided nothing and counts for nothing.
fn apart(details: &Evaluation, rule: &EvaluationRule, case: &Case<'_>) -> Verdict {
    let held = case.standing.ballots.of_subject(&details.subject);
    if let Some(other) = held.iter().find(|other| other.pending()) {
        let evaluation = &other.details.evaluation;
        return Err(Problem::refused("evaluation-pending")
            .with("evaluation", evaluation)
            .with("subject", &details.subject));
    }
    let closes = details.balloting.closes.day();
    let decided = held.iter().filter(|other| other.decision.is_some());
    let last = decided.map(|other| other.details.balloting.closes.day()).max();
    let earliest = last.map(|last| last.plus(rule.apart.days));
    demand(earliest.is_none_or(|earliest| earliest <= closes), || {
        Problem::refused("evaluations-too-close")
            .with("subject", &details.subject)
            .with("found", closes)
            .with("earliest", earliest.unwrap_or(closes))
            .with("source", &rule.apart.source)
    })
}
