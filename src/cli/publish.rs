//! `mingbai publish`: keeps a static copy of a ledger that any web server or object store can serve.

use std::path::PathBuf;
use std::time::Duration;

use crate::audit::auditor::founding_key;
use crate::audit::report::Report;
use crate::audit::source::{self, Source};
use crate::base::note::Vkey;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, say};
use crate::cli::exit_code;
use crate::cli::output::print;
use crate::ledger::clock::{Clock as _, SystemClock};
use crate::publish::{Done, Publisher};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 副本所在的文件夹 / Folder of the copy
    dir: PathBuf,
    /// 账本网址，或导出的文件夹 / URL of the ledger, or an exported folder
    #[arg(long, value_name = "URL")]
    from: String,
    /// 可信的日志公钥 / The log key you trust
    #[arg(long)]
    vkey: Option<String>,
    /// 每隔多少秒更新一次；不设时只更新一次 / Seconds between updates; without it, one update
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    every: Option<u64>,
    /// 账本自己的网址，写在副本的说明页上 / The ledger's own address, named on the copy's page about itself
    #[arg(long, value_name = "URL")]
    home: Option<String>,
}

/// Publishes once, or until it is interrupted.
pub fn run(args: &Args, lang: Lang) -> Outcome<u8> {
    let unusable = |home: &&String| !home.starts_with("https://") && !home.starts_with("http://");
    if let Some(home) = args.home.as_ref().filter(unusable) {
        return Err(Problem::malformed("public-url-unreadable").with("found", home.escape_debug()));
    }
    let source = source::open(&args.from)?;
    let mut publisher = None;
    loop {
        let done = once(args, source.as_ref(), &mut publisher);
        let Some(every) = args.every else {
            tell(done?, lang)?;
            return Ok(0);
        };
        match done {
            Ok(done) if done.files > 0 => tell(done, lang)?,
            Ok(_) => {}
            Err(problem) => {
                eprintln!("{} [{}]", problem.text(lang), problem.code);
                // What the ledger shows does not go on from the copy: waiting would not mend that.
                if exit_code(&problem) == 1 {
                    return Ok(1);
                }
                publisher = None;
            }
        }
        std::thread::sleep(Duration::from_secs(every));
    }
}

fn once<'a>(args: &Args, source: &'a dyn Source, publisher: &mut Option<Publisher<'a>>) -> Outcome<Done> {
    let mut own = match publisher.take() {
        Some(own) => own,
        None => Publisher::open(&args.dir, source, key(args, source)?, args.home.clone())?,
    };
    let done = own.round(SystemClock.now())?;
    // One that failed has folded what may not stand.
    *publisher = Some(own);
    Ok(done)
}

/// The key given, or the one the first entry names.
fn key(args: &Args, source: &dyn Source) -> Outcome<Vkey> {
    if let Some(text) = &args.vkey {
        return text.parse();
    }
    let mut report = Report::new(source.name());
    let found = founding_key(source, &mut report)?;
    let why = report.findings.into_iter().next().map(|finding| finding.problem);
    found.ok_or_else(|| why.unwrap_or_else(|| Problem::missing("audit-key-unknown")))
}

fn tell(done: Done, lang: Lang) -> Outcome<()> {
    let values = [("size", done.size), ("entries", done.entries), ("files", done.files)];
    print(&say(lang, "publish-done", &values.map(|(name, value)| (name, value.to_string()))))
}
