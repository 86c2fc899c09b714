//! How fast the two verifiers are: the program's own and the script's in a browser, over the same published copy.
//!
//! `cargo run --release --example two_verifiers -- mingbai-demo/public` (after `mingbai demo --once`). The script leaves
//! out the rules and the views, which the program folds; both verify every signature and hash.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods, clippy::panic, missing_docs)]

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/browser/driver.rs"]
mod driver;
#[path = "../tests/browser/folders.rs"]
mod folders;

use std::path::PathBuf;
use std::time::Instant;

use mingbai::audit::auditor::{Options, audit};
use mingbai::audit::report::Verdict;
use mingbai::audit::source;
use mingbai::ledger::clock::{Clock as _, SystemClock};

fn main() {
    let copy = std::env::args().nth(1).expect("the folder of a published copy");
    let began = Instant::now();
    let target = source::open(&copy).unwrap();
    let report = audit(target.as_ref(), &Options { log: None, log_only: false, now: SystemClock.now() }, &|_, _| {});
    assert_eq!(report.verdict, Verdict::Holds);
    told("program", report.size, began.elapsed().as_secs_f64());

    let scripts = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/js"));
    let address = folders::folders(&[("js", scripts), ("copy", PathBuf::from(copy))]);
    let browser = driver::Browser::start();
    browser.go(&format!("{address}/"));
    let body = "return (async () => {
        const { Audit } = await import(location.origin + '/js/ledger.js');
        const { Source } = await import(location.origin + '/js/source.js');
        const began = performance.now();
        const report = await new Audit(new Source(location.origin + '/copy')).run();
        return [report.verdict, report.size, (performance.now() - began) / 1000];
    })();";
    let found = browser.run(body, &serde_json::json!([]));
    assert_eq!(found[0], "holds");
    told("script in chromium", found[1].as_u64().unwrap(), found[2].as_f64().unwrap());
}

#[allow(clippy::cast_precision_loss)]
fn told(who: &str, entries: u64, seconds: f64) {
    println!("{who}: {entries} entries in {seconds:.2} s, {:.0} entries/s", entries as f64 / seconds);
}
