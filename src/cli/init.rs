//! `mingbai init`: a new ledger with a new log key. It holds nothing until its first event is signed and submitted.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::code::Slug;
use crate::base::key::SecretKey;
use crate::base::problem::Outcome;
use crate::base::words::{Lang, say};
use crate::cli::open::slug;
use crate::cli::output::print;
use crate::ledger::clock::SystemClock;
use crate::ledger::host::Host;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 数据文件夹 / Data folder
    #[arg(long)]
    dir: PathBuf,
    /// 账本名称，用于网址 / Name of the ledger, used in URLs
    #[arg(long, value_parser = slug)]
    ledger: Slug,
    /// 账本来源名，如 example.org/xingfu / Origin of the ledger, like example.org/xingfu
    #[arg(long)]
    origin: String,
}

/// Makes the ledger and prints its verifier key.
pub fn run(args: &Args, lang: Lang) -> Outcome<u8> {
    let mut host = Host::open(&args.dir, Arc::new(SystemClock))?;
    let ledger = host.create(&args.ledger, &args.origin, SecretKey::generate()?)?;
    print(&ledger.vkey().to_string())?;
    eprintln!(
        "{}",
        say(lang, "init-done", &[("ledger", args.ledger.to_string()), ("vkey", ledger.vkey().to_string())])
    );
    Ok(0)
}
