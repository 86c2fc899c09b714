//! Disclosure: what is shown, reviewed and corrected.

/// Requirements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DisclosureClause {}

/// Consequences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DisclosureEffect {}
