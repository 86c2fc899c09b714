//! The openness catalogue: what is shown how often, when each item was posted, how long it stayed, and what residents demand
//! to see (村民委员会组织法, art. 35: once a quarter, finance with much traffic once a month, major matters at any time;
//! 城市居民委员会组织法, art. 34; both: at least fifteen days).
//!
//! Nobody has to say that something was not posted: each posting gives rise to the next, which is late when it does not
//! come. That what hangs there is what the ledger says is for notices ([`crate::event::kinds::notice`]); this is the board.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::time::Day;
use crate::event::authority::AuthorityClause;
use crate::event::case::{CaseClause, CaseEffect, CaseRef, Owes};
use crate::event::clause::Clause;
use crate::event::count::{CountClause, Roll};
use crate::event::declare::kind;
use crate::event::disclosure::DisclosureClause;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Origin, Signers};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{BodySort, MandateClause, Party, Seat};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::{Clock, SourceRank};

/// An item of the catalogue; worth the months within which it is posted again.
pub const ITEM: CaseSort = CaseSort { sort: "openness-item", stages: &["listed", "posted", "withdrawn"] };
/// An item on the board, for one period or occasion.
pub const POSTING: CaseSort = CaseSort { sort: "openness-posting", stages: &["due", "up", "cut-short", "shown"] };
/// Something residents demand to see.
pub const DEMAND: CaseSort = CaseSort { sort: "openness-demand", stages: &["demanded", "met"] };

const LAW: Origin = Origin {
    code: "openness-law",
    rank: SourceRank::Law,
    zh: "《村民委员会组织法》第三十五条：一般事项至少每季度公布一次，财务收支较多的每月公布一次，重大事项随时公布",
    en: "Organic Law of Villagers' Committees, art. 35: ordinary items at least once a quarter, finance with much traffic once a month, major matters at any time",
};
const ZHEJIANG: Origin = Origin {
    code: "openness-zhejiang",
    rank: SourceRank::Local,
    zh: "浙江省农村集体资产管理条例：重大财务事项发生后五日内公布",
    en: "Zhejiang regulations on rural collective assets: a major financial matter is published within five days",
};
const SHANDONG: Origin = Origin {
    code: "openness-shandong",
    rank: SourceRank::Local,
    zh: "山东省村务公开条例第八条：十分之一以上村民或者五分之一以上村民代表要求公开的事项应当公开",
    en: "Shandong regulations on openness of village affairs, art. 8: what a tenth of the villagers or a fifth of the representatives demand is published",
};

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "openness-month", days: 31, working: false, source: &LAW },
        ClockDefault { code: "openness-quarter", days: 92, working: false, source: &LAW },
        ClockDefault { code: "openness-half-year", days: 184, working: false, source: &OWN },
        ClockDefault { code: "openness-year", days: 366, working: false, source: &OWN },
        ClockDefault { code: "openness-at-once", days: 5, working: false, source: &ZHEJIANG },
        ClockDefault { code: "openness-taking-down", days: 7, working: false, source: &OWN },
        ClockDefault { code: "openness-again", days: 3, working: false, source: &OWN },
        ClockDefault { code: "openness-demand", days: 15, working: false, source: &OWN },
    ],
    figures: &[
        FigureDefault {
            code: "openness-views",
            value: FigureShipped::Choices(&[
                ("party", "党务", "Party affairs"),
                ("government", "政务", "Government and self-government affairs"),
                ("finance", "财务", "Finance"),
                ("services", "服务", "Services"),
            ]),
            source: &OWN,
        },
        FigureDefault { code: "openness-residents", value: FigureShipped::Share(">=1/10"), source: &SHANDONG },
        FigureDefault { code: "openness-representatives", value: FigureShipped::Share(">=1/5"), source: &SHANDONG },
    ],
    cases: &[ITEM, POSTING, DEMAND],
    ..Family::of("openness", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Listed>(),
    KindInfo::of::<Withdrawn>(),
    KindInfo::of::<Posted>(),
    KindInfo::of::<Arisen>(),
    KindInfo::of::<ArisenPosted>(),
    KindInfo::of::<Corrected>(),
    KindInfo::of::<CutShort>(),
    KindInfo::of::<PutBack>(),
    KindInfo::of::<TakenDown>(),
    KindInfo::of::<DemandedByResidents>(),
    KindInfo::of::<DemandedByRepresentatives>(),
    KindInfo::of::<DemandMet>(),
];

/// The time within which an item is posted again; none when it is posted as things happen.
fn clock(months: u32) -> Option<Clock> {
    match months {
        0 => None,
        1 => Some(Clock::Named("openness-month")),
        2..=3 => Some(Clock::Named("openness-quarter")),
        4..=6 => Some(Clock::Named("openness-half-year")),
        _ => Some(Clock::Named("openness-year")),
    }
}

