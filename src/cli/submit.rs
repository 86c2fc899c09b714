//! `mingbai submit`: hands signed events to a ledger, on this machine or over HTTP, and keeps the receipts.

use std::path::PathBuf;
use std::time::Duration;

use crate::base::code::Slug;
use crate::base::json;
use crate::base::limits;
use crate::base::problem::{Class, Outcome, Problem};
use crate::base::words::{Lang, say};
use crate::cli::open::{LedgerArgs, read_input, slug};
use crate::cli::output::print;
use crate::event::envelope::Verified;
use crate::ledger::handle::Ledger;
use crate::ledger::sequencer::{Drafted, Failure};

const TIMEOUT_SECONDS: u64 = 60;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 账本网址 / URL of the ledger
    #[arg(long, conflicts_with_all = ["dir", "ledger"], required_unless_present_all = ["dir", "ledger"])]
    to: Option<String>,
    /// 数据文件夹 / Data folder
    #[arg(long, requires = "ledger")]
    dir: Option<PathBuf>,
    /// 账本名称 / Name of the ledger
    #[arg(long, requires = "dir", value_parser = slug)]
    ledger: Option<Slug>,
    /// 作为草稿提交，等待他人联署 / As a draft that waits for others to sign
    #[arg(long)]
    draft: bool,
    /// 信封文件；- 为标准输入 / Envelopes; - for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// Submits every file in order; prints each receipt as a line of JSON. Stops at the first that is not taken.
pub fn run(args: &Args, lang: Lang) -> Outcome<u8> {
    let local = match (&args.dir, &args.ledger) {
        (Some(dir), Some(ledger)) => Some(LedgerArgs { dir: dir.clone(), ledger: ledger.clone() }.open()?),
        _ => None,
    };
    for file in &args.files {
        let bytes = read_input(file, limits::ENVELOPE_BYTES)?;
        let taken = match (&local, &args.to) {
            (Some((_, ledger)), _) => submit_here(ledger, &bytes, args.draft, lang)?,
            (None, Some(url)) => submit_there(url, &bytes, args.draft, lang)?,
            (None, None) => false,
        };
        if !taken {
            return Ok(1);
        }
    }
    Ok(0)
}

fn submit_here(ledger: &Ledger, bytes: &[u8], draft: bool, lang: Lang) -> Outcome<bool> {
    let verified = Verified::open(bytes)?;
    let stopped = || Problem::unavailable("ledger-stopped");
    let placed = if draft {
        ledger.draft(verified)?.blocking_recv().map_err(|_| stopped())?
    } else {
        ledger.submit_now(verified).map(Drafted::Placed)
    };
    match placed {
        Ok(Drafted::Placed(placed)) => {
            print(&String::from_utf8_lossy(&json::write(&ledger.receipt(&placed)?)))?;
            Ok(true)
        }
        Ok(Drafted::Waiting(draft)) => {
            eprintln!("{}", say(lang, "draft-waits", &[]));
            draft.unmet.iter().for_each(|problem| eprintln!("  - {} [{}]", problem.text(lang), problem.code));
            Ok(true)
        }
        Err(Failure::Refused(refusal)) => {
            eprintln!("{}", say(lang, "submit-refused", &[]));
            refusal.unmet.iter().for_each(|problem| eprintln!("  ✗ {} [{}]", problem.text(lang), problem.code));
            Ok(false)
        }
        Err(Failure::Problem(problem)) => Err(problem),
    }
}

/// Hands an envelope to a server; prints its answer. False when the server says no.
fn submit_there(url: &str, bytes: &[u8], draft: bool, lang: Lang) -> Outcome<bool> {
    let url = format!("{}/api/{}", url.trim_end_matches('/'), if draft { "drafts" } else { "events" });
    let failed =
        |cause: &dyn std::fmt::Display| Problem::unavailable("fetch-failed").with("place", &url).with("cause", cause);
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(TIMEOUT_SECONDS)))
        .http_status_as_error(false)
        .build();
    let agent: ureq::Agent = config.into();
    let mut response =
        agent.post(&url).header("Content-Type", "application/json").send(bytes).map_err(|e| failed(&e))?;
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(1024 * 1024).read_to_string().map_err(|e| failed(&e))?;
    if (200..300).contains(&status) {
        print(&body)?;
        return Ok(true);
    }
    eprintln!("{}", answer(&body, lang).unwrap_or(body));
    match status {
        409 | 422 => Ok(false),
        _ => Err(Problem::new(Class::Unavailable, "fetch-failed").with("place", &url).with("cause", status)),
    }
}

/// The server's error in the reader's language.
pub fn answer(body: &str, lang: Lang) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(body).ok()?;
    let tongue = if lang == Lang::Zh { "zh" } else { "en" };
    let told =
        |value: &serde_json::Value| Some(format!("  ✗ {} [{}]", value[tongue].as_str()?, value["code"].as_str()?));
    let unmet: Vec<String> = value["unmet"].as_array().into_iter().flatten().filter_map(told).collect();
    if unmet.is_empty() { told(&value["error"]) } else { Some(unmet.join("\n")) }
}
