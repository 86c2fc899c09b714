//! Case: something that goes through stages until it ends (an issue, a question, an application, a complaint).
//!
//! Each sort is declared by its family ([`CaseSort`]); rules and views know none by name. A stage may be owed by
//! someone by a day: then it stands among the obligations too, and moving on is what does it. Not for matters that a
//! body decides: those are resolutions ([`crate::event::authority`]).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line};
use crate::base::time::Day;
use crate::event::family::CaseSort;
use crate::event::obligation::{Due, OwedBy};
use crate::event::policy::Clock;

/// A case, named within its sort. Text form: `grid-issue/g-17`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CaseRef {
    /// Its sort.
    pub sort: Code,
    /// Its code.
    pub code: Code,
}

impl CaseSort {
    /// The case of this sort with this code.
    pub fn case(&self, code: &Code) -> CaseRef {
        // A test holds that every sort of every family is a code.
        CaseRef { sort: self.sort.parse().unwrap_or_default(), code: code.clone() }
    }
}

impl CaseRef {
    /// The key of its sort's word in `locales/`.
    pub fn words_key(&self) -> String {
        format!("case-{}", self.sort)
    }

    /// The key of a stage's word in `locales/`.
    pub fn stage_key(&self, stage: impl fmt::Display) -> String {
        format!("stage-{}-{stage}", self.sort)
    }
}

impl fmt::Display for CaseRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.sort, self.code)
    }
}

/// Who owes that a case moves on from the stage it is in, and by when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owes {
    /// Who.
    pub by: OwedBy,
    /// By when.
    pub due: Due,
}

impl CaseEffect {
    /// A case of which nothing is said but its title begins in this stage.
    pub fn opened(case: CaseRef, title: &Line, stage: &'static str) -> Self {
        Self::Opened { case, title: title.clone(), stage, about: None, raised_by: None, worth: None, owes: None }
    }

    /// A case comes into this stage, where this person or body owes the next step.
    pub fn moved(case: CaseRef, stage: &'static str, by: impl Into<OwedBy>, due: Due) -> Self {
        Self::Moved { case, stage, worth: None, owes: Some(Owes { by: by.into(), due }), ends: false }
    }

    /// A case ends in this stage.
    pub fn ended(case: CaseRef, stage: &'static str) -> Self {
        Self::Moved { case, stage, worth: None, owes: None, ends: true }
    }
}

/// Requirements about cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseClause {
    /// There is no such case yet.
    New(CaseRef),
    /// The case is in one of these stages and has not ended.
    At {
        /// The case.
        case: CaseRef,
        /// The stages.
        any: &'static [&'static str],
    },
    /// Someone signed who is neither the person the case is about nor close to them: nobody answers for themselves.
    NotAlone(CaseRef),
    /// Someone signed who is neither this person nor close to them.
    NotBy(Code),
    /// This person brought the case.
    RaisedBy {
        /// The case.
        case: CaseRef,
        /// The person.
        person: Code,
    },
    /// The case is about this person.
    About {
        /// The case.
        case: CaseRef,
        /// The person.
        person: Code,
    },
    /// The case is worth exactly so much: what was confirmed or decided is what is credited or paid.
    Worth {
        /// The case.
        case: CaseRef,
        /// Minor units, minutes, points or pieces: as its family counts.
        amount: i64,
    },
    /// The case is worth so much or more.
    WorthAtLeast {
        /// The case.
        case: CaseRef,
        /// As in [`CaseClause::Worth`].
        amount: i64,
    },
    /// The step owed now is due on this day or later: handing a case on puts nothing off.
    DueKept {
        /// The case.
        case: CaseRef,
        /// The day the event names.
        due: Day,
    },
    /// The case was in this stage at the end of this day, which is not after the event: a price in force that day.
    During {
        /// The case.
        case: CaseRef,
        /// The stage.
        stage: &'static str,
        /// The day.
        on: Day,
    },
    /// At least so many days have passed since the case last came into the stage (shown long enough).
    SinceAtLeast {
        /// The case.
        case: CaseRef,
        /// The stage.
        stage: &'static str,
        /// How many days.
        clock: Clock,
    },
    /// No more than so many days have passed since the case last came into the stage (a term to object in). Not for
    /// answers that are late: those are owed, shown late, and still taken.
    SinceAtMost {
        /// The case.
        case: CaseRef,
        /// The stage.
        stage: &'static str,
        /// How many days.
        clock: Clock,
    },
}

/// Consequences for cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseEffect {
    /// A case begins.
    Opened {
        /// The case.
        case: CaseRef,
        /// What it is called in public.
        title: Line,
        /// The stage it begins in.
        stage: &'static str,
        /// The person it is about, an office holder or someone under a code.
        about: Option<Code>,
        /// Who brought it.
        raised_by: Option<Code>,
        /// What it is worth, as its family counts.
        worth: Option<i64>,
        /// Who owes the next step.
        owes: Option<Owes>,
    },
    /// A case comes into a stage, perhaps for the second time. Whoever owed the step has taken it.
    Moved {
        /// The case.
        case: CaseRef,
        /// The stage.
        stage: &'static str,
        /// What it is worth from now on; as before when absent.
        worth: Option<i64>,
        /// Who owes the next step.
        owes: Option<Owes>,
        /// Whether the case ends with it.
        ends: bool,
    },
}
