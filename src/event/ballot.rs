//! Ballot: what is counted (democratic evaluation).

/// Requirements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BallotClause {}

/// Consequences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BallotEffect {}
