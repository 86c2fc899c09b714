//! `mingbai ballot`: secret votes, for whoever holds a vote's key, for electors, and for tellers. What is to be recorded is
//! printed as the data of an event, for `mingbai sign`.

mod ticket;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use clap::Subcommand;
use serde::Serialize;

use crate::audit::source;
use crate::audit::votes::Poll;
use crate::base::blind::IssuingKey;
use crate::base::code::Code;
use crate::base::hash::Hash;
use crate::base::json;
use crate::base::limits;
use crate::base::note::Vkey;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, say};
use crate::cli::ballot::ticket::{Request, Ticket};
use crate::cli::open::{read_input, write_output};
use crate::cli::output::print;
use crate::event::kinds::ballots::{Boxed, Counted, Issued, Returned};
use crate::event::vote::{Cast, Issue, Paper};

/// Bytes of a file that a command reads: a request, a ballot, paper counts.
const FILE_BYTES: usize = 65_536;
/// Bytes of a payload beside its lists.
const HEAD_BYTES: usize = 1_024;

/// Steps of a vote, in their order.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 保管密钥者：为一次投票新建密钥，打印公钥（填入 ballots.opened.v1）/ Key holder: make a vote's key; prints what ballots.opened.v1 names
    Key(KeyArgs),
    /// 选民：生成凭据并盲化，打印请求（交给保管密钥者）/ Elector: make a token and blind it; prints the request to hand in
    Blind(BlindArgs),
    /// 保管密钥者：盲签请求，打印 ballots.issued.v1 的数据 / Key holder: sign requests; prints the data of ballots.issued.v1
    Issue(IssueArgs),
    /// 选民：从账本取回签名，去盲并核对 / Elector: take the signature from the ledger, unblind and check it
    Unblind(TicketArgs),
    /// 选民：填写选票，打印其摘要 / Elector: fill in the ballot; prints its digest
    Cast(CastArgs),
    /// 计票人：核对选票，打印 ballots.boxed.v1 的数据 / Teller: check ballots; prints the data of ballots.boxed.v1
    Box(BoxArgs),
    /// 计票人：截止后公开选票，打印 ballots.returned.v1 的数据 / Teller: show ballots after closing; prints the data of ballots.returned.v1
    Show(ShowArgs),
    /// 选民：找到自己的选票 / Elector: find your ballot
    Find(TicketArgs),
    /// 任何人：重新计票，打印 ballots.counted.v1 的数据；已有结果则比对 / Anybody: count again; prints the data of ballots.counted.v1, or compares with the result
    Count(CountArgs),
}

/// A vote in a ledger.
#[derive(Debug, clap::Args)]
pub struct At {
    /// 账本网址，或导出的文件夹 / URL of a ledger, or an exported folder
    #[arg(long)]
    from: String,
    /// 可信的日志公钥 / The log key you trust
    #[arg(long)]
    vkey: Option<String>,
    /// 投票代码 / Code of the vote
    #[arg(long, value_parser = code)]
    vote: Code,
}

/// A ledger and an elector's own file.
#[derive(Debug, clap::Args)]
pub struct TicketArgs {
    /// 账本网址，或导出的文件夹 / URL of a ledger, or an exported folder
    #[arg(long)]
    from: String,
    /// 可信的日志公钥 / The log key you trust
    #[arg(long)]
    vkey: Option<String>,
    /// 选民自己的文件，不要给任何人 / The elector's own file, for nobody else
    ticket: PathBuf,
}

/// A key to make.
#[derive(Debug, clap::Args)]
pub struct KeyArgs {
    /// 密钥文件（不会覆盖已有文件）/ Key file; an existing one is never overwritten
    file: PathBuf,
}

/// A token to make.
#[derive(Debug, clap::Args)]
pub struct BlindArgs {
    #[command(flatten)]
    at: At,
    /// 选民自己的文件（不会覆盖已有文件）/ The elector's own file; an existing one is never overwritten
    ticket: PathBuf,
}

/// Requests to sign.
#[derive(Debug, clap::Args)]
pub struct IssueArgs {
    /// 投票密钥文件 / Key file of the vote
    #[arg(long)]
    key: PathBuf,
    /// 投票代码 / Code of the vote
    #[arg(long, value_parser = code)]
    vote: Code,
    /// 选民代码=请求文件 / Elector's code=file with the request
    #[arg(required = true, value_parser = request)]
    requests: Vec<(Code, PathBuf)>,
}

/// A ballot to fill in.
#[derive(Debug, clap::Args)]
pub struct CastArgs {
    /// 选项代码 / Code of the choice
    #[arg(long, value_parser = code)]
    choice: Code,
    /// 选票文件，交给计票人 / File for the ballot, for the tellers
    #[arg(long)]
    out: PathBuf,
    /// 选民自己的文件 / The elector's own file
    ticket: PathBuf,
}

