//! Makes one folder of ledgers from all published records in a folder of data, has the auditor check each of them, and
//! prints their totals: payments by year, roll calls, ballots.
//!
//! ```text
//! cargo run --release --example records -- tests/data target/records
//! mingbai serve --dir target/records
//! ```

use std::path::Path;
use std::process::ExitCode;

mod real;
use real::published::Published;
use real::shelf::Shelf;
use real::{Any, told};

fn main() -> ExitCode {
    told::run(records)
}

fn records(data: &Path, dir: &Path) -> Any<()> {
    let mut shelf = Shelf::open(dir)?;
    let (ledger, _) = shelf.payments(&data.join("spending/harrogate"), &mut told::progress)?;
    let mut years = told::Years::new();
    let published = Published::of(ledger, &mut |event| told::add(event, &mut years))?;
    told::payments(&years);
    told::audited(&published.audit(shelf.now())?);

    let (ledger, recorded) = shelf.council(&data.join("council"))?;
    told::council(&recorded);
    told::audited(&Published::of(ledger, &mut |_| {})?.audit(shelf.now())?);

    let file = data.join("evaluation/turkiye-student-evaluation-1-2.csv");
    let (ledger, recorded) = shelf.evaluation(&file)?;
    told::evaluation(&recorded)?;
    told::audited(&Published::of(ledger, &mut |_| {})?.audit(shelf.now())?);
    Ok(())
}
