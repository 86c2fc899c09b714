//! Self-government: the community's own charter put out for comment and adopted, the residents' meeting called in time and
//! held, petitions with their thresholds on the dated roll, representatives chosen by the households they stand for
//! ("self-management, self-service, self-education and self-supervision"; 城市居民委员会组织法 2026, arts. 13, 26–29;
//! 村民委员会组织法, arts. 25–30).
//!
//! The representatives' own meeting has a roll by name: that is a resolution's vote or the family `assemblies`. At a meeting of
//! all residents people are counted, not named.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line, Text};
use crate::base::time::Day;
use crate::event::case::{CaseClause, CaseEffect, Owes};
use crate::event::clause::Clause;
use crate::event::count::{CountClause, Roll};
use crate::event::declare::kind;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Origin, Signers};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::kinds::elections::yes;
use crate::event::mandate::{BodySort, MandateClause, Party};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::{Clock, SourceRank};

/// A text the community gives itself.
const CHARTER: CaseSort =
    CaseSort { sort: "selfrule-text", stages: &["proposed", "adopted", "lost", "filed", "replaced"] };
/// A meeting of all residents.
const MEETING: CaseSort = CaseSort { sort: "selfrule-meeting", stages: &["called", "held", "short", "cancelled"] };
/// A petition. It is worth the signatures that count.
const PETITION: CaseSort = CaseSort {
    sort: "selfrule-petition",
    stages: &["filed", "admitted", "not-admitted", "granted", "answered", "withdrawn"],
};
/// The households that one representative stands for. They are worth their number.
const UNIT: CaseSort = CaseSort { sort: "selfrule-unit", stages: &["represented", "vacant", "dissolved"] };

const LAW: Origin = Origin {
    code: "selfrule-law",
    rank: SourceRank::Law,
    zh: "《城市居民委员会组织法》（2026）第十三、二十六至二十九条；《村民委员会组织法》（2026）第二十五至三十条",
    en: "Organic Law of Urban Residents' Committees (2026), arts. 13, 26–29; of Villagers' Committees (2026), arts. 25–30",
};

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "selfrule-notice", days: 10, working: false, source: &LAW },
        ClockDefault { code: "selfrule-comment", days: 15, working: false, source: &OWN },
        ClockDefault { code: "selfrule-file", days: 10, working: false, source: &OWN },
        ClockDefault { code: "selfrule-rule", days: 10, working: false, source: &OWN },
        ClockDefault { code: "selfrule-call", days: 15, working: false, source: &OWN },
        ClockDefault { code: "selfrule-vacancy", days: 60, working: false, source: &OWN },
    ],
    figures: &[
        FigureDefault { code: "selfrule-adults", value: FigureShipped::Share(">=1/10"), source: &LAW },
        FigureDefault { code: "selfrule-households", value: FigureShipped::Share(">=1/3"), source: &LAW },
        FigureDefault { code: "selfrule-representatives", value: FigureShipped::Share(">=1/5"), source: &LAW },
        FigureDefault { code: "selfrule-quorum", value: FigureShipped::Share(">1/2"), source: &LAW },
        FigureDefault { code: "selfrule-majority", value: FigureShipped::Share(">1/2"), source: &LAW },
        FigureDefault { code: "selfrule-unit-least", value: FigureShipped::Count(20), source: &LAW },
        FigureDefault { code: "selfrule-unit-most", value: FigureShipped::Count(50), source: &LAW },
        FigureDefault {
            code: "selfrule-wants",
            value: FigureShipped::Choices(&[
                ("residents-meeting", "召集居民会议", "Calling the residents' meeting"),
                ("representatives-meeting", "召集居民代表会议", "Calling the representatives' meeting"),
                ("consultation", "开展协商", "A consultation"),
            ]),
            source: &LAW,
        },
    ],
    cases: &[CHARTER, MEETING, PETITION, UNIT],
    ..Family::of("selfrule", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<TextProposed>(),
    KindInfo::of::<TextAdopted>(),
    KindInfo::of::<TextFiled>(),
    KindInfo::of::<MeetingCalled>(),
    KindInfo::of::<MeetingHeld>(),
    KindInfo::of::<MeetingCancelled>(),
    KindInfo::of::<PetitionFiled>(),
    KindInfo::of::<PetitionRuled>(),
    KindInfo::of::<PetitionGranted>(),
    KindInfo::of::<PetitionAnswered>(),
    KindInfo::of::<PetitionWithdrawn>(),
    KindInfo::of::<Chosen>(),
    KindInfo::of::<Left>(),
    KindInfo::of::<Dissolved>(),
];

