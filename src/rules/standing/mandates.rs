//! Mandates: persons, keys, bodies and terms, and who is related to whom.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line};
use crate::base::key::PublicKey;
use crate::base::time::{Day, Instant};
use crate::event::mandate::{BodyDetails, BodySort, MandateEffect, Seat, Term};
use crate::event::policy::SeatPattern;
use crate::rules::standing::At;

/// A term and whether it was ended early.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// As given.
    pub term: Term,
    /// Ended early: last day held, and when the ledger learnt of it.
    pub ended: Option<(Day, Instant)>,
    /// The entry that gave it.
    pub given_at: u64,
}

impl Held {
    /// The last day it covers, as far as the ledger knows.
    pub fn last_day(&self) -> Day {
        self.ended.map_or(self.term.until, |(on, _)| on.min(self.term.until))
    }

    /// Whether the mandate covers `day`.
    pub fn covers(&self, day: Day) -> bool {
        self.term.from <= day && day <= self.last_day()
    }
}

/// A person and the key they sign with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonState {
    /// The name they hold office under.
    pub name: Line,
    /// The key in force, if any.
    pub key: Option<PublicKey>,
}

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandates {
    bodies: BTreeMap<Code, BodyDetails>,
    people: BTreeMap<Code, PersonState>,
    /// Every key ever added and whose it is; a key is never given to a second person.
    keys: BTreeMap<PublicKey, Code>,
    held: Vec<Held>,
    /// Close relations, both directions.
    relatives: BTreeSet<(Code, Code)>,
    interests: BTreeSet<(Code, Line)>,
}

impl Mandates {
    /// The person whose key in force this is.
    pub fn person_of(&self, key: &PublicKey) -> Option<&Code> {
        let person = self.keys.get(key)?;
        self.people.get(person).filter(|state| state.key == Some(*key)).map(|_| person)
    }

    /// The seats a person holds on `day`. A mandate that was ended early gives none for entries from then on,
    /// even for days it covered: whoever was recalled cannot date something back.
    pub fn seats_of(&self, person: &Code, day: Day) -> Vec<Seat> {
        let held = self.held.iter().filter(|held| held.term.person == *person);
        held.filter(|held| held.ended.is_none() && held.covers(day)).map(|held| held.term.seat.clone()).collect()
    }

    /// Whether the person held the seat on `day`, counting mandates that ended since.
    pub fn held_on(&self, person: &Code, seat: &Seat, day: Day) -> bool {
        self.held.iter().any(|held| held.term.person == *person && held.term.seat == *seat && held.covers(day))
    }

    /// Everyone who held a seat in `body` on `day`: the roll of that day.
    pub fn roll(&self, body: &Code, day: Day) -> BTreeSet<&Code> {
        let held = self.held.iter().filter(|held| held.term.seat.body == *body && held.covers(day));
        held.map(|held| &held.term.person).collect()
    }

    /// All terms ever given, in order.
    pub fn terms(&self) -> &[Held] {
        &self.held
    }

    /// All bodies.
    pub fn bodies(&self) -> impl Iterator<Item = &BodyDetails> {
        self.bodies.values()
    }

    /// A body.
    pub fn body(&self, body: &Code) -> Option<&BodyDetails> {
        self.bodies.get(body)
    }

    /// What sort a body is.
    pub fn sort_of(&self, body: &Code) -> Option<BodySort> {
        self.bodies.get(body).map(|details| details.sort)
    }

    /// Whether the pattern covers the seat.
    pub fn covers(&self, pattern: &SeatPattern, seat: &Seat) -> bool {
        self.sort_of(&seat.body).is_some_and(|sort| pattern.covers(seat, sort))
    }

    /// All persons.
    pub fn people(&self) -> impl Iterator<Item = (&Code, &PersonState)> {
        self.people.iter()
    }

    /// A person.
    pub fn person(&self, person: &Code) -> Option<&PersonState> {
        self.people.get(person)
    }

    /// The name a person holds office under; the code itself when they are not enrolled.
    pub fn name_of(&self, person: &Code) -> String {
        self.people.get(person).map_or_else(|| person.to_string(), |state| state.name.to_string())
    }

    /// Whose key this is or was.
    pub fn ever_held(&self, key: &PublicKey) -> Option<&Code> {
        self.keys.get(key)
    }

    /// Every key a person holds or held.
    pub fn keys_of<'a>(&'a self, person: &'a Code) -> impl Iterator<Item = &'a PublicKey> {
        self.keys.iter().filter(move |(_, holder)| *holder == person).map(|(key, _)| key)
    }

    /// Whether two persons are the same or declared close relatives.
    pub fn close(&self, one: &Code, other: &Code) -> bool {
        one == other || self.relatives.contains(&(one.clone(), other.clone()))
    }

    /// Declared relatives of a person.
    pub fn relatives_of<'a>(&'a self, person: &'a Code) -> impl Iterator<Item = &'a Code> {
        self.relatives.iter().filter(move |(one, _)| one == person).map(|(_, other)| other)
    }

    /// Whether the person declared an interest in the payee.
    pub fn interested(&self, person: &Code, payee: &Line) -> bool {
        self.interests.contains(&(person.clone(), payee.clone()))
    }

    /// Folds one effect.
    pub fn evolve(&mut self, effect: &MandateEffect, at: &At) {
        match effect {
            // These two belong to the standing as a whole.
            MandateEffect::Founded { .. } | MandateEffect::PolicySet(_) => {}
            MandateEffect::BodyFormed(details) => drop(self.bodies.insert(details.body.clone(), details.clone())),
            MandateEffect::Enrolled(details) => {
                self.people
                    .entry(details.person.clone())
                    .or_insert_with(|| PersonState { name: details.name.clone(), key: None });
            }
            MandateEffect::KeyAdded { person, key } => {
                self.keys.insert(*key, person.clone());
                if let Some(state) = self.people.get_mut(person) {
                    state.key = Some(*key);
                }
            }
            MandateEffect::KeyEnded { person, key, .. } => {
                if let Some(state) = self.people.get_mut(person).filter(|state| state.key == Some(*key)) {
                    state.key = None;
                }
            }
            MandateEffect::Given(term) => {
                self.held.push(Held { term: term.clone(), ended: None, given_at: at.index });
            }
            MandateEffect::Ended { person, seat, on, .. } => {
                let theirs = |held: &&mut Held| held.term.person == *person && held.term.seat == *seat;
                for held in self.held.iter_mut().filter(theirs) {
                    if held.ended.is_none() && held.covers(*on) {
                        held.ended = Some((*on, at.accepted));
                    }
                }
            }
            MandateEffect::Related { person, other, .. } => {
                self.relatives.insert((person.clone(), other.clone()));
                self.relatives.insert((other.clone(), person.clone()));
            }
            MandateEffect::Interested { person, payee } => {
                self.interests.insert((person.clone(), payee.clone()));
            }
        }
    }
}
