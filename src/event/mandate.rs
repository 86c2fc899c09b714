//! Mandate: a person holds an office in a body for a term, and signs with a key only they hold.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line};
use crate::base::key::PublicKey;
use crate::base::money::Currency;
use crate::base::time::Day;
use crate::base::words::Bi;
use crate::event::policy::Policy;

/// What sort of body it is; rules speak of sorts, charters of bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BodySort {
    /// The party committee (branch) of the community.
    PartyCommittee,
    /// The residents' (or villagers') committee: the executive.
    Committee,
    /// The supervision group.
    Supervision,
    /// The representatives' meeting, or another assembly that decides.
    Assembly,
    /// Staff without a vote: bookkeeper, cashier, clerk.
    Staff,
    /// Any other body, such as a working group.
    Other,
}

/// A person or a body that acts, speaks or owes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    /// A person.
    Person(Code),
    /// A body.
    Body(Code),
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Party::Person(code) | Party::Body(code) => code.fmt(f),
        }
    }
}

/// An office in a body.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// The body.
    pub body: Code,
    /// The office: `chair`, `secretary`, `member`, `bookkeeper`, `cashier`, `clerk`, `representative`, …
    pub office: Code,
}

/// The part a person plays in one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Carried it out (经手人).
    Handler,
    /// Was present and confirms it (证明人).
    Witness,
    /// Approved it (审批人).
    Approver,
    /// Keeps the books (会计).
    Bookkeeper,
    /// Keeps the money (出纳).
    Cashier,
    /// Chairs the meeting or evaluation.
    Chair,
    /// Counts ballots.
    Teller,
    /// Brings in accounts kept elsewhere.
    Importer,
}

impl Role {
    /// The key of its word in `locales/`.
    pub fn words_key(self) -> &'static str {
        match self {
            Role::Handler => "role-handler",
            Role::Witness => "role-witness",
            Role::Approver => "role-approver",
            Role::Bookkeeper => "role-bookkeeper",
            Role::Cashier => "role-cashier",
            Role::Chair => "role-chair",
            Role::Teller => "role-teller",
            Role::Importer => "role-importer",
        }
    }
}

/// A body as the charter names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyDetails {
    /// Its code.
    pub body: Code,
    /// Its name.
    pub name: Bi,
    /// What sort it is.
    pub sort: BodySort,
    /// How many may sit in it at a time.
    pub seats: u32,
}

/// A person as the charter names them: an office holder in that capacity, never a private person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonDetails {
    /// Their code.
    pub person: Code,
    /// The name they hold office under.
    pub name: Line,
    /// Their signing key; representatives who only vote need none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PublicKey>,
}

/// A mandate given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Who.
    pub person: Code,
    /// In which office of which body.
    pub seat: Seat,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

/// Why a key stops being accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyEnd {
    /// Replaced by its holder.
    Rotated,
    /// Lost by its holder.
    Lost,
    /// Known or feared to be in other hands.
    Compromised,
}

/// Why a mandate ends before its term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MandateEnd {
    /// Recalled by those who gave it.
    Recalled,
    /// Resigned.
    Resigned,
    /// The evaluation ended it.
    Evaluation,
    /// Died or can no longer serve.
    Vacated,
}

/// How two persons are related (close relatives in the sense of 城市居民委员会组织法 2026, art. 8, 36).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Husband or wife.
    Spouse,
    /// Parent or child.
    ParentChild,
    /// Brother or sister.
    Sibling,
    /// By marriage, in the same degrees.
    InLaw,
    /// Another relation that is declared to be safe.
    Other,
}

/// Requirements about who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MandateClause {
    /// It is the first event of the ledger, and every key it names signed it.
    Founds {
        /// Bodies it forms.
        bodies: Vec<BodyDetails>,
        /// Persons it enrols.
        people: Vec<PersonDetails>,
        /// Mandates it gives.
        terms: Vec<Term>,
    },
    /// This key signed the event itself: whoever enrols it holds it. It needs no mandate for that.
    KeyProves(PublicKey),
    /// This person signed with a key in force.
    Signs(Code),
    /// The two are not the same, and as far as is declared not close relatives. They need not be enrolled.
    Apart(Code, Code),
    /// These persons play these roles: each may do so under the policy in force, signed, and no two are the same person.
    Act(Vec<(Role, Code)>),
    /// No body has this code yet; where the policy has it so, nor is there one of the same sort among those that check
    /// each other.
    BodyNew(BodyDetails),
    /// A body with this code exists.
    BodyKnown(Code),
    /// No person has this code yet.
    PersonNew(Code),
    /// A person with this code is enrolled.
    PersonKnown(Code),
    /// No person ever had this key.
    KeyNew(PublicKey),
    /// This key is in force for this person.
    KeyOf {
        /// Whose.
        person: Code,
        /// Which.
        key: PublicKey,
    },
    /// The person signed, or enough of those they sit with, where the policy has it so.
    Revocable(Code),
    /// The person has no key in force.
    Keyless(Code),
    /// The term can begin: body known, a seat free throughout, nothing the policy keeps apart.
    TermFits(Term),
    /// The person holds the seat on the day.
    Holds {
        /// Who.
        person: Code,
        /// Which seat.
        seat: Seat,
        /// On which day.
        on: Day,
    },
    /// The policy may come into force: it is the first one, signed by more than half of every body, or an
    /// adopted resolution carries it.
    PolicyFits {
        /// The resolution that adopted it; none for the first policy.
        matter: Option<Code>,
        /// The policy.
        policy: Box<Policy>,
    },
}

/// Consequences for who may act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MandateEffect {
    /// The ledger begins.
    Founded {
        /// Its title.
        title: Bi,
        /// Currency of its accounts.
        currency: Currency,
        /// Minutes east of UTC in which the ledger's own clock names days.
        offset_minutes: i32,
        /// The log's verifier key (C2SP vkey).
        log: String,
    },
    /// A body exists.
    BodyFormed(BodyDetails),
    /// A person is enrolled.
    Enrolled(PersonDetails),
    /// A key comes into force.
    KeyAdded {
        /// Whose.
        person: Code,
        /// Which.
        key: PublicKey,
    },
    /// A key is no longer accepted on anything entered from now on.
    KeyEnded {
        /// Whose.
        person: Code,
        /// Which.
        key: PublicKey,
        /// Why.
        why: KeyEnd,
    },
    /// A mandate is given.
    Given(Term),
    /// A mandate ends early; it gives no power to anything entered from now on.
    Ended {
        /// Whose.
        person: Code,
        /// Which seat.
        seat: Seat,
        /// Last day held.
        on: Day,
        /// Why.
        why: MandateEnd,
    },
    /// Two persons are related.
    Related {
        /// One.
        person: Code,
        /// The other.
        other: Code,
        /// How.
        relation: Relation,
    },
    /// A person has an interest in a payee.
    Interested {
        /// Who.
        person: Code,
        /// The payee as shown in the accounts.
        payee: Line,
    },
    /// A policy comes into force.
    PolicySet(Box<Policy>),
}
