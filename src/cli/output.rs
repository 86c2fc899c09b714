//! Where commands say what they found: standard output.

use std::io::{ErrorKind, Write as _};

use crate::base::problem::{Outcome, Problem};

/// Writes a line. Whoever reads may have seen enough and closed the pipe: then there is nobody to write for, and the
/// program goes on with what else it does.
pub fn print(line: &str) -> Outcome<()> {
    text(&format!("{line}\n"))
}

/// Writes a text as it is.
pub fn text(text: &str) -> Outcome<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => {
            Err(Problem::unavailable("file-unwritable").with("file", "stdout").with("cause", e))
        }
        _ => Ok(()),
    }
}
