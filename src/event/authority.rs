//! Authority: a resolution grants permission (purpose, cap, payee, expiry) and other events consume it.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line, Text};
use crate::base::hash::Hash;
use crate::base::time::Day;
use crate::event::file::FileRef;
use crate::event::mandate::{BodyDetails, BodySort, Seat, Term};

/// What a matter is about; decides which steps it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatterSort {
    /// Permission to spend.
    Expense,
    /// The yearly budget.
    Budget,
    /// A major event or important activity.
    Activity,
    /// A change of the policy.
    Policy,
    /// An appointment or recall.
    Personnel,
    /// Taking over accounts kept elsewhere.
    Takeover,
    /// Anything else.
    Other,
}

/// A step on the way to a resolution, in the order the seed text and the law name them
/// (城市居民委员会组织法 2026, art. 30: important matters are first studied by the party organisation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Studied by the party committee.
    Studied,
    /// Agreed with the supervision group.
    Agreed,
    /// Voted with a roll call.
    Voted,
}

/// What an adopted expense matter permits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Category of expenditure.
    pub purpose: Code,
    /// At most this much in all, in minor units.
    pub cap: i64,
    /// First day a payment may be made.
    pub from: Day,
    /// Last day a payment may be made.
    pub until: Day,
    /// Only to this payee, when named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<Line>,
}

/// A file of accounts taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakenFile {
    /// SHA-256 of the file.
    pub sha256: Hash,
    /// Its name, for people.
    pub name: Line,
    /// Rows that can be read, each to become one event.
    pub rows: u32,
    /// Rows that cannot be read, left out and said so.
    pub unreadable: u32,
    /// Sum of the readable rows in minor units; payments positive, refunds negative.
    pub total: i64,
}

/// One thing that a personnel matter decides. It takes effect once, by the event that says the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Personnel {
    /// A body is formed.
    Forms(BodyDetails),
    /// A person takes a seat for a term.
    Gives(Term),
    /// A person leaves a seat before the term ends.
    Ends {
        /// Who.
        person: Code,
        /// Which seat.
        seat: Seat,
    },
}

/// A matter as proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matter {
    /// Its code.
    pub matter: Code,
    /// What it is called.
    pub title: Line,
    /// What sort it is.
    pub sort: MatterSort,
    /// The full text, kept beside the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<FileRef>,
    /// What it would permit to spend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<Grant>,
    /// Accounts it would take over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<TakenFile>,
    /// The digest of the policy it would bring into force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Hash>,
    /// What it would decide about bodies and seats.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personnel: Vec<Personnel>,
}

/// How a member voted, or why they did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vote {
    /// In favour.
    For,
    /// Against.
    Against,
    /// Present, did not take sides.
    Abstain,
    /// Present, had to stand aside (a relative or interest).
    Recused,
    /// Present, vote not recorded by the source.
    Unrecorded,
    /// Not present.
    Absent,
    /// Not present, with leave.
    Excused,
}

impl Vote {
    /// Whether the member was there.
    pub fn present(self) -> bool {
        !matches!(self, Vote::Absent | Vote::Excused)
    }
}

/// One line of a roll call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollLine {
    /// Who.
    pub person: Code,
    /// How.
    pub vote: Vote,
}

/// A meeting that took a step. The roll names everyone due that day once, and nobody else; all counts
/// are computed from it, so none can contradict it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    /// The body that met.
    pub body: Code,
    /// The day.
    pub on: Day,
    /// Everyone due, and how they voted.
    pub roll: Vec<RollLine>,
    /// The minutes, kept beside the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<FileRef>,
}

/// A roll call, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// On the roll.
    pub due: u64,
    /// There.
    pub present: u64,
    /// In favour.
    pub yes: u64,
    /// Against.
    pub no: u64,
    /// Abstaining, standing aside or unrecorded.
    pub abstain: u64,
}

impl Meeting {
    /// Counts the roll.
    pub fn count(&self) -> Count {
        let mut count = Count::default();
        for line in &self.roll {
            count.due += 1;
            count.present += u64::from(line.vote.present());
            match line.vote {
                Vote::For => count.yes += 1,
                Vote::Against => count.no += 1,
                Vote::Abstain | Vote::Recused | Vote::Unrecorded => count.abstain += 1,
                Vote::Absent | Vote::Excused => {}
            }
        }
        count
    }
}

