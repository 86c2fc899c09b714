//! The demo's year and its exports, made once by the program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::Value;

use crate::rows::{Rows, csv};

/// The folders.
pub struct Made {
    folder: tempfile::TempDir,
}

impl Made {
    /// The folder of all forms.
    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.out().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// The rows of a CSV file.
    pub fn rows(&self, name: &str) -> Rows {
        csv(&self.out().join(format!("{name}.csv")))
    }

    /// What the ledger publishes under a path, and only that.
    pub fn published(&self, path: &str) -> Value {
        let file = self.folder.path().join("demo/public").join(format!("{path}.json"));
        let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{path}: {e}"));
        serde_json::from_str::<Value>(&text).unwrap()["content"].take()
    }

    /// The rows of a published table; none when the document has no such table.
    pub fn table(&self, path: &str, table: &str) -> Vec<Value> {
        let document = self.published(path);
        let tables = document["tables"].as_array().unwrap();
        let found = tables.iter().find(|found| found["name"] == table);
        found.map_or(Vec::new(), |found| found["rows"].as_array().unwrap().clone())
    }

    /// A folder beside the others.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// The program.
pub fn mingbai() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingbai"));
    command.env("LANG", "en");
    command
}

/// Exports a ledger, one at a time: a data folder is open in one program only.
pub fn export(dir: &Path, form: &str, out: &Path) -> Output {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    mingbai().args(["export", form, "--ledger", "xingfu", "--dir"]).arg(dir).arg("--out").arg(out).output().unwrap()
}

/// The folder of the demo's ledger.
pub fn demo() -> PathBuf {
    made().beside("demo")
}

/// The demo's year in every form.
pub fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let made = Made { folder: tempfile::tempdir().unwrap() };
        let done = mingbai().args(["demo", "--once", "--dir"]).arg(made.beside("demo")).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let done = export(&made.beside("demo"), "all", &made.out());
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        made
    })
}
