//! Notices: a document of this ledger is reviewed, put on the board, corrected.

use serde::{Deserialize, Serialize};

use crate::base::code::Text;
use crate::event::clause::Clause;
use crate::event::disclosure::{Correction, DisclosureClause, DisclosureEffect, Finding, Notice, Shown};
use crate::event::effect::Effect;
use crate::event::family::Family;
use crate::event::kind::{Kind, KindInfo, Telling, Told};
use crate::event::obligation::{Duty, ObligationEffect};

/// The family.
pub const FAMILY: Family = Family::of("notice", KINDS);

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[KindInfo::of::<Reviewed>(), KindInfo::of::<Posted>(), KindInfo::of::<Corrected>()];

fn text(value: &impl ToString) -> Told {
    Told::Text(value.to_string())
}

/// The supervision group has looked at a document. What it agreed to is the digest, not the path: a document that
/// changed since has no review.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reviewed {
    /// The document.
    pub shown: Shown,
    /// What was found.
    pub finding: Finding,
    /// Why; an objection needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

impl Kind for Reviewed {
    const NAME: &'static str = "notice.reviewed.v1";

    fn subject(&self) -> String {
        self.shown.path.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let (finding, reasoned) = (self.finding, self.reason.is_some());
        vec![DisclosureClause::Reviewable { shown: self.shown.clone(), finding, reasoned }.into()]
    }

    fn causes(&self) -> Vec<Effect> {
        let (shown, reason) = (self.shown.clone(), self.reason.clone());
        vec![DisclosureEffect::Reviewed { shown, finding: self.finding, reason }.into()]
    }

    fn told(&self) -> Telling {
        vec![("path", Told::Document(self.shown.path.clone())), ("finding", Told::Word(self.finding.words_key()))]
    }
}

/// A document is put on the board; whoever owed that has done it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posted {
    /// What is up, until when, where.
    pub notice: Notice,
}

impl Kind for Posted {
    const NAME: &'static str = "notice.posted.v1";

    fn subject(&self) -> String {
        self.notice.shown.path.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        vec![DisclosureClause::Postable(Box::new(self.notice.clone())).into()]
    }

    fn causes(&self) -> Vec<Effect> {
        vec![
            DisclosureEffect::Posted(Box::new(self.notice.clone())).into(),
            ObligationEffect::Discharged(Duty::notice(&self.notice.shown.path)).into(),
        ]
    }

    fn told(&self) -> Telling {
        let Notice { shown, until, place, .. } = &self.notice;
        vec![("path", Told::Document(shown.path.clone())), ("until", text(until)), ("place", text(place))]
    }
}

/// A document on the board was wrong: what was wrong, what changed, and the corrected one, whose display begins
/// again. The wrong one stays in the log.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrected {
    /// The correction.
    pub correction: Correction,
}

impl Kind for Corrected {
    const NAME: &'static str = "notice.corrected.v1";

    fn subject(&self) -> String {
        self.correction.replacement.shown.path.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let Correction { notice, replacement, .. } = &self.correction;
        vec![
            DisclosureClause::Correctable { notice: *notice, shown: replacement.shown.clone() }.into(),
            DisclosureClause::Postable(Box::new(replacement.clone())).into(),
        ]
    }

    fn causes(&self) -> Vec<Effect> {
        vec![DisclosureEffect::Corrected(Box::new(self.correction.clone())).into()]
    }

    fn told(&self) -> Telling {
        let Correction { wrong, changed, replacement, .. } = &self.correction;
        vec![
            ("path", Told::Document(replacement.shown.path.clone())),
            ("wrong", text(wrong)),
            ("changed", text(changed)),
            ("until", text(&replacement.until)),
        ]
    }
}
