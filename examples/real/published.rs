//! A running ledger as a stranger sees it: checkpoint, tiles, bundles and documents, at the paths a copy has.
//!
//! The auditor reads from this as it would from a URL.

use std::sync::Arc;

use mingbai::audit::auditor::{Options, audit};
use mingbai::audit::report::{Report, Verdict};
use mingbai::audit::source::Source;
use mingbai::base::problem::Outcome;
use mingbai::base::time::Instant;
use mingbai::base::words::Lang;
use mingbai::event::entry::Entry;
use mingbai::event::payload::Event;
use mingbai::ledger::handle::Ledger;
use mingbai::merkle::bundle;
use mingbai::merkle::tile::{self, BundleId, TILE_WIDTH, TileId};
use mingbai::merkle::tree::leaf_hash;
use mingbai::view::board::Board;
use mingbai::view::recorded::Recorded;

use crate::real::Any;

/// A ledger and the documents folded from it.
pub struct Published {
    ledger: Arc<Ledger>,
    /// What its views publish.
    pub board: Board,
}

impl Published {
    /// Folds the views of a ledger; every event is shown to `each` on the way.
    pub fn of(ledger: Arc<Ledger>, each: &mut dyn FnMut(&Event)) -> Any<Self> {
        let now = ledger.published().borrow().clone();
        let mut board = Board::default();
        let mut from = 0;
        while from < now.size {
            let entries = ledger.entries(from, now.size.min(from + TILE_WIDTH))?;
            from += TILE_WIDTH;
            for bytes in entries {
                let entry = Entry::read(&bytes)?;
                let recorded = Recorded::read(&entry, leaf_hash(&bytes), board.standing())?;
                each(&recorded.event);
                board.fold_recorded(&recorded);
            }
        }
        board.stand_on(now.root);
        Ok(Self { ledger, board })
    }

    /// Has the auditor check everything, with the log's key known beforehand. Anything wrong is an error.
    pub fn audit(&self, now: Instant) -> Any<Report> {
        let options = Options { log: Some(self.ledger.vkey().clone()), log_only: false, now };
        let report = audit(self, &options, &|_, _| {});
        if report.verdict == Verdict::Holds { Ok(report) } else { Err(report.text(Lang::En).into()) }
    }
}

impl Source for Published {
    fn fetch(&self, path: &str, _limit_bytes: u64) -> Outcome<Option<Vec<u8>>> {
        if path == "checkpoint" {
            return Ok(Some(self.ledger.published().borrow().checkpoint.to_vec()));
        }
        if path.starts_with("tile/entries/") {
            let id = BundleId::parse(path)?;
            let from = id.index * TILE_WIDTH;
            return bundle::encode(&self.ledger.entries(from, from + u64::from(id.width))?).map(Some);
        }
        if path.starts_with("tile/") {
            return Ok(Some(tile::encode(&self.ledger.tile(TileId::parse(path)?)?)));
        }
        let document = path.strip_suffix(".json").and_then(|path| self.board.document(path));
        Ok(document.map(|document| document.json()))
    }

    fn name(&self) -> String {
        self.ledger.slug().to_string()
    }
}
