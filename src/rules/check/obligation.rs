//! Judges what is owed. A duty done late is not refused: late is shown, undone stays owed.

use std::collections::BTreeSet;

use crate::base::problem::Problem;
use crate::event::authority::sort_key;
use crate::event::file::FileRef;
use crate::event::obligation::{Duty, ObligationClause, OwedBy};
use crate::rules::check::{Case, Signer, Verdict, demand};
use crate::rules::standing::obligations::OwedState;

/// Judges one clause.
pub fn check(clause: &ObligationClause, case: &Case<'_>) -> Verdict {
    match clause {
        ObligationClause::Owable { duty, due } => {
            demand(case.standing.obligations.get(duty).is_none(), || named(Problem::refused("duty-exists"), duty))?;
            demand(due.is_none_or(|due| due >= case.at.day), || {
                let refused = named(Problem::refused("duty-before-it-arises"), duty);
                refused.with("earliest", case.at.day)
            })
        }
        ObligationClause::Open(duty) => open(duty, case).map(drop),
        ObligationClause::Confirmed(duty) => confirmed(duty, case),
        ObligationClause::Extendable { duty, due } => {
            let state = open(duty, case)?;
            demand(*due >= state.due, || named(Problem::refused("duty-drawn-forward"), duty).with("due", state.due))
        }
        ObligationClause::Evidenced(files) => evidenced(files),
    }
}

fn named(problem: Problem, duty: &Duty) -> Problem {
    problem.with("duty", duty)
}

fn open<'a>(duty: &Duty, case: &Case<'a>) -> Result<&'a OwedState, Problem> {
    let state = case.standing.obligations.get(duty);
    let state = state.ok_or_else(|| named(Problem::refused("duty-unknown"), duty))?;
    let done = |(on, index)| named(Problem::refused("duty-done"), duty).with("on", on).with("index", index);
    state.done.map_or(Ok(state), |place| Err(done(place)))
}

fn confirmed(duty: &Duty, case: &Case<'_>) -> Verdict {
    // What is not owed is refused by `Open`; there is nobody then who could not confirm.
    let Ok(state) = open(duty, case) else { return Ok(()) };
    let mandates = &case.standing.mandates;
    let sort = case.policy()?.evaluation.chaired_by;
    let apart = |signer: &&Signer| match &state.by {
        OwedBy::Person(person) => !mandates.close(&signer.person, person),
        OwedBy::Body(_) | OwedBy::Sort(_) => true,
    };
    let confirms = |signer: &Signer| signer.seats.iter().any(|seat| mandates.sort_of(&seat.body) == Some(sort));
    demand(case.signers.iter().filter(apart).any(confirms), || {
        let refused = named(Problem::refused("confirmation-missing"), duty);
        refused.with_word("sort", sort_key(sort))
    })
}

fn evidenced(files: &[FileRef]) -> Verdict {
    demand(!files.is_empty(), || Problem::refused("evidence-missing"))?;
    // Their number needs no bound of its own: the payload has one.
    let mut seen = BTreeSet::new();
    files.iter().try_for_each(|file| {
        demand(seen.insert(file.sha256), || Problem::refused("file-named-twice").with("file", file.sha256))
    })
}
