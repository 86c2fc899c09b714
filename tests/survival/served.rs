//! The program, serving a ledger of its own, and what is said to it over HTTP.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use mingbai::base::note::Vkey;
use mingbai::base::time::Instant;
use mingbai::event::envelope::Envelope;
use mingbai::ledger::clock::{Clock as _, SystemClock};
use mingbai::ledger::receipt::Receipt;
use serde_json::Value;

use crate::cast::SMALL;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mingbai");

/// The time now.
pub fn now() -> Instant {
    SystemClock.now()
}

/// Runs the program to its end.
pub fn run(args: &[&str]) -> Output {
    Command::new(PROGRAM).args(args).env("MINGBAI_LANG", "en").output().unwrap()
}

/// Makes a ledger in a folder; gives its log key.
pub fn init(dir: &Path) -> Vkey {
    let made = run(&["init", "--dir", dir.to_str().unwrap(), "--ledger", SMALL.slug, "--origin", SMALL.origin]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    String::from_utf8(made.stdout).unwrap().trim().parse().unwrap()
}

/// What `mingbai verify` says of a target: its exit code, and the codes of what it found.
pub fn verify(target: &str, more: &[&str]) -> (i32, Vec<String>, Value) {
    let done = run(&[&["verify", target, "--json"], more].concat());
    let report: Value = serde_json::from_slice(&done.stdout)
        .unwrap_or_else(|_| panic!("no report: {}", String::from_utf8_lossy(&done.stderr)));
    let findings = report["findings"].as_array().unwrap();
    let codes = findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect();
    (done.status.code().unwrap(), codes, report)
}

/// A running server.
pub struct Server {
    process: Child,
    /// Where the ledger is: `http://127.0.0.1:<port>/<slug>`.
    pub url: String,
}

impl Server {
    /// Serves a folder on a port of its own.
    pub fn start(dir: &Path) -> Self {
        let mut process = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0", "--writes-per-second", "100000"])
            .arg(dir)
            .env("MINGBAI_LOG", "error")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let line = BufReader::new(process.stdout.take().unwrap()).lines().next().unwrap().unwrap();
        let address = &line[line.find("127.0.0.1:").unwrap()..];
        let address: String = address.chars().take_while(|c| c.is_ascii_digit() || ".:".contains(*c)).collect();
        Self { process, url: format!("http://{address}/{}", SMALL.slug) }
    }

    /// Ends it without a word, as `kill -9` does.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// A connection to a server.
#[derive(Clone)]
pub struct Client(ureq::Agent, String);

impl Client {
    /// A client of the ledger at this address.
    pub fn of(url: &str) -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(60)));
        Self(config.http_status_as_error(false).build().into(), url.to_owned())
    }

    /// Posts an envelope; its status and body, or none when nobody answers.
    pub fn post(&self, path: &str, envelope: &Envelope) -> Option<(u16, String)> {
        self.send(path, &envelope.bytes())
    }

    /// Posts any bytes; the status and body, or none when nobody answers.
    pub fn send(&self, path: &str, body: &[u8]) -> Option<(u16, String)> {
        let mut response = self.0.post(format!("{}/{path}", self.1)).send(body).ok()?;
        let status = response.status().as_u16();
        Some((status, response.body_mut().read_to_string().ok()?))
    }

    /// Submits an event; the receipt if one is given.
    pub fn submit(&self, envelope: &Envelope) -> Option<Receipt> {
        let (status, body) = self.post("api/events", envelope)?;
        if !matches!(status, 200 | 201) {
            return None;
        }
        let body: Value = serde_json::from_str(&body).ok()?;
        Some(serde_json::from_value(body["receipt"].clone()).unwrap())
    }

    /// What stands at a path.
    pub fn get(&self, path: &str) -> Option<Vec<u8>> {
        let mut response = self.0.get(format!("{}/{path}", self.1)).call().ok()?;
        (response.status().as_u16() == 200).then(|| response.body_mut().read_to_vec().unwrap())
    }
}
