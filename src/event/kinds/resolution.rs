//! Resolutions: proposed, studied by the party committee, agreed with the supervision group, voted with a
//! roll call, then adopted or rejected, and at last what came of it (the order of 四议两公开).

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Text};
use crate::base::time::Day;
use crate::event::authority::{AuthorityClause, AuthorityEffect, Matter, Meeting, Step};
use crate::event::clause::Clause;
use crate::event::effect::Effect;
use crate::event::family::Family;
use crate::event::kind::{Kind, KindInfo, Telling, Told};

/// The family.
pub const FAMILY: Family = Family::of("resolution", KINDS);

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Proposed>(),
    KindInfo::of::<Studied>(),
    KindInfo::of::<Agreed>(),
    KindInfo::of::<Voted>(),
    KindInfo::of::<Adopted>(),
    KindInfo::of::<Rejected>(),
    KindInfo::of::<Resulted>(),
];

/// A matter is put on the table.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposed {
    /// What is proposed.
    pub details: Matter,
}

impl Kind for Proposed {
    const NAME: &'static str = "resolution.proposed.v1";

    fn subject(&self) -> String {
        self.details.matter.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        vec![AuthorityClause::Proposable(Box::new(self.details.clone())).into()]
    }

    fn causes(&self) -> Vec<Effect> {
        vec![AuthorityEffect::Opened(Box::new(self.details.clone())).into()]
    }

    fn told(&self) -> Telling {
        vec![("title", Told::Text(self.details.title.to_string()))]
    }
}

/// A step that a meeting took.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepData {
    /// The matter.
    pub matter: Code,
    /// The meeting and its roll call.
    pub meeting: Meeting,
    /// Whether it was carried. Recomputed from the roll; an event that claims otherwise is refused.
    pub carried: bool,
    /// Reasons given: the party committee's opinion, the supervision group's objection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<Text>,
}

impl StepData {
    fn requires(&self, step: Step) -> Vec<Clause> {
        let (matter, meeting) = (self.matter.clone(), self.meeting.clone());
        vec![AuthorityClause::StepFits { matter, step, meeting, carried: self.carried }.into()]
    }

    fn causes(&self, step: Step) -> Vec<Effect> {
        let stepped = AuthorityEffect::Stepped {
            matter: self.matter.clone(),
            step,
            meeting: self.meeting.clone(),
            carried: self.carried,
            opinion: self.opinion.clone(),
        };
        vec![stepped.into()]
    }

    fn told(&self) -> Telling {
        let count = self.meeting.count();
        let number = |n: u64| Told::Text(n.to_string());
        vec![
            ("matter", Told::Matter(self.matter.clone())),
            ("due", number(count.due)),
            ("present", number(count.present)),
            ("yes", number(count.yes)),
            ("no", number(count.no)),
            ("carried", Told::Text(if self.carried { "yes" } else { "no" }.to_owned())),
        ]
    }
}

macro_rules! step_kind {
    ($type:ident, $name:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $type(pub StepData);

        impl Kind for $type {
            const NAME: &'static str = $name;

            fn subject(&self) -> String {
                self.0.matter.to_string()
            }

            fn requires(&self) -> Vec<Clause> {
                self.0.requires(Step::$type)
            }

            fn causes(&self) -> Vec<Effect> {
                self.0.causes(Step::$type)
            }

            fn told(&self) -> Telling {
                self.0.told()
            }
        }
    };
}

step_kind!(
    Studied,
    "resolution.studied.v1",
    "The party committee has studied the matter (城市居民委员会组织法 2026, art. 30)."
);
step_kind!(
    Agreed,
    "resolution.agreed.v1",
    "The supervision group has agreed, or objects; its refusal is an outcome like any other."
);
step_kind!(Voted, "resolution.voted.v1", "A body has voted with a roll call.");

/// The matter is adopted: from now on it permits what it says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adopted {
    /// The matter.
    pub matter: Code,
    /// The day.
    pub on: Day,
}

impl Kind for Adopted {
    const NAME: &'static str = "resolution.adopted.v1";

    fn subject(&self) -> String {
        self.matter.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        vec![AuthorityClause::Concludable { matter: self.matter.clone(), on: self.on, adopted: true }.into()]
    }

    fn causes(&self) -> Vec<Effect> {
        vec![AuthorityEffect::Concluded { matter: self.matter.clone(), on: self.on, adopted: true }.into()]
    }

    fn told(&self) -> Telling {
        vec![("matter", Told::Matter(self.matter.clone())), ("on", Told::Text(self.on.to_string()))]
    }
}

/// The matter is rejected: a step was lost.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rejected {
    /// The matter.
    pub matter: Code,
    /// The day.
    pub on: Day,
}

impl Kind for Rejected {
    const NAME: &'static str = "resolution.rejected.v1";

    fn subject(&self) -> String {
        self.matter.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        vec![AuthorityClause::Concludable { matter: self.matter.clone(), on: self.on, adopted: false }.into()]
    }

    fn causes(&self) -> Vec<Effect> {
        vec![AuthorityEffect::Concluded { matter: self.matter.clone(), on: self.on, adopted: false }.into()]
    }

    fn told(&self) -> Telling {
        vec![("matter", Told::Matter(self.matter.clone())), ("on", Told::Text(self.on.to_string()))]
    }
}

/// What came of an adopted matter; may be told more than once, until it is complete.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resulted {
    /// The matter.
    pub matter: Code,
    /// The day.
    pub on: Day,
    /// In words.
    pub result: Text,
    /// Whether the work is complete and accepted.
    pub complete: bool,
}

impl Kind for Resulted {
    const NAME: &'static str = "resolution.result.v1";

    fn subject(&self) -> String {
        self.matter.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        vec![AuthorityClause::Adopted(self.matter.clone()).into()]
    }

    fn causes(&self) -> Vec<Effect> {
        let (matter, on) = (self.matter.clone(), self.on);
        vec![AuthorityEffect::Resulted { matter, on, result: self.result.clone(), complete: self.complete }.into()]
    }

    fn told(&self) -> Telling {
        vec![("matter", Told::Matter(self.matter.clone())), ("result", Told::Text(self.result.to_string()))]
    }
}
