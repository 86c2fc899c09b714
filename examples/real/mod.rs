//! Ledgers made of real public records: a council's payments, another council's votes, counted ballots.
//!
//! Shared by the example programs and by the tests that compare the ledgers with the source files. Nobody in
//! these records holds a key; `record-profile.toml` says who signs and what a signature means.

pub mod council;
pub mod desk;
pub mod evaluation;
pub mod legistar;
pub mod payments;
pub mod published;
pub mod shelf;

/// Any failure, for programs that can only report it.
pub type Any<T> = Result<T, Box<dyn std::error::Error>>;
