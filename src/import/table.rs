//! Tables as files bring them: CSV and XLSX, row by row, each with the number a spreadsheet shows.
//!
//! Not for meaning: what a column stands for is for [`crate::import::rows`]. The file's name is not known here;
//! [`crate::import::plan`] adds it to a problem.
//!
//! Everything is bounded (`base::limits`), because the file comes from elsewhere: an unclosed quotation
//! mark swallows the rest of a CSV, and two cells can claim to span a worksheet of 17 thousand million.

use encoding_rs::{GB18030, UTF_8, WINDOWS_1252};
use serde::{Deserialize, Serialize};

use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Day;
use crate::import::workbook;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text as written; every cell of a CSV is one.
    Text(String),
    /// A number of a workbook, in plain digits with a point.
    Number(String),
    /// A date of a workbook, which no date format can misread.
    Day(Day),
}

impl Cell {
    /// What a reader sees in it.
    pub fn shown(&self) -> String {
        match self {
            Cell::Text(text) | Cell::Number(text) => text.clone(),
            Cell::Day(day) => day.to_string(),
        }
    }

    /// Whether there is nothing but white space in it.
    pub fn is_blank(&self) -> bool {
        matches!(self, Cell::Text(text) if text.chars().all(char::is_whitespace))
    }
}

/// How the bytes of a CSV stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// The national standard GB 18030, which covers GBK and GB 2312: what Excel writes on a Chinese Windows.
    #[serde(rename = "gb18030")]
    Gb18030,
    /// Windows-1252: what Excel writes on a western Windows. Almost any bytes can be read as it, so it comes last.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl Encoding {
    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => UTF_8.name(),
            Encoding::Gb18030 => GB18030.name(),
            Encoding::Windows1252 => WINDOWS_1252.name(),
        }
    }

    /// The text, or nothing when some byte stands for no character.
    fn decode(self, bytes: &[u8]) -> Option<String> {
        let encoding = match self {
            Encoding::Utf8 => UTF_8,
            Encoding::Gb18030 => GB18030,
            Encoding::Windows1252 => WINDOWS_1252,
        };
        let (text, failed) = encoding.decode_with_bom_removal(bytes);
        // The web reads the five bytes Windows-1252 leaves undefined as control characters; here they are a failure.
        let undefined = self == Encoding::Windows1252 && text.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c));
        (!failed && !undefined).then(|| text.into_owned())
    }
}

/// How a file is to be opened.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Shape {
    /// Encodings of a CSV, tried in this order.
    pub encodings: Vec<Encoding>,
    /// What stands between two cells of a CSV.
    pub delimiter: char,
    /// The worksheet of a workbook; may be left out when there is only one.
    pub sheet: Option<String>,
    /// The row that names the columns, counted from 1; rows above it are ignored.
    pub header_row: u32,
}

impl Default for Shape {
    fn default() -> Self {
        Self { encodings: vec![Encoding::Utf8], delimiter: ',', sheet: None, header_row: 1 }
    }
}

/// What a file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated text.
    Csv(Encoding),
    /// A workbook, read from this worksheet.
    Workbook(String),
}

/// Is handed each row that is not empty: its number as a spreadsheet shows it, and its cells.
pub type Visit<'a> = &'a mut dyn FnMut(u32, &[Cell]) -> Outcome<()>;

/// Reads a table. Whether it is a workbook is told from its first bytes, not from its name.
pub fn read(bytes: &[u8], shape: &Shape, visit: Visit<'_>) -> Outcome<Form> {
    if bytes.len() > limits::IMPORT_FILE_BYTES {
        let (found, limit) = (bytes.len(), limits::IMPORT_FILE_BYTES);
        return Err(Problem::malformed("table-too-long").with("bytes", found).with("limit", limit));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return workbook::read(bytes, shape.sheet.as_deref(), visit).map(Form::Workbook);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Problem::malformed("table-old-workbook"));
    }
    // No encoding accepted here writes a zero byte; UTF-16 and binary files are full of them.
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(Problem::malformed("table-not-text").with("at", at));
    }
    let decoded = shape.encodings.iter().find_map(|encoding| Some((*encoding, encoding.decode(bytes)?)));
    let (encoding, text) = decoded.ok_or_else(|| {
        let tried: Vec<&str> = shape.encodings.iter().map(|encoding| encoding.name()).collect();
        Problem::malformed("table-encoding-unknown").with("tried", tried.join(", "))
    })?;
    csv_rows(&text, shape.delimiter, visit)?;
    Ok(Form::Csv(encoding))
}

