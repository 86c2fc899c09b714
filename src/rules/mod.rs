//! The rules: what may enter the ledger, given what already has.
//!
//! Pure: no store, no clock, no randomness, so that the same inputs give the same verdict for ever, to
//! the server and to every auditor.

pub mod check;
pub mod decide;
#[cfg(test)]
mod families;
pub mod profile;
pub mod standing;
#[cfg(test)]
#[allow(clippy::missing_panics_doc)] // Tests panic.
pub mod testing;
