//! Party affairs: what was decided and how, who met, who holds which office, by which rules, and how those in office
//! were judged.
//!
//! Not for accounts: the payments listed under a resolution are those that used its permission, nothing else.
//! Everything is folded from the record. What the standing keeps is read from it; kept here is only what no rule
//! looks at: rolls, opinions, signers, remarks.

mod evaluations;
mod mandates;
mod meetings;
pub mod parts;
mod policy;
pub mod resolutions;
#[cfg(test)]
mod tests;
pub mod wording;

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::rules::standing::Standing;
use crate::view::document::{Content, Fact, Value};
use crate::view::open::View;
use crate::view::open::party::evaluations::Evaluations;
use crate::view::open::party::mandates::Terms;
use crate::view::open::party::meetings::Meetings;
use crate::view::open::party::policy::Policies;
use crate::view::open::party::resolutions::Resolutions;
use crate::view::recorded::Recorded;

const NAME: &str = "party";

/// The documents beside the overview, and what a link to each says.
const DOCUMENTS: &[(&str, &str)] = &[
    ("party/meetings", "party-meetings"),
    ("party/mandates", "party-mandates"),
    ("party/evaluations", "party-evaluations"),
    ("party/policy", "party-policy"),
];

/// The view.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Party {
    resolutions: Resolutions,
    meetings: Meetings,
    terms: Terms,
    policies: Policies,
    evaluations: Evaluations,
}

impl Party {
    /// An empty one, for the registry.
    pub fn boxed() -> Box<dyn View> {
        Box::new(Self::default())
    }

    fn overview(&self, standing: &Standing) -> Content {
        let mut content = parts::content(NAME, "party-title", standing);
        let links = DOCUMENTS.iter().map(|(path, word)| parts::document(path, Value::word(word))).collect();
        content.facts = resolutions::sums(standing);
        content.facts.push(Fact::new("party-meetings-held", Value::count(self.meetings.held())));
        content.facts.push(Fact::new("party-see-also", Value::List(links)));
        content.tables = vec![resolutions::listed(standing)];
        content.notes = vec!["party-note-computed".into()];
        content
    }
}

impl View for Party {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, recorded: &Recorded, standing: &Standing) {
        self.resolutions.fold(recorded, standing);
        self.meetings.fold(recorded);
        self.terms.fold(recorded, standing);
        self.policies.fold(recorded);
        self.evaluations.fold(recorded);
    }

    fn paths(&self, standing: &Standing) -> Vec<String> {
        if standing.founded.is_none() {
            return Vec::new();
        }
        let matters = standing.authorities.matters().map(|state| parts::resolution_path(&state.matter.matter));
        let judged = standing.ballots.evaluations().map(|state| parts::evaluation_path(&state.details.evaluation));
        std::iter::once(NAME.to_owned())
            .chain(DOCUMENTS.iter().map(|(path, _)| (*path).to_owned()))
            .chain(matters)
            .chain(judged)
            .collect()
    }

    fn content(&self, path: &str, standing: &Standing) -> Option<Content> {
        standing.founded.as_ref()?;
        let parts: Vec<&str> = path.split('/').collect();
        let code = |text: &str| text.parse::<Code>().ok();
        match parts.as_slice() {
            ["party"] => Some(self.overview(standing)),
            ["party", "meetings"] => Some(self.meetings.content(standing)),
            ["party", "mandates"] => Some(self.terms.content(standing)),
            ["party", "policy"] => Some(self.policies.content(standing)),
            ["party", "evaluations"] => Some(self.evaluations.overview(standing)),
            ["party", "resolution", matter] => self.resolutions.content(&code(matter)?, standing),
            ["party", "evaluation", evaluation] => self.evaluations.content(&code(evaluation)?, standing),
            _ => None,
        }
    }
}
