//! The policy: every parameter the rules use, as the data of a signed event.
//!
//! Each entry is judged by the policy in force when it was accepted, so tightening a rule never
//! reinterprets the past. Every group of figures names its source (an article of law, a local rule);
//! shipped profiles are in `rules/profiles/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::hash::Hash;
use crate::base::json;
use crate::base::money::Ratio;
use crate::base::time::Day;
use crate::base::words::{Bi, plain_texts};
use crate::event::authority::{MatterSort, Step};
use crate::event::figure::{self, Calendar, Figure, NamedPeriod, Safeguards};
use crate::event::mandate::{BodySort, Role, Seat};

/// All parameters in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The profile it was made from, `cn-urban`.
    pub profile: Code,
    /// The edition of the profile, `2026`.
    pub edition: Code,
    /// Its name for readers.
    pub title: Bi,
    /// Where each group of figures comes from, under the codes the groups name.
    #[serde(deserialize_with = "json::unique_map")]
    pub sources: BTreeMap<Code, Source>,
    /// Whose signatures each kind of event needs, by kind name. A kind not listed is refused.
    #[serde(deserialize_with = "json::unique_map")]
    pub signatures: BTreeMap<String, SignatureRule>,
    /// Who may play which role.
    pub roles: Vec<RoleRule>,
    /// Offices that one person (or close relatives) may not hold together.
    pub apart: Vec<Apart>,
    /// When a meeting of a body can decide, and when a decision is carried.
    pub quorums: Vec<QuorumRule>,
    /// What an expenditure needs, by amount; ascending.
    pub tiers: Vec<Tier>,
    /// What matters other than expenditure need before they are adopted.
    pub matters: Vec<MatterRule>,
    /// Democratic evaluation.
    pub evaluation: EvaluationRule,
    /// Periods in days.
    pub clocks: Clocks,
    /// Categories of income, by code.
    #[serde(deserialize_with = "json::unique_map")]
    pub income: BTreeMap<Code, Bi>,
    /// Categories of expenditure, by code.
    #[serde(deserialize_with = "json::unique_map")]
    pub expense: BTreeMap<Code, Bi>,
    /// Signatures that several kinds of event need, by a name. A kind in [`Policy::signatures`] stands there only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "json::unique_map")]
    pub signers: BTreeMap<Code, SharedRule>,
    /// Further periods, which families ask for by code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "json::unique_map")]
    pub periods: BTreeMap<Code, NamedPeriod>,
    /// Further figures, which families and flags ask for by code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "json::unique_map")]
    pub figures: BTreeMap<Code, Figure>,
    /// Which days are working days; Monday to Friday when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Calendar>,
    /// Safeguards that this policy has beyond the rules that always hold.
    #[serde(default, skip_serializing_if = "Safeguards::is_empty")]
    pub safeguards: Safeguards,
}

/// Where a figure comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Law, a local rule, or this community's own choice.
    pub rank: SourceRank,
    /// The text and article.
    pub text: Bi,
}

/// How binding a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceRank {
    /// A national law.
    Law,
    /// A rule of a province, city or county, taken as an example until the community sets its own.
    Local,
    /// A choice of the community, to be changed by its own policy event.
    Community,
}

/// A set of seats: those of a sort of body, of an office, or of an office in a sort of body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatPattern {
    /// The sort of body; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<BodySort>,
    /// The office; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<Code>,
}

impl SeatPattern {
    /// Whether `seat`, in a body of `sort`, belongs to the set.
    pub fn covers(&self, seat: &Seat, sort: BodySort) -> bool {
        self.sort.is_none_or(|wanted| wanted == sort)
            && self.office.as_ref().is_none_or(|wanted| *wanted == seat.office)
    }
}

impl fmt::Display for SeatPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sort = self.sort.map(|sort| json::write(&sort)).and_then(|text| String::from_utf8(text).ok());
        let sort = sort.as_deref().map_or("*", |text| text.trim_matches('"'));
        write!(f, "{sort}/{}", self.office.as_ref().map_or("*", Code::as_str))
    }
}

