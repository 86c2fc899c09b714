//! What the core does in a second and what it takes, beside the limit measured in the same run.
//!
//! ```text
//! cargo bench --bench core                                  quick: 20,000 events, some minutes
//! cargo bench --bench core -- --events 1000000              the full run
//! cargo bench --bench core -- verify append --rounds 5      some parts
//! cargo bench --bench core -- --markdown FILE               also as a table
//! ```
//!
//! Parts: `verify`, `fold`, `append`, `import`, `reopen`, `search`, `pages`, `browser`, `memory`, `disk`, `peers`. Not a test: nothing here is asserted about
//! time. Several rounds are measured and the median is shown with the smallest and the largest; a limit is measured in
//! the same round as the figure beside it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    missing_docs,
    reason = "a program that measures: it stops at what does not work, and reads the clock"
)]

mod append;
mod browser;
mod child;
mod client;
mod figure;
mod fold;
mod import;
mod limits;
mod made;
mod pages;
mod peers;
mod reopen;
mod search;
mod size;
mod verify;

#[path = "../../tests/browser/driver.rs"]
#[allow(dead_code, reason = "a test drives more of it")]
mod driver;
#[path = "../../examples/real/mod.rs"]
#[allow(dead_code, reason = "each program uses its part")]
mod real;

use std::path::PathBuf;

use figure::Report;

/// What is asked for.
pub struct Asked {
    /// Events of the ledgers that are made.
    pub events: u64,
    /// Rounds of each measurement.
    pub rounds: usize,
    /// Folder of real payments.
    pub payments: PathBuf,
    /// Folder for ledgers, on a real disk.
    pub dir: PathBuf,
}

type Part = fn(&Asked, &mut Report);

const PARTS: &[(&str, Part)] = &[
    ("verify", verify::measure),
    ("fold", fold::measure),
    ("append", append::measure),
    ("import", import::measure),
    ("reopen", reopen::measure),
    ("search", search::measure),
    ("pages", pages::measure),
    ("browser", browser::measure),
    ("memory", size::memory),
    ("disk", size::disk),
    ("peers", peers::measure),
];

/// The real payments if they are there, or the sample of them.
fn payments() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("MINGBAI_SHARED").map_or_else(|| here.join("../shared"), PathBuf::from);
    let all = shared.join("data/spending/harrogate");
    if all.is_dir() {
        return all;
    }
    println!("SAMPLE ONLY: {} is not there; payments come from tests/data", all.display());
    here.join("tests/data/spending/harrogate")
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|arg| arg == "--child") {
        return child::run(&args[1..]);
    }
    // `cargo test --all-targets` starts benchmarks too, to see that they build; `cargo bench` says so.
    if !args.iter().any(|arg| arg == "--bench") {
        return println!("cargo bench --bench core");
    }
    let mut args = args.into_iter().filter(|arg| arg != "--bench");
    let (mut wanted, mut markdown) = (Vec::new(), None);
    let scratch = tempfile::Builder::new().prefix("bench-").tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut asked = Asked { events: 20_000, rounds: 3, payments: payments(), dir: scratch.path().to_owned() };
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_else(|| panic!("{arg} needs a value"));
        match arg.as_str() {
            "--events" => asked.events = value().replace('_', "").parse().unwrap(),
            "--rounds" => asked.rounds = value().parse().unwrap(),
            "--payments" => asked.payments = value().into(),
            "--markdown" => markdown = Some(PathBuf::from(value())),
            part if PARTS.iter().any(|(name, _)| *name == part) => wanted.push(part.to_owned()),
            other => panic!("{other} is no part: {:?}", PARTS.iter().map(|(name, _)| *name).collect::<Vec<_>>()),
        }
    }
    let mut report = Report::begin(&asked);
    for (name, part) in PARTS {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            report.part(name);
            part(&asked, &mut report);
        }
    }
    if let Some(file) = markdown {
        std::fs::write(file, report.markdown()).unwrap();
    }
}
