//! Meetings: who was there. Votes on a matter are for the resolution family, whose steps carry their own roll.

use serde::{Deserialize, Serialize};

use crate::base::code::Line;
use crate::event::authority::{AuthorityClause, AuthorityEffect, Meeting};
use crate::event::clause::Clause;
use crate::event::effect::Effect;
use crate::event::family::Family;
use crate::event::kind::{Kind, KindInfo, Telling, Told};

/// The family.
pub const FAMILY: Family = Family::of("meeting", KINDS);

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[KindInfo::of::<Held>()];

/// A body has met. The roll says who was there and who was not; as no vote is taken with it, those present are
/// `unrecorded`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// The meeting and its roll: everyone due that day once, and nobody else.
    pub meeting: Meeting,
    /// What it was about.
    pub topic: Line,
}

impl Kind for Held {
    const NAME: &'static str = "meeting.held.v1";

    fn subject(&self) -> String {
        format!("{}/{}", self.meeting.body, self.meeting.on)
    }

    fn requires(&self) -> Vec<Clause> {
        vec![AuthorityClause::RollTaken(self.meeting.clone()).into()]
    }

    fn causes(&self) -> Vec<Effect> {
        vec![AuthorityEffect::Met { meeting: self.meeting.clone(), topic: self.topic.clone() }.into()]
    }

    fn told(&self) -> Telling {
        let count = self.meeting.count();
        vec![
            ("body", Told::Body(self.meeting.body.clone())),
            ("on", Told::Text(self.meeting.on.to_string())),
            ("present", Told::Text(count.present.to_string())),
            ("due", Told::Text(count.due.to_string())),
            ("topic", Told::Text(self.topic.to_string())),
        ]
    }
}
