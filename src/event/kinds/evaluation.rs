//! Evaluation: opened with a frozen form, counted group by group, remarked on, tallied, decided, and what it found
//! put right (民主评议: 城市居民委员会组织法 2026, art. 37).
//!
//! Ordinary understanding and the centralised evaluation are told apart to the end: remarks are words, the score is
//! ballots alone, and the decision gives each its own paragraph.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Text};
use crate::event::ballot::{
    BallotClause, BallotEffect, Decision, Evaluation, GroupCount, Rectification, Remark, Subject, Tally,
};
use crate::event::clause::Clause;
use crate::event::disclosure::DocumentPath;
use crate::event::effect::Effect;
use crate::event::family::Family;
use crate::event::file::FileRef;
use crate::event::kind::{Kind, KindInfo, Telling, Told};
use crate::event::mandate::{BodySort, MandateClause, Party, Role};
use crate::event::obligation::{Due, Duty, ObligationClause, ObligationEffect, OwedBy};
use crate::event::policy::Clock;

/// The family.
pub const FAMILY: Family = Family::of("evaluation", KINDS);

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Opened>(),
    KindInfo::of::<Counted>(),
    KindInfo::of::<Remarked>(),
    KindInfo::of::<Tallied>(),
    KindInfo::of::<Decided>(),
    KindInfo::of::<RectificationAsked>(),
    KindInfo::of::<Rectified>(),
];

fn text(value: &impl ToString) -> Told {
    Told::Text(value.to_string())
}

/// Thousandths as a figure with three digits after the point; a dash when there is none.
fn points(thousandths: Option<u64>) -> Told {
    text(&thousandths.map_or_else(|| "—".to_owned(), |n| format!("{}.{:03}", n / 1_000, n % 1_000)))
}

fn told_subject(subject: &Subject) -> Told {
    match subject {
        Subject::Person { person, .. } => Told::Person(person.clone()),
        Subject::Body(body) => Told::Body(body.clone()),
        Subject::Label(label) => text(label),
    }
}

fn told_party(party: &Party) -> Told {
    match party {
        Party::Person(person) => Told::Person(person.clone()),
        Party::Body(body) => Told::Body(body.clone()),
    }
}

fn known(party: &Party) -> Clause {
    match party {
        Party::Person(person) => MandateClause::PersonKnown(person.clone()).into(),
        Party::Body(body) => MandateClause::BodyKnown(body.clone()).into(),
    }
}

/// An evaluation is opened: from now on its form, weights, electorate and rule are fixed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// All of it.
    pub details: Evaluation,
}

impl Kind for Opened {
    const NAME: &'static str = "evaluation.opened.v1";

    fn subject(&self) -> String {
        self.details.evaluation.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let details = &self.details;
        let mut clauses: Vec<Clause> = vec![MandateClause::Act(vec![(Role::Chair, details.chair.clone())]).into()];
        match &details.subject {
            Subject::Person { person, seat } => {
                let on = details.electorate.rolled_on;
                clauses.push(MandateClause::Holds { person: person.clone(), seat: seat.clone(), on }.into());
            }
            Subject::Body(body) => clauses.push(MandateClause::BodyKnown(body.clone()).into()),
            Subject::Label(_) => {}
        }
        clauses.push(BallotClause::Openable(Box::new(details.clone())).into());
        clauses
    }

    fn causes(&self) -> Vec<Effect> {
        vec![BallotEffect::Opened(Box::new(self.details.clone())).into()]
    }

    fn told(&self) -> Telling {
        let details = &self.details;
        vec![
            ("title", text(&details.title)),
            ("about", told_subject(&details.subject)),
            ("electorate", text(&details.electorate.size())),
            ("closes", text(&details.balloting.closes.day())),
        ]
    }
}

/// The ballots of one group are counted, openly, by two tellers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// The evaluation.
    pub evaluation: Code,
    /// The group.
    pub group: Code,
    /// The count.
    pub count: GroupCount,
    /// Who counted.
    pub tellers: [Code; 2],
}

