//! Community safety: patrols, hazards until they are gone, and disputes that were mediated ("comprehensive management of
//! the community … the three-dimensional social security prevention and control system").
//!
//! What a dispute is about and between whom is sealed: in public stands that one was mediated, when, and how it ended.

use crate::base::code::{Code, Line, Text};
use crate::base::time::Day;
use crate::event::case::{CaseClause, CaseEffect, Owes};
use crate::event::count::CountClause;
use crate::event::declare::kind;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Signers};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{MandateClause, Party};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::Clock;
use crate::event::sealed::Sealed;

/// A patrol.
const PATROL: CaseSort = CaseSort { sort: "patrol", stages: &["walked"] };
/// A hazard.
const HAZARD: CaseSort = CaseSort { sort: "hazard", stages: &["found", "fixed", "checked"] };
/// A dispute.
const DISPUTE: CaseSort = CaseSort { sort: "dispute", stages: &["settled", "not-settled"] };

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[ClockDefault { code: "safety-check", days: 7, working: false, source: &OWN }],
    figures: &[FigureDefault {
        code: "safety-risks",
        value: FigureShipped::Choices(&[
            ("fire", "火灾隐患", "Fire"),
            ("building", "建筑隐患", "Building"),
            ("electric", "用电隐患", "Electricity"),
            ("gas", "燃气隐患", "Gas"),
            ("traffic", "交通隐患", "Traffic"),
            ("order", "治安隐患", "Public order"),
        ]),
        source: &OWN,
    }],
    cases: &[PATROL, HAZARD, DISPUTE],
    ..Family::of("safety", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Walked>(),
    KindInfo::of::<Found>(),
    KindInfo::of::<Fixed>(),
    KindInfo::of::<Checked>(),
    KindInfo::of::<Mediated>(),
];

kind! {
    /// A patrol was walked.
    pub struct Walked = "safety.patrol-walked.v1", signed by Signers::WORKER {
        /// Its code.
        pub patrol: Code,
        /// Where.
        pub route: Line,
        /// The day.
        pub on: Day,
        /// How many walked it.
        pub people: u32,
        /// How long, in minutes.
        pub minutes: u32,
    }
    subject |e| e.patrol;
    requires |e| [CaseClause::New(PATROL.case(&e.patrol))];
    causes |e| [
        CaseEffect::Opened {
            case: PATROL.case(&e.patrol), title: e.route.clone(), stage: "walked", about: None, raised_by: None,
            worth: Some(i64::from(e.minutes)), owes: None,
        },
        CaseEffect::ended(PATROL.case(&e.patrol), "walked"),
    ];
    told |e| [
        ("route", Told::text(&e.route)),
        ("on", Told::text(e.on)),
        ("people", Told::text(e.people)),
        ("minutes", Told::text(e.minutes)),
    ];
}

kind! {
    /// A hazard was found: whose it is to remove, and until when.
    pub struct Found = "safety.hazard-found.v1", signed by Signers::WORKER {
        /// Its code.
        pub hazard: Code,
        /// What sort: a choice of the figure `safety-risks`.
        pub risk: Code,
        /// Where and what, in public words.
        pub title: Line,
        /// Who removes it.
        pub owner: Party,
        /// Until when.
        pub due: Day,
    }
    subject |e| e.hazard;
    requires |e| [
        CaseClause::New(HAZARD.case(&e.hazard)),
        CountClause::Choice { figure: "safety-risks", choice: e.risk.clone() },
    ];
    causes |e| [CaseEffect::Opened {
        case: HAZARD.case(&e.hazard), title: e.title.clone(), stage: "found", about: None, raised_by: None, worth: None,
        owes: Some(Owes { by: e.owner.clone().into(), due: Due::On(e.due) }),
    }];
    told |e| [("title", Told::text(&e.title)), ("owner", Told::party(&e.owner)), ("due", Told::text(e.due))];
}

kind! {
    /// The hazard is removed, as whoever removed it says; someone else is to look.
    pub struct Fixed = "safety.hazard-fixed.v1", signed by Signers::NAMED {
        /// The hazard.
        pub hazard: Code,
        /// Who removed it.
        pub by: Code,
        /// What was done.
        pub done: Text,
        /// What shows it.
        pub evidence: Vec<FileRef>,
        /// Who looks.
        pub checker: Party,
    }
    subject |e| e.hazard;
    requires |e| [
        CaseClause::At { case: HAZARD.case(&e.hazard), any: &["found"] },
        MandateClause::Signs(e.by.clone()),
        ObligationClause::Evidenced(e.evidence.clone()),
    ];
    causes |e| [CaseEffect::moved(
        HAZARD.case(&e.hazard), "fixed", e.checker.clone(), Due::Within(Clock::Named("safety-check")),
    )];
    told |e| [("hazard", Told::Case(HAZARD.case(&e.hazard))), ("done", Told::text(&e.done))];
}

kind! {
    /// Someone else has looked: the hazard is gone.
    pub struct Checked = "safety.hazard-checked.v1", signed by Signers::WORKER {
        /// The hazard.
        pub hazard: Code,
        /// Who removed it, as the entry before says.
        pub fixed_by: Code,
    }
    subject |e| e.hazard;
    requires |e| [
        CaseClause::At { case: HAZARD.case(&e.hazard), any: &["fixed"] },
        CaseClause::NotBy(e.fixed_by.clone()),
    ];
    causes |e| [CaseEffect::ended(HAZARD.case(&e.hazard), "checked")];
    told |e| [("hazard", Told::Case(HAZARD.case(&e.hazard)))];
}

kind! {
    /// A dispute was mediated. Between whom, about what, and what they settled on is sealed.
    pub struct Mediated = "safety.dispute-mediated.v1", signed by Signers::NAMED {
        /// Its code.
        pub dispute: Code,
        /// Who mediated.
        pub mediator: Code,
        /// What sort of dispute, in general words.
        pub sort: Line,
        /// Whether they settled it.
        pub settled: bool,
        /// Between whom.
        pub parties: Sealed,
        /// What they settled on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub agreement: Option<Sealed>,
    }
    subject |e| e.dispute;
    requires |e| [CaseClause::New(DISPUTE.case(&e.dispute)), MandateClause::Signs(e.mediator.clone())];
    causes |e| [
        CaseEffect::opened(DISPUTE.case(&e.dispute), &e.sort, e.outcome()),
        CaseEffect::ended(DISPUTE.case(&e.dispute), e.outcome()),
    ];
    told |e| [
        ("sort", Told::text(&e.sort)),
        ("mediator", Told::Person(e.mediator.clone())),
        ("settled", Told::text(if e.settled { "yes" } else { "no" })),
    ];
    seals |e| [("parties", e.parties), ("agreement", e.agreement)];
}

impl Mediated {
    fn outcome(&self) -> &'static str {
        if self.settled { "settled" } else { "not-settled" }
    }
}
