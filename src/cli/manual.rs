//! `mingbai man` and `mingbai completions`: made from the argument definitions themselves.

use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::base::problem::{Outcome, Problem};
use crate::cli::{Cli, output};

/// Arguments of `man`.
#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// 写入的文件夹 / Folder to write to
    out: PathBuf,
}

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct CompletionArgs {
    /// 命令行外壳 / Shell
    shell: Shell,
}

/// Writes a man page for the program and for each command.
pub fn man(args: &ManArgs) -> Outcome<u8> {
    let written = std::fs::create_dir_all(&args.out).and_then(|()| clap_mangen::generate_to(Cli::command(), &args.out));
    let failed = |e| Problem::unavailable("folder-unusable").with("folder", args.out.display()).with("cause", e);
    written.map_err(failed)?;
    Ok(0)
}

/// Prints completions for a shell.
pub fn completions(args: &CompletionArgs) -> Outcome<u8> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "mingbai", &mut script);
    output::text(&String::from_utf8_lossy(&script))?;
    Ok(0)
}
