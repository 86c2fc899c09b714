//! Judges numbers against the figures of the policy in force, against dated rolls and against each other.

use std::collections::BTreeSet;

use crate::base::code::Code;
use crate::base::problem::Problem;
use crate::base::time::Day;
use crate::event::count::{CountClause, Poll, Roll};
use crate::event::figure::{Figure, FigureValue};
use crate::event::policy::Threshold;
use crate::rules::check::{Case, Verdict, demand};

/// Judges one clause.
pub fn check(clause: &CountClause, case: &Case<'_>) -> Verdict {
    match clause {
        CountClause::AtMost { figure, found } => number(figure, *found, case, true),
        CountClause::AtLeast { figure, found } => number(figure, *found, case, false),
        CountClause::Choice { figure, choice } => one_of(figure, choice, case),
        CountClause::Reaches { figure, part, of } => reaches(figure, *part, of, case),
        CountClause::Claims { figure, part, of, met } => claims(figure, (*part, *met), of, case),
        CountClause::AddsUp { what, whole, parts } => {
            let sum = parts.iter().fold(0_u64, |sum, part| sum.saturating_add(*part));
            demand(sum == *whole, || {
                Problem::refused("sum-differs").with_word("what", what).with("sum", sum).with("whole", whole)
            })
        }
        CountClause::Within { what, part, whole } => demand(part <= whole, || {
            Problem::refused("whole-exceeded").with_word("what", what).with("part", part).with("whole", whole)
        }),
        CountClause::Elects(poll) => elects(poll, case),
        CountClause::Ahead { clock, day } => {
            let earliest = case.policy()?.due(*clock, case.at.day).ok_or_else(|| super::clock_missing(*clock))?;
            demand(*day >= earliest, || {
                Problem::refused("notice-too-short").with("found", day).with("earliest", earliest)
            })
        }
        CountClause::Countable { on, groups } => countable(*on, groups, case),
    }
}

fn figure<'a>(code: &str, case: &Case<'a>) -> Result<&'a Figure, Problem> {
    case.policy()?.figure(code).ok_or_else(|| named(Problem::refused("figure-not-in-policy"), code))
}

fn named(problem: Problem, code: &str) -> Problem {
    problem.with_word("figure", &format!("limit-{code}")).with("code", code)
}

/// The policy has the figure, but as another sort of value than the one asked for.
fn of_other_sort(code: &str) -> Problem {
    named(Problem::refused("figure-of-other-sort"), code)
}

fn number(code: &str, found: i64, case: &Case<'_>, most: bool) -> Verdict {
    let figure = figure(code, case)?;
    let limit = figure.value.number().ok_or_else(|| of_other_sort(code))?;
    let shown = |number: i64| match figure.value {
        FigureValue::Money(_) => case.money(number),
        _ => number.to_string(),
    };
    let holds = if most { found <= limit } else { found >= limit };
    demand(holds, || {
        let refused = Problem::refused(if most { "figure-exceeded" } else { "figure-not-reached" });
        let refused = named(refused, code).with("found", shown(found)).with("limit", shown(limit));
        refused.with("source", &figure.source)
    })
}

fn one_of(code: &str, choice: &Code, case: &Case<'_>) -> Verdict {
    let FigureValue::Choices(choices) = &figure(code, case)?.value else { return Err(of_other_sort(code)) };
    demand(choices.contains_key(choice), || {
        let known: Vec<&str> = choices.keys().map(Code::as_str).collect();
        named(Problem::refused("choice-unknown"), code).with("found", choice).with("known", known.join(", "))
    })
}

/// How many people a roll has.
fn size(of: &Roll, case: &Case<'_>) -> Result<u64, Problem> {
    match of {
        Roll::Group { group, on } => {
            let found = case.standing.counts.group(group, *on).map(|(count, ..)| count);
            found.ok_or_else(|| Problem::refused("roll-unknown").with("group", group).with("day", on))
        }
        Roll::Body { body, on } => Ok(case.standing.mandates.roll(body, *on).len() as u64),
        Roll::Given(count) => Ok(*count),
    }
}

fn share<'a>(code: &str, case: &Case<'a>) -> Result<(Threshold, &'a Figure), Problem> {
    let figure = figure(code, case)?;
    let FigureValue::Share(share) = figure.value else { return Err(of_other_sort(code)) };
    Ok((share, figure))
}

fn reaches(code: &str, part: u64, of: &Roll, case: &Case<'_>) -> Verdict {
    let (share, figure) = self::share(code, case)?;
    let whole = size(of, case)?;
    demand(part <= whole, || Problem::refused("more-than-the-roll").with("found", part).with("whole", whole))?;
    demand(whole > 0 && share.met(part, whole), || {
        named(Problem::refused("share-not-reached"), code)
            .with("found", part)
            .with("whole", whole)
            .with("needed", share.least(whole))
            .with("share", share)
            .with("source", &figure.source)
    })
}

/// Whether `part` is enough must be what the event says.
fn claims(code: &str, (part, met): (u64, bool), of: &Roll, case: &Case<'_>) -> Verdict {
    let (share, figure) = self::share(code, case)?;
    let whole = size(of, case)?;
    demand(part <= whole, || Problem::refused("more-than-the-roll").with("found", part).with("whole", whole))?;
    demand((whole > 0 && share.met(part, whole)) == met, || {
        let problem = Problem::refused(if met { "share-not-reached" } else { "share-reached" });
        let problem = named(problem, code).with("found", part).with("whole", whole).with("needed", share.least(whole));
        problem.with("share", share).with("source", &figure.source)
    })
}

fn elects(poll: &Poll, case: &Case<'_>) -> Verdict {
    let (share, _) = self::share(poll.figure, case)?;
    let elected = poll.elects(|part, whole| whole > 0 && share.met(part, whole));
    let mut found: Vec<&Code> = poll.elected.iter().collect();
    found.sort();
    demand(found == elected, || {
        let list = |codes: &[&Code]| codes.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(", ");
        named(Problem::refused("elected-otherwise"), poll.figure)
            .with("found", list(&found))
            .with("elected", list(&elected))
            .with("share", share)
    })
}

fn countable(on: Day, groups: &[Code], case: &Case<'_>) -> Verdict {
    demand(on <= case.at.day, || Problem::refused("roll-ahead").with("day", on).with("latest", case.at.day))?;
    demand(!groups.is_empty(), || Problem::refused("roll-empty"))?;
    let mut seen = BTreeSet::new();
    groups.iter().try_for_each(|group| {
        let before = case.standing.counts.counted_on(group, on);
        demand(seen.insert(group) && before.is_none(), || {
            Problem::refused("roll-counted-already").with("group", group).with("day", on)
        })
    })
}