/// Signatures one kind of event needs. Each need is counted for itself; a person who holds two of the
/// offices asked for satisfies both with one signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureRule {
    /// All of these.
    pub needs: Vec<Need>,
    /// Key into [`Policy::sources`].
    pub source: Code,
}

/// Signatures that several kinds of event need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedRule {
    /// The kinds, by name.
    #[serde(default)]
    #[serde(deserialize_with = "plain_texts")]
    pub kinds: BTreeSet<String>,
    /// All of these.
    pub needs: Vec<Need>,
    /// Key into [`Policy::sources`].
    pub source: Code,
}

/// So many signers from these seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// From any of these.
    pub seats: Vec<SeatPattern>,
    /// How many distinct persons.
    pub at_least: u32,
}

/// Who may play a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleRule {
    /// The role.
    pub role: Role,
    /// Holders of any of these.
    pub seats: Vec<SeatPattern>,
    /// Key into [`Policy::sources`].
    pub source: Code,
}

/// Two sets of seats that must be held by different persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apart {
    /// One set.
    pub one: SeatPattern,
    /// The other.
    pub other: SeatPattern,
    /// Whether close relatives count as the same person.
    pub relatives: bool,
    /// Key into [`Policy::sources`].
    pub source: Code,
}

/// A proportion to be reached or exceeded: `>1/2`, `>=2/3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Threshold {
    /// The proportion.
    pub ratio: Ratio,
    /// Whether it must be exceeded.
    pub strict: bool,
}

impl Threshold {
    /// Whether `part` of `whole` is enough.
    pub fn met(self, part: u64, whole: u64) -> bool {
        if self.strict { self.ratio.exceeded_by(part, whole) } else { self.ratio.reached_by(part, whole) }
    }

    /// The smallest count out of `whole` that is enough, for telling people what is missing.
    pub fn least(self, whole: u64) -> u64 {
        let (num, den) = (u128::from(self.ratio.num), u128::from(self.ratio.den).max(1));
        let share = u128::from(whole) * num;
        let least = if self.strict { share / den + 1 } else { share.div_ceil(den) };
        u64::try_from(least).map_or(whole, |least| least.min(whole))
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.strict { ">" } else { ">=" }, self.ratio)
    }
}

impl From<Threshold> for String {
    fn from(threshold: Threshold) -> Self {
        threshold.to_string()
    }
}

impl TryFrom<String> for Threshold {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (strict, ratio) = match (text.strip_prefix(">="), text.strip_prefix('>')) {
            (Some(ratio), _) => (false, ratio),
            (None, Some(ratio)) => (true, ratio),
            (None, None) => return Err("expected a threshold like >1/2 or >=2/3"),
        };
        Ok(Self { ratio: Ratio::try_from(ratio.to_owned())?, strict })
    }
}

/// When a body can decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuorumRule {
    /// The sort of body.
    pub sort: BodySort,
    /// Present, of those due on that day's roll.
    pub present: Threshold,
    /// In favour.
    pub carried: Threshold,
    /// In favour of whom: of those present, or of all due.
    pub carried_of: Whole,
    /// Key into [`Policy::sources`].
    pub source: Code,
}

/// What a proportion is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whole {
    /// Those present.
    Present,
    /// All who were due.
    Due,
}

/// What an expenditure up to an amount needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Amounts below this many minor units; the last tier has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<i64>,
    /// Steps its resolution goes through between proposal and adoption, in order.
    pub steps: Vec<StepRule>,
    /// Signatures on the expenditure itself, beyond handler, witness and approver.
    pub countersign: Vec<Need>,
    /// Key into [`Policy::sources`].
    pub source: Code,
}

/// A step and the sort of body that takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepRule {
    /// The step.
    pub step: Step,
    /// Who takes it.
    pub sort: BodySort,
}

/// What a matter other than an expenditure needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterRule {
    /// The sort of matter.
    pub sort: MatterSort,
    /// Steps between proposal and adoption, in order.
    pub steps: Vec<StepRule>,
    /// Key into [`Policy::sources`].
    pub source: Code,
}

