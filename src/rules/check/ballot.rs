//! Judges ballot clauses.

use crate::base::problem::Problem;
use crate::event::ballot::BallotClause;
use crate::rules::check::Case;

/// Judges one clause.
pub fn check(clause: &BallotClause, case: &Case<'_>) -> Result<(), Problem> {
    let _ = (clause, case);
    Ok(())
}
