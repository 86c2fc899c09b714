//! What every kind of event must say of itself.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::code::Code;
use crate::base::json;
use crate::base::problem::Outcome;
use crate::event::case::CaseRef;
use crate::event::clause::Clause;
use crate::event::disclosure::{DisclosureEffect, DocumentPath};
use crate::event::effect::Effect;
use crate::event::family::Signers;
use crate::event::mandate::Party;
use crate::event::schema;
use crate::event::sealed::Sealed;
use crate::event::unit::Unit;

/// A value in the sentence that tells an event in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Words as they stand.
    Text(String),
    /// A key of `locales/`, to be said in the reader's language.
    Word(&'static str),
    /// A person, to be named.
    Person(Code),
    /// A body, to be named.
    Body(Code),
    /// An office, to be said in the reader's language.
    Office(Code),
    /// A matter, to be called by its title.
    Matter(Code),
    /// A document of this ledger, to be called by its title.
    Document(DocumentPath),
    /// An account, to be called by its name.
    Account(Code),
    /// An evaluation, to be called by its title.
    Evaluation(Code),
    /// A group of an evaluation's electorate, to be called by its label.
    Group {
        /// The evaluation.
        evaluation: Code,
        /// The group.
        group: Code,
    },
    /// A band of an evaluation's form, to be called by its label.
    Band {
        /// The evaluation.
        evaluation: Code,
        /// The band.
        band: Code,
    },
    /// Minor units of the ledger's currency, to be written as money.
    Money(i64),
    /// A case, to be called by its title.
    Case(CaseRef),
    /// A quantity of something that is not money, to be written with its unit.
    Quantity {
        /// Of what.
        unit: Unit,
        /// How much of it.
        amount: i64,
    },
}

impl Told {
    /// Words as they stand, of anything that can be written.
    pub fn text(value: impl ToString) -> Self {
        Self::Text(value.to_string())
    }

    /// A person or body, to be named.
    pub fn party(party: &Party) -> Self {
        match party {
            Party::Person(person) => Self::Person(person.clone()),
            Party::Body(body) => Self::Body(body.clone()),
        }
    }
}

/// Named values for the sentence `event-<name>` in `locales/`.
pub type Telling = Vec<(&'static str, Told)>;

/// A kind of event, as its family's file declares it. Version 2 of a kind is another type beside the first.
pub trait Kind: Serialize + DeserializeOwned + Debug + Send + Sync + 'static {
    /// `<family>.<kind>.v<n>`; on the wire it stands behind `mingbai.`.
    const NAME: &'static str;

    /// Whose signatures it needs where a profile does not say. None: every profile says it.
    const SIGNERS: Option<&'static Signers> = None;

    /// What the event is about (a matter, a person, a period): CloudEvents `subject`.
    fn subject(&self) -> String;

    /// What must hold before it may enter.
    fn requires(&self) -> Vec<Clause>;

    /// What it causes once it has entered.
    fn causes(&self) -> Vec<Effect>;

    /// Values for the sentence that tells it.
    fn told(&self) -> Telling;

    /// Its private fields: under which name each was sealed. They are recorded with what it causes.
    fn seals(&self) -> Vec<(&'static str, Sealed)> {
        Vec::new()
    }
}

/// A decoded event body of any kind.
pub trait Body: Debug + Send + Sync {
    /// See [`Kind::subject`].
    fn subject(&self) -> String;
    /// See [`Kind::requires`].
    fn requires(&self) -> Vec<Clause>;
    /// See [`Kind::causes`]; and the private fields it seals.
    fn causes(&self) -> Vec<Effect>;
    /// See [`Kind::told`].
    fn told(&self) -> Telling;
    /// The `data` member as compact JSON.
    fn data(&self) -> Vec<u8>;
}

impl<K: Kind> Body for K {
    fn subject(&self) -> String {
        Kind::subject(self)
    }

    fn requires(&self) -> Vec<Clause> {
        Kind::requires(self)
    }

    fn causes(&self) -> Vec<Effect> {
        let mut effects = Kind::causes(self);
        let seals = self.seals().into_iter();
        effects.extend(seals.map(|(field, sealed)| DisclosureEffect::Sealed { field, sealed }.into()));
        effects
    }

    fn told(&self) -> Telling {
        Kind::told(self)
    }

    fn data(&self) -> Vec<u8> {
        json::write(self)
    }
}

/// A line of the registry: how to read one kind.
#[derive(Clone, Copy, Debug)]
pub struct KindInfo {
    /// `<family>.<kind>.v<n>`.
    pub name: &'static str,
    /// The JSON schema of the `data` member, worked out from its decoder.
    pub schema: fn() -> serde_json::Value,
    /// See [`Kind::SIGNERS`].
    pub signers: Option<&'static Signers>,
    /// Reads the `data` member strictly.
    pub decode: fn(&[u8]) -> Outcome<Box<dyn Body>>,
}

impl KindInfo {
    /// The registry line of `K`.
    pub const fn of<K: Kind>() -> Self {
        Self {
            name: K::NAME,
            schema: schema::of::<K>,
            signers: K::SIGNERS,
            decode: |data| Ok(Box::new(json::read::<K>("data", data)?)),
        }
    }

    /// The family's name, the part before the first dot.
    pub fn family(&self) -> &'static str {
        self.name.split('.').next().unwrap_or(self.name)
    }

    /// The key of its title in `locales/`; the telling sentence is the same with `event-` in front.
    pub fn words_key(name: &str) -> String {
        format!("kind-{}", name.replace('.', "-"))
    }
}
