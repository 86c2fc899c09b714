//! Judges posting clauses.

use crate::base::problem::Problem;
use crate::event::posting::PostingClause;
use crate::rules::check::Case;

/// Judges one clause.
pub fn check(clause: &PostingClause, case: &Case<'_>) -> Result<(), Problem> {
    let _ = (clause, case);
    Ok(())
}
