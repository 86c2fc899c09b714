//! Democratic elections up to the vote: called, the roll of voters posted and ruled on, nominees examined, the slate posted,
//! proxies listed; the vote itself is the family `poll` (城市居民委员会组织法 2026, arts. 17–25; 村民委员会组织法,
//! arts. 17–24; "combined with democratic elections in the community").
//!
//! Voters and nominees stand under codes; a nominee's name is sealed, to be shown while the election lasts. The case of a
//! nominee, `nominee(election, name)` below, has the code `<election>:<name>`, or `<name>` where that would be too long for
//! a code. Who votes, `way(voters)` below, is the stage of the case `election-way` and chooses the share that must vote.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::{Code, Line, Text};
use crate::base::json;
use crate::base::time::Day;
use crate::event::case::{CaseClause, CaseEffect, CaseRef, Owes};
use crate::event::count::CountClause;
use crate::event::declare::kind;
use crate::event::effect::Effect;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, Origin, Signers};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{MandateClause, Party};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::{Clock, SourceRank};
use crate::event::sealed::Sealed;

/// An election. It is worth the seats that are still to be filled.
pub const ELECTION: CaseSort = CaseSort {
    sort: "election",
    stages: &[
        "called",
        "roll-posted",
        "slate-posted",
        "counted",
        "runoff-called",
        "declared",
        "handed-over",
        "void",
        "abandoned",
    ],
};
/// Who votes in it, for as long as it lasts.
pub const WAY: CaseSort =
    CaseSort { sort: "election-way", stages: &["voters", "households", "representatives", "over"] };
/// Its roll. It is worth the voters on it.
pub const ROLL: CaseSort = CaseSort { sort: "voter-roll", stages: &["posted", "corrected", "over"] };
/// An objection to the roll.
pub const OBJECTION: CaseSort = CaseSort { sort: "election-objection", stages: &["raised", "upheld", "dismissed"] };
/// A nominee. They are worth the votes read out for them.
pub const NOMINEE: CaseSort = CaseSort {
    sort: "election-nominee",
    stages: &["nominated", "accepted", "refused", "withdrawn", "on-slate", "in-runoff", "elected", "not-elected"],
};
/// The slate. It is worth the nominees on it.
pub const SLATE: CaseSort = CaseSort { sort: "nominee-slate", stages: &["posted", "proxied", "again", "over"] };

/// The law both families rest on.
pub const LAW: Origin = Origin {
    code: "elections-law",
    rank: SourceRank::Law,
    zh: "《城市居民委员会组织法》（2026）第十七至二十五条；《村民委员会组织法》（2026）第十七至二十四条",
    en: "Organic Law of Urban Residents' Committees (2026), arts. 17–25; of Villagers' Committees (2026), arts. 17–24",
};

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "elections-roll", days: 20, working: false, source: &LAW },
        ClockDefault { code: "elections-objection", days: 5, working: false, source: &LAW },
        ClockDefault { code: "elections-ruling", days: 3, working: false, source: &LAW },
    ],
    figures: &[
        FigureDefault {
            code: "elections-voters",
            value: FigureShipped::Choices(&[
                ("voters", "登记的居民（村民）", "Registered voters"),
                ("households", "户代表", "One of each household"),
                ("representatives", "居民（村民）代表", "Representatives"),
            ]),
            source: &LAW,
        },
        FigureDefault {
            code: "elections-nominators",
            value: FigureShipped::Choices(&[
                ("party", "党组织提名", "The party organisation"),
                ("residents", "居民联名", "Residents"),
            ]),
            source: &LAW,
        },
        FigureDefault { code: "elections-supporters", value: FigureShipped::Count(10), source: &LAW },
        FigureDefault { code: "elections-proxies", value: FigureShipped::Count(3), source: &LAW },
    ],
    cases: &[ELECTION, WAY, ROLL, OBJECTION, NOMINEE, SLATE],
    ..Family::of("elections", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Called>(),
    KindInfo::of::<RollPosted>(),
    KindInfo::of::<RollQuestioned>(),
    KindInfo::of::<RollRuled>(),
    KindInfo::of::<Nominated>(),
    KindInfo::of::<Examined>(),
    KindInfo::of::<Withdrawn>(),
    KindInfo::of::<SlatePosted>(),
    KindInfo::of::<ProxiesListed>(),
    KindInfo::of::<Abandoned>(),
];

/// A nominee of this election. A code too long to stand behind the election's stands alone.
pub(super) fn nominee(election: &Code, name: &Code) -> CaseRef {
    NOMINEE.case(&format!("{election}:{name}").parse().unwrap_or_else(|_| name.clone()))
}

pub(super) fn owed(by: &Party, due: Due) -> Owes {
    Owes { by: by.clone().into(), due }
}

