//! The witness: says of other people's logs that they only ever grew, so that nobody is shown a history of their own.
//!
//! C2SP tlog-witness (<https://c2sp.org/tlog-witness>), both sides: [`keeper`] remembers and cosigns, [`ask`] asks
//! others. It knows checkpoints and no events: what the entries say is for whoever stands behind
//! [`keeper::Examiner`]. Not for HTTP serving ([`crate::http::witness`]) nor for when a ledger asks
//! (`crate::http`).

pub mod ask;
pub mod folder;
pub mod keeper;
pub mod request;
pub mod seen;

#[cfg(test)]
mod tests;