/// A question put to the meeting, and how it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutToVote {
    /// The question.
    pub question: Line,
    /// In favour.
    pub yes: u32,
    /// Against.
    pub no: u32,
    /// Neither.
    pub abstain: u32,
    /// Whether it is carried.
    pub carried: bool,
}

/// Which share of the roll a petition needs: of adults, of households, of representatives.
fn share(group: &Code) -> &'static str {
    match group.as_str() {
        "representatives" => "selfrule-representatives",
        "households" => "selfrule-households",
        _ => "selfrule-adults",
    }
}

fn within(by: BodySort, clock: &'static str) -> Owes {
    Owes { by: by.into(), due: Due::Within(Clock::Named(clock)) }
}

kind! {
    /// A charter, residents' pact or rules of procedure is put out for comment, as a text everybody can read.
    pub struct TextProposed = "selfrule.text-proposed.v1", signed by Signers::SEEN {
        /// Its code.
        pub text: Code,
        /// What it is called.
        pub title: Line,
        /// The text.
        pub files: Vec<FileRef>,
        /// The text in force that it is to replace.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub replaces: Option<Code>,
    }
    subject |e| e.text;
    requires |e| [
        CaseClause::New(CHARTER.case(&e.text)),
        ObligationClause::Evidenced(e.files.clone());
        e.replaces.iter().map(|old| CaseClause::At { case: CHARTER.case(old), any: &["adopted", "filed"] }.into())
    ];
    causes |e| [CaseEffect::opened(CHARTER.case(&e.text), &e.title, "proposed")];
    told |e| [("title", Told::text(&e.title))];
}

kind! {
    /// The text is adopted or lost at a meeting of the residents that was held by its quorum, when the days for comment are
    /// over. What it replaces stays readable.
    pub struct TextAdopted = "selfrule.text-decided.v1", signed by Signers::SEEN {
        /// The text.
        pub text: Code,
        /// The meeting.
        pub meeting: Code,
        /// How many were there, as the meeting says.
        pub present: u32,
        /// In favour.
        pub yes: u32,
        /// Against.
        pub no: u32,
        /// Neither.
        pub abstain: u32,
        /// Whether it is adopted.
        pub adopted: bool,
        /// The text that it replaces, as proposed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub replaces: Option<Code>,
    }
    subject |e| e.text;
    requires |e| [
        CaseClause::At { case: CHARTER.case(&e.text), any: &["proposed"] },
        CaseClause::SinceAtLeast {
            case: CHARTER.case(&e.text), stage: "proposed", clock: Clock::Named("selfrule-comment"),
        },
        CaseClause::At { case: MEETING.case(&e.meeting), any: &["held"] },
        CaseClause::Worth { case: MEETING.case(&e.meeting), amount: i64::from(e.present) },
        CountClause::AddsUp {
            what: "sum-selfrule-votes", whole: u64::from(e.present),
            parts: [e.yes, e.no, e.abstain].map(u64::from).to_vec(),
        },
        CountClause::Claims {
            figure: "selfrule-majority", part: u64::from(e.yes), of: Roll::Given(u64::from(e.present)), met: e.adopted,
        };
        e.replaces.iter().map(|old| CaseClause::At { case: CHARTER.case(old), any: &["adopted", "filed"] }.into())
    ];
    causes |e| [
        CaseEffect::Moved {
            case: CHARTER.case(&e.text), stage: if e.adopted { "adopted" } else { "lost" }, worth: None,
            owes: e.adopted.then(|| within(BodySort::Committee, "selfrule-file")), ends: !e.adopted,
        };
        e.replaces.iter().filter(|_| e.adopted).map(|old| CaseEffect::ended(CHARTER.case(old), "replaced").into())
    ];
    told |e| [
        ("text", Told::Case(CHARTER.case(&e.text))),
        ("yes", Told::text(e.yes)),
        ("no", Told::text(e.no)),
        ("present", Told::text(e.present)),
        ("adopted", yes(e.adopted)),
    ];
}

kind! {
    /// The text adopted is put on file with the street or township.
    pub struct TextFiled = "selfrule.text-filed.v1", signed by Signers::CLERK {
        /// The text.
        pub text: Code,
        /// With which office.
        pub office: Line,
        /// The receipt.
        pub receipts: Vec<FileRef>,
    }
    subject |e| e.text;
    requires |e| [
        CaseClause::At { case: CHARTER.case(&e.text), any: &["adopted"] },
        ObligationClause::Evidenced(e.receipts.clone()),
    ];
    causes |e| [CaseEffect::Moved {
        case: CHARTER.case(&e.text), stage: "filed", worth: None, owes: None, ends: false,
    }];
    told |e| [("text", Told::Case(CHARTER.case(&e.text))), ("office", Told::text(&e.office))];
}