/// Requirements about resolutions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthorityClause {
    /// No matter has this code yet; what it would permit is sensible (cap positive, dates in order, category known).
    Proposable(Box<Matter>),
    /// The matter's next step is this one, taken by a body of the sort the policy asks, in a valid meeting, not
    /// before the step before it; `carried` is the outcome the event claims, which must be what the roll says.
    StepFits {
        /// The matter.
        matter: Code,
        /// The step.
        step: Step,
        /// The meeting.
        meeting: Meeting,
        /// Whether it was carried (agreed), as the event states.
        carried: bool,
    },
    /// Every step is taken and carried, so it can be adopted; or one was lost, so it is rejected.
    Concludable {
        /// The matter.
        matter: Code,
        /// The day.
        on: Day,
        /// Adopted or rejected.
        adopted: bool,
    },
    /// The roll names everyone due that day once and nobody else, and the meeting is not in the event's future.
    RollTaken(Meeting),
    /// The matter is adopted and of this sort.
    AdoptedAs {
        /// The matter.
        matter: Code,
        /// The sort.
        sort: MatterSort,
    },
    /// The matter is an adopted personnel matter; where the policy has it so, it names this and did not bring it about yet.
    Decides {
        /// The matter.
        matter: Code,
        /// What takes effect.
        what: Box<Personnel>,
    },
    /// Where the policy has it so, nothing rests on the matter yet.
    Unused(Code),
    /// The matter is adopted (any sort).
    Adopted(Code),
    /// The grant covers this payment: purpose, payee, day, tier in force, and what is left of the cap.
    Permits {
        /// The matter.
        matter: Code,
        /// Minor units.
        amount: i64,
        /// Category of expenditure.
        purpose: Code,
        /// To whom.
        payee: Line,
        /// Payment day.
        on: Day,
    },
    /// The row belongs to a file that the adopted matter takes over, was not brought in yet, and does not
    /// exceed the rows named.
    TakesOver {
        /// The matter.
        matter: Code,
        /// The file.
        file: Hash,
        /// The row, counted from 1 below the header.
        row: u32,
        /// Minor units; refunds negative.
        amount: i64,
    },
}

/// Consequences for resolutions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthorityEffect {
    /// A matter is on the table.
    Opened(Box<Matter>),
    /// It has taken a step.
    Stepped {
        /// The matter.
        matter: Code,
        /// The step.
        step: Step,
        /// Who takes it (sort is looked up from the body).
        meeting: Meeting,
        /// Carried or lost.
        carried: bool,
        /// Reasons given.
        opinion: Option<Text>,
    },
    /// It is adopted or rejected.
    Concluded {
        /// The matter.
        matter: Code,
        /// The day.
        on: Day,
        /// Adopted or rejected.
        adopted: bool,
    },
    /// A body has met, whatever it decided.
    Met {
        /// The meeting.
        meeting: Meeting,
        /// What it was about.
        topic: Line,
    },
    /// What came of it.
    Resulted {
        /// The matter.
        matter: Code,
        /// The day.
        on: Day,
        /// In words.
        result: Text,
        /// Whether the work is complete.
        complete: bool,
    },
    /// What it decided takes effect.
    Applied {
        /// The matter.
        matter: Code,
        /// What of it; none when it decides one thing only.
        what: Option<Box<Personnel>>,
    },
    /// Part of its cap is used (negative: given back by a reversal).
    Consumed {
        /// The matter.
        matter: Code,
        /// Minor units.
        amount: i64,
    },
    /// A row of accounts taken over is brought in.
    RowTaken {
        /// The matter.
        matter: Code,
        /// The file.
        file: Hash,
        /// The row.
        row: u32,
        /// Minor units.
        amount: i64,
    },
}

impl MatterSort {
    /// The key of its word in `locales/`.
    pub fn words_key(self) -> &'static str {
        match self {
            MatterSort::Expense => "matter-expense",
            MatterSort::Budget => "matter-budget",
            MatterSort::Activity => "matter-activity",
            MatterSort::Policy => "matter-policy",
            MatterSort::Personnel => "matter-personnel",
            MatterSort::Takeover => "matter-takeover",
            MatterSort::Other => "matter-other",
        }
    }
}

impl Step {
    /// The key of its word in `locales/`.
    pub fn words_key(self) -> &'static str {
        match self {
            Step::Studied => "step-studied",
            Step::Agreed => "step-agreed",
            Step::Voted => "step-voted",
        }
    }
}

/// The key of the word for a sort of body.
pub fn sort_key(sort: BodySort) -> &'static str {
    match sort {
        BodySort::PartyCommittee => "sort-party-committee",
        BodySort::Committee => "sort-committee",
        BodySort::Supervision => "sort-supervision",
        BodySort::Assembly => "sort-assembly",
        BodySort::Staff => "sort-staff",
        BodySort::Other => "sort-other",
    }
}
