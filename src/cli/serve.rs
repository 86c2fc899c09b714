//! `mingbai serve`: pages and API of every ledger in a folder.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use tracing_subscriber::EnvFilter;

use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, say};
use crate::cli::output::print;
use crate::http::cosigning;
use crate::http::papers::Papers;
use crate::http::server::{self, Served, Settings};
use crate::ledger::clock::{Clock, SystemClock};
use crate::ledger::host::Host;
use crate::store::disk;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 数据文件夹 / Data folder
    pub dir: PathBuf,
    #[command(flatten)]
    /// How it listens.
    pub listen: Listen,
}

/// How a server listens, and how much memory its index may take.
#[derive(Clone, Debug, clap::Args)]
pub struct Listen {
    /// 监听地址 / Address to listen on
    #[arg(long, default_value = "127.0.0.1:8080", env = "MINGBAI_LISTEN")]
    pub listen: SocketAddr,
    /// 每个来源地址每秒最多提交次数 / Submissions a second from one address
    #[arg(long, default_value = "100")]
    pub writes_per_second: NonZeroU32,
    /// 索引缓存上限（MiB）/ Memory the index may use for its cache, in MiB
    #[arg(long, value_name = "MIB", default_value = "64", env = "MINGBAI_INDEX_CACHE_MIB",
        value_parser = clap::value_parser!(u32).range(1..=65_536))]
    pub index_cache_mib: u32,
    /// 可信反向代理的地址，可多个：以它在 X-Forwarded-For 中最后加上的地址为来源地址 / Address of a reverse proxy; the
    /// address it adds last to X-Forwarded-For is taken for the client's
    #[arg(long = "trusted-proxy", value_name = "ADDR", env = "MINGBAI_TRUSTED_PROXY", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,
    /// 对外网址（含 https）：写入公告的二维码、订阅和核验命令 / The address the world uses; it stands in
    /// the codes on notices, in feeds and in commands to copy. Without it, what a request says
    #[arg(long, value_name = "URL", env = "MINGBAI_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// 凭证等文件的保存文件夹；不指定则不保存。保存的文件任何人都能打开，请先读 docs/PRIVACY.md / Folder in which papers
    /// such as vouchers are kept; without it none are. Anybody can open what is kept: read docs/PRIVACY.md first
    #[arg(long, value_name = "DIR", env = "MINGBAI_KEEP_PAPERS")]
    pub keep_papers: Option<PathBuf>,
}

/// Serves until interrupted.
pub fn run(args: &Args, lang: Lang) -> Outcome<u8> {
    if !args.dir.is_dir() {
        return Err(Problem::unavailable("folder-missing").with("folder", args.dir.display()));
    }
    serve(&args.dir, &args.listen, Arc::new(SystemClock), lang)
}

/// Serves a folder until interrupted; prints the address once it answers.
pub fn serve(dir: &std::path::Path, listen: &Listen, clock: Arc<dyn Clock>, lang: Lang) -> Outcome<u8> {
    log_to_stderr();
    let cache_bytes = u64::from(listen.index_cache_mib) * 1024 * 1024;
    let host = Host::open_set_up(dir, clock, &disk::Settings { cache_bytes })?;
    let ledgers: Vec<_> = host.ledgers().map(|(slug, started)| (slug.clone(), started.clone())).collect();
    if let (Some((_, Err(problem))), true) = (ledgers.first(), ledgers.iter().all(|(_, started)| started.is_err())) {
        return Err(problem.clone());
    }
    let mut witnesses = BTreeMap::new();
    for (slug, _) in &ledgers {
        let asked = cosigning::Settings::load(&dir.join(slug.as_str()))?;
        witnesses.extend(asked.map(|asked| (slug.clone(), asked)));
    }
    let settings = Settings {
        listen: listen.listen,
        writes_per_second: listen.writes_per_second,
        trusted_proxies: listen.trusted_proxies.clone(),
        public_url: listen.public_url.as_deref().map(str::parse).transpose()?,
        papers: listen.keep_papers.clone().map(Papers::open).transpose()?,
    };
    let runtime = runtime()?;
    runtime.block_on(server::serve(
        Served { ledgers, witnesses },
        &settings,
        |address| drop(print(&say(lang, "serve-at", &[("address", address.to_string())]))),
        interrupted(),
    ))?;
    // The runtime goes first: its followers hold ledgers, and the last holder writes a ledger's snapshot.
    drop(runtime);
    drop(host);
    Ok(0)
}

/// What a server has to say goes to standard error; `MINGBAI_LOG` says how much.
pub fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("MINGBAI_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    drop(tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init());
}

/// What a server runs on.
pub fn runtime() -> Outcome<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|e| Problem::unavailable("thread-not-started").with("cause", e))
}

/// Resolves on Ctrl-C or a request to terminate.
pub async fn interrupted() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        drop(interrupt.await);
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
