//! The verifier of the verifying page, in chromium, beside the program's: the same ledger from the same server, in turns.
//!
//! Both fetch bundles and tiles, chain entries, check every signature, recompute the root and add up the accounts. The program
//! judges every entry by the rules besides; neither compares documents here.

use std::net::SocketAddr;

use mingbai::audit::auditor::{Options, audit};
use mingbai::audit::report::Verdict;
use mingbai::audit::source;
use mingbai::http::scripts;
use mingbai::ledger::clock::{Clock as _, SystemClock};
use serde_json::json;

use crate::client::Served;
use crate::driver::{Browser, DESKTOP};
use crate::figure::{Report, Rounds, number, rate};
use crate::peers::program;
use crate::{Asked, made};

/// Entries, at most: a page is not made for a million.
const MOST: u64 = 20_000;

/// Entries a second of the script.
fn in_browser(browser: &Browser, entries: u64) -> f64 {
    let body = "return (async function (ledger, source, base) {
        const { Audit } = await import(location.origin + ledger);
        const { Source } = await import(location.origin + source);
        const begun = performance.now();
        const report = await new Audit(new Source(location.origin + base), {}).run();
        return [report.verdict, report.size, performance.now() - begun];
    }).apply(null, arguments);";
    let base = format!("/{}", made::SLUG);
    let told = browser.run(body, &json!([scripts::address("ledger.js"), scripts::address("source.js"), base]));
    assert_eq!((told[0].as_str(), told[1].as_u64()), (Some("holds"), Some(entries)), "{told}");
    entries as f64 / told[2].as_f64().unwrap() * 1_000.0
}

/// Entries a second of the program.
fn in_program(address: SocketAddr, entries: u64) -> f64 {
    let source = source::open(&format!("http://{address}/{}", made::SLUG)).unwrap();
    let options = Options { log: None, log_only: true, now: SystemClock.now() };
    rate(entries, || assert_eq!(audit(source.as_ref(), &options, &|_, _| {}).verdict, Verdict::Holds))
}

/// Measures.
pub fn measure(asked: &Asked, report: &mut Report) {
    if program("chromedriver").is_none() {
        return report.say("SKIPPED: chromium-driver is not installed (apt-get install chromium chromium-driver).");
    }
    let dir = asked.dir.join("browser");
    let made = made::ledger(&dir, asked.events.min(MOST));
    let entries = made.ledger.published().borrow().size;
    drop(made);
    report.say(&format!(
        "{} entries over HTTP on loopback; browser, program and server share the machine.",
        number(entries as f64)
    ));
    let (server, browser) = (Served::start(&dir), Browser::start());
    browser.screen(DESKTOP, false, false);
    browser.go(&format!("http://{}/{}/verify", server.address, made::SLUG));
    let mut beside = Vec::new();
    let rounds = Rounds::of(asked.rounds, || {
        beside.push(in_program(server.address, entries));
        in_browser(&browser, entries)
    });
    let beside = Rounds::from(beside);
    report.against(
        "verify in the browser",
        "entries/s",
        &rounds,
        ("mingbai verify --log-only, all cores", &beside),
        None,
    );
    drop((browser, server));
    std::fs::remove_dir_all(&dir).unwrap();
}
