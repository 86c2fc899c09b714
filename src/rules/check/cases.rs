//! Judges the stages of cases. A step taken late is not refused: late is shown.

use crate::base::code::Code;
use crate::base::problem::Problem;
use crate::base::time::Day;
use crate::event::case::{CaseClause, CaseRef};
use crate::event::policy::Clock;
use crate::rules::check::{Case, Verdict, demand};
use crate::rules::standing::cases::CaseState;

/// Judges one clause.
pub fn check(clause: &CaseClause, case: &Case<'_>) -> Verdict {
    match clause {
        CaseClause::New(named) => demand(case.standing.cases.get(named).is_none(), || {
            Problem::refused("case-exists").with_word("sort", &named.words_key()).with("case", &named.code)
        }),
        CaseClause::At { case: named, any } => at(named, any, case),
        CaseClause::NotAlone(named) => match known(named, case)?.about.as_ref() {
            Some(person) => not_by(person, case),
            None => Ok(()),
        },
        CaseClause::NotBy(person) => not_by(person, case),
        CaseClause::RaisedBy { case: named, person } => {
            let by = known(named, case)?.raised_by.as_ref();
            demand(by == Some(person), || {
                let by = by.map_or_else(String::new, |by| case.standing.mandates.name_of(by));
                Problem::refused("case-of-another").with("case", &named.code).with("person", person).with("by", by)
            })
        }
        CaseClause::About { case: named, person } => demand(known(named, case)?.about.as_ref() == Some(person), || {
            Problem::refused("case-about-another").with("case", &named.code).with("person", person)
        }),
        CaseClause::Worth { case: named, amount } => worth(named, *amount, case, |worth| *amount == worth),
        CaseClause::WorthAtLeast { case: named, amount } => worth(named, *amount, case, |worth| *amount <= worth),
        CaseClause::DueKept { case: named, due } => {
            let state = known(named, case)?;
            let duty = state.stage().and_then(|stage| CaseState::duty(named, stage));
            let owed = duty.and_then(|duty| case.standing.obligations.get(&duty)).map(|owed| owed.due);
            demand(owed.is_some_and(|owed| *due <= owed), || {
                let owed = owed.map_or_else(String::new, |owed| owed.to_string());
                Problem::refused("case-put-off").with("case", &named.code).with("due", owed).with("found", due)
            })
        }
        CaseClause::During { case: named, stage, on } => {
            let then = known(named, case)?.on(*on).is_some_and(|known| known.stage == *stage);
            demand(then && *on <= case.at.day, || in_stage("case-not-then", named, stage).with("day", on))
        }
        CaseClause::SinceAtLeast { case: named, stage, clock } => {
            let (since, earliest) = term(named, stage, *clock, case)?;
            demand(case.at.day >= earliest, || {
                let refused = in_stage("case-too-soon", named, stage);
                refused.with("since", since).with("earliest", earliest).with("found", case.at.day)
            })
        }
        CaseClause::SinceAtMost { case: named, stage, clock } => {
            let (since, latest) = term(named, stage, *clock, case)?;
            demand(case.at.day <= latest, || {
                let refused = in_stage("case-too-late", named, stage);
                refused.with("since", since).with("latest", latest).with("found", case.at.day)
            })
        }
    }
}

fn known<'a>(named: &CaseRef, case: &Case<'a>) -> Result<&'a CaseState, Problem> {
    let state = case.standing.cases.get(named);
    state
        .ok_or_else(|| Problem::refused("case-unknown").with_word("sort", &named.words_key()).with("case", &named.code))
}

fn in_stage(code: &'static str, named: &CaseRef, stage: &str) -> Problem {
    Problem::refused(code).with("case", &named.code).with_word("stage", &named.stage_key(stage))
}

fn at(named: &CaseRef, any: &[&str], case: &Case<'_>) -> Verdict {
    let state = known(named, case)?;
    let stage = state.stage().map(|stage| stage.stage.as_str()).unwrap_or_default();
    demand(!state.ended, || in_stage("case-ended", named, stage))?;
    demand(any.contains(&stage), || {
        // One stage is named even where several would do: it is the first the family thinks of.
        let wanted = any.first().copied().unwrap_or_default();
        in_stage("case-at-another-stage", named, stage).with_word("wanted", &named.stage_key(wanted))
    })
}

fn not_by(person: &Code, case: &Case<'_>) -> Verdict {
    let mandates = &case.standing.mandates;
    demand(case.signers.iter().any(|signer| !mandates.close(&signer.person, person)), || {
        Problem::refused("nobody-answers-for-themselves").with("person", mandates.name_of(person))
    })
}

fn worth(named: &CaseRef, amount: i64, case: &Case<'_>, fits: impl Fn(i64) -> bool) -> Verdict {
    let worth = known(named, case)?.worth.unwrap_or_default();
    demand(fits(worth), || {
        Problem::refused("case-worth-differs").with("case", &named.code).with("found", amount).with("worth", worth)
    })
}

/// The day the case came into the stage, and the last day of the term that began then.
fn term(named: &CaseRef, stage: &str, clock: Clock, case: &Case<'_>) -> Result<(Day, Day), Problem> {
    let since = known(named, case)?.since(stage).ok_or_else(|| in_stage("case-stage-never", named, stage))?;
    let end = case.policy()?.due(clock, since);
    Ok((since, end.ok_or_else(|| super::clock_missing(clock))?))
}
