//! Workbooks are read as the same payments a CSV of the same rows gives, and strange ones are refused by name.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::path::PathBuf;

use mingbai::base::money::Currency;
use mingbai::base::problem::Outcome;
use mingbai::import::map::Map;
use mingbai::import::rows::{self, Reading};
use mingbai::import::table::Form;
use proptest::prelude::*;
use proptest::sample::Index;

fn pounds() -> Currency {
    Currency { code: "GBP".into(), exponent: 2, symbol: "£".into() }
}

fn map(more: &str) -> Map {
    let text = include_str!("../examples/harrogate.toml").replace("[table]", &format!("[table]\n{more}"));
    Map::read(&text).unwrap()
}

fn read(file: &str, map: &Map) -> Outcome<Reading> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/spending").join(file);
    rows::read(&std::fs::read(path).unwrap(), map, &pounds())
}

#[test]
fn a_workbook_gives_the_payments_of_the_same_rows_in_a_csv() {
    let workbook = read("2020-10.xlsx", &map("")).unwrap();
    let csv = read("harrogate/2020-10.csv", &map("")).unwrap();
    assert_eq!(workbook.form, Form::Workbook("Payments".into()));
    assert_eq!(workbook.payments, csv.payments);
    assert!(workbook.left_out.is_empty() && csv.left_out.is_empty());
    assert!(csv.payments.len() > 200 && csv.payments.iter().any(|payment| payment.amount < 0));
}

proptest! {
    /// Workbooks come from anywhere: a damaged one is refused or read, but nothing fails otherwise.
    #[test]
    fn a_damaged_workbook_is_read_or_refused(at in any::<Index>(), flip in 1..=255_u8, cut in any::<Option<Index>>()) {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/spending/2021-02-two-sheets.xlsx");
        let mut bytes = std::fs::read(path).unwrap();
        let position = at.index(bytes.len());
        bytes[position] ^= flip;
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = rows::read(&bytes, &map("sheet = \"Payments\""), &pounds());
    }
}

#[test]
fn a_cell_at_the_far_corner_is_refused_without_making_room_for_all_between() {
    let problem = read("2021-01-sparse.xlsx", &map("")).unwrap_err();
    assert_eq!((problem.code, problem.arg("row")), ("table-columns-too-many", Some("1048576")));
}

#[test]
fn of_several_sheets_the_map_names_one() {
    let unnamed = read("2021-02-two-sheets.xlsx", &map("")).unwrap_err();
    assert_eq!((unnamed.code, unnamed.arg("found")), ("table-sheet-unnamed", Some("Payments, Notes")));
    let missing = read("2021-02-two-sheets.xlsx", &map("sheet = \"2021\"")).unwrap_err();
    assert_eq!(missing.code, "table-sheet-missing");
    let notes = read("2021-02-two-sheets.xlsx", &map("sheet = \"Notes\"")).unwrap_err();
    assert_eq!(notes.code, "import-header-lacks");
}

#[test]
fn cells_are_read_by_their_type() {
    let reading = read("2021-02-two-sheets.xlsx", &map("sheet = \"Payments\"")).unwrap();
    let paid: Vec<_> = reading.payments.iter().map(|p| (p.row, p.on.to_string(), p.amount)).collect();
    assert_eq!(paid, [(2, "2020-10-02".to_owned(), 1250), (6, "2020-10-05".to_owned(), -30)]);
    let left: Vec<_> = reading.left_out.iter().map(|row| (row.row, row.why.code)).collect();
    // A formula nobody calculated is blank; a bare serial number or a truth value is no date.
    assert_eq!(left, [(1, "import-cell-blank"), (3, "import-date-unreadable"), (4, "import-date-unreadable")]);
    assert_eq!(reading.blank_rows, 1);
}