impl Kind for Counted {
    const NAME: &'static str = "evaluation.counted.v1";

    fn subject(&self) -> String {
        self.evaluation.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let (evaluation, group) = (self.evaluation.clone(), self.group.clone());
        let tellers = self.tellers.iter().map(|teller| (Role::Teller, teller.clone()));
        let acting = self.tellers.to_vec();
        vec![
            MandateClause::Act(tellers.collect()).into(),
            BallotClause::Disinterested { evaluation: evaluation.clone(), acting }.into(),
            BallotClause::Countable { evaluation, group, count: Box::new(self.count.clone()) }.into(),
        ]
    }

    fn causes(&self) -> Vec<Effect> {
        let counted = BallotEffect::Counted {
            evaluation: self.evaluation.clone(),
            group: self.group.clone(),
            count: Box::new(self.count.clone()),
            tellers: self.tellers.clone(),
        };
        vec![counted.into()]
    }

    fn told(&self) -> Telling {
        let GroupCount { issued, returned, invalid, .. } = &self.count;
        vec![
            ("evaluation", Told::Evaluation(self.evaluation.clone())),
            ("group", Told::Group { evaluation: self.evaluation.clone(), group: self.group.clone() }),
            ("issued", text(issued)),
            ("returned", text(returned)),
            ("invalid", text(invalid)),
        ]
    }
}

/// Something is remarked: a note through the year, a word at the meeting, or the subject's reply. It carries no points.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remarked {
    /// On what.
    pub remark: Remark,
    /// By whom; a body speaks through a member who signs.
    pub by: Party,
    /// In words.
    pub text: Text,
}

impl Kind for Remarked {
    const NAME: &'static str = "evaluation.remarked.v1";

    fn subject(&self) -> String {
        match &self.remark {
            Remark::Ordinary { subject, .. } => subject.to_string(),
            Remark::Central { evaluation, .. } => evaluation.to_string(),
            Remark::Reply { to } => to.to_string(),
        }
    }

    fn requires(&self) -> Vec<Clause> {
        vec![BallotClause::Remarkable { remark: self.remark.clone(), by: self.by.clone() }.into()]
    }

    fn causes(&self) -> Vec<Effect> {
        let (remark, by, text) = (self.remark.clone(), self.by.clone(), self.text.clone());
        vec![BallotEffect::Remarked { remark, by, text }.into()]
    }

    fn told(&self) -> Telling {
        let about = match &self.remark {
            Remark::Ordinary { subject, .. } => told_subject(subject),
            Remark::Central { evaluation, .. } => Told::Evaluation(evaluation.clone()),
            Remark::Reply { to } => text(to),
        };
        vec![("about", about), ("by", told_party(&self.by)), ("text", text(&self.text))]
    }
}

/// All groups are added up.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tallied {
    /// The evaluation.
    pub evaluation: Code,
    /// The tally; every figure is recomputed from the counts.
    pub tally: Tally,
}

impl Kind for Tallied {
    const NAME: &'static str = "evaluation.tallied.v1";

    fn subject(&self) -> String {
        self.evaluation.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let evaluation = self.evaluation.clone();
        vec![
            BallotClause::Disinterested { evaluation: evaluation.clone(), acting: Vec::new() }.into(),
            BallotClause::Tallyable { evaluation, tally: Box::new(self.tally.clone()) }.into(),
        ]
    }

    fn causes(&self) -> Vec<Effect> {
        vec![BallotEffect::Tallied { evaluation: self.evaluation.clone(), tally: Box::new(self.tally.clone()) }.into()]
    }

    fn told(&self) -> Telling {
        vec![
            ("evaluation", Told::Evaluation(self.evaluation.clone())),
            ("returned", text(&self.tally.returned)),
            ("electorate", text(&self.tally.electorate)),
            ("score", points(self.tally.score)),
        ]
    }
}

