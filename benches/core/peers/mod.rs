//! The same payments kept by others, in the same run: rows in PostgreSQL, signed commits in git, a journal for hledger.
//!
//! What each of them promises differs, and the table says so: a row in a database can be changed by whoever runs it,
//! and a journal by whoever edits it. A peer that is not installed is skipped, visibly.

mod git;
mod hledger;
mod postgres;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use mingbai::cli::export;
use mingbai::http::follow::Followed;
use mingbai::import::map::Map;
use mingbai::import::plan::Plan;

use crate::figure::{Report, Rounds, rate};
use crate::real::payments;
use crate::real::shelf::Shelf;
use crate::{Asked, limits, size, verify};

/// Payments every peer keeps, at most; git, which starts several programs a commit, keeps fewer.
const PAYMENTS: usize = 20_000;

/// A payment as the peers keep it.
pub struct Row {
    /// The day.
    pub on: String,
    /// Minor units.
    pub amount: i64,
    /// To whom.
    pub payee: String,
    /// What for.
    pub category: String,
}

/// What a peer did with them, in rounds of one.
pub struct Kept {
    /// Who.
    pub name: &'static str,
    /// How they were appended, and how many a second.
    pub appended: Vec<(&'static str, f64)>,
    /// How they were verified, and how many a second.
    pub verified: Vec<(&'static str, f64)>,
    /// What was measured on disk, and bytes a payment.
    pub disk: Vec<(&'static str, f64)>,
}

/// The real payments, as far as they are kept.
fn rows(asked: &Asked) -> Vec<Row> {
    let map = Map::read(payments::MAP).unwrap();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&asked.payments).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let plan = Plan::gather(&files, &map, &mingbai::base::money::Currency::yuan());
    let row = |(_, payment): (_, &mingbai::import::rows::Payment)| Row {
        on: payment.on.to_string(),
        amount: payment.amount,
        payee: payment.payee.as_ref().map(ToString::to_string).unwrap_or_default(),
        category: payment.category.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    plan.payments().map(row).take(PAYMENTS).collect()
}

/// A program on the path, or in one of Debian's own folders.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.push("/usr/sbin".into());
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    folders.into_iter().map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Runs a command that must succeed; gives what it wrote.
pub fn ran(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{out}{err}");
    format!("{out}{err}")
}

/// A folder that other users may reach.
pub fn folder(asked: &Asked, name: &str) -> PathBuf {
    let dir = asked.dir.join(name);
    std::fs::create_dir_all(&dir).unwrap();
    for dir in [&asked.dir, &dir] {
        std::fs::set_permissions(dir, Permissions::from_mode(0o755)).unwrap();
    }
    dir
}

/// This program with the same payments.
fn ours(asked: &Asked) -> Kept {
    // As many of the files as hold about so many payments.
    let source = folder(asked, "peers-payments");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&asked.payments).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut lines = 0;
    for file in files {
        if lines < PAYMENTS {
            lines += std::fs::read(&file).unwrap().split(|byte| *byte == b'\n').count();
            std::fs::copy(&file, source.join(file.file_name().unwrap())).unwrap();
        }
    }
    let (dir, out) = (asked.dir.join("peers"), asked.dir.join("peers-public"));
    let mut shelf = Shelf::open(&dir).unwrap();
    let mut kept = None;
    let begun = std::time::Instant::now();
    kept.replace(shelf.payments(&source, &mut |_| {}).unwrap());
    let seconds = begun.elapsed().as_secs_f64();
    let (ledger, progress) = kept.unwrap();
    let rows = progress.appended as f64;
    export::tiles(&Followed::open(Arc::clone(&ledger)).unwrap(), &out).unwrap();
    let verified = rate(progress.appended, || verify::audited(&out));
    drop((ledger, shelf));
    let segments = size::bytes(&dir.join("harrogate/record"), &|_| true) / rows;
    let all = size::bytes(&dir, &|_| true) / rows;
    Kept {
        name: "mingbai",
        appended: vec![("imported, signed, judged, durable", rows / seconds)],
        verified: vec![("mingbai verify: signatures, rules, tree, every page", verified)],
        disk: vec![("record", segments), ("with index and snapshots", all)],
    }
}

fn show(report: &mut Report, kept: &Kept) {
    let one = |value: f64| Rounds::from(vec![value]);
    for (how, value) in &kept.appended {
        report.figure(&format!("{}, append: {how}", kept.name), "payments/s", &one(*value));
    }
    for (how, value) in &kept.verified {
        report.figure(&format!("{}, verify: {how}", kept.name), "payments/s", &one(*value));
    }
    for (what, value) in &kept.disk {
        report.figure(&format!("{}, disk: {what}", kept.name), "bytes/payment", &one(*value));
    }
}

type Peer = fn(&Asked, &[Row]) -> Result<Kept, String>;

/// Measures.
pub fn measure(asked: &Asked, report: &mut Report) {
    let rows = rows(asked);
    report.say(&format!("{} payments; git keeps the first {}.", rows.len(), git::COMMITS.min(rows.len())));
    let limit = Rounds::from(vec![limits::sign_and_verify()]);
    report.figure("limit: cores × signing and verifying on one core", "events/s", &limit);
    show(report, &ours(asked));
    let peers: [(&str, Peer); 3] = [("postgresql", postgres::keep), ("git", git::keep), ("hledger", hledger::keep)];
    for (package, keep) in peers {
        match keep(asked, &rows) {
            Ok(kept) => show(report, &kept),
            Err(missing) => {
                report.say(&format!("SKIPPED {package}: {missing} is not installed (apt-get install {package})."));
            }
        }
    }
}

/// Bytes of a folder.
pub fn bytes(path: &Path) -> f64 {
    size::bytes(path, &|_| true)
}
