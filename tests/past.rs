//! The ledger as it stood at the end of a day, over the demo's year: the documents are those of the entries accepted by then.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::process::Command;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{StatusCode, header};
use tower::ServiceExt as _;

use mingbai::base::time::Day;
use mingbai::event::entry::Entry;
use mingbai::http::follow::Shown;
use mingbai::http::guard::WriteLimit;
use mingbai::http::router::router;
use mingbai::ledger::clock::SystemClock;
use mingbai::ledger::host::Host;
use mingbai::merkle::tree::{Frontier, leaf_hash};
use mingbai::view::board::Board;

/// Minutes east of UTC of the demo's ledger.
const OFFSET: i32 = 480;

struct Site {
    router: Router,
    runtime: tokio::runtime::Runtime,
}

impl Site {
    /// Status, where it leads, and the body. A page that is still being folded is asked for again, as a browser does.
    fn get(&self, uri: &str) -> (StatusCode, Option<String>, String) {
        for _ in 0..200 {
            let mut request = Request::get(uri).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap();
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
            let answer = self.runtime.block_on(self.router.clone().oneshot(request)).unwrap();
            if answer.headers().contains_key(header::REFRESH) {
                continue;
            }
            let location = answer.headers().get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned());
            let status = answer.status();
            let body = self.runtime.block_on(axum::body::to_bytes(answer.into_body(), 1 << 26)).unwrap();
            return (status, location, String::from_utf8(body.to_vec()).unwrap());
        }
        panic!("{uri} is never ready");
    }
}

/// The board of the entries accepted by the end of a day, found by looking at every entry.
fn folded(entries: &[Vec<u8>], day: Day) -> Board {
    let (mut board, mut edge) = (Board::default(), Frontier::default());
    for bytes in entries {
        let entry = Entry::read(bytes).unwrap();
        if entry.time.day_at(OFFSET) <= day {
            board.fold(&entry, leaf_hash(bytes)).unwrap();
            edge.push(leaf_hash(bytes));
        }
    }
    board.stand_on(edge.root());
    board
}

#[test]
fn a_day_of_the_past_is_told_as_it_was_published_then() {
    let folder = tempfile::tempdir().unwrap();
    let made =
        Command::new(env!("CARGO_BIN_EXE_mingbai")).args(["demo", "--once", "--dir"]).arg(folder.path()).output();
    assert!(made.unwrap().status.success());
    let host = Host::open(folder.path(), Arc::new(SystemClock)).unwrap();
    let ledger = Arc::clone(host.ledger(&"xingfu".parse().unwrap()).unwrap());
    let size = ledger.published().borrow().size;
    let entries: Vec<Vec<u8>> = (0..size).flat_map(|at| ledger.entries(at, at + 1).unwrap()).collect();
    let shown = Arc::new(Shown::open([("xingfu".parse().unwrap(), Ok(ledger))]));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let site = Site { router: router(shown, WriteLimit::new(NonZeroU32::MIN)), runtime };
    for day in ["2026-03-31", "2025-12-15"] {
        let then = folded(&entries, day.parse().unwrap());
        let count = then.standing().size;
        assert!(count > 50 && count < size, "{count}");
        for path in then.paths() {
            let (status, _, body) = site.get(&format!("/xingfu/on/{day}/{path}.json"));
            assert_eq!(
                (status, body.as_bytes()),
                (StatusCode::OK, then.published(&path).unwrap().as_slice()),
                "{path}"
            );
        }
        let (status, _, home) = site.get(&format!("/xingfu/on/{day}/"));
        assert_eq!(status, StatusCode::OK);
        assert!(home.contains(&format!("前 {count} 条记录")) && home.contains(&format!("/xingfu/on/{day}/finance")));
        // What came later is not there.
        assert_eq!(site.get(&format!("/xingfu/on/{day}/events/{count}")).0, StatusCode::NOT_FOUND);
        assert_eq!(site.get(&format!("/xingfu/on/{day}/events/{}", count - 1)).0, StatusCode::OK);
    }
    // Lateness is that of the day: what was owed and late then, not what is late today.
    let day: Day = "2026-03-31".parse().unwrap();
    let then = folded(&entries, day);
    let late = then.standing().obligations.open().filter(|(_, state)| state.late(day)).count();
    let home = site.get("/xingfu/on/2026-03-31/").2;
    let told = if late == 0 { "没有逾期事项".to_owned() } else { format!("有 {late} 件逾期") };
    assert!(home.contains(&told), "{told}");
    // What is not of a day leads to the ledger as it is now; what is no day, or before the first, says so.
    let leads = |uri: &str| site.get(uri).1;
    assert_eq!(leads("/xingfu/on/2026-03-31/verify?lang=en").as_deref(), Some("/xingfu/verify?lang=en"));
    assert_eq!(leads("/xingfu/on?day=2026-03-31&path=finance").as_deref(), Some("/xingfu/on/2026-03-31/finance"));
    assert_eq!(leads("/xingfu/on?day=2026-03-31&path=//elsewhere.example").as_deref(), Some("/xingfu/on/2026-03-31/"));
    assert_eq!(site.get("/xingfu/on/yesterday/").0, StatusCode::BAD_REQUEST);
    assert_eq!(site.get("/xingfu/on/1999-12-31/").0, StatusCode::NOT_FOUND);
}
