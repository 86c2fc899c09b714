//! Judges authority clauses.

use crate::base::problem::Problem;
use crate::event::authority::AuthorityClause;
use crate::rules::check::Case;

/// Judges one clause.
pub fn check(clause: &AuthorityClause, case: &Case<'_>) -> Result<(), Problem> {
    let _ = (clause, case);
    Ok(())
}