/// The next posting is owed within that time from now on.
fn owes(months: u32, owner: &Party) -> Option<Owes> {
    clock(months).map(|clock| Owes { by: owner.clone().into(), due: Due::Within(clock) })
}

/// The key of the word in `locales/` for how often an item is posted.
pub fn every(months: i64) -> &'static str {
    match months {
        0 => "openness-every-occasion",
        1 => "openness-every-month",
        2..=3 => "openness-every-quarter",
        4..=6 => "openness-every-half-year",
        _ => "openness-every-year",
    }
}

/// The posting of an item for a period or occasion. A code too long to hold both names the same case for all, so it is
/// taken once.
pub fn posting(item: &Code, period: &Code) -> CaseRef {
    POSTING.case(&format!("{item}:{period}").parse().unwrap_or_else(|_| item.clone()))
}

fn committee(clock: &'static str) -> Owes {
    Owes { by: BodySort::Committee.into(), due: Due::Within(Clock::Named(clock)) }
}

/// It hangs from now on; that it is taken down is owed to be recorded, which tells how long it hung.
fn up(until: Day) -> Owes {
    let due = Due::After { clock: Clock::Named("openness-taking-down"), day: until };
    Owes { by: BodySort::Committee.into(), due }
}

fn opens(item: &Code, period: &Code, stage: &'static str, owes: Owes) -> CaseEffect {
    let case = posting(item, period);
    let title = case.code.as_str().parse().unwrap_or_default();
    CaseEffect::Opened { case, title, stage, about: None, raised_by: None, worth: None, owes: Some(owes) }
}

fn moves(item: &Code, period: &Code, stage: &'static str, owes: Owes) -> CaseEffect {
    CaseEffect::Moved { case: posting(item, period), stage, worth: None, owes: Some(owes), ends: false }
}

kind! {
    /// Something has a place in the catalogue: what it is, how often it is posted, on which basis. The first posting is owed
    /// from now on.
    pub struct Listed = "openness.item-listed.v1", signed by Signers::SEEN {
        /// Its code.
        pub item: Code,
        /// What it is.
        pub title: Line,
        /// Among what it is shown: a choice of the figure `openness-views`.
        pub view: Code,
        /// Within how many months it is posted again: 1, 3, 6 or 12; 0 when it is posted as things happen.
        pub months: u32,
        /// The law, rule or resolution that asks for it.
        pub basis: Line,
        /// Who posts it.
        pub owner: Party,
    }
    subject |e| e.item;
    requires |e| [
        CaseClause::New(ITEM.case(&e.item)),
        CountClause::Choice { figure: "openness-views", choice: e.view.clone() },
    ];
    causes |e| [CaseEffect::Opened {
        case: ITEM.case(&e.item), title: e.title.clone(), stage: "listed", about: None, raised_by: None,
        worth: Some(i64::from(e.months)), owes: owes(e.months, &e.owner),
    }];
    told |e| [
        ("title", Told::text(&e.title)),
        ("every", Told::Word(every(i64::from(e.months)))),
        ("basis", Told::text(&e.basis)),
    ];
}

kind! {
    /// An item leaves the catalogue, by a resolution.
    pub struct Withdrawn = "openness.item-withdrawn.v1", signed by Signers::SEEN {
        /// The item.
        pub item: Code,
        /// The resolution.
        pub matter: Code,
        /// Why.
        pub why: Text,
    }
    subject |e| e.item;
    requires |e| [
        CaseClause::At { case: ITEM.case(&e.item), any: &["listed", "posted"] },
        AuthorityClause::Adopted(e.matter.clone()),
    ];
    causes |e| [CaseEffect::ended(ITEM.case(&e.item), "withdrawn")];
    told |e| [
        ("item", Told::Case(ITEM.case(&e.item))),
        ("matter", Told::Matter(e.matter.clone())),
        ("why", Told::text(&e.why)),
    ];
}

kind! {
    /// An item hangs on the board for a period, and is owed to be posted again in time.
    pub struct Posted = "openness.posted.v1", signed by Signers::SEEN {
        /// The item.
        pub item: Code,
        /// For which period: `2026-q1`, `2026-03`. Once only.
        pub period: Code,
        /// Within how many months it is posted again, as the catalogue says.
        pub months: u32,
        /// The last day it is meant to stay.
        pub until: Day,
        /// Where.
        pub place: Line,
        /// The board, photographed.
        pub board: Vec<FileRef>,
        /// The notice of a document of this ledger, if it is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub notice: Option<EventId>,
        /// Who posts it next.
        pub owner: Party,
    }
    subject |e| e.item;
    requires |e| [
        CaseClause::At { case: ITEM.case(&e.item), any: &["listed", "posted"] },
        CaseClause::Worth { case: ITEM.case(&e.item), amount: i64::from(e.months) },
        CaseClause::New(posting(&e.item, &e.period)),
        ObligationClause::Evidenced(e.board.clone());
        e.notice.iter().map(|notice| DisclosureClause::EventKnown(*notice).into())
    ];
    causes |e| [
        opens(&e.item, &e.period, "up", up(e.until)),
        CaseEffect::Moved {
            case: ITEM.case(&e.item), stage: "posted", worth: None, owes: owes(e.months, &e.owner), ends: false,
        },
    ];
    told |e| [
        ("item", Told::Case(ITEM.case(&e.item))),
        ("period", Told::text(&e.period)),
        ("place", Told::text(&e.place)),
        ("until", Told::text(e.until)),
    ];
}