pub(super) fn yes(holds: bool) -> Told {
    Told::text(if holds { "yes" } else { "no" })
}

/// What of an election ends with it.
pub(super) fn over(election: &Code) -> impl Iterator<Item = Effect> {
    [WAY, ROLL, SLATE].map(|sort| CaseEffect::ended(sort.case(election), "over").into()).into_iter()
}

/// The stage of [`WAY`] in which those vote, and the share of them that must.
pub(super) fn way(voters: &Code) -> (&'static [&'static str; 1], &'static str) {
    match voters.as_str() {
        "representatives" => (&["representatives"], "poll-turnout-representatives"),
        "households" => (&["households"], "poll-turnout"),
        _ => (&["voters"], "poll-turnout"),
    }
}

kind! {
    /// An election is called, far enough ahead for the roll to be shown.
    pub struct Called = "elections.called.v1", signed by Signers::SEEN {
        /// Its code.
        pub election: Code,
        /// What it is called.
        pub title: Line,
        /// The body whose seats are filled.
        pub body: Code,
        /// Who votes: a choice of the figure `elections-voters`.
        pub voters: Code,
        /// How many seats.
        pub seats: u32,
        /// Who conducts it.
        pub organiser: Party,
        /// The day of the vote.
        pub on: Day,
        /// The public call, kept beside the log.
        pub files: Vec<FileRef>,
    }
    subject |e| e.election;
    requires |e| [
        CaseClause::New(ELECTION.case(&e.election)),
        MandateClause::BodyKnown(e.body.clone()),
        CountClause::Choice { figure: "elections-voters", choice: e.voters.clone() },
        CountClause::Within { what: "sum-elections-seats", part: 1, whole: u64::from(e.seats) },
        CountClause::Ahead { clock: Clock::Named("elections-roll"), day: e.on },
        ObligationClause::Evidenced(e.files.clone()),
    ];
    causes |e| [
        CaseEffect::Opened {
            case: ELECTION.case(&e.election), title: e.title.clone(), stage: "called", about: None, raised_by: None,
            worth: Some(i64::from(e.seats)), owes: Some(owed(&e.organiser, Due::On(e.on))),
        },
        CaseEffect::opened(WAY.case(&e.election), &e.title, way(&e.voters).0[0]),
    ];
    told |e| [
        ("title", Told::text(&e.title)),
        ("body", Told::Body(e.body.clone())),
        ("voters", Told::text(&e.voters)),
        ("seats", Told::text(e.seats)),
        ("on", Told::text(e.on)),
    ];
}

kind! {
    /// The roll of voters is posted, at least so many days before the vote. The names hang on the board, not in the log.
    pub struct RollPosted = "elections.roll-posted.v1", signed by Signers::SEEN {
        /// The election.
        pub election: Code,
        /// What the roll is called.
        pub title: Line,
        /// How many voters are on it.
        pub electors: u32,
        /// The day of the vote, as it was called.
        pub on: Day,
        /// Who conducts it.
        pub organiser: Party,
        /// The roll, kept beside the log.
        pub rolls: Vec<FileRef>,
    }
    subject |e| e.election;
    requires |e| [
        CaseClause::At { case: ELECTION.case(&e.election), any: &["called"] },
        CaseClause::DueKept { case: ELECTION.case(&e.election), due: e.on },
        CountClause::Ahead { clock: Clock::Named("elections-roll"), day: e.on },
        ObligationClause::Evidenced(e.rolls.clone()),
    ];
    causes |e| [
        CaseEffect::moved(ELECTION.case(&e.election), "roll-posted", e.organiser.clone(), Due::On(e.on)),
        CaseEffect::Opened {
            case: ROLL.case(&e.election), title: e.title.clone(), stage: "posted", about: None, raised_by: None,
            worth: Some(i64::from(e.electors)), owes: None,
        },
    ];
    told |e| [
        ("election", Told::Case(ELECTION.case(&e.election))),
        ("electors", Told::text(e.electors)),
        ("on", Told::text(e.on)),
    ];
}

kind! {
    /// Somebody objects to the roll, within the days there are for it.
    pub struct RollQuestioned = "elections.roll-questioned.v1", signed by Signers::WORKER {
        /// Its code.
        pub objection: Code,
        /// The election.
        pub election: Code,
        /// What is wrong with it, in general words: nobody by name.
        pub words: Line,
        /// Who rules on it.
        pub owner: Party,
    }
    subject |e| e.objection;
    requires |e| [
        CaseClause::New(OBJECTION.case(&e.objection)),
        CaseClause::At { case: ROLL.case(&e.election), any: &["posted", "corrected"] },
        CaseClause::SinceAtMost {
            case: ROLL.case(&e.election), stage: "posted", clock: Clock::Named("elections-objection"),
        },
    ];
    causes |e| [CaseEffect::Opened {
        case: OBJECTION.case(&e.objection), title: e.words.clone(), stage: "raised", about: None, raised_by: None,
        worth: None, owes: Some(owed(&e.owner, Due::Within(Clock::Named("elections-ruling")))),
    }];
    told |e| [
        ("election", Told::Case(ELECTION.case(&e.election))),
        ("words", Told::text(&e.words)),
        ("owner", Told::party(&e.owner)),
    ];
}

