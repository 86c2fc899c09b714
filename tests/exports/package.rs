//! The Fiscal Data Package: what its specification and that of Tabular Data Packages require, and that its sums agree.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::made::made;
use crate::rows::{Row, csv, whole};

fn descriptor() -> Value {
    serde_json::from_str(&made().text("fiscal/datapackage.json")).unwrap()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} of {value}"))
}

/// Fen of a decimal.
fn minor(text: &str) -> i64 {
    let (yuan, fen) = text.split_once('.').unwrap();
    assert_eq!(fen.len(), 2);
    format!("{yuan}{fen}").parse().unwrap()
}

/// A value is of the type its field states, by Table Schema.
fn typed(kind: &str, value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match kind {
        "integer" => number(digits),
        "number" => digits.split('.').all(number) && digits.split('.').count() <= 2,
        "year" => value.len() == 4 && number(value),
        "date" => value.parse::<jiff::civil::Date>().is_ok(),
        "string" => true,
        other => panic!("{other}"),
    }
}

#[test]
fn the_descriptor_describes_the_files() {
    let package = descriptor();
    let slug = |name: &str| {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._/".contains(&b);
        assert!(!name.is_empty() && name.bytes().all(allowed), "{name}");
    };
    slug(text(&package, "name"));
    assert!(!text(&package, "title").is_empty());
    assert_eq!(text(&package, "profile"), "tabular-data-package");
    assert_eq!(text(&package, "granularity"), "transactional");
    assert_eq!(package["profiles"], serde_json::json!({ "fiscal": "*", "tabular": "*" }));
    for name in ["start", "end"] {
        assert!(text(&package["fiscalPeriod"], name).parse::<jiff::civil::Date>().is_ok());
    }
    let mut fields: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for resource in package["resources"].as_array().unwrap() {
        slug(text(resource, "name"));
        assert_eq!(text(resource, "profile"), "tabular-data-resource");
        let rows = csv(&made().out().join("fiscal").join(text(resource, "path")));
        let described = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = described.iter().map(|field| text(field, "name")).collect();
        assert_eq!(rows.columns, names);
        let key: Vec<&str> =
            resource["schema"]["primaryKey"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let mut keys = BTreeSet::new();
        for row in &rows.rows {
            for field in described {
                let value = &row[text(field, "name")];
                assert!(value.is_empty() || typed(text(field, "type"), value), "{field}: {value}");
            }
            assert!(keys.insert(key.iter().map(|name| &row[*name]).collect::<Vec<_>>()), "{row:?}");
        }
        assert!(described.iter().all(|field| !text(field, "description").starts_with("column-")));
        fields.insert(text(resource, "name"), names.into_iter().collect());
    }

    // Every source of the model is a field of the resource it names.
    let model = &package["model"];
    let sourced = |attribute: &Value| {
        let known = &fields[text(attribute, "resource")];
        assert!(known.contains(text(attribute, "source")), "{attribute}");
    };
    let measures = model["measures"].as_object().unwrap();
    for measure in measures.values() {
        sourced(measure);
        assert_eq!(text(measure, "currency"), "CNY");
        assert!(["expenditure", "revenue"].contains(&text(measure, "direction")));
        assert!(["proposed", "approved", "adjusted", "executed"].contains(&text(measure, "phase")));
    }
    assert_eq!(measures.len(), 4);
    let kinds = ["datetime", "entity", "classification", "activity", "fact", "location", "other"];
    let dimensions = model["dimensions"].as_object().unwrap();
    for (name, dimension) in dimensions {
        assert!(kinds.contains(&text(dimension, "dimensionType")), "{name}");
        let attributes = dimension["attributes"].as_object().unwrap();
        assert!(attributes.contains_key(text(dimension, "primaryKey")), "{name}");
        attributes.values().for_each(sourced);
        for attribute in attributes.values().filter_map(|attribute| attribute["labelfor"].as_str()) {
            assert!(attributes.contains_key(attribute), "{name}");
        }
    }
    for name in ["administrator", "date", "supplier", "contract", "budgetLineItem", "invoiceID"] {
        assert!(dimensions.contains_key(name), "{name} is suggested for expenditure");
    }
}

#[test]
fn its_sums_are_those_of_the_months_and_the_budget() {
    let rows = |name: &str| csv(&made().out().join(format!("fiscal/{name}.csv"))).rows;
    let sum = |rows: &[Row], month: &str| -> i64 {
        rows.iter().filter(|row| row["occurred_on"].starts_with(month)).map(|row| minor(&row["amount"])).sum()
    };
    let (spent, received) = (rows("expenditure"), rows("revenue"));
    for month in &made().rows("finance_months").rows {
        let figures = [sum(&spent, &month["month"]), sum(&received, &month["month"])];
        assert_eq!(figures, ["expense_minor", "income_minor"].map(|column| whole(month, column)));
    }
    let budget = made().rows("finance_budget").rows;
    let lines: Vec<Row> = [rows("budget-expenditure"), rows("budget-revenue")].concat();
    assert_eq!(lines.len(), budget.len());
    for line in &lines {
        let own = |row: &&Row| ["budget_year", "budget_line"].iter().all(|column| row[*column] == line[*column]);
        let found = budget.iter().find(own).unwrap();
        assert_eq!(minor(&line["amount"]), whole(found, "budgeted_minor"));
        let of_line: Vec<&Row> = spent.iter().chain(&received).filter(own).collect();
        let used: i64 = of_line.iter().map(|row| minor(&row["amount"])).sum();
        assert_eq!(used, whole(found, "used_minor"), "{line:?}");
    }
}