kind! {
    /// The residents' meeting is called, with its agenda, at least so many days ahead.
    pub struct MeetingCalled = "selfrule.meeting-called.v1", signed by Signers::SEEN {
        /// Its code.
        pub meeting: Code,
        /// What it is called.
        pub title: Line,
        /// The agenda.
        pub agenda: Vec<Line>,
        /// The day.
        pub on: Day,
        /// Who calls it.
        pub convener: Party,
        /// The petition that asked for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub petition: Option<Code>,
        /// The notice as it was posted.
        pub notices: Vec<FileRef>,
    }
    subject |e| e.meeting;
    requires |e| [
        CaseClause::New(MEETING.case(&e.meeting)),
        CountClause::Ahead { clock: Clock::Named("selfrule-notice"), day: e.on },
        ObligationClause::Evidenced(e.notices.clone());
        e.petition.iter().map(|petition| {
            CaseClause::At { case: PETITION.case(petition), any: &["admitted"] }.into()
        })
    ];
    causes |e| [CaseEffect::Opened {
        case: MEETING.case(&e.meeting), title: e.title.clone(), stage: "called", about: None, raised_by: None, worth: None,
        owes: Some(Owes { by: e.convener.clone().into(), due: Due::On(e.on) }),
    }];
    told |e| [
        ("title", Told::text(&e.title)),
        ("on", Told::text(e.on)),
        ("convener", Told::party(&e.convener)),
        ("agenda", Told::text(e.agenda.len())),
    ];
}

kind! {
    /// The meeting was held: how many of the roll came, whether that was enough, and how each question went.
    pub struct MeetingHeld = "selfrule.meeting-held.v1", signed by Signers::SEEN {
        /// The meeting.
        pub meeting: Code,
        /// The day.
        pub on: Day,
        /// Of which group on the roll: adults, or one of each household.
        pub group: Code,
        /// How many came.
        pub present: u32,
        /// Whether they were enough.
        pub quorum: bool,
        /// The questions put.
        pub votes: Vec<PutToVote>,
        /// The minutes and the list of those who came, kept beside the log.
        pub minutes: Vec<FileRef>,
    }
    subject |e| e.meeting;
    requires |e| [
        CaseClause::At { case: MEETING.case(&e.meeting), any: &["called"] },
        CaseClause::SinceAtLeast {
            case: MEETING.case(&e.meeting), stage: "called", clock: Clock::Named("selfrule-notice"),
        },
        CountClause::Claims {
            figure: "selfrule-quorum", part: u64::from(e.present),
            of: Roll::Group { group: e.group.clone(), on: e.on }, met: e.quorum,
        },
        ObligationClause::Evidenced(e.minutes.clone());
        e.votes.iter().flat_map(|vote| e.counted(vote)).map(Clause::from)
    ];
    causes |e| [CaseEffect::Moved {
        case: MEETING.case(&e.meeting), stage: if e.quorum { "held" } else { "short" },
        worth: Some(i64::from(e.present)), owes: None, ends: !e.quorum,
    }];
    told |e| [
        ("meeting", Told::Case(MEETING.case(&e.meeting))),
        ("present", Told::text(e.present)),
        ("quorum", yes(e.quorum)),
        ("votes", Told::text(e.votes.len())),
    ];
}

impl MeetingHeld {
    /// Everybody there has said yes, no or neither; a meeting that was too small carries nothing.
    fn counted(&self, vote: &PutToVote) -> [CountClause; 2] {
        let sum = CountClause::AddsUp {
            what: "sum-selfrule-votes",
            whole: u64::from(self.present),
            parts: [vote.yes, vote.no, vote.abstain].map(u64::from).to_vec(),
        };
        let carried = if self.quorum {
            CountClause::Claims {
                figure: "selfrule-majority",
                part: u64::from(vote.yes),
                of: Roll::Given(u64::from(self.present)),
                met: vote.carried,
            }
        } else {
            CountClause::Within { what: "sum-selfrule-short", part: u64::from(vote.carried), whole: 0 }
        };
        [sum, carried]
    }
}

kind! {
    /// The meeting is called off before it is held, and why.
    pub struct MeetingCancelled = "selfrule.meeting-cancelled.v1", signed by Signers::SEEN {
        /// The meeting.
        pub meeting: Code,
        /// Why.
        pub reason: Text,
    }
    subject |e| e.meeting;
    requires |e| [CaseClause::At { case: MEETING.case(&e.meeting), any: &["called"] }];
    causes |e| [CaseEffect::ended(MEETING.case(&e.meeting), "cancelled")];
    told |e| [("meeting", Told::Case(MEETING.case(&e.meeting))), ("reason", Told::text(&e.reason))];
}

