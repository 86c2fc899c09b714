//! The desk at which a record is kept: the people, their keys, and a short way to submit what they sign.

use std::collections::BTreeMap;

use mingbai::base::code::{Code, EventId};
use mingbai::base::hash::Hash;
use mingbai::base::key::SecretKey;
use mingbai::base::limits;
use mingbai::base::money::Currency;
use mingbai::base::problem::Problem;
use mingbai::base::time::{Day, Instant, Written};
use mingbai::base::words::Bi;
use mingbai::event::authority::{Matter, Meeting, RollLine, Vote};
use mingbai::event::envelope::Envelope;
use mingbai::event::kind::Kind;
use mingbai::event::kinds::ledger::{Genesis, PolicySet};
use mingbai::event::kinds::resolution::{Adopted, Agreed, Proposed, StepData};
use mingbai::event::mandate::{BodyDetails, BodySort, PersonDetails, Seat, Term};
use mingbai::event::payload::Event;
use mingbai::import::run::Submit;
use mingbai::rules::profile;

use crate::real::Any;

/// The rules of the record.
pub const PROFILE: &str = include_str!("../record-profile.toml");

/// Those who keep it: `(person, name, body, office)`.
const PEOPLE: &[(&str, &str, &str, &str)] = &[
    ("clerk", "Clerk of the record", "office", "clerk"),
    ("bookkeeper", "Bookkeeper of the record", "office", "bookkeeper"),
    ("reviewer-1", "First reviewer", "review", "chair"),
    ("reviewer-2", "Second reviewer", "review", "member"),
];

/// Who signs ordinary entries.
pub const KEEPERS: &[&str] = &["clerk", "reviewer-1"];
/// Who signs what needs both reviewers.
pub const ALL: &[&str] = &["clerk", "bookkeeper", "reviewer-1", "reviewer-2"];

/// A desk in front of one ledger.
pub struct Desk<'a> {
    /// Where events go.
    pub target: &'a mut dyn Submit,
    /// The ledger's origin.
    pub origin: String,
    /// Minutes east of UTC in which the record names days.
    pub offset_minutes: i32,
    keys: BTreeMap<&'static str, SecretKey>,
    waiting: Vec<(Vec<u8>, String)>,
    serial: u64,
}

impl<'a> Desk<'a> {
    /// A desk in front of a ledger that is founded already.
    pub fn at(target: &'a mut dyn Submit, book: &Book) -> Self {
        let keys = PEOPLE.iter().map(|(person, ..)| (*person, key(&book.origin, person))).collect();
        let (origin, offset_minutes) = (book.origin.clone(), book.offset_minutes);
        Self { target, origin, offset_minutes, keys, waiting: Vec::new(), serial: 0 }
    }

    /// Founds a ledger for the record of `title` and sets its rules, on `day`.
    pub fn found(target: &'a mut dyn Submit, book: &Book, day: Day) -> Any<Self> {
        let mut desk = Self::at(target, book);
        let offset_minutes = desk.offset_minutes;
        let body = |body: &str, zh: &str, en: &str, sort| -> Any<BodyDetails> {
            Ok(BodyDetails { body: body.parse()?, name: Bi::new(zh, en), sort, seats: 2 })
        };
        let genesis = Genesis {
            title: book.title.clone(),
            currency: book.currency.clone(),
            utc_offset_minutes: offset_minutes,
            log: book.log.clone(),
            bodies: vec![
                body("office", "记录室", "Office of the record", BodySort::Staff)?,
                body("review", "核对组", "Review of the record", BodySort::Supervision)?,
            ],
            people: PEOPLE
                .iter()
                .map(|(person, name, ..)| {
                    let key = desk.keys.get(person).map(SecretKey::public);
                    Ok(PersonDetails { person: person.parse()?, name: name.parse()?, key })
                })
                .collect::<Any<_>>()?,
            // What they copy happened long ago; their seats reach back to where the records begin.
            terms: PEOPLE
                .iter()
                .map(|(person, _, body, office)| {
                    let seat = Seat { body: body.parse()?, office: office.parse()? };
                    Ok(Term {
                        person: person.parse()?,
                        seat,
                        from: "1950-01-01".parse()?,
                        until: "2099-12-31".parse()?,
                    })
                })
                .collect::<Any<_>>()?,
        };
        desk.put(day, genesis, ALL)?;
        desk.put(day, PolicySet { matter: None, policy: profile::read(PROFILE)? }, ALL)?;
        Ok(desk)
    }

