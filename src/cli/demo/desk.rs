//! The desk where the demo's people sign and submit: the same path every event takes.

use std::path::{Path, PathBuf};

use crate::base::code::{Code, EventId};
use crate::base::hash::Hash;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::{Day, Instant, Written};
use crate::base::words::{Lang, say};
use crate::cli::demo::cast::{code, key};
use crate::cli::demo::dice::Dice;
use crate::cli::output::print;
use crate::event::authority::{Meeting, RollLine, Vote};
use crate::event::disclosure::Shown;
use crate::event::envelope::{Envelope, Verified};
use crate::event::file::{FileRef, Media};
use crate::event::kind::Kind;
use crate::event::payload::Event;
use crate::http::follow::Followed;
use crate::ledger::clock::ManualClock;
use crate::ledger::sequencer::Failure;

/// Minutes east of UTC.
const OFFSET: i32 = 480;

/// Signs, submits, counts.
pub struct Desk<'a> {
    /// The ledger and the board that readers see.
    pub followed: &'a Followed,
    /// The dice.
    pub dice: Dice,
    /// The day it is.
    pub today: Day,
    /// Events placed.
    pub accepted: u64,
    /// Events refused, on purpose.
    pub refused: u64,
    clock: &'a ManualClock,
    files: PathBuf,
    lang: Lang,
    minute: i64,
    serial: u64,
}

impl<'a> Desk<'a> {
    /// A desk at which nothing has happened.
    pub fn new(followed: &'a Followed, clock: &'a ManualClock, files: &Path, lang: Lang) -> Self {
        Self {
            followed,
            dice: Dice::new(),
            today: Day::default(),
            accepted: 0,
            refused: 0,
            clock,
            files: files.to_owned(),
            lang,
            minute: 0,
            serial: 0,
        }
    }

    /// Goes on to a day; time never goes back.
    pub fn on(&mut self, day: Day) {
        if day > self.today {
            self.today = day;
            self.minute = 0;
        }
    }

    /// Now: nine in the morning and a few minutes for every event of the day.
    pub fn now(&self) -> Instant {
        let epoch = Day::default();
        let days = i64::from("1970-01-01".parse().unwrap_or(epoch).until(self.today));
        Instant::from_millis(((days * 24 + 1) * 60 + self.minute * 2) * 60_000)
    }

    fn sign<K: Kind>(&mut self, body: K, signers: &[&str]) -> Outcome<Verified> {
        self.minute += 1;
        self.serial += 1;
        let mut distinct = [0; 10];
        distinct[2..].copy_from_slice(&self.serial.to_be_bytes());
        let id = EventId::new(self.now().millis(), distinct);
        let origin = self.followed.ledger.vkey().name();
        let event = Event::new(id, origin, Written::new(self.now(), OFFSET), body);
        let mut envelope = Envelope::unsigned(event.payload()?);
        signers.iter().for_each(|person| envelope.sign(&key(person)));
        self.clock.set(self.now().plus_seconds(40));
        Verified::open(&envelope.bytes())
    }

    /// Submits an event that is meant to be accepted; gives its id.
    pub fn submit<K: Kind>(&mut self, body: K, signers: &[&str]) -> Outcome<EventId> {
        let verified = self.sign(body, signers)?;
        let id = verified.event().head.id;
        match self.followed.ledger.submit_now(verified) {
            Ok(_) => {
                self.accepted += 1;
                Ok(id)
            }
            Err(Failure::Problem(problem)) => Err(problem),
            Err(Failure::Refused(refusal)) => {
                let told: Vec<String> = refusal.unmet.iter().map(|unmet| unmet.text(self.lang)).collect();
                Err(Problem::refused("demo-refused").with("kind", K::NAME).with("cause", told.join("; ")))
            }
        }
    }

    /// Submits an event that must be refused, and says why it was.
    pub fn tries<K: Kind>(&mut self, what: &'static str, body: K, signers: &[&str]) -> Outcome<()> {
        let verified = self.sign(body, signers)?;
        let why: Vec<String> = match self.followed.ledger.submit_now(verified) {
            Ok(_) => return Err(Problem::damaged("demo-not-refused").with("kind", K::NAME)),
            Err(Failure::Problem(problem)) => vec![format!("{} [{}]", problem.text(self.lang), problem.code)],
            Err(Failure::Refused(refusal)) => {
                refusal.unmet.iter().map(|unmet| format!("{} [{}]", unmet.text(self.lang), unmet.code)).collect()
            }
        };
        self.refused += 1;
        print(&format!("✗ {}\n    {}", say(self.lang, what, &[]), why.join("\n    ")))
    }

    /// A paper: kept beside the log under its digest, named in events by it.
    pub fn paper(&mut self, text: &str) -> Outcome<FileRef> {
        let sha256 = Hash::of(text.as_bytes());
        let path = self.files.join(sha256.to_string());
        let written = std::fs::create_dir_all(&self.files).and_then(|()| std::fs::write(&path, text));
        written.map_err(|e| Problem::unavailable("file-unwritable").with("file", path.display()).with("cause", e))?;
        Ok(FileRef { sha256, media: Media::Text, bytes: text.len() as u64 })
    }

    /// A meeting of a body today. Most come and most agree; `against` in a hundred vote against.
    pub fn meeting(&mut self, body: &str, against: u64) -> Outcome<Meeting> {
        let roll: Vec<Code> = self
            .followed
            .read(|board| board.standing().mandates.roll(&code(body), self.today).into_iter().cloned().collect());
        let mut absent = 0;
        let large = roll.len() > 10;
        let mut lines = Vec::new();
        for person in &roll {
            // Small bodies decide by the majority of all due, so few may be missing.
            let may_miss = absent * 5 < roll.len();
            let vote = if may_miss && self.dice.percent(if large { 9 } else { 5 }) {
                absent += 1;
                if self.dice.percent(60) { Vote::Excused } else { Vote::Absent }
            } else if self.dice.percent(against) {
                Vote::Against
            } else if large && self.dice.percent(4) {
                Vote::Abstain
            } else {
                Vote::For
            };
            lines.push(RollLine { person: person.clone(), vote });
        }
        let minutes = self.paper(&format!("{body} {} {:?}", self.today, lines.len()))?;
        Ok(Meeting { body: code(body), on: self.today, roll: lines, minutes: Some(minutes) })
    }

    /// A document as readers see it now.
    pub fn shown(&self, path: &str) -> Outcome<Shown> {
        self.followed.catch_up()?;
        let found = self.followed.read(|board| board.document(path));
        let document = found.ok_or_else(|| Problem::missing("document-missing").with("path", path))?;
        Ok(Shown { path: path.parse()?, digest: document.digest, size: document.size, edition: document.edition })
    }
}