kind! {
    /// Something happened that the catalogue asks to show at once.
    pub struct Arisen = "openness.occasion-arisen.v1", signed by Signers::CLERK {
        /// The item.
        pub item: Code,
        /// The occasion.
        pub period: Code,
        /// What happened.
        pub what: Line,
        /// The day it happened.
        pub on: Day,
        /// Who posts it.
        pub owner: Party,
    }
    subject |e| e.item;
    requires |e| [
        CaseClause::At { case: ITEM.case(&e.item), any: &["listed", "posted"] },
        CaseClause::New(posting(&e.item, &e.period)),
    ];
    causes |e| [opens(&e.item, &e.period, "due", Owes {
        by: e.owner.clone().into(), due: Due::After { clock: Clock::Named("openness-at-once"), day: e.on },
    })];
    told |e| [
        ("item", Told::Case(ITEM.case(&e.item))),
        ("what", Told::text(&e.what)),
        ("on", Told::text(e.on)),
    ];
}

kind! {
    /// What happened hangs on the board.
    pub struct ArisenPosted = "openness.occasion-posted.v1", signed by Signers::SEEN {
        /// The item.
        pub item: Code,
        /// The occasion.
        pub period: Code,
        /// The last day it is meant to stay.
        pub until: Day,
        /// Where.
        pub place: Line,
        /// The board, photographed.
        pub board: Vec<FileRef>,
    }
    subject |e| e.item;
    requires |e| [
        CaseClause::At { case: posting(&e.item, &e.period), any: &["due"] },
        ObligationClause::Evidenced(e.board.clone()),
    ];
    causes |e| [moves(&e.item, &e.period, "up", up(e.until))];
    told |e| [
        ("item", Told::Case(ITEM.case(&e.item))),
        ("period", Told::text(&e.period)),
        ("place", Told::text(&e.place)),
        ("until", Told::text(e.until)),
    ];
}

kind! {
    /// What hangs there was wrong and is replaced: its days begin again, and what was wrong stays on record.
    pub struct Corrected = "openness.corrected.v1", signed by Signers::SEEN {
        /// The item.
        pub item: Code,
        /// The period or occasion.
        pub period: Code,
        /// What was wrong.
        pub wrong: Text,
        /// What it says now.
        pub changed: Text,
        /// The last day it is meant to stay.
        pub until: Day,
        /// The board, photographed.
        pub board: Vec<FileRef>,
    }
    subject |e| e.item;
    requires |e| [
        CaseClause::At { case: posting(&e.item, &e.period), any: &["up"] },
        ObligationClause::Evidenced(e.board.clone()),
    ];
    causes |e| [moves(&e.item, &e.period, "up", up(e.until))];
    told |e| [
        ("item", Told::Case(ITEM.case(&e.item))),
        ("period", Told::text(&e.period)),
        ("wrong", Told::text(&e.wrong)),
        ("changed", Told::text(&e.changed)),
    ];
}

kind! {
    /// It hung too short: gone before its days were over. It is owed to be put back.
    pub struct CutShort = "openness.cut-short.v1", signed by Signers::WORKER {
        /// The item.
        pub item: Code,
        /// The period or occasion.
        pub period: Code,
        /// Why it is gone.
        pub why: Text,
    }
    subject |e| e.item;
    requires |e| [
        CaseClause::At { case: posting(&e.item, &e.period), any: &["up"] },
        CaseClause::SinceAtMost { case: posting(&e.item, &e.period), stage: "up", clock: Clock::Display },
    ];
    causes |e| [moves(&e.item, &e.period, "cut-short", committee("openness-again"))];
    told |e| [
        ("item", Told::Case(ITEM.case(&e.item))),
        ("period", Told::text(&e.period)),
        ("why", Told::text(&e.why)),
    ];
}

