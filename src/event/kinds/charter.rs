//! Charter: bodies, persons, keys, terms, and the relations that keep people apart.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line, Text};
use crate::base::key::PublicKey;
use crate::base::time::Day;
use crate::event::authority::{AuthorityClause, AuthorityEffect, Personnel};
use crate::event::clause::Clause;
use crate::event::effect::Effect;
use crate::event::family::Family;
use crate::event::kind::{Kind, KindInfo, Telling, Told};
use crate::event::mandate::{
    BodyDetails, KeyEnd, MandateClause, MandateEffect, MandateEnd, PersonDetails, Relation, Seat, Term,
};
use crate::event::obligation::{Duty, ObligationEffect};

/// The family.
pub const FAMILY: Family = Family::of("charter", KINDS);

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<BodyFormed>(),
    KindInfo::of::<Enrolled>(),
    KindInfo::of::<Appointed>(),
    KindInfo::of::<KeyRotated>(),
    KindInfo::of::<KeyRevoked>(),
    KindInfo::of::<KeyIssued>(),
    KindInfo::of::<MandateEnded>(),
    KindInfo::of::<RelationDeclared>(),
    KindInfo::of::<InterestDeclared>(),
];

fn text(value: impl ToString) -> Told {
    Told::Text(value.to_string())
}

fn decides(matter: &Code, what: Personnel) -> Clause {
    AuthorityClause::Decides { matter: matter.clone(), what: Box::new(what) }.into()
}

fn applied(matter: &Code, what: Personnel) -> Effect {
    AuthorityEffect::Applied { matter: matter.clone(), what: Some(Box::new(what)) }.into()
}

/// A body is formed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyFormed {
    /// The body.
    pub details: BodyDetails,
    /// The personnel resolution it rests on.
    pub matter: Code,
}

impl Kind for BodyFormed {
    const NAME: &'static str = "charter.body.v1";

    fn subject(&self) -> String {
        self.details.body.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let forms = Personnel::Forms(self.details.clone());
        vec![MandateClause::BodyNew(self.details.clone()).into(), decides(&self.matter, forms)]
    }

    fn causes(&self) -> Vec<Effect> {
        let forms = Personnel::Forms(self.details.clone());
        vec![MandateEffect::BodyFormed(self.details.clone()).into(), applied(&self.matter, forms)]
    }

    fn told(&self) -> Telling {
        vec![("name", text(&self.details.name.zh)), ("name-en", text(&self.details.name.en))]
    }
}

/// A person is enrolled with the key only they hold; the key signs its own enrolment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolled {
    /// The person.
    pub details: PersonDetails,
}

impl Kind for Enrolled {
    const NAME: &'static str = "charter.person.v1";

    fn subject(&self) -> String {
        self.details.person.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let mut clauses = vec![MandateClause::PersonNew(self.details.person.clone())];
        if let Some(key) = self.details.key {
            clauses.extend([MandateClause::KeyNew(key), MandateClause::KeyProves(key)]);
        }
        clauses.into_iter().map(Clause::from).collect()
    }

    fn causes(&self) -> Vec<Effect> {
        let person = self.details.person.clone();
        let added = self.details.key.map(|key| MandateEffect::KeyAdded { person, key });
        let enrolled = MandateEffect::Enrolled(self.details.clone());
        std::iter::once(enrolled).chain(added).map(Effect::from).collect()
    }

    fn told(&self) -> Telling {
        vec![("name", text(&self.details.name))]
    }
}

/// A person takes an office for a term.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appointed {
    /// Who, where, how long.
    pub term: Term,
    /// The personnel resolution it rests on.
    pub matter: Code,
}

impl Kind for Appointed {
    const NAME: &'static str = "charter.mandate.v1";

    fn subject(&self) -> String {
        self.term.person.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        vec![
            MandateClause::PersonKnown(self.term.person.clone()).into(),
            MandateClause::TermFits(self.term.clone()).into(),
            decides(&self.matter, Personnel::Gives(self.term.clone())),
        ]
    }

    fn causes(&self) -> Vec<Effect> {
        let gives = Personnel::Gives(self.term.clone());
        vec![MandateEffect::Given(self.term.clone()).into(), applied(&self.matter, gives)]
    }

    fn told(&self) -> Telling {
        vec![
            ("person", Told::Person(self.term.person.clone())),
            ("body", Told::Body(self.term.seat.body.clone())),
            ("office", Told::Office(self.term.seat.office.clone())),
            ("from", text(self.term.from)),
            ("until", text(self.term.until)),
        ]
    }
}

/// A person replaces their key; the old and the new one both sign.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRotated {
    /// Whose.
    pub person: Code,
    /// The key that ends.
    pub old: PublicKey,
    /// The key that begins.
    pub new: PublicKey,
}

impl Kind for KeyRotated {
    const NAME: &'static str = "charter.key-rotated.v1";

    fn subject(&self) -> String {
        self.person.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        vec![
            MandateClause::KeyOf { person: self.person.clone(), key: self.old }.into(),
            MandateClause::KeyNew(self.new).into(),
            MandateClause::KeyProves(self.old).into(),
            MandateClause::KeyProves(self.new).into(),
        ]
    }

    fn causes(&self) -> Vec<Effect> {
        vec![
            MandateEffect::KeyEnded { person: self.person.clone(), key: self.old, why: KeyEnd::Rotated }.into(),
            MandateEffect::KeyAdded { person: self.person.clone(), key: self.new }.into(),
        ]
    }

