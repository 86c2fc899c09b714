//! Who signs in the vectors, with keys anybody can make again.

use mingbai::base::code::Code;
use mingbai::base::hash::Hash;
use mingbai::base::key::SecretKey;
use mingbai::base::money::Currency;
use mingbai::base::words::Bi;
use mingbai::event::figure::Safeguards;
use mingbai::event::kinds::ledger::Genesis;
use mingbai::event::mandate::{BodyDetails, BodySort, PersonDetails, Seat, Term};
use mingbai::event::policy::Policy;
use mingbai::rules::profile;
use serde_json::json;

use crate::Any;

/// A community.
pub struct Cast {
    /// The ledger's name on the server.
    pub slug: &'static str,
    /// Its origin.
    pub origin: &'static str,
    bodies: &'static [(&'static str, BodySort)],
    /// `(person, body, office, has a key)`.
    pub seats: &'static [(&'static str, &'static str, &'static str, bool)],
}

/// Everybody a community of the shipped profile needs.
pub const FULL: Cast = Cast {
    slug: "log",
    origin: "vectors.example/v1/log",
    bodies: &[
        ("party", BodySort::PartyCommittee),
        ("committee", BodySort::Committee),
        ("supervision", BodySort::Supervision),
        ("assembly", BodySort::Assembly),
        ("staff", BodySort::Staff),
    ],
    seats: &[
        ("p1", "party", "secretary", true),
        ("p2", "party", "member", true),
        ("p3", "party", "member", true),
        ("c1", "committee", "chair", true),
        ("c2", "committee", "vice-chair", true),
        ("c3", "committee", "member", true),
        ("s1", "supervision", "chair", true),
        ("s2", "supervision", "member", true),
        ("s3", "supervision", "member", true),
        ("a1", "assembly", "chair", true),
        ("a2", "assembly", "representative", false),
        ("a3", "assembly", "representative", false),
        ("book", "staff", "bookkeeper", true),
        ("cash", "staff", "cashier", true),
        ("clerk", "staff", "clerk", true),
    ],
};

/// As few as can keep accounts.
pub const SMALL: Cast = Cast {
    slug: "short",
    origin: "vectors.example/v1/short",
    bodies: &[("committee", BodySort::Committee), ("supervision", BodySort::Supervision), ("staff", BodySort::Staff)],
    seats: &[
        ("c1", "committee", "chair", true),
        ("s1", "supervision", "chair", true),
        ("s2", "supervision", "member", true),
        ("book", "staff", "bookkeeper", true),
        ("cash", "staff", "cashier", true),
    ],
};

/// Names of all keys, those of later enrolments and of logs among them.
const KEYS: &[&str] = &[
    "p1", "p2", "p3", "c1", "c2", "c3", "s1", "s2", "s3", "a1", "book", "cash", "clerk", "v1", "clerk-2", "cash-2",
    "log", "stranger",
];

fn seed(name: &str) -> Hash {
    Hash::of_parts(&[b"mingbai vector key ", name.as_bytes()])
}

/// A key. Its seed is SHA-256("mingbai vector key " ‖ name): never a key for anything but vectors.
pub fn key(name: &str) -> SecretKey {
    SecretKey::from_seed(&seed(name).0)
}

/// The keys with their seeds, for verifiers in other languages.
pub fn keys() -> serde_json::Value {
    let one = |name: &&str| json!({ "name": name, "seed": seed(name), "key": key(name).public() });
    json!(KEYS.iter().map(one).collect::<Vec<_>>())
}

/// The code `text`.
pub fn code(text: &str) -> Any<Code> {
    Ok(text.parse()?)
}

impl Cast {
    /// The first event.
    pub fn genesis(&self, log: String) -> Any<Genesis> {
        let (from, until) = ("2026-01-01".parse()?, "2030-12-31".parse()?);
        let mut people = Vec::new();
        let mut terms = Vec::new();
        for (person, body, office, keyed) in self.seats {
            let key = keyed.then(|| key(person).public());
            people.push(PersonDetails { person: code(person)?, name: person.parse()?, key });
            let seat = Seat { body: code(body)?, office: code(office)? };
            terms.push(Term { person: code(person)?, seat, from, until });
        }
        let body = |(body, sort): &(&str, BodySort)| -> Any<BodyDetails> {
            Ok(BodyDetails { body: code(body)?, name: Bi::new(*body, *body), sort: *sort, seats: 5 })
        };
        Ok(Genesis {
            title: Bi::new("样例账本", "Vectors"),
            currency: Currency::yuan(),
            utc_offset_minutes: 480,
            log,
            bodies: self.bodies.iter().map(body).collect::<Any<_>>()?,
            people,
            terms,
        })
    }

    /// Everybody with a key.
    pub fn everybody(&self) -> Vec<&'static str> {
        self.seats.iter().filter(|(.., keyed)| *keyed).map(|(person, ..)| *person).collect()
    }

    /// The shipped profile; for the short log only the figures it needs.
    pub fn policy(&self) -> Any<Policy> {
        let mut policy = profile::shipped("cn-urban-2026")?;
        // Frozen before there were safeguards: these logs show that a policy without them judges as it did.
        policy.safeguards = Safeguards::default();
        policy.calendar = None;
        policy.evaluation.excellent.of_tallied = false;
        if self.slug == FULL.slug {
            return Ok(policy);
        }
        let kept = ["finance.account.v1", "finance.income.v1", "finance.period-close.v1", "notice.posted.v1"];
        policy.profile = "vectors".parse()?;
        policy.signatures.retain(|kind, _| kept.contains(&kind.as_str()));
        policy.apart.truncate(1);
        policy.quorums.clear();
        policy.tiers.drain(..policy.tiers.len() - 1);
        policy.matters.clear();
        policy.income.retain(|category, _| category.as_str() == "rent");
        policy.expense.clear();
        policy.evaluation.remarks.categories.clear();
        let cited: Vec<Code> = policy.cited().cloned().collect();
        policy.sources.retain(|source, _| cited.contains(source));
        Ok(policy)
    }
}