/// How democratic evaluations are held. An evaluation keeps the rule it was opened under to its end: nobody may
/// change what counts as failing, or how many may excel, once ballots are out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluationRule {
    /// The sort of body that chairs it, and confirms what is put right afterwards.
    pub chaired_by: BodySort,
    /// Key into [`Policy::sources`].
    pub source: Code,
    /// Least number of days between the closing of two evaluations of the same subject.
    pub apart: Period,
    /// How long after its ballots open an evaluation may still enter the ledger. With 0 days the form stands in the
    /// log before the first ballot; only a record of evaluations held elsewhere has reason to allow more.
    pub late_opening: Period,
    /// When enough ballots came back.
    pub turnout: TurnoutRule,
    /// The best band, and how many may get it.
    pub excellent: ExcellentRule,
    /// The worst band, and when the ballots have given it.
    pub failing: FailingRule,
    /// When failing ends a mandate.
    pub vacancy: VacancyRule,
    /// Remarks beside the count.
    pub remarks: RemarkRule,
}

/// When enough ballots came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TurnoutRule {
    /// Ballots returned, of the electorate.
    pub returned: Threshold,
    /// Key into [`Policy::sources`].
    pub source: Code,
}

/// The best band, and how many may get it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExcellentRule {
    /// The band.
    pub band: Code,
    /// At most this share of the subjects of one round.
    pub cap: Ratio,
    /// Whether only those subjects count that are tallied and of the same sort (person, body, label), so that none is
    /// put in for the number alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_tallied: bool,
    /// Key into [`Policy::sources`].
    pub source: Code,
}

/// The worst band, and when the ballots have given it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailingRule {
    /// The band.
    pub band: Code,
    /// Ballots that judge an overall dimension so, of the valid ones.
    pub share: Threshold,
    /// Key into [`Policy::sources`].
    pub source: Code,
}

/// When failing ends a mandate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VacancyRule {
    /// So many failing decisions in a row.
    pub failing_in_a_row: u32,
    /// Key into [`Policy::sources`].
    pub source: Code,
}

/// Remarks beside the count: ordinary understanding through the year, and what was said at the meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemarkRule {
    /// Who may write them. The subject's right of reply needs no seat listed here.
    pub by: Vec<SeatPattern>,
    /// Key into [`Policy::sources`].
    pub source: Code,
    /// What they may be about, by code.
    #[serde(deserialize_with = "json::unique_map")]
    pub categories: BTreeMap<Code, Bi>,
}

/// Periods in days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clocks {
    /// A notice stays up at least this long.
    pub display: Period,
    /// Days after the end of a period within which its statement is due.
    pub statement: Period,
    /// An event may be entered at most this long after it happened.
    pub late_entry: Period,
    /// Days within which a rectification is due when the event names none.
    pub rectification: Period,
    /// Days after adoption within which accounts taken over must all be brought in.
    pub takeover: Period,
    /// Days after an evaluation is decided within which its result is on the board.
    pub result: Period,
    /// Days within which a mandate that an evaluation ends must be recorded as ended.
    pub vacancy: Period,
}

/// One of the [`Clocks`], for what is due so many days after something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// [`Clocks::display`].
    Display,
    /// [`Clocks::statement`].
    Statement,
    /// [`Clocks::rectification`].
    Rectification,
    /// [`Clocks::takeover`].
    Takeover,
    /// [`Clocks::result`].
    Result,
    /// [`Clocks::vacancy`].
    Vacancy,
    /// The [`Policy::periods`] entry with this code. An event that needs it is refused while the policy has none.
    Named(&'static str),
}

impl Clocks {
    /// Every period.
    pub fn all(&self) -> [&Period; 7] {
        let Self { display, statement, late_entry, rectification, takeover, result, vacancy } = self;
        [display, statement, late_entry, rectification, takeover, result, vacancy]
    }

    fn of(&self, clock: Clock) -> Option<&Period> {
        match clock {
            Clock::Display => Some(&self.display),
            Clock::Statement => Some(&self.statement),
            Clock::Rectification => Some(&self.rectification),
            Clock::Takeover => Some(&self.takeover),
            Clock::Result => Some(&self.result),
            Clock::Vacancy => Some(&self.vacancy),
            Clock::Named(_) => None,
        }
    }
}

/// A number of days and its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Days.
    pub days: i32,
    /// Key into [`Policy::sources`].
    pub source: Code,
}

