//! A soak: an hour's worth of mixed load in a few minutes, on a ledger of its own, and the auditor at the end.
//!
//! ```text
//! cargo run --release --example soak -- --minutes 10
//! ```
//!
//! It stops by itself, prints what it did and how much memory it took, and fails if anything acknowledged is missing or the
//! auditor finds anything.

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

#[path = "../vectors/cast.rs"]
#[allow(dead_code, reason = "the vectors use more of it")]
mod cast;
#[path = "../../tests/common/community.rs"]
mod community;
mod load;

/// Anything that can go wrong.
pub type Any<T> = Result<T, Box<dyn std::error::Error>>;

/// Mixed load on a ledger, for a while.
#[derive(Parser)]
struct Args {
    /// How long, in minutes.
    #[arg(long, default_value = "10")]
    minutes: u64,
    /// Events submitted a second, at most.
    #[arg(long, default_value = "200")]
    events_per_second: u32,
    /// How often the server is stopped and its store opened again.
    #[arg(long, default_value = "20")]
    restarts: u32,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let plan = load::Plan {
        length: Duration::from_secs(60 * args.minutes),
        events_per_second: args.events_per_second.max(1),
        restarts: args.restarts,
    };
    match load::run(&plan, &|told| println!("{told}")) {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