kind! {
    /// An objection to the roll is ruled on. Only if it is upheld does the number of voters change.
    pub struct RollRuled = "elections.roll-ruled.v1", signed by Signers::SEEN {
        /// The objection.
        pub objection: Code,
        /// The election.
        pub election: Code,
        /// Whether it is upheld.
        pub upheld: bool,
        /// How many voters are on the roll from now on.
        pub electors: u32,
        /// Why.
        pub finding: Text,
    }
    subject |e| e.objection;
    requires |e| [
        CaseClause::At { case: OBJECTION.case(&e.objection), any: &["raised"] },
        CaseClause::At { case: ELECTION.case(&e.election), any: &["roll-posted", "slate-posted"] };
        (!e.upheld).then(|| {
            CaseClause::Worth { case: ROLL.case(&e.election), amount: i64::from(e.electors) }.into()
        })
    ];
    causes |e| [
        CaseEffect::ended(OBJECTION.case(&e.objection), if e.upheld { "upheld" } else { "dismissed" });
        e.upheld.then(|| CaseEffect::Moved {
            case: ROLL.case(&e.election), stage: "corrected", worth: Some(i64::from(e.electors)), owes: None, ends: false,
        }.into())
    ];
    told |e| [
        ("objection", Told::Case(OBJECTION.case(&e.objection))),
        ("upheld", yes(e.upheld)),
        ("electors", Told::text(e.electors)),
        ("finding", Told::text(&e.finding)),
    ];
}

kind! {
    /// Somebody is nominated: by the party organisation, or by enough residents.
    pub struct Nominated = "elections.nominated.v1", signed by Signers::CLERK {
        /// The nominee, under a code. A voter who is nominated has the same code on the list of proxies.
        pub nominee: Code,
        /// The election.
        pub election: Code,
        /// By whom: a choice of the figure `elections-nominators`.
        pub by: Code,
        /// How many support it, where it is residents.
        pub supporters: u32,
        /// What they are called in the sentences about them: for instance a number on the list.
        pub label: Line,
        /// Their name.
        pub name: Sealed,
    }
    subject |e| e.nominee;
    requires |e| [
        CaseClause::New(nominee(&e.election, &e.nominee)),
        CaseClause::At { case: ELECTION.case(&e.election), any: &["called", "roll-posted"] },
        CountClause::Choice { figure: "elections-nominators", choice: e.by.clone() };
        (e.by != "party").then(|| {
            CountClause::AtLeast { figure: "elections-supporters", found: i64::from(e.supporters) }.into()
        })
    ];
    causes |e| [CaseEffect::opened(nominee(&e.election, &e.nominee), &e.label, "nominated")];
    told |e| [
        ("election", Told::Case(ELECTION.case(&e.election))),
        ("label", Told::text(&e.label)),
        ("by", Told::text(&e.by)),
        ("supporters", Told::text(e.supporters)),
    ];
    seals |e| [("name", e.name)];
}

kind! {
    /// Whether a nominee may stand is examined, with the reason in general words.
    pub struct Examined = "elections.nominee-examined.v1", signed by Signers::SEEN {
        /// The nominee.
        pub nominee: Code,
        /// The election.
        pub election: Code,
        /// Whether they may stand and agree to it.
        pub accepted: bool,
        /// Why.
        pub reason: Text,
    }
    subject |e| e.nominee;
    requires |e| [CaseClause::At { case: nominee(&e.election, &e.nominee), any: &["nominated"] }];
    causes |e| [CaseEffect::Moved {
        case: nominee(&e.election, &e.nominee), stage: if e.accepted { "accepted" } else { "refused" }, worth: None,
        owes: None, ends: !e.accepted,
    }];
    told |e| [
        ("nominee", Told::Case(nominee(&e.election, &e.nominee))),
        ("accepted", yes(e.accepted)),
        ("reason", Told::text(&e.reason)),
    ];
}

kind! {
    /// A nominee withdraws before the slate is posted.
    pub struct Withdrawn = "elections.nominee-withdrawn.v1", signed by Signers::SEEN {
        /// The nominee.
        pub nominee: Code,
        /// The election.
        pub election: Code,
    }
    subject |e| e.nominee;
    requires |e| [CaseClause::At { case: nominee(&e.election, &e.nominee), any: &["nominated", "accepted"] }];
    causes |e| [CaseEffect::ended(nominee(&e.election, &e.nominee), "withdrawn")];
    told |e| [("nominee", Told::Case(nominee(&e.election, &e.nominee)))];
}

