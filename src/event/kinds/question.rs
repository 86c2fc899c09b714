//! Questions on published accounts: a resident asks about an event, someone answers until the day it is due, and both
//! stand beside what was asked about ("safeguard the people's right to participate, know and supervise"; 上海 village rules:
//! what cannot be answered on the spot is answered within 15 days).

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::time::Day;
use crate::event::case::{CaseClause, CaseEffect, Owes};
use crate::event::count::{CountClause, Roll};
use crate::event::declare::kind;
use crate::event::disclosure::DisclosureClause;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, Origin, Signers};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{BodySort, MandateClause, Party};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::{Clock, SourceRank};

/// A question.
const QUESTION: CaseSort = CaseSort { sort: "question", stages: &["asked", "answered"] };
/// Something residents want published that is not.
const DEMAND: CaseSort = CaseSort { sort: "demand", stages: &["made", "met"] };

const SHANGHAI: Origin = Origin {
    code: "shanghai-24",
    rank: SourceRank::Local,
    zh: "《上海市实施〈村民委员会组织法〉办法》第二十四条：不能当场答复的，十五日内答复",
    en: "Shanghai rules on villagers' committees, art. 24: what cannot be answered on the spot is answered within 15 days",
};
const SHANDONG: Origin = Origin {
    code: "shandong-8",
    rank: SourceRank::Local,
    zh: "《山东省村务公开条例》第八条：十分之一以上村民或五分之一以上代表要求公开的，应当公开",
    en: "Shandong regulations on openness of village affairs, art. 8: what a tenth of villagers or a fifth of representatives ask for is published",
};

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "question-answer", days: 15, working: false, source: &SHANGHAI },
        ClockDefault { code: "question-demand", days: 15, working: false, source: &SHANDONG },
    ],
    figures: &[FigureDefault {
        code: "question-demand-share",
        value: FigureShipped::Share(">=1/10"),
        source: &SHANDONG,
    }],
    cases: &[QUESTION, DEMAND],
    ..Family::of("question", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] =
    &[KindInfo::of::<Asked>(), KindInfo::of::<Answered>(), KindInfo::of::<Demanded>(), KindInfo::of::<Met>()];

kind! {
    /// A resident asks about an event. Who asks stands under a code, or nowhere.
    pub struct Asked = "question.asked.v1", signed by Signers::WORKER {
        /// Its code.
        pub question: Code,
        /// The event asked about.
        pub event: EventId,
        /// The question.
        pub words: Line,
        /// Who has to answer.
        pub owner: Party,
    }
    subject |e| e.question;
    requires |e| [CaseClause::New(QUESTION.case(&e.question)), DisclosureClause::EventKnown(e.event)];
    causes |e| [CaseEffect::Opened {
        case: QUESTION.case(&e.question), title: e.words.clone(), stage: "asked", about: None, raised_by: None,
        worth: None,
        owes: Some(Owes { by: e.owner.clone().into(), due: Due::Within(Clock::Named("question-answer")) }),
    }];
    told |e| [("words", Told::text(&e.words)), ("owner", Told::party(&e.owner))];
}

kind! {
    /// A question is answered, by someone who stands by the answer.
    pub struct Answered = "question.answered.v1", signed by Signers::NAMED {
        /// The question.
        pub question: Code,
        /// Who answers.
        pub by: Code,
        /// The answer.
        pub answer: Text,
        /// What shows it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub files: Vec<FileRef>,
    }
    subject |e| e.question;
    requires |e| [
        CaseClause::At { case: QUESTION.case(&e.question), any: &["asked"] },
        MandateClause::Signs(e.by.clone()),
    ];
    causes |e| [CaseEffect::ended(QUESTION.case(&e.question), "answered")];
    told |e| [
        ("question", Told::Case(QUESTION.case(&e.question))),
        ("by", Told::Person(e.by.clone())),
        ("answer", Told::text(&e.answer)),
    ];
}

kind! {
    /// Enough people ask that something be published which is not: from now on it is owed.
    pub struct Demanded = "question.openness-demanded.v1", signed by Signers::SEEN {
        /// Its code.
        pub demand: Code,
        /// What is to be published.
        pub item: Line,
        /// How many ask for it.
        pub people: u32,
        /// Of which group on the roll.
        pub group: Code,
        /// The day of the roll.
        pub on: Day,
        /// Their signatures, kept beside the log.
        pub signatures: Vec<FileRef>,
    }
    subject |e| e.demand;
    requires |e| [
        CaseClause::New(DEMAND.case(&e.demand)),
        CountClause::Reaches {
            figure: "question-demand-share", part: u64::from(e.people), of: Roll::Group { group: e.group.clone(), on: e.on },
        },
        ObligationClause::Evidenced(e.signatures.clone()),
    ];
    causes |e| [CaseEffect::Opened {
        case: DEMAND.case(&e.demand), title: e.item.clone(), stage: "made", about: None, raised_by: None, worth: None,
        owes: Some(Owes { by: BodySort::Committee.into(), due: Due::Within(Clock::Named("question-demand")) }),
    }];
    told |e| [("item", Told::text(&e.item)), ("people", Told::text(e.people))];
}

kind! {
    /// What was asked for is published.
    pub struct Met = "question.demand-met.v1", signed by Signers::SEEN {
        /// The demand.
        pub demand: Code,
        /// The event that published it.
        pub event: EventId,
    }
    subject |e| e.demand;
    requires |e| [
        CaseClause::At { case: DEMAND.case(&e.demand), any: &["made"] },
        DisclosureClause::EventKnown(e.event),
    ];
    causes |e| [CaseEffect::ended(DEMAND.case(&e.demand), "met")];
    told |e| [("demand", Told::Case(DEMAND.case(&e.demand)))];
}
