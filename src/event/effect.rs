//! What an accepted event causes. Standing and views are folded from effects alone, so neither needs
//! to know any family by name.

use crate::event::authority::AuthorityEffect;
use crate::event::ballot::BallotEffect;
use crate::event::case::CaseEffect;
use crate::event::count::CountEffect;
use crate::event::disclosure::DisclosureEffect;
use crate::event::mandate::MandateEffect;
use crate::event::obligation::ObligationEffect;
use crate::event::posting::PostingEffect;

/// One consequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Persons, keys, bodies and offices.
    Mandate(MandateEffect),
    /// Matters, their steps and what an adopted resolution permits.
    Authority(AuthorityEffect),
    /// Movements of money and the closing of periods.
    Posting(PostingEffect),
    /// Something is owed, or done.
    Obligation(ObligationEffect),
    /// Something is shown, reviewed or corrected.
    Disclosure(DisclosureEffect),
    /// Something is counted.
    Ballot(BallotEffect),
    /// Something comes into a stage.
    Case(CaseEffect),
    /// People are counted.
    Count(CountEffect),
}

macro_rules! from_notions {
    ($($notion:ident($effect:ty)),*) => {$(
        impl From<$effect> for Effect {
            fn from(effect: $effect) -> Self {
                Effect::$notion(effect)
            }
        }
    )*};
}

from_notions!(
    Mandate(MandateEffect),
    Authority(AuthorityEffect),
    Posting(PostingEffect),
    Obligation(ObligationEffect),
    Disclosure(DisclosureEffect),
    Ballot(BallotEffect),
    Case(CaseEffect),
    Count(CountEffect)
);
