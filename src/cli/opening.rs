//! `mingbai opening`: sealing private values before an event is signed, sending what opens them, and reading them.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Subcommand;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::hash::Hash;
use crate::base::json;
use crate::base::key::SecretKey;
use crate::base::limits;
use crate::base::note::Vkey;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Written;
use crate::base::words::Lang;
use crate::cli::draft::Server;
use crate::cli::open::read_input;
use crate::cli::output::print;
use crate::cli::sign::OFFSET_MINUTES;
use crate::event::envelope::Envelope;
use crate::event::kinds::sealed::Read;
use crate::event::payload::Event;
use crate::event::sealed::{Opening, SALT_BYTES, Sealed};
use crate::http::session;
use crate::ledger::clock::{Clock as _, SystemClock};

/// What to do with private fields.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 封存一个值：启封材料写入文件，承诺值打印出来填入事件 / Seal a value: what opens it goes into a file, the commitment is printed for the event
    Seal(SealArgs),
    /// 提交事件及其启封材料 / Submit an event with what opens its private fields
    Send(SendArgs),
    /// 查看保密项（监督小组；每次查看都公开留痕）/ Read private fields (supervision group; every reading is public)
    Read(ReadArgs),
}

/// A value to seal. It is read from a file, because arguments are seen by others on the machine and kept in histories.
#[derive(Debug, clap::Args)]
pub struct SealArgs {
    /// 字段名，如 name、reason / Name of the field, such as name or reason
    #[arg(long, value_parser = code)]
    field: Code,
    /// 启封材料写入的文件（不会覆盖已有文件）/ File for what opens it; an existing one is never overwritten
    #[arg(long)]
    out: PathBuf,
    /// 含该值的文件；- 为标准输入 / File with the value; - for standard input
    value: PathBuf,
}

/// An event and its openings.
#[derive(Debug, clap::Args)]
pub struct SendArgs {
    /// 账本网址 / URL of the ledger
    #[arg(long)]
    to: String,
    /// 作为草稿提交，等待他人联署 / As a draft that waits for others to sign
    #[arg(long)]
    draft: bool,
    /// 启封材料文件，每个保密项一份 / Files with what opens it, one for each private field
    #[arg(long = "opening", required = true)]
    openings: Vec<PathBuf>,
    /// 信封文件 / Envelope
    envelope: PathBuf,
}

/// What to read, and what for.
#[derive(Debug, clap::Args)]
pub struct ReadArgs {
    /// 账本网址 / URL of the ledger
    #[arg(long)]
    to: String,
    /// 密钥文件 / Key file
    #[arg(long)]
    key: PathBuf,
    /// 用途；会公开，请勿写入隐私 / What for; it becomes public, so nothing private belongs in it
    #[arg(long, value_parser = line)]
    purpose: Line,
    /// 事件编号 / Id of the event
    #[arg(long, value_parser = id)]
    event: EventId,
    /// 承诺值，可多个 / Commitments
    #[arg(required = true, value_parser = sealed)]
    fields: Vec<Sealed>,
}

fn code(text: &str) -> Result<Code, String> {
    text.parse().map_err(|problem: Problem| problem.to_string())
}

fn line(text: &str) -> Result<Line, String> {
    text.parse().map_err(|problem: Problem| problem.to_string())
}

fn id(text: &str) -> Result<EventId, String> {
    text.parse().map_err(|problem: Problem| problem.to_string())
}

fn sealed(text: &str) -> Result<Sealed, String> {
    text.parse::<Hash>().map(|sealed| Sealed { sealed }).map_err(|problem| problem.to_string())
}

/// Seals, sends or reads.
pub fn run(command: &Command, lang: Lang) -> Outcome<u8> {
    match command {
        Command::Seal(args) => seal(args),
        Command::Send(args) => send(args, lang),
        Command::Read(args) => read(args, lang),
    }
}

