//! Durable appends over HTTP: 64 clients, each waits for its receipts before it sends the next event, or the next sixteen.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use mingbai::event::envelope::Verified;

use crate::client::{Client, Served};
use crate::figure::{Report, Rounds};
use crate::{Asked, limits, made};

const CLIENTS: usize = 64;
/// Events of one request, where several are sent together.
const TOGETHER: usize = 16;

/// How events are sent.
struct Way {
    /// Below the ledger's address.
    path: &'static str,
    /// Events of one request.
    events: usize,
    status: u16,
    name: &'static str,
}

const WAYS: [Way; 2] = [
    Way { path: "events", events: 1, status: 201, name: "one event a request" },
    Way { path: "batches", events: TOGETHER, status: 200, name: "sixteen events a request" },
];

/// What a round of clients saw.
struct Seen {
    per_second: f64,
    /// Milliseconds, in order.
    waits: Vec<f64>,
}

impl Seen {
    fn percentile(&self, share: f64) -> f64 {
        self.waits[((self.waits.len() - 1) as f64 * share) as usize]
    }
}

/// Has all clients send all events to `path`, each client one request after the other.
fn clients(address: SocketAddr, path: &str, way: &Way, events: &[Vec<u8>]) -> Seen {
    let bodies: Vec<Vec<u8>> = events.chunks(way.events).map(|together| together.join(&b'\n')).collect();
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    let one = || {
        let mut client = Client::new(address);
        let mut waits = Vec::new();
        while let Some(body) = bodies.get(next.fetch_add(1, Ordering::Relaxed)) {
            let sent = Instant::now();
            let (status, answer) = client.send("POST", path, body);
            waits.push(sent.elapsed().as_secs_f64() * 1_000.0);
            assert_eq!(status, way.status, "{}", String::from_utf8_lossy(&answer));
            // An answer is a receipt for every event, and no refusal.
            assert!(!answer.windows(9).any(|found| found == b"{\"error\":"), "{}", String::from_utf8_lossy(&answer));
        }
        waits
    };
    let mut waits: Vec<f64> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(one)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let per_second = events.len() as f64 / begun.elapsed().as_secs_f64();
    waits.sort_by(f64::total_cmp);
    Seen { per_second, waits }
}

/// The same clients against a server that only checks signatures, and answers with as many bytes as a receipt has.
fn only_checked(way: &Way, events: &[Vec<u8>]) -> f64 {
    let (answer, status): (&'static str, u16) = ("x".repeat(2_400 * way.events).leak(), way.status);
    let check = move |body: Bytes| async move {
        assert!(body.split(|byte| *byte == b'\n').all(|event| Verified::open(event).is_ok()));
        (axum::http::StatusCode::from_u16(status).unwrap(), answer)
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let service = Router::new().route("/check", post(check)).into_make_service();
    runtime.spawn(async move { axum::serve(listener, service).await });
    let seen = clients(address, "/check", way, events);
    runtime.shutdown_timeout(Duration::from_secs(1));
    seen.per_second
}

/// Milliseconds that a reader waits for a page while `work` goes on.
fn reading<T>(address: SocketAddr, path: &str, work: impl FnOnce() -> T) -> (T, Vec<f64>) {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut client, mut waits) = (Client::new(address), Vec::new());
            while !done.load(Ordering::Relaxed) {
                let sent = Instant::now();
                assert_eq!(client.send("GET", path, b"").0, 200);
                waits.push(sent.elapsed().as_secs_f64() * 1_000.0);
                std::thread::sleep(Duration::from_millis(10));
            }
            waits.sort_by(f64::total_cmp);
            waits
        });
        let worked = work();
        done.store(true, Ordering::Relaxed);
        (worked, reader.join().unwrap())
    })
}

/// Measures.
pub fn measure(asked: &Asked, report: &mut Report) {
    let events = asked.events.min(100_000);
    report.say(&format!("{events} events by {CLIENTS} clients on this machine, one reader of a page beside them."));
    for way in &WAYS {
        one_way(way, asked, report);
    }
}

fn one_way(way: &Way, asked: &Asked, report: &mut Report) {
    let (mut limit, mut http, mut p50, mut p99, mut page50, mut page99) =
        (vec![], vec![], vec![], vec![], vec![], vec![]);
    let mut peak = Vec::new();
    let rounds = Rounds::of(asked.rounds, || {
        let dir = asked.dir.join("append");
        let made = made::prepare(&dir, asked.events.min(100_000));
        let events = made.envelopes();
        drop(made);
        limit.push(limits::verify());
        http.push(only_checked(way, &events));
        let server = Served::start(&dir);
        let path = format!("/{}/api/{}", made::SLUG, way.path);
        let page = format!("/{}/finance", made::SLUG);
        let (seen, pages) = reading(server.address, &page, || clients(server.address, &path, way, &events));
        p50.push(seen.percentile(0.5));
        p99.push(seen.percentile(0.99));
        let pages = Seen { per_second: 0.0, waits: pages };
        page50.push(pages.percentile(0.5));
        page99.push(pages.percentile(0.99));
        peak.push(server.kilobytes("VmHWM") / 1024.0);
        drop(server);
        std::fs::remove_dir_all(&dir).unwrap();
        seen.per_second
    });
    let (limit, http) = (Rounds::from(limit), Rounds::from(http));
    let name = format!("append over HTTP, durable, {}", way.name);
    let checking = ("cores × strict verifications on one core", &limit);
    report.against(&name, "events/s", &rounds, checking, Some(0.6));
    report.against(&name, "events/s", &rounds, ("the same clients, a server that only checks signatures", &http), None);
    report.figure("server, peak memory", "MiB", &Rounds::from(peak));
    report.figure("receipts, half of them within", "ms", &Rounds::from(p50));
    report.figure("receipts, 99 % within", "ms", &Rounds::from(p99));
    report.figure("page while appending, half within", "ms", &Rounds::from(page50));
    report.figure("page while appending, 99 % within", "ms", &Rounds::from(page99));
}
