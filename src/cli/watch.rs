//! `mingbai watch`: follows ledgers, and says at once when one of them shows two histories, breaks its rules, is late with
//! what it must make public, or falls silent.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;

use crate::audit::source::{self, Source};
use crate::audit::watch::state::{Folder, State};
use crate::audit::watch::{Alarm, Look, Settings, Watch, alarmed, bounded, troubled};
use crate::base::file;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, say, word};
use crate::cli::exit_code;
use crate::cli::output::print;
use crate::ledger::clock::{Clock as _, SystemClock};
use crate::merkle::trust::TrustPolicy;

/// Seconds a webhook may take.
const HOOK_SECONDS: u64 = 30;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 账本网址或文件夹，可多个；同一账本的副本会互相比对 / URLs or folders of ledgers; copies of one ledger are compared
    #[arg(required = true, value_name = "URL")]
    targets: Vec<String>,
    /// 记忆和证据所在的文件夹 / Folder for what was seen and for evidence
    #[arg(long, default_value = "watch")]
    dir: PathBuf,
    /// 可信的日志公钥，可多个 / Log keys you trust
    #[arg(long, value_name = "VKEY")]
    vkey: Vec<String>,
    /// C2SP tlog-policy 文件：检查点须有足够的见证签名，并与见证人见过的比对 / C2SP tlog-policy file: checkpoints need its
    /// quorum, and are compared with what its witnesses saw
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// 只看一次就结束；有警报时退出码为 1 / Look once and end; exits with 1 when there is an alarm
    #[arg(long)]
    once: bool,
    /// 每隔多少秒看一次 / Seconds between looks
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    every: u64,
    /// 新的警报发到此网址；不设时，第一次警报即退出 / Post new alarms to this URL; without it the first alarm ends the program
    #[arg(long, value_name = "URL")]
    webhook: Option<String>,
    /// 多少天没有新记录算沉默，0 表示不管 / Days without a new entry that count as silence; 0 for never
    #[arg(long, value_name = "DAYS", default_value = "40")]
    silence: u32,
    /// 连续多少次连不上才报警 / Looks in a row that may fail before it is an alarm
    #[arg(long, value_name = "COUNT", default_value = "3", value_parser = clap::value_parser!(u32).range(1..))]
    patience: u32,
    /// 只核验记录，不比对公布的数据和网页 / Audit the record alone, not documents and pages
    #[arg(long)]
    log_only: bool,
    /// 每个账本每次输出一行 JSON / A line of JSON for every ledger and look
    #[arg(long)]
    json: bool,
}

/// Watches until an alarm, or for ever.
pub fn run(args: &Args, lang: Lang) -> Outcome<u8> {
    bounded(args.targets.len())?;
    let settings = settings(args)?;
    let sources: Vec<Box<dyn Source>> =
        args.targets.iter().map(|target| source::open(target)).collect::<Outcome<_>>()?;
    let witnesses = settings.policy.iter().flat_map(TrustPolicy::witnesses);
    let named = witnesses.filter_map(|witness| Some((witness.name.clone(), witness.url.as_deref()?)));
    let opened = named.map(|(name, url)| Ok((name, source::open(url)?)));
    let asked: Vec<(String, Box<dyn Source>)> = opened.collect::<Outcome<_>>()?;
    let folder = Folder::open(&args.dir)?;
    let (mut memory, mut state) = folder.load()?;
    let witnesses = asked.iter().map(|(name, source)| (name.clone(), source.as_ref())).collect();
    let mut watch = Watch::new(&settings, sources.iter().map(AsRef::as_ref), witnesses);
    loop {
        let looks = watch.look(&mut memory, &mut state, SystemClock.now());
        let mut hook_failed = None;
        for look in &looks {
            tell(args, look, lang)?;
            let kept: Vec<Option<PathBuf>> = look.alarms.iter().map(|alarm| keep(&folder, alarm)).collect();
            if let Err(problem) = settle(args, look, &kept, &mut state, lang) {
                eprintln!("{} [{}]", problem.text(lang), problem.code);
                hook_failed = Some(problem);
            }
        }
        folder.save(&memory, &state)?;
        if args.once || (args.webhook.is_none() && alarmed(&looks)) {
            let trouble = troubled(&looks).or(hook_failed.as_ref()).map_or(0, |_| 2);
            return Ok(if alarmed(&looks) { 1 } else { trouble });
        }
        std::thread::sleep(Duration::from_secs(args.every));
    }
}

