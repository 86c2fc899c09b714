//! The map: how the files of one set of accounts are to be read, declared in TOML.
//!
//! Nothing is guessed: an unknown key, a column the map does not name, a date format that leaves the day open
//! are refused with the place named. Not for the reading itself ([`crate::import::cell`], [`crate::import::rows`]).

use serde::Deserialize;

use crate::base::code::Line;
use crate::base::problem::{Outcome, Problem};
use crate::import::cell::{self, Amounts, DateFormat};
use crate::import::table::Shape;

/// What a column can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The day of payment.
    On,
    /// The amount.
    Amount,
    /// Who received it.
    Payee,
    /// What for.
    Purpose,
    /// The category, unit or budget head.
    Category,
    /// A number of the voucher or transaction.
    Reference,
}

impl Field {
    /// All, in the order problems are looked for.
    pub const ALL: [Field; 6] =
        [Field::On, Field::Amount, Field::Payee, Field::Purpose, Field::Category, Field::Reference];

    /// The key of its word in `locales/`.
    pub fn words_key(self) -> &'static str {
        match self {
            Field::On => "import-field-on",
            Field::Amount => "import-field-amount",
            Field::Payee => "import-field-payee",
            Field::Purpose => "import-field-purpose",
            Field::Category => "import-field-category",
            Field::Reference => "import-field-reference",
        }
    }
}

/// A map.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// What these accounts are.
    pub title: Line,
    /// Where they come from and under which licence.
    #[serde(default)]
    pub source: Option<Line>,
    /// The names of the files it is for; `*` stands for any characters, `?` for one.
    pub files: Vec<String>,
    /// How a file is to be opened.
    #[serde(default)]
    pub table: Shape,
    /// Which columns mean what.
    pub columns: Columns,
    /// What stands in for a column that is missing, or a cell that is blank.
    #[serde(default)]
    pub defaults: Defaults,
    /// How days are written.
    pub dates: Dates,
    /// How amounts are written.
    #[serde(default)]
    pub amounts: Amounts,
    /// Rows that are no payments, such as totals.
    #[serde(default)]
    pub skip: Vec<Skip>,
}

/// Names of columns, per field. Several names are spellings of one column: a file has one of them. Names are
/// compared without regard to case, width or the length of white space.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    /// The day of payment.
    pub on: Vec<String>,
    /// The amount.
    pub amount: Vec<String>,
    /// Who received it.
    pub payee: Vec<String>,
    /// What for.
    pub purpose: Vec<String>,
    /// The category.
    pub category: Vec<String>,
    /// The reference.
    pub reference: Vec<String>,
    /// Columns that are left behind, by decision and not by oversight.
    pub ignored: Vec<String>,
}

impl Columns {
    /// The accepted names of a field's column.
    pub fn of(&self, field: Field) -> &[String] {
        match field {
            Field::On => &self.on,
            Field::Amount => &self.amount,
            Field::Payee => &self.payee,
            Field::Purpose => &self.purpose,
            Field::Category => &self.category,
            Field::Reference => &self.reference,
        }
    }
}

/// What stands in where the file says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Defaults {
    /// For the payee.
    pub payee: Option<Line>,
    /// For the purpose.
    pub purpose: Option<Line>,
    /// For the category.
    pub category: Option<Line>,
}

impl Defaults {
    /// What stands in for a field.
    pub fn of(&self, field: Field) -> Option<&Line> {
        match field {
            Field::Payee => self.payee.as_ref(),
            Field::Purpose => self.purpose.as_ref(),
            Field::Category => self.category.as_ref(),
            Field::On | Field::Amount | Field::Reference => None,
        }
    }
}

/// How days are written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// Accepted formats. A cell that two of them read as different days is refused.
    pub formats: Vec<DateFormat>,
}

/// Rows that are no payments.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skip {
    /// The field looked at.
    pub field: Field,
    /// Its text is one of these.
    #[serde(default)]
    pub equals: Vec<String>,
    /// Its text begins with one of these.
    #[serde(default)]
    pub starts_with: Vec<String>,
    /// Why such a row is no payment.
    pub reason: Line,
}

impl Skip {
    /// Whether it is for a row whose field has this text.
    pub fn covers(&self, text: &str) -> bool {
        let text = same(text);
        self.equals.iter().any(|wanted| same(wanted) == text)
            || self.starts_with.iter().any(|wanted| text.starts_with(&same(wanted)))
    }
}

