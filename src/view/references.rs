//! Which entries name which: an event may undo, correct, answer or ask about an earlier one, and whoever reads the earlier
//! one wants to know. No family is known by name: what an event requires and causes says which it names.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::base::code::EventId;
use crate::base::limits;
use crate::base::paged::Paged;
use crate::event::case::{CaseEffect, CaseRef};
use crate::event::clause::Clause;
use crate::event::disclosure::{DisclosureClause, DisclosureEffect};
use crate::event::effect::Effect;
use crate::event::posting::PostingEffect;
use crate::rules::standing::Standing;
use crate::view::recorded::Recorded;

/// An entry that names another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Its position.
    pub index: u64,
    /// The case it opened, such as a question.
    pub opened: Option<CaseRef>,
}

/// The fold.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct References {
    named: Paged<u64, Vec<Reference>>,
}

impl References {
    /// Takes in the next entry; `standing` is that after it. The first [`limits::REFERENCES`] that name an entry are kept.
    pub fn fold(&mut self, recorded: &Recorded, standing: &Standing) {
        let named = named(recorded);
        if named.is_empty() {
            return;
        }
        let opened = recorded.effects.iter().find_map(|effect| match effect {
            Effect::Case(CaseEffect::Opened { case, .. }) => Some(case.clone()),
            _ => None,
        });
        let index = recorded.at.index;
        for of in named.iter().filter_map(|id| standing.ids.get(id)).filter(|of| **of != index) {
            let known = self.named.get_or_insert_with(of, Vec::new);
            if known.len() < limits::REFERENCES {
                known.push(Reference { index, opened: opened.clone() });
            }
        }
    }

    /// The entries that name the one at this position, oldest first.
    pub fn of(&self, index: u64) -> &[Reference] {
        self.named.get(&index).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The events an event names.
fn named(recorded: &Recorded) -> BTreeSet<EventId> {
    let required = recorded.event.body.requires().into_iter().filter_map(|clause| match clause {
        Clause::Disclosure(
            DisclosureClause::EventKnown(event)
            | DisclosureClause::Correctable { notice: event, .. }
            | DisclosureClause::Erasable { event, .. },
        ) => Some(event),
        _ => None,
    });
    let caused = recorded.effects.iter().filter_map(|effect| match effect {
        Effect::Posting(PostingEffect::Posted { item, .. }) => item.reverses,
        Effect::Posting(PostingEffect::MovesUndone { event, .. })
        | Effect::Disclosure(DisclosureEffect::FlagAnswered { event, .. }) => Some(*event),
        _ => None,
    });
    required.chain(caused).collect()
}
