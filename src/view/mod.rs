//! Views: what people read, folded from accepted events.
//!
//! A view is one file under [`open`] and one line in [`open::VIEWS`]. It folds effects and publishes
//! [`document::Document`]s; page, JSON and CSV are made from the document by one renderer each, so a
//! view never knows how it is shown. Views are fed entries and cannot write: nothing here knows of
//! stores, the ledger's write path or HTTP.

pub mod board;
pub mod document;
pub mod flags;
pub mod hits;
pub mod open;
pub mod payments;
pub mod recorded;
pub mod references;
pub mod render;
pub mod saved;
pub mod search;
pub mod tables;
#[cfg(test)]
#[allow(clippy::missing_panics_doc)] // Tests panic.
pub mod testing;
pub mod told;
