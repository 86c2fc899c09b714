//! `mingbai demo`: a believable year of one community, made through the real path, verified, and served.
//!
//! Everybody in it is made up. The same events are made on every run: the dice are loaded with a fixed seed, and
//! the clock is set by hand to the day each event happens on.

mod affairs;
mod cast;
mod civic;
mod civic_vote;
mod desk;
mod dice;
mod evaluation;
mod market;
mod money;
mod party;
mod services;
mod year;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use crate::audit::auditor::{Options, audit};
use crate::audit::source;
use crate::base::code::Slug;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, say};
use crate::cli::demo::desk::Desk;
use crate::cli::export;
use crate::cli::output::{print, text};
use crate::cli::serve::{self, Listen};

use crate::http::follow::Followed;
use crate::ledger::clock::{Clock as _, ManualClock, SystemClock};
use crate::ledger::host::Host;

/// The name of the demo's ledger.
const SLUG: &str = "xingfu";
/// Its origin.
const ORIGIN: &str = "demo.mingbai.example/xingfu";

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 数据文件夹 / Data folder
    #[arg(long, default_value = "mingbai-demo")]
    dir: PathBuf,
    /// 生成并核验后结束，不打开网页 / Make and verify, do not serve
    #[arg(long)]
    once: bool,
    #[command(flatten)]
    listen: Listen,
}

// Durations that are printed; they never become facts.
#[allow(clippy::disallowed_methods)]
fn began() -> Instant {
    Instant::now()
}

/// Makes the year if it is not there yet, verifies it, and serves it.
pub fn run(args: &Args, lang: Lang) -> Outcome<u8> {
    let public = args.dir.join("public");
    if args.dir.join(SLUG).is_dir() {
        eprintln!("{}", say(lang, "demo-exists", &[("dir", args.dir.display().to_string())]));
        // The copy is written again: an older program may have told the same entries in other documents.
        let host = Host::open(&args.dir, Arc::new(SystemClock))?;
        export::tiles(&Followed::open(Arc::clone(host.ledger(&SLUG.parse()?)?))?, &public)?;
    } else {
        make(&args.dir, &public, lang)?;
    }
    let code = verify(&public, lang)?;
    if args.once || code != 0 {
        return Ok(code);
    }
    print(&say(lang, "demo-open", &[("url", format!("http://{}/{SLUG}/", args.listen.listen))]))?;
    serve::serve(&args.dir, &args.listen, Arc::new(SystemClock), lang)
}

fn make(dir: &Path, public: &Path, lang: Lang) -> Outcome<()> {
    let clock = Arc::new(ManualClock::new(SystemClock.now()));
    let mut host = Host::open(dir, Arc::clone(&clock) as _)?;
    let slug: Slug = SLUG.parse()?;
    let start = began();
    let ledger = host.create(&slug, ORIGIN, cast::log_key())?;
    cast::write_keys(&dir.join("keys"))?;
    let followed = Followed::open(ledger)?;
    let mut desk = Desk::new(&followed, &clock, &dir.join("files"), lang);
    year::live(&mut desk)?;
    let (accepted, refused) = (desk.accepted, desk.refused);
    let seconds = start.elapsed().as_secs_f64();
    let figures = [
        ("accepted", accepted.to_string()),
        ("refused", refused.to_string()),
        ("seconds", format!("{seconds:.1}")),
        ("dir", dir.display().to_string()),
    ];
    print(&say(lang, "demo-made", &figures))?;
    export::tiles(&followed, public)
}

fn verify(public: &Path, lang: Lang) -> Outcome<u8> {
    let target =
        public.to_str().ok_or_else(|| Problem::malformed("target-missing").with("target", public.display()))?;
    let source = source::open(target)?;
    let start = began();
    let report = audit(source.as_ref(), &Options { log: None, log_only: false, now: SystemClock.now() }, &|_, _| {});
    text(&report.text(lang))?;
    let seconds = format!("{:.1}", start.elapsed().as_secs_f64());
    print(&say(lang, "demo-verified", &[("seconds", seconds), ("target", target.to_owned())]))?;
    Ok(report.exit_code())
}
