//! The command line: one file per command.
//!
//! Exit codes: 0 done (for `verify`: it holds; for `watch`: no alarm), 1 the answer is no (refused; something is wrong), 2 it could not be
//! done (wrong arguments, unreadable input, a peer or file that cannot be used).

pub mod ballot;
pub mod demo;
pub mod draft;
pub mod export;
pub mod flags;
pub mod import;
pub mod init;
pub mod key;
pub mod log;
pub mod manual;
pub mod open;
pub mod opening;
pub mod output;
pub mod publish;
pub mod receipt;
pub mod reference;
pub mod serve;
pub mod sign;
pub mod submit;
pub mod verify;
pub mod watch;
pub mod witness;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand, ValueEnum};

use crate::base::problem::{Class, Outcome, Problem};
use crate::base::words::Lang;

/// 明白账：谁都能核验的社区账本 / Mingbai: a community ledger that anyone can verify
#[derive(Debug, Parser)]
#[command(name = "mingbai", version, arg_required_else_help = true, propagate_version = true)]
pub struct Cli {
    /// 语言 / Language
    #[arg(long, global = true, env = "MINGBAI_LANG", value_enum, default_value_t = Speech::Zh)]
    pub lang: Speech,
    #[command(subcommand)]
    command: Command,
}

/// A language, as an argument.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Speech {
    /// 中文 / Chinese
    Zh,
    /// 英文 / English
    En,
}

impl From<Speech> for Lang {
    fn from(speech: Speech) -> Self {
        match speech {
            Speech::Zh => Lang::Zh,
            Speech::En => Lang::En,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 演示：生成一个社区的一年，核验并打开网页 / Make a community's year, verify it, and serve it
    Demo(demo::Args),
    /// 新建账本 / Make a new ledger
    Init(init::Args),
    /// 密钥 / Keys
    #[command(subcommand)]
    Key(key::Command),
    /// 填写并签署事件，或为信封添加签名 / Sign a new event, or add a signature to an envelope
    Sign(sign::Args),
    /// 提交已签署的事件 / Submit signed events
    Submit(submit::Args),
    /// 等待签名的草稿：列出、查看、撤回 / Drafts that wait for signatures: list, show, withdraw
    #[command(subcommand)]
    Draft(draft::Command),
    /// 保密项：封存、提交、查看 / Private fields: seal, submit, read
    #[command(subcommand)]
    Opening(opening::Command),
    /// 无记名投票：领凭据、投票、计票 / Secret votes: tokens, ballots, counting
    #[command(subcommand)]
    Ballot(ballot::Command),
    /// 逐条列出记录 / List entries in plain words
    Log(log::Args),
    /// 查看一条记录 / Show one entry
    Show(log::ShowArgs),
    /// 打开网页与接口 / Serve pages and API
    Serve(serve::Args),
    /// 核验账本（网址或文件夹）/ Verify a ledger (a URL or a folder)
    Verify(verify::Args),
    /// 提示：按公开规则值得再看一眼的情形 / Flags: what deserves a second look by published rules
    Flags(flags::Args),
    /// 看守账本：记住见过的检查点，分叉、违规、逾期、沉默时报警 / Watch ledgers and raise an alarm
    Watch(watch::Args),
    /// 账本分叉的证据 / Evidence that a ledger signed two histories
    #[command(subcommand)]
    ForkEvidence(watch::EvidenceCommand),
    /// 发布静态副本，任何网站都能放 / Keep a static copy that any web server can serve
    Publish(publish::Args),
    /// 见证凭据 / Receipts
    #[command(subcommand)]
    Receipt(receipt::Command),
    /// 导出 / Export
    #[command(subcommand)]
    Export(export::Command),
    /// 导入 / Import
    #[command(subcommand)]
    Import(import::Command),
    /// 见证：替别的账本作证 / Witness other ledgers
    #[command(subcommand)]
    Witness(witness::Command),
    /// 显示日志公钥 / Show a ledger's verifier key
    Vkey(open::LedgerArgs),
    /// 列出事件种类 / List the kinds of events
    Kinds,
    /// 打印一份规则，可作 ledger.policy.v1 的数据 / Print a policy as the data of a policy event
    Policy(reference::PolicyArgs),
    /// 生成手册页 / Write man pages
    Man(manual::ManArgs),
    /// 生成命令补全 / Print shell completions
    Completions(manual::CompletionArgs),
}

/// Runs the program.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => return misused(&e),
    };
    let lang = Lang::from(cli.lang);
    match carry_out(cli.command, lang) {
        Ok(code) => ExitCode::from(code),
        Err(problem) => {
            eprintln!("{} [{}]", problem.text(lang), problem.code);
            ExitCode::from(exit_code(&problem))
        }
    }
}

