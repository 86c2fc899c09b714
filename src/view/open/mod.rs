//! The openness views, one file each. A new view is one file and one line in [`VIEWS`].

pub mod asked;
pub mod finance;
pub mod flags;
pub mod government;
pub mod openness;
pub mod party;
pub mod services;
pub mod supervision;

use crate::event::disclosure::Edition;
use crate::rules::standing::Standing;
use crate::view::document::{Content, Rows, Table};
use crate::view::recorded::Recorded;
use crate::view::saved::Foldable;

/// A fold that publishes documents. Its state derives serde's traits, see [`crate::view::saved`].
pub trait View: Foldable + Send + Sync {
    /// The first part of every path it publishes, `finance`.
    fn name(&self) -> &'static str;

    /// The edition of its documents, see [`Edition`].
    fn edition(&self) -> Edition {
        Edition::FIRST
    }

    /// Takes in the next entry; `standing` is that after it. Must be total and deterministic.
    fn fold(&mut self, recorded: &Recorded, standing: &Standing);

    /// The paths of the documents it publishes now, its overview first.
    fn paths(&self, standing: &Standing) -> Vec<String>;

    /// The content at `path`, if it publishes one there.
    fn content(&self, path: &str, standing: &Standing) -> Option<Content>;

    /// The same content, to be written or hashed: a view with long tables makes their rows one at a time.
    fn written(&self, path: &str, standing: &Standing) -> Option<Content<Rows<'_>>> {
        self.content(path, standing).map(Content::written)
    }

    /// Tables that a page shows beside the document at `path`. They follow from other documents and are part of none, so
    /// they may change without a new edition.
    fn beside(&self, _path: &str) -> Vec<Table> {
        Vec::new()
    }
}

/// Every view, in the order readers see them.
pub const VIEWS: &[fn() -> Box<dyn View>] = &[
    finance::Finance::boxed,
    party::Party::boxed,
    government::Government::boxed,
    services::Services::boxed,
    openness::Openness::boxed,
    supervision::Supervision::boxed,
    asked::Questions::boxed,
    flags::Flags::boxed,
];
