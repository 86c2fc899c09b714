//! Rows of a table become payments, or are left out with the reason.
//!
//! Every row that is not blank ends up in exactly one of two lists, so that `payments + left out` is what
//! the file holds. Not for judging whether a payment was right.

use std::collections::BTreeSet;

use crate::base::code::Line;
use crate::base::money::Currency;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Day;
use crate::import::cell::{self, Zero, quoted};
use crate::import::map::{Field, Map, same};
use crate::import::table::{self, Cell, Form};

/// A payment as a row tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The row, counted from 1 below the header, blank rows included.
    pub row: u32,
    /// The day of payment.
    pub on: Day,
    /// Minor units; refunds negative, never 0.
    pub amount: i64,
    /// Who received it; none where the source does not say.
    pub payee: Option<Line>,
    /// What for.
    pub purpose: Line,
    /// The category as the source names it; none where it does not say.
    pub category: Option<Line>,
    /// A number of the voucher or transaction.
    pub reference: Option<Line>,
}

/// A row that does not become a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The row, counted from 1 below the header.
    pub row: u32,
    /// Whether the map says that such rows are to be left out; otherwise it could not be read.
    pub declared: bool,
    /// The reason, with the row as a spreadsheet numbers it.
    pub why: Problem,
}

/// A file, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What the file turned out to be.
    pub form: Form,
    /// Which column stands for which field, by its name in this file.
    pub columns: Vec<(Field, String)>,
    /// Rows that can be read.
    pub payments: Vec<Payment>,
    /// Rows that are no payments or cannot be read.
    pub left_out: Vec<LeftOut>,
    /// Blank rows between others; those after the last one do not count.
    pub blank_rows: u32,
    /// Texts that were longer than a line: row and field.
    pub shortened: Vec<(u32, Field)>,
}

impl Reading {
    /// Sum of the payments in minor units. Saturates where no ledger could follow.
    pub fn total(&self) -> i64 {
        self.payments.iter().fold(0, |sum: i64, payment| sum.saturating_add(payment.amount))
    }

    /// Rows that could not be read, without those the map leaves out.
    pub fn unreadable(&self) -> impl Iterator<Item = &LeftOut> {
        self.left_out.iter().filter(|row| !row.declared)
    }
}

/// Reads a file under a map.
pub fn read(bytes: &[u8], map: &Map, currency: &Currency) -> Outcome<Reading> {
    let mut reader = Reader {
        map,
        currency,
        layout: None,
        payments: Vec::new(),
        left_out: Vec::new(),
        last_row: 0,
        blank_rows: 0,
        cut: Vec::new(),
    };
    let form = table::read(bytes, &map.table, &mut |number, cells| reader.take(number, cells))?;
    let layout = reader.layout.ok_or_else(|| {
        let header_row = map.table.header_row;
        Problem::malformed("import-header-absent").with("row", header_row)
    })?;
    Ok(Reading {
        form,
        columns: layout.named(),
        payments: reader.payments,
        left_out: reader.left_out,
        blank_rows: reader.blank_rows,
        shortened: reader.cut,
    })
}

/// Where the fields are in this file.
struct Layout {
    names: Vec<String>,
    at: Vec<(Field, usize)>,
}

impl Layout {
    /// Reads the header: every field the map asks for is there once, and every column is one the map names.
    fn read(map: &Map, cells: &[Cell]) -> Outcome<Self> {
        let names: Vec<String> = cells.iter().map(Cell::shown).collect();
        let plain: Vec<String> = names.iter().map(|name| same(name)).collect();
        let shown = || names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(" | ");
        let mut known = BTreeSet::new();
        let mut at = Vec::new();
        for field in Field::ALL {
            let wanted: Vec<String> = map.columns.of(field).iter().map(|name| same(name)).collect();
            let found: Vec<usize> = (0..plain.len()).filter(|i| wanted.contains(&plain[*i])).collect();
            match found.as_slice() {
                [] if wanted.is_empty() || field == Field::Reference || map.defaults.of(field).is_some() => {}
                [] => {
                    return Err(Problem::malformed("import-header-lacks")
                        .with_word("field", field.words_key())
                        .with("wanted", map.columns.of(field).join(" | "))
                        .with("found", shown()));
                }
                [only] => {
                    known.insert(*only);
                    at.push((field, *only));
                }
                _ => {
                    return Err(Problem::malformed("import-header-twice")
                        .with_word("field", field.words_key())
                        .with("found", shown()));
                }
            }
        }
        let ignored: BTreeSet<String> = map.columns.ignored.iter().map(|name| same(name)).collect();
        let stray =
            (0..plain.len()).find(|i| !known.contains(i) && !plain[*i].is_empty() && !ignored.contains(&plain[*i]));
        match stray {
            Some(i) => Err(Problem::malformed("import-header-unknown").with("column", quoted(&names[i]))),
            None => Ok(Self { names, at }),
        }
    }

