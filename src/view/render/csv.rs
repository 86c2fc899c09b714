//! A table of a document as CSV (RFC 4180): UTF-8 without a byte-order mark, one header row of stable column names,
//! so that programs need no options to read it; spreadsheets are told the encoding when they import it.

use crate::base::problem::{Outcome, Problem};
use crate::view::document::{Table, Value};
use crate::view::render::value::{Scope, is_figure, text};

/// The table as bytes. Totals are left out: whoever adds up the rows finds them.
pub fn table(table: &Table, scope: &Scope) -> Outcome<Vec<u8>> {
    let failed = |e: ::csv::Error| Problem::unavailable("csv-unwritable").with("cause", e);
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(&table.columns).map_err(failed)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|value| cell(value, scope))).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| Problem::unavailable("csv-unwritable").with("cause", e))
}

/// A text that a spreadsheet would take for a formula is shown as text: the file must not run what a payee is called.
fn cell(value: &Value, scope: &Scope) -> String {
    let text = text(value, scope, true);
    if !is_figure(value) && text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::money::Currency;
    use crate::base::words::Lang;

    #[test]
    fn figures_stay_figures_and_formulas_become_text() {
        let scope = Scope { lang: Lang::Zh, currency: Currency::yuan(), base: String::new() };
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
        assert_eq!(String::from_utf8(bytes).unwrap(), "a,b\n\"'=HYPERLINK(\"\"x\"\")\",-1.50\n\"甲, \"\"乙\"\"\",-3\n");
    }
}