/// Ballots to box.
#[derive(Debug, clap::Args)]
pub struct BoxArgs {
    #[command(flatten)]
    at: At,
    /// 选民只交来摘要的选票 / Digest of a ballot that its elector keeps until the vote is closed
    #[arg(long = "digest", value_parser = hash)]
    digests: Vec<Hash>,
    /// 选票文件；已入箱的略去 / Ballots; those in the box already are left out
    #[arg(required_unless_present = "digests")]
    ballots: Vec<PathBuf>,
}

/// Ballots to show.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    #[command(flatten)]
    at: At,
    /// 选票文件；已公开的略去 / Ballots; those shown already are left out
    #[arg(required = true)]
    ballots: Vec<PathBuf>,
}

/// What to count.
#[derive(Debug, clap::Args)]
pub struct CountArgs {
    #[command(flatten)]
    at: At,
    /// 纸质选票的计数（JSON）/ What the tellers counted of papers (JSON)
    #[arg(long)]
    paper: Option<PathBuf>,
}

fn code(text: &str) -> Result<Code, String> {
    text.parse().map_err(|problem: Problem| problem.to_string())
}

fn hash(text: &str) -> Result<Hash, String> {
    text.parse().map_err(|problem: Problem| problem.to_string())
}

fn request(text: &str) -> Result<(Code, PathBuf), String> {
    let (elector, file) = text.split_once('=').ok_or_else(|| format!("{text}: CODE=FILE"))?;
    Ok((code(elector)?, PathBuf::from(file)))
}

/// Does one step.
pub fn run(command: &Command, lang: Lang) -> Outcome<u8> {
    match command {
        Command::Key(args) => {
            let key = IssuingKey::generate()?;
            key.write(&args.file)?;
            print(&BASE64_STANDARD.encode(key.public()?.0))?;
        }
        Command::Blind(args) => {
            let poll = args.at.poll()?;
            let ticket = Ticket::new(&poll)?;
            ticket.create(&args.ticket)?;
            tell(&ticket.request())?;
        }
        Command::Issue(args) => issue(args)?,
        Command::Unblind(args) => {
            let mut ticket = Ticket::read(&args.ticket)?;
            ticket.unblind(&poll(&args.from, args.vkey.as_deref(), &ticket.vote)?)?;
            ticket.replace(&args.ticket)?;
            eprintln!("{}", say(lang, "ballot-unblinded", &[("vote", ticket.vote.to_string())]));
        }
        Command::Cast(args) => {
            let mut ticket = Ticket::read(&args.ticket)?;
            let cast = ticket.cast(&args.choice)?;
            ticket.replace(&args.ticket)?;
            write_output(Some(&args.out), &json::write(&cast))?;
            print(&cast.digest().to_string())?;
        }
        Command::Box(args) => boxed(args, lang)?,
        Command::Show(args) => show(args, lang)?,
        Command::Find(args) => return find(args, lang),
        Command::Count(args) => return count(args, lang),
    }
    Ok(0)
}

impl At {
    fn poll(&self) -> Outcome<Poll> {
        poll(&self.from, self.vkey.as_deref(), &self.vote)
    }
}

fn poll(from: &str, vkey: Option<&str>, vote: &Code) -> Outcome<Poll> {
    let log = vkey.map(str::parse::<Vkey>).transpose()?;
    Poll::read(source::open(from)?.as_ref(), log, vote)
}

fn tell<T: Serialize>(value: &T) -> Outcome<()> {
    print(&String::from_utf8_lossy(&json::write(value)))
}

fn issue(args: &IssueArgs) -> Outcome<()> {
    let pem = read_input(&args.key, FILE_BYTES)?;
    let key = IssuingKey::from_pem(&String::from_utf8_lossy(&pem))?;
    let sign = |(elector, file): &(Code, PathBuf)| {
        let request = Request::read(file, &args.vote)?;
        Ok(Issue { elector: elector.clone(), signed: key.sign(&request.blinded)?, blinded: request.blinded })
    };
    let issued = args.requests.iter().map(sign).collect::<Outcome<Vec<Issue>>>()?;
    tell(&Issued { vote: args.vote.clone(), issued })
}

fn ballot(file: &Path, poll: &Poll) -> Outcome<Cast> {
    let unreadable = |_| Problem::malformed("ballot-file-unreadable").with("file", file.display());
    let cast: Cast = json::read("ballot", &read_input(file, FILE_BYTES)?).map_err(unreadable)?;
    poll.check(&cast)?;
    Ok(cast)
}

