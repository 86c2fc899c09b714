//! The host: one folder, one store, many ledgers.
//!
//! `<dir>/<slug>/log.key` is the key that signs a ledger's checkpoints and `<dir>/<slug>/ledger.json` its
//! origin; the record beside them belongs to the store.

use std::collections::BTreeMap;
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
use crate::store::disk::DiskStore;

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
    ledgers: BTreeMap<Slug, Arc<Ledger>>,
}

impl Host {
    /// Opens a folder and starts every ledger in it. The folder is made if it is not there.
    pub fn open(dir: &Path, clock: Arc<dyn Clock>) -> Outcome<Self> {
        let store: Arc<dyn Store> = Arc::new(DiskStore::open(dir)?);
        let mut host = Self { dir: dir.to_owned(), store, clock, ledgers: BTreeMap::new() };
        for slug in host.store.ledgers()? {
            host.start(slug)?;
        }
        Ok(host)
    }

    /// Makes a new ledger with a new log key, and starts it.
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
        key.write(&folder.join("log.key"))?;
        let settings = Settings { format: 1, origin: origin.to_owned() };
        std::fs::write(folder.join("ledger.json"), json::write(&settings)).map_err(failed)?;
        self.store.create(slug)?;
        self.start(slug.clone())
    }

    fn start(&mut self, slug: Slug) -> Outcome<Arc<Ledger>> {
        let folder = self.dir.join(slug.as_str());
        let path = folder.join("ledger.json");
        let bytes = std::fs::read(&path)
            .map_err(|e| Problem::unavailable("settings-unreadable").with("file", path.display()).with("cause", e))?;
        let settings: Settings = json::read("ledger.json", &bytes)?;
        if settings.format != 1 {
            return Err(Problem::malformed("settings-newer")
                .with("file", path.display())
                .with("found", settings.format));
        }
        let signer = NoteSigner::new(&settings.origin, SecretKey::read(&folder.join("log.key"))?)?;
        let ledger = Ledger::open(slug.clone(), Arc::clone(&self.store), signer, Arc::clone(&self.clock))?;
        let ledger = Arc::new(ledger);
        self.ledgers.insert(slug, Arc::clone(&ledger));
        Ok(ledger)
    }

    /// A ledger by name.
    pub fn ledger(&self, slug: &Slug) -> Outcome<&Arc<Ledger>> {
        self.ledgers.get(slug).ok_or_else(|| {
            let known: Vec<&str> = self.ledgers.keys().map(Slug::as_str).collect();
            Problem::missing("ledger-unknown").with("found", slug).with("known", known.join(", "))
        })
    }

    /// All ledgers by name.
    pub fn ledgers(&self) -> impl Iterator<Item = &Arc<Ledger>> {
        self.ledgers.values()
    }
}
