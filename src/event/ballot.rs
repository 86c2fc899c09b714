//! Ballot: what is counted. A form is frozen, ballots are counted group by group, a tally is computed from the
//! counts, a band is decided.
//!
//! Single ballots of an evaluation are unsigned paper and never enter the ledger, only their counts do; those of a secret vote
//! are in [`crate::event::vote`]. A count of a
//! very small group can give a voter away; whoever draws up the electorate joins small groups before it is frozen.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::json;
use crate::base::time::{Day, Written};
use crate::event::file::FileRef;
use crate::event::mandate::{Party, Seat};
use crate::event::vote::{VoteClause, VoteEffect};

/// What the weights of a form add up to, in basis points.
pub const FULL_WEIGHT: u64 = 10_000;

/// Who or what is evaluated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Subject {
    /// A person in an office.
    Person {
        /// Who.
        person: Code,
        /// In which office.
        seat: Seat,
    },
    /// A body as a whole.
    Body(Code),
    /// Something without an office, such as a service or a course. It has no mandate that could end.
    Label(Line),
}

impl Subject {
    /// Whether both are the same subject: a person who changed office within a body stays the same.
    pub fn same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Person { person: one, seat: here }, Self::Person { person: two, seat: there }) => {
                one == two && here.body == there.body
            }
            (one, two) => one == two,
        }
    }

    /// The person evaluated, if it is one.
    pub fn person(&self) -> Option<&Code> {
        match self {
            Self::Person { person, .. } => Some(person),
            Self::Body(_) | Self::Label(_) => None,
        }
    }

    /// Whether it is a person or body with an office, so that the law's rules on evaluations apply in full.
    pub fn holds_office(&self) -> bool {
        !matches!(self, Self::Label(_))
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person { person, .. } => person.fmt(f),
            Self::Body(body) => body.fmt(f),
            Self::Label(label) => label.fmt(f),
        }
    }
}

/// What a dimension looks at: evaluation of style and of work is combined (思想作风与工作相结合).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// Thinking and style (思想作风).
    Style,
    /// Work (工作).
    Work,
    /// The person or body as a whole.
    Overall,
}

impl Aspect {
    /// All of them, in the order they are shown.
    pub const ALL: [Aspect; 3] = [Aspect::Style, Aspect::Work, Aspect::Overall];

    /// The key of its word in `locales/`.
    pub fn words_key(self) -> &'static str {
        match self {
            Aspect::Style => "aspect-style",
            Aspect::Work => "aspect-work",
            Aspect::Overall => "aspect-overall",
        }
    }
}

/// One question of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// Its code.
    pub dimension: Code,
    /// As printed on the ballot.
    pub label: Line,
    /// What it looks at.
    pub aspect: Aspect,
    /// Its share of the score in basis points; 0 when it is asked but not scored.
    pub weight: u32,
}

/// One answer a ballot can give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Its code.
    pub band: Code,
    /// As printed on the ballot.
    pub label: Line,
    /// Points.
    pub score: u32,
}

/// What the ballot asks. Every point of the score comes from it: remarks carry none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The questions; weights add up to [`FULL_WEIGHT`].
    pub dimensions: Vec<Dimension>,
    /// The answers, from best to worst.
    pub bands: Vec<Band>,
}

impl Form {
    /// Bytes of the longest tally this form can lead to, so that no form is frozen whose result could not be recorded.
    pub fn longest_tally(&self) -> usize {
        let bands: BTreeMap<Code, u64> = self.bands.iter().map(|band| (band.band.clone(), u64::MAX)).collect();
        let longest = |dimension: &Dimension| DimensionTally {
            dimension: dimension.dimension.clone(),
            bands: bands.clone(),
            blank: u64::MAX,
            score: Some(u64::MAX),
        };
        json::write(&self.dimensions.iter().map(longest).collect::<Vec<_>>()).len()
    }
}

/// A part of the electorate that is counted for itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its code.
    pub group: Code,
    /// What it is called: residents' representatives, party members, residents of a grid.
    pub label: Line,
    /// Persons on the roll.
    pub size: u32,
}

/// Who may vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Electorate {
    /// The day whose roll it is.
    pub rolled_on: Day,
    /// Groups, without overlap.
    pub groups: Vec<Group>,
}

impl Electorate {
    /// Persons in all groups.
    pub fn size(&self) -> u64 {
        self.groups.iter().map(|group| u64::from(group.size)).sum()
    }

    /// One group.
    pub fn group(&self, group: &Code) -> Option<&Group> {
        self.groups.iter().find(|known| known.group == *group)
    }
}

/// Evaluations held together, among whose subjects the best band is capped. The first one opened fixes the number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// Its code.
    pub round: Code,
    /// How many subjects are evaluated in it.
    pub subjects: u32,
}

