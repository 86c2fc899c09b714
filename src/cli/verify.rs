//! `mingbai verify`: checks a published ledger as a stranger would, and says what was found.

use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};

use crate::audit::auditor::{Options, audit};
use crate::audit::memory::{self, Memory};
use crate::audit::source;
use crate::base::note::Vkey;
use crate::base::problem::Outcome;
use crate::base::words::Lang;
use crate::ledger::clock::{Clock as _, SystemClock};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 账本网址，或导出的文件夹 / URL of a ledger, or an exported folder
    target: String,
    /// 可信的日志公钥（公告栏或纸质通知上的）/ The log key you trust, from the notice board or a paper notice
    #[arg(long)]
    vkey: Option<String>,
    /// 在此文件记住见过的检查点；下次发现历史被截短或改写，两份签名一并留作证据 / Remember checkpoints in this file; a history
    /// that was cut short or rewritten since is reported, and both signed checkpoints are kept as evidence
    #[arg(long, value_name = "FILE")]
    remember: Option<PathBuf>,
    /// 以 JSON 输出报告 / The report as JSON
    #[arg(long)]
    json: bool,
    /// 不显示进度 / No progress bar
    #[arg(long)]
    quiet: bool,
}

/// Audits and prints the report.
pub fn run(args: &Args, lang: Lang) -> Outcome<u8> {
    let log = args.vkey.as_deref().map(str::parse::<Vkey>).transpose()?;
    let source = source::open(&args.target)?;
    let bar = if args.quiet || args.json { ProgressBar::hidden() } else { ProgressBar::new(0) };
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} {per_sec} {eta}") {
        bar.set_style(style);
    }
    let options = Options { log, now: SystemClock.now() };
    let mut memory = args.remember.as_deref().map(Memory::load).transpose()?;
    let mut report = audit(source.as_ref(), &options, &|done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    if let (Some(memory), Some(file)) = (&mut memory, &args.remember) {
        memory::recall(memory, source.as_ref(), &mut report);
        memory.save(file)?;
    }
    bar.finish_and_clear();
    if args.json {
        println!("{:#}", report.json());
    } else {
        print!("{}", report.text(lang));
    }
    Ok(report.exit_code())
}
