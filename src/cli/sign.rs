//! `mingbai sign`: makes and signs an event, or adds signatures to an envelope. Works without a network.

use std::path::PathBuf;
use std::str::FromStr as _;

use crate::base::code::EventId;
use crate::base::key::SecretKey;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Written;
use crate::base::words::{Lang, say};
use crate::cli::open::{read_input, write_output};
use crate::event::envelope::{Envelope, Verified};
use crate::event::kinds;
use crate::event::payload::{Event, Head};
use crate::ledger::clock::{Clock as _, SystemClock};
use crate::view::told;

/// Minutes east of UTC in which times are written unless told otherwise: China Standard Time.
pub(super) const OFFSET_MINUTES: i32 = 480;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 密钥文件，可多个 / Key files
    #[arg(long = "key", required = true)]
    keys: Vec<PathBuf>,
    /// 事件种类，如 finance.income.v1；省略则为已有信封添加签名 / Kind of a new event; without it, a signature is added to an envelope
    #[arg(long, requires = "origin")]
    kind: Option<String>,
    /// 账本来源名 / Origin of the ledger the event is for
    #[arg(long)]
    origin: Option<String>,
    /// 发生时间，如 2026-03-31T16:00:00+08:00；默认现在 / When it happened; now unless given
    #[arg(long, value_parser = written)]
    time: Option<Written>,
    /// 写出的文件；默认标准输出 / File to write; standard output unless given
    #[arg(long)]
    out: Option<PathBuf>,
    /// 事件数据（JSON）或信封；- 为标准输入 / Event data (JSON) or envelope; - for standard input
    file: PathBuf,
}

fn written(text: &str) -> Result<Written, String> {
    Written::from_str(text).map_err(|problem| problem.to_string())
}

/// Signs, shows what was signed, and writes the envelope.
pub fn run(args: &Args, lang: Lang) -> Outcome<u8> {
    let bytes = read_input(&args.file, limits::ENVELOPE_BYTES)?;
    let mut envelope = match (&args.kind, &args.origin) {
        (Some(kind), Some(origin)) => Envelope::unsigned(event(args, kind, origin, &bytes)?.payload()?),
        _ => Verified::open(&bytes)?.envelope().clone(),
    };
    let event = Event::read(envelope.payload())?;
    // Whoever signs sees what they sign, before the signature is made.
    let about =
        say(lang, "sign-about", &[("told", told::sentence(&event, None, lang)), ("id", event.head.id.to_string())]);
    eprintln!("{about}");
    for path in &args.keys {
        envelope.sign(&SecretKey::read(path)?);
    }
    write_output(args.out.as_deref(), &envelope.bytes())?;
    Ok(0)
}

fn event(args: &Args, kind: &str, origin: &str, data: &[u8]) -> Outcome<Event> {
    let info = kinds::find(kind).ok_or_else(|| Problem::malformed("kind-unknown").with("found", kind))?;
    let body = (info.decode)(data)?;
    let now = SystemClock.now();
    let mut distinct = [0; 10];
    getrandom::fill(&mut distinct).map_err(|e| Problem::unavailable("no-randomness").with("cause", e))?;
    let head = Head {
        id: EventId::new(now.millis(), distinct),
        source: origin.to_owned(),
        kind: info.name,
        subject: body.subject(),
        time: args.time.unwrap_or_else(|| Written::new(now, OFFSET_MINUTES)),
    };
    Ok(Event { head, body })
}
