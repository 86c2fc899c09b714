//! The payload: a CloudEvents 1.0 JSON object (cloudevents spec v1.0.2, JSON format), read strictly.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::base::code::EventId;
use crate::base::json;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::{Day, Written};
use crate::event::kind::{Body, Kind, KindInfo};
use crate::event::kinds;

/// What stands before a kind's name in CloudEvents `type`.
pub const TYPE_PREFIX: &str = "mingbai.";

/// The attributes of an event that every kind has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The idempotency key.
    pub id: EventId,
    /// The origin of the ledger it is meant for, so that it cannot be replayed into another.
    pub source: String,
    /// `<family>.<kind>.v<n>`.
    pub kind: &'static str,
    /// What it is about.
    pub subject: String,
    /// When it happened, as its signers wrote it.
    pub time: Written,
}

impl Head {
    /// The civil day it happened, as written.
    pub fn day(&self) -> Day {
        self.time.day()
    }
}

/// A decoded event: its head and its body.
pub struct Event {
    /// The common attributes.
    pub head: Head,
    /// The data of its kind.
    pub body: Box<dyn Body>,
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event").field("head", &self.head).field("body", &self.body).finish()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    specversion: String,
    id: EventId,
    source: String,
    #[serde(rename = "type")]
    kind: String,
    subject: String,
    time: Written,
    datacontenttype: String,
    data: Box<RawValue>,
}

impl Event {
    /// A new event of kind `K` for the ledger with origin `source`.
    pub fn new<K: Kind>(id: EventId, source: &str, time: Written, body: K) -> Self {
        let head = Head { id, source: source.to_owned(), kind: K::NAME, subject: Kind::subject(&body), time };
        Self { head, body: Box::new(body) }
    }

    /// Reads exact payload bytes. Unknown fields, kinds, versions and attributes are refused with the place named.
    pub fn read(payload: &[u8]) -> Outcome<Self> {
        if payload.len() > limits::PAYLOAD_BYTES {
            return Err(Problem::malformed("payload-too-long")
                .with("bytes", payload.len())
                .with("limit", limits::PAYLOAD_BYTES));
        }
        let wire: Wire = json::read("payload", payload)?;
        if wire.specversion != "1.0" {
            return Err(Problem::malformed("specversion-unknown").with("found", wire.specversion));
        }
        if wire.datacontenttype != "application/json" {
            return Err(Problem::malformed("datacontenttype-unknown").with("found", wire.datacontenttype));
        }
        let info = wire.kind.strip_prefix(TYPE_PREFIX).and_then(kinds::find);
        let info: &KindInfo = info.ok_or_else(|| Problem::malformed("kind-unknown").with("found", wire.kind))?;
        let body = (info.decode)(wire.data.get().as_bytes())?;
        if body.subject() != wire.subject {
            return Err(Problem::malformed("subject-differs")
                .with("found", wire.subject)
                .with("expected", body.subject()));
        }
        let head = Head { id: wire.id, source: wire.source, kind: info.name, subject: wire.subject, time: wire.time };
        Ok(Self { head, body })
    }

    /// The payload bytes to sign. An event read from bytes keeps those bytes in its envelope; this makes new ones.
    pub fn payload(&self) -> Outcome<Vec<u8>> {
        let data = String::from_utf8(self.body.data()).unwrap_or_default();
        let data =
            RawValue::from_string(data).map_err(|e| Problem::malformed("payload-unwritable").with("cause", e))?;
        let kind = format!("{TYPE_PREFIX}{}", self.head.kind);
        Ok(json::write(&Wire {
            specversion: "1.0".into(),
            id: self.head.id,
            source: self.head.source.clone(),
            kind,
            subject: self.head.subject.clone(),
            time: self.head.time,
            datacontenttype: "application/json".into(),
            data,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INCOME: &str = include_str!("../../tests/vectors/v1/payloads/finance.income.v1.json");
    const VOTED: &str = include_str!("../../tests/vectors/v1/payloads/resolution.voted.v1.json");

    #[test]
    fn a_payload_has_its_fields_by_name() {
        // serde reads a struct from an array of its fields as well. Whoever adds up figures by their names would not
        // see them there.
        let income =
            "[50000,\"cash\",\"rent\",\"x\",\"y\",\"2026-01-12\",null,null,\"r-1\",[],\"c1\",\"book\",\"cash\"]";
        let (head, _) = INCOME.split_once("\"data\":").unwrap();
        let wire = format!("[\"1.0\",\"{}\"", INCOME.split('"').nth(7).unwrap());
        let files = "[\"5beaf05be853dd384371173590d908df67a61be78e800ac951e932e652ca3e79\",\"image/jpeg\",3]";
        let object = INCOME.split_once("\"receipts\":[").unwrap().1.split_once(']').unwrap().0;
        for text in [
            format!("{head}\"data\":{income}}}"),
            wire + &INCOME[INCOME.find(",\"source\"").unwrap()..],
            INCOME.replace(object, files),
            VOTED.replace("\"vote\":\"for\"", "\"vote\":{\"for\":null}"),
            INCOME.replace("\"budget_line\":\"rent\"", "\"budget_line\":null"),
        ] {
            let problem = Event::read(text.as_bytes()).map(drop).unwrap_err();
            assert_eq!(problem.code, "json-unreadable", "{text}");
        }
        assert!(Event::read(INCOME.as_bytes()).is_ok() && Event::read(VOTED.as_bytes()).is_ok());
    }
}
