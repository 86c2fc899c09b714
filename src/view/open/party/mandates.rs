//! Mandates: bodies, who holds which office from when until when, whose keys count, and what was declared.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line};
use crate::base::key::PublicKey;
use crate::base::time::Day;
use crate::event::authority::sort_key;
use crate::event::effect::Effect;
use crate::event::mandate::{BodySort, KeyEnd, MandateEffect, MandateEnd, Relation};
use crate::rules::standing::Standing;
use crate::rules::standing::mandates::Held;
use crate::view::document::{Content, Table, Tone, Value};
use crate::view::open::party::parts::{self, Mark};
use crate::view::open::party::wording;
use crate::view::recorded::Recorded;

/// A key and what became of it.
#[derive(Debug, Serialize, Deserialize)]
struct Key {
    person: Code,
    public: PublicKey,
    added: Mark,
    ended: Option<(KeyEnd, Mark)>,
}

/// What is kept of mandates beyond the standing.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Terms {
    formed: BTreeMap<Code, Mark>,
    /// By position of the entry: a founding entry gives many.
    given: BTreeMap<u64, Mark>,
    /// By place among the terms ever given.
    ended: BTreeMap<usize, (MandateEnd, Mark)>,
    keys: Vec<Key>,
    relations: Vec<(Code, Code, Relation, Mark)>,
    interests: Vec<(Code, Line, Mark)>,
}

impl Terms {
    /// Takes in the next entry; `standing` is that after it.
    pub fn fold(&mut self, recorded: &Recorded, standing: &Standing) {
        for effect in &recorded.effects {
            if let Effect::Mandate(effect) = effect {
                self.take(effect, Mark::of(recorded), recorded, standing);
            }
        }
    }

    fn take(&mut self, effect: &MandateEffect, mark: Mark, recorded: &Recorded, standing: &Standing) {
        match effect {
            MandateEffect::BodyFormed(details) => drop(self.formed.entry(details.body.clone()).or_insert(mark)),
            MandateEffect::Given(_) => drop(self.given.insert(mark.index, mark)),
            MandateEffect::Ended { person, seat, on, why } => {
                let accepted = recorded.at.accepted;
                let now = |held: &Held| {
                    held.term.person == *person && held.term.seat == *seat && held.ended == Some((*on, accepted))
                };
                for (place, _) in standing.mandates.terms().iter().enumerate().filter(|(_, held)| now(held)) {
                    self.ended.entry(place).or_insert((*why, mark));
                }
            }
            MandateEffect::KeyAdded { person, key } => {
                self.keys.push(Key { person: person.clone(), public: *key, added: mark, ended: None });
            }
            MandateEffect::KeyEnded { key, why, .. } => {
                let ends = self.keys.iter_mut().find(|known| known.public == *key && known.ended.is_none());
                if let Some(known) = ends {
                    known.ended = Some((*why, mark));
                }
            }
            MandateEffect::Related { person, other, relation } => {
                self.relations.push((person.clone(), other.clone(), *relation, mark));
            }
            MandateEffect::Interested { person, payee } => {
                self.interests.push((person.clone(), payee.clone(), mark));
            }
            MandateEffect::Enrolled(_) | MandateEffect::Founded { .. } | MandateEffect::PolicySet(_) => {}
        }
    }

    /// The document.
    pub fn content(&self, standing: &Standing) -> Content {
        let mandates = &standing.mandates;
        let mut content = parts::content("party/mandates", "party-mandates", standing);
        content.facts = parts::facts(vec![
            ("party-people", Value::count(mandates.people().count())),
            ("party-people-with-key", Value::count(mandates.people().filter(|(_, state)| state.key.is_some()).count())),
            ("party-as-of", Value::Day(parts::latest_day(standing))),
        ]);
        content.tables = vec![
            self.bodies(standing),
            self.terms(standing),
            self.keys(standing),
            self.related(standing),
            self.interested(standing),
        ];
        content.notes = vec!["party-note-mandates".into(), "party-note-keys".into()];
        content
    }

