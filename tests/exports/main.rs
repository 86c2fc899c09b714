//! The demo's year exported in every form, read as a stranger would: only from the files, with nothing of the program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "../common/found.rs"]
mod found;

mod contracts;
mod folder;
mod journal;
mod made;
mod package;
mod rows;
mod totals;
