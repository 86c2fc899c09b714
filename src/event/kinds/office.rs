//! One-stop office: what is on offer and how long it takes, cases from the counter to their end, ratings and rework
//! ("one-stop office, and let residents run less wrong roads"; 浙江 "好差评": five levels, a bad rating is contacted within
//! a day and put right within 15).
//!
//! An applicant stands here under a code. How long a service may take is promised when it is listed; no case promises more.

use std::num::NonZeroU32;

use crate::base::code::{Code, Line, Text};
use crate::base::time::Day;
use crate::event::case::{CaseClause, CaseEffect, Owes};
use crate::event::count::CountClause;
use crate::event::declare::kind;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, Origin, Signers};
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{BodySort, Party};
use crate::event::obligation::Due;
use crate::event::policy::{Clock, SourceRank};

/// A service on offer.
const OFFER: CaseSort = CaseSort { sort: "office-service", stages: &["listed"] };
/// A case at the counter.
const CASE: CaseSort =
    CaseSort { sort: "office-case", stages: &["opened", "passed", "closed", "rated", "bad", "contacted", "reworked"] };

const ZHEJIANG: Origin = Origin {
    code: "zhejiang-rating",
    rank: SourceRank::Local,
    zh: "浙江省政务服务“好差评”做法：五级评价，差评一个工作日内回访、十五日内整改",
    en: "Zhejiang practice of rating government services: five levels, a bad mark is called back within a working day and put right within 15 days",
};

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "office-contact", days: 1, working: true, source: &ZHEJIANG },
        ClockDefault { code: "office-rework", days: 15, working: false, source: &ZHEJIANG },
    ],
    figures: &[
        FigureDefault { code: "office-best-mark", value: FigureShipped::Count(5), source: &ZHEJIANG },
        FigureDefault { code: "office-good-mark", value: FigureShipped::Count(3), source: &ZHEJIANG },
        FigureDefault { code: "office-bad-mark", value: FigureShipped::Count(2), source: &ZHEJIANG },
    ],
    cases: &[OFFER, CASE],
    ..Family::of("office", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Listed>(),
    KindInfo::of::<Opened>(),
    KindInfo::of::<Passed>(),
    KindInfo::of::<Closed>(),
    KindInfo::of::<Rated>(),
    KindInfo::of::<RatedBad>(),
    KindInfo::of::<Contacted>(),
    KindInfo::of::<Reworked>(),
];

kind! {
    /// A service is on offer: what has to be brought, and in how many days at most it is done.
    pub struct Listed = "office.service-listed.v1", signed by Signers::SEEN {
        /// Its code.
        pub service: Code,
        /// What it is.
        pub name: Line,
        /// What to bring.
        pub documents: Vec<Line>,
        /// Done within so many days of being asked for.
        pub promise_days: u32,
    }
    subject |e| e.service;
    requires |e| [CaseClause::New(OFFER.case(&e.service))];
    causes |e| [CaseEffect::Opened {
        case: OFFER.case(&e.service), title: e.name.clone(), stage: "listed", about: None, raised_by: None,
        worth: Some(i64::from(e.promise_days)), owes: None,
    }];
    told |e| [("name", Told::text(&e.name)), ("days", Told::text(e.promise_days))];
}

kind! {
    /// Someone asks for a service.
    pub struct Opened = "office.case-opened.v1", signed by Signers::WORKER {
        /// Its code.
        pub case: Code,
        /// The service.
        pub service: Code,
        /// What it is about, without anything that tells who asked.
        pub title: Line,
        /// Who asked, by code.
        pub by: Code,
        /// The day.
        pub on: Day,
        /// Done within so many days, no more than the service promises.
        pub days: u32,
        /// Who has to do it.
        pub owner: Party,
    }
    subject |e| e.case;
    requires |e| [
        CaseClause::New(CASE.case(&e.case)),
        CaseClause::At { case: OFFER.case(&e.service), any: OFFER.stages },
        CaseClause::WorthAtLeast { case: OFFER.case(&e.service), amount: i64::from(e.days) },
    ];
    causes |e| [CaseEffect::Opened {
        case: CASE.case(&e.case), title: e.title.clone(), stage: "opened", about: None, raised_by: Some(e.by.clone()),
        worth: None,
        owes: Some(Owes {
            by: e.owner.clone().into(),
            due: Due::On(e.on.plus(i32::try_from(e.days).unwrap_or(i32::MAX))),
        }),
    }];
    told |e| [("title", Told::text(&e.title)), ("days", Told::text(e.days))];
}

