//! The site in a real browser: Debian's chromium, without a window. `./test` installs it.
//!
//! Pictures of the main pages are written to `target/screenshots`, so that people can look at them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod asking;
mod driver;
mod folders;
mod hostile;
mod look;
mod members;
mod opened;
mod proofs;
mod second;
mod served;
mod supervising;
mod verify;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One browser at a time: small machines run these tests, too.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where pictures are kept.
fn pictures() -> PathBuf {
    root().join("target/screenshots")
}
