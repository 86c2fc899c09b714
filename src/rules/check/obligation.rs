//! Judges obligation clauses.

use crate::base::problem::Problem;
use crate::event::obligation::ObligationClause;
use crate::rules::check::Case;

/// Judges one clause.
pub fn check(clause: &ObligationClause, case: &Case<'_>) -> Result<(), Problem> {
    let _ = (clause, case);
    Ok(())
}
