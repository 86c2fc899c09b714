//! The importer, end to end: files are read, rows signed, verified, judged and made durable.

use crate::Asked;
use crate::figure::{Report, Rounds, rate};
use crate::limits;
use crate::real::shelf::Shelf;

/// Measures.
pub fn measure(asked: &Asked, report: &mut Report) {
    let (mut limit, mut again, mut rows) = (Vec::new(), Vec::new(), 0);
    let rounds = Rounds::of(asked.rounds, || {
        limit.push(limits::sign_and_verify());
        let dir = asked.dir.join("import");
        let mut shelf = Shelf::open(&dir).unwrap();
        let begun = std::time::Instant::now();
        let (ledger, progress) = shelf.payments(&asked.payments, &mut |_| {}).unwrap();
        let seconds = begun.elapsed().as_secs_f64();
        rows = progress.appended;
        again.push(rate(rows, || {
            let progress = shelf.payments_again(&ledger, &asked.payments).unwrap();
            assert_eq!((progress.appended, progress.present), (0, rows));
        }));
        drop((ledger, shelf));
        std::fs::remove_dir_all(&dir).unwrap();
        rows as f64 / seconds
    });
    report.say(&format!("{rows} real payments from {}.", asked.payments.file_name().unwrap().to_string_lossy()));
    let limit = Rounds::from(limit);
    report.against(
        "import real payments",
        "rows/s",
        &rounds,
        ("cores × signing and verifying on one core", &limit),
        Some(0.5),
    );
    report.figure("import them a second time, which finds all there", "rows/s", &Rounds::from(again));
}