kind! {
    /// Residents, households or representatives ask for a meeting or a consultation.
    pub struct PetitionFiled = "selfrule.petition-filed.v1", signed by Signers::WORKER {
        /// Its code.
        pub petition: Code,
        /// What it is about.
        pub title: Line,
        /// What is wanted: a choice of the figure `selfrule-wants`.
        pub wants: Code,
        /// Why, in the petitioners' words.
        pub words: Text,
        /// How many signed.
        pub signed: u32,
        /// The signatures, kept beside the log.
        pub signatures: Vec<FileRef>,
    }
    subject |e| e.petition;
    requires |e| [
        CaseClause::New(PETITION.case(&e.petition)),
        CountClause::Choice { figure: "selfrule-wants", choice: e.wants.clone() },
        ObligationClause::Evidenced(e.signatures.clone()),
    ];
    causes |e| [CaseEffect::Opened {
        case: PETITION.case(&e.petition), title: e.title.clone(), stage: "filed", about: None, raised_by: None,
        worth: Some(i64::from(e.signed)), owes: Some(within(BodySort::Supervision, "selfrule-rule")),
    }];
    told |e| [
        ("title", Told::text(&e.title)),
        ("wants", Told::text(&e.wants)),
        ("signed", Told::text(e.signed)),
    ];
}

kind! {
    /// The signatures are counted. Whether there are enough follows from the dated roll; if there are, what is wanted is owed.
    pub struct PetitionRuled = "selfrule.petition-ruled.v1", signed by Signers::SEEN {
        /// The petition.
        pub petition: Code,
        /// How many signed, as filed.
        pub signed: u32,
        /// How many signatures count.
        pub counted: u32,
        /// How many do not.
        pub struck: u32,
        /// Of which group on the roll: `adults`, `households`, `representatives`.
        pub group: Code,
        /// The day of the roll.
        pub on: Day,
        /// Whether they are enough.
        pub admitted: bool,
    }
    subject |e| e.petition;
    requires |e| [
        CaseClause::At { case: PETITION.case(&e.petition), any: &["filed"] },
        CaseClause::Worth { case: PETITION.case(&e.petition), amount: i64::from(e.signed) },
        CountClause::AddsUp {
            what: "sum-recall-signatures", whole: u64::from(e.signed),
            parts: vec![u64::from(e.counted), u64::from(e.struck)],
        },
        CountClause::Claims {
            figure: share(&e.group), part: u64::from(e.counted),
            of: Roll::Group { group: e.group.clone(), on: e.on }, met: e.admitted,
        },
    ];
    causes |e| [CaseEffect::Moved {
        case: PETITION.case(&e.petition), stage: if e.admitted { "admitted" } else { "not-admitted" },
        worth: Some(i64::from(e.counted)),
        owes: Some(within(BodySort::Committee, "selfrule-call")), ends: false,
    }];
    told |e| [
        ("petition", Told::Case(PETITION.case(&e.petition))),
        ("counted", Told::text(e.counted)),
        ("struck", Told::text(e.struck)),
        ("admitted", yes(e.admitted)),
    ];
}

kind! {
    /// What was wanted is done: the meeting is called, or the consultation opened.
    pub struct PetitionGranted = "selfrule.petition-granted.v1", signed by Signers::CLERK {
        /// The petition.
        pub petition: Code,
        /// What came of it.
        pub outcome: Text,
        /// What shows it.
        pub evidence: Vec<FileRef>,
    }
    subject |e| e.petition;
    requires |e| [
        CaseClause::At { case: PETITION.case(&e.petition), any: &["admitted"] },
        ObligationClause::Evidenced(e.evidence.clone()),
    ];
    causes |e| [CaseEffect::ended(PETITION.case(&e.petition), "granted")];
    told |e| [("petition", Told::Case(PETITION.case(&e.petition))), ("outcome", Told::text(&e.outcome))];
}

kind! {
    /// A petition with too few signatures obliges nobody to meet, and is answered all the same.
    pub struct PetitionAnswered = "selfrule.petition-answered.v1", signed by Signers::CLERK {
        /// The petition.
        pub petition: Code,
        /// The answer.
        pub answer: Text,
    }
    subject |e| e.petition;
    requires |e| [CaseClause::At { case: PETITION.case(&e.petition), any: &["not-admitted"] }];
    causes |e| [CaseEffect::ended(PETITION.case(&e.petition), "answered")];
    told |e| [("petition", Told::Case(PETITION.case(&e.petition))), ("answer", Told::text(&e.answer))];
}

