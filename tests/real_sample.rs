//! Ledgers made of a small sample of real records say what the source files say, and the auditor finds nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::path::Path;

#[path = "../examples/real/mod.rs"]
mod real;
mod common {
    pub mod naive;
    pub mod records;
}
use common::records;

fn sample(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path)
}

#[test]
fn payments_are_the_same_to_the_penny() {
    records::payments(&sample("spending/harrogate"), 636);
}

#[test]
fn every_vote_is_the_same_member_by_member() {
    let told = records::council(&sample("council"));
    assert_eq!((told.roll_calls, told.adopted, told.voice.len()), (11, 6, 3));
}

#[test]
fn every_count_and_mean_is_the_same() {
    assert_eq!(records::evaluation(&sample("evaluation/turkiye-student-evaluation-1-2.csv")), 400);
}
