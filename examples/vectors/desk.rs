//! A real ledger in a temporary folder, a clock set by hand, and a short way to submit what people sign.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use mingbai::base::code::{EventId, Line, Text};
use mingbai::base::hash::Hash;
use mingbai::base::note::NoteSigner;
use mingbai::base::time::{Day, Instant, Written};
use mingbai::cli::export;
use mingbai::event::envelope::{Envelope, Verified};
use mingbai::event::file::{FileRef, Media};
use mingbai::event::kind::Kind;
use mingbai::event::kinds::ledger::PolicySet;
use mingbai::event::payload::Event;
use mingbai::http::follow::Followed;
use mingbai::ledger::clock::ManualClock;
use mingbai::ledger::handle::Ledger;
use mingbai::ledger::host::Host;
use mingbai::ledger::sequencer::Failure;
use mingbai::view::board::Board;

use crate::Any;
use crate::cast::{Cast, key};

/// The desk.
pub struct Desk {
    /// The ledger.
    pub ledger: Arc<Ledger>,
    /// The board that follows it.
    pub followed: Followed,
    /// The origin of its events.
    pub origin: &'static str,
    /// What signs its checkpoints.
    pub signer: NoteSigner,
    /// The civil day events happen on.
    pub today: Day,
    /// Who signs with another key by now.
    pub ring: BTreeMap<&'static str, &'static str>,
    clock: Arc<ManualClock>,
    serial: u64,
    _host: Host,
    _folder: tempfile::TempDir,
}

impl Desk {
    /// A founded ledger with its policy, on 2026-01-05.
    pub fn new(cast: &Cast) -> Any<Self> {
        let folder = tempfile::tempdir()?;
        let today: Day = "2026-01-05".parse()?;
        let clock = Arc::new(ManualClock::new(Instant::from_millis(0)));
        let mut host = Host::open(folder.path(), Arc::clone(&clock) as Arc<_>)?;
        let ledger = host.create(&cast.slug.parse()?, cast.origin, key("log"))?;
        let followed = Followed::open(Arc::clone(&ledger))?;
        let signer = NoteSigner::new(cast.origin, key("log"))?;
        let (origin, serial, ring) = (cast.origin, 0, BTreeMap::new());
        let mut desk =
            Self { ledger, followed, origin, signer, today, ring, clock, serial, _host: host, _folder: folder };
        let everybody = cast.everybody();
        desk.submit(cast.genesis(desk.ledger.vkey().to_string())?, &everybody)?;
        desk.submit(PolicySet { matter: None, policy: cast.policy()? }, &everybody)?;
        Ok(desk)
    }

    /// Moves to another day.
    pub fn on(&mut self, day: &str) -> Any<()> {
        self.today = day.parse()?;
        Ok(())
    }

    /// The event `body`, ten in the morning and some minutes after the one before.
    pub fn event<K: Kind>(&mut self, body: K) -> Any<Event> {
        self.serial += 1;
        let epoch: Day = "1970-01-01".parse()?;
        let minutes = i64::from(epoch.until(self.today)) * 1_440 + 2 * 60 + i64::try_from(self.serial)?;
        let instant = Instant::from_millis(minutes * 60_000);
        self.clock.set(instant.plus_seconds(30));
        let mut distinct = [0; 10];
        distinct[2..].copy_from_slice(&self.serial.to_be_bytes());
        Ok(Event::new(EventId::new(instant.millis(), distinct), self.origin, Written::new(instant, 480), body))
    }

    /// The envelope of `body`, signed with these keys.
    pub fn signed<K: Kind>(&mut self, body: K, signers: &[&str]) -> Any<(EventId, Envelope)> {
        let event = self.event(body)?;
        let mut envelope = Envelope::unsigned(event.payload()?);
        signers.iter().for_each(|name| envelope.sign(&key(self.ring.get(name).unwrap_or(name))));
        Ok((event.head.id, envelope))
    }

    /// Submits an event that must be accepted.
    pub fn submit<K: Kind>(&mut self, body: K, signers: &[&str]) -> Any<EventId> {
        let (id, envelope) = self.signed(body, signers)?;
        match self.ledger.submit_now(Verified::check(envelope)?) {
            Ok(_) => Ok(id),
            Err(Failure::Problem(problem)) => Err(problem.into()),
            Err(Failure::Refused(refusal)) => {
                let told: Vec<String> = refusal.unmet.iter().map(ToString::to_string).collect();
                Err(format!("{}: {}", K::NAME, told.join("\n")).into())
            }
        }
    }

    /// Looks at the board as it stands now.
    pub fn board<T>(&self, look: impl Fn(&Board) -> T) -> Option<T> {
        self.followed.catch_up().ok().map(|_| self.followed.read(look))
    }

    /// Writes the log without its documents: those are vectors of their own. Gives its size.
    pub fn export(&self, out: &Path) -> Any<u64> {
        export::tiles(&self.followed, out)?;
        for item in std::fs::read_dir(out)? {
            let item = item?.path();
            match item.file_name().and_then(|name| name.to_str()) {
                Some("tile" | "checkpoint") => {}
                _ if item.is_dir() => std::fs::remove_dir_all(item)?,
                _ => std::fs::remove_file(item)?,
            }
        }
        crate::write(&out.join("vkey"), format!("{}\n", self.ledger.vkey()).as_bytes())?;
        Ok(self.ledger.published().borrow().size)
    }
}

/// A line.
pub fn line(text: &str) -> Any<Line> {
    Ok(text.parse()?)
}

/// A text.
pub fn text(text: &str) -> Any<Text> {
    Ok(text.parse()?)
}

/// A file whose bytes are its name.
pub fn file(name: &str, media: Media) -> FileRef {
    FileRef { sha256: Hash::of(name.as_bytes()), media, bytes: name.len() as u64 }
}
