//! The load: people who write, co-sign, read and verify, and a server that is stopped and started under them.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use mingbai::audit::auditor::{Options, audit};
use mingbai::audit::memory::{self, Memory};
use mingbai::audit::report::Verdict;
use mingbai::audit::source;
use mingbai::base::hash::Hash;
use mingbai::base::note::Vkey;
use mingbai::event::envelope::{Envelope, Verified};
use mingbai::http::server::{self, Settings};
use mingbai::ledger::clock::{Clock as _, SystemClock};
use mingbai::ledger::host::Host;
use mingbai::ledger::receipt::Receipt;
use mingbai::merkle::tree::leaf_hash;
use tokio::sync::oneshot;

use crate::Any;
use crate::cast::{SMALL, key};
use crate::community::{Community, RECEIVERS};

const WRITERS: u32 = 4;
const READERS: usize = 2;
/// One event in so many goes round as a draft.
const DRAFTED: u64 = 5;

/// What to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How long.
    pub length: Duration,
    /// Events submitted a second, at most.
    pub events_per_second: u32,
    /// How often the server is stopped and its store opened again.
    pub restarts: u32,
}

/// What was done.
#[derive(Debug)]
pub struct Summary {
    /// How long it took.
    pub took: Duration,
    /// Entries in the end.
    pub entries: u64,
    /// Receipts given out.
    pub receipts: u64,
    /// Of these, events that were drafts first.
    pub drafted: u64,
    /// Events that were rightly refused.
    pub refused: u64,
    /// Pages, documents, tiles and entries read.
    pub reads: u64,
    /// Times the whole ledger was verified over HTTP while it was written to.
    pub verified: u64,
    /// Requests nobody answered, because the server was away.
    pub unanswered: u64,
    /// Times the server was stopped and started.
    pub restarts: u64,
    /// Resident memory of this process, server and people together, in bytes: when it was founded, at a tenth of the time,
    /// and in the end.
    pub memory: [u64; 3],
    /// Bytes on disk in the end.
    pub disk: u64,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mib = |bytes: u64| format!("{}.{} MiB", bytes >> 20, (bytes % (1 << 20)) * 10 / (1 << 20));
        let [first, early, last] = self.memory.map(mib);
        writeln!(
            f,
            "{} entries in {:?}; every receipt is honoured, the auditor finds nothing",
            self.entries, self.took
        )?;
        writeln!(f, "receipts {} ({} of them drafts), refused {}", self.receipts, self.drafted, self.refused)?;
        writeln!(f, "reads {}, whole verifications {}", self.reads, self.verified)?;
        writeln!(f, "restarts {}, requests nobody answered meanwhile {}", self.restarts, self.unanswered)?;
        writeln!(f, "resident memory {first} founded, {early} after a tenth of the time, {last} in the end")?;
        write!(f, "on disk {}, {} bytes an entry", mib(self.disk), self.disk / self.entries.max(1))
    }
}

/// A server in this process.
struct Running {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<Result<(), String>>,
    url: String,
}

fn serve(dir: &Path) -> Any<Running> {
    let (stop, stopped) = oneshot::channel();
    let (bound, address) = mpsc::channel::<SocketAddr>();
    let dir = dir.to_owned();
    let thread = std::thread::spawn(move || {
        let told = |e: &dyn fmt::Display| e.to_string();
        let host = Host::open(&dir, Arc::new(SystemClock)).map_err(|e| told(&e))?;
        let ledgers: Vec<_> = host.ledgers().map(|(slug, ledger)| (slug.clone(), ledger.clone())).collect();
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let settings = Settings {
            listen,
            writes_per_second: NonZeroU32::MAX,
            trusted_proxies: Vec::new(),
            public_url: None,
            papers: None,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| told(&e))?;
        let until = async { drop(stopped.await) };
        let served =
            runtime.block_on(server::serve(ledgers, &settings, |at| bound.send(at).unwrap_or_default(), until));
        // The runtime goes first, and with it everything that holds the ledger; then the store is closed.
        drop(runtime);
        served.map_err(|e| told(&e))
    });
    match address.recv() {
        Ok(at) => Ok(Running { stop, thread, url: format!("http://{at}/{}", SMALL.slug) }),
        Err(_) => Err(format!("the server does not start: {:?}", thread.join()).into()),
    }
}

