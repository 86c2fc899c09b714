//! The same comparison as `real_sample.rs`, with all of the published records: 146,381 payments, 289 roll calls, 2,219
//! ballots. They lie in `../shared/data` where they are present; otherwise each test says that it is skipped.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

#[path = "../examples/real/mod.rs"]
mod real;
mod common {
    pub mod naive;
    pub mod records;
    pub mod shared;
}
use common::records;
use common::shared::shared;

#[test]
fn payments_are_the_same_to_the_penny() {
    if let Some(folder) = shared("spending/harrogate") {
        records::payments(&folder, 146_381);
    }
}

#[test]
fn every_vote_is_the_same_member_by_member() {
    if let Some(folder) = shared("council") {
        let told = records::council(&folder);
        assert_eq!((told.people, told.bodies, told.terms), (254, 172, 5_933));
        assert_eq!((told.meetings, told.without_roll), (555, 133));
        assert_eq!((told.resolutions, told.roll_calls, told.adopted, told.voice.len()), (428, 289, 209, 35));
    }
}

#[test]
fn every_count_and_mean_is_the_same() {
    if let Some(file) = shared("evaluation/turkiye-student-evaluation-1-2.csv") {
        assert_eq!(records::evaluation(&file), 2_219);
    }
}