fn random<const N: usize>() -> Outcome<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Problem::unavailable("no-randomness").with("cause", e))?;
    Ok(bytes)
}

fn seal(args: &SealArgs) -> Outcome<u8> {
    let bytes = read_input(&args.value, limits::OPENING_BYTES)?;
    // Neither the value nor what is wrong with it is told.
    let unusable = || Problem::malformed("file-unusable-value").with("file", args.value.display());
    let value: Text =
        std::str::from_utf8(&bytes).ok().and_then(|text| text.trim().parse().ok()).ok_or_else(unusable)?;
    let opening = Opening::new(random::<SALT_BYTES>()?, args.field.clone(), value);
    write_private(&args.out, opening.text().as_bytes())?;
    print(&String::from_utf8_lossy(&json::write(&opening.seal())))?;
    Ok(0)
}

/// Writes a file that only its owner can read; an existing one is never overwritten.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let mut options = std::fs::File::options();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|e| Problem::unavailable("file-unwritable").with("file", path.display()).with("cause", e))
}

fn send(args: &SendArgs, lang: Lang) -> Outcome<u8> {
    let envelope = Envelope::read(&read_input(&args.envelope, limits::ENVELOPE_BYTES)?)?;
    let opening = |path: &PathBuf| {
        let text = read_input(path, limits::OPENING_BYTES)?;
        let text = String::from_utf8_lossy(&text).trim().to_owned();
        Opening::read(&text).map(|opening| opening.text())
    };
    let openings = args.openings.iter().map(opening).collect::<Outcome<Vec<String>>>()?;
    let envelope: Box<RawValue> = json::read("envelope", &envelope.bytes())?;
    let body = json::write(&json!({ "envelope": envelope, "openings": openings }));
    let path = if args.draft { "api/sealed/drafts" } else { "api/sealed" };
    let (taken, answer) = Server::new(&args.to).post(path, None, &body, lang)?;
    if taken {
        print(&answer)?;
    }
    Ok(u8::from(!taken))
}

fn read(args: &ReadArgs, lang: Lang) -> Outcome<u8> {
    let (server, key) = (Server::new(&args.to), SecretKey::read(&args.key)?);
    let (found, vkey) = server.ask("vkey", None, lang)?;
    if !found {
        return Ok(1);
    }
    let vkey: Vkey = vkey.trim().parse()?;
    let Some(token) = signed_in(&server, &key, vkey.name(), lang)? else { return Ok(1) };
    let now = SystemClock.now();
    let body = Read { event: args.event, fields: args.fields.clone(), purpose: args.purpose.clone() };
    let id = EventId::new(now.millis(), random()?);
    let event = Event::new(id, vkey.name(), Written::new(now, OFFSET_MINUTES), body);
    let mut envelope = Envelope::unsigned(event.payload()?);
    envelope.sign(&key);
    let (given, answer) = server.post("api/sealed/read", Some(&token), &envelope.bytes(), lang)?;
    if given {
        print(&answer)?;
    }
    Ok(u8::from(!given))
}

/// The token of a session opened with a key; none when the server says no.
pub(super) fn signed_in(server: &Server, key: &SecretKey, origin: &str, lang: Lang) -> Outcome<Option<String>> {
    let (given, asked) = server.post("api/session/challenge", None, b"", lang)?;
    let asked: Value = serde_json::from_str(&asked).unwrap_or_default();
    let challenge = asked["challenge"].as_str().unwrap_or_default();
    if !given {
        return Ok(None);
    }
    let signature = key.sign(session::message(origin, challenge).as_bytes());
    let answer = json!({ "key": key.public(), "challenge": challenge, "sig": STANDARD.encode(signature) });
    let (given, opened) = server.post("api/session", None, &json::write(&answer), lang)?;
    let opened: Value = serde_json::from_str(&opened).unwrap_or_default();
    Ok(opened["token"].as_str().filter(|_| given).map(str::to_owned))
}
