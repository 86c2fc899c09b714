//! Judges disclosure clauses.

use crate::base::problem::Problem;
use crate::event::disclosure::DisclosureClause;
use crate::rules::check::Case;

/// Judges one clause.
pub fn check(clause: &DisclosureClause, case: &Case<'_>) -> Result<(), Problem> {
    let _ = (clause, case);
    Ok(())
}