impl Running {
    fn end(self) -> Any<()> {
        // A server that ended by itself says why below.
        let _ = self.stop.send(());
        self.thread.join().map_err(|_| "the server panicked")??;
        Ok(())
    }
}

/// What everybody shares.
struct Shared {
    /// Where the ledger is now.
    url: RwLock<String>,
    over: AtomicBool,
    community: Mutex<Community>,
    /// The leaf of every entry a receipt was given for.
    receipts: Mutex<BTreeMap<u64, Hash>>,
    log: Vkey,
    drafted: AtomicU64,
    refused: AtomicU64,
    reads: AtomicU64,
    verified: AtomicU64,
    unanswered: AtomicU64,
}

fn add(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::SeqCst);
}

impl Shared {
    fn over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.url.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn income(&self, signers: &[&str]) -> Any<Envelope> {
        self.community.lock().map_err(|_| "a writer failed")?.income(SystemClock.now(), 100, signers)
    }

    fn keep(&self, receipt: &Receipt) -> Any<()> {
        receipt.holds(&self.log)?;
        let leaf = leaf_hash(receipt.entry.as_bytes());
        let before = self.receipts.lock().map_err(|_| "a writer failed")?.insert(receipt.index, leaf);
        if before.is_none_or(|before| before == leaf) { Ok(()) } else { Err("two entries at one place".into()) }
    }
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(60)));
    config.http_status_as_error(false).build().into()
}