kind! {
    /// What hung too short hangs again, for all its days.
    pub struct PutBack = "openness.put-back.v1", signed by Signers::SEEN {
        /// The item.
        pub item: Code,
        /// The period or occasion.
        pub period: Code,
        /// The last day it is meant to stay.
        pub until: Day,
        /// The board, photographed.
        pub board: Vec<FileRef>,
    }
    subject |e| e.item;
    requires |e| [
        CaseClause::At { case: posting(&e.item, &e.period), any: &["cut-short"] },
        ObligationClause::Evidenced(e.board.clone()),
    ];
    causes |e| [moves(&e.item, &e.period, "up", up(e.until))];
    told |e| [
        ("item", Told::Case(ITEM.case(&e.item))),
        ("period", Told::text(&e.period)),
        ("until", Told::text(e.until)),
    ];
}

kind! {
    /// It is taken down, after hanging as long as it has to.
    pub struct TakenDown = "openness.taken-down.v1", signed by Signers::WORKER {
        /// The item.
        pub item: Code,
        /// The period or occasion.
        pub period: Code,
    }
    subject |e| e.item;
    requires |e| [
        CaseClause::At { case: posting(&e.item, &e.period), any: &["up"] },
        CaseClause::SinceAtLeast { case: posting(&e.item, &e.period), stage: "up", clock: Clock::Display },
    ];
    causes |e| [CaseEffect::ended(posting(&e.item, &e.period), "shown")];
    told |e| [("item", Told::Case(ITEM.case(&e.item))), ("period", Told::text(&e.period))];
}

fn demanded(demand: &Code, title: &Line) -> CaseEffect {
    CaseEffect::Opened {
        case: DEMAND.case(demand),
        title: title.clone(),
        stage: "demanded",
        about: None,
        raised_by: None,
        worth: None,
        owes: Some(committee("openness-demand")),
    }
}

kind! {
    /// So many residents demand to see something that it has to be shown.
    pub struct DemandedByResidents = "openness.demanded-by-residents.v1", signed by Signers::WORKER {
        /// Its code.
        pub demand: Code,
        /// What they want to see.
        pub title: Line,
        /// How many signed.
        pub people: NonZeroU32,
        /// Of which group of the roll.
        pub group: Code,
        /// The day.
        pub on: Day,
        /// The list with their signatures, kept beside the log.
        pub list: FileRef,
    }
    subject |e| e.demand;
    requires |e| [
        CaseClause::New(DEMAND.case(&e.demand)),
        CountClause::Reaches {
            figure: "openness-residents", part: u64::from(e.people.get()),
            of: Roll::Group { group: e.group.clone(), on: e.on },
        },
    ];
    causes |e| [demanded(&e.demand, &e.title)];
    told |e| [("title", Told::text(&e.title)), ("people", Told::text(e.people))];
}

/// A representative who demands to see something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demander {
    /// Who.
    pub person: Code,
    /// The office they hold in the body.
    pub office: Code,
}

kind! {
    /// So many representatives demand to see something that it has to be shown.
    pub struct DemandedByRepresentatives = "openness.demanded-by-representatives.v1", signed by Signers::WORKER {
        /// Its code.
        pub demand: Code,
        /// What they want to see.
        pub title: Line,
        /// The body they sit in.
        pub body: Code,
        /// Who, with the office each holds there.
        pub people: Vec<Demander>,
        /// The day.
        pub on: Day,
        /// The list with their signatures, kept beside the log.
        pub list: FileRef,
    }
    subject |e| e.demand;
    requires |e| [
        CaseClause::New(DEMAND.case(&e.demand)),
        CountClause::Reaches {
            figure: "openness-representatives", part: e.distinct(),
            of: Roll::Body { body: e.body.clone(), on: e.on },
        };
        e.people.iter().map(|one| Clause::from(MandateClause::Holds {
            person: one.person.clone(), seat: Seat { body: e.body.clone(), office: one.office.clone() }, on: e.on,
        }))
    ];
    causes |e| [demanded(&e.demand, &e.title)];
    told |e| [("title", Told::text(&e.title)), ("people", Told::text(e.distinct()))];
}

impl DemandedByRepresentatives {
    /// However often somebody is named, they are one.
    fn distinct(&self) -> u64 {
        self.people.iter().map(|one| &one.person).collect::<BTreeSet<_>>().len() as u64
    }
}

kind! {
    /// A demand is met: what was asked for has its place in the catalogue, and hangs.
    pub struct DemandMet = "openness.demand-met.v1", signed by Signers::SEEN {
        /// The demand.
        pub demand: Code,
        /// The item that shows it.
        pub item: Code,
    }
    subject |e| e.demand;
    requires |e| [
        CaseClause::At { case: DEMAND.case(&e.demand), any: &["demanded"] },
        CaseClause::At { case: ITEM.case(&e.item), any: &["posted"] },
    ];
    causes |e| [CaseEffect::ended(DEMAND.case(&e.demand), "met")];
    told |e| [("demand", Told::Case(DEMAND.case(&e.demand))), ("item", Told::Case(ITEM.case(&e.item)))];
}
