//! Grid management: grids, who looks after them, and issues from being raised to being accepted by whoever raised them
//! (滨州市网格化服务管理条例, arts. 6, 11, 14: name, boundary, worker and telephone are posted; every issue is closed,
//! answered and archived).
//!
//! That every household lies in exactly one grid cannot be seen here: a grid names its households by the digest of a
//! list that is kept beside the log.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line, Text};
use crate::event::case::{CaseClause, CaseEffect, Owes};
use crate::event::count::CountClause;
use crate::event::declare::kind;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Signers};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{BodySort, MandateClause, Party};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::Clock;

/// A grid, for as long as it exists.
const GRID: CaseSort = CaseSort { sort: "grid", stages: &["drawn", "staffed"] };
/// An issue.
const ISSUE: CaseSort = CaseSort { sort: "grid-issue", stages: &["raised", "routed", "fixed", "accepted"] };

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "grid-route", days: 2, working: true, source: &OWN },
        ClockDefault { code: "grid-issue", days: 15, working: false, source: &OWN },
        ClockDefault { code: "grid-accept", days: 7, working: false, source: &OWN },
    ],
    figures: &[FigureDefault {
        code: "grid-leaders",
        value: FigureShipped::Choices(&[
            ("party-group", "楼栋党小组长", "Party group leader of the building"),
            ("residents-group", "居民小组长", "Residents' group leader"),
            ("building-head", "楼长", "Head of the building"),
        ]),
        source: &OWN,
    }],
    cases: &[GRID, ISSUE],
    ..Family::of("grid", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Drawn>(),
    KindInfo::of::<Staffed>(),
    KindInfo::of::<Raised>(),
    KindInfo::of::<Routed>(),
    KindInfo::of::<Fixed>(),
    KindInfo::of::<Accepted>(),
    KindInfo::of::<Returned>(),
];

/// Someone who leads in a grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leader {
    /// As what: a choice of the figure `grid-leaders`.
    pub post: Code,
    /// Who.
    pub person: Code,
}

kind! {
    /// A grid is drawn: what it covers, and how many households it has.
    pub struct Drawn = "grid.drawn.v1", signed by Signers::SEEN {
        /// Its code.
        pub grid: Code,
        /// Its name.
        pub name: Line,
        /// Where it ends.
        pub boundary: Text,
        /// How many households.
        pub households: u32,
        /// The list of households, kept beside the log.
        pub list: FileRef,
    }
    subject |e| e.grid;
    requires |e| [CaseClause::New(GRID.case(&e.grid))];
    causes |e| [CaseEffect::opened(GRID.case(&e.grid), &e.name, "drawn")];
    told |e| [("name", Told::text(&e.name)), ("households", Told::text(e.households))];
}

kind! {
    /// Those who look after a grid, in place of those named before.
    pub struct Staffed = "grid.staffed.v1", signed by Signers::SEEN {
        /// The grid.
        pub grid: Code,
        /// Its worker.
        pub worker: Code,
        /// Who leads in it.
        pub leaders: Vec<Leader>,
    }
    subject |e| e.grid;
    requires |e| [
        CaseClause::At { case: GRID.case(&e.grid), any: GRID.stages },
        MandateClause::PersonKnown(e.worker.clone());
        e.leaders.iter().flat_map(|leader| [
            MandateClause::PersonKnown(leader.person.clone()).into(),
            CountClause::Choice { figure: "grid-leaders", choice: leader.post.clone() }.into(),
        ])
    ];
    causes |e| [CaseEffect::Moved {
        case: GRID.case(&e.grid), stage: "staffed", worth: None, owes: None, ends: false,
    }];
    told |e| [("grid", Told::Case(GRID.case(&e.grid))), ("worker", Told::Person(e.worker.clone()))];
}