    fn cell<'a>(&self, field: Field, cells: &'a [Cell]) -> Option<&'a Cell> {
        let (_, index) = self.at.iter().find(|(found, _)| *found == field)?;
        cells.get(*index)
    }

    fn named(&self) -> Vec<(Field, String)> {
        self.at.iter().map(|(field, index)| (*field, self.names[*index].clone())).collect()
    }
}

struct Reader<'a> {
    map: &'a Map,
    currency: &'a Currency,
    layout: Option<Layout>,
    payments: Vec<Payment>,
    left_out: Vec<LeftOut>,
    last_row: u32,
    blank_rows: u32,
    cut: Vec<(u32, Field)>,
}

impl Reader<'_> {
    fn take(&mut self, number: u32, cells: &[Cell]) -> Outcome<()> {
        let Some(row) = number.checked_sub(self.map.table.header_row) else { return Ok(()) };
        if row == 0 {
            self.layout = Some(Layout::read(self.map, cells)?);
            return Ok(());
        }
        let Some(layout) = &self.layout else {
            return Err(Problem::malformed("import-header-absent").with("row", self.map.table.header_row));
        };
        if cells.iter().all(Cell::is_blank) {
            return Ok(());
        }
        self.blank_rows += row - self.last_row - 1;
        self.last_row = row;
        let line = Row { map: self.map, currency: self.currency, layout, cells, below_header: row };
        if let Some(reason) = line.skipped() {
            let why = Problem::refused("import-row-skipped").with("row", number).with("reason", reason);
            self.left_out.push(LeftOut { row, declared: true, why });
            return Ok(());
        }
        match line.payment(&mut self.cut) {
            Ok(payment) if payment.amount == 0 => {
                let declared = self.map.amounts.zero == Zero::LeaveOut;
                let why = Problem::malformed("import-amount-zero").with("row", number);
                self.left_out.push(LeftOut { row, declared, why });
            }
            Ok(payment) => self.payments.push(payment),
            Err(why) => self.left_out.push(LeftOut { row, declared: false, why: why.with("row", number) }),
        }
        Ok(())
    }
}

/// One row below the header.
struct Row<'a> {
    map: &'a Map,
    currency: &'a Currency,
    layout: &'a Layout,
    cells: &'a [Cell],
    below_header: u32,
}

