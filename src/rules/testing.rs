//! A small community for unit tests of rules and views: keys, a first event, a policy, and a short way to
//! submit events through the real `decide` and `evolve`.

use std::collections::BTreeSet;

use crate::base::code::{Code, EventId, Line};
use crate::base::hash::Hash;
use crate::base::key::SecretKey;
use crate::base::money::Currency;
use crate::base::time::{Day, Instant, Written};
use crate::base::words::Bi;
use crate::event::authority::{Grant, Matter, MatterSort, Meeting, RollLine, Step, Vote};
use crate::event::entry::{self, Entry};
use crate::event::envelope::{Envelope, Verified};
use crate::event::file::{FileRef, Media};
use crate::event::kind::Kind;
use crate::event::kinds::ledger::{Genesis, PolicySet};
use crate::event::kinds::resolution::{Adopted, Agreed, Proposed, StepData, Studied, Voted};
use crate::event::mandate::{BodyDetails, BodySort, PersonDetails, Seat, Term};
use crate::event::payload::Event;
use crate::event::policy::Policy;
use crate::rules::decide::{Accepted, Refusal, decide};
use crate::rules::profile;
use crate::rules::standing::Standing;

/// The origin of the test ledger.
pub const ORIGIN: &str = "ledger.example/test";
/// Everyone with a key, in the order of their bodies.
pub const ALL: &[&str] = &[
    "party-1", "party-2", "party-3", "comm-1", "comm-2", "comm-3", "sup-1", "sup-2", "sup-3", "rep-1", "book", "cash",
    "clerk",
];
const BODIES: &[(&str, BodySort, u32)] = &[
    ("party", BodySort::PartyCommittee, 5),
    ("comm", BodySort::Committee, 5),
    ("sup", BodySort::Supervision, 5),
    ("reps", BodySort::Assembly, 40),
    ("staff", BodySort::Staff, 5),
];
/// `(person, body, office)`; representatives beyond the first only vote and have no key.
const SEATS: &[(&str, &str, &str)] = &[
    ("party-1", "party", "secretary"),
    ("party-2", "party", "member"),
    ("party-3", "party", "member"),
    ("comm-1", "comm", "chair"),
    ("comm-2", "comm", "vice-chair"),
    ("comm-3", "comm", "member"),
    ("sup-1", "sup", "chair"),
    ("sup-2", "sup", "member"),
    ("sup-3", "sup", "member"),
    ("rep-1", "reps", "chair"),
    ("rep-2", "reps", "representative"),
    ("rep-3", "reps", "representative"),
    ("rep-4", "reps", "representative"),
    ("rep-5", "reps", "representative"),
    ("rep-6", "reps", "representative"),
    ("book", "staff", "bookkeeper"),
    ("cash", "staff", "cashier"),
    ("clerk", "staff", "clerk"),
];

/// A code, for tests.
pub fn code(text: &str) -> Code {
    text.parse().unwrap()
}

/// A line, for tests.
pub fn line(text: &str) -> Line {
    text.parse().unwrap()
}

/// A day, for tests.
pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A file reference whose digest is that of `name`.
pub fn file(name: &str) -> FileRef {
    FileRef { sha256: Hash::of(name.as_bytes()), media: Media::Pdf, bytes: 1_000 }
}

/// The key of a person of the test community.
pub fn key(person: &str) -> SecretKey {
    SecretKey::from_seed(&Hash::of(person.as_bytes()).0)
}

/// The test community and its ledger so far.
#[derive(Clone)]
pub struct World {
    /// The state the rules judge by.
    pub standing: Standing,
    /// Accepted entries and their leaf hashes.
    pub entries: Vec<(Entry, Hash)>,
    /// The civil day events happen on, at ten in the morning.
    pub today: Day,
    serial: u64,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// A founded community under the shipped urban profile, on 2026-01-05.
    pub fn new() -> Self {
        Self::with_policy(profile::shipped("cn-urban-2026").unwrap())
    }

    /// A founded community under this policy.
    pub fn with_policy(policy: Policy) -> Self {
        let mut world =
            Self { standing: Standing::default(), entries: Vec::new(), today: day("2026-01-05"), serial: 0 };
        world.accept(genesis(), ALL);
        world.accept(PolicySet { matter: None, policy }, ALL);
        world
    }

    /// Moves to another day.
    pub fn on(&mut self, text: &str) -> &mut Self {
        self.today = day(text);
        self
    }