kind! {
    /// An issue is raised. Its title is public: it names a place and a trouble, never a resident.
    pub struct Raised = "grid.issue-raised.v1", signed by Signers::WORKER {
        /// Its code.
        pub issue: Code,
        /// Where.
        pub grid: Code,
        /// What.
        pub title: Line,
        /// Who raised it, by code.
        pub by: Code,
        /// Who has to route it.
        pub owner: Party,
    }
    subject |e| e.issue;
    requires |e| [
        CaseClause::New(ISSUE.case(&e.issue)),
        CaseClause::At { case: GRID.case(&e.grid), any: GRID.stages },
    ];
    causes |e| [CaseEffect::Opened {
        case: ISSUE.case(&e.issue),
        title: e.title.clone(),
        stage: "raised",
        about: None,
        raised_by: Some(e.by.clone()),
        worth: None,
        owes: Some(Owes { by: e.owner.clone().into(), due: Due::Within(Clock::Named("grid-route")) }),
    }];
    told |e| [("grid", Told::Case(GRID.case(&e.grid))), ("title", Told::text(&e.title))];
}

kind! {
    /// An issue is given to whoever has to fix it.
    pub struct Routed = "grid.issue-routed.v1", signed by Signers::WORKER {
        /// The issue.
        pub issue: Code,
        /// To whom.
        pub to: Party,
    }
    subject |e| e.issue;
    requires |e| [CaseClause::At { case: ISSUE.case(&e.issue), any: &["raised", "routed"] }];
    causes |e| [
        CaseEffect::moved(ISSUE.case(&e.issue), "routed", e.to.clone(), Due::Within(Clock::Named("grid-issue"))),
    ];
    told |e| [("issue", Told::Case(ISSUE.case(&e.issue))), ("to", Told::party(&e.to))];
}

kind! {
    /// An issue is fixed, and whoever raised it is to say whether it is.
    pub struct Fixed = "grid.issue-fixed.v1", signed by Signers::WORKER {
        /// The issue.
        pub issue: Code,
        /// What was done.
        pub done: Text,
        /// What shows it.
        pub evidence: Vec<FileRef>,
    }
    subject |e| e.issue;
    requires |e| [
        CaseClause::At { case: ISSUE.case(&e.issue), any: &["routed"] },
        ObligationClause::Evidenced(e.evidence.clone()),
    ];
    causes |e| [CaseEffect::moved(
        ISSUE.case(&e.issue), "fixed", BodySort::Committee, Due::Within(Clock::Named("grid-accept")),
    )];
    told |e| [("issue", Told::Case(ISSUE.case(&e.issue))), ("done", Told::text(&e.done))];
}

kind! {
    /// Whoever raised an issue accepts that it is fixed.
    pub struct Accepted = "grid.issue-accepted.v1", signed by Signers::WORKER {
        /// The issue.
        pub issue: Code,
        /// Who accepts it, by code.
        pub by: Code,
    }
    subject |e| e.issue;
    requires |e| [
        CaseClause::At { case: ISSUE.case(&e.issue), any: &["fixed"] },
        CaseClause::RaisedBy { case: ISSUE.case(&e.issue), person: e.by.clone() },
    ];
    causes |e| [CaseEffect::ended(ISSUE.case(&e.issue), "accepted")];
    told |e| [("issue", Told::Case(ISSUE.case(&e.issue)))];
}

kind! {
    /// Whoever raised an issue does not accept it as fixed: it is routed again.
    pub struct Returned = "grid.issue-returned.v1", signed by Signers::WORKER {
        /// The issue.
        pub issue: Code,
        /// Who returns it, by code.
        pub by: Code,
        /// Why.
        pub why: Text,
        /// To whom it goes now.
        pub to: Party,
    }
    subject |e| e.issue;
    requires |e| [
        CaseClause::At { case: ISSUE.case(&e.issue), any: &["fixed"] },
        CaseClause::RaisedBy { case: ISSUE.case(&e.issue), person: e.by.clone() },
    ];
    causes |e| [
        CaseEffect::moved(ISSUE.case(&e.issue), "routed", e.to.clone(), Due::Within(Clock::Named("grid-issue"))),
    ];
    told |e| [("issue", Told::Case(ISSUE.case(&e.issue))), ("why", Told::text(&e.why))];
}
