//! `mingbai draft`: what waits for signatures, and taking back what need not wait any more.

use std::path::PathBuf;
use std::time::Duration;

use clap::Subcommand;
use serde_json::Value;

use crate::base::code::EventId;
use crate::base::json;
use crate::base::key::SecretKey;
use crate::base::note::Vkey;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, say};
use crate::cli::output::print;
use crate::cli::submit::answer;
use crate::event::envelope::Envelope;
use crate::event::payload::Event;
use crate::ledger::drafts::Withdrawal;
use crate::view::told;

const TIMEOUT_SECONDS: u64 = 60;
/// Bytes of the longest list of drafts.
const LIST_BYTES: u64 = 128 * 1024 * 1024;

/// What to do with drafts.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 列出等待签名的草稿 / List the drafts that wait for signatures
    List(Args),
    /// 查看一份草稿还缺什么 / Show a draft and what it still needs
    Show(OneArgs),
    /// 撤回一份自己签过的草稿 / Withdraw a draft that you signed
    Withdraw(WithdrawArgs),
}

/// A ledger on a server.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 账本网址 / URL of the ledger
    #[arg(long)]
    to: String,
}

/// One draft.
#[derive(Debug, clap::Args)]
pub struct OneArgs {
    #[command(flatten)]
    at: Args,
    /// 事件编号 / Id of the event
    #[arg(value_parser = id)]
    id: EventId,
}

/// A draft and whose it is.
#[derive(Debug, clap::Args)]
pub struct WithdrawArgs {
    #[command(flatten)]
    one: OneArgs,
    /// 签过该草稿的密钥文件 / Key file of one who signed it
    #[arg(long)]
    key: PathBuf,
}

fn id(text: &str) -> Result<EventId, String> {
    text.parse::<EventId>().map_err(|problem| problem.to_string())
}

/// Lists, shows or withdraws.
pub fn run(command: &Command, lang: Lang) -> Outcome<u8> {
    match command {
        Command::List(args) => list(&Server::new(&args.to), lang),
        Command::Show(args) => show(&Server::new(&args.at.to), args.id, lang),
        Command::Withdraw(args) => {
            let server = Server::new(&args.one.at.to);
            let (found, vkey) = server.ask("vkey", None, lang)?;
            if !found {
                return Ok(1);
            }
            let vkey: Vkey = vkey.trim().parse()?;
            let withdrawal = Withdrawal::sign(vkey.name(), args.one.id, &SecretKey::read(&args.key)?);
            let path = format!("api/drafts/{}", args.one.id);
            let (taken, _) = server.ask(&path, Some(&json::write(&withdrawal)), lang)?;
            if taken {
                eprintln!("{}", say(lang, "draft-withdrawn", &[("id", args.one.id.to_string())]));
            }
            Ok(u8::from(!taken))
        }
    }
}

fn list(server: &Server, lang: Lang) -> Outcome<u8> {
    let (found, body) = server.ask("api/drafts", None, lang)?;
    let drafts: Value = serde_json::from_str(&body).unwrap_or_default();
    for draft in drafts.as_array().into_iter().flatten() {
        let (envelope, event) = read(draft)?;
        let signed = say(lang, "draft-signed", &[("count", envelope.keys().count().to_string())]);
        print(&format!("{}  {}  {signed}", event.head.id, told::sentence(&event, None, lang)))?;
    }
    Ok(u8::from(!found))
}

fn show(server: &Server, id: EventId, lang: Lang) -> Outcome<u8> {
    let (found, body) = server.ask(&format!("api/drafts/{id}"), None, lang)?;
    if !found {
        return Ok(1);
    }
    let draft: Value = serde_json::from_str(&body).unwrap_or_default();
    let (envelope, event) = read(&draft)?;
    print(&told::sentence(&event, None, lang))?;
    envelope.keys().try_for_each(|key| print(&format!("  ✍ {key}")))?;
    let tongue = if lang == Lang::Zh { "zh" } else { "en" };
    for unmet in draft["unmet"].as_array().into_iter().flatten() {
        let text = |name: &str| unmet[name].as_str().unwrap_or_default().to_owned();
        print(&format!("  - {} [{}]", text(tongue), text("code")))?;
    }
    print(&String::from_utf8_lossy(&envelope.bytes()))?;
    Ok(0)
}

fn read(draft: &Value) -> Outcome<(Envelope, Event)> {
    let envelope = Envelope::read(draft["envelope"].to_string().as_bytes())?;
    let event = Event::read(envelope.payload())?;
    Ok((envelope, event))
}

/// A ledger on a server, as several commands ask it.
pub(super) struct Server {
    url: String,
    agent: ureq::Agent,
}

impl Server {
    pub(super) fn new(url: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(TIMEOUT_SECONDS)))
            .http_status_as_error(false)
            .build();
        Self { url: url.trim_end_matches('/').to_owned(), agent: config.into() }
    }

    /// The answer to a GET, or to a DELETE with something to say. False when the server says no; why is then told.
    pub(super) fn ask(&self, path: &str, withdrawal: Option<&[u8]>, lang: Lang) -> Outcome<(bool, String)> {
        let url = format!("{}/{path}", self.url);
        let asked = match withdrawal {
            None => self.agent.get(&url).call(),
            Some(bytes) => {
                self.agent.delete(&url).header("Content-Type", "application/json").force_send_body().send(bytes)
            }
        };
        answered(&url, asked, lang)
    }

    /// The answer to a POST, for the holder of a session if there is one.
    pub(super) fn post(&self, path: &str, token: Option<&str>, body: &[u8], lang: Lang) -> Outcome<(bool, String)> {
        let url = format!("{}/{path}", self.url);
        let mut request = self.agent.post(&url).header("Content-Type", "application/json");
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        answered(&url, request.send(body), lang)
    }
}

/// What a server said. False when it says no; why is then told.
fn answered(
    url: &str,
    asked: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    lang: Lang,
) -> Outcome<(bool, String)> {
    let failed =
        |cause: &dyn std::fmt::Display| Problem::unavailable("fetch-failed").with("place", url).with("cause", cause);
    let mut response = asked.map_err(|e| failed(&e))?;
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(LIST_BYTES).read_to_string().map_err(|e| failed(&e))?;
    match status {
        200..300 => Ok((true, body)),
        404 | 409 | 422 => {
            eprintln!("{}", answer(&body, lang).unwrap_or(body));
            Ok((false, String::new()))
        }
        _ => Err(failed(&status)),
    }
}
