//! An entry of the log as views see it: decoded once, signatures matched to persons.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::hash::Hash;
use crate::base::key::PublicKey;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Instant;
use crate::event::effect::Effect;
use crate::event::entry::Entry;
use crate::event::mandate::Seat;
use crate::event::payload::Event;
use crate::rules::standing::{At, Standing};

/// A signature as shown: who, in which offices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedBy {
    /// The key.
    pub key: PublicKey,
    /// Whose it is; none for a key that only proved itself.
    pub person: Option<Code>,
    /// The seats they held on the day of the event.
    pub seats: Vec<Seat>,
}

/// One accepted event with its place and its consequences.
#[derive(Debug)]
pub struct Recorded {
    /// Its place.
    pub at: At,
    /// The leaf hash of its entry.
    pub leaf: Hash,
    /// The event.
    pub event: Arc<Event>,
    /// What it caused.
    pub effects: Vec<Effect>,
    /// Who signed.
    pub signed: Vec<SignedBy>,
}

impl Recorded {
    /// Decodes an entry that the ledger accepted; `standing` is that before the entry. Signatures are
    /// matched to persons, not verified again: the ledger did that before it accepted, the auditor does it for itself.
    pub fn read(entry: &Entry, leaf: Hash, standing: &Standing) -> Outcome<Self> {
        let event = Event::read(entry.envelope.payload())?;
        if entry.index != standing.size {
            let (found, expected) = (entry.index, standing.size);
            return Err(Problem::damaged("entry-out-of-order").with("found", found).with("expected", expected));
        }
        Ok(Self::new(event, entry.envelope.keys(), entry.time, leaf, standing))
    }

    /// An event decoded already, signed by these keys and accepted at this time.
    pub fn new(
        event: impl Into<Arc<Event>>,
        keys: impl Iterator<Item = PublicKey>,
        accepted: Instant,
        leaf: Hash,
        standing: &Standing,
    ) -> Self {
        let event = event.into();
        let (at, effects) = (standing.at(&event, accepted), event.body.causes());
        Self::placed(event, at, effects, keys, leaf, standing)
    }

    /// An event whose place and consequences are known already, from judging it.
    pub fn placed(
        event: Arc<Event>,
        at: At,
        effects: Vec<Effect>,
        keys: impl Iterator<Item = PublicKey>,
        leaf: Hash,
        standing: &Standing,
    ) -> Self {
        let signed = keys.map(|key| signed_by(key, standing, &at)).collect();
        Self { at, leaf, event, effects, signed }
    }
}

fn signed_by(key: PublicKey, standing: &Standing, at: &At) -> SignedBy {
    let person = standing.mandates.person_of(&key).cloned();
    let seats = person.as_ref().map(|person| standing.mandates.seats_of(person, at.day)).unwrap_or_default();
    SignedBy { key, person, seats }
}
