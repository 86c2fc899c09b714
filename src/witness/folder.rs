//! A witness's folder: who it is, whom it watches, what it has seen.
//!
//! ```text
//! <dir>/witness.json  name, and whether its statement includes that the rules were kept
//! <dir>/witness.key   its private key
//! <dir>/logs          one log a line: its verifier key, and where it is if the rules are replayed
//! <dir>/seen/         what was cosigned last of each log, see [`crate::witness::seen`]
//! ```

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::file;
use crate::base::json;
use crate::base::key::SecretKey;
use crate::base::limits;
use crate::base::note::Vkey;
use crate::base::problem::{Outcome, Problem};
use crate::merkle::cosignature::{Cosigner, CosignerKey};
use crate::witness::seen::SeenFiles;

/// Bytes of the list of logs.
const LOGS_BYTES: usize = 4 * 1024 * 1024;

/// What stands in `witness.json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// The version of this file.
    format: u32,
    /// The witness's name.
    name: String,
    /// Whether its cosignature also says that the rules were kept. Fixed when the key is made: one key makes one
    /// statement (C2SP tlog-cosignature, "Additional statements").
    audits: bool,
}

/// A log this witness watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Its key; the name is its origin.
    pub vkey: Vkey,
    /// Where it is.
    pub url: Option<String>,
}

/// A witness's folder.
pub struct Folder {
    dir: PathBuf,
    settings: Settings,
}

fn unwritable(path: &Path, cause: &dyn std::fmt::Display) -> Problem {
    Problem::unavailable("state-unwritable").with("file", path.display()).with("cause", cause)
}

impl Folder {
    /// Makes a new witness with a new key. A folder that has one already is left alone.
    pub fn create(dir: &Path, name: &str, audits: bool, key: &SecretKey) -> Outcome<Self> {
        CosignerKey::new(name, key.public())?;
        std::fs::create_dir_all(dir).map_err(|e| unwritable(dir, &e))?;
        key.write(&dir.join("witness.key"))?;
        let settings = Settings { format: 1, name: name.to_owned(), audits };
        let path = dir.join("witness.json");
        file::replace(&path, &json::write(&settings)).map_err(|e| unwritable(&path, &e))?;
        Ok(Self { dir: dir.to_owned(), settings })
    }

    /// Opens a folder.
    pub fn open(dir: &Path) -> Outcome<Self> {
        let path = dir.join("witness.json");
        let failed = |cause: &dyn std::fmt::Display| {
            Problem::unavailable("settings-unreadable").with("file", path.display()).with("cause", cause)
        };
        let bytes = file::read(&path, limits::TRUST_POLICY_BYTES).map_err(|e| failed(&e))?;
        let bytes =
            bytes.ok_or_else(|| Problem::unavailable("witness-folder-missing").with("folder", dir.display()))?;
        let settings: Settings = json::read("witness.json", &bytes)?;
        if settings.format != 1 {
            return Err(Problem::malformed("settings-newer")
                .with("file", path.display())
                .with("found", settings.format));
        }
        Ok(Self { dir: dir.to_owned(), settings })
    }

    /// Whether its cosignature also says that the rules were kept.
    pub fn audits(&self) -> bool {
        self.settings.audits
    }

    /// Its key.
    pub fn cosigner(&self) -> Outcome<Cosigner> {
        Cosigner::new(&self.settings.name, SecretKey::read(&self.dir.join("witness.key"))?)
    }

    /// What it has seen. One process at a time may have it.
    pub fn seen(&self) -> Outcome<SeenFiles> {
        SeenFiles::open(&self.dir.join("seen"), self.cosigner()?.key().clone())
    }

    /// The logs it watches.
    pub fn logs(&self) -> Outcome<Vec<Watched>> {
        let path = self.dir.join("logs");
        let failed = |e| Problem::unavailable("file-unreadable").with("file", path.display()).with("cause", e);
        let bytes = file::read(&path, LOGS_BYTES).map_err(failed)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let read = |(at, line): (usize, &str)| {
            let (vkey, url) = line.split_once(' ').map_or((line, None), |(vkey, url)| (vkey, Some(url.to_owned())));
            let vkey = vkey.parse().map_err(|problem: Problem| problem.with("line", at + 1))?;
            Ok(Watched { vkey, url })
        };
        text.lines().enumerate().filter(|(_, line)| !line.is_empty()).map(read).collect()
    }

    /// Adds a log. One whose key is there already gets the new address.
    pub fn add(&self, log: Watched) -> Outcome<()> {
        let unusable = |url: &String| url.chars().any(|c| c.is_whitespace() || c.is_control());
        if log.url.as_ref().is_some_and(unusable) {
            return Err(Problem::malformed("witness-url-unusable"));
        }
        let mut logs = self.logs()?;
        logs.retain(|known| known.vkey != log.vkey);
        logs.push(log);
        if logs.len() > limits::WITNESS_LOGS {
            return Err(Problem::malformed("witness-logs-too-many").with("limit", limits::WITNESS_LOGS));
        }
        let line = |log: &Watched| match &log.url {
            Some(url) => format!("{} {url}\n", log.vkey),
            None => format!("{}\n", log.vkey),
        };
        let text: String = logs.iter().map(line).collect();
        let path = self.dir.join("logs");
        file::replace(&path, text.as_bytes()).map_err(|e| unwritable(&path, &e))
    }
}
