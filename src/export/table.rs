//! A table of an export: CSV, XLSX and a README that says in both languages what each column means, from one list of rows.

use std::fmt::Write as _;

use serde::Serialize;

use crate::base::code::{Code, EventId};
use crate::base::money::Currency;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, has, word};
use crate::event::obligation::OwedBy;
use crate::export::{File, xlsx};
use crate::rules::standing::Standing;
use crate::view::render::csv::FORMULA_MARKS;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    None,
    /// A text.
    Text(String),
    /// A whole number; money in minor units.
    Whole(i64),
    /// Minor units of the ledger's currency, shown as a decimal.
    Money(i64),
}

impl Cell {
    /// A text.
    pub fn text(value: impl ToString) -> Self {
        Cell::Text(value.to_string())
    }

    /// A text, or nothing.
    pub fn maybe(value: Option<impl ToString>) -> Self {
        value.map_or(Cell::None, Cell::text)
    }

    /// The code that stands for a value in events, `taken-over`.
    pub fn code(value: impl Serialize) -> Self {
        match serde_json::to_value(value) {
            Ok(serde_json::Value::String(code)) => Cell::Text(code),
            _ => Cell::None,
        }
    }

    /// A number.
    pub fn whole(value: impl TryInto<i64>) -> Self {
        Cell::Whole(value.try_into().unwrap_or(i64::MAX))
    }

    /// A number, or nothing.
    pub fn number(value: Option<impl TryInto<i64>>) -> Self {
        value.map_or(Cell::None, Cell::whole)
    }

    /// Yes or no, as `true` and `false`.
    pub fn yes(value: bool) -> Self {
        Cell::text(value)
    }

    /// An amount twice: in minor units, and as a decimal.
    pub fn money(amount: i64) -> [Self; 2] {
        [Cell::Whole(amount), Cell::Money(amount)]
    }

    /// An amount twice, or nothing twice.
    pub fn maybe_money(amount: Option<i64>) -> [Self; 2] {
        amount.map_or([Cell::None, Cell::None], Cell::money)
    }

    /// Several texts in one cell, joined by `; `.
    pub fn list(values: impl IntoIterator<Item = impl ToString>) -> Self {
        let texts: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        if texts.is_empty() { Cell::None } else { Cell::Text(texts.join("; ")) }
    }

    /// A person in office: name and code.
    pub fn person(code: &Code, standing: &Standing) -> Self {
        Cell::Text(person(code, standing))
    }

    /// As plain text.
    pub fn plain(&self, currency: &Currency) -> String {
        match self {
            Cell::None => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Whole(number) => number.to_string(),
            Cell::Money(amount) => currency.plain(*amount),
        }
    }
}

/// A person in office: name and code. Who is only known under a code stays under it.
pub fn person(code: &Code, standing: &Standing) -> String {
    standing.mandates.person(code).map_or_else(|| code.to_string(), |state| format!("{} ({code})", state.name))
}

/// Who owes something, as a code: a person, a body, or a sort of bodies.
pub fn owed_by(by: &OwedBy) -> Cell {
    match by {
        OwedBy::Person(code) | OwedBy::Body(code) => Cell::text(code),
        OwedBy::Sort(sort) => Cell::code(sort),
    }
}

/// The cells of the columns `entry` and `event_id`: where a row comes from.
pub fn entry(index: u64, id: EventId) -> [Cell; 2] {
    [Cell::whole(index), Cell::text(id)]
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name in files, `finance`.
    pub name: &'static str,
    /// Its columns, each with words under `column-<table>-<column>` or `column-<column>`.
    pub columns: &'static [&'static str],
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The key of what a column means: in this table, in every table of its form, or in every table.
    pub fn key(&self, column: &str) -> String {
        let own = format!("column-{}-{column}", self.name);
        let form = format!("column-{}-{column}", self.name.split('_').next().unwrap_or_default());
        [own, form].into_iter().find(|key| has(Lang::Zh, key)).unwrap_or_else(|| format!("column-{column}"))
    }

    /// The table as CSV (RFC 4180, UTF-8).
    ///
    /// A spreadsheet must not run what a payee is called: a text that begins like a formula, or with an apostrophe, has an
    /// apostrophe before it. Whoever reads the file with a program takes one leading apostrophe away.
    pub fn csv(&self, currency: &Currency) -> Outcome<Vec<u8>> {
        let failed = |e: ::csv::Error| Problem::unavailable("csv-unwritable").with("cause", e);
        let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
        writer.write_record(self.columns).map_err(failed)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| harmless(cell, currency))).map_err(failed)?;
        }
        writer.into_inner().map_err(|e| Problem::unavailable("csv-unwritable").with("cause", e))
    }

    /// What each column means, for a README.
    fn readme(&self) -> String {
        let mut text = format!("## {}\n\n| column | 中文 | English |\n|---|---|---|\n", self.name);
        for column in self.columns {
            let key = self.key(column);
            // Writing to a string does not fail.
            let _ = writeln!(text, "| `{column}` | {} | {} |", word(Lang::Zh, &key), word(Lang::En, &key));
        }
        text
    }
}

fn harmless(cell: &Cell, currency: &Currency) -> String {
    let plain = cell.plain(currency);
    let guarded = matches!(cell, Cell::Text(text) if text.starts_with(FORMULA_MARKS) || text.starts_with('\''));
    if guarded { format!("'{plain}") } else { plain }
}

/// The files of some tables: each as CSV, all in one workbook `<name>.xlsx`, and `<name>.README.md`.
pub fn files(name: &str, tables: &[Table], currency: &Currency) -> Outcome<Vec<File>> {
    let mut files = Vec::new();
    for table in tables {
        files.push(File::new(format!("{}.csv", table.name), table.csv(currency)?));
    }
    files.push(File::new(format!("{name}.xlsx"), xlsx::workbook(tables, currency)?));
    files.push(File::new(format!("{name}.README.md"), readme(name, tables)));
    Ok(files)
}

/// What each column of some tables means.
pub fn readme(name: &str, tables: &[Table]) -> String {
    let parts: Vec<String> = tables.iter().map(Table::readme).collect();
    let head = Lang::ALL.map(|lang| word(lang, "export-readme")).join("\n\n");
    format!("# {name}\n\n{head}\n\n{}", parts.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_text_and_can_be_read_back() {
        let rows = vec![
            vec![Cell::text("=HYPERLINK(\"x\")"), Cell::Money(-150)],
            vec![Cell::text("'quoted"), Cell::Whole(-3)],
            vec![Cell::text("＠甲"), Cell::None],
        ];
        let table = Table { name: "t", columns: &["a", "b"], rows };
        let bytes = table.csv(&Currency::yuan()).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "a,b\r\n\"'=HYPERLINK(\"\"x\"\")\",-1.50\r\n''quoted,-3\r\n'＠甲,\r\n"
        );
    }
}