fn settings(args: &Args) -> Outcome<Settings> {
    let policy = args.policy.as_ref().map(|path| {
        let failed = |cause: &dyn std::fmt::Display| {
            Problem::unavailable("file-unreadable").with("file", path.display()).with("cause", cause)
        };
        let bytes = file::read(path, limits::TRUST_POLICY_BYTES + 1).map_err(|e| failed(&e))?;
        TrustPolicy::read(&bytes.ok_or_else(|| failed(&"404"))?)
    });
    let policy = policy.transpose()?;
    let given = args.vkey.iter().map(|text| text.parse());
    let mut keys: Vec<_> = given.collect::<Outcome<_>>()?;
    keys.extend(policy.iter().flat_map(TrustPolicy::logs).map(|log| log.vkey.clone()));
    Ok(Settings { keys, policy, silence_days: args.silence, patience: args.patience, log_only: args.log_only })
}

/// Keeps the evidence of an alarm; that it could not be kept is told, and ends nothing.
fn keep(folder: &Folder, alarm: &Alarm) -> Option<PathBuf> {
    let kept = folder.keep(alarm.evidence.as_ref()?);
    kept.inspect_err(|problem| eprintln!("{problem}")).ok()
}

/// Says what a look gave.
fn tell(args: &Args, look: &Look, lang: Lang) -> Outcome<()> {
    if args.json {
        return print(&line(look, &look.alarms.iter().collect::<Vec<_>>(), &[]).to_string());
    }
    let mark = if !look.alarms.is_empty() {
        "✗"
    } else if look.trouble.is_some() {
        "?"
    } else {
        "✓"
    };
    let title = look.title.as_ref().map_or("", |(zh, en)| if lang == Lang::Zh { zh } else { en });
    let size = look.checkpoint.as_ref().map_or_else(|| "–".to_owned(), |checkpoint| checkpoint.size.to_string());
    let values = [("title", title.to_owned()), ("target", look.target.clone()), ("size", size)];
    print(&format!("{mark} {}", say(lang, "watch-looked", &values)))?;
    for alarm in &look.alarms {
        print(&format!("  ✗ {} [{}]", alarm.problem.text(lang), alarm.problem.code))?;
    }
    let told = look.trouble.iter().chain(&look.notes);
    told.into_iter().try_for_each(|problem| print(&format!("  · {} [{}]", problem.text(lang), problem.code)))
}

/// Calls the webhook when an alarm is new or one has ended, and remembers what was told. A call that fails is repeated
/// after the next look.
fn settle(args: &Args, look: &Look, kept: &[Option<PathBuf>], state: &mut State, lang: Lang) -> Outcome<()> {
    let of = state.of(&look.target);
    let new: Vec<&Alarm> = look.alarms.iter().filter(|alarm| !of.told.contains(&alarm.key)).collect();
    let keys: Vec<String> = look.alarms.iter().map(|alarm| alarm.key.clone()).collect();
    // A target that could not be looked at says nothing of what stood before.
    let ended: Vec<String> = match look.trouble {
        Some(_) => Vec::new(),
        None => of.told.iter().filter(|key| !keys.contains(key)).cloned().collect(),
    };
    for file in kept.iter().flatten() {
        if !args.json {
            print(&format!("    {} {}", word(lang, "watch-evidence-kept"), file.display()))?;
        }
    }
    if let Some(url) = args.webhook.as_ref().filter(|_| !new.is_empty() || !ended.is_empty()) {
        let mut message = line(look, &new, &ended);
        let files = look.alarms.iter().zip(kept).filter_map(|(alarm, file)| Some((&alarm.key, file.as_ref()?)));
        message["evidence"] =
            files.map(|(key, file)| json!({ "key": key, "file": file.display().to_string() })).collect();
        call(url, &message)?;
    }
    of.told.retain(|key| !ended.contains(key));
    of.told.extend(new.iter().map(|alarm| alarm.key.clone()));
    Ok(())
}

