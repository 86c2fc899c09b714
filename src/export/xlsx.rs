//! Tables as a workbook: one sheet a table, then a sheet that says what each column means.
//!
//! Texts are written as texts, so no cell is ever a formula; the workbook of the same entries has the same bytes.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::base::limits;
use crate::base::money::Currency;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, word};
use crate::export::table::{Cell, Table};

/// Rows of a sheet below its header, as many as the format has.
const SHEET_ROWS: usize = limits::TABLE_ROWS as usize - 1;
/// The largest number a spreadsheet holds exactly.
const EXACT: u64 = limits::AMOUNT.unsigned_abs();
/// Digits a spreadsheet shows of a decimal: 15.
const EXACT_DECIMAL: u64 = 999_999_999_999_999;

/// The workbook as bytes. A table longer than a sheet goes on in further sheets.
pub fn workbook(tables: &[Table], currency: &Currency) -> Outcome<Vec<u8>> {
    write(tables, currency).map_err(|e| Problem::unavailable("xlsx-unwritable").with("cause", e))
}

fn write(tables: &[Table], currency: &Currency) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Without a day of its own the file would carry the moment it was written.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let zeros = "0".repeat(usize::from(currency.exponent));
    let decimal = if zeros.is_empty() { "0".to_owned() } else { format!("0.{zeros}") };
    let decimal = Format::new().set_num_format(decimal);
    for table in tables {
        let mut parts: Vec<&[Vec<Cell>]> = table.rows.chunks(SHEET_ROWS).collect();
        if parts.is_empty() {
            parts.push(&[]);
        }
        for (at, rows) in parts.into_iter().enumerate() {
            let sheet = book.add_worksheet();
            sheet.set_name(if at == 0 { table.name.to_owned() } else { format!("{}_{}", table.name, at + 1) })?;
            fill(sheet, table.columns, rows, currency, &decimal)?;
        }
    }
    columns(book.add_worksheet(), tables)?;
    book.save_to_buffer()
}

fn fill(
    sheet: &mut Worksheet,
    columns: &[&str],
    rows: &[Vec<Cell>],
    currency: &Currency,
    decimal: &Format,
) -> Result<(), XlsxError> {
    for (column, name) in (0..).zip(columns) {
        sheet.write_string(0, column, *name)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (line, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            match cell {
                Cell::None => {}
                Cell::Whole(number) if number.unsigned_abs() <= EXACT => {
                    sheet.write_number(line, column, float(*number))?;
                }
                Cell::Money(amount) if amount.unsigned_abs() <= EXACT_DECIMAL => {
                    let scale = float(10_i64.pow(u32::from(currency.exponent)));
                    sheet.write_number_with_format(line, column, float(*amount) / scale, decimal)?;
                }
                // What a spreadsheet would round stands as text.
                _ => {
                    let plain = cell.plain(currency);
                    let fits: String = plain.chars().take(limits::CELL_CHARS).collect();
                    sheet.write_string(line, column, fits)?;
                }
            }
        }
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "the callers hold the bound below which it is exact")]
fn float(number: i64) -> f64 {
    number as f64
}

/// The sheet that says what each column means.
fn columns(sheet: &mut Worksheet, tables: &[Table]) -> Result<(), XlsxError> {
    sheet.set_name("columns")?;
    for (column, name) in (0..).zip(["table", "column", "中文", "English"]) {
        sheet.write_string(0, column, name)?;
    }
    let all = tables.iter().flat_map(|table| table.columns.iter().map(move |column| (table, *column)));
    for (line, (table, column)) in (1..).zip(all) {
        let key = table.key(column);
        let cells = [table.name.to_owned(), column.to_owned(), word(Lang::Zh, &key), word(Lang::En, &key)];
        for (at, text) in (0..).zip(cells) {
            sheet.write_string(line, at, text)?;
        }
    }
    Ok(())
}
