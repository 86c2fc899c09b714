//! Rows of exported files, by column.

use std::collections::BTreeMap;
use std::path::Path;

use calamine::{Data, Reader as _};

/// A row: texts by column. What is empty is an empty text.
pub type Row = BTreeMap<String, String>;

/// Rows, and the columns in their order.
#[derive(Debug, PartialEq)]
pub struct Rows {
    /// The columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Rows {
    /// Rows of which a column says this.
    pub fn with(&self, column: &str, value: &str) -> Vec<&Row> {
        self.rows.iter().filter(|row| row[column] == value).collect()
    }
}

/// The whole number in a column.
pub fn whole(row: &Row, column: &str) -> i64 {
    row[column].parse().unwrap_or_else(|e| panic!("{column} of {row:?}: {e}"))
}

/// A CSV file: takes the apostrophe away that keeps a text from being run, as the README says.
pub fn csv(path: &Path) -> Rows {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let plain = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
    let row = |record: csv::StringRecord| columns.iter().cloned().zip(record.iter().map(plain)).collect();
    let rows = reader.records().map(|record| row(record.unwrap())).collect();
    Rows { columns, rows }
}

/// The sheets of a workbook, in order.
pub fn workbook(path: &Path) -> Vec<(String, Rows)> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let names = book.sheet_names();
    let sheet = |name: String| {
        assert!(book.worksheet_formula(&name).unwrap().used_cells().next().is_none(), "{name} has formulas");
        let range = book.worksheet_range(&name).unwrap();
        let mut lines = range.rows();
        let columns: Vec<String> = lines.next().unwrap().iter().map(ToString::to_string).collect();
        let row = |line: &[Data]| columns.iter().cloned().zip(line.iter().map(cell)).collect();
        let rows = lines.map(row).collect();
        (name, Rows { columns, rows })
    };
    names.into_iter().map(sheet).collect()
}

fn cell(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        other => panic!("{other:?} is neither text nor number"),
    }
}
