//! Obligation: what is owed by a date.

/// Requirements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObligationClause {}

/// Consequences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObligationEffect {}
