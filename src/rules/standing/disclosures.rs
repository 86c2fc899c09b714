//! Disclosures: what is on the board, what was reviewed, what replaced what.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::EventId;
use crate::base::hash::Hash;
use crate::base::time::Day;
use crate::event::disclosure::{DisclosureEffect, DocumentPath, Finding, Notice, Shown};
use crate::event::sealed::Sealed;
use crate::rules::standing::At;

/// A review of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewState {
    /// The document.
    pub shown: Shown,
    /// What was found.
    pub finding: Finding,
    /// The day.
    pub on: Day,
    /// The entry.
    pub at: u64,
}

/// A document on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeState {
    /// As put up.
    pub notice: Notice,
    /// First day on the board.
    pub from: Day,
    /// The entry.
    pub at: u64,
    /// The event that replaced it.
    pub corrected_by: Option<EventId>,
}

impl NoticeState {
    /// Whether it should be on the board on `day`.
    pub fn up(&self, day: Day) -> bool {
        self.corrected_by.is_none() && self.from <= day && day <= self.notice.until
    }
}

/// A private field that stands in an event as a commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedState {
    /// Its name.
    pub field: String,
    /// The event.
    pub event: EventId,
    /// The entry.
    pub at: u64,
    /// The day its opening was destroyed, and the entry that says so.
    pub erased: Option<(Day, u64)>,
    /// How many times a supervisor asked to read it.
    #[serde(default)]
    pub read: u64,
}

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosures {
    reviews: Vec<ReviewState>,
    notices: BTreeMap<EventId, NoticeState>,
    sealed: BTreeMap<Hash, SealedState>,
}

impl Disclosures {
    /// Reviews of exactly this content at this path, in order. A "reviewed" badge comes from here and nowhere else.
    pub fn reviews<'a>(&'a self, path: &'a DocumentPath, digest: &'a Hash) -> impl Iterator<Item = &'a ReviewState> {
        self.reviews.iter().filter(move |review| review.shown.path == *path && review.shown.digest == *digest)
    }

    /// The last review of exactly this content at this path.
    pub fn review(&self, path: &DocumentPath, digest: &Hash) -> Option<&ReviewState> {
        self.reviews.iter().rfind(|review| review.shown.path == *path && review.shown.digest == *digest)
    }

    /// The notice an event put up.
    pub fn notice(&self, event: &EventId) -> Option<&NoticeState> {
        self.notices.get(event)
    }

    /// All notices ever put up, with the events that did.
    pub fn notices(&self) -> impl Iterator<Item = (&EventId, &NoticeState)> {
        self.notices.iter()
    }

    /// Notices of the document at `path`, in the order they were put up.
    pub fn notices_of(&self, path: &DocumentPath) -> Vec<(&EventId, &NoticeState)> {
        let mut found: Vec<_> = self.notices().filter(|(_, state)| state.notice.shown.path == *path).collect();
        found.sort_by_key(|(_, state)| state.at);
        found
    }

    /// The private field behind a commitment.
    pub fn sealed(&self, sealed: &Sealed) -> Option<&SealedState> {
        self.sealed.get(&sealed.sealed)
    }

    /// Every private field, with its commitment.
    pub fn all_sealed(&self) -> impl Iterator<Item = (Sealed, &SealedState)> {
        self.sealed.iter().map(|(digest, state)| (Sealed { sealed: *digest }, state))
    }

    /// Folds one effect.
    pub fn evolve(&mut self, effect: &DisclosureEffect, at: &At) {
        match effect {
            DisclosureEffect::Reviewed { shown, finding, .. } => {
                let review = ReviewState { shown: shown.clone(), finding: *finding, on: at.day, at: at.index };
                self.reviews.push(review);
            }
            DisclosureEffect::Posted(notice) => self.put_up((**notice).clone(), at),
            DisclosureEffect::Corrected(correction) => {
                if let Some(state) = self.notices.get_mut(&correction.notice) {
                    state.corrected_by.get_or_insert(at.id);
                }
                self.put_up(correction.replacement.clone(), at);
            }
            DisclosureEffect::Sealed { field, sealed } => {
                let state =
                    SealedState { field: (*field).to_owned(), event: at.id, at: at.index, erased: None, read: 0 };
                self.sealed.entry(sealed.sealed).or_insert(state);
            }
            DisclosureEffect::Erased(sealed) => {
                if let Some(state) = self.sealed.get_mut(&sealed.sealed) {
                    state.erased.get_or_insert((at.day, at.index));
                }
            }
            DisclosureEffect::Read(sealed) => {
                if let Some(state) = self.sealed.get_mut(&sealed.sealed) {
                    state.read += 1;
                }
            }
            // What a flag points at is folded by views, and so is what is said to it.
            DisclosureEffect::FlagAnswered { .. } => {}
        }
    }

    fn put_up(&mut self, notice: Notice, at: &At) {
        self.notices.insert(at.id, NoticeState { notice, from: at.day, at: at.index, corrected_by: None });
    }
}