/// Posts until somebody answers or it is over.
fn post(agent: &ureq::Agent, shared: &Shared, path: &str, envelope: &Envelope) -> Option<(u16, serde_json::Value)> {
    while !shared.over() {
        let sent = agent.post(shared.url(path)).send(&envelope.bytes()[..]);
        let answered = sent.and_then(|mut answer| Ok((answer.status().as_u16(), answer.body_mut().read_to_vec()?)));
        match answered {
            Ok((status, body)) if status != 503 => return Some((status, serde_json::from_slice(&body).ok()?)),
            _ => {
                add(&shared.unanswered);
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
    None
}

/// Writes at a steady pace: most events signed by all at once, some as drafts that go round, some that must be refused.
#[allow(clippy::disallowed_methods, reason = "a pace is kept by a clock")]
fn write(shared: &Shared, pace: Duration) -> Any<()> {
    let agent = agent();
    let mut due = Instant::now();
    for n in 0_u64.. {
        if shared.over() {
            break;
        }
        let placed = if n % DRAFTED == 0 {
            round(&agent, shared)?
        } else if n % 17 == 0 {
            let alone = shared.income(&RECEIVERS[..1])?;
            match post(&agent, shared, "api/events", &alone) {
                Some((422, _)) => add(&shared.refused),
                Some((status, body)) => return Err(format!("it should have been refused: {status} {body}").into()),
                None => {}
            }
            None
        } else {
            post(&agent, shared, "api/events", &shared.income(&RECEIVERS)?)
        };
        match placed {
            Some((200 | 201, body)) => shared.keep(&serde_json::from_value(body["receipt"].clone())?)?,
            Some((status, body)) => return Err(format!("not taken: {status} {body}").into()),
            None => {}
        }
        due += pace;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
    }
    Ok(())
}

/// A draft goes round until it is placed. A restart may lose it, but not a signature its signer still has: then it goes round
/// again.
fn round(agent: &ureq::Agent, shared: &Shared) -> Any<Option<(u16, serde_json::Value)>> {
    let draft = shared.income(&[])?;
    for who in RECEIVERS.iter().cycle().take(3 * RECEIVERS.len()) {
        let mut signed = Envelope::unsigned(draft.payload().to_vec());
        signed.sign(&key(who));
        match post(agent, shared, "api/drafts", &signed) {
            Some((201, body)) => {
                add(&shared.drafted);
                return Ok(Some((201, body["placed"].clone())));
            }
            // It is in the ledger already, and the answer that said so was lost.
            Some((409, _)) | None => return Ok(None),
            Some((202, _)) => {}
            Some((status, body)) => return Err(format!("draft: {status} {body}").into()),
        }
    }
    Err("a draft that all have signed still waits".into())
}

/// Reads what residents read, and what programs read.
fn read(shared: &Shared) -> Any<()> {
    let agent = agent();
    for path in [
        "",
        "finance",
        "finance.json",
        "finance.csv",
        "party.json",
        "checkpoint",
        "api/entries",
        "api/drafts",
        "tile/0/000",
    ]
    .iter()
    .cycle()
    {
        if shared.over() {
            break;
        }
        match agent.get(shared.url(path)).call() {
            Ok(answer) if answer.status().as_u16() < 500 => add(&shared.reads),
            Ok(answer) if answer.status().as_u16() != 503 => {
                return Err(format!("{path}: {}", answer.status()).into());
            }
            _ => {
                add(&shared.unanswered);
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// Verifies the ledger over HTTP again and again, remembering what was seen.
fn verify(shared: &Shared) -> Any<()> {
    let mut seen = Memory::default();
    while !shared.over() {
        let target = shared.url("");
        let source = source::open(target.trim_end_matches('/'))?;
        let options = Options { log: Some(shared.log.clone()), log_only: false, now: SystemClock.now() };
        let mut report = audit(source.as_ref(), &options, &|_, _| {});
        memory::recall(&mut seen, source.as_ref(), &mut report);
        match report.verdict {
            Verdict::Holds => add(&shared.verified),
            Verdict::Wrong => return Err(format!("the auditor found {:?}", report.findings).into()),
            // The server went away in the middle.
            Verdict::Unchecked(_) => add(&shared.unanswered),
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    Ok(())
}

/// Resident memory of this process, in bytes; 0 where the system does not say.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) * 1024
}

fn bytes_below(folder: &Path) -> u64 {
    let items = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let size = |item: std::fs::DirEntry| match item.metadata() {
        Ok(data) if data.is_dir() => bytes_below(&item.path()),
        Ok(data) => data.len(),
        Err(_) => 0,
    };
    items.map(size).sum()
}

fn found(dir: &Path) -> Any<Shared> {
    let mut host = Host::open(dir, Arc::new(SystemClock))?;
    let ledger = host.create(&SMALL.slug.parse()?, SMALL.origin, key("log"))?;
    let mut community = Community::new(ledger.vkey(), SystemClock.now());
    for envelope in community.founding(SystemClock.now())? {
        ledger.submit_now(Verified::check(envelope)?).map_err(|failure| format!("{failure:?}"))?;
    }
    Ok(Shared {
        url: RwLock::default(),
        over: AtomicBool::new(false),
        community: Mutex::new(community),
        receipts: Mutex::default(),
        log: ledger.vkey().clone(),
        drafted: AtomicU64::new(0),
        refused: AtomicU64::new(0),
        reads: AtomicU64::new(0),
        verified: AtomicU64::new(0),
        unanswered: AtomicU64::new(0),
    })
}

/// Stops and starts the server under its users, evenly over the time; gives memory after a tenth of it.
#[allow(clippy::disallowed_methods, reason = "a plan is kept by a clock")]
fn restarts(
    dir: &Path,
    plan: &Plan,
    shared: &Shared,
    mut running: Running,
    tell: &dyn Fn(String),
) -> Any<(Running, u64)> {
    let begun = Instant::now();
    let part = plan.length / (plan.restarts + 1);
    let mut early = 0;
    for n in 1..=plan.restarts + 1 {
        let wait = (part * n).saturating_sub(begun.elapsed());
        let pieces = 1 + u32::try_from(wait.as_millis() / 100).unwrap_or(u32::MAX - 1);
        for _ in 0..pieces {
            std::thread::sleep(wait / pieces);
            if early == 0 && begun.elapsed() >= plan.length / 10 {
                early = resident();
            }
            if shared.over() {
                return Ok((running, early));
            }
        }
        if n <= plan.restarts {
            running.end()?;
            running = serve(dir)?;
            shared.url.write().unwrap_or_else(PoisonError::into_inner).clone_from(&running.url);
            let kept = shared.receipts.lock().map_err(|_| "a writer failed")?.len();
            tell(format!("restart {n}: {kept} receipts, {} MiB resident", resident() >> 20));
        }
    }
    Ok((running, early))
}

/// Carries out a plan; an error if anything acknowledged is missing, or the auditor finds anything.
#[allow(clippy::disallowed_methods, reason = "what it took is asked of a clock")]
pub fn run(plan: &Plan, tell: &dyn Fn(String)) -> Any<Summary> {
    let folder = tempfile::tempdir()?;
    let dir = folder.path();
    let begun = Instant::now();
    let shared = found(dir)?;
    let running = serve(dir)?;
    shared.url.write().unwrap_or_else(PoisonError::into_inner).clone_from(&running.url);
    let first = resident();
    let pace = Duration::from_secs(1) * WRITERS / plan.events_per_second;
    let (early, failures) = std::thread::scope(|scope| -> Any<(u64, Vec<String>)> {
        let shared = &shared;
        // One failure ends it for all; the first is told.
        let person =
            |done: Any<()>| done.map_err(|e| e.to_string()).inspect_err(|_| shared.over.store(true, Ordering::SeqCst));
        let mut people: Vec<_> = (0..WRITERS).map(|_| scope.spawn(move || person(write(shared, pace)))).collect();
        people.extend((0..READERS).map(|_| scope.spawn(move || person(read(shared)))));
        people.push(scope.spawn(move || person(verify(shared))));
        let ended = restarts(dir, plan, shared, running, tell);
        shared.over.store(true, Ordering::SeqCst);
        let failures: Vec<String> = people
            .into_iter()
            .filter_map(|one| one.join().unwrap_or_else(|_| Err("somebody panicked".into())).err())
            .collect();
        let (running, early) = ended?;
        running.end()?;
        Ok((early, failures))
    })?;
    if let Some(failure) = failures.into_iter().next() {
        return Err(failure.into());
    }
    let last = resident();
    let entries = honoured(dir, &shared)?;
    let count = |counter: &AtomicU64| counter.load(Ordering::SeqCst);
    Ok(Summary {
        took: begun.elapsed(),
        entries,
        receipts: shared.receipts.lock().map_err(|_| "a writer failed")?.len() as u64,
        drafted: count(&shared.drafted),
        refused: count(&shared.refused),
        reads: count(&shared.reads),
        verified: count(&shared.verified),
        unanswered: count(&shared.unanswered),
        restarts: u64::from(plan.restarts),
        memory: [first, early, last],
        disk: bytes_below(dir),
    })
}

/// Opens the store once more: every receipt's entry is in its place, and the auditor finds nothing. Gives the entries.
fn honoured(dir: &Path, shared: &Shared) -> Any<u64> {
    let running = serve(dir)?;
    let source = source::open(&running.url)?;
    let options = Options { log: Some(shared.log.clone()), log_only: false, now: SystemClock.now() };
    let report = audit(source.as_ref(), &options, &|_, _| {});
    running.end()?;
    if report.verdict != Verdict::Holds {
        return Err(format!("the auditor in the end: {:?} {:?}", report.verdict, report.findings).into());
    }
    let host = Host::open(dir, Arc::new(SystemClock))?;
    let ledger = host.ledger(&SMALL.slug.parse()?)?;
    let receipts = shared.receipts.lock().map_err(|_| "a writer failed")?;
    let mut honoured = 0;
    for from in (0..report.size).step_by(1_024) {
        for (index, entry) in (from..).zip(ledger.entries(from, report.size.min(from + 1_024))?) {
            match receipts.get(&index) {
                Some(leaf) if leaf_hash(&entry) != *leaf => {
                    return Err(format!("entry {index} is not the one its receipt shows").into());
                }
                Some(_) => honoured += 1,
                None => {}
            }
        }
    }
    if honoured != receipts.len() {
        return Err(format!("{honoured} of {} receipts are honoured", receipts.len()).into());
    }
    Ok(report.size)
}
