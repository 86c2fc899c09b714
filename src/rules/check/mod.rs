//! Judges clauses, one file per notion. Checks read the standing and never change it.

pub mod authority;
pub mod ballot;
pub mod cases;
pub mod count;
pub mod disclosure;
pub mod mandate;
pub mod obligation;
pub mod posting;
#[cfg(test)]
mod safeguards;
pub mod wording;

use std::collections::BTreeSet;

use crate::base::code::Code;
use crate::base::key::PublicKey;
use crate::base::problem::Problem;
use crate::event::case::CaseEffect;
use crate::event::clause::Clause;
use crate::event::disclosure::DisclosureEffect;
use crate::event::effect::Effect;
use crate::event::mandate::Seat;
use crate::event::obligation::{Due, ObligationEffect};
use crate::event::payload::Head;
use crate::event::policy::{Clock, Need, Policy};
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
        Clause::Case(clause) => cases::check(clause, case),
        Clause::Count(clause) => count::check(clause, case),
    }
}

/// Judges what must hold of every event's effects, whatever its kind: the policy in force has the periods they count
/// in, and no commitment stands in the ledger twice.
pub fn effects(effects: &[Effect], case: &Case<'_>) -> Vec<Problem> {
    let mut sealed_here = BTreeSet::new();
    let judged = effects.iter().map(|effect| match effect {
        Effect::Obligation(ObligationEffect::Owed { due, .. } | ObligationEffect::Extended { due, .. }) => {
            has_clock(*due, case)
        }
        Effect::Case(CaseEffect::Opened { owes, .. } | CaseEffect::Moved { owes, .. }) => {
            owes.as_ref().map_or(Ok(()), |owes| has_clock(owes.due, case))
        }
        Effect::Disclosure(DisclosureEffect::Sealed { field, sealed }) => {
            let new = sealed_here.insert(*sealed) && case.standing.disclosures.sealed(sealed).is_none();
            demand(new, || Problem::refused("sealed-twice").with("field", field).with("digest", sealed))
        }
        _ => Ok(()),
    });
    judged.filter_map(Result::err).collect()
}

fn has_clock(due: Due, case: &Case<'_>) -> Verdict {
    let (Due::After { clock, .. } | Due::Within(clock)) = due else { return Ok(()) };
    let Some(policy) = &case.standing.policy else { return Ok(()) };
    demand(policy.due(clock, case.at.day).is_some(), || clock_missing(clock))
}

/// The policy in force does not have this period.
fn clock_missing(clock: Clock) -> Problem {
    let code = if let Clock::Named(code) = clock { code } else { "" };
    Problem::refused("clock-not-in-policy").with_word("clock", &format!("clock-{code}")).with("code", code)
}