kind! {
    /// A case is handed on because it was at the wrong place: each time is a wrong road the applicant did not have to
    /// walk, and stays visible. The day it is due stays.
    pub struct Passed = "office.case-passed.v1", signed by Signers::WORKER {
        /// The case.
        pub case: Code,
        /// To whom.
        pub to: Party,
        /// Why it came to the wrong place.
        pub why: Text,
        /// The day it stays due on.
        pub due: Day,
    }
    subject |e| e.case;
    requires |e| [
        CaseClause::At { case: CASE.case(&e.case), any: &["opened", "passed"] },
        CaseClause::DueKept { case: CASE.case(&e.case), due: e.due },
    ];
    causes |e| [CaseEffect::moved(CASE.case(&e.case), "passed", e.to.clone(), Due::On(e.due))];
    told |e| [("case", Told::Case(CASE.case(&e.case))), ("to", Told::party(&e.to)), ("why", Told::text(&e.why))];
}

kind! {
    /// What was asked for is done, or cannot be done for the reason given.
    pub struct Closed = "office.case-closed.v1", signed by Signers::WORKER {
        /// The case.
        pub case: Code,
        /// What came of it.
        pub result: Text,
    }
    subject |e| e.case;
    requires |e| [CaseClause::At { case: CASE.case(&e.case), any: &["opened", "passed"] }];
    causes |e| [CaseEffect::Moved { case: CASE.case(&e.case), stage: "closed", worth: None, owes: None, ends: false }];
    told |e| [("case", Told::Case(CASE.case(&e.case))), ("result", Told::text(&e.result))];
}

kind! {
    /// The applicant is content: a mark of three or more of five.
    pub struct Rated = "office.case-rated.v1", signed by Signers::WORKER {
        /// The case.
        pub case: Code,
        /// From 3 to 5.
        pub mark: NonZeroU32,
    }
    subject |e| e.case;
    requires |e| [
        CaseClause::At { case: CASE.case(&e.case), any: &["closed", "reworked"] },
        CountClause::AtLeast { figure: "office-good-mark", found: i64::from(e.mark.get()) },
        CountClause::AtMost { figure: "office-best-mark", found: i64::from(e.mark.get()) },
    ];
    causes |e| [CaseEffect::Moved {
        case: CASE.case(&e.case), stage: "rated", worth: Some(i64::from(e.mark.get())), owes: None, ends: true,
    }];
    told |e| [("case", Told::Case(CASE.case(&e.case))), ("mark", Told::text(e.mark))];
}

kind! {
    /// The applicant is not content: the committee owes them a call.
    pub struct RatedBad = "office.case-rated-bad.v1", signed by Signers::WORKER {
        /// The case.
        pub case: Code,
        /// 1 or 2.
        pub mark: NonZeroU32,
        /// What was wrong.
        pub why: Text,
    }
    subject |e| e.case;
    requires |e| [
        CaseClause::At { case: CASE.case(&e.case), any: &["closed", "reworked"] },
        CountClause::AtMost { figure: "office-bad-mark", found: i64::from(e.mark.get()) },
    ];
    causes |e| [CaseEffect::Moved {
        case: CASE.case(&e.case), stage: "bad", worth: Some(i64::from(e.mark.get())),
        owes: Some(Owes { by: BodySort::Committee.into(), due: Due::Within(Clock::Named("office-contact")) }),
        ends: false,
    }];
    told |e| [("case", Told::Case(CASE.case(&e.case))), ("mark", Told::text(e.mark)), ("why", Told::text(&e.why))];
}

kind! {
    /// The applicant who was not content was called: what was wrong is owed to be put right.
    pub struct Contacted = "office.case-contacted.v1", signed by Signers::WORKER {
        /// The case.
        pub case: Code,
        /// Who puts it right.
        pub owner: Party,
    }
    subject |e| e.case;
    requires |e| [CaseClause::At { case: CASE.case(&e.case), any: &["bad"] }];
    causes |e| [CaseEffect::moved(
        CASE.case(&e.case), "contacted", e.owner.clone(), Due::Within(Clock::Named("office-rework")),
    )];
    told |e| [("case", Told::Case(CASE.case(&e.case))), ("owner", Told::party(&e.owner))];
}

kind! {
    /// What was wrong was put right; the applicant may rate it once more.
    pub struct Reworked = "office.case-reworked.v1", signed by Signers::SEEN {
        /// The case.
        pub case: Code,
        /// What was done.
        pub done: Text,
    }
    subject |e| e.case;
    requires |e| [CaseClause::At { case: CASE.case(&e.case), any: &["contacted"] }];
    causes |e| [CaseEffect::Moved { case: CASE.case(&e.case), stage: "reworked", worth: None, owes: None, ends: false }];
    told |e| [("case", Told::Case(CASE.case(&e.case))), ("done", Told::text(&e.done))];
}
