//! Makes a ledger of a year of a city council's votes, has the auditor check it, and prints what is in it.
//!
//! ```text
//! cargo run --example council -- tests/data/council target/records
//! ```

use std::path::Path;
use std::process::ExitCode;

mod real;
use real::published::Published;
use real::shelf::Shelf;
use real::{Any, told};

fn main() -> ExitCode {
    told::run(|folder, dir| {
        let mut shelf = Shelf::open(dir)?;
        council(&mut shelf, folder)
    })
}

fn council(shelf: &mut Shelf, folder: &Path) -> Any<()> {
    let (ledger, recorded) = shelf.council(folder)?;
    told::council(&recorded);
    told::audited(&Published::of(ledger, &mut |_| {})?.audit(shelf.now())?);
    Ok(())
}
