//! A Fiscal Data Package (0.3): expenditure, income and budgets as CSV, and `datapackage.json`, which says what the columns are
//! and how they map to the concepts of fiscal data.
//!
//! <https://openspending.org/fiscal-data-package/> gives the model; the package is a Tabular Data Package
//! (<https://specs.frictionlessdata.io/tabular-data-package/>) as well. Amounts are decimals, for that is what its readers add
//! up; a reversal is a negative amount on its own day.

use serde_json::{Map, Value, json};

use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, word};
use crate::event::posting::{AccountClass, Flow};
use crate::export::movements::Movements;
use crate::export::table::{self, Cell, Table};
use crate::export::{End, Exporter, File, Seen};

/// The exporter.
#[derive(Default)]
pub struct Fiscal {
    movements: Movements,
}

const NAME: &str = "fiscal";

const MOVED: &[&str] = &[
    "entry",
    "event_id",
    "line",
    "occurred_on",
    "amount",
    "category",
    "category_name",
    "counterparty",
    "resolution",
    "budget_year",
    "budget_line",
    "voucher_no",
    "bill_no",
    "purpose",
    "administrator",
    "administrator_name",
];

const BUDGETED: &[&str] =
    &["budget_year", "budget_line", "category", "amount", "resolution", "administrator", "administrator_name"];

/// The tables: what moved and what was budgeted, paid and received.
const TABLES: [(&str, Flow, &str); 4] = [
    ("fiscal_expenditure", Flow::Expense, "executed"),
    ("fiscal_revenue", Flow::Income, "executed"),
    ("fiscal_budget_expenditure", Flow::Expense, "approved"),
    ("fiscal_budget_revenue", Flow::Income, "approved"),
];

impl Fiscal {
    /// The exporter, for the registry.
    pub fn boxed() -> Box<dyn Exporter> {
        Box::new(Self::default())
    }

    fn moved(&self, name: &'static str, flow: Flow, end: &End<'_>) -> Table {
        let (class, sign) = match flow {
            Flow::Expense => (AccountClass::Expense, 1),
            Flow::Income => (AccountClass::Income, -1),
        };
        let mut rows = Vec::new();
        for movement in self.movements.all() {
            let item = &movement.item;
            for (number, (line, called)) in (1_i64..).zip(&movement.lines) {
                if AccountClass::of(&line.account) != Some(class) {
                    continue;
                }
                let mut row = table::entry(movement.index, movement.id).to_vec();
                row.extend([
                    Cell::Whole(number),
                    Cell::text(movement.on),
                    Cell::Money(line.amount.saturating_mul(sign)),
                    Cell::text(&line.account),
                    Cell::text(&called.zh),
                    Cell::maybe(item.counterparty.as_ref()),
                    Cell::maybe(item.matter.as_ref()),
                    Cell::number(movement.budget.as_ref().map(|(year, _)| *year)),
                    Cell::maybe(movement.budget.as_ref().map(|(_, line)| line)),
                    Cell::maybe(item.voucher_no.as_ref()),
                    Cell::maybe(item.bill_no.as_ref()),
                    Cell::text(&item.purpose),
                ]);
                row.extend(administrator(end));
                rows.push(row);
            }
        }
        Table { name, columns: MOVED, rows }
    }
}

/// Who spends and receives: the ledger, in every row, since the model takes attributes from columns only.
fn administrator(end: &End<'_>) -> [Cell; 2] {
    let founded = end.standing.founded.as_ref();
    [Cell::text(end.origin()), Cell::maybe(founded.map(|founded| &founded.title.zh))]
}

fn budgeted(name: &'static str, flow: Flow, end: &End<'_>) -> Table {
    let lines = end.standing.books.budgets().flat_map(|(year, budget)| {
        budget.lines.iter().filter(move |line| line.flow == flow).map(move |line| (year, budget, line))
    });
    let rows = lines.map(|(year, budget, line)| {
        let mut row = vec![
            Cell::whole(year),
            Cell::text(&line.line),
            Cell::text(flow.account(&line.category)),
            Cell::Money(line.amount),
            Cell::text(&budget.matter),
        ];
        row.extend(administrator(end));
        row
    });
    Table { name, columns: BUDGETED, rows: rows.collect() }
}

/// What Table Schema calls the values of a column.
fn kind(column: &str) -> &'static str {
    match column {
        "entry" | "line" => "integer",
        "amount" => "number",
        "occurred_on" => "date",
        "budget_year" => "year",
        _ => "string",
    }
}

/// The names of files and of resources have hyphens.
fn resource_name(table: &Table) -> String {
    table.name.trim_start_matches("fiscal_").replace('_', "-")
}

