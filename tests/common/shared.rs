//! Published data sets too large for the repository. They may lie beside a working copy, in `../shared/data`.

use std::path::{Path, PathBuf};

/// Where `path` of the shared data lies; if it is not there, says on standard error that the test skips it.
pub fn shared(path: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if found.exists() {
        return Some(found);
    }
    // Written to the stream itself: the test harness swallows `eprintln!` of tests that pass.
    use std::io::Write as _;
    let _ =
        writeln!(std::io::stderr(), "SKIPPED: {path} is not in ../shared/data; only the sample in tests/data was read");
    None
}