    /// The key of a keeper. These keys are made from the ledger's name, so that examples give the same ledger on every
    /// run; a real one is made with `mingbai key new` and known to its holder alone.
    pub fn key(&self, person: &str) -> Any<&SecretKey> {
        self.keys.get(person).ok_or_else(|| format!("nobody is called {person}").into())
    }

    /// A moment on a day: noon, by the record's clock.
    pub fn noon(&self, day: Day) -> Written {
        let epoch = Day(jiff::civil::Date::constant(1970, 1, 1));
        let midnight = i64::from(epoch.until(day)) * 86_400 - i64::from(self.offset_minutes) * 60;
        Written::new(Instant::from_millis((midnight + 12 * 3_600) * 1_000), self.offset_minutes)
    }

    /// Signs an event that happened on `day` and queues it.
    pub fn put<K: Kind>(&mut self, day: Day, body: K, signers: &[&str]) -> Any<EventId> {
        self.serial += 1;
        let time = self.noon(day);
        let digest = Hash::of_parts(&[self.origin.as_bytes(), b"\n", &self.serial.to_be_bytes()]);
        let mut distinct = [0; 10];
        distinct.copy_from_slice(&digest.0[..10]);
        let id = EventId::new(time.instant().millis(), distinct);
        let event = Event::new(id, &self.origin, time, body);
        let what = format!("{} {}", event.head.kind, event.head.subject);
        let mut envelope = Envelope::unsigned(event.payload()?);
        for person in signers {
            envelope.sign(self.key(person)?);
        }
        self.waiting.push((envelope.bytes(), what));
        if self.waiting.len() >= limits::BATCH_EVENTS {
            self.flush()?;
        }
        Ok(id)
    }

    /// Submits what is queued. The first refusal is reported with what was refused.
    pub fn flush(&mut self) -> Any<()> {
        let (envelopes, what): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting).into_iter().unzip();
        for (answer, what) in (self.target.submit(envelopes))().into_iter().zip(what) {
            answer.map_err(|why| {
                let why: Vec<String> = why.iter().map(Problem::to_string).collect();
                format!("{what}:\n{}", why.join("\n"))
            })?;
        }
        Ok(())
    }

    /// Takes a matter that the reviewers decide through all its steps.
    pub fn agree(&mut self, day: Day, details: Matter) -> Any<()> {
        let matter: Code = details.matter.clone();
        self.put(day, Proposed { details }, KEEPERS)?;
        let roll = ["reviewer-1", "reviewer-2"].map(|person| Ok(RollLine { person: person.parse()?, vote: Vote::For }));
        let roll = roll.into_iter().collect::<Any<Vec<_>>>()?;
        let meeting = Meeting { body: "review".parse()?, on: day, roll, minutes: None };
        self.put(day, Agreed(StepData { matter: matter.clone(), meeting, carried: true, opinion: None }), ALL)?;
        self.put(day, Adopted { matter, on: day }, ALL)?;
        self.flush()
    }
}

/// What a ledger is called and counts in.
pub struct Book {
    /// Its origin.
    pub origin: String,
    /// Its title.
    pub title: Bi,
    /// Its currency.
    pub currency: Currency,
    /// Minutes east of UTC in which it names days.
    pub offset_minutes: i32,
    /// The verifier key of its log.
    pub log: String,
}

fn key(origin: &str, person: &str) -> SecretKey {
    SecretKey::from_seed(&Hash::of_parts(&[b"example key of ", origin.as_bytes(), b" ", person.as_bytes()]).0)
}
