//! A ledger that is written to while it is verified: whatever is fetched is newer than what was fetched before.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mingbai::audit::auditor::{Options, audit};
use mingbai::audit::report::{Report, Verdict};
use mingbai::audit::source::Source;
use mingbai::base::note::Vkey;
use mingbai::base::problem::Outcome;
use mingbai::base::time::Instant;
use mingbai::event::envelope::Verified;
use mingbai::ledger::clock::{Clock, ManualClock};
use mingbai::ledger::host::Host;

use crate::cast::{SMALL, key};
use crate::community::{Community, RECEIVERS};
use crate::published::Published;

const SIZES: usize = 60;

/// Shows a larger ledger after each document.
struct Busy {
    shown: Vec<Published>,
    at: AtomicUsize,
}

impl Source for Busy {
    fn fetch(&self, path: &str, limit_bytes: u64) -> Outcome<Option<Vec<u8>>> {
        let at = self.at.load(Ordering::SeqCst).min(self.shown.len() - 1);
        if path.ends_with(".json") {
            self.at.fetch_add(1, Ordering::SeqCst);
        }
        self.shown[at].fetch(path, limit_bytes)
    }

    fn name(&self) -> String {
        "busy".to_owned()
    }
}

fn at() -> Instant {
    "2026-03-02T01:00:00.000Z".parse().unwrap()
}

fn growing() -> (Vec<Published>, Vkey) {
    let dir = tempfile::tempdir().unwrap();
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::new(at()));
    let mut host = Host::open(dir.path(), clock).unwrap();
    let ledger = host.create(&SMALL.slug.parse().unwrap(), SMALL.origin, key("log")).unwrap();
    let mut community = Community::new(ledger.vkey(), at());
    let mut events = community.founding(at()).unwrap();
    events.extend((0..SIZES).map(|_| community.income(at(), 100, &RECEIVERS).unwrap()));
    let mut shown = Vec::new();
    for event in events {
        ledger.submit_now(Verified::check(event).unwrap()).unwrap();
        shown.push(Published::of(&ledger).unwrap());
    }
    (shown.split_off(3), ledger.vkey().clone())
}

fn audited(shown: Vec<Published>, log: &Vkey) -> Report {
    let busy = Busy { shown, at: AtomicUsize::new(0) };
    audit(&busy, &Options { log: Some(log.clone()), log_only: false, now: at() }, &|_, _| {})
}

#[test]
fn a_ledger_that_grows_while_it_is_verified_is_not_accused() {
    let (shown, log) = growing();
    let report = audited(shown.clone(), &log);
    assert_eq!(report.verdict, Verdict::Holds, "{:?}", report.findings);
    let paths = shown[0].files.keys().filter(|path| path.ends_with(".json")).count();
    assert!(paths > 3 && paths < SIZES && report.size > 4, "{paths} documents, {} entries", report.size);
    // But a figure that is wrong is found, however new the document.
    for path in ["finance.json", "party.json"] {
        for (from, to) in
            [("\"root\":\"", "\"root\":\"0"), ("\"path\":\"", "\"path\":\"x"), ("\"size\":", "\"size\":9")]
        {
            let mut lying = shown.clone();
            for published in &mut lying {
                let text = String::from_utf8(published.files[path].clone()).unwrap();
                published.files.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
            }
            let codes: Vec<&str> = audited(lying, &log).findings.iter().map(|found| found.problem.code).collect();
            let found = ["audit-document-differs", "audit-document-unreadable"];
            assert!(!codes.is_empty() && codes.iter().all(|code| found.contains(code)), "{path} {to}: {codes:?}");
        }
    }
}
