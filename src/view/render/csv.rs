//! A table of a document as CSV (RFC 4180, lines end in CRLF), one header row of stable column names.
//!
//! UTF-8 without a byte-order mark: RFC 4180 knows none, and a program that does not expect one takes it for part of
//! the first column's name. Spreadsheets ask for the encoding when such a file is imported.

use crate::base::problem::{Outcome, Problem};
use crate::view::document::{Table, Value};
use crate::view::render::value::{Scope, is_figure, text};

/// What makes a spreadsheet take a cell for a formula. The wide forms are those of Chinese and Japanese keyboards.
pub const FORMULA_MARKS: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];

/// The table as bytes. Totals are left out: whoever adds up the rows finds them.
pub fn table(table: &Table, scope: &Scope) -> Outcome<Vec<u8>> {
    let failed = |e: ::csv::Error| Problem::unavailable("csv-unwritable").with("cause", e);
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(&table.columns).map_err(failed)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|value| cell(value, scope))).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| Problem::unavailable("csv-unwritable").with("cause", e))
}

/// A text that a spreadsheet would take for a formula is shown as text: the file must not run what a payee is called.
fn cell(value: &Value, scope: &Scope) -> String {
    let text = text(value, scope, true);
    if !is_figure(value) && text.starts_with(FORMULA_MARKS) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::words::Lang;

    #[test]
    fn figures_stay_figures_and_formulas_become_text() {
        let scope = Scope::of(&crate::rules::standing::Standing::default(), String::new(), Lang::Zh);
        let found = Table {
            name: "t".into(),
            caption: "t".into(),
            columns: vec!["a".into(), "b".into()],
            rows: vec![
                vec![Value::text("=HYPERLINK(\"x\")"), Value::Money(-150)],
                vec![Value::text("甲, \"乙\""), Value::Count(-3)],
            ],
            totals: None,
        };
        let bytes = table(&found, &scope).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "a,b\r\n\"'=HYPERLINK(\"\"x\"\")\",-1.50\r\n\"甲, \"\"乙\"\"\",-3\r\n"
        );
    }
}
