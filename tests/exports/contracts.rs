//! The OCDS packages: what OCDS 1.1's schemas and codelists require, references that lead somewhere, sums that agree.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::made::made;
use crate::rows::{Row, whole};

fn package(name: &str) -> Value {
    serde_json::from_str(&made().text(&format!("ocds/{name}.json"))).unwrap()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    let found = value[name].as_str().unwrap_or_else(|| panic!("{name} of {value}"));
    assert!(!found.is_empty(), "{name} of {value}");
    found
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A moment by RFC 3339, as seconds.
fn moment(value: &Value, name: &str) -> jiff::Timestamp {
    text(value, name).parse().unwrap_or_else(|e| panic!("{name} of {value}: {e}"))
}

/// Open and closed codelists of OCDS 1.1, as far as values of them are used.
fn within(value: &Value, name: &str, codes: &[&str]) {
    assert!(codes.contains(&text(value, name)), "{name} of {value}");
}

/// The fields a package must have, by release-package-schema.json and record-package-schema.json.
fn packaged<'a>(package: &'a Value, list_name: &str) -> &'a [Value] {
    assert!(text(package, "uri").starts_with("tag:demo.mingbai.example,"));
    assert_eq!(text(package, "version"), "1.1");
    moment(package, "publishedDate");
    text(&package["publisher"], "name");
    let found = list(&package[list_name]);
    assert!(found.len() > 90);
    found
}

/// What release-schema.json requires of a release, and that every organisation it refers to is one of its parties.
fn release_holds(release: &Value) {
    let id = text(release, "id");
    assert!(!id.contains('#'));
    text(release, "ocid");
    moment(release, "date");
    within(release, "initiationType", &["tender"]);
    let roles = ["buyer", "supplier", "payer", "payee"];
    let mut parties = BTreeSet::new();
    for party in list(&release["parties"]) {
        text(party, "name");
        assert!(parties.insert(text(party, "id")), "{id}: parties have ids of their own");
        assert!(list(&party["roles"]).iter().all(|role| roles.contains(&role.as_str().unwrap())), "{party}");
    }
    let known = |reference: &Value| assert!(parties.contains(text(reference, "id")), "{reference} in {id}");
    known(&release["buyer"]);
    for milestone in list(&release["planning"]["milestones"]) {
        milestone_holds(milestone);
    }
    for award in list(&release["awards"]) {
        text(award, "id");
        list(&award["suppliers"]).iter().for_each(known);
    }
    for contract in list(&release["contracts"]) {
        text(contract, "id");
        text(contract, "awardID");
        list(&contract["implementation"]["milestones"]).iter().for_each(milestone_holds);
        for transaction in list(&contract["implementation"]["transactions"]) {
            text(transaction, "id");
            moment(transaction, "date");
            assert_eq!(text(&transaction["value"], "currency"), "CNY");
            assert!(transaction["value"]["amount"].is_number());
            known(&transaction["payer"]);
            known(&transaction["payee"]);
        }
    }
}

fn milestone_holds(milestone: &Value) {
    text(milestone, "id");
    within(milestone, "type", &["approval", "delivery"]);
    within(milestone, "status", &["scheduled", "met", "notMet", "partiallyMet"]);
}

/// Fen of a decimal number, read as text.
fn minor(value: &Value) -> i64 {
    let number = value["amount"].to_string();
    let (yuan, fen) = number.split_once('.').unwrap_or((&number, "0"));
    let fen = format!("{fen:0<2}");
    assert_eq!(fen.len(), 2, "{value}");
    format!("{yuan}{fen}").parse().unwrap()
}

#[test]
fn releases_have_what_the_standard_requires() {
    let package = package("releases");
    let tags = [
        "planning",
        "planningUpdate",
        "award",
        "contract",
        "implementation",
        "implementationUpdate",
        "contractTermination",
    ];
    let (mut ids, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut last = jiff::Timestamp::MIN;
    for release in packaged(&package, "releases") {
        release_holds(release);
        assert!(ids.insert(text(release, "id")), "ids of releases are unique in a package");
        let date = moment(release, "date");
        assert!(last <= date && date <= moment(&package, "publishedDate"));
        last = date;
        assert!(!list(&release["tag"]).is_empty());
        for tag in list(&release["tag"]) {
            assert!(tags.contains(&tag.as_str().unwrap()), "{tag}");
            seen.insert(tag.as_str().unwrap());
        }
    }
    assert_eq!(seen, tags.into());
}

#[test]
fn records_fold_the_releases_and_their_sums_are_those_of_the_resolutions() {
    let (releases, records) = (package("releases"), package("records"));
    let mut of_process: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for release in packaged(&releases, "releases") {
        of_process.entry(text(release, "ocid")).or_default().push(release);
    }
    let resolutions = made().rows("resolutions");
    let permitting: Vec<&Row> = resolutions.rows.iter().filter(|row| !row["cap_minor"].is_empty()).collect();
    let mut found = 0;
    for record in packaged(&records, "records") {
        let ocid = text(record, "ocid");
        assert_eq!(list(&record["releases"]).iter().collect::<Vec<_>>(), of_process[ocid]);
        let compiled = &record["compiledRelease"];
        release_holds(compiled);
        assert_eq!(compiled["tag"], serde_json::json!(["compiled"]));
        let matter = ocid.strip_prefix("demo.mingbai.example-xingfu-").unwrap();
        let row = permitting.iter().find(|row| row["resolution"] == matter).unwrap();
        assert_eq!(minor(&compiled["planning"]["budget"]["amount"]), whole(row, "cap_minor"));
        let contracts = list(&compiled["contracts"]);
        let transactions: Vec<&Value> =
            contracts.iter().flat_map(|contract| list(&contract["implementation"]["transactions"])).collect();
        let all = of_process[ocid].iter().flat_map(|release| list(&release["contracts"]));
        let told: Vec<&Value> = all.flat_map(|contract| list(&contract["implementation"]["transactions"])).collect();
        assert_eq!(transactions, told, "{ocid}");
        let paid: i64 = transactions.iter().map(|transaction| minor(&transaction["value"])).sum();
        assert_eq!(paid, if row["used_minor"].is_empty() { 0 } else { whole(row, "used_minor") }, "{ocid}");
        let awards: BTreeSet<&str> = list(&compiled["awards"]).iter().map(|award| text(award, "id")).collect();
        assert!(contracts.iter().all(|contract| awards.contains(text(contract, "awardID"))));
        let concluded = list(&compiled["planning"]["milestones"]).iter().find(|found| found["id"] == "concluded");
        let status = match row["state"].as_str() {
            "adopted" => Some("met"),
            "rejected" => Some("notMet"),
            _ => None,
        };
        assert_eq!(concluded.map(|milestone| text(milestone, "status")), status, "{ocid}");
        found += 1;
    }
    assert_eq!((found, found), (permitting.len(), of_process.len()));
}
