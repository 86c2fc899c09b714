//! The forms a ledger is exported in, one file each. A new form is one file and one line in [`FORMATS`].

pub mod cases;
pub mod evaluation;
pub mod events;
pub mod finance;
pub mod fiscal;
pub mod flags;
pub mod grid;
pub mod hledger;
pub mod ocds;
pub mod openness;
pub mod points;
pub mod resolutions;

use crate::export::Exporter;

/// Every form, in the order of the files' list.
pub const FORMATS: &[fn() -> Box<dyn Exporter>] = &[
    events::Events::boxed,
    finance::Finance::boxed,
    resolutions::Resolutions::boxed,
    evaluation::Evaluations::boxed,
    openness::Openness::boxed,
    points::Points::boxed,
    cases::Cases::boxed,
    grid::Grid::boxed,
    flags::Flags::boxed,
    hledger::Hledger::boxed,
    ocds::Ocds::boxed,
    fiscal::Fiscal::boxed,
];