kind! {
    /// Those who signed a petition withdraw it.
    pub struct PetitionWithdrawn = "selfrule.petition-withdrawn.v1", signed by Signers::SEEN {
        /// The petition.
        pub petition: Code,
        /// The paper that says so.
        pub files: Vec<FileRef>,
    }
    subject |e| e.petition;
    requires |e| [
        CaseClause::At { case: PETITION.case(&e.petition), any: &["filed", "admitted"] },
        ObligationClause::Evidenced(e.files.clone()),
    ];
    causes |e| [CaseEffect::ended(PETITION.case(&e.petition), "withdrawn")];
    told |e| [("petition", Told::Case(PETITION.case(&e.petition)))];
}

kind! {
    /// Households choose who represents them, for the first time or again. Each unit has one representative, and neither
    /// too few nor too many households. The seat itself is given like every other (`charter.mandate.v1`).
    pub struct Chosen = "selfrule.representative-chosen.v1", signed by Signers::SEEN {
        /// The unit of households.
        pub unit: Code,
        /// What the unit is called: houses and stairs, no names.
        pub title: Line,
        /// How many households it has.
        pub households: u32,
        /// How many of them took part.
        pub voted: u32,
        /// How many were for the one chosen.
        pub votes: u32,
        /// Whom they chose.
        pub person: Code,
        /// Whether the unit has chosen before and the seat is vacant.
        pub again: bool,
        /// The record, kept beside the log.
        pub records: Vec<FileRef>,
    }
    subject |e| e.unit;
    requires |e| [
        MandateClause::PersonKnown(e.person.clone()),
        CountClause::AtLeast { figure: "selfrule-unit-least", found: i64::from(e.households) },
        CountClause::AtMost { figure: "selfrule-unit-most", found: i64::from(e.households) },
        CountClause::Reaches {
            figure: "selfrule-quorum", part: u64::from(e.voted), of: Roll::Given(u64::from(e.households)),
        },
        CountClause::Reaches {
            figure: "selfrule-majority", part: u64::from(e.votes), of: Roll::Given(u64::from(e.voted)),
        },
        ObligationClause::Evidenced(e.records.clone()),
        if e.again {
            CaseClause::At { case: UNIT.case(&e.unit), any: &["vacant"] }
        } else {
            CaseClause::New(UNIT.case(&e.unit))
        },
    ];
    causes |e| [if e.again {
        CaseEffect::Moved {
            case: UNIT.case(&e.unit), stage: "represented", worth: Some(i64::from(e.households)), owes: None, ends: false,
        }
    } else {
        CaseEffect::Opened {
            case: UNIT.case(&e.unit), title: e.title.clone(), stage: "represented", about: None, raised_by: None,
            worth: Some(i64::from(e.households)), owes: None,
        }
    }];
    told |e| [
        ("title", Told::text(&e.title)),
        ("households", Told::text(e.households)),
        ("person", Told::Person(e.person.clone())),
        ("votes", Told::text(e.votes)),
        ("voted", Told::text(e.voted)),
    ];
}

kind! {
    /// A unit has lost its representative, and owes itself another.
    pub struct Left = "selfrule.representative-left.v1", signed by Signers::SEEN {
        /// The unit.
        pub unit: Code,
        /// Why, in general words.
        pub reason: Text,
    }
    subject |e| e.unit;
    requires |e| [CaseClause::At { case: UNIT.case(&e.unit), any: &["represented"] }];
    causes |e| [CaseEffect::Moved {
        case: UNIT.case(&e.unit), stage: "vacant", worth: None,
        owes: Some(within(BodySort::Committee, "selfrule-vacancy")), ends: false,
    }];
    told |e| [("unit", Told::Case(UNIT.case(&e.unit))), ("reason", Told::text(&e.reason))];
}

kind! {
    /// A unit is dissolved, for instance when its houses are pulled down or units are drawn anew.
    pub struct Dissolved = "selfrule.unit-dissolved.v1", signed by Signers::SEEN {
        /// The unit.
        pub unit: Code,
        /// Why.
        pub reason: Text,
    }
    subject |e| e.unit;
    requires |e| [CaseClause::At { case: UNIT.case(&e.unit), any: &["represented", "vacant"] }];
    causes |e| [CaseEffect::ended(UNIT.case(&e.unit), "dissolved")];
    told |e| [("unit", Told::Case(UNIT.case(&e.unit))), ("reason", Told::text(&e.reason))];
}
