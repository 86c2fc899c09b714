//! Exports: what a ledger says, as files in the forms other programs read. Files outlive every site.
//!
//! An exporter is one file under [`formats`] and one line in [`formats::FORMATS`]. Like a view it is folded from accepted
//! entries, so that whoever has the entries makes the same files, byte for byte; unlike a view it gives codes and whole
//! rows, from which every published total can be added up again. Nothing here touches a disk: the command writes.
//!
//! Rows are kept in memory until the end: an export of a million entries needs some gigabytes.

pub mod formats;
pub mod merging;
pub mod movements;
pub mod table;
pub mod xlsx;

use std::fmt::Write as _;

use crate::base::money::Currency;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Day;
use crate::base::words::{Lang, say, word};
use crate::event::entry::Entry;
use crate::merkle::tree::leaf_hash;
use crate::rules::standing::Standing;
use crate::view::recorded::Recorded;
use crate::view::tables;

/// A file of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path below the folder written to, `finance.csv`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl File {
    /// A file.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into() }
    }
}

/// An entry as exporters see it.
pub struct Seen<'a> {
    /// Its exact bytes.
    pub bytes: &'a [u8],
    /// What it says.
    pub recorded: &'a Recorded,
    /// The standing after it.
    pub standing: &'a Standing,
}

/// What stands when all entries are seen.
pub struct End<'a> {
    /// The standing.
    pub standing: &'a Standing,
    /// The checkpoint that covers the entries.
    pub checkpoint: &'a [u8],
}

impl End<'_> {
    /// The ledger's currency.
    pub fn currency(&self) -> Currency {
        self.standing.founded.as_ref().map_or_else(Currency::yuan, |founded| founded.currency.clone())
    }

    /// The ledger's origin.
    pub fn origin(&self) -> &str {
        self.standing.founded.as_ref().map_or("", |founded| founded.origin.as_str())
    }

    /// The day of the last entry: what is open or late is so at the end of it.
    pub fn day(&self) -> Day {
        tables::latest_day(self.standing)
    }
}

/// A form a ledger can be exported in.
pub trait Exporter {
    /// Its name on the command line, and the first part of its files' names.
    fn name(&self) -> &'static str;

    /// Takes in the next entry. Must be total and deterministic.
    fn fold(&mut self, seen: &Seen<'_>);

    /// Its files, once every entry is seen.
    fn files(&self, end: &End<'_>) -> Outcome<Vec<File>>;
}

/// An export under way.
pub struct Export {
    standing: Standing,
    exporters: Vec<Box<dyn Exporter>>,
}

impl Export {
    /// An export in the form of this name, or in every form for `all`.
    pub fn of(name: &str) -> Outcome<Self> {
        let all = formats::FORMATS.iter().map(|make| make());
        let exporters: Vec<_> = all.filter(|exporter| name == "all" || exporter.name() == name).collect();
        if exporters.is_empty() {
            return Err(Problem::missing("export-unknown").with("found", name).with("known", names().join(", ")));
        }
        Ok(Self { standing: Standing::default(), exporters })
    }

    /// Takes in the bytes of the next entry. The ledger or an auditor verified it before.
    pub fn take(&mut self, bytes: &[u8]) -> Outcome<()> {
        let recorded = Recorded::read(&Entry::read(bytes)?, leaf_hash(bytes), &self.standing)?;
        self.standing.evolve(&recorded.event, &recorded.effects, &recorded.at);
        let seen = Seen { bytes, recorded: &recorded, standing: &self.standing };
        self.exporters.iter_mut().for_each(|exporter| exporter.fold(&seen));
        Ok(())
    }

    /// All files, and a README that says which form each belongs to and which entries they tell of.
    pub fn files(&self, checkpoint: &[u8]) -> Outcome<Vec<File>> {
        let end = End { standing: &self.standing, checkpoint };
        let mut files = Vec::new();
        let mut readme = format!("# {}\n", end.origin());
        for lang in Lang::ALL {
            let told = [("size", self.standing.size.to_string()), ("day", end.day().to_string())];
            // Writing to a string does not fail.
            let _ = write!(readme, "\n{}\n", say(lang, "export-folder", &told));
        }
        for exporter in &self.exporters {
            let made = exporter.files(&end)?;
            let key = format!("export-form-{}", exporter.name());
            let about = Lang::ALL.map(|lang| word(lang, &key)).join(" / ");
            let _ = write!(readme, "\n## {}\n\n{about}\n\n", exporter.name());
            for file in &made {
                let _ = writeln!(readme, "- `{}`", file.path);
            }
            files.extend(made);
        }
        files.push(File::new("README.md", readme));
        Ok(files)
    }
}

/// The names of all forms.
pub fn names() -> Vec<&'static str> {
    formats::FORMATS.iter().map(|make| make().name()).collect()
}
