//! Rows of an XLSX workbook, through calamine's streaming reader.
//!
//! Not for writing workbooks, nor for formulas: a cell is its last calculated value.

use std::io::{Cursor, Read as _};

use calamine::{Data, DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxError};
use jiff::civil::Date;
use zip::ZipArchive;

use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Day;
use crate::import::table::{Cell, Visit, bounded, cell_bounded};

/// Reads one worksheet and says which. Cells are streamed: a dense range of a sparse worksheet would not fit
/// into memory.
pub fn read(bytes: &[u8], sheet: Option<&str>, visit: Visit<'_>) -> Outcome<String> {
    unpacked_size_bounded(bytes, limits::WORKBOOK_BYTES)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|e| unreadable(&e))?;
    let name = choose(&book.sheet_names(), sheet)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(|e| unreadable(&e))?;
    let mut row = Vec::new();
    let mut number = 0_u32;
    while let Some(cell) = cells.next_cell().map_err(|e| unreadable(&e))? {
        let (at_row, at_column) = cell.get_position();
        let at_row = at_row.saturating_add(1);
        let at_column = usize::try_from(at_column).unwrap_or(usize::MAX);
        bounded(at_row, at_column.saturating_add(1))?;
        if at_row != number {
            if at_row < number {
                return Err(Problem::malformed("table-rows-disordered").with("row", at_row));
            }
            flush(number, &mut row, visit)?;
            number = at_row;
        }
        if row.len() <= at_column {
            row.resize(at_column + 1, Cell::Text(String::new()));
        }
        row[at_column] = value(cell.get_value());
        if let Cell::Text(text) = &row[at_column] {
            cell_bounded(number, at_column, text)?;
        }
    }
    flush(number, &mut row, visit)?;
    Ok(name)
}

/// Refuses a workbook that unpacks to more than `limit` bytes. It is unpacked once for that alone: what a ZIP
/// archive says of its own sizes need not be true, and calamine keeps all texts of a workbook in memory.
fn unpacked_size_bounded(bytes: &[u8], limit: u64) -> Outcome<()> {
    let unreadable = |e: &dyn std::fmt::Display| Problem::malformed("table-workbook-unreadable").with("cause", e);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| unreadable(&e))?;
    let mut left = limit;
    for i in 0..archive.len() {
        let part = archive.by_index(i).map_err(|e| unreadable(&e))?;
        let length = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|e| unreadable(&e))?;
        left = left
            .checked_sub(length)
            .ok_or_else(|| Problem::malformed("table-workbook-too-long").with("limit", limit))?;
    }
    Ok(())
}

fn flush(number: u32, row: &mut Vec<Cell>, visit: Visit<'_>) -> Outcome<()> {
    if row.iter().any(|cell| !cell.is_blank()) {
        visit(number, row)?;
    }
    row.clear();
    Ok(())
}

fn unreadable(error: &XlsxError) -> Problem {
    Problem::malformed("table-workbook-unreadable").with("cause", error)
}

fn choose(names: &[String], wanted: Option<&str>) -> Outcome<String> {
    let found = || names.join(", ");
    match (wanted, names) {
        (Some(wanted), _) => names
            .iter()
            .find(|name| *name == wanted)
            .cloned()
            .ok_or_else(|| Problem::malformed("table-sheet-missing").with("wanted", wanted).with("found", found())),
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(Problem::malformed("table-sheet-unnamed").with("found", found())),
    }
}

fn value(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Int(number) => Cell::Number(number.to_string()),
        DataRef::Float(number) => Cell::Number(plain(*number)),
        DataRef::DateTime(moment) => day(moment),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Empty => Cell::Text(String::new()),
        // A truth value or an error (`#N/A`) is never a date or an amount, but may stand in a text column.
        DataRef::Bool(_) | DataRef::Error(_) => Cell::Text(Data::from(value.clone()).to_string()),
    }
}

/// The day of a date cell. A duration, or a serial number outside the calendar, stays a number.
fn day(moment: &ExcelDateTime) -> Cell {
    let number = || Cell::Number(plain(moment.as_f64()));
    if !moment.is_datetime() || moment.as_f64() < 1.0 {
        return number();
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    let (Ok(year), Ok(month), Ok(day)) = parts else { return number() };
    Date::new(year, month, day).map_or_else(|_| number(), |date| Cell::Day(Day(date)))
}

/// A number in plain digits as a spreadsheet shows it: 15 significant ones. Workbooks store binary fractions, so
/// a calculated 0.30 may stand in the file as 0.30000000000000004; digits beyond the fifteenth are not information.
fn plain(number: f64) -> String {
    let scientific = format!("{number:.14e}");
    let parts = scientific.split_once('e').and_then(|(mantissa, e)| Some((mantissa, e.parse::<i32>().ok()?)));
    let Some((mantissa, exponent)) = parts.filter(|(_, exponent)| (-30..=30).contains(exponent)) else {
        return scientific;
    };
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let mut digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    // `point` digits stand before the decimal point.
    let point = usize::try_from(exponent + 1).unwrap_or_else(|_| {
        digits.insert_str(0, &"0".repeat(exponent.unsigned_abs() as usize - 1));
        0
    });
    let padded = format!("{digits:0<point$}");
    let (whole, rest) = padded.split_at(point);
    let whole = if whole.is_empty() { "0" } else { whole };
    let rest = rest.trim_end_matches('0');
    match (whole, rest) {
        ("0", "") => "0".to_owned(),
        (whole, "") => format!("{sign}{whole}"),
        (whole, rest) => format!("{sign}{whole}.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_is_unpacked_no_further_than_the_limit() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/spending/2020-10.xlsx");
        let bytes = std::fs::read(path).unwrap();
        assert_eq!(unpacked_size_bounded(&bytes, 1_000_000), Ok(()));
        assert_eq!(unpacked_size_bounded(&bytes, 10_000).unwrap_err().code, "table-workbook-too-long");
        assert_eq!(unpacked_size_bounded(&bytes[..5_000], 10_000).unwrap_err().code, "table-workbook-unreadable");
    }

    #[test]
    fn numbers_are_written_as_a_spreadsheet_shows_them() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (60.52, "60.52"),
            (0.1 + 0.2, "0.3"),
            (-350.0, "-350"),
            (0.05, "0.05"),
            (0.5, "0.5"),
            (100.0, "100"),
            (123_456_789_012_345.0, "123456789012345"),
            (1e20, "100000000000000000000"),
            (1e40, "1.00000000000000e40"),
        ] {
            assert_eq!(plain(number), text);
        }
    }
}
