//! This program started once more, to measure the memory of one thing alone.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use mingbai::http::follow::Followed;
use mingbai::ledger::clock::SystemClock;
use mingbai::ledger::host::Host;
use mingbai::store::disk::DiskStore;

use crate::{client, fold, made, verify};

/// What is opened, one after the other: each holds what those before it hold.
pub const OPENED: [&str; 4] =
    ["resident: the program", "resident: + store open", "resident: + state", "resident: + views"];

/// The memory of one thing, in kilobytes: the peak of a verification or a fold, or what is resident once something is open.
pub fn kilobytes(part: &str, folder: &Path) -> f64 {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program).args(["--child", part]).arg(folder).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim().parse().unwrap_or_else(|_| panic!("{part}: {text}{}", String::from_utf8_lossy(&output.stderr)))
}

/// What the child does.
pub fn run(args: &[String]) {
    let [part, folder] = args else { panic!("a part and a folder") };
    let folder = Path::new(folder);
    if part == "verify" {
        verify::audited(folder);
        return println!("{}", client::kilobytes(std::process::id(), "VmHWM"));
    }
    if let Some(entries) = part.strip_prefix("fold ") {
        fold::fold(folder, entries.parse().unwrap());
        return println!("{}", client::kilobytes(std::process::id(), "VmHWM"));
    }
    let resident = || println!("{}", client::kilobytes(std::process::id(), "VmRSS"));
    match OPENED.iter().position(|known| known == part) {
        Some(0) => resident(),
        Some(1) => {
            let store = DiskStore::open(folder).unwrap();
            resident();
            drop(store);
        }
        Some(2) => {
            let host = Host::open(folder, Arc::new(SystemClock)).unwrap();
            resident();
            drop(host);
        }
        Some(3) => {
            let host = Host::open(folder, Arc::new(SystemClock)).unwrap();
            let followed = Followed::open(Arc::clone(host.ledger(&made::SLUG.parse().unwrap()).unwrap())).unwrap();
            resident();
            drop((followed, host));
        }
        _ => panic!("{part}"),
    }
}
