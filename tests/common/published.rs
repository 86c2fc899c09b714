//! A ledger as it would be published, held in memory for the auditor.

use std::collections::BTreeMap;
use std::sync::Arc;

use mingbai::audit::auditor::{Options, audit};
use mingbai::audit::report::Report;
use mingbai::audit::source::Source;
use mingbai::base::problem::Outcome;
use mingbai::base::time::Instant;
use mingbai::http::follow::Followed;
use mingbai::ledger::handle::Ledger;
use mingbai::merkle::bundle;
use mingbai::merkle::tile::{self, TILE_WIDTH, bundles_of, tiles_of};

/// What stands at each path.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// By path.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Published {
    /// Everything a ledger publishes now.
    pub fn of(ledger: &Arc<Ledger>) -> Outcome<Self> {
        let followed = Followed::open(Arc::clone(ledger))?;
        let published = followed.catch_up()?;
        let mut files = BTreeMap::from([("checkpoint".to_owned(), published.checkpoint.to_vec())]);
        for id in bundles_of(published.size) {
            let from = id.index * TILE_WIDTH;
            let entries = ledger.entries(from, from + u64::from(id.width))?;
            files.insert(id.path(), bundle::encode(&entries)?);
        }
        for id in tiles_of(published.size) {
            files.insert(id.path(), tile::encode(&ledger.tile(id)?));
        }
        let documents: Vec<_> =
            followed.read(|board| board.paths().iter().filter_map(|path| board.document(path)).collect());
        files.extend(documents.iter().map(|document| (format!("{}.json", document.content.path), document.json())));
        Ok(Self { files })
    }

    /// What the auditor says of it.
    pub fn audit(&self, ledger: &Ledger, now: Instant) -> Report {
        audit(self, &Options { log: Some(ledger.vkey().clone()), log_only: false, now }, &|_, _| {})
    }
}

impl Source for Published {
    fn fetch(&self, path: &str, _limit_bytes: u64) -> Outcome<Option<Vec<u8>>> {
        Ok(self.files.get(path).cloned())
    }

    fn name(&self) -> String {
        "memory".to_owned()
    }
}
