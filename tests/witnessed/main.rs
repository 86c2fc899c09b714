//! A ledger and its witnesses, all of them the real program: who is shown what, and what strangers' tools say of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "../../examples/vectors/cast.rs"]
#[allow(dead_code, reason = "the vectors use more of it")]
mod cast;
#[path = "../common/community.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod community;
#[path = "../survival/served.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod served;

mod asked;
mod keys;
mod receipts;
mod scene;
mod strict;

/// Anything that can go wrong.
pub type Any<T> = Result<T, Box<dyn std::error::Error>>;
