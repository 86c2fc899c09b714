//! The program on its worst days: killed, out of disk, damaged, lied about. What it acknowledged is there, and what is wrong
//! is named.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "../../examples/vectors/cast.rs"]
#[allow(dead_code, reason = "the vectors use more of it")]
mod cast;
#[path = "../common/community.rs"]
mod community;
#[path = "../sim/dice.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod dice;
#[path = "../common/go.rs"]
mod go;
#[path = "../common/published.rs"]
mod published;
#[path = "../common/witnesses.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod witnesses;

mod busy;
mod flips;
mod full;
mod kill;
mod liar;
mod publishing;
mod served;
mod together;
mod watching;

/// Anything that can go wrong.
pub type Any<T> = Result<T, Box<dyn std::error::Error>>;