kind! {
    /// The slate is posted: more nominees than seats, each examined, when the term to object to the roll is over.
    pub struct SlatePosted = "elections.slate-posted.v1", signed by Signers::SEEN {
        /// The election.
        pub election: Code,
        /// What the slate is called.
        pub title: Line,
        /// The nominees.
        pub nominees: Vec<Code>,
        /// How many seats, as called.
        pub seats: u32,
        /// The day of the vote, as called.
        pub on: Day,
        /// Who conducts it.
        pub organiser: Party,
    }
    subject |e| e.election;
    requires |e| [
        CaseClause::At { case: ELECTION.case(&e.election), any: &["roll-posted"] },
        CaseClause::DueKept { case: ELECTION.case(&e.election), due: e.on },
        CaseClause::Worth { case: ELECTION.case(&e.election), amount: i64::from(e.seats) },
        CaseClause::SinceAtLeast {
            case: ROLL.case(&e.election), stage: "posted", clock: Clock::Named("elections-objection"),
        },
        CountClause::Within {
            what: "sum-elections-candidates", part: u64::from(e.seats).saturating_add(1), whole: e.nominees.len() as u64,
        },
        CountClause::AddsUp {
            what: "sum-elections-once", whole: e.nominees.len() as u64,
            parts: vec![e.nominees.iter().collect::<BTreeSet<_>>().len() as u64],
        };
        e.nominees.iter().map(|name| {
            CaseClause::At { case: nominee(&e.election, name), any: &["accepted"] }.into()
        })
    ];
    causes |e| [
        CaseEffect::moved(ELECTION.case(&e.election), "slate-posted", e.organiser.clone(), Due::On(e.on)),
        CaseEffect::Opened {
            case: SLATE.case(&e.election), title: e.title.clone(), stage: "posted", about: None, raised_by: None,
            worth: i64::try_from(e.nominees.len()).ok(), owes: None,
        };
        e.nominees.iter().map(|name| CaseEffect::Moved {
            case: nominee(&e.election, name), stage: "on-slate", worth: None, owes: None, ends: false,
        }.into())
    ];
    told |e| [
        ("election", Told::Case(ELECTION.case(&e.election))),
        ("nominees", Told::text(e.nominees.len())),
        ("seats", Told::text(e.seats)),
    ];
}

kind! {
    /// Who votes for others is listed, once: for no more than the law allows, no nominee among them, and never where
    /// representatives vote.
    pub struct ProxiesListed = "elections.proxies-listed.v1", signed by Signers::SEEN {
        /// The election.
        pub election: Code,
        /// For how many others each of these votes, by the code they have on the roll.
        #[serde(deserialize_with = "json::unique_map")]
        pub proxies: BTreeMap<Code, u64>,
        /// The written proxies, kept beside the log.
        pub files: Vec<FileRef>,
    }
    subject |e| e.election;
    requires |e| [
        CaseClause::At { case: WAY.case(&e.election), any: &["voters", "households"] },
        CaseClause::At { case: SLATE.case(&e.election), any: &["posted"] },
        ObligationClause::Evidenced(e.files.clone());
        e.proxies.iter().flat_map(|(proxy, held)| [
            CountClause::AtMost { figure: "elections-proxies", found: i64::try_from(*held).unwrap_or(i64::MAX) }.into(),
            CaseClause::New(nominee(&e.election, proxy)).into(),
        ])
    ];
    causes |e| [CaseEffect::Moved {
        case: SLATE.case(&e.election), stage: "proxied", worth: None, owes: None, ends: false,
    }];
    told |e| [
        ("election", Told::Case(ELECTION.case(&e.election))),
        ("proxies", Told::text(e.proxies.len())),
        ("held", Told::text(e.proxies.values().fold(0_u64, |sum, held| sum.saturating_add(*held)))),
    ];
}

kind! {
    /// The election is given up before the vote, and why. Another can be called.
    pub struct Abandoned = "elections.abandoned.v1", signed by Signers::LEADERS {
        /// The election.
        pub election: Code,
        /// Why.
        pub reason: Text,
    }
    subject |e| e.election;
    requires |e| [CaseClause::At {
        case: ELECTION.case(&e.election), any: &["called", "roll-posted", "slate-posted", "runoff-called"],
    }];
    causes |e| [CaseEffect::ended(ELECTION.case(&e.election), "abandoned"); over(&e.election)];
    told |e| [("election", Told::Case(ELECTION.case(&e.election))), ("reason", Told::text(&e.reason))];
}
