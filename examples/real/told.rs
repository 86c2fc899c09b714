//! What the example programs print.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use mingbai::audit::report::Report;
use mingbai::base::money::Currency;
use mingbai::base::words::Lang;
use mingbai::event::effect::Effect;
use mingbai::event::payload::Event;
use mingbai::event::posting::{PostingEffect, TAKEN_OVER_EXPENSE};
use mingbai::import::run::Progress;

use crate::real::{Any, council, evaluation};

/// Runs a program that takes the data and the folder to make ledgers in.
pub fn run(program: impl FnOnce(&Path, &Path) -> Any<()>) -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let [_, data, dir] = args.as_slice() else {
        eprintln!("two arguments: the published data, and a folder for the ledgers");
        return ExitCode::from(2);
    };
    match program(Path::new(data), Path::new(dir)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Rows brought in so far, on one line.
pub fn progress(progress: Progress) {
    if progress.appended % 25_600 == 0 || progress.appended == progress.all {
        println!("{} of {} rows brought in", progress.appended, progress.all);
    }
}

/// What the auditor says.
pub fn audited(report: &Report) {
    println!("{}", report.text(Lang::En));
}

/// Payments by year: how many, paid, refunded.
pub type Years = BTreeMap<i16, (u64, i64, i64)>;

/// Adds what an event of accounts taken over says.
pub fn add(event: &Event, years: &mut Years) {
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
pub fn payments(years: &Years) {
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
pub fn council(told: &council::Told) {
    println!("\nVotes of the New York City Council");
    println!("{} people, {} bodies, {} terms", told.people, told.bodies, told.terms);
    println!("{} meetings with a roll, {} without one", told.meetings, told.without_roll);
    println!("{} resolutions, {} roll calls, {} adopted by one", told.resolutions, told.roll_calls, told.adopted);
    println!("{} decided by voice, so without a roll: {}\n", told.voice.len(), told.voice.join(", "));
}

/// Counts and means of an evaluation.
pub fn evaluation(told: &evaluation::Told) -> Any<()> {
    println!("\nCounts of a course evaluation, {} ballots", told.ballots);
    for (instructor, tally) in &told.tallies {
        println!("instructor {instructor}, {} ballots\n{:>5} {:>6}   score 5 to 1", tally.returned, "", "mean");
        for row in &tally.dimensions {
            let mean = row.score.unwrap_or_default();
            let counts = (1..=5).rev().map(|score| Ok(row.judged(&evaluation::band_code(score)?).to_string()));
            let counts: Vec<String> = counts.collect::<Any<_>>()?;
            println!("{:>5} {:>2}.{:03}   {}", row.dimension, mean / 1_000, mean % 1_000, counts.join(" "));
        }
    }
    println!();
    Ok(())
}
