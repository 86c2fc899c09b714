//! Writes the published vectors of a format version: payloads, a log, receipts, a document, and what is wrong with each
//! of a number of forged logs.
//!
//! ```text
//! cargo run --example vectors -- tests/vectors/v2
//! ```
//!
//! It refuses a folder that exists. Published vectors are frozen: what ledgers have written must be read for ever, so a
//! format that changes gets a new folder beside the old one, and nothing here ever runs again over the old one.

use std::path::Path;
use std::process::ExitCode;

use mingbai::base::json;
use mingbai::event::entry::Entry;
use mingbai::ledger::sequencer::Placed;
use serde_json::json;

mod cast;
mod desk;
mod forge;
mod loose;
mod record;

use cast::{FULL, SMALL};
use desk::Desk;

/// Anything that can go wrong.
pub type Any<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let [_, out] = args.as_slice() else {
        eprintln!("one argument: the folder to write, which must not be there yet");
        return ExitCode::from(2);
    };
    match vectors(Path::new(out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn vectors(out: &Path) -> Any<()> {
    std::fs::create_dir(out)?;
    write(&out.join("keys.json"), &pretty(&cast::keys())?)?;
    long(out)?;
    short(out)?;
    loose::write_all(out)
}

/// Writes a file and the folders above it.
pub fn write(path: &Path, bytes: &[u8]) -> Any<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(std::fs::write(path, bytes)?)
}

/// JSON for people to read.
pub fn pretty(value: &serde_json::Value) -> Any<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The log of every family, at two sizes, and what is made of it.
fn long(out: &Path) -> Any<()> {
    let mut desk = Desk::new(&FULL)?;
    record::live(&mut desk)?;
    let size = desk.export(&out.join("log"))?;
    record::notices(&mut desk)?;
    let larger = desk.export(&out.join("noticed"))?;
    let proof = json!({ "old": size, "size": larger, "proof": desk.ledger.consistency(size, larger)? });
    write(&out.join("consistency.json"), &pretty(&proof)?)?;
    for path in record::SIGNED_DOCUMENTS {
        let document = desk.board(|board| board.document(path)).flatten().ok_or("a signed document is published")?;
        write(&out.join(format!("documents/{path}.json")), &document.json())?;
    }
    let published = desk.ledger.published().borrow().clone();
    let mut seen = std::collections::BTreeSet::new();
    for bytes in desk.ledger.entries(0, larger)? {
        let entry = Entry::read(&bytes)?;
        let event = mingbai::event::payload::Event::read(entry.envelope.payload())?;
        if seen.insert(event.head.kind) {
            write(&out.join(format!("payloads/{}.json", event.head.kind)), entry.envelope.payload())?;
        }
        if event.head.kind == "finance.expenditure.v1" && !out.join("entry.json").exists() {
            write(&out.join("envelope.json"), &entry.envelope.bytes())?;
            write(&out.join("entry.json"), &bytes)?;
            let placed = Placed { index: entry.index, fresh: false, published: published.clone(), batch: None };
            write(&out.join("receipt.json"), &json::write(&desk.ledger.receipt(&placed)?))?;
        }
    }
    Ok(())
}

/// The short log, and everything that is done to it.
fn short(out: &Path) -> Any<()> {
    let mut desk = Desk::new(&SMALL)?;
    record::brief(&mut desk)?;
    forge::all(&mut desk, out)
}