    fn bodies(&self, standing: &Standing) -> Table {
        let today = parts::latest_day(standing);
        let columns = ["party-body", "party-body-sort", "party-seats", "party-seated", "party-event"];
        let mut bodies: Vec<_> = standing.mandates.bodies().collect();
        bodies.sort_by_key(|details| place_of(&details.body, standing));
        let rows = bodies.into_iter().map(|details| {
            vec![
                Value::Bi(details.name.clone()),
                Value::word(sort_key(details.sort)),
                Value::count(details.seats),
                Value::count(standing.mandates.roll(&details.body, today).len()),
                self.formed.get(&details.body).map_or(Value::None, Mark::link),
            ]
        });
        parts::table("bodies", "party-bodies", &columns, rows.collect())
    }

    /// Body by body, each in the order its terms began.
    fn terms(&self, standing: &Standing) -> Table {
        let columns = [
            "party-body",
            "party-office",
            "party-person",
            "party-from",
            "party-until",
            "party-state",
            "party-ended-on",
            "party-ended-why",
            "party-event",
            "party-ended-event",
        ];
        let today = parts::latest_day(standing);
        let mut terms: Vec<(usize, &Held)> = standing.mandates.terms().iter().enumerate().collect();
        terms.sort_by_key(|(place, held)| (place_of(&held.term.seat.body, standing), held.term.from, *place));
        let row = |(place, held): (usize, &Held)| {
            let ended = self.ended.get(&place);
            vec![
                parts::body(&held.term.seat.body, standing),
                parts::office(&held.term.seat, standing),
                parts::person(&held.term.person, standing),
                Value::Day(held.term.from),
                Value::Day(held.term.until),
                state(held, today),
                held.ended.map_or(Value::None, |(on, _)| Value::Day(on)),
                ended.map_or(Value::None, |(why, _)| wording::mandate_end(*why)),
                self.given.get(&held.given_at).map_or(Value::None, Mark::link),
                ended.map_or(Value::None, |(_, mark)| mark.link()),
            ]
        };
        parts::table("terms", "party-terms", &columns, terms.into_iter().map(row).collect())
    }

    fn keys(&self, standing: &Standing) -> Table {
        let columns =
            ["party-person", "party-fingerprint", "party-state", "party-ended-why", "party-event", "party-ended-event"];
        let row = |key: &Key| {
            let in_force = standing.mandates.person_of(&key.public).is_some();
            vec![
                parts::person(&key.person, standing),
                Value::Text(hex::encode(&key.public.0[..8])),
                if in_force {
                    Value::badge("party-key-in-force", Tone::Good)
                } else {
                    Value::badge("party-key-ended", Tone::Plain)
                },
                key.ended.map_or(Value::None, |(why, _)| wording::key_end(why)),
                key.added.link(),
                key.ended.map_or(Value::None, |(_, mark)| mark.link()),
            ]
        };
        parts::table("keys", "party-keys", &columns, self.keys.iter().map(row).collect())
    }

    fn related(&self, standing: &Standing) -> Table {
        let columns = ["party-person", "party-other", "party-relation", "party-event"];
        let row = |(person, other, relation, mark): &(Code, Code, Relation, Mark)| {
            let (person, other) = (parts::person(person, standing), parts::person(other, standing));
            vec![person, other, wording::relation(*relation), mark.link()]
        };
        parts::table("relations", "party-relations", &columns, self.relations.iter().map(row).collect())
    }

    fn interested(&self, standing: &Standing) -> Table {
        let columns = ["party-person", "party-payee", "party-event"];
        let row = |(person, payee, mark): &(Code, Line, Mark)| {
            vec![parts::person(person, standing), Value::text(payee), mark.link()]
        };
        parts::table("interests", "party-interests", &columns, self.interests.iter().map(row).collect())
    }
}

/// Bodies stand in the order the law names their sorts, not in that of their codes.
fn place_of<'a>(body: &'a Code, standing: &Standing) -> (Option<BodySort>, &'a Code) {
    (standing.mandates.sort_of(body), body)
}

fn state(held: &Held, today: Day) -> Value {
    if held.covers(today) {
        Value::badge("party-serving", Tone::Good)
    } else if today < held.term.from {
        Value::badge("party-not-begun", Tone::Plain)
    } else if held.ended.is_some() {
        Value::badge("party-ended-early", Tone::Plain)
    } else {
        Value::badge("party-term-over", Tone::Plain)
    }
}