/// When ballots are cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Balloting {
    /// From; the form stands in the log before this.
    pub opens: Written,
    /// Until; nothing is counted before this.
    pub closes: Written,
}

/// An evaluation as opened. Nothing in it can change: there is no event for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// Its code.
    pub evaluation: Code,
    /// What it is called.
    pub title: Line,
    /// Who or what is evaluated.
    pub subject: Subject,
    /// First day it looks at.
    pub from: Day,
    /// Last day it looks at.
    pub until: Day,
    /// Those it is held together with.
    pub round: Round,
    /// Who chairs it.
    pub chair: Code,
    /// What the ballot asks.
    pub form: Form,
    /// Who may vote.
    pub electorate: Electorate,
    /// When.
    pub balloting: Balloting,
}

/// Ballots of one group by dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DimensionCount {
    /// The dimension.
    pub dimension: Code,
    /// Ballots by band; every band is named, those without a ballot with 0.
    #[serde(deserialize_with = "json::unique_map")]
    pub bands: BTreeMap<Code, u32>,
    /// Valid ballots that left it open.
    pub blank: u32,
}

/// The ballots of one group, counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupCount {
    /// Ballots given out.
    pub issued: u32,
    /// Ballots that came back.
    pub returned: u32,
    /// Of those, ballots that cannot be read or are not the form.
    pub invalid: u32,
    /// By dimension, in the form's order.
    pub dimensions: Vec<DimensionCount>,
}

/// All groups of one dimension together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DimensionTally {
    /// The dimension.
    pub dimension: Code,
    /// Ballots by band.
    #[serde(deserialize_with = "json::unique_map")]
    pub bands: BTreeMap<Code, u64>,
    /// Valid ballots that left it open.
    pub blank: u64,
    /// Mean of the bands' points over the ballots that answered, in thousandths; none when nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<u64>,
}

/// All groups together. Every figure follows from the counts, so an event that claims another one is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// Persons on the roll.
    pub electorate: u64,
    /// Ballots given out.
    pub issued: u64,
    /// Ballots that came back.
    pub returned: u64,
    /// Of those, invalid.
    pub invalid: u64,
    /// By dimension, in the form's order.
    pub dimensions: Vec<DimensionTally>,
    /// The dimensions' scores, weighted, in thousandths of a point; none when nobody answered a weighted dimension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<u64>,
}

impl Tally {
    /// Adds up the counts of an evaluation.
    ///
    /// A dimension's score is rounded half up to thousandths; the score as a whole is computed from these rounded
    /// scores and rounded the same way, so that anyone can check it with the printed figures and a pocket
    /// calculator. A dimension nobody answered counts for nothing and its weight is left out.
    pub fn of<'a>(evaluation: &Evaluation, counts: impl IntoIterator<Item = &'a GroupCount>) -> Self {
        let form = &evaluation.form;
        let empty = |dimension: &Dimension| DimensionTally {
            dimension: dimension.dimension.clone(),
            bands: form.bands.iter().map(|band| (band.band.clone(), 0)).collect(),
            blank: 0,
            score: None,
        };
        let mut tally = Self {
            electorate: evaluation.electorate.size(),
            issued: 0,
            returned: 0,
            invalid: 0,
            dimensions: form.dimensions.iter().map(empty).collect(),
            score: None,
        };
        counts.into_iter().for_each(|count| tally.add(count));
        for dimension in &mut tally.dimensions {
            dimension.score = dimension.mean(&form.bands);
        }
        let weighted = form.dimensions.iter().zip(&tally.dimensions);
        let weighted = weighted.filter_map(|(asked, told)| Some((u64::from(asked.weight), told.score?)));
        let (sum, weight) = weighted.fold((0_u128, 0_u64), |(sum, all), (weight, score)| {
            (sum + u128::from(weight) * u128::from(score), all.saturating_add(weight))
        });
        tally.score = rounded(sum, weight);
        tally
    }

    fn add(&mut self, count: &GroupCount) {
        self.issued += u64::from(count.issued);
        self.returned += u64::from(count.returned);
        self.invalid += u64::from(count.invalid);
        for (sum, row) in self.dimensions.iter_mut().zip(&count.dimensions) {
            sum.blank += u64::from(row.blank);
            for (band, ballots) in &mut sum.bands {
                *ballots += row.bands.get(band).copied().map_or(0, u64::from);
            }
        }
    }

    /// Ballots that came back and are valid.
    pub fn valid(&self) -> u64 {
        self.returned.saturating_sub(self.invalid)
    }
}

impl DimensionTally {
    /// Ballots that gave this dimension this band.
    pub fn judged(&self, band: &Code) -> u64 {
        self.bands.get(band).copied().unwrap_or(0)
    }

