//! What the documents of party affairs have in common: links, names, tables, and who signed.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::code::{Code, EventId};
use crate::base::time::Day;
use crate::event::disclosure::DocumentPath;
use crate::event::kind::KindInfo;
use crate::event::kinds;
use crate::event::mandate::{Party, Seat};
use crate::rules::standing::Standing;
use crate::view::document::{Content, Fact, Table, Value};
use crate::view::open::party::wording;
use crate::view::recorded::{Recorded, SignedBy};

/// An event a document links to.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Mark {
    /// Position of its entry.
    pub index: u64,
    /// Its id.
    pub id: EventId,
    /// The day it happened, as written.
    pub day: Day,
    /// The day the ledger accepted it.
    pub entered: Day,
}

impl Mark {
    /// That of an entry.
    pub fn of(recorded: &Recorded) -> Self {
        let at = &recorded.at;
        Self { index: at.index, id: at.id, day: at.day, entered: at.accepted_day }
    }

    /// The link.
    pub fn link(&self) -> Value {
        Value::Event { index: self.index, id: self.id }
    }
}

/// The name of a kind of the registry.
#[derive(Clone, Debug)]
struct KindName(&'static str);

impl Serialize for KindName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for KindName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        kinds::find(&name).map(|info| Self(info.name)).ok_or_else(|| serde::de::Error::custom("no such kind"))
    }
}

/// Who signed an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Signed {
    kind: KindName,
    mark: Mark,
    by: Vec<SignedBy>,
}

impl Signed {
    /// Those of an entry, by person: envelopes keep signatures in the order of keys, which says nothing to a reader.
    pub fn of(recorded: &Recorded) -> Self {
        let mut by = recorded.signed.clone();
        by.sort_by(|one, other| one.person.cmp(&other.person));
        Self { kind: KindName(recorded.event.head.kind), mark: Mark::of(recorded), by }
    }

    /// Whether it is the event at this position.
    pub fn is(&self, index: u64) -> bool {
        self.mark.index == index
    }

    /// The signers.
    pub fn people(&self, standing: &Standing) -> Value {
        several(self.by.iter().map(|by| signer(by, standing)).collect())
    }

    fn rows<'a>(&'a self, standing: &'a Standing) -> impl Iterator<Item = Vec<Value>> + 'a {
        self.by.iter().map(|by| {
            vec![
                self.mark.link(),
                Value::Word(KindInfo::words_key(self.kind.0)),
                Value::Day(self.mark.day),
                Value::Day(self.mark.entered),
                signer(by, standing),
                several(by.seats.iter().map(|seat| body(&seat.body, standing)).collect()),
                several(by.seats.iter().map(|seat| office(seat, standing)).collect()),
            ]
        })
    }
}

fn signer(by: &SignedBy, standing: &Standing) -> Value {
    by.person.as_ref().map_or_else(|| Value::text(by.key), |code| person(code, standing))
}

/// Who signed each of these events, and in which office; the offices are those held on the day of the event.
pub fn signatures<'a>(events: impl IntoIterator<Item = &'a Signed>, standing: &'a Standing) -> Table {
    let columns =
        ["party-event", "party-what", "party-day", "party-entered", "party-person", "party-body", "party-office"];
    let rows = events.into_iter().flat_map(|signed| signed.rows(standing)).collect();
    table("signatures", "party-signatures", &columns, rows)
}

/// An empty document at this path.
pub fn content(path: &str, title: &str, standing: &Standing) -> Content {
    Content {
        path: path.to_owned(),
        title: title.to_owned(),
        args: Vec::new(),
        origin: standing.founded.as_ref().map(|founded| founded.origin.clone()).unwrap_or_default(),
        facts: Vec::new(),
        tables: Vec::new(),
        notes: Vec::new(),
    }
}

/// A table without totals.
pub fn table(name: &str, caption: &str, columns: &[&str], rows: Vec<Vec<Value>>) -> Table {
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    Table { name: name.to_owned(), caption: caption.to_owned(), columns, rows, totals: None }
}

/// Facts, without those that say nothing.
pub fn facts(facts: Vec<(&str, Value)>) -> Vec<Fact> {
    facts.into_iter().filter(|(_, value)| *value != Value::None).map(|(label, value)| Fact::new(label, value)).collect()
}

/// None, one or several values.
pub fn several(mut values: Vec<Value>) -> Value {
    match values.len() {
        0 => Value::None,
        1 => values.remove(0),
        _ => Value::List(values),
    }
}

/// A link to another document.
pub fn document(path: &str, label: Value) -> Value {
    Value::Document { path: path.to_owned(), label: Box::new(label) }
}

/// Where a resolution is published.
pub fn resolution_path(matter: &Code) -> String {
    format!("party/resolution/{matter}")
}

/// Where an evaluation is published.
pub fn evaluation_path(evaluation: &Code) -> String {
    DocumentPath::evaluation(evaluation).to_string()
}

/// A link to a resolution that says its title.
pub fn resolution(matter: &Code, standing: &Standing) -> Value {
    let state = standing.authorities.matter(matter);
    state.map_or_else(
        || Value::text(matter),
        |state| document(&resolution_path(matter), Value::text(&state.matter.title)),
    )
}

/// A person by name.
pub fn person(code: &Code, standing: &Standing) -> Value {
    Value::Person { code: code.clone(), name: standing.mandates.name_of(code) }
}

/// A body by name.
pub fn body(code: &Code, standing: &Standing) -> Value {
    standing.mandates.body(code).map_or_else(|| Value::text(code), |details| Value::Bi(details.name.clone()))
}

/// A person or body by name.
pub fn party(party: &Party, standing: &Standing) -> Value {
    match party {
        Party::Person(code) => person(code, standing),
        Party::Body(code) => body(code, standing),
    }
}

/// The office of a seat.
pub fn office(seat: &Seat, standing: &Standing) -> Value {
    wording::office(&seat.office, standing.mandates.sort_of(&seat.body))
}

/// A seat: its body and office.
pub fn seat(seat: &Seat, standing: &Standing) -> Value {
    Value::List(vec![body(&seat.body, standing), office(seat, standing)])
}

/// The day of the last entry. A document says what holds on that day; it knows no later one.
pub fn latest_day(standing: &Standing) -> Day {
    standing.last.day_at(standing.founded.as_ref().map_or(0, |founded| founded.offset_minutes))
}
