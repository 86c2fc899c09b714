//! What a watcher keeps in its folder, so that a restart neither forgets nor repeats.
//!
//! ```text
//! <dir>/memory.json   the largest checkpoint seen of each log, see [`crate::audit::memory`]
//! <dir>/state.json    of each target: the size it showed, looks that failed, alarms told
//! <dir>/evidence/     files that show forks, see [`crate::audit::evidence`]
//! <dir>/lock          one process at a time
//! ```

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::audit::evidence::Evidence;
use crate::audit::memory::Memory;
use crate::base::file;
use crate::base::json;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};

/// The version of the file.
const FORMAT: u32 = 1;

/// What is kept of one target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Of {
    /// The largest size it showed.
    pub size: u64,
    /// Looks in a row that failed.
    pub failures: u32,
    /// The alarms that stand and were told, by key.
    pub told: Vec<String>,
}

/// What is kept of all targets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    format: u32,
    #[serde(deserialize_with = "json::unique_map")]
    targets: BTreeMap<String, Of>,
}

impl Default for State {
    fn default() -> Self {
        Self { format: FORMAT, targets: BTreeMap::new() }
    }
}

impl State {
    /// What is kept of a target.
    pub fn of(&mut self, target: &str) -> &mut Of {
        self.targets.entry(target.to_owned()).or_default()
    }
}

/// A watcher's folder.
pub struct Folder {
    dir: PathBuf,
    /// Held as long as the folder is in use.
    _lock: File,
}

fn unusable(folder: &Path, cause: &dyn std::fmt::Display) -> Problem {
    Problem::unavailable("folder-unusable").with("folder", folder.display()).with("cause", cause)
}

impl Folder {
    /// Opens the folder, makes it if need be, and keeps other processes out.
    pub fn open(dir: &Path) -> Outcome<Self> {
        let evidence = dir.join("evidence");
        std::fs::create_dir_all(&evidence).map_err(|e| unusable(&evidence, &e))?;
        let lock = File::options().create(true).truncate(false).write(true).open(dir.join("lock"));
        let lock = lock.map_err(|e| unusable(dir, &e))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { dir: dir.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(Problem::unavailable("watch-in-use").with("folder", dir.display())),
            Err(TryLockError::Error(e)) => Err(unusable(dir, &e)),
        }
    }

    /// What was seen and told before.
    pub fn load(&self) -> Outcome<(Memory, State)> {
        let memory = Memory::load(&self.dir.join("memory.json"))?;
        let path = self.dir.join("state.json");
        let failed = |e| Problem::unavailable("file-unreadable").with("file", path.display()).with("cause", e);
        let Some(bytes) = file::read(&path, limits::MEMORY_BYTES).map_err(failed)? else {
            return Ok((memory, State::default()));
        };
        let state: State = json::read("state.json", &bytes)?;
        if state.format == FORMAT {
            return Ok((memory, state));
        }
        Err(Problem::malformed("settings-newer").with("file", path.display()).with("found", state.format))
    }

    /// Makes both durable: first what was seen, then what was told.
    pub fn save(&self, memory: &Memory, state: &State) -> Outcome<()> {
        let put = |name: &str, bytes: &[u8]| {
            let path = self.dir.join(name);
            let failed = |e| Problem::unavailable("state-unwritable").with("file", path.display()).with("cause", e);
            file::replace(&path, bytes).map_err(failed)
        };
        put("memory.json", &memory.bytes())?;
        put("state.json", &json::write(state))
    }

    /// Keeps evidence as a file; gives its path. The same evidence makes one file, and there are at most
    /// [`limits::EVIDENCE_FILES`].
    pub fn keep(&self, evidence: &Evidence) -> Outcome<PathBuf> {
        let folder = self.dir.join("evidence");
        let path = folder.join(evidence.file_name());
        if path.exists() {
            return Ok(path);
        }
        let kept = std::fs::read_dir(&folder).map_err(|e| unusable(&folder, &e))?.count();
        if kept >= limits::EVIDENCE_FILES {
            return Err(unusable(&folder, &format_args!("{kept} ≥ {}", limits::EVIDENCE_FILES)));
        }
        file::replace(&path, &evidence.bytes()).map_err(|e| unusable(&folder, &e))?;
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_and_told_outlives_the_process_and_has_one_owner() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let (memory, mut state) = folder.load().unwrap();
        assert_eq!((&memory, &state), (&Memory::default(), &State::default()));
        *state.of("http://one.example/a") = Of { size: 9, failures: 1, told: vec!["memory-forked@".to_owned()] };
        folder.save(&memory, &state).unwrap();
        assert_eq!(Folder::open(dir.path()).err().unwrap().code, "watch-in-use");
        drop(folder);
        let folder = Folder::open(dir.path()).unwrap();
        assert_eq!(folder.load().unwrap(), (memory, state));
        std::fs::write(dir.path().join("state.json"), "{\"format\":2,\"targets\":{}}").unwrap();
        assert_eq!(folder.load().unwrap_err().code, "settings-newer");
    }
}
