//! The registry of event kinds. A family is one file here and one line in [`FAMILIES`].

pub mod charter;
pub mod evaluation;
pub mod finance;
pub mod flag;
pub mod grid;
pub mod hours;
pub mod ledger;
pub mod meeting;
pub mod notice;
pub mod resolution;
pub mod roll;
pub mod sealed;
pub mod units;

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
    units::FAMILY,
    roll::FAMILY,
    sealed::FAMILY,
    flag::FAMILY,
];

/// The kind with this name, if this program knows it.
pub fn find(name: &str) -> Option<&'static KindInfo> {
    all().find(|info| info.name == name)
}

/// Every kind.
pub fn all() -> impl Iterator<Item = &'static KindInfo> {
    FAMILIES.iter().flat_map(|family| family.kinds.iter())
}