/// The band is decided. Its result is owed to the board, and a mandate it ends is owed its end.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// The evaluation.
    pub evaluation: Code,
    /// The decision.
    pub decision: Decision,
}

impl Kind for Decided {
    const NAME: &'static str = "evaluation.decided.v1";

    fn subject(&self) -> String {
        self.evaluation.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let evaluation = self.evaluation.clone();
        vec![
            BallotClause::Disinterested { evaluation: evaluation.clone(), acting: Vec::new() }.into(),
            BallotClause::Decidable { evaluation, decision: Box::new(self.decision.clone()) }.into(),
        ]
    }

    fn causes(&self) -> Vec<Effect> {
        let (evaluation, decision) = (self.evaluation.clone(), Box::new(self.decision.clone()));
        let result = Duty::notice(&DocumentPath::evaluation(&evaluation));
        let by = OwedBy::Sort(BodySort::Committee);
        let mut effects: Vec<Effect> = vec![
            BallotEffect::Decided { evaluation, decision }.into(),
            ObligationEffect::Owed { duty: result, by, due: Due::Within(Clock::Result) }.into(),
        ];
        effects.extend(self.decision.vacates.as_ref().map(|vacancy| {
            let (duty, by) = (Duty::vacancy(&vacancy.person, &vacancy.seat), OwedBy::Body(vacancy.seat.body.clone()));
            Effect::from(ObligationEffect::Owed { duty, by, due: Due::Within(Clock::Vacancy) })
        }));
        effects
    }

    fn told(&self) -> Telling {
        vec![
            ("evaluation", Told::Evaluation(self.evaluation.clone())),
            ("band", Told::Band { evaluation: self.evaluation.clone(), band: self.decision.band.clone() }),
        ]
    }
}

/// The evaluation found something that is to be put right.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RectificationAsked {
    /// What, by whom, by when.
    pub details: Rectification,
}

impl Kind for RectificationAsked {
    const NAME: &'static str = "evaluation.rectification.v1";

    fn subject(&self) -> String {
        self.details.rectification.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let Rectification { rectification, evaluation, owner, due, .. } = &self.details;
        let duty = Duty::rectification(rectification);
        vec![
            BallotClause::Known(evaluation.clone()).into(),
            known(owner),
            ObligationClause::Owable { duty, due: *due }.into(),
        ]
    }

    fn causes(&self) -> Vec<Effect> {
        let Rectification { rectification, owner, due, .. } = &self.details;
        let due = due.map_or(Due::Within(Clock::Rectification), Due::On);
        let (duty, by) = (Duty::rectification(rectification), owner.clone().into());
        vec![
            BallotEffect::RectificationAsked(Box::new(self.details.clone())).into(),
            ObligationEffect::Owed { duty, by, due }.into(),
        ]
    }

    fn told(&self) -> Telling {
        vec![("issue", text(&self.details.issue)), ("owner", told_party(&self.details.owner))]
    }
}

/// It was put right, and the supervision group confirms it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rectified {
    /// Which rectification.
    pub rectification: Code,
    /// What was done.
    pub done: Text,
    /// What shows it, kept beside the log.
    pub evidence: Vec<FileRef>,
}

impl Kind for Rectified {
    const NAME: &'static str = "evaluation.rectified.v1";

    fn subject(&self) -> String {
        self.rectification.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let duty = Duty::rectification(&self.rectification);
        vec![
            ObligationClause::Open(duty.clone()).into(),
            ObligationClause::Confirmed(duty).into(),
            ObligationClause::Evidenced(self.evidence.clone()).into(),
        ]
    }

    fn causes(&self) -> Vec<Effect> {
        let rectified = BallotEffect::Rectified {
            rectification: self.rectification.clone(),
            done: self.done.clone(),
            evidence: self.evidence.clone(),
        };
        vec![rectified.into(), ObligationEffect::Discharged(Duty::rectification(&self.rectification)).into()]
    }

    fn told(&self) -> Telling {
        vec![("rectification", text(&self.rectification)), ("done", text(&self.done))]
    }
}
