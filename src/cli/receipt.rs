//! `mingbai receipt`: checks, without a network, that an entry was logged and that enough witnesses saw it.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use crate::base::json as strict;
use crate::base::limits;
use crate::base::note::Vkey;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Instant;
use crate::base::words::{Lang, say};
use crate::cli::exit_code;
use crate::cli::open::read_input;
use crate::cli::output::{print, text};
use crate::event::entry::Entry;
use crate::event::envelope::Verified;
use crate::ledger::receipt::Receipt;
use crate::merkle::tlog_proof::{self, TlogProof};
use crate::merkle::tree::leaf_hash;
use crate::merkle::trust::{TrustPolicy, Witnessed};
use crate::view::told;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 不联网核验见证凭据 / Verify a receipt without a network
    Verify(Args),
}

/// What is verified, and by whose word.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 凭据：.tlog-proof 文件或提交时得到的 JSON；- 为标准输入 / Receipt: a .tlog-proof file, or the JSON got on submitting; -
    /// for standard input
    file: PathBuf,
    /// 信任名单（C2SP tlog-policy）：信任哪些日志、哪些见证人、要几个签 / Trust policy (C2SP tlog-policy): which logs, which
    /// witnesses, how many of them
    #[arg(long, value_name = "POLICY", required_unless_present = "vkey")]
    policy: Option<PathBuf>,
    /// 可信的日志公钥（公告栏或纸质通知上的），取代名单里的 / The log key you trust, in place of those of the policy
    #[arg(long)]
    vkey: Option<String>,
    /// 凭据里没有的那条记录 / The entry itself, when the receipt does not hold it
    #[arg(long, value_name = "FILE")]
    entry: Option<PathBuf>,
    /// 以 JSON 输出 / The report as JSON
    #[arg(long)]
    json: bool,
}

/// Carries it out.
pub fn run(command: &Command, lang: Lang) -> Outcome<u8> {
    let Command::Verify(args) = command;
    let policy = match &args.policy {
        Some(path) => TrustPolicy::read(&read_input(path, limits::TRUST_POLICY_BYTES)?)?,
        None => TrustPolicy::read(b"quorum none\n")?,
    };
    let vkey = args.vkey.as_deref().map(str::parse::<Vkey>).transpose()?;
    let (proof, bytes) = kept(args)?;
    let checked = Checked::new(&proof, &bytes, &policy, vkey.as_ref())?;
    if args.json {
        print(&format!("{:#}", checked.json(&policy)))?;
    } else {
        text(&checked.text(&policy, lang))?;
    }
    let Some(problem) = checked.enough(&policy).err() else { return Ok(0) };
    if !args.json {
        eprintln!("{} [{}]", problem.text(lang), problem.code);
    }
    Ok(exit_code(&problem))
}

/// The proof and the entry it is about.
fn kept(args: &Args) -> Outcome<(TlogProof, Vec<u8>)> {
    let bytes = read_input(&args.file, limits::TLOG_PROOF_BYTES)?;
    let entry = args.entry.as_deref().map(|path| read_input(path, limits::ENTRY_BYTES)).transpose()?;
    let proof = if bytes.starts_with(tlog_proof::BEGINNING) {
        TlogProof::read(&bytes)?
    } else {
        let receipt: Receipt = strict::read("receipt", &bytes)?;
        let (entry, checkpoint) = (receipt.entry.into_bytes(), receipt.checkpoint.into_bytes());
        TlogProof { extra: Some(entry), index: receipt.index, proof: receipt.proof, checkpoint }
    };
    let entry = entry.or_else(|| proof.extra.clone());
    let entry = entry.ok_or_else(|| Problem::missing("entry-missing").with("index", proof.index))?;
    Ok((proof, entry))
}

/// A receipt of which everything holds but, perhaps, that enough witnesses cosigned.
struct Checked {
    entry: Entry,
    event: Verified,
    witnessed: Witnessed,
}

impl Checked {
    fn new(proof: &TlogProof, bytes: &[u8], policy: &TrustPolicy, vkey: Option<&Vkey>) -> Outcome<Self> {
        let witnessed = proof.holds(&leaf_hash(bytes), policy, vkey)?;
        let entry = Entry::read(bytes)?;
        if entry.index != proof.index {
            let problem = Problem::damaged("receipt-of-other-entry").with("found", entry.index);
            return Err(problem.with("index", proof.index));
        }
        let event = Verified::check(entry.envelope.clone())?;
        let (found, expected) = (&event.event().head.source, &witnessed.checkpoint.origin);
        if found != expected {
            return Err(Problem::refused("other-ledger").with("found", found).with("expected", expected));
        }
        Ok(Self { entry, event, witnessed })
    }

    fn enough(self, policy: &TrustPolicy) -> Outcome<Witnessed> {
        self.witnessed.enough(policy)
    }

    /// Each witness of the policy, and when it says it cosigned.
    fn witnesses<'a>(&self, policy: &'a TrustPolicy) -> impl Iterator<Item = (&'a str, Option<Instant>)> {
        let cosigned = self.witnessed.cosigned.clone();
        policy.witnesses().iter().enumerate().map(move |(at, witness)| {
            let found = cosigned.iter().find(|cosigned| cosigned.by == at);
            let millis = found.and_then(|found| i64::try_from(found.time).ok()?.checked_mul(1_000));
            (witness.name.as_str(), millis.map(Instant::from_millis))
        })
    }

    fn text(&self, policy: &TrustPolicy, lang: Lang) -> String {
        let checkpoint = &self.witnessed.checkpoint;
        let line = |key: &str, facts: &[(&str, String)]| say(lang, key, facts);
        let kind = told::title(self.event.event().head.kind, lang);
        let mut lines = vec![
            line("receipt-event", &[("index", self.entry.index.to_string()), ("kind", kind)]),
            format!("  {}", told::sentence(self.event.event(), None, lang)),
            line("receipt-accepted", &[("time", self.entry.time.to_string())]),
            line("receipt-signed", &[("count", self.entry.envelope.keys().count().to_string())]),
        ];
        lines.extend(self.entry.envelope.keys().map(|key| format!("  {key}")));
        let size = checkpoint.size.to_string();
        lines.push(line("receipt-log", &[("origin", checkpoint.origin.clone()), ("size", size)]));
        lines.extend(self.witnesses(policy).map(|(name, time)| match time {
            Some(time) => line("receipt-witness", &[("name", name.to_owned()), ("time", time.to_string())]),
            None => line("receipt-witness-not", &[("name", name.to_owned())]),
        }));
        let key = match (self.witnessed.quorum, policy.asks_nothing()) {
            (_, true) => "receipt-holds-by-log",
            (true, _) => "receipt-holds",
            (false, _) => "receipt-not-enough",
        };
        lines.push(line(key, &[]));
        lines.join("\n") + "\n"
    }

    fn json(&self, policy: &TrustPolicy) -> serde_json::Value {
        let checkpoint = &self.witnessed.checkpoint;
        let witnesses = self.witnesses(policy).map(|(name, time)| json!({ "name": name, "cosigned": time }));
        json!({
            "origin": checkpoint.origin,
            "index": self.entry.index,
            "size": checkpoint.size,
            "root": checkpoint.root,
            "accepted": self.entry.time,
            "id": self.event.event().head.id,
            "kind": self.event.event().head.kind,
            "signers": self.entry.envelope.keys().collect::<Vec<_>>(),
            "witnesses": witnesses.collect::<Vec<_>>(),
            "quorum": self.witnessed.quorum,
        })
    }
}
