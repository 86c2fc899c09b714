//! Folds the flags over the real payments: makes a ledger of them in a new folder, and prints how much each rule points at,
//! how long it took, and its latest hits.
//!
//! ```text
//! cargo run --release --example flags -- tests/data/spending/harrogate target/flags
//! ```
#![allow(clippy::disallowed_methods, reason = "what it took is asked of a clock")]

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use mingbai::base::words::{Lang, word};
use mingbai::event::entry::Entry;
use mingbai::ledger::handle::Ledger;
use mingbai::merkle::tile::TILE_WIDTH;
use mingbai::merkle::tree::leaf_hash;
use mingbai::rules::standing::Standing;
use mingbai::view::flags::{Flag, Flagging, Hit, Level};
use mingbai::view::recorded::Recorded;
use mingbai::view::render::value::{Scope, text};

#[allow(dead_code, reason = "each example uses its part")]
mod real;
use real::Any;
use real::shelf::Shelf;

/// So many hits of a rule are printed.
const PRINTED: usize = 12;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let [_, data, dir] = args.as_slice() else {
        eprintln!("two arguments: the folder of payments, and a folder for the ledger");
        return ExitCode::from(2);
    };
    match flags(Path::new(data), Path::new(dir)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn flags(data: &Path, dir: &Path) -> Any<()> {
    let (ledger, _) = Shelf::open(dir)?.payments(data, &mut |_| {})?;
    let (mut standing, mut flagging) = (Standing::default(), Flagging::default());
    let (mut all, mut folding) = (Duration::ZERO, Duration::ZERO);
    let size = each(&ledger, &mut |entry, bytes| {
        let began = Instant::now();
        let recorded = Recorded::read(entry, leaf_hash(bytes), &standing)?;
        standing.evolve(&recorded.event, &recorded.effects, &recorded.at);
        let folded = Instant::now();
        flagging.fold(&recorded, &standing);
        folding += folded.elapsed();
        all += began.elapsed();
        Ok(())
    })?;
    println!(
        "{size} entries: {:.2} s to decode and fold, of it {:.2} s in flags",
        all.as_secs_f64(),
        folding.as_secs_f64()
    );
    for flag in flagging.flags() {
        let began = Instant::now();
        let hits = flag.hits(&standing);
        print(flag, &hits, began.elapsed(), &Scope::of(&standing, String::new(), Lang::En));
    }
    Ok(())
}

fn each(ledger: &Ledger, look: &mut dyn FnMut(&Entry, &[u8]) -> Any<()>) -> Any<u64> {
    let size = ledger.published().borrow().size;
    let mut from = 0;
    while from < size {
        for bytes in ledger.entries(from, size.min(from + TILE_WIDTH))? {
            look(&Entry::read(&bytes)?, &bytes)?;
        }
        from += TILE_WIDTH;
    }
    Ok(size)
}

fn print(flag: &dyn Flag, hits: &[Hit], took: Duration, scope: &Scope) {
    let raised = hits.iter().filter(|hit| hit.level == Level::Raised).count();
    let title = word(scope.lang, &format!("flag-{}", flag.rule()));
    println!("\n{title}: {} hits, {raised} raised, listed in {:.1} ms", hits.len(), took.as_secs_f64() * 1_000.0);
    // Spread over the whole time: the record is long, and its beginning is not all of it.
    for hit in hits.iter().step_by(hits.len().div_ceil(PRINTED).max(1)) {
        let told = |value| text(value, scope, false);
        let inputs = hit.inputs.iter().map(|(label, value)| format!("{} {}", word(scope.lang, label), told(value)));
        let inputs: Vec<String> = inputs.collect();
        let (about, value, limit) = (told(&hit.about), told(&hit.value), told(&hit.limit));
        println!("  {} {about}: {value} against {limit} ({})", hit.on, inputs.join("; "));
    }
}
