//! Obligations: what is owed, by whom, by when.

use serde::{Deserialize, Serialize};

use crate::event::obligation::ObligationEffect;
use crate::rules::standing::At;

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligations {}

impl Obligations {
    /// Folds one effect.
    pub fn evolve(&mut self, effect: &ObligationEffect, at: &At) {
        let _ = (effect, at);
    }
}
