//! A small made-up community whose officers sign what a test needs: its first events, and takings without end.
//!
//! Whoever uses it has `cast` (`examples/vectors/cast.rs`) and `Any` at the root of their crate.

use mingbai::base::code::EventId;
use mingbai::base::note::Vkey;
use mingbai::base::time::{Day, Instant, Written};
use mingbai::event::envelope::Envelope;
use mingbai::event::file::{FileRef, Media};
use mingbai::event::kind::Kind;
use mingbai::event::kinds::finance::books::AccountOpened;
use mingbai::event::kinds::finance::movements::Income;
use mingbai::event::kinds::ledger::PolicySet;
use mingbai::event::payload::Event;
use mingbai::event::policy::Policy;

use crate::Any;
use crate::cast::{SMALL, code, key};

/// Minutes the community's clocks are ahead of universal time.
const OFFSET: i32 = 480;
/// Who must sign a taking.
pub const RECEIVERS: [&str; 3] = ["c1", "book", "cash"];

/// The community.
#[derive(Clone, Debug)]
pub struct Community {
    log: Vkey,
    founded: Day,
    serial: u64,
}

impl Community {
    /// A community whose ledger has this log key, founded at this time.
    pub fn new(log: &Vkey, at: Instant) -> Self {
        Self { log: log.clone(), founded: at.day_at(OFFSET), serial: 0 }
    }

    /// The events a ledger begins with, in order.
    pub fn founding(&mut self, at: Instant) -> Any<Vec<Envelope>> {
        self.founding_by(SMALL.policy()?, at)
    }

    /// The same, with this policy.
    pub fn founding_by(&mut self, policy: Policy, at: Instant) -> Any<Vec<Envelope>> {
        let everybody = SMALL.everybody();
        let mut genesis = SMALL.genesis(self.log.to_string())?;
        for term in &mut genesis.terms {
            (term.from, term.until) = (self.founded.plus(-1), self.founded.plus(2_000));
        }
        let account = AccountOpened {
            account: code("cash")?,
            name: "现金".parse()?,
            first: self.founded,
            opening: 100_000,
            statement: paper("opening statement"),
            bookkeeper: code("book")?,
            cashier: code("cash")?,
        };
        Ok(vec![
            self.signed(genesis, at, &everybody)?,
            self.signed(PolicySet { matter: None, policy }, at, &everybody)?,
            self.signed(account, at, &everybody)?,
        ])
    }

    /// A taking on that day, signed by these people; [`RECEIVERS`] are all it needs.
    pub fn income(&mut self, at: Instant, amount: i64, signers: &[&str]) -> Any<Envelope> {
        let number = format!("r-{}", self.serial + 1);
        let income = Income {
            amount,
            into: code("cash")?,
            category: code("rent")?,
            purpose: "活动室租金".parse()?,
            payer: "居民".parse()?,
            on: at.day_at(OFFSET),
            matter: None,
            budget_line: None,
            receipt_no: code(&number)?,
            receipts: vec![paper(&number)],
            handler: code("c1")?,
            bookkeeper: code("book")?,
            cashier: code("cash")?,
            remark: None,
        };
        self.signed(income, at, signers)
    }

    /// An event of this kind, written and signed at this time.
    pub fn signed<K: Kind>(&mut self, body: K, at: Instant, signers: &[&str]) -> Any<Envelope> {
        self.serial += 1;
        let mut distinct = [0; 10];
        distinct[2..].copy_from_slice(&self.serial.to_be_bytes());
        let id = EventId::new(at.millis(), distinct);
        let event = Event::new(id, self.log.name(), Written::new(at, OFFSET), body);
        let mut envelope = Envelope::unsigned(event.payload()?);
        signers.iter().for_each(|name| envelope.sign(&key(name)));
        Ok(envelope)
    }
}

/// A paper whose bytes are its name.
fn paper(name: &str) -> FileRef {
    FileRef { sha256: mingbai::base::hash::Hash::of(name.as_bytes()), media: Media::Pdf, bytes: name.len() as u64 }
}
