//! What an import would do: which files a take-over resolution names, and which event each row becomes.
//!
//! Pure: the same files under the same map give the same plan, and the same events with the same ids. Not for
//! signing or submitting ([`crate::import::run`]).

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::base::code::{Code, EventId, Line};
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::money::Currency;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::{Day, Written};
use crate::event::authority::{Matter, MatterSort, TakenFile};
use crate::event::kinds::finance::taken_over::TakenOver;
use crate::event::kinds::resolution::Proposed;
use crate::event::payload::Event;
use crate::import::cell;
use crate::import::map::Map;
use crate::import::rows::{self, Payment, Reading};

/// One file, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePlan {
    /// Its name, without folders.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: Hash,
    /// What was read.
    pub reading: Reading,
}

impl FilePlan {
    /// The file as the resolution names it. Rows left out of any kind count as unreadable, so that rows and
    /// unreadable rows add up to the last row of the file.
    pub fn taken(&self) -> TakenFile {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let unreadable = count(self.reading.left_out.len()).saturating_add(self.reading.blank_rows);
        TakenFile {
            sha256: self.sha256,
            name: cell::line(&self.name).map(|(line, _)| line).unwrap_or_default(),
            rows: count(self.reading.payments.len()),
            unreadable,
            total: self.reading.total(),
        }
    }
}

/// A file that is in the plan already, under this or another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// The name it was given under.
    pub name: String,
    /// The name of the file with the same bytes.
    pub same_as: String,
}

/// All files of one import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files to be taken over, in the order given.
    pub files: Vec<FilePlan>,
    /// Files passed over because their bytes are in the plan already.
    pub twins: Vec<Twin>,
    /// Files that cannot be read as a whole, each problem naming its file. As long as there is one, nothing is appended.
    pub refused: Vec<Problem>,
}

impl Plan {
    /// Reads files from disk, in the order given.
    pub fn gather<P: AsRef<Path>>(paths: &[P], map: &Map, currency: &Currency) -> Self {
        let mut plan = Self::default();
        for path in paths.iter().map(AsRef::as_ref) {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            let mut bytes = Vec::new();
            // One byte more than may be read, so that a longer file is refused and not cut.
            let most = limits::IMPORT_FILE_BYTES as u64 + 1;
            match File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)) {
                Ok(_) => plan.add(&name, &bytes, map, currency),
                Err(e) => {
                    let problem = Problem::unavailable("import-file-unreadable").with("cause", e);
                    plan.refused.push(problem.with("file", path.display()));
                }
            }
        }
        plan
    }

    /// Adds a file. Whatever is wrong with it is remembered, so that one run tells all that is to be mended.
    pub fn add(&mut self, name: &str, bytes: &[u8], map: &Map, currency: &Currency) {
        if let Err(problem) = self.read(name, bytes, map, currency) {
            self.refused.push(problem.with("file", name));
        }
    }

    fn read(&mut self, name: &str, bytes: &[u8], map: &Map, currency: &Currency) -> Outcome<()> {
        if !map.is_for(name) {
            return Err(Problem::refused("import-file-not-in-map").with("files", map.files.join(" | ")));
        }
        let sha256 = Hash::of(bytes);
        if let Some(known) = self.files.iter().find(|file| file.sha256 == sha256) {
            self.twins.push(Twin { name: name.to_owned(), same_as: known.name.clone() });
            return Ok(());
        }
        if self.files.len() >= limits::LIST_ITEMS {
            return Err(Problem::refused("import-files-too-many").with("limit", limits::LIST_ITEMS));
        }
        let reading = rows::read(bytes, map, currency)?;
        // A file whose every row is left out stays in the plan, so that the reasons are told.
        if reading.payments.is_empty() && reading.left_out.is_empty() {
            return Err(Problem::malformed("import-file-empty"));
        }
        self.files.push(FilePlan { name: name.to_owned(), sha256, reading });
        Ok(())
    }

    /// Whether the files can be brought in: none is refused, and none has rows that cannot be read unless they are
    /// knowingly left out.
    pub fn ready(&self, skip_bad: bool) -> Outcome<()> {
        if let Some(first) = self.refused.first() {
            let problem = Problem::refused("import-files-refused").with("count", self.refused.len());
            return Err(problem.with("first", first.arg("file").unwrap_or_default()));
        }
        if self.files.is_empty() {
            return Err(Problem::missing("import-no-files"));
        }
        let bad = self.files.iter().find(|file| file.reading.unreadable().next().is_some());
        if let Some(file) = bad.filter(|_| !skip_bad) {
            let count = file.reading.unreadable().count();
            return Err(Problem::refused("import-rows-unreadable").with("file", &file.name).with("count", count));
        }
        match self.files.iter().find(|file| file.reading.payments.is_empty()) {
            None => Ok(()),
            Some(file) => Err(Problem::malformed("import-file-empty").with("file", &file.name)),
        }
    }

    /// The body of the `resolution.proposed.v1` event that would take these files over.
    pub fn proposal(&self, matter: Code, title: Line) -> Proposed {
        Proposed {
            details: Matter {
                matter,
                title,
                sort: MatterSort::Takeover,
                text: None,
                grant: None,
                files: self.files.iter().map(FilePlan::taken).collect(),
                policy: None,
                personnel: Vec::new(),
            },
        }
    }

    /// Every payment with its file, in order: the rows of an import, each to become one event.
    pub fn payments(&self) -> impl Iterator<Item = (&FilePlan, &Payment)> {
        self.files.iter().flat_map(|file| file.reading.payments.iter().map(move |payment| (file, payment)))
    }
}