    fn told(&self) -> Telling {
        vec![("person", Told::Person(self.person.clone()))]
    }
}

/// A key is revoked: lost, or feared to be in other hands.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRevoked {
    /// Whose.
    pub person: Code,
    /// Which.
    pub key: PublicKey,
    /// Why.
    pub why: KeyEnd,
}

impl Kind for KeyRevoked {
    const NAME: &'static str = "charter.key-revoked.v1";

    fn subject(&self) -> String {
        self.person.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        vec![
            MandateClause::KeyOf { person: self.person.clone(), key: self.key }.into(),
            MandateClause::Revocable(self.person.clone()).into(),
        ]
    }

    fn causes(&self) -> Vec<Effect> {
        vec![MandateEffect::KeyEnded { person: self.person.clone(), key: self.key, why: self.why }.into()]
    }

    fn told(&self) -> Telling {
        vec![("person", Told::Person(self.person.clone()))]
    }
}

/// A person whose key was revoked receives a new one, on the word of those the policy names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyIssued {
    /// Whose.
    pub person: Code,
    /// The new key, which signs too.
    pub key: PublicKey,
}

impl Kind for KeyIssued {
    const NAME: &'static str = "charter.key-issued.v1";

    fn subject(&self) -> String {
        self.person.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        vec![
            MandateClause::PersonKnown(self.person.clone()).into(),
            MandateClause::Keyless(self.person.clone()).into(),
            MandateClause::KeyNew(self.key).into(),
            MandateClause::KeyProves(self.key).into(),
        ]
    }

    fn causes(&self) -> Vec<Effect> {
        vec![MandateEffect::KeyAdded { person: self.person.clone(), key: self.key }.into()]
    }

    fn told(&self) -> Telling {
        vec![("person", Told::Person(self.person.clone()))]
    }
}

/// A mandate ends before its term: recall, resignation, evaluation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MandateEnded {
    /// Whose.
    pub person: Code,
    /// Which seat.
    pub seat: Seat,
    /// Last day held.
    pub on: Day,
    /// Why.
    pub why: MandateEnd,
    /// The personnel resolution; a resignation needs none but the person's own signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<Code>,
    /// Reasons given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

impl MandateEnded {
    fn ends(&self) -> Personnel {
        Personnel::Ends { person: self.person.clone(), seat: self.seat.clone() }
    }
}

impl Kind for MandateEnded {
    const NAME: &'static str = "charter.mandate-ended.v1";

    fn subject(&self) -> String {
        self.person.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let holds = MandateClause::Holds { person: self.person.clone(), seat: self.seat.clone(), on: self.on };
        let basis = match (&self.matter, self.why) {
            (None, MandateEnd::Resigned) => MandateClause::Signs(self.person.clone()).into(),
            // Without a resolution the clause names an empty code, which no matter has: it is refused with the reason.
            (matter, _) => decides(matter.as_ref().unwrap_or(&Code::default()), self.ends()),
        };
        vec![holds.into(), basis]
    }

    fn causes(&self) -> Vec<Effect> {
        let (person, seat) = (self.person.clone(), self.seat.clone());
        // However it ends: an evaluation that ended it is satisfied.
        let vacated = ObligationEffect::Discharged(Duty::vacancy(&person, &seat));
        let ended = MandateEffect::Ended { person, seat, on: self.on, why: self.why };
        let applied = self.matter.as_ref().map(|matter| applied(matter, self.ends()));
        [ended.into(), vacated.into()].into_iter().chain(applied).collect()
    }

    fn told(&self) -> Telling {
        vec![
            ("person", Told::Person(self.person.clone())),
            ("body", Told::Body(self.seat.body.clone())),
            ("office", Told::Office(self.seat.office.clone())),
            ("on", text(self.on)),
        ]
    }
}

/// A close relation between two persons is declared by one of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationDeclared {
    /// Who declares.
    pub person: Code,
    /// To whom.
    pub other: Code,
    /// How.
    pub relation: Relation,
}

impl Kind for RelationDeclared {
    const NAME: &'static str = "charter.relation.v1";

    fn subject(&self) -> String {
        self.person.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        vec![MandateClause::PersonKnown(self.other.clone()).into(), MandateClause::Signs(self.person.clone()).into()]
    }

    fn causes(&self) -> Vec<Effect> {
        let (person, other) = (self.person.clone(), self.other.clone());
        vec![MandateEffect::Related { person, other, relation: self.relation }.into()]
    }

    fn told(&self) -> Telling {
        vec![("person", Told::Person(self.person.clone())), ("other", Told::Person(self.other.clone()))]
    }
}

/// An interest in a payee is declared by the person who has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterestDeclared {
    /// Who declares.
    pub person: Code,
    /// The payee as shown in the accounts.
    pub payee: Line,
}

impl Kind for InterestDeclared {
    const NAME: &'static str = "charter.interest.v1";

    fn subject(&self) -> String {
        self.person.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        vec![MandateClause::Signs(self.person.clone()).into()]
    }

    fn causes(&self) -> Vec<Effect> {
        vec![MandateEffect::Interested { person: self.person.clone(), payee: self.payee.clone() }.into()]
    }

    fn told(&self) -> Telling {
        vec![("person", Told::Person(self.person.clone())), ("payee", text(&self.payee))]
    }
}
