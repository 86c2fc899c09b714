//! Disclosures: what is shown and reviewed.

use serde::{Deserialize, Serialize};

use crate::event::disclosure::DisclosureEffect;
use crate::rules::standing::At;

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosures {}

impl Disclosures {
    /// Folds one effect.
    pub fn evolve(&mut self, effect: &DisclosureEffect, at: &At) {
        let _ = (effect, at);
    }
}