fn resource(table: &Table) -> Value {
    let field = |column: &&str| {
        let key = table.key(column);
        let means = [word(Lang::Zh, &key), word(Lang::En, &key)];
        let mut field = json!({ "name": column, "type": kind(column), "title": means[0], "description": means[1] });
        if kind(column) == "date" {
            field["format"] = json!("default");
        }
        field
    };
    let moved = table.columns == MOVED;
    let name = resource_name(table);
    let primary = if moved { ["event_id", "line"] } else { ["budget_year", "budget_line"] };
    json!({
        "name": name,
        "path": format!("{name}.csv"),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": table.columns.iter().map(field).collect::<Vec<_>>(),
            "missingValues": [""],
            "primaryKey": primary,
        },
    })
}

/// A dimension whose attributes are columns of a resource; the first is its key.
fn dimension(resource: &str, kind: &str, attributes: &[(&str, &str)]) -> Value {
    let source = |source: &str| json!({ "source": source, "resource": resource });
    let key = attributes.first().map_or("", |(name, _)| *name);
    let mut all: Map<String, Value> =
        attributes.iter().map(|(name, column)| ((*name).to_owned(), source(column))).collect();
    if let Some(title) = all.get_mut("title") {
        title["labelfor"] = json!(key);
    }
    json!({ "dimensionType": kind, "primaryKey": key, "attributes": all })
}

/// The dimensions the specification suggests for such data, by name; those of further resources carry its name.
fn dimensions(table: &Table) -> Vec<(String, Value)> {
    let resource = resource_name(table);
    let mut found = vec![
        ("budgetLineItem", dimension(&resource, "other", &[("id", "budget_line"), ("year", "budget_year")])),
        ("contract", dimension(&resource, "activity", &[("id", "resolution")])),
    ];
    let mut accounts = vec![("code", "category")];
    if table.columns == MOVED {
        accounts.push(("title", "category_name"));
        found.push(("date", dimension(&resource, "datetime", &[("date", "occurred_on")])));
        found.push(("transaction", dimension(&resource, "fact", &[("id", "event_id"), ("line", "line")])));
        found.push(("invoiceID", dimension(&resource, "other", &[("id", "bill_no"), ("voucher", "voucher_no")])));
        let other = if resource == "expenditure" { "supplier" } else { "payer" };
        found.push((other, dimension(&resource, "entity", &[("name", "counterparty")])));
    }
    let mut accounts = dimension(&resource, "classification", &accounts);
    accounts["classificationType"] = json!("economic");
    found.push(("chart-of-accounts", accounts));
    let administrator = dimension(&resource, "entity", &[("id", "administrator"), ("title", "administrator_name")]);
    found.push(("administrator", administrator));
    let named = |name: &str| if resource == "expenditure" { name.to_owned() } else { format!("{resource}-{name}") };
    found.into_iter().map(|(name, dimension)| (named(name), dimension)).collect()
}

fn descriptor(tables: &[Table], end: &End<'_>) -> Value {
    let founded = end.standing.founded.as_ref();
    let (mut measures, mut all) = (Map::new(), Map::new());
    for (table, (_, flow, phase)) in tables.iter().zip(TABLES) {
        let resource = resource_name(table);
        let direction = if flow == Flow::Expense { "expenditure" } else { "revenue" };
        let measure = json!({
            "source": "amount",
            "resource": resource,
            "currency": end.currency().code,
            "factor": 1,
            "direction": direction,
            "phase": phase,
        });
        measures.insert(resource, measure);
        all.extend(dimensions(table));
    }
    let mut package = json!({
        "name": end.origin(),
        "title": founded.map_or("", |founded| founded.title.zh.as_str()),
        "description": Lang::ALL.map(|lang| word(lang, "export-fiscal")).join("\n\n"),
        "profile": "tabular-data-package",
        "profiles": { "fiscal": "*", "tabular": "*" },
        "granularity": "transactional",
        "resources": tables.iter().map(resource).collect::<Vec<_>>(),
        "model": { "measures": measures, "dimensions": all },
    });
    let months = &end.standing.books;
    if let (Some(first), Some(last)) = (months.months().next(), months.months().last()) {
        package["fiscalPeriod"] = json!({ "start": first.first(), "end": last.last() });
    }
    package
}

impl Exporter for Fiscal {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        self.movements.fold(seen);
    }

    fn files(&self, end: &End<'_>) -> Outcome<Vec<File>> {
        let tables = TABLES.map(|(name, flow, phase)| match phase {
            "executed" => self.moved(name, flow, end),
            _ => budgeted(name, flow, end),
        });
        let described = serde_json::to_vec_pretty(&descriptor(&tables, end));
        let described = described.map_err(|e| Problem::unavailable("json-unwritable").with("cause", e))?;
        let mut files = vec![File::new("fiscal/datapackage.json", described)];
        for table in &tables {
            files.push(File::new(format!("fiscal/{}.csv", resource_name(table)), table.csv(&end.currency())?));
        }
        files.push(File::new("fiscal/README.md", table::readme(NAME, &tables)));
        Ok(files)
    }
}
