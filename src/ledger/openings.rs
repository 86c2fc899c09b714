//! What opens private fields: sent with an event, kept beside the record, destroyed when an event says so.
//!
//! Only the sequencer writes here, so that what is kept and what is recorded never run apart: an opening is durable before
//! its event is, and gone before the answer to its erasure. What a crash leaves in between is put right when the ledger opens.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::code::Slug;
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::event::disclosure::DisclosureEffect;
use crate::event::effect::Effect;
use crate::event::envelope::Envelope;
use crate::event::payload::Event;
use crate::event::sealed::{Opening, Sealed};
use crate::rules::standing::Standing;
use crate::store::Store;

/// Openings that were held against the private fields of one event: one for each.
#[derive(Clone, Debug)]
pub struct Openings(Vec<Opening>);

impl Openings {
    /// Holds the texts sent against the private fields of an event. What is wrong is told by digest and field, never by value.
    ///
    /// # Errors
    /// `openings-none`, `opening-unreadable`, `opening-too-long`, `opening-of-none`, `opening-of-another-field`,
    /// `opening-twice`, `opening-missing`.
    pub fn check(event: &Event, texts: &[String]) -> Outcome<Self> {
        if texts.is_empty() {
            return Err(Problem::malformed("openings-none"));
        }
        let (mut seals, mut openings) = (seals_of(event), Vec::new());
        for text in texts {
            if text.len() > limits::OPENING_BYTES {
                let (bytes, limit) = (text.len(), limits::OPENING_BYTES);
                return Err(Problem::malformed("opening-too-long").with("bytes", bytes).with("limit", limit));
            }
            let sealed = Opening::read(text)?.seal();
            let at = seals.iter().position(|(_, wanted)| *wanted == sealed);
            let Some(at) = at else { return Err(unwanted(event, sealed)) };
            let (field, sealed) = seals.swap_remove(at);
            openings.push(Opening::check(text, &field.parse()?, &sealed)?);
        }
        match seals.first() {
            Some((field, sealed)) => {
                Err(Problem::refused("opening-missing").with("field", field).with("digest", sealed))
            }
            None => Ok(Self(openings)),
        }
    }
}

fn unwanted(event: &Event, sealed: Sealed) -> Problem {
    match seals_of(event).iter().find(|(_, wanted)| *wanted == sealed) {
        Some((field, _)) => Problem::refused("opening-twice").with("field", field),
        None => Problem::refused("opening-of-none").with("digest", sealed),
    }
}

/// The private fields of an event.
pub fn seals_of(event: &Event) -> Vec<(&'static str, Sealed)> {
    let effects = event.body.causes().into_iter().filter_map(|effect| match effect {
        Effect::Disclosure(DisclosureEffect::Sealed { field, sealed }) => Some((field, sealed)),
        _ => None,
    });
    effects.collect()
}

/// What an event destroys the openings of.
pub(super) fn erased_by(effects: &[Effect]) -> impl Iterator<Item = Hash> {
    effects.iter().filter_map(|effect| match effect {
        Effect::Disclosure(DisclosureEffect::Erased(sealed)) => Some(sealed.sealed),
        _ => None,
    })
}

/// The openings of one ledger, for its sequencer.
pub(super) struct Keeper {
    slug: Slug,
    store: Arc<dyn Store>,
    /// Erased by an event, and not destroyed yet because the disk failed.
    due: BTreeSet<Hash>,
}

impl Keeper {
    pub(super) fn new(slug: Slug, store: Arc<dyn Store>) -> Self {
        Self { slug, store, due: BTreeSet::new() }
    }

    /// Keeps them, but for those of fields that are erased.
    pub(super) fn keep(&self, openings: &Openings, standing: &Standing) -> Outcome<()> {
        openings.0.iter().try_for_each(|opening| {
            let sealed = opening.seal();
            if standing.disclosures.sealed(&sealed).is_some_and(|state| state.erased.is_some()) {
                return Err(Problem::refused("erased-already").with("field", opening.field()).with("digest", sealed));
            }
            self.store.opening_put(&self.slug, &sealed.sealed, opening.text().as_bytes())
        })
    }

    /// Destroys these, which an event erased, and what is still due. A disk that fails is tried again with the next commit
    /// and at the next start.
    pub(super) fn destroy(&mut self, erased: impl IntoIterator<Item = Hash>) {
        self.due.extend(erased);
        let (slug, store) = (&self.slug, &self.store);
        self.due.retain(|digest| match store.opening_remove(slug, digest) {
            Ok(()) => false,
            Err(problem) => {
                tracing::error!(ledger = %slug, code = problem.code, %digest, "an erased opening is not destroyed yet");
                true
            }
        });
    }

    /// Destroys whatever opens nothing that stands in the ledger or in a draft: what was erased, and what was kept for an
    /// event that then was not placed. When the drafts cannot be read, only what was erased.
    pub(super) fn sweep(&mut self, standing: &Standing) {
        let kept = self.store.openings(&self.slug).unwrap_or_else(|problem| {
            tracing::error!(ledger = %self.slug, code = problem.code, "openings cannot be listed");
            BTreeSet::new()
        });
        if kept.is_empty() {
            return;
        }
        let drafts = self.drafted();
        let unwanted =
            kept.into_iter().filter(|digest| match standing.disclosures.sealed(&Sealed { sealed: *digest }) {
                Some(state) => state.erased.is_some(),
                None => drafts.as_ref().is_ok_and(|drafts| !drafts.contains(digest)),
            });
        let unwanted: Vec<Hash> = unwanted.collect();
        self.destroy(unwanted);
    }

    /// Commitments that stand in drafts.
    fn drafted(&self) -> Outcome<BTreeSet<Hash>> {
        let mut found = BTreeSet::new();
        for (_, bytes) in self.store.drafts(&self.slug)? {
            // A draft that cannot be read will never be placed.
            let event = Envelope::read(&bytes).and_then(|envelope| Event::read(envelope.payload()));
            found.extend(event.iter().flat_map(seals_of).map(|(_, sealed)| sealed.sealed));
        }
        Ok(found)
    }
}
