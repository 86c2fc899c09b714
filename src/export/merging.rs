//! How OCDS folds releases into what is known now: the merging rules of OCDS 1.1, as far as these releases need them.
//!
//! <https://standard.open-contracting.org/1.1/en/schema/merging/>: later values replace earlier ones, null takes a value
//! away, objects are merged field by field, lists of objects that have an `id` are merged by it, other lists are replaced.

use serde_json::{Map, Value, json};

/// The compiled release of a process: its releases folded in the order of their dates. None when there are none.
pub fn compiled(releases: &[Value]) -> Option<Value> {
    let last = releases.last()?;
    let mut all = Value::Object(Map::new());
    for release in releases {
        merge(&mut all, release);
    }
    let (ocid, date) = (last.get("ocid")?.as_str()?, last.get("date")?.as_str()?);
    let own = json!({ "id": format!("{ocid}-{date}"), "date": date, "tag": ["compiled"] });
    merge(&mut all, &own);
    Some(all)
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                if value.is_null() {
                    into.remove(name);
                    continue;
                }
                match into.get_mut(name) {
                    Some(known) => merge(known, value),
                    None => drop(into.insert(name.clone(), value.clone())),
                }
            }
        }
        (Value::Array(into), Value::Array(from)) if from.iter().all(|item| item.get("id").is_some()) => {
            for item in from {
                match into.iter_mut().find(|known| known.get("id") == item.get("id")) {
                    Some(known) => merge(known, item),
                    None => into.push(item.clone()),
                }
            }
        }
        (into, from) => *into = from.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_folded_by_the_rules_of_the_standard() {
        let releases = [
            json!({ "ocid": "a", "id": "1", "date": "2026-01-01T00:00:00Z", "tag": ["planning"], "language": "zh",
                "parties": [{ "id": "x", "name": "甲" }], "planning": { "rationale": "r", "budget": { "id": "b" } } }),
            json!({ "ocid": "a", "id": "2", "date": "2026-01-02T00:00:00Z", "tag": ["contract"], "language": null,
                "parties": [{ "id": "x", "name": "乙" }, { "id": "y", "roles": ["payee"] }],
                "planning": { "rationale": "s" } }),
            json!({ "ocid": "a", "id": "3", "date": "2026-01-03T00:00:00Z", "tag": ["implementation"],
                "parties": [{ "id": "y", "roles": ["supplier", "payee"] }] }),
        ];
        let expected = json!({ "ocid": "a", "id": "a-2026-01-03T00:00:00Z", "date": "2026-01-03T00:00:00Z",
            "tag": ["compiled"], "parties": [{ "id": "x", "name": "乙" }, { "id": "y", "roles": ["supplier", "payee"] }],
            "planning": { "rationale": "s", "budget": { "id": "b" } } });
        assert_eq!(compiled(&releases), Some(expected));
        assert_eq!(compiled(&[]), None);
    }
}
