//! Ballots: evaluations and their counts.

use serde::{Deserialize, Serialize};

use crate::event::ballot::BallotEffect;
use crate::rules::standing::At;

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballots {}

impl Ballots {
    /// Folds one effect.
    pub fn evolve(&mut self, effect: &BallotEffect, at: &At) {
        let _ = (effect, at);
    }
}
