//! The registry of event kinds. A family is one file here and one line in [`FAMILIES`].

pub mod charter;
pub mod evaluation;
pub mod finance;
pub mod ledger;
pub mod meeting;
pub mod notice;
pub mod resolution;

use crate::event::kind::KindInfo;

/// Every family's kinds, in the order of the catalogue.
pub const FAMILIES: &[&[KindInfo]] = &[
    ledger::KINDS,
    charter::KINDS,
    resolution::KINDS,
    meeting::KINDS,
    evaluation::KINDS,
    finance::KINDS,
    notice::KINDS,
];

/// The kind with this name, if this program knows it.
pub fn find(name: &str) -> Option<&'static KindInfo> {
    all().find(|info| info.name == name)
}

/// Every kind.
pub fn all() -> impl Iterator<Item = &'static KindInfo> {
    FAMILIES.iter().flat_map(|family| family.iter())
}
