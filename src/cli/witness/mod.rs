//! `mingbai witness`: runs a witness for other communities' ledgers.

mod examiner;

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Subcommand;

use crate::base::key::SecretKey;
use crate::base::note::Vkey;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, say};
use crate::cli::output::print;
use crate::cli::serve::{interrupted, log_to_stderr, runtime};
use crate::cli::witness::examiner::Replays;
use crate::http::server::Settings;
use crate::http::witness;
use crate::ledger::clock::SystemClock;
use crate::witness::folder::{Folder, Watched};
use crate::witness::keeper::{Examiner, Keeper};

/// How long a change of the list of logs may go unnoticed.
const REREAD: Duration = Duration::from_secs(2);

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 新建见证人及其密钥 / Make a new witness with a key of its own
    Init {
        /// 见证人文件夹 / Folder of the witness
        #[arg(long)]
        dir: PathBuf,
        /// 名称，如 example.org/jiandu / Its name, like example.org/supervisors
        #[arg(long)]
        name: String,
        /// 同时重放规则：只为符合规则的历史签名（须另用一把密钥）/ Replay the rules as well: cosign only a history that keeps
        /// them. Such a witness has a key of its own
        #[arg(long)]
        audits: bool,
    },
    /// 添加要见证的日志 / Add logs to witness
    AddLog {
        /// 见证人文件夹 / Folder of the witness
        #[arg(long)]
        dir: PathBuf,
        /// 账本网址（只添加一个日志时）/ URL of the ledger, when one log is added
        #[arg(long)]
        url: Option<String>,
        /// 日志公钥 / Verifier keys of logs
        #[arg(required = true)]
        vkeys: Vec<String>,
    },
    /// 显示见证人公钥 / Show the witness's key
    Vkey {
        /// 见证人文件夹 / Folder of the witness
        #[arg(long)]
        dir: PathBuf,
    },
    /// 运行见证人 / Run the witness
    Serve(ServeArgs),
}

/// How a witness is run.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// 见证人文件夹 / Folder of the witness
    #[arg(long)]
    dir: PathBuf,
    /// 监听地址 / Address to listen on
    #[arg(long, default_value = "127.0.0.1:8090", env = "MINGBAI_WITNESS_LISTEN")]
    listen: SocketAddr,
    /// 每个来源地址每秒最多请求次数 / Requests a second from one address
    #[arg(long, default_value = "100")]
    writes_per_second: NonZeroU32,
    /// 可信反向代理的地址，可多个 / Address of a reverse proxy whose X-Forwarded-For is believed
    #[arg(long = "trusted-proxy", value_name = "ADDR", env = "MINGBAI_TRUSTED_PROXY", value_delimiter = ',')]
    trusted_proxies: Vec<IpAddr>,
}

/// Carries it out.
pub fn run(command: &Command, lang: Lang) -> Outcome<u8> {
    match command {
        Command::Init { dir, name, audits } => {
            let folder = Folder::create(dir, name, *audits, &SecretKey::generate()?)?;
            print(&folder.cosigner()?.key().to_string())?;
        }
        Command::AddLog { dir, url, vkeys } => add(dir, url.as_ref(), vkeys)?,
        Command::Vkey { dir } => print(&Folder::open(dir)?.cosigner()?.key().to_string())?,
        Command::Serve(args) => serve(args, lang)?,
    }
    Ok(0)
}

fn add(dir: &std::path::Path, url: Option<&String>, vkeys: &[String]) -> Outcome<()> {
    if url.is_some() && vkeys.len() > 1 {
        return Err(Problem::malformed("witness-url-for-many"));
    }
    let folder = Folder::open(dir)?;
    for text in vkeys {
        let vkey: Vkey = text.parse()?;
        folder.add(Watched { vkey, url: url.cloned() })?;
    }
    Ok(())
}

fn serve(args: &ServeArgs, lang: Lang) -> Outcome<()> {
    log_to_stderr();
    let folder = Folder::open(&args.dir)?;
    let (clock, logs) = (Arc::new(SystemClock), folder.logs()?);
    let replays = folder.audits().then(|| Arc::new(Replays::new(clock.clone(), &logs)));
    let examiner = replays.clone().map(|replays| Box::new(replays) as Box<dyn Examiner>);
    let vkeys = logs.iter().map(|log| log.vkey.clone());
    let keeper = Arc::new(Keeper::open(folder.cosigner()?, folder.seen()?, vkeys, examiner)?);
    let settings = Settings {
        listen: args.listen,
        writes_per_second: args.writes_per_second,
        trusted_proxies: args.trusted_proxies.clone(),
        public_url: None,
        papers: None,
    };
    let rereading = reread(folder, logs, Arc::clone(&keeper), replays);
    let served = witness::serve(
        keeper,
        clock,
        &settings,
        |address| drop(print(&say(lang, "witness-serve-at", &[("address", address.to_string())]))),
        interrupted(),
    );
    runtime()?.block_on(async {
        tokio::select! {
            served = served => served,
            () = rereading => Ok(()),
        }
    })
}

/// Takes up changes of the list of logs while the witness runs, for ever. A list that cannot be read changes nothing.
async fn reread(folder: Folder, mut known: Vec<Watched>, keeper: Arc<Keeper>, replays: Option<Arc<Replays>>) {
    loop {
        tokio::time::sleep(REREAD).await;
        let taken_up = folder.logs().and_then(|logs| {
            if logs == known {
                return Ok(());
            }
            if let Some(replays) = &replays {
                replays.watch(&logs);
            }
            keeper.watch(logs.iter().map(|log| log.vkey.clone()))?;
            tracing::info!(logs = logs.len(), "the list of logs has changed");
            known = logs;
            Ok(())
        });
        if let Err(problem) = taken_up {
            tracing::error!(code = problem.code, problem = %problem.text(Lang::En), "the list of logs was not taken up");
        }
    }
}