fn line(look: &Look, alarms: &[&Alarm], ended: &[String]) -> Value {
    let told =
        |problem: &Problem| json!({ "code": problem.code, "zh": problem.text(Lang::Zh), "en": problem.text(Lang::En) });
    let alarm = |alarm: &&Alarm| {
        let mut value = told(&alarm.problem);
        value["key"] = alarm.key.clone().into();
        value["evidence"] = json!(alarm.evidence);
        value
    };
    json!({
        "target": look.target,
        "title": look.title.as_ref().map(|(zh, en)| json!({ "zh": zh, "en": en })),
        "origin": look.checkpoint.as_ref().map(|checkpoint| &checkpoint.origin),
        "size": look.checkpoint.as_ref().map(|checkpoint| checkpoint.size),
        "root": look.checkpoint.as_ref().map(|checkpoint| checkpoint.root),
        "last": look.last,
        "alarms": alarms.iter().map(alarm).collect::<Vec<_>>(),
        "ended": ended,
        "notes": look.notes.iter().map(told).collect::<Vec<_>>(),
        "trouble": look.trouble.as_ref().map(told),
    })
}

fn call(url: &str, message: &Value) -> Outcome<()> {
    let failed = |cause: &dyn std::fmt::Display| {
        Problem::unavailable("watch-hook-failed").with("place", url).with("cause", cause)
    };
    let config = Agent::config_builder().timeout_global(Some(Duration::from_secs(HOOK_SECONDS))).max_redirects(0);
    let agent: Agent = config.user_agent(concat!("mingbai/", env!("CARGO_PKG_VERSION"))).build().into();
    let sent = agent.post(url).header("content-type", "application/json").send(message.to_string());
    let status = sent.map_err(|e| failed(&e))?.status();
    if status.is_success() { Ok(()) } else { Err(failed(&format_args!("HTTP {status}"))) }
}

/// Arguments of `fork-evidence verify`.
#[derive(Debug, clap::Args)]
pub struct EvidenceArgs {
    /// 证据文件 / The file of evidence
    file: PathBuf,
    /// 可信的日志公钥 / The log key you trust
    #[arg(long)]
    vkey: Option<String>,
}

/// What to do with evidence.
#[derive(Debug, clap::Subcommand)]
pub enum EvidenceCommand {
    /// 核验一份分叉证据，无需联网 / Verify evidence of a fork; works offline
    Verify(EvidenceArgs),
}

/// Verifies evidence of a fork: 0 when it convinces, 1 when it does not.
pub fn evidence(EvidenceCommand::Verify(args): &EvidenceCommand, lang: Lang) -> Outcome<u8> {
    use crate::audit::evidence::Evidence;
    let failed = |cause: &dyn std::fmt::Display| {
        Problem::unavailable("file-unreadable").with("file", args.file.display()).with("cause", cause)
    };
    let bytes = file::read(&args.file, limits::EVIDENCE_BYTES).map_err(|e| failed(&e))?;
    let evidence = Evidence::read(&bytes.ok_or_else(|| failed(&"404"))?)?;
    if let Some(trusted) = &args.vkey
        && trusted.parse().as_ref() != Ok(evidence.vkey())
    {
        let problem = Problem::refused("evidence-other-key").with("found", evidence.vkey()).with("expected", trusted);
        return Err(problem);
    }
    let fork = match evidence.verify() {
        Ok(fork) => fork,
        Err(problem) => {
            eprintln!("{} [{}]", problem.text(lang), problem.code);
            return Ok(exit_code(&problem).min(1));
        }
    };
    let values = [
        ("origin", fork.smaller.origin.escape_debug().to_string()),
        ("smaller", fork.smaller.size.to_string()),
        ("larger", fork.larger.size.to_string()),
        ("key", evidence.vkey().to_string()),
    ];
    print(&say(lang, "evidence-holds", &values))?;
    if args.vkey.is_none() {
        print(&word(lang, "evidence-key-not-given"))?;
    }
    Ok(0)
}