/// What is the same for every row of one import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// The ledger's origin.
    pub origin: String,
    /// The adopted resolution that takes the files over.
    pub matter: Code,
    /// The person who brings the rows in, and signs.
    pub importer: Code,
    /// When they do so. The day of each payment is in the event's data.
    pub time: Written,
}

impl Occasion {
    /// The event a row becomes.
    pub fn event(&self, file: &FilePlan, payment: &Payment) -> Event {
        let id = row_id(&self.origin, &file.sha256, payment.row, payment.on);
        let body = TakenOver {
            matter: self.matter.clone(),
            file: file.sha256,
            row: payment.row,
            on: payment.on,
            amount: payment.amount,
            category: payment.category.clone(),
            purpose: payment.purpose.clone(),
            payee: payment.payee.clone(),
            reference: payment.reference.clone(),
            importer: self.importer.clone(),
        };
        Event::new(id, &self.origin, self.time, body)
    }
}

/// The id of the event a row becomes. It follows from the ledger, the file and the row alone, so that importing
/// a second time meets events that are there already.
pub fn row_id(origin: &str, file: &Hash, row: u32, on: Day) -> EventId {
    let digest = Hash::of_parts(&[origin.as_bytes(), b"\n", &file.0, &row.to_be_bytes()]);
    let mut distinct = [0; 10];
    distinct.copy_from_slice(&digest.0[..10]);
    let epoch = "1970-01-01".parse::<Day>().unwrap_or_default();
    EventId::new(i64::from(epoch.until(on)) * 86_400_000, distinct)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::words::Lang;

    const MAP: &str = r#"
title = "Payments"
files = ["20??.csv"]
[columns]
on = ["Date"]
amount = ["Amount"]
payee = ["Payee"]
[defaults]
purpose = "not stated"
category = "all"
[dates]
formats = ["%Y-%m-%d"]
"#;

    fn plan(files: &[(&str, &str)]) -> Plan {
        let map = Map::read(MAP).unwrap();
        let mut plan = Plan::default();
        for (name, text) in files {
            plan.add(name, text.as_bytes(), &map, &Currency::yuan());
        }
        plan
    }

    const ONE: &str = "Date,Amount,Payee\n2020-01-02,5,A\n\n2020-01-03,-2,B\n2020-01-03,x,C\n";

    #[test]
    fn the_resolution_names_each_file_once_with_its_sums() {
        let plan = plan(&[("2020.csv", ONE), ("2021.csv", ONE)]);
        assert_eq!(plan.twins, [Twin { name: "2021.csv".into(), same_as: "2020.csv".into() }]);
        let taken = &plan.proposal("takeover".parse().unwrap(), "Accounts".parse().unwrap()).details.files;
        assert_eq!(taken.len(), 1);
        assert_eq!((taken[0].rows, taken[0].unreadable, taken[0].total), (2, 2, 300));
        assert_eq!(taken[0].sha256, Hash::of(ONE.as_bytes()));
    }

    #[test]
    fn nothing_is_half_ready() {
        let code = |plan: &Plan, skip_bad| plan.ready(skip_bad).map_err(|problem| problem.code);
        assert_eq!(code(&plan(&[]), false), Err("import-no-files"));
        let bad_row = plan(&[("2020.csv", ONE)]);
        assert_eq!(code(&bad_row, false), Err("import-rows-unreadable"));
        assert_eq!(code(&bad_row, true), Ok(()));
        let all_bad = plan(&[("2020.csv", "Date,Amount,Payee\nx,1,A\n")]);
        assert_eq!(code(&all_bad, false), Err("import-rows-unreadable"));
        assert_eq!(code(&all_bad, true), Err("import-file-empty"));
        let files =
            [("2020.csv", ONE), ("2021.csv", "Date,Amount\n"), ("other.csv", ONE), ("2022.csv", "Date,Amount,Payee\n")];
        let refused = plan(&files);
        assert_eq!(code(&refused, true), Err("import-files-refused"));
        let codes: Vec<_> =
            refused.refused.iter().map(|problem| (problem.code, problem.arg("file").unwrap())).collect();
        assert_eq!(
            codes,
            [
                ("import-header-lacks", "2021.csv"),
                ("import-file-not-in-map", "other.csv"),
                ("import-file-empty", "2022.csv")
            ]
        );
    }

    #[test]
    fn a_file_that_is_not_there_is_told_with_the_others() {
        let map = Map::read(&MAP.replace("20??.csv", "*")).unwrap();
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let plan = Plan::gather(&["no/such/2020.csv", here], &map, &Currency::yuan());
        let codes: Vec<_> = plan.refused.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["import-file-unreadable", "import-header-lacks"]);
        let worded =
            |problem: &Problem| Lang::ALL.map(|lang| problem.text(lang)).iter().all(|text| !text.contains("{$"));
        assert!(plan.refused.iter().all(worded), "every value of the sentence is given");
    }

    #[test]
    fn ids_follow_from_ledger_file_and_row() {
        let (file, on) = (Hash::of(b"file"), "2020-01-02".parse().unwrap());
        let id = row_id("example.org/a", &file, 7, on);
        assert_eq!(id, row_id("example.org/a", &file, 7, on));
        assert_eq!(id.to_string().parse::<EventId>().unwrap(), id);
        for other in [
            row_id("example.org/b", &file, 7, on),
            row_id("example.org/a", &Hash::of(b"other"), 7, on),
            row_id("example.org/a", &file, 8, on),
        ] {
            assert_ne!(id, other);
        }
        assert!(row_id("o", &file, 1, "1950-01-01".parse().unwrap()) < row_id("o", &file, 1, on));
    }
}
