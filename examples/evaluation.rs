//! Makes a ledger of an evaluation's ballots, has the auditor check it, and prints the counts and means.
//!
//! ```text
//! cargo run --example evaluation -- tests/data/evaluation/turkiye-student-evaluation-1-2.csv target/records
//! ```

use std::path::Path;
use std::process::ExitCode;

mod real;
use real::published::Published;
use real::shelf::Shelf;
use real::{Any, told};

fn main() -> ExitCode {
    told::run(|file, dir| {
        let mut shelf = Shelf::open(dir)?;
        evaluation(&mut shelf, file)
    })
}

fn evaluation(shelf: &mut Shelf, file: &Path) -> Any<()> {
    let (ledger, recorded) = shelf.evaluation(file)?;
    told::evaluation(&recorded)?;
    told::audited(&Published::of(ledger, &mut |_| {})?.audit(shelf.now())?);
    Ok(())
}
