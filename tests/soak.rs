//! The soak of `examples/soak`, for some seconds.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::time::Duration;

#[path = "../examples/vectors/cast.rs"]
#[allow(dead_code, reason = "the vectors use more of it")]
mod cast;
#[path = "common/community.rs"]
mod community;
#[path = "../examples/soak/load.rs"]
mod load;

/// Anything that can go wrong.
pub type Any<T> = Result<T, Box<dyn std::error::Error>>;

#[test]
fn mixed_load_with_restarts_loses_nothing_and_the_auditor_finds_nothing() {
    let plan = load::Plan { length: Duration::from_secs(5), events_per_second: 100, restarts: 2 };
    let summary = load::run(&plan, &|told| println!("{told}")).unwrap();
    println!("{summary}");
    assert!(summary.entries > summary.receipts && summary.receipts > 0 && summary.drafted > 0, "{summary}");
    assert!(summary.refused > 0 && summary.reads > 0 && summary.verified > 0, "{summary}");
}