impl Row<'_> {
    fn skipped(&self) -> Option<&Line> {
        let covers = |skip: &&crate::import::map::Skip| {
            self.layout.cell(skip.field, self.cells).is_some_and(|cell| skip.covers(&cell.shown()))
        };
        self.map.skip.iter().find(covers).map(|skip| &skip.reason)
    }

    /// The payment, or the first problem. Its `column` is the name in this file.
    fn payment(&self, cut: &mut Vec<(u32, Field)>) -> Outcome<Payment> {
        let width = self.layout.names.len();
        if let Some(extra) = self.cells.iter().skip(width).find(|cell| !cell.is_blank()) {
            return Err(Problem::malformed("import-row-too-wide")
                .with("columns", width)
                .with("found", quoted(&extra.shown())));
        }
        let on = self.read(Field::On, |cell| cell::day(cell, &self.map.dates.formats))?;
        let amount = self.read(Field::Amount, |cell| cell::amount(cell, &self.map.amounts, self.currency))?;
        let payee = self.text(Field::Payee, cut);
        let purpose = self.text(Field::Purpose, cut).ok_or_else(|| self.blank(Field::Purpose))?;
        let category = self.text(Field::Category, cut);
        let reference = self.text(Field::Reference, cut);
        Ok(Payment { row: self.below_header, on, amount, payee, purpose, category, reference })
    }

    /// The text of a field, or what stands in for it.
    fn text(&self, field: Field, cut: &mut Vec<(u32, Field)>) -> Option<Line> {
        let read = self.layout.cell(field, self.cells).and_then(|cell| cell::line(&cell.shown()));
        let Some((line, shortened)) = read else { return self.map.defaults.of(field).cloned() };
        if shortened {
            cut.push((self.below_header, field));
        }
        Some(line)
    }

    fn read<T>(&self, field: Field, read: impl Fn(&Cell) -> Outcome<T>) -> Outcome<T> {
        let cell = self.layout.cell(field, self.cells).filter(|cell| !cell.is_blank());
        let cell = cell.ok_or_else(|| self.blank(field))?;
        read(cell).map_err(|problem| problem.with("column", self.column(field)))
    }

    fn blank(&self, field: Field) -> Problem {
        Problem::malformed("import-cell-blank").with("column", self.column(field)).with_word("field", field.words_key())
    }

    fn column(&self, field: Field) -> String {
        let found = self.layout.at.iter().find(|(known, _)| *known == field);
        found.map_or_else(|| "–".to_owned(), |(_, index)| quoted(&self.layout.names[*index]))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MAP: &str = r#"
title = "Payments"
files = ["*"]
[columns]
on = ["Date"]
amount = ["Amount"]
payee = ["Payee", "Beneficiary Name", "Benificiary Name"]
purpose = ["What for"]
category = ["Unit"]
reference = ["Voucher"]
ignored = ["Note"]
[defaults]
purpose = "not stated"
[dates]
formats = ["%Y-%m-%d"]
[amounts]
grouping = [","]
zero = "leave-out"
[[skip]]
field = "payee"
equals = ["Total"]
reason = "a sum of other rows"
"#;

    fn read_text(text: &str) -> Outcome<Reading> {
        read(text.as_bytes(), &Map::read(MAP).unwrap(), &Currency::yuan())
    }

    fn refusal(text: &str) -> Problem {
        read_text(text).unwrap_err()
    }

    fn shown(text: Option<&Line>) -> &str {
        text.map_or("–", Line::as_str)
    }

    /// What becomes of a single row below the header.
    fn fate(row: &str) -> Result<Payment, &'static str> {
        let mut reading = read_text(&format!("Date,Amount,Payee,Unit,Voucher\n{row}\n")).unwrap();
        reading.left_out.pop().map_or_else(|| Ok(reading.payments.remove(0)), |row| Err(row.why.code))
    }

    #[test]
    fn every_row_is_a_payment_or_left_out_with_its_reason() {
        let reading = read_text(concat!(
            "Unit,  benificiary  NAME,Amount,Note,Date\n",
            "Office,A LTD,\"1,200.50\",x,2020-01-02\n",
            "\n",
            ",,,,\n",
            "Office,Total,1200.50,,\n",
            "Office,B LTD,0,,2020-01-03\n",
            "Office,C LTD,12.345,,2020-01-03\n",
            ",D LTD,5,,2020-01-03\n",
            "Office,E LTD,-5,,2020-01-03\n",
            ",,,,\n\n",
        ))
        .unwrap();
        let paid: Vec<_> = reading
            .payments
            .iter()
            .map(|p| (p.row, p.amount, shown(p.payee.as_ref()), shown(p.category.as_ref())))
            .collect();
        assert_eq!(paid, [(1, 120_050, "A LTD", "Office"), (7, 500, "D LTD", "–"), (8, -500, "E LTD", "Office")]);
        assert!(reading.payments.iter().all(|payment| payment.purpose.as_str() == "not stated"));
        let left: Vec<_> = reading.left_out.iter().map(|row| (row.row, row.declared, row.why.code)).collect();
        assert_eq!(
            left,
            [(4, true, "import-row-skipped"), (5, true, "import-amount-zero"), (6, false, "import-amount-unreadable"),]
        );
        assert_eq!((reading.blank_rows, reading.total()), (2, 120_050));
        let bad = &reading.left_out[2].why;
        assert_eq!((bad.arg("row"), bad.arg("column"), bad.arg("found")), (Some("7"), Some("Amount"), Some("12.345")));
    }

    #[test]
    fn a_header_says_everything_the_map_asks_for_and_nothing_else() {
        let problem = refusal("Date,Amount,Unit,Supplier\n");
        assert_eq!(problem.code, "import-header-lacks");
        assert_eq!(problem.arg("wanted"), Some("Payee | Beneficiary Name | Benificiary Name"));
        assert_eq!(problem.arg("found"), Some("Date | Amount | Unit | Supplier"));
        assert_eq!(refusal("Date,Amount,Unit,Payee,amount\n").code, "import-header-twice");
        assert_eq!(refusal("Date,Amount,Unit,Payee,Beneficiary Name\n").code, "import-header-twice");
        assert_eq!(refusal("Date,Amount,Unit,Payee,Approved by\n").code, "import-header-unknown");
        assert_eq!(refusal("").code, "import-header-absent");
        assert!(read_text("DATE,Amount,Unit,Payee,Note,\n").is_ok());
    }

    #[test]
    fn rows_above_the_header_are_ignored() {
        let text = format!("{MAP}[table]\nheader_row = 3\n");
        let map = Map::read(&text).unwrap();
        let table = "Some Council\n,\nDate,Amount,Unit,Payee\n2020-01-02,5,Office,A\n";
        let reading = read(table.as_bytes(), &map, &Currency::yuan()).unwrap();
        assert_eq!(reading.payments[0].row, 1);
        let short = read(b"Some Council\n", &map, &Currency::yuan());
        assert_eq!(short.unwrap_err().code, "import-header-absent");
    }

    #[test]
    fn hostile_rows_stay_rows() {
        let formula = fate("2020-01-02,5,=cmd|' /C calc'!A0,Office,@SUM(1)").unwrap();
        assert_eq!(shown(formula.payee.as_ref()), "=cmd|' /C calc'!A0");
        assert_eq!(fate("2020-01-02,=1+1,A,Office,"), Err("import-amount-unreadable"));
        assert_eq!(fate("=TODAY(),1,A,Office,"), Err("import-date-unreadable"));
        assert_eq!(fate("2020-01-02,5,A, LTD,Office,7"), Err("import-row-too-wide"));
        assert_eq!(fate("2020-01-02"), Err("import-cell-blank"));
        assert_eq!(fate("2020-01-02,5"), fate("2020-01-02,5, ,\u{a0}"));
        assert_eq!(fate("2020-01-02,5,A,Office,,,"), fate("2020-01-02,5,A,Office"));
        let huge = fate(&format!("2020-01-02,5,{},Office", "x".repeat(30_000))).unwrap();
        assert_eq!(shown(huge.payee.as_ref()).chars().count(), 200);
        let turned = fate("2020-01-02,5,\u{202e}DTL A,Office").unwrap();
        assert_eq!(shown(turned.payee.as_ref()), "DTL A");
        assert_eq!(fate("2020-01-02,5,\u{200f},Office").unwrap().payee, None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes, &Map::read(MAP).unwrap(), &Currency::yuan());
        }

        // Without quotation marks: an unclosed one takes the rows after it into one cell.
        #[test]
        fn every_row_is_counted_once(rows in proptest::collection::vec("[-0-9,=a ]{0,12}\n", 0..30)) {
            let text = format!("Date,Amount,Payee,Unit\n2020-01-02,1,A,U\n{}2020-01-02,1,A,U\n", rows.concat());
            let reading = read_text(&text).unwrap();
            let (paid, left) = (reading.payments.len(), reading.left_out.len());
            prop_assert_eq!(paid + left + usize::try_from(reading.blank_rows).unwrap(), rows.len() + 2);
        }
    }

    #[test]
    fn shortened_texts_are_named() {
        let reading = read_text(&format!("Date,Amount,Payee,Unit\n2020-01-02,5,{},U\n", "x".repeat(201))).unwrap();
        assert_eq!(reading.shortened, [(1, Field::Payee)]);
    }
}
