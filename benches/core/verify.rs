//! The auditor over an exported ledger whose events have one signature each.

use std::path::Path;
use std::sync::Arc;

use mingbai::audit::auditor::{Options, audit};
use mingbai::audit::report::Verdict;
use mingbai::audit::source;
use mingbai::cli::export;
use mingbai::http::follow::Followed;
use mingbai::ledger::clock::{Clock as _, SystemClock};

use crate::figure::{Report, Rounds, rate};
use crate::{Asked, limits, made};

/// A ledger of so many events, exported; gives its entries.
pub fn exported(dir: &Path, events: u64, out: &Path) -> u64 {
    let made = made::ledger(dir, events);
    let followed = Followed::open(Arc::clone(&made.ledger)).unwrap();
    export::tiles(&followed, out).unwrap();
    made.ledger.published().borrow().size
}

/// Audits an exported ledger that must hold.
pub fn audited(folder: &Path) {
    let source = source::open(folder.to_str().unwrap()).unwrap();
    let report = audit(source.as_ref(), &Options { log: None, log_only: false, now: SystemClock.now() }, &|_, _| {});
    assert_eq!(report.verdict, Verdict::Holds, "{report:?}");
}

/// Measures.
pub fn measure(asked: &Asked, report: &mut Report) {
    let (dir, out) = (asked.dir.join("verify"), asked.dir.join("verify-public"));
    let entries = exported(&dir, asked.events, &out);
    let mut limit = Vec::new();
    let rounds = Rounds::of(asked.rounds, || {
        limit.push(limits::verify());
        rate(entries, || audited(&out))
    });
    let limit = Rounds::from(limit);
    report.against(
        "verify an exported ledger",
        "events/s",
        &rounds,
        ("cores × strict verifications on one core", &limit),
        Some(0.85),
    );
    std::fs::remove_dir_all(&dir).unwrap();
    std::fs::remove_dir_all(&out).unwrap();
}
