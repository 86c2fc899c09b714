//! Makes a folder of ledgers from published records, has the auditor check each of them, and prints their totals:
//! payments by year, roll calls, counts of ballots. Of the three sets of records it takes those that are there.
//!
//! ```text
//! cargo run --example records -- tests/data target/records
//! ```

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use mingbai::base::money::Currency;
use mingbai::base::words::Lang;
use mingbai::event::effect::Effect;
use mingbai::event::payload::Event;
use mingbai::event::posting::{PostingEffect, TAKEN_OVER_EXPENSE};
use mingbai::import::run::Progress;
use mingbai::ledger::handle::Ledger;

mod real;
use real::published::Published;
use real::shelf::Shelf;
use real::{Any, council, evaluation};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let [_, data, dir] = args.as_slice() else {
        eprintln!("two arguments: the published data, and a folder for the ledgers");
        return ExitCode::from(2);
    };
    match records(Path::new(data), Path::new(dir)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn records(data: &Path, dir: &Path) -> Any<()> {
    let mut shelf = Shelf::open(dir)?;
    let folder = data.join("spending/harrogate");
    if folder.exists() {
        let (ledger, _) = shelf.payments(&folder, &mut print_progress)?;
        let mut years = Years::new();
        let report = audit(&shelf, Arc::clone(&ledger), &mut |event| add(event, &mut years))?;
        print_payments(&years);
        println!("{report}");
        let again = shelf.payments_again(&ledger, &folder)?;
        println!("A second run appends {} rows and finds {}.", again.appended, again.present);
    }
    let folder = data.join("council");
    if folder.exists() {
        let (ledger, told) = shelf.council(&folder)?;
        print_council(&told);
        println!("{}", audit(&shelf, ledger, &mut |_| {})?);
    }
    let file = data.join("evaluation/turkiye-student-evaluation-1-2.csv");
    if file.exists() {
        let (ledger, told) = shelf.evaluation(&file)?;
        print_evaluation(&told)?;
        println!("{}", audit(&shelf, ledger, &mut |_| {})?);
    }
    Ok(())
}

/// The auditor's report on a ledger.
fn audit(shelf: &Shelf, ledger: Arc<Ledger>, each: &mut dyn FnMut(&Event)) -> Any<String> {
    Ok(Published::of(ledger, each)?.audit(shelf.now())?.text(Lang::En))
}

/// Rows brought in so far, on one line.
fn print_progress(progress: Progress) {
    if progress.appended.is_multiple_of(25_600) || progress.appended == progress.all {
        println!("{} of {} rows brought in", progress.appended, progress.all);
    }
}

/// Payments by year: how many, paid, refunded.
type Years = BTreeMap<i16, (u64, i64, i64)>;

/// Adds what an event of accounts taken over says.
fn add(event: &Event, years: &mut Years) {
    for effect in event.body.causes() {
        if let Effect::Posting(PostingEffect::Posted { on, lines, .. }) = effect {
            let spent: i64 =
                lines.iter().filter(|line| line.account == TAKEN_OVER_EXPENSE).map(|line| line.amount).sum();
            let year = years.entry(on.month().year()).or_default();
            year.0 += 1;
            if spent < 0 { year.2 -= spent } else { year.1 += spent }
        }
    }
}

/// Payments by year and in all.
fn print_payments(years: &Years) {
    let pounds = Currency { code: "GBP".into(), exponent: 2, symbol: "£".into() };
    println!("\nPayments of Harrogate Borough Council\n{:>6} {:>9} {:>18} {:>16}", "year", "rows", "paid", "refunded");
    let mut all = (0, 0, 0);
    for (year, (rows, paid, refunded)) in years {
        println!("{year:>6} {rows:>9} {:>18} {:>16}", pounds.shown(*paid), pounds.shown(*refunded));
        all = (all.0 + rows, all.1 + paid, all.2 + refunded);
    }
    println!("{:>6} {:>9} {:>18} {:>16}\n", "all", all.0, pounds.shown(all.1), pounds.shown(all.2));
}

/// What was recorded of the council.
fn print_council(told: &council::Told) {
    println!("\nVotes of the New York City Council");
    println!("{} people, {} bodies, {} terms", told.people, told.bodies, told.terms);
    println!("{} meetings with a roll, {} without one", told.meetings, told.without_roll);
    println!("{} resolutions, {} roll calls, {} adopted by one", told.resolutions, told.roll_calls, told.adopted);
    println!("{} decided by voice, so without a roll: {}\n", told.voice.len(), told.voice.join(", "));
}

/// Counts and means of an evaluation.
fn print_evaluation(told: &evaluation::Told) -> Any<()> {
    println!("\nCounts of a course evaluation, {} ballots", told.ballots);
    for (instructor, tally) in &told.tallies {
        println!("instructor {instructor}, {} ballots\n{:>5} {:>6}   score 5 to 1", tally.returned, "", "mean");
        for row in &tally.dimensions {
            let mean = row.score.unwrap_or_default();
            let counts = (1..=5).rev().map(|score| Ok(row.judged(&evaluation::band_code(score)?).to_string()));
            let counts: Vec<String> = counts.collect::<Any<_>>()?;
            println!("{:>5} {:>2}.{:03}   {}", row.dimension.to_string(), mean / 1_000, mean % 1_000, counts.join(" "));
        }
    }
    println!();
    Ok(())
}