/// Says in the reader's language what is wrong with the arguments, then what the reader of arguments has to say.
fn misused(error: &clap::Error) -> ExitCode {
    let code = match error.kind() {
        ErrorKind::MissingRequiredArgument | ErrorKind::MissingSubcommand => "argument-missing",
        ErrorKind::UnknownArgument | ErrorKind::TooManyValues => "argument-unknown",
        ErrorKind::InvalidSubcommand => "command-unknown",
        ErrorKind::ArgumentConflict => "arguments-conflict",
        ErrorKind::InvalidValue
        | ErrorKind::ValueValidation
        | ErrorKind::NoEquals
        | ErrorKind::WrongNumberOfValues
        | ErrorKind::TooFewValues
        | ErrorKind::InvalidUtf8 => "argument-unreadable",
        // Help and version are no errors; clap writes them itself.
        _ => error.exit(),
    };
    let problem = Problem::malformed(code);
    eprintln!("{} [{}]\n", problem.text(asked_lang()), problem.code);
    eprint!("{}", error.render());
    ExitCode::from(exit_code(&problem))
}

/// The language asked for, when the arguments as a whole cannot be read.
fn asked_lang() -> Lang {
    let arguments: Vec<String> = std::env::args().collect();
    let given = arguments.iter().enumerate().find_map(|(at, argument)| match argument.strip_prefix("--lang") {
        Some("") => arguments.get(at + 1).cloned(),
        Some(value) => value.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    let asked = given.or_else(|| std::env::var("MINGBAI_LANG").ok());
    if asked.as_deref() == Some("en") { Lang::En } else { Lang::Zh }
}

fn carry_out(command: Command, lang: Lang) -> Outcome<u8> {
    match command {
        Command::Demo(args) => demo::run(&args, lang),
        Command::Init(args) => init::run(&args, lang),
        Command::Key(command) => key::run(&command),
        Command::Sign(args) => sign::run(&args, lang),
        Command::Submit(args) => submit::run(&args, lang),
        Command::Draft(command) => draft::run(&command, lang),
        Command::Opening(command) => opening::run(&command, lang),
        Command::Ballot(command) => ballot::run(&command, lang),
        Command::Log(args) => log::run(&args, lang),
        Command::Show(args) => log::show(&args, lang),
        Command::Serve(args) => serve::run(&args, lang),
        Command::Verify(args) => verify::run(&args, lang),
        Command::Flags(args) => flags::run(&args, lang),
        Command::Watch(args) => watch::run(&args, lang),
        Command::ForkEvidence(command) => watch::evidence(&command, lang),
        Command::Publish(args) => publish::run(&args, lang),
        Command::Receipt(command) => receipt::run(&command, lang),
        Command::Export(command) => export::run(&command, lang),
        Command::Import(command) => import::run(&command, lang),
        Command::Witness(command) => witness::run(&command, lang),
        Command::Vkey(args) => {
            output::print(&args.open()?.1.vkey().to_string())?;
            Ok(0)
        }
        Command::Kinds => reference::kinds(lang),
        Command::Policy(args) => reference::policy(&args),
        Command::Man(args) => manual::man(&args),
        Command::Completions(args) => manual::completions(&args),
    }
}

/// What a problem means to whoever called: the answer is no, or it could not be done.
pub fn exit_code(problem: &Problem) -> u8 {
    match problem.class {
        Class::Refused | Class::Conflict | Class::Damaged => 1,
        Class::Malformed | Class::Missing | Class::Busy | Class::Unavailable => 2,
    }
}
