//! The walk-through of `examples/walkthrough/run.sh`, run as a newcomer runs it.

#![allow(clippy::unwrap_used)]

use std::process::Command;

#[test]
fn a_newcomer_goes_from_nothing_to_a_verified_account() {
    let dir = tempfile::TempDir::new().unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/walkthrough/run.sh");
    let mut command = Command::new("sh");
    command.arg(script).arg(dir.path()).env("MINGBAI", env!("CARGO_BIN_EXE_mingbai"));
    // A machine twelve hours west of Greenwich: for most of the day it has another date than the ledger.
    let done = command.env_remove("MINGBAI_LANG").env("TZ", "WEST+12").output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{out}\n{err}");
    assert!(out.contains("结论：成立"), "{out}");
    assert!(err.contains("[matter-not-adopted]"), "the early payment is refused for want of a resolution: {err}");
}
