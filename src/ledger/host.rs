//! The host: one folder, one store, many ledgers.
//!
//! `<dir>/<slug>/log.key` is the key that signs a ledger's checkpoints and `<dir>/<slug>/ledger.json` its
//! origin; the record beside them belongs to the store.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::code::Slug;
use crate::base::json;
use crate::base::key::SecretKey;
use crate::base::note::{NoteSigner, Vkey};
use crate::base::problem::{Outcome, Problem};
use crate::ledger::clock::Clock;
use crate::ledger::handle::Ledger;
use crate::store::Store;
use crate::store::disk::{self, DiskStore};

/// What stands in `ledger.json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// The version of this file.
    format: u32,
    /// The ledger's origin: the name of its log key and the `source` of its events.
    origin: String,
}

/// All ledgers of a folder.
pub struct Host {
    dir: PathBuf,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    /// Those that run, and why the others do not.
    ledgers: BTreeMap<Slug, Outcome<Arc<Ledger>>>,
}

impl Host {
    /// Opens a folder and starts every ledger in it; one that is damaged keeps none of the others from running. The
    /// folder is made if it is not there.
    pub fn open(dir: &Path, clock: Arc<dyn Clock>) -> Outcome<Self> {
        Self::open_set_up(dir, clock, &disk::Settings::default())
    }

    /// Opens a folder whose store is set up like this.
    pub fn open_set_up(dir: &Path, clock: Arc<dyn Clock>, settings: &disk::Settings) -> Outcome<Self> {
        let store: Arc<dyn Store> = Arc::new(DiskStore::open_set_up(dir, settings)?);
        let mut host = Self { dir: dir.to_owned(), store, clock, ledgers: BTreeMap::new() };
        for slug in host.store.ledgers()? {
            let started = host.start(&slug);
            if let Err(problem) = &started {
                tracing::error!(ledger = %slug, code = problem.code, %problem, "ledger does not run");
            }
            host.ledgers.insert(slug, started);
        }
        Ok(host)
    }

    /// Makes a new ledger with a new log key, and starts it. A making that was interrupted is gone on with: the key it left
    /// is used, because it is the one whose loss could not be mended.
    pub fn create(&mut self, slug: &Slug, origin: &str, key: SecretKey) -> Outcome<Arc<Ledger>> {
        if self.ledgers.contains_key(slug) {
            return Err(Problem::conflict("ledger-exists").with("ledger", slug));
        }
        Vkey::new(origin, key.public())?;
        let folder = self.dir.join(slug.as_str());
        let failed = |e: std::io::Error| {
            Problem::unavailable("folder-unusable").with("folder", folder.display()).with("cause", e)
        };
        std::fs::create_dir_all(&folder).map_err(failed)?;
        // The store's folder is made last: a ledger without its key is never listed.
        if !folder.join("log.key").exists() {
            key.write(&folder.join("log.key"))?;
        }
        let settings = json::write(&Settings { format: 1, origin: origin.to_owned() });
        let file = File::create(folder.join("ledger.json"));
        file.and_then(|mut file| file.write_all(&settings).and_then(|()| file.sync_all())).map_err(failed)?;
        // Making the record makes the names in this folder durable too.
        self.store.create(slug)?;
        let ledger = self.start(slug)?;
        self.ledgers.insert(slug.clone(), Ok(Arc::clone(&ledger)));
        Ok(ledger)
    }

    fn start(&self, slug: &Slug) -> Outcome<Arc<Ledger>> {
        let folder = self.dir.join(slug.as_str());
        let path = folder.join("ledger.json");
        let bytes = std::fs::read(&path)
            .map_err(|e| Problem::unavailable("settings-unreadable").with("file", path.display()).with("cause", e))?;
        let unreadable = |problem: Problem| {
            Problem::malformed("settings-unreadable").with("file", path.display()).with("cause", problem.code)
        };
        let settings: Settings = json::read("ledger.json", &bytes).map_err(unreadable)?;
        if settings.format != 1 {
            return Err(Problem::malformed("settings-newer")
                .with("file", path.display())
                .with("found", settings.format));
        }
        let signer =
            NoteSigner::new(&settings.origin, SecretKey::read(&folder.join("log.key"))?).map_err(unreadable)?;
        Ledger::open(slug.clone(), Arc::clone(&self.store), signer, Arc::clone(&self.clock)).map(Arc::new)
    }

    /// A ledger by name, or why it does not run.
    pub fn ledger(&self, slug: &Slug) -> Outcome<&Arc<Ledger>> {
        let found = self.ledgers.get(slug).ok_or_else(|| {
            let known: Vec<&str> = self.ledgers.keys().map(Slug::as_str).collect();
            Problem::missing("ledger-unknown").with("found", slug).with("known", known.join(", "))
        })?;
        found.as_ref().map_err(Clone::clone)
    }

    /// All ledgers by name: those that run, and why the others do not.
    pub fn ledgers(&self) -> impl Iterator<Item = (&Slug, &Outcome<Arc<Ledger>>)> {
        self.ledgers.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::clock::SystemClock;

    #[test]
    fn a_making_that_was_interrupted_is_gone_on_with() {
        let slug: Slug = "half".parse().unwrap();
        let [old, new] = [1, 2].map(|seed| SecretKey::from_seed(&[seed; 32]));
        for settings in [None, Some("{\"for")] {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir(folder.path().join("half")).unwrap();
            old.write(&folder.path().join("half/log.key")).unwrap();
            if let Some(settings) = settings {
                std::fs::write(folder.path().join("half/ledger.json"), settings).unwrap();
            }
            let mut host = Host::open(folder.path(), Arc::new(SystemClock)).unwrap();
            let ledger = host.create(&slug, "ledger.example/test", new.clone()).unwrap();
            assert_eq!(*ledger.vkey().key(), old.public());
            assert_eq!(host.create(&slug, "ledger.example/test", new.clone()).err().unwrap().code, "ledger-exists");
            drop((ledger, host));
            let host = Host::open(folder.path(), Arc::new(SystemClock)).unwrap();
            assert_eq!(host.ledger(&slug).unwrap().vkey().name(), "ledger.example/test");
        }
    }

    #[test]
    fn a_damaged_ledger_keeps_none_of_the_others_from_running() {
        let folder = tempfile::tempdir().unwrap();
        let [good, bad]: [Slug; 2] = ["good", "bad"].map(|name| name.parse().unwrap());
        let mut host = Host::open(folder.path(), Arc::new(SystemClock)).unwrap();
        for slug in [&good, &bad] {
            host.create(slug, "ledger.example/test", SecretKey::from_seed(&[1; 32])).unwrap();
        }
        drop(host);
        std::fs::write(folder.path().join("bad/record/checkpoint"), b"rubbish").unwrap();
        let host = Host::open(folder.path(), Arc::new(SystemClock)).unwrap();
        assert_eq!(host.ledger(&good).unwrap().slug(), &good);
        assert_eq!(host.ledger(&bad).map(drop).unwrap_err().code, "checkpoint-file-damaged");
        let running: Vec<bool> = host.ledgers().map(|(_, ledger)| ledger.is_ok()).collect();
        assert_eq!(running, [false, true]);
    }
}
