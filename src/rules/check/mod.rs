//! Judges clauses, one file per notion. Checks read the standing and never change it.

pub mod authority;
pub mod ballot;
pub mod disclosure;
pub mod mandate;
pub mod obligation;
pub mod posting;

use crate::base::code::Code;
use crate::base::key::PublicKey;
use crate::base::problem::Problem;
use crate::event::clause::Clause;
use crate::event::mandate::Seat;
use crate::event::payload::Head;
use crate::event::policy::Policy;
use crate::rules::standing::{At, Standing};

/// A signature matched to the person whose key made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The key.
    pub key: PublicKey,
    /// Whose it is.
    pub person: Code,
    /// The seats they hold on the day of the event.
    pub seats: Vec<Seat>,
}

/// Everything a check may look at.
pub struct Case<'a> {
    /// The past.
    pub standing: &'a Standing,
    /// The event's common attributes.
    pub head: &'a Head,
    /// Where and when it would stand.
    pub at: At,
    /// Those who signed and hold a seat on the day.
    pub signers: &'a [Signer],
    /// All keys that signed, including ones that prove themselves.
    pub keys: &'a [PublicKey],
}

impl<'a> Case<'a> {
    /// The policy in force. Clauses of kinds other than the first two are only judged once there is one.
    pub fn policy(&self) -> Result<&'a Policy, Problem> {
        self.standing.policy.as_ref().ok_or_else(|| Problem::refused("no-policy-yet"))
    }

    /// Whether this person signed.
    pub fn signed(&self, person: &Code) -> bool {
        self.signers.iter().any(|signer| signer.person == *person)
    }
}

/// Judges one clause.
pub fn check(clause: &Clause, case: &Case<'_>) -> Result<(), Problem> {
    match clause {
        Clause::Mandate(clause) => mandate::check(clause, case),
        Clause::Authority(clause) => authority::check(clause, case),
        Clause::Posting(clause) => posting::check(clause, case),
        Clause::Obligation(clause) => obligation::check(clause, case),
        Clause::Disclosure(clause) => disclosure::check(clause, case),
        Clause::Ballot(clause) => ballot::check(clause, case),
    }
}
