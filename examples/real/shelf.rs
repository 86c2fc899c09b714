//! A folder of ledgers made of all the records in a folder of published data.

use std::path::Path;
use std::sync::Arc;

use mingbai::base::hash::Hash;
use mingbai::base::key::SecretKey;
use mingbai::base::time::{Day, Instant};
use mingbai::import::run::Progress;
use mingbai::ledger::clock::ManualClock;
use mingbai::ledger::handle::Ledger;
use mingbai::ledger::host::Host;

use crate::real::desk::{Book, Desk};
use crate::real::legistar::Source;
use crate::real::{Any, council, evaluation, payments};

/// When the records were made: a fixed moment, so that the ledgers are the same on every run.
pub const MADE: &str = "2026-03-31T12:00:00.000Z";

/// The folder.
pub struct Shelf {
    host: Host,
    now: Instant,
}

impl Shelf {
    /// Opens a folder, making it if need be.
    pub fn open(dir: &Path) -> Any<Self> {
        let now: Instant = MADE.parse()?;
        Ok(Self { host: Host::open(dir, Arc::new(ManualClock::new(now)))?, now })
    }

    /// The time by the folder's clock.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// A new ledger, with a log key made from its name.
    fn create(&mut self, slug: &str) -> Any<Arc<Ledger>> {
        let origin = format!("records.example/{slug}");
        let key = SecretKey::from_seed(&Hash::of_parts(&[b"example log key of ", origin.as_bytes()]).0);
        Ok(self.host.create(&slug.parse()?, &origin, key)?)
    }

    fn today(&self) -> Day {
        self.now().day_at(0)
    }

    /// The payments of Harrogate, from a folder of monthly files.
    pub fn payments(&mut self, folder: &Path, told: &mut dyn FnMut(Progress)) -> Any<(Arc<Ledger>, Progress)> {
        let mut ledger = self.create("harrogate")?;
        let book: Book = payments::book(ledger.vkey());
        let plan = payments::plan(folder, &book.currency)?;
        let today = self.today();
        let mut desk = Desk::found(&mut ledger, &book, today)?;
        payments::agree(&mut desk, &plan, today)?;
        let progress = payments::bring_in(&mut desk, &plan, today, told)?;
        Ok((ledger, progress))
    }

    /// The same import once more, which finds every row there already.
    pub fn payments_again(&mut self, ledger: &Arc<Ledger>, folder: &Path) -> Any<Progress> {
        let book: Book = payments::book(ledger.vkey());
        let plan = payments::plan(folder, &book.currency)?;
        let today = self.today();
        payments::bring_in(&mut Desk::at(&mut Arc::clone(ledger), &book), &plan, today, &mut |_| {})
    }

    /// The votes of New York City's council, from the folder of its records.
    pub fn council(&mut self, folder: &Path) -> Any<(Arc<Ledger>, council::Told)> {
        let mut ledger = self.create("nyc-council")?;
        let book = council::book(ledger.vkey());
        let source = Source::read(folder)?;
        // The record reaches back to the first term of anyone in it.
        let mut desk = Desk::found(&mut ledger, &book, Day(jiff::civil::Date::constant(1970, 1, 1)))?;
        let told = council::record(&mut desk, &source)?;
        Ok((ledger, told))
    }

    /// The evaluation of two instructors, from the file of ballots.
    pub fn evaluation(&mut self, file: &Path) -> Any<(Arc<Ledger>, evaluation::Told)> {
        let mut ledger = self.create("evaluation")?;
        let book = evaluation::book(ledger.vkey());
        let ballots = evaluation::read(file)?;
        let today = self.today();
        let mut desk = Desk::found(&mut ledger, &book, today.plus(-1))?;
        let opened = evaluation::open(&mut desk, &ballots, today.plus(-1))?;
        let told = evaluation::count(&mut desk, &ballots, &opened, today)?;
        Ok((ledger, told))
    }
}
