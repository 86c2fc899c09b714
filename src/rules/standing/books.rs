//! Books: accounts, balances, budgets and periods.

use serde::{Deserialize, Serialize};

use crate::event::posting::PostingEffect;
use crate::rules::standing::At;

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Books {}

impl Books {
    /// Folds one effect.
    pub fn evolve(&mut self, effect: &PostingEffect, at: &At) {
        let _ = (effect, at);
    }
}
