//! What the browser looks at: the demo's ledger, served by the program.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mingbai");

/// The demo's year, made once.
static YEAR: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    run(&["demo", "--once", "--dir", folder.path().to_str().unwrap()]);
    folder
});

/// Runs the program to its end.
pub fn run(args: &[&str]) -> String {
    let done = Command::new(PROGRAM).args(args).output().unwrap();
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, copied) = (item.path(), to.join(item.file_name()));
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, &copied).unwrap();
        }
    }
}

/// A server with a copy of the demo's year of its own.
pub struct Server {
    process: Child,
    /// `http://127.0.0.1:<port>`.
    pub address: String,
    /// Its data.
    pub folder: PathBuf,
    _folder: TempDir,
}

impl Server {
    pub fn of_the_year() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(YEAR.path(), folder.path());
        Self::of(folder)
    }

    pub fn of(folder: TempDir) -> Self {
        Self::set_up(folder, &[])
    }

    /// A server started with more arguments.
    pub fn set_up(folder: TempDir, more: &[&str]) -> Self {
        let mut process = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(more)
            .arg(folder.path())
            .env("MINGBAI_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines.next().unwrap().unwrap();
        let start = line.find("127.0.0.1:").unwrap();
        let address: String = line[start..].chars().take_while(|c| c.is_ascii_digit() || ".:".contains(*c)).collect();
        Self { process, address: format!("http://{address}"), folder: folder.path().to_owned(), _folder: folder }
    }

    /// The address of a page of the demo's ledger.
    pub fn page(&self, path: &str) -> String {
        format!("{}/xingfu/{path}", self.address)
    }

    /// What the demo's ledger answers at a path.
    pub fn read(&self, path: &str) -> String {
        ureq::get(self.page(path)).call().unwrap().body_mut().read_to_string().unwrap()
    }

    /// An income of the month whose statement the tests look at: its entry and its event's id.
    pub fn income(&self) -> (u64, String) {
        let items = self.read("finance/2026-03.json");
        let mut items = items.split("\"index\":").skip(1).map(|item| {
            let (index, rest) = item.split_once(',').unwrap();
            (index.parse().unwrap(), rest.split('"').nth(3).unwrap().to_owned())
        });
        let is_income = |(index, _): &(u64, String)| {
            self.read(&format!("events/{index}?lang=en")).contains("mingbai.finance.income.v1")
        };
        items.find(is_income).expect("a month has an income")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