    fn mean(&self, bands: &[Band]) -> Option<u64> {
        let answered = self.bands.values().sum();
        let points = |band: &Band| u128::from(self.judged(&band.band)) * u128::from(band.score);
        rounded(bands.iter().map(points).sum::<u128>() * 1_000, answered)
    }
}

/// `sum / parts`, half up; none when there are no parts.
fn rounded(sum: u128, parts: u64) -> Option<u64> {
    let parts = u128::from(parts);
    let quotient = (2 * sum + parts).checked_div(2 * parts)?;
    u64::try_from(quotient).ok()
}

/// What a remark is about. Ordinary understanding through the year and what is said at the meeting are shown beside
/// each other (平时了解与集中考评相结合); neither carries points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Remark {
    /// A note of ordinary understanding; its day is the event's. An evaluation takes in those of its period.
    Ordinary {
        /// About whom or what.
        subject: Subject,
        /// In what respect.
        category: Code,
    },
    /// From the meeting of an evaluation.
    Central {
        /// The evaluation.
        evaluation: Code,
        /// In what respect.
        category: Code,
    },
    /// The subject's reply to a remark.
    Reply {
        /// The remark's event.
        to: EventId,
    },
}

/// A mandate that an evaluation ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vacancy {
    /// Whose.
    pub person: Code,
    /// Which seat.
    pub seat: Seat,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The band.
    pub band: Code,
    /// What ordinary understanding contributed, in words.
    pub ordinary: Text,
    /// What the centralised evaluation contributed, in words.
    pub central: Text,
    /// The mandate it ends, when it is failing once too often. Recomputed; an event that says otherwise is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vacates: Option<Vacancy>,
}

/// Something to be put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rectification {
    /// Its code.
    pub rectification: Code,
    /// The evaluation that found it.
    pub evaluation: Code,
    /// What is wrong.
    pub issue: Text,
    /// Who puts it right.
    pub owner: Party,
    /// By when; the policy's clock counts from the event when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
}

/// Requirements about what is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BallotClause {
    /// The evaluation can be opened: code new, form sound, electorate and round in order, chaired by the sort of body
    /// the policy names, in the log before the first ballot; none of the same subject is pending or too recent.
    Openable(Box<Evaluation>),
    /// An evaluation with this code was opened.
    Known(Code),
    /// Nobody close to the subject takes part: no signer when it is a person, none of those acting when it is a body
    /// they sit in. (The other signatures on a body's evaluation are those the policy asks for.)
    Disinterested {
        /// The evaluation.
        evaluation: Code,
        /// Who acts in it.
        acting: Vec<Code>,
    },
    /// Balloting is over, the group is one of the electorate and not counted yet, and the count adds up.
    Countable {
        /// The evaluation.
        evaluation: Code,
        /// The group.
        group: Code,
        /// The count.
        count: Box<GroupCount>,
    },
    /// The remark is by someone who may make it and who signed, on something known, in a category of the policy.
    Remarkable {
        /// The remark.
        remark: Remark,
        /// By whom.
        by: Party,
    },
    /// All groups are counted, enough ballots came back, and the tally is that of the counts.
    Tallyable {
        /// The evaluation.
        evaluation: Code,
        /// As claimed.
        tally: Box<Tally>,
    },
    /// The tally is there, the decision is not; the band is the form's, failing exactly when the ballots say so, the
    /// best one within the round's cap, and the mandate it ends is the one that ends.
    Decidable {
        /// The evaluation.
        evaluation: Code,
        /// The decision.
        decision: Box<Decision>,
    },
    /// About a secret vote.
    Vote(VoteClause),
}

/// Consequences for what is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BallotEffect {
    /// An evaluation is open and its form frozen.
    Opened(Box<Evaluation>),
    /// A group is counted.
    Counted {
        /// The evaluation.
        evaluation: Code,
        /// The group.
        group: Code,
        /// The count.
        count: Box<GroupCount>,
        /// Who counted.
        tellers: [Code; 2],
    },
    /// Something was remarked.
    Remarked {
        /// On what.
        remark: Remark,
        /// By whom.
        by: Party,
        /// In words.
        text: Text,
    },
    /// All groups are added up.
    Tallied {
        /// The evaluation.
        evaluation: Code,
        /// The tally.
        tally: Box<Tally>,
    },
    /// The band is decided.
    Decided {
        /// The evaluation.
        evaluation: Code,
        /// The decision.
        decision: Box<Decision>,
    },
    /// Something is to be put right.
    RectificationAsked(Box<Rectification>),
    /// It was put right.
    Rectified {
        /// Which.
        rectification: Code,
        /// What was done.
        done: Text,
        /// What shows it.
        evidence: Vec<FileRef>,
    },
    /// Something of a secret vote.
    Vote(VoteEffect),
}
