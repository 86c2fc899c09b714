//! The board: the standing and all views, folded together entry by entry.
//!
//! The server keeps one per ledger for reading; the auditor folds its own and compares documents byte for byte.

use serde::{Deserialize, Serialize};

use crate::base::hash::Hash;
use crate::base::paged::pages::{self, Pages, Saved};
use crate::base::problem::Outcome;
use crate::event::disclosure::Edition;
use crate::event::entry::Entry;
use crate::rules::standing::Standing;
use crate::view::document::{Content, Document, Table};
use crate::view::open::{self, View};
use crate::view::recorded::Recorded;
use crate::view::references::References;
use crate::view::saved::Part;

/// The name under which references are saved.
const REFERENCES: &str = "references";

/// A board as saved.
#[derive(Serialize, Deserialize)]
struct BoardState<S> {
    standing: S,
    views: Vec<Part>,
    references: Part,
    root: Hash,
}

/// The standing and all views.
pub struct Board {
    standing: Standing,
    views: Vec<Box<dyn View>>,
    references: References,
    root: Hash,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            standing: Standing::default(),
            views: open::VIEWS.iter().map(|make| make()).collect(),
            references: References::default(),
            root: Hash::of(b""),
        }
    }
}

impl Board {
    /// Folds the next entry. `leaf` is its leaf hash.
    pub fn fold(&mut self, entry: &Entry, leaf: Hash) -> Outcome<()> {
        let recorded = Recorded::read(entry, leaf, &self.standing)?;
        self.fold_recorded(&recorded);
        Ok(())
    }

    /// Folds an entry already decoded.
    pub fn fold_recorded(&mut self, recorded: &Recorded) {
        self.standing.evolve(&recorded.event, &recorded.effects, &recorded.at);
        for view in &mut self.views {
            view.fold(recorded, &self.standing);
        }
        self.references.fold(recorded, &self.standing);
    }

    /// What the next start needs to go on from here: the state of the standing and of every view.
    pub fn save(&self, pages: &Pages) -> Outcome<Saved> {
        pages::saving(pages, || {
            let views = self.views.iter().map(|view| Part::of(view.name(), view.edition().0, view.as_ref()));
            pages::write(&BoardState::<&Standing> {
                standing: &self.standing,
                views: views.collect::<Outcome<_>>()?,
                references: Part::of(REFERENCES, 1, &self.references)?,
                root: self.root,
            })
        })
    }

    /// A board that goes on from what was saved with the same pages; none if it cannot be read or is of other views.
    pub fn load(bytes: &[u8], pages: &Pages) -> Option<Self> {
        pages::loading(pages, || {
            let state: BoardState<Standing> = pages::read(bytes)?;
            let mut board = Self { standing: state.standing, root: state.root, ..Self::default() };
            state.references.into(REFERENCES, 1, &mut board.references).then_some(())?;
            let mut states = state.views.into_iter();
            for view in &mut board.views {
                let (name, edition) = (view.name(), view.edition().0);
                states.next()?.into(name, edition, view.as_mut()).then_some(())?;
            }
            states.next().is_none().then_some(board)
        })
    }

    /// Names the root of the tree folded so far; documents carry it.
    pub fn stand_on(&mut self, root: Hash) {
        self.root = root;
    }

    /// The root named last.
    pub fn root(&self) -> Hash {
        self.root
    }

    /// The standing after the last entry folded.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Which entries name which.
    pub fn references(&self) -> &References {
        &self.references
    }

    /// The paths of all documents published now, in order.
    pub fn paths(&self) -> Vec<String> {
        self.views.iter().flat_map(|view| view.paths(&self.standing)).collect()
    }

    /// The document at `path`, if one is published there.
    pub fn document(&self, path: &str) -> Option<Document> {
        let view = self.view(path)?;
        let content = view.content(path, &self.standing)?;
        Some(content.stand_on(self.standing.size, self.root, view.edition()))
    }

    /// The JSON of the document at `path`, as it is published.
    pub fn published(&self, path: &str) -> Option<Vec<u8>> {
        let view = self.view(path)?;
        let content = view.written(path, &self.standing)?;
        content.published(self.standing.size, self.root, view.edition())
    }

    /// Whether `bytes` are the JSON of the document at `path`, as it is published.
    pub fn is_published_as(&self, path: &str, bytes: &[u8]) -> bool {
        let found = self.view(path).and_then(|view| Some((view.written(path, &self.standing)?, view.edition())));
        found.is_some_and(|(content, edition)| content.is_published_as(bytes, self.standing.size, self.root, edition))
    }

    /// The content of the document at `path`.
    pub fn content(&self, path: &str) -> Option<Content> {
        self.view(path)?.content(path, &self.standing)
    }

    /// The digest of the content of the document at `path`.
    pub fn digest(&self, path: &str) -> Option<Hash> {
        self.view(path)?.written(path, &self.standing).map(|content| content.digest())
    }

    /// Tables that a page shows beside the document at `path`.
    pub fn beside(&self, path: &str) -> Vec<Table> {
        self.view(path).map(|view| view.beside(path)).unwrap_or_default()
    }

    /// The edition in which this program publishes the document at `path`; none when it knows no such view.
    pub fn edition(&self, path: &str) -> Option<Edition> {
        self.view(path).map(View::edition)
    }

    fn view(&self, path: &str) -> Option<&dyn View> {
        let name = path.split('/').next().unwrap_or(path);
        self.views.iter().find(|view| view.name() == name).map(AsRef::as_ref)
    }
}
