//! Ledgers made for measuring: accounts taken over, one signature an event, as many rows as asked for.
//!
//! They come to be by the real path: files are read by a map, a resolution takes them over, and every row is signed,
//! judged and committed.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use mingbai::base::key::SecretKey;
use mingbai::base::time::Day;
use mingbai::event::envelope::{Envelope, PAYLOAD_TYPE, pae};
use mingbai::import::map::Map;
use mingbai::import::plan::{Occasion, Plan};
use mingbai::ledger::clock::{Clock as _, SystemClock};
use mingbai::ledger::handle::Ledger;
use mingbai::ledger::host::Host;
use rayon::prelude::*;

use crate::real::desk::Desk;
use crate::real::payments;

/// The ledger's name on a server.
pub const SLUG: &str = "made";
/// The origin.
pub const ORIGIN: &str = "bench.example/made";
/// Months the rows are spread over.
const MONTHS: u64 = 96;
const PAYEES: [&str; 6] =
    ["Example Paving", "Example Water", "Example Print", "Example School", "Example Taxi", "Example Care"];
const UNITS: [&str; 4] = ["Parks", "Housing", "Highways", "Environmental Health"];

/// Files of `rows` made-up payments, a file a month.
fn files(rows: u64) -> Vec<(String, String)> {
    let in_month = |month: u64| rows / MONTHS + u64::from(month < rows % MONTHS);
    let file = |month: u64| {
        let (year, month_of_year) = (2015 + month / 12, 1 + month % 12);
        let mut text = String::from("Payment Date,Amount,Organisational Unit,Beneficiary Name\n");
        for row in 0..in_month(month) {
            let pick = |of: usize| (row.wrapping_mul(2_654_435_761) >> 7) as usize % of;
            let (payee, unit) = (PAYEES[pick(PAYEES.len())], UNITS[pick(UNITS.len())]);
            let (day, pounds, pence) = (1 + row % 28, 1 + row * 7 % 9_000, row % 100);
            let _ = writeln!(text, "{year}-{month_of_year:02}-{day:02},{pounds}.{pence:02},{unit},{payee}");
        }
        (format!("{year}-{month_of_year:02}.csv"), text)
    };
    (0..MONTHS).map(file).filter(|(_, text)| text.lines().count() > 1).collect()
}

/// A ledger whose files are taken over, and the rows that are still to come, signed.
pub struct Prepared {
    /// The ledger.
    pub ledger: Arc<Ledger>,
    plan: Plan,
    today: Day,
}

/// Founds a ledger in a folder and takes over files of `rows` rows; none of them is in it yet.
pub fn prepare(dir: &Path, rows: u64) -> Prepared {
    let mut host = Host::open(dir, Arc::new(SystemClock)).unwrap();
    let key = SecretKey::from_seed(&[3; 32]);
    let ledger = host.create(&SLUG.parse().unwrap(), ORIGIN, key).unwrap();
    let book = payments::book(ledger.vkey());
    let map = Map::read(payments::MAP).unwrap();
    let mut plan = Plan::default();
    for (name, text) in files(rows) {
        plan.add(&name, text.as_bytes(), &map, &book.currency);
    }
    plan.ready(false).unwrap();
    assert_eq!(plan.payments().count() as u64, rows, "every row of the made files is a payment");
    // Yesterday: noon of today may still lie ahead.
    let today = SystemClock.now().day_at(0).plus(-1);
    let mut target = Arc::clone(&ledger);
    let mut desk = Desk::found(&mut target, &book, today).unwrap();
    payments::agree(&mut desk, &plan, today).unwrap();
    Prepared { ledger, plan, today }
}

impl Prepared {
    /// Brings all rows in.
    pub fn fill(&self) {
        let book = payments::book(self.ledger.vkey());
        let mut target = Arc::clone(&self.ledger);
        let mut desk = Desk::at(&mut target, &book);
        payments::bring_in(&mut desk, &self.plan, self.today, &mut |_| {}).unwrap();
    }

    /// All rows as signed envelopes.
    pub fn envelopes(&self) -> Vec<Vec<u8>> {
        let book = payments::book(self.ledger.vkey());
        let mut target = Arc::clone(&self.ledger);
        let desk = Desk::at(&mut target, &book);
        let occasion = Occasion {
            origin: ORIGIN.to_owned(),
            matter: payments::MATTER.parse().unwrap(),
            importer: "bookkeeper".parse().unwrap(),
            time: desk.noon(self.today),
        };
        let key = desk.key("bookkeeper").unwrap().clone();
        let rows: Vec<_> = self.plan.payments().collect();
        let signed = rows.par_iter().map(|(file, payment)| {
            let mut envelope = Envelope::unsigned(occasion.event(file, payment).payload().unwrap());
            envelope.sign(&key);
            envelope.bytes()
        });
        signed.collect()
    }
}

/// A ledger of about so many events.
pub fn ledger(dir: &Path, events: u64) -> Prepared {
    let made = prepare(dir, events);
    made.fill();
    made
}

/// What is signed of an ordinary event.
pub fn message() -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let envelope = prepare(dir.path(), 1).envelopes().remove(0);
    pae(PAYLOAD_TYPE, Envelope::read(&envelope).unwrap().payload())
}