/// As many items as one event holds; how many are left is told.
fn fitting<T: Serialize>(items: impl Iterator<Item = T>, lang: Lang) -> Outcome<Vec<T>> {
    let (mut taken, mut left, mut bytes) = (Vec::new(), 0_usize, HEAD_BYTES);
    for item in items {
        bytes += json::write(&item).len() + 1;
        if left == 0 && bytes <= limits::PAYLOAD_BYTES && taken.len() < limits::LIST_ITEMS {
            taken.push(item);
        } else {
            left += 1;
        }
    }
    if taken.is_empty() {
        return Err(Problem::refused("ballots-none-left"));
    }
    if left > 0 {
        eprintln!("{}", say(lang, "ballots-left", &[("count", left.to_string())]));
    }
    Ok(taken)
}

fn boxed(args: &BoxArgs, lang: Lang) -> Outcome<()> {
    let poll = args.at.poll()?;
    let digests = args.ballots.iter().map(|file| ballot(file, &poll).map(|cast| cast.digest()));
    let mut digests = digests.collect::<Outcome<Vec<Hash>>>()?;
    digests.extend(&args.digests);
    digests.retain(|digest| !poll.boxed.contains_key(digest));
    // In an order that says nothing of who came first.
    digests.sort_unstable();
    digests.dedup();
    tell(&Boxed { vote: poll.details.vote.clone(), digests: fitting(digests.into_iter(), lang)? })
}

fn show(args: &ShowArgs, lang: Lang) -> Outcome<()> {
    let poll = args.at.poll()?;
    let mut ballots = BTreeMap::new();
    for file in &args.ballots {
        let cast = ballot(file, &poll)?;
        let digest = cast.digest();
        if !poll.boxed.contains_key(&digest) {
            return Err(Problem::refused("ballot-not-boxed").with("digest", digest));
        }
        if !poll.shown.contains_key(&cast.token) {
            ballots.insert(cast.token, cast);
        }
    }
    tell(&Returned { vote: poll.details.vote.clone(), ballots: fitting(ballots.into_values(), lang)? })
}

fn find(args: &TicketArgs, lang: Lang) -> Outcome<u8> {
    let ticket = Ticket::read(&args.ticket)?;
    let cast = ticket.ballot.as_ref().ok_or_else(|| Problem::refused("ballot-not-cast"))?;
    let poll = poll(&args.from, args.vkey.as_deref(), &ticket.vote)?;
    let told = match (poll.shown.get(&cast.token), poll.boxed.get(&cast.digest())) {
        (Some((index, shown)), _) if shown == cast => {
            say(lang, "ballot-found", &[("choice", cast.choice.to_string()), ("index", index.to_string())])
        }
        (_, Some(index)) if poll.counted.is_some() => {
            return Err(Problem::refused("ballot-lost").with("index", index).with("digest", cast.digest()));
        }
        (_, Some(index)) => say(lang, "ballot-boxed", &[("index", index.to_string())]),
        _ => return Err(Problem::refused("ballot-nowhere")),
    };
    print(&told)?;
    Ok(0)
}

fn count(args: &CountArgs, lang: Lang) -> Outcome<u8> {
    let poll = args.at.poll()?;
    let vote = poll.details.vote.clone();
    let Some((index, paper, tally)) = &poll.counted else {
        let unreadable = |_| Problem::malformed("file-unusable-value");
        let read = |file: &PathBuf| {
            let found = json::read::<Paper>("paper", &read_input(file, FILE_BYTES)?);
            found.map_err(|problem| unreadable(problem).with("file", file.display()))
        };
        let paper = args.paper.as_ref().map(read).transpose()?;
        let tally = poll.recount(paper.as_ref());
        tell(&Counted { vote, paper, tally })?;
        return Ok(0);
    };
    let found = poll.recount(paper.as_ref());
    if found != *tally {
        return Err(Problem::refused("vote-tally-differs").with("vote", vote).with("index", index));
    }
    let figures = [("issued", found.issued), ("returned", found.returned), ("unreturned", found.unreturned)];
    let figures = figures.into_iter().chain([("lost", found.lost), ("invalid", found.invalid)]);
    let mut told: Vec<(&str, String)> = figures.map(|(name, figure)| (name, figure.to_string())).collect();
    told.extend([("vote", vote.to_string()), ("index", index.to_string())]);
    print(&say(lang, "vote-recounted", &told))?;
    for choice in &poll.details.choices {
        let ballots = found.choices.get(&choice.choice).copied().unwrap_or(0);
        print(&format!("  {ballots}  {}  {}", choice.choice, choice.label))?;
    }
    Ok(0)
}