    /// Submits an event; the codes of what is unmet when it is refused.
    pub fn submit<K: Kind>(&mut self, body: K, signers: &[&str]) -> Result<EventId, Vec<&'static str>> {
        self.judge(body, signers).map_err(|refusal| refusal.unmet.iter().map(|problem| problem.code).collect())
    }

    /// Submits an event; the whole refusal when it is refused. Every refusal must be worded in both languages.
    pub fn judge<K: Kind>(&mut self, body: K, signers: &[&str]) -> Result<EventId, Refusal> {
        self.serial += 1;
        let ten = Instant::from_millis(i64::from(day("1970-01-01").until(self.today)) * 86_400_000 + 2 * 3_600_000);
        let mut distinct = [0; 10];
        distinct[2..].copy_from_slice(&self.serial.to_be_bytes());
        let id = EventId::new(ten.millis(), distinct);
        let event = Event::new(id, ORIGIN, Written::new(ten, 480), body);
        let mut envelope = Envelope::unsigned(event.payload().unwrap());
        signers.iter().for_each(|person| envelope.sign(&key(person)));
        let verified = Verified::open(&envelope.bytes()).unwrap();
        let now = ten.plus_seconds(60).max(self.standing.last);
        let accepted = decide(&self.standing, &verified, now).inspect_err(worded)?;
        self.append(envelope, &accepted, &event);
        Ok(id)
    }

    fn append(&mut self, envelope: Envelope, accepted: &Accepted, event: &Event) {
        let prev = self.entries.last().map_or_else(entry::before_first, |(_, leaf)| *leaf);
        let entry = Entry { index: self.standing.size, time: accepted.at.accepted, prev, envelope };
        let leaf = Hash::of_parts(&[&[0], &entry.bytes().unwrap()]);
        self.standing.evolve(event, &accepted.effects, &accepted.at);
        self.entries.push((entry, leaf));
    }

    /// Submits an event that must be accepted.
    pub fn accept<K: Kind>(&mut self, body: K, signers: &[&str]) -> EventId {
        match self.judge(body, signers) {
            Ok(id) => id,
            Err(refusal) => {
                let told: Vec<String> = refusal.unmet.iter().map(ToString::to_string).collect();
                panic!("{} refused: {}", K::NAME, told.join("\n"));
            }
        }
    }

    /// Submits an event that must be refused, and returns the codes.
    pub fn refused<K: Kind>(&mut self, body: K, signers: &[&str]) -> Vec<&'static str> {
        let before = self.standing.clone();
        let codes = self.submit(body, signers).expect_err("it should have been refused");
        assert_eq!(self.standing, before, "a refusal leaves nothing behind");
        codes
    }

    /// A meeting of `body` today in which all due vote `vote`.
    pub fn meeting(&self, body: &str, vote: Vote) -> Meeting {
        let roll = self.standing.mandates.roll(&code(body), self.today);
        let roll = roll.into_iter().map(|person| RollLine { person: person.clone(), vote }).collect();
        Meeting { body: code(body), on: self.today, roll, minutes: None }
    }

    /// Takes the next step the policy asks of a matter, unanimously.
    pub fn step(&mut self, matter: &str) {
        let policy = self.standing.policy.clone().unwrap();
        let state = self.standing.authorities.matter(&code(matter)).unwrap();
        let cap = state.matter.grant.as_ref().map_or(0, |grant| grant.cap);
        let next = state.remaining(policy.steps(state.matter.sort, cap).unwrap())[0];
        let body = BODIES.iter().find(|(_, sort, _)| *sort == next.sort).unwrap().0;
        let meeting = self.meeting(body, Vote::For);
        let data = StepData { matter: code(matter), meeting, carried: true, opinion: None };
        match next.step {
            Step::Studied => self.accept(Studied(data), ALL),
            Step::Agreed => self.accept(Agreed(data), ALL),
            Step::Voted => self.accept(Voted(data), ALL),
        };
    }

    /// Proposes a matter and takes it through every step to adoption, today.
    pub fn adopt(&mut self, matter: Matter) {
        let name = matter.matter.to_string();
        let cap = matter.grant.as_ref().map_or(0, |grant| grant.cap);
        let steps = self.standing.policy.as_ref().unwrap().steps(matter.sort, cap).unwrap().len();
        self.accept(Proposed { details: matter }, ALL);
        (0..steps).for_each(|_| self.step(&name));
        self.accept(Adopted { matter: code(&name), on: self.today }, ALL);
    }
}

fn worded(refusal: &Refusal) {
    use crate::base::words::{Lang, has};
    assert!(!refusal.unmet.is_empty());
    for problem in &refusal.unmet {
        for lang in Lang::ALL {
            assert!(has(lang, problem.code), "{} has no words in {}", problem.code, lang.tag());
            assert!(!problem.text(lang).contains("{$"), "{}: {}", problem.code, problem.text(lang));
        }
    }
}

/// A matter of this sort without any part.
pub fn matter(name: &str, sort: MatterSort) -> Matter {
    Matter {
        matter: code(name),
        title: line(name),
        sort,
        text: None,
        grant: None,
        files: Vec::new(),
        policy: None,
        personnel: Vec::new(),
    }
}

/// An expense matter for the whole of 2026 under the category `office`.
pub fn expense(name: &str, cap: i64) -> Matter {
    let (from, until) = (day("2026-01-01"), day("2026-12-31"));
    let grant = Grant { purpose: code("office"), cap, from, until, payee: None };
    Matter { grant: Some(grant), ..matter(name, MatterSort::Expense) }
}

/// The first event of the test community.
pub fn genesis() -> Genesis {
    let has_key: BTreeSet<&str> = ALL.iter().copied().collect();
    let (from, until) = (day("2026-01-01"), day("2030-12-31"));
    Genesis {
        title: Bi::new("测试社区", "Test community"),
        currency: Currency::yuan(),
        utc_offset_minutes: 480,
        log: "ledger.example/test+00000000+AQ==".into(),
        bodies: BODIES
            .iter()
            .map(|(name, sort, seats)| BodyDetails {
                body: code(name),
                name: Bi::new(*name, *name),
                sort: *sort,
                seats: *seats,
            })
            .collect(),
        people: SEATS
            .iter()
            .map(|(person, _, _)| PersonDetails {
                person: code(person),
                name: line(person),
                key: has_key.contains(person).then(|| key(person).public()),
            })
            .collect(),
        terms: SEATS
            .iter()
            .map(|(person, body, office)| Term {
                person: code(person),
                seat: Seat { body: code(body), office: code(office) },
                from,
                until,
            })
            .collect(),
    }
}
