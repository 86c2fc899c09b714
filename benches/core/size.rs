//! What a ledger takes in memory and on disk, part by part.

use std::path::Path;
use std::sync::Arc;

use mingbai::http::follow::Followed;

use crate::figure::{Report, Rounds, number};
use crate::{Asked, child, made, verify};

const MB: f64 = 1024.0 * 1024.0;

/// Bytes of the files below a path whose name the filter takes.
pub fn bytes(path: &Path, takes: &dyn Fn(&str) -> bool) -> f64 {
    if path.is_dir() {
        return std::fs::read_dir(path).unwrap().map(|item| bytes(&item.unwrap().path(), takes)).sum();
    }
    let name = path.file_name().unwrap().to_string_lossy();
    if takes(&name) { std::fs::metadata(path).map_or(0.0, |found| found.len() as f64) } else { 0.0 }
}

/// Disk.
pub fn disk(asked: &Asked, report: &mut Report) {
    let dir = asked.dir.join("disk");
    let made = made::ledger(&dir, asked.events);
    drop(Followed::open(Arc::clone(&made.ledger)).unwrap());
    let entries: f64 = made.ledger.published().borrow().size as f64;
    drop(made);
    let per_million = |bytes: f64| Rounds::from(vec![bytes / entries * 1e6 / MB]);
    let home = dir.join(made::SLUG);
    let any = |_: &str| true;
    let parts = [
        ("record: segments", bytes(&home.join("record"), &|name| name.ends_with(".seg"))),
        ("record: checkpoint", bytes(&home.join("record"), &|name| name == "checkpoint")),
        ("snapshot pages of the state", bytes(&home.join("pages/state"), &any)),
        ("snapshot pages of the views", bytes(&home.join("pages/board"), &any)),
        ("index (sled): tiles, ids, heads of snapshots", bytes(&dir.join("index.sled"), &any)),
    ];
    report.say(&format!("Measured with {} entries, told for a million.", number(entries)));
    for (name, size) in parts {
        report.figure(name, "MiB per million events", &per_million(size));
    }
    report.figure("all", "MiB per million events", &per_million(parts.iter().map(|(_, size)| size).sum()));
    std::fs::remove_dir_all(&dir).unwrap();
}

/// Memory, each figure in a process of its own.
pub fn memory(asked: &Asked, report: &mut Report) {
    let mut lengths = vec![10_000, 100_000, asked.events];
    lengths.retain(|length| *length <= asked.events);
    lengths.dedup();
    let mut peaks = Vec::new();
    for events in &lengths {
        let (dir, out) = (asked.dir.join("memory"), asked.dir.join("memory-public"));
        verify::exported(&dir, *events, &out);
        let peak = Rounds::of(asked.rounds, || child::kilobytes("verify", &out) / 1024.0);
        report.figure(&format!("verify, peak, {} events", number(*events as f64)), "MiB", &peak);
        peaks.push(peak.median());
        if Some(events) == lengths.last() {
            for part in child::OPENED {
                let rounds = Rounds::of(asked.rounds, || child::kilobytes(part, &dir) / 1024.0);
                report.figure(&format!("{part}, {} events", number(*events as f64)), "MiB", &rounds);
            }
        }
        std::fs::remove_dir_all(&dir).unwrap();
        std::fs::remove_dir_all(&out).unwrap();
    }
    if let [short, .., long] = peaks.as_slice() {
        report.say(&format!("Verifying the longest takes {:.2} times the memory of the shortest.", long / short));
    }
}
