//! Judges clauses, one file per notion. Checks read the standing and never change it.

pub mod authority;
pub mod ballot;
pub mod disclosure;
pub mod mandate;
pub mod obligation;
pub mod posting;

use std::collections::BTreeSet;

use crate::base::code::Code;
use crate::base::key::PublicKey;
use crate::base::problem::Problem;
use crate::event::clause::Clause;
use crate::event::mandate::Seat;
use crate::event::payload::Head;
use crate::event::policy::{Need, Policy};
use crate::rules::standing::{At, Standing};

/// The judgement of one clause.
pub type Verdict = Result<(), Problem>;

/// Refuses with `problem` unless it `holds`.
pub fn demand(holds: bool, problem: impl FnOnce() -> Problem) -> Verdict {
    if holds { Ok(()) } else { Err(problem()) }
}

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

    /// The persons who signed and hold a seat that `need` asks for.
    pub fn people_from(&self, need: &Need) -> BTreeSet<&'a Code> {
        let mandates = &self.standing.mandates;
        let fits = |signer: &&Signer| {
            signer.seats.iter().any(|seat| need.seats.iter().any(|pattern| mandates.covers(pattern, seat)))
        };
        self.signers.iter().filter(fits).map(|signer| &signer.person).collect()
    }

    /// `amount` minor units as a refusal shows them.
    pub fn money(&self, amount: i64) -> String {
        let founded = self.standing.founded.as_ref();
        founded.map_or_else(|| amount.to_string(), |founded| founded.currency.shown(amount))
    }
}

/// Judges one clause.
pub fn check(clause: &Clause, case: &Case<'_>) -> Verdict {
    match clause {
        Clause::Mandate(clause) => mandate::check(clause, case),
        Clause::Authority(clause) => authority::check(clause, case),
        Clause::Posting(clause) => posting::check(clause, case),
        Clause::Obligation(clause) => obligation::check(clause, case),
        Clause::Disclosure(clause) => disclosure::check(clause, case),
        Clause::Ballot(clause) => ballot::check(clause, case),
    }
}