impl Map {
    /// Reads a map.
    pub fn read(text: &str) -> Outcome<Self> {
        let map: Self = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            Problem::malformed("import-map-unreadable").with("line", line).with("cause", e.message())
        })?;
        map.sound()?;
        Ok(map)
    }

    /// Whether the map is for a file of this name.
    pub fn is_for(&self, name: &str) -> bool {
        let name: Vec<char> = name.chars().collect();
        self.files.iter().any(|pattern| glob(&pattern.chars().collect::<Vec<_>>(), &name))
    }

    /// What the types alone cannot hold.
    fn sound(&self) -> Outcome<()> {
        for field in [Field::On, Field::Amount, Field::Purpose] {
            if self.columns.of(field).is_empty() && self.defaults.of(field).is_none() {
                return Err(Problem::malformed("import-map-field-missing").with_word("field", field.words_key()));
            }
        }
        let mut names = Vec::new();
        let ignored = self.columns.ignored.iter();
        for name in Field::ALL.iter().flat_map(|field| self.columns.of(*field)).chain(ignored) {
            let plain = same(name);
            if plain.is_empty() || names.contains(&plain) {
                return Err(Problem::malformed("import-map-name-twice").with("name", name));
            }
            names.push(plain);
        }
        if let Some(format) = self.dates.formats.iter().find(|format| !format.is_whole()) {
            return Err(Problem::malformed("import-map-date-open").with("format", format.as_str()));
        }
        let amounts = &self.amounts;
        let digits = |mark: &char| mark.is_ascii_digit() || *mark == '-';
        if amounts.grouping.contains(&amounts.decimal) || amounts.grouping.iter().chain([&amounts.decimal]).any(digits)
        {
            return Err(Problem::malformed("import-map-marks-clash").with("decimal", amounts.decimal));
        }
        if self.dates.formats.is_empty() || self.files.is_empty() || self.table.encodings.is_empty() {
            return Err(Problem::malformed("import-map-list-empty"));
        }
        if self.table.header_row == 0 || !self.table.delimiter.is_ascii() {
            return Err(Problem::malformed("import-map-shape-wrong"));
        }
        Ok(())
    }
}

/// A name as it is compared: plain width, lower case, single spaces, trimmed.
pub fn same(text: &str) -> String {
    cell::fold_width(text).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `pattern` covers all of `name`. Linear in the product of their lengths, both of which are short.
fn glob(pattern: &[char], name: &[char]) -> bool {
    // `reached[i]`: the pattern so far can end before the i-th character of the name.
    let mut reached = vec![false; name.len() + 1];
    reached[0] = true;
    for mark in pattern {
        let mut next = vec![false; name.len() + 1];
        for i in 0..=name.len() {
            next[i] = match mark {
                '*' => reached[i] || (i > 0 && next[i - 1]),
                '?' => i > 0 && reached[i - 1],
                plain => i > 0 && reached[i - 1] && name[i - 1] == *plain,
            };
        }
        reached = next;
    }
    reached[name.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
title = "Payments"
files = ["20??-*.csv"]
[columns]
on = ["Date"]
amount = ["Amount"]
payee = ["Payee"]
category = ["Unit"]
[defaults]
purpose = "not stated"
[dates]
formats = ["%Y-%m-%d"]
"#;

    fn code(text: &str) -> &'static str {
        Map::read(text).unwrap_err().code
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        let problem = Map::read(&SMALL.replace("[dates]", "[dates]\nformat = 1")).unwrap_err();
        assert_eq!((problem.code, problem.arg("line")), ("import-map-unreadable", Some("12")));
        assert!(Map::read(SMALL).is_ok());
    }

    #[test]
    fn a_map_that_leaves_something_open_is_refused() {
        assert_eq!(code(&SMALL.replace("purpose = \"not stated\"", "")), "import-map-field-missing");
        assert_eq!(code(&SMALL.replace("amount = [\"Amount\"]", "")), "import-map-field-missing");
        assert_eq!(code(&SMALL.replace("[\"Unit\"]", "[\"Unit\", \" pAYEE\"]")), "import-map-name-twice");
        assert_eq!(code(&SMALL.replace("%Y-%m-%d", "%d/%m")), "import-map-date-open");
        assert_eq!(code(&SMALL.replace("[\"%Y-%m-%d\"]", "[]")), "import-map-list-empty");
        assert_eq!(code(&format!("{SMALL}[amounts]\ngrouping = [\".\"]\n")), "import-map-marks-clash");
        assert_eq!(code(&format!("{SMALL}[table]\nheader_row = 0\n")), "import-map-shape-wrong");
    }

    #[test]
    fn encodings_go_by_their_usual_names() {
        let text = format!("{SMALL}[table]\nencodings = [\"utf-8\", \"gb18030\", \"windows-1252\"]\n");
        let names: Vec<_> = Map::read(&text).unwrap().table.encodings.iter().map(|e| e.name().to_lowercase()).collect();
        assert_eq!(names, ["utf-8", "gb18030", "windows-1252"]);
    }

    #[test]
    fn file_names_are_matched_as_a_whole() {
        let map = Map::read(SMALL).unwrap();
        for name in ["2015-04.csv", "2020-.csv"] {
            assert!(map.is_for(name), "{name}");
        }
        for name in ["2015-04.csv.bak", "x2015-04.csv", "215-04.csv", ""] {
            assert!(!map.is_for(name), "{name}");
        }
    }

    #[test]
    fn skipping_compares_like_headers_do() {
        let skip: Skip =
            toml::from_str("field = \"payee\"\nequals = [\"Total\"]\nstarts_with = [\"合计\"]\nreason = \"a sum\"")
                .unwrap();
        assert!(skip.covers(" TOTAL ") && skip.covers("合计：12"));
        assert!(!skip.covers("Total Oil Ltd"));
    }
}
