//! The registry of event kinds. A family is one file here and one line in [`FAMILIES`].

pub mod aid;
pub mod assemblies;
pub mod ballots;
pub mod care;
pub mod charter;
pub mod clean;
pub mod conduct;
pub mod elections;
pub mod employment;
pub mod evaluation;
pub mod finance;
pub mod flag;
pub mod grid;
pub mod hours;
pub mod ledger;
pub mod market;
pub mod meeting;
pub mod notice;
pub mod office;
pub mod openness;
pub mod paid;
pub mod party;
pub mod poll;
pub mod question;
pub mod recall;
pub mod resolution;
pub mod roll;
pub mod safety;
pub mod sealed;
pub mod selfrule;
pub mod supervision;
pub mod talk;
pub mod units;
pub mod voice;

use crate::event::family::Family;
use crate::event::kind::KindInfo;

/// Every family, in the order of the catalogue.
pub const FAMILIES: &[Family] = &[
    ledger::FAMILY,
    charter::FAMILY,
    resolution::FAMILY,
    meeting::FAMILY,
    evaluation::FAMILY,
    finance::FAMILY,
    notice::FAMILY,
    grid::FAMILY,
    hours::FAMILY,
    office::FAMILY,
    conduct::FAMILY,
    voice::FAMILY,
    talk::FAMILY,
    safety::FAMILY,
    question::FAMILY,
    units::FAMILY,
    roll::FAMILY,
    ballots::FAMILY,
    sealed::FAMILY,
    flag::FAMILY,
    market::FAMILY,
    employment::FAMILY,
    aid::FAMILY,
    supervision::FAMILY,
    assemblies::FAMILY,
    care::FAMILY,
    paid::FAMILY,
    openness::FAMILY,
    party::FAMILY,
    clean::FAMILY,
    elections::FAMILY,
    poll::FAMILY,
    recall::FAMILY,
    selfrule::FAMILY,
];

/// The kind with this name, if this program knows it.
pub fn find(name: &str) -> Option<&'static KindInfo> {
    all().find(|info| info.name == name)
}

/// Every kind.
pub fn all() -> impl Iterator<Item = &'static KindInfo> {
    FAMILIES.iter().flat_map(|family| family.kinds.iter())
}
