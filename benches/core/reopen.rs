//! From the start of the server to the first page, for logs of different length.

use std::path::Path;
use std::sync::Arc;

use mingbai::http::follow::Followed;
use mingbai::store::Store as _;
use mingbai::store::disk::DiskStore;

use crate::client::{Client, Served};
use crate::figure::{Report, Rounds, number};
use crate::{Asked, made};

/// Seconds from the start of the process until a page was read.
fn first_page(dir: &Path) -> f64 {
    let server = Served::start(dir);
    let (status, page) = Client::new(server.address).send("GET", &format!("/{}/finance", made::SLUG), b"");
    let seconds = server.began.elapsed().as_secs_f64();
    assert!(status == 200 && !page.is_empty());
    seconds
}

/// Makes the snapshots useless, as a new version of the program finds them.
fn forget_snapshots(dir: &Path) {
    let store = DiskStore::open(dir).unwrap();
    for fold in ["state", "board"] {
        let name = format!("{fold}-{}", env!("CARGO_PKG_VERSION"));
        store.snapshot_save(&made::SLUG.parse().unwrap(), 0, &name, b"").unwrap();
    }
}

/// Measures.
pub fn measure(asked: &Asked, report: &mut Report) {
    let mut lengths = vec![10_000, 100_000, asked.events];
    lengths.retain(|length| *length <= asked.events);
    lengths.dedup();
    let mut with = Vec::new();
    for events in lengths {
        let dir = asked.dir.join("reopen");
        let made = made::ledger(&dir, events);
        // What a server does while it runs and when it stops.
        drop(Followed::open(Arc::clone(&made.ledger)).unwrap());
        drop(made);
        let rounds = Rounds::of(asked.rounds, || first_page(&dir));
        report.figure(&format!("{} events, with snapshots", number(events as f64)), "s", &rounds);
        with.push((events, rounds));
        let without = Rounds::of(asked.rounds, || {
            forget_snapshots(&dir);
            first_page(&dir)
        });
        report.figure(&format!("{} events, without", number(events as f64)), "s", &without);
        let rebuilt = Rounds::of(1, || {
            std::fs::remove_dir_all(dir.join("index.sled")).unwrap();
            first_page(&dir)
        });
        report.figure(&format!("{} events, without the whole index", number(events as f64)), "s", &rebuilt);
        std::fs::remove_dir_all(&dir).unwrap();
    }
    if let [(few, short), .., (many, long)] = with.as_slice() {
        let (few, many, ratio) = (number(*few as f64), number(*many as f64), long.median() / short.median());
        report.say(&format!(
            "With snapshots, {many} events take {ratio:.2} times as long as {few}; the target is near 1."
        ));
    }
}