fn csv_rows(text: &str, delimiter: char, visit: Visit<'_>) -> Outcome<()> {
    // With one sort of line end, the empty lines the reader passes over can be counted.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let unreadable = |cause: &dyn std::fmt::Display| Problem::malformed("table-unreadable").with("cause", cause);
    let delimiter = u8::try_from(delimiter).map_err(|e| unreadable(&e))?;
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut number = 0_u32;
    loop {
        let from = usize::try_from(reader.position().byte()).map_err(|e| unreadable(&e))?;
        if !reader.read_record(&mut record).map_err(|e| unreadable(&e))? {
            return Ok(());
        }
        let empty_lines = text.as_bytes()[from..].iter().take_while(|b| **b == b'\n').count();
        number = number.saturating_add(u32::try_from(empty_lines).unwrap_or(u32::MAX)).saturating_add(1);
        bounded(number, record.len())?;
        let cells: Vec<Cell> = record.iter().map(|text| Cell::Text(text.to_owned())).collect();
        for (i, cell) in record.iter().enumerate() {
            cell_bounded(number, i, cell)?;
        }
        visit(number, &cells)?;
    }
}

/// Refuses a row beyond the bounds of a table.
pub fn bounded(number: u32, columns: usize) -> Outcome<()> {
    if number > limits::TABLE_ROWS {
        return Err(Problem::malformed("table-rows-too-many").with("limit", limits::TABLE_ROWS));
    }
    if columns > limits::TABLE_COLUMNS {
        let problem = Problem::malformed("table-columns-too-many").with("row", number).with("found", columns);
        return Err(problem.with("limit", limits::TABLE_COLUMNS));
    }
    Ok(())
}

/// Refuses a cell beyond the bounds of a table. A CSV reaches them when a quotation mark is not closed.
pub fn cell_bounded(number: u32, index: usize, text: &str) -> Outcome<()> {
    // A character takes at least one byte, so short texts need no counting.
    if text.len() > limits::CELL_CHARS && text.chars().count() > limits::CELL_CHARS {
        let problem = Problem::malformed("table-cell-too-long").with("row", number).with("column", index + 1);
        return Err(problem.with("limit", limits::CELL_CHARS));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8], shape: &Shape) -> Outcome<Vec<(u32, Vec<String>)>> {
        let mut found = Vec::new();
        read(bytes, shape, &mut |number, cells| {
            found.push((number, cells.iter().map(Cell::shown).collect()));
            Ok(())
        })?;
        Ok(found)
    }

    fn code(bytes: &[u8]) -> &'static str {
        rows(bytes, &Shape::default()).unwrap_err().code
    }

    #[test]
    fn rows_keep_the_numbers_a_spreadsheet_shows() {
        for text in
            ["a,b\n\n1,\"x\ny\"\n\n\n2,z\n", "a,b\r\n\r\n1,\"x\r\ny\"\r\n\r\n\r\n2,z\r\n", "a,b\r\r1,\"x\ry\"\r\r\r2,z"]
        {
            let found = rows(text.as_bytes(), &Shape::default()).unwrap();
            let numbers: Vec<u32> = found.iter().map(|(number, _)| *number).collect();
            assert_eq!(numbers, [1, 3, 6], "{text:?}");
            assert_eq!(found[1].1, ["1", "x\ny"]);
        }
    }

    #[test]
    fn encodings_are_tried_in_the_order_declared() {
        let mixed = Shape { encodings: vec![Encoding::Utf8, Encoding::Windows1252], ..Shape::default() };
        assert_eq!(rows("\u{feff}caf\u{e9}".as_bytes(), &mixed).unwrap()[0].1, ["café"]);
        assert_eq!(rows(b"caf\xe9 \x80", &mixed).unwrap()[0].1, ["café €"]);
        assert_eq!(rows(b"caf\xe9 \x81", &mixed).unwrap_err().code, "table-encoding-unknown");
        assert_eq!(code(b"caf\xe9"), "table-encoding-unknown");
        let chinese = Shape { encodings: vec![Encoding::Utf8, Encoding::Gb18030], ..Shape::default() };
        assert_eq!(rows(b"\xbd\xf0\xb6\xee", &chinese).unwrap()[0].1, ["金额"]);
    }

    #[test]
    fn what_is_not_a_table_is_refused_by_name() {
        assert_eq!(code(b"a,b\n1,\0\n"), "table-not-text");
        assert_eq!(code(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "table-old-workbook");
        assert_eq!(code(b"PK\x03\x04 and then nothing of a workbook"), "table-workbook-unreadable");
        assert_eq!(code("x,".repeat(300).as_bytes()), "table-columns-too-many");
        assert_eq!(code(&vec![b' '; limits::IMPORT_FILE_BYTES + 1]), "table-too-long");
    }

    #[test]
    fn an_unclosed_quotation_mark_is_noticed() {
        let text = format!("a,b\n1,\"open\n{}", "2,x\n".repeat(20_000));
        let problem = rows(text.as_bytes(), &Shape::default()).unwrap_err();
        assert_eq!(problem.code, "table-cell-too-long");
        assert_eq!(problem.arg("row"), Some("2"));
    }
}
