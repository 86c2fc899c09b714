//! Opening what a command works on.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use crate::base::code::Slug;
use crate::base::problem::{Outcome, Problem};
use crate::ledger::clock::SystemClock;
use crate::ledger::handle::Ledger;
use crate::ledger::host::Host;

/// A ledger in a folder on this machine.
#[derive(Clone, Debug, Args)]
pub struct LedgerArgs {
    /// 数据文件夹 / Data folder
    #[arg(long)]
    pub dir: PathBuf,
    /// 账本名称 / Name of the ledger
    #[arg(long, value_parser = slug)]
    pub ledger: Slug,
}

impl LedgerArgs {
    /// Opens the folder and the ledger; the folder stays locked while the host lives.
    pub fn open(&self) -> Outcome<(Host, Arc<Ledger>)> {
        if !self.dir.is_dir() {
            return Err(Problem::unavailable("folder-missing").with("folder", self.dir.display()));
        }
        let host = Host::open(&self.dir, Arc::new(SystemClock))?;
        let ledger = Arc::clone(host.ledger(&self.ledger)?);
        Ok((host, ledger))
    }
}

/// Reads a ledger's name as an argument.
pub fn slug(text: &str) -> Result<Slug, String> {
    text.parse::<Slug>().map_err(|problem| problem.to_string())
}

/// Reads a file, or standard input for `-`, of at most `limit` bytes.
pub fn read_input(path: &Path, limit: usize) -> Outcome<Vec<u8>> {
    let failed = |cause: &dyn std::fmt::Display| {
        Problem::unavailable("file-unreadable").with("file", path.display()).with("cause", cause)
    };
    let mut bytes = Vec::new();
    let limited = limit as u64 + 1;
    let read = if path == Path::new("-") {
        std::io::stdin().take(limited).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limited).read_to_end(&mut bytes))
    };
    read.map_err(|e| failed(&e))?;
    if bytes.len() > limit {
        return Err(Problem::malformed("file-too-long").with("file", path.display()).with("limit", limit));
    }
    Ok(bytes)
}

/// Writes to a file that must not exist yet, or to standard output.
pub fn write_output(path: Option<&Path>, bytes: &[u8]) -> Outcome<()> {
    let Some(path) = path else {
        let mut out = std::io::stdout().lock();
        // A reader that closed the pipe has what it wanted.
        drop(out.write_all(bytes).and_then(|()| out.write_all(b"\n")));
        return Ok(());
    };
    let written = std::fs::File::create_new(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|e| Problem::unavailable("file-unwritable").with("file", path.display()).with("cause", e))
}
