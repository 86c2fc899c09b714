//! What an event requires before it may enter the ledger.
//!
//! A small closed enum, one variant per notion, so that a new *sort* of requirement makes the compiler
//! list every place that must know it. Families only combine clauses; `rules::check` judges them.

use crate::event::authority::AuthorityClause;
use crate::event::ballot::BallotClause;
use crate::event::case::CaseClause;
use crate::event::count::CountClause;
use crate::event::disclosure::DisclosureClause;
use crate::event::mandate::MandateClause;
use crate::event::obligation::ObligationClause;
use crate::event::posting::PostingClause;

/// One requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clause {
    /// Who acts, signs, sits.
    Mandate(MandateClause),
    /// What a resolution permits.
    Authority(AuthorityClause),
    /// What the books allow.
    Posting(PostingClause),
    /// What was owed.
    Obligation(ObligationClause),
    /// What is shown.
    Disclosure(DisclosureClause),
    /// What was counted.
    Ballot(BallotClause),
    /// What is in which stage.
    Case(CaseClause),
    /// How many there are.
    Count(CountClause),
}

macro_rules! from_notions {
    ($($notion:ident($clause:ty)),*) => {$(
        impl From<$clause> for Clause {
            fn from(clause: $clause) -> Self {
                Clause::$notion(clause)
            }
        }
    )*};
}

from_notions!(
    Mandate(MandateClause),
    Authority(AuthorityClause),
    Posting(PostingClause),
    Obligation(ObligationClause),
    Disclosure(DisclosureClause),
    Ballot(BallotClause),
    Case(CaseClause),
    Count(CountClause)
);