impl Policy {
    /// The digest a resolution names when it adopts this policy.
    pub fn digest(&self) -> Hash {
        Hash::of(&json::write(self))
    }

    /// Signatures a kind of event needs; none when the policy does not have the kind.
    pub fn needs(&self, kind: &str) -> Option<&[Need]> {
        let own = self.signatures.get(kind).map(|rule| rule.needs.as_slice());
        own.or_else(|| self.signers.values().find(|rule| rule.kinds.contains(kind)).map(|rule| rule.needs.as_slice()))
    }

    /// The last day of a period that begins after `day`; none when the policy has no such period.
    pub fn due(&self, clock: Clock, day: Day) -> Option<Day> {
        match clock {
            Clock::Named(code) => self.periods.get(code).map(|period| {
                if period.working {
                    figure::working_days_after(day, period.days, self.calendar.as_ref())
                } else {
                    day.plus(period.days)
                }
            }),
            clock => self.clocks.of(clock).map(|period| day.plus(period.days)),
        }
    }

    /// The figure with this code.
    pub fn figure(&self, code: &str) -> Option<&Figure> {
        self.figures.get(code)
    }

    /// The tier an amount (in minor units) falls into: its position and its rule.
    pub fn tier(&self, amount: i64) -> Option<(usize, &Tier)> {
        self.tiers.iter().enumerate().find(|(_, tier)| tier.below.is_none_or(|below| amount < below))
    }

    /// The quorum rule of a sort of body.
    pub fn quorum(&self, sort: BodySort) -> Option<&QuorumRule> {
        self.quorums.iter().find(|rule| rule.sort == sort)
    }

    /// The rule of a role.
    pub fn role(&self, role: Role) -> Option<&RoleRule> {
        self.roles.iter().find(|rule| rule.role == role)
    }

    /// The steps a matter needs: of its amount's tier for an expenditure, of its sort otherwise.
    pub fn steps(&self, sort: MatterSort, cap: i64) -> Option<&[StepRule]> {
        if sort == MatterSort::Expense {
            self.tier(cap).map(|(_, tier)| tier.steps.as_slice())
        } else {
            self.matters.iter().find(|rule| rule.sort == sort).map(|rule| rule.steps.as_slice())
        }
    }

    /// Every source code a group of figures names, for checking that none is missing.
    pub fn cited(&self) -> impl Iterator<Item = &Code> {
        let evaluation = &self.evaluation;
        let judging = [
            &evaluation.source,
            &evaluation.apart.source,
            &evaluation.late_opening.source,
            &evaluation.turnout.source,
            &evaluation.excellent.source,
            &evaluation.failing.source,
            &evaluation.vacancy.source,
            &evaluation.remarks.source,
        ];
        (self.signatures.values().map(|rule| &rule.source))
            .chain(self.roles.iter().map(|rule| &rule.source))
            .chain(self.apart.iter().map(|rule| &rule.source))
            .chain(self.quorums.iter().map(|rule| &rule.source))
            .chain(self.tiers.iter().map(|rule| &rule.source))
            .chain(self.matters.iter().map(|rule| &rule.source))
            .chain(judging)
            .chain(self.safeguards.in_force().map(|(_, source)| source))
            .chain(self.clocks.all().into_iter().map(|period| &period.source))
            .chain(self.signers.values().map(|rule| &rule.source))
            .chain(self.periods.values().map(|period| &period.source))
            .chain(self.figures.values().map(|figure| &figure.source))
            .chain(self.calendar.iter().map(|calendar| &calendar.source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_count_is_the_first_that_is_enough_however_many_there_are() {
        for text in [">0/1", ">=0/1", ">1/2", ">=1/2", ">=2/3", ">2/3", ">=1/1", ">1/1"] {
            let threshold = Threshold::try_from(text.to_owned()).unwrap();
            for whole in 0..50 {
                let first = (0..=whole).find(|part| threshold.met(*part, whole));
                assert_eq!(threshold.least(whole), first.unwrap_or(whole), "{text} of {whole}");
            }
        }
        let half = Threshold::try_from(">1/2".to_owned()).unwrap();
        assert_eq!(half.least(u64::MAX), u64::MAX / 2 + 1);
    }
}
