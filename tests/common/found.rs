//! Programs that are not part of the build and may not be there.

use std::process::{Command, Stdio};

/// Whether `program` can be run. If not, says on standard error that a test is skipped and what that means.
pub fn found(program: &str, meaning: &str) -> bool {
    let quiet = Stdio::null;
    let run = Command::new(program).arg("version").stdin(quiet()).stdout(quiet()).stderr(quiet()).status();
    if run.is_err() {
        // Written to the stream itself: the test harness swallows `eprintln!` of tests that pass.
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), "SKIPPED: there is no {program} on this machine; {meaning}");
    }
    run.is_ok()
}
