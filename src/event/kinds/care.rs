//! Retirees and elders: one carer for one elder, visits that are confirmed or missed, activities ("vigorously carry out
//! home-based care for the elderly and one-on-one assistance to ensure a sense of security for the elderly … the spiritual
//! civilization construction of the elderly").
//!
//! Elders stand here under codes; names and needs are sealed. A visit that was not made needs no entry to be seen: the next
//! one is always owed by a day.

use std::num::NonZeroU32;

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::time::{Day, Written};
use crate::event::case::{CaseClause, CaseEffect, CaseRef, Owes};
use crate::event::clause::Clause;
use crate::event::count::CountClause;
use crate::event::declare::kind;
use crate::event::disclosure::DisclosureClause;
use crate::event::effect::Effect;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Signers};
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{BodySort, MandateClause, Party};
use crate::event::obligation::Due;
use crate::event::policy::Clock;
use crate::event::posting::{PostingClause, PostingEffect};
use crate::event::sealed::Sealed;
use crate::event::unit::{Place, Unit, UnitLine};

/// An elder who is looked after.
const ELDER: CaseSort = CaseSort { sort: "care-elder", stages: &["enrolled", "left"] };
/// What an elder is helped with: one carer at a time.
const SLOT: CaseSort = CaseSort { sort: "care-slot", stages: &["taken", "free"] };
/// A carer and an elder, about the carer.
const PAIR: CaseSort = CaseSort { sort: "care-pair", stages: &["open", "visited", "put-off", "missed", "closed"] };
/// A visit, about the carer and worth its minutes.
const VISIT: CaseSort = CaseSort { sort: "care-visit", stages: &["made", "confirmed", "denied"] };
/// An activity for elders, worth those who came.
const ACTIVITY: CaseSort = CaseSort { sort: "care-activity", stages: &["planned", "held", "dropped"] };
/// Where a pair runs.
const RUNNING: &[&str] = &["open", "visited", "put-off", "missed"];

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "care-first-visit", days: 7, working: false, source: &OWN },
        ClockDefault { code: "care-confirm", days: 10, working: false, source: &OWN },
        ClockDefault { code: "care-again", days: 3, working: false, source: &OWN },
        ClockDefault { code: "care-successor", days: 30, working: false, source: &OWN },
        ClockDefault { code: "care-activity", days: 7, working: false, source: &OWN },
    ],
    figures: &[
        FigureDefault { code: "care-visit-gap", value: FigureShipped::Count(14), source: &OWN },
        FigureDefault {
            code: "care-slots",
            value: FigureShipped::Choices(&[
                ("company", "探访陪伴", "Company"),
                ("errands", "代买代办", "Errands"),
                ("housework", "家务助洁", "Housework"),
                ("health", "陪诊照护", "Health care"),
            ]),
            source: &OWN,
        },
        FigureDefault {
            code: "care-activities",
            value: FigureShipped::Choices(&[
                ("culture", "文艺活动", "Culture"),
                ("learning", "学习讲座", "Learning"),
                ("sport", "健身活动", "Sport"),
                ("festival", "节日慰问", "Festival"),
            ]),
            source: &OWN,
        },
    ],
    cases: &[ELDER, SLOT, PAIR, VISIT, ACTIVITY],
    ..Family::of("care", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Enrolled>(),
    KindInfo::of::<Left>(),
    KindInfo::of::<Paired>(),
    KindInfo::of::<Visited>(),
    KindInfo::of::<Confirmed>(),
    KindInfo::of::<Denied>(),
    KindInfo::of::<PutOff>(),
    KindInfo::of::<Closed>(),
    KindInfo::of::<Planned>(),
    KindInfo::of::<Held>(),
    KindInfo::of::<Dropped>(),
];

/// A code made of parts. One too long to hold them all names the same case for all, so it is taken once.
fn joined(elder: &Code, rest: std::fmt::Arguments<'_>) -> Code {
    format!("{elder}:{rest}").parse().unwrap_or_else(|_| elder.clone())
}

fn slot_case(elder: &Code, slot: &Code) -> CaseRef {
    SLOT.case(&joined(elder, format_args!("{slot}")))
}

fn pair_case(elder: &Code, slot: &Code, turn: NonZeroU32) -> CaseRef {
    PAIR.case(&joined(elder, format_args!("{slot}:{turn}")))
}

fn visit_case(elder: &Code, slot: &Code, turn: NonZeroU32, on: Day) -> CaseRef {
    VISIT.case(&joined(elder, format_args!("{slot}:{turn}:{on}")))
}

fn title(code: &Code) -> Line {
    code.as_str().parse().unwrap_or_default()
}

fn carer_owes(carer: &Code, due: Due) -> Owes {
    Owes { by: Party::Person(carer.clone()).into(), due }
}

fn committee_owes(clock: &'static str) -> Owes {
    Owes { by: BodySort::Committee.into(), due: Due::Within(Clock::Named(clock)) }
}

kind! {
    /// An elder asks to be looked after.
    pub struct Enrolled = "care.elder-enrolled.v1", signed by Signers::WORKER {
        /// The elder, by code.
        pub elder: Code,
        /// Who it is.
        pub name: Sealed,
        /// What they need, and where they live.
        pub needs: Sealed,
    }
    subject |e| e.elder;
    requires |e| [CaseClause::New(ELDER.case(&e.elder))];
    causes |e| [CaseEffect::opened(ELDER.case(&e.elder), &title(&e.elder), "enrolled")];
    told |e| [("elder", Told::Person(e.elder.clone()))];
    seals |e| [("name", e.name), ("needs", e.needs)];
}

kind! {
    /// An elder is looked after no more. Why is nobody's concern.
    pub struct Left = "care.elder-left.v1", signed by Signers::WORKER {
        /// The elder.
        pub elder: Code,
    }
    subject |e| e.elder;
    requires |e| [CaseClause::At { case: ELDER.case(&e.elder), any: &["enrolled"] }];
    causes |e| [CaseEffect::ended(ELDER.case(&e.elder), "left")];
    told |e| [("elder", Told::Person(e.elder.clone()))];
}

kind! {
    /// One carer takes on one elder. There is no second carer for the same help while this one has it.
    pub struct Paired = "care.pair-opened.v1", signed by Signers::CLERK {
        /// The elder.
        pub elder: Code,
        /// With what they are helped: a choice of the figure `care-slots`.
        pub slot: Code,
        /// The how manieth carer of this elder for it: 1, then 2 once the first pair is closed.
        pub turn: NonZeroU32,
        /// Who looks after them: a volunteer, a neighbour or somebody paid for it, by code.
        pub carer: Code,
        /// What they do, in general words.
        pub plan: Line,
    }
    subject |e| e.elder;
    requires |e| [
        CaseClause::At { case: ELDER.case(&e.elder), any: &["enrolled"] },
        CountClause::Choice { figure: "care-slots", choice: e.slot.clone() },
        MandateClause::Apart(e.carer.clone(), e.elder.clone()),
        CaseClause::New(e.case());
        e.slot_is_free()
    ];
    causes |e| [
        CaseEffect::Opened {
            case: e.case(), title: e.plan.clone(), stage: "open", about: Some(e.carer.clone()),
            raised_by: Some(e.elder.clone()), worth: None,
            owes: Some(carer_owes(&e.carer, Due::Within(Clock::Named("care-first-visit")))),
        },
        e.takes_slot(),
    ];
    told |e| [
        ("elder", Told::Person(e.elder.clone())),
        ("carer", Told::Person(e.carer.clone())),
        ("plan", Told::text(&e.plan)),
    ];
}

impl Paired {
    fn case(&self) -> CaseRef {
        pair_case(&self.elder, &self.slot, self.turn)
    }

    /// The first pair finds no slot; every further one finds it free, with the turn before it.
    fn slot_is_free(&self) -> Vec<Clause> {
        let case = slot_case(&self.elder, &self.slot);
        match self.turn.get() {
            1 => vec![CaseClause::New(case).into()],
            turn => vec![
                CaseClause::At { case: case.clone(), any: &["free"] }.into(),
                CaseClause::Worth { case, amount: i64::from(turn) - 1 }.into(),
            ],
        }
    }

    fn takes_slot(&self) -> CaseEffect {
        let (case, worth) = (slot_case(&self.elder, &self.slot), Some(i64::from(self.turn.get())));
        if self.turn.get() > 1 {
            return CaseEffect::Moved { case, stage: "taken", worth, owes: None, ends: false };
        }
        let title = title(&case.code);
        CaseEffect::Opened { case, title, stage: "taken", about: None, raised_by: None, worth, owes: None }
    }
}

kind! {
    /// A carer visited. Somebody else confirms it, and the next visit is owed.
    pub struct Visited = "care.visited.v1", signed by Signers::WORKER {
        /// The elder.
        pub elder: Code,
        /// With what they are helped.
        pub slot: Code,
        /// Which carer in turn.
        pub turn: NonZeroU32,
        /// The carer.
        pub carer: Code,
        /// From.
        pub from: Written,
        /// Until.
        pub until: Written,
        /// The last day for the next visit: no further off than the figure `care-visit-gap`.
        pub next: Day,
    }
    subject |e| e.elder;
    requires |e| [
        CaseClause::At { case: e.pair(), any: RUNNING },
        CaseClause::About { case: e.pair(), person: e.carer.clone() },
        CaseClause::New(e.case()),
        PostingClause::Free { person: e.carer.clone(), from: e.from, until: e.until },
        CountClause::AtMost { figure: "care-visit-gap", found: i64::from(e.from.day().until(e.next)) },
    ];
    causes |e| [
        PostingEffect::Worked { person: e.carer.clone(), from: e.from, until: e.until },
        CaseEffect::Opened {
            case: e.case(), title: title(&e.case().code), stage: "made", about: Some(e.carer.clone()),
            raised_by: Some(e.elder.clone()), worth: Some(e.minutes()), owes: Some(committee_owes("care-confirm")),
        },
        CaseEffect::Moved {
            case: e.pair(), stage: "visited", worth: None, owes: Some(carer_owes(&e.carer, Due::On(e.next))),
            ends: false,
        },
    ];
    told |e| [
        ("carer", Told::Person(e.carer.clone())),
        ("elder", Told::Person(e.elder.clone())),
        ("minutes", Told::Quantity { unit: Unit::Minutes, amount: e.minutes() }),
        ("next", Told::text(e.next)),
    ];
}

impl Visited {
    fn pair(&self) -> CaseRef {
        pair_case(&self.elder, &self.slot, self.turn)
    }

    fn case(&self) -> CaseRef {
        visit_case(&self.elder, &self.slot, self.turn, self.from.day())
    }

    fn minutes(&self) -> i64 {
        self.until.instant().seconds().saturating_sub(self.from.instant().seconds()) / 60
    }
}

kind! {
    /// The elder, or somebody near them, confirms a visit. Whoever made it cannot do so alone, nor can their relatives. A
    /// volunteer's minutes may be credited with it; those of somebody paid for them are not.
    pub struct Confirmed = "care.visit-confirmed.v1", signed by Signers::WORKER {
        /// The elder.
        pub elder: Code,
        /// With what they are helped.
        pub slot: Code,
        /// Which carer in turn.
        pub turn: NonZeroU32,
        /// The day of the visit.
        pub on: Day,
        /// The carer.
        pub carer: Code,
        /// Minutes credited to the carer: what the visit took.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub credited: Option<NonZeroU32>,
    }
    subject |e| e.elder;
    requires |e| [
        CaseClause::At { case: e.case(), any: &["made"] },
        CaseClause::About { case: e.case(), person: e.carer.clone() },
        CaseClause::NotAlone(e.case());
        e.credited.iter().flat_map(|minutes| [
            CaseClause::Worth { case: e.case(), amount: i64::from(minutes.get()) }.into(),
            PostingClause::Moves { unit: Unit::Minutes, on: e.on, lines: e.lines(*minutes) }.into(),
        ])
    ];
    causes |e| [
        CaseEffect::ended(e.case(), "confirmed");
        e.credited.iter().map(|minutes| {
            PostingEffect::Moved { unit: Unit::Minutes, on: e.on, lines: e.lines(*minutes) }.into()
        })
    ];
    told |e| [
        ("carer", Told::Person(e.carer.clone())),
        ("elder", Told::Person(e.elder.clone())),
        ("on", Told::text(e.on)),
    ];
}

impl Confirmed {
    fn case(&self) -> CaseRef {
        visit_case(&self.elder, &self.slot, self.turn, self.on)
    }

    fn lines(&self, minutes: NonZeroU32) -> Vec<UnitLine> {
        UnitLine::moving(i64::from(minutes.get()), Place::source("care-given"), Place::holder(&self.carer))
    }
}

kind! {
    /// The elder says that nobody came. Another visit is owed soon, unless the pair is closed.
    pub struct Denied = "care.visit-denied.v1", signed by Signers::SEEN {
        /// The elder.
        pub elder: Code,
        /// With what they are helped.
        pub slot: Code,
        /// Which carer in turn.
        pub turn: NonZeroU32,
        /// The day of the visit.
        pub on: Day,
        /// The carer who owes another visit; none where the pair is closed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub again: Option<Code>,
        /// What was found out, in general words.
        pub finding: Text,
    }
    subject |e| e.elder;
    requires |e| [
        CaseClause::At { case: e.case(), any: &["made"] },
        CaseClause::NotAlone(e.case());
        e.again.iter().flat_map(|carer| [
            CaseClause::At { case: e.pair(), any: RUNNING }.into(),
            CaseClause::About { case: e.pair(), person: carer.clone() }.into(),
        ])
    ];
    causes |e| [
        CaseEffect::ended(e.case(), "denied");
        e.again.iter().map(|carer| Effect::from(CaseEffect::Moved {
            case: e.pair(), stage: "missed", worth: None,
            owes: Some(carer_owes(carer, Due::Within(Clock::Named("care-again")))), ends: false,
        }))
    ];
    told |e| [
        ("elder", Told::Person(e.elder.clone())),
        ("on", Told::text(e.on)),
        ("finding", Told::text(&e.finding)),
    ];
}

impl Denied {
    fn pair(&self) -> CaseRef {
        pair_case(&self.elder, &self.slot, self.turn)
    }

    fn case(&self) -> CaseRef {
        visit_case(&self.elder, &self.slot, self.turn, self.on)
    }
}

kind! {
    /// The next visit is put off at the elder's wish, as somebody other than the carer says.
    pub struct PutOff = "care.visit-put-off.v1", signed by Signers::WORKER {
        /// The elder.
        pub elder: Code,
        /// With what they are helped.
        pub slot: Code,
        /// Which carer in turn.
        pub turn: NonZeroU32,
        /// The carer.
        pub carer: Code,
        /// The day it is put off.
        pub on: Day,
        /// The last day for the next visit: no further off than the figure `care-visit-gap`.
        pub next: Day,
    }
    subject |e| e.elder;
    requires |e| [
        CaseClause::At { case: e.pair(), any: RUNNING },
        CaseClause::About { case: e.pair(), person: e.carer.clone() },
        CaseClause::NotAlone(e.pair()),
        CountClause::AtMost { figure: "care-visit-gap", found: i64::from(e.on.until(e.next)) },
    ];
    causes |e| [CaseEffect::Moved {
        case: e.pair(), stage: "put-off", worth: None, owes: Some(carer_owes(&e.carer, Due::On(e.next))), ends: false,
    }];
    told |e| [("elder", Told::Person(e.elder.clone())), ("next", Told::text(e.next))];
}

impl PutOff {
    fn pair(&self) -> CaseRef {
        pair_case(&self.elder, &self.slot, self.turn)
    }
}

kind! {
    /// A carer stops. If the elder still wants help, a successor is owed.
    pub struct Closed = "care.pair-closed.v1", signed by Signers::CLERK {
        /// The elder.
        pub elder: Code,
        /// With what they are helped.
        pub slot: Code,
        /// Which carer in turn.
        pub turn: NonZeroU32,
        /// Whether the elder still wants help with it.
        pub wanted: bool,
    }
    subject |e| e.elder;
    requires |e| [
        CaseClause::At { case: e.pair(), any: RUNNING },
        CaseClause::At { case: slot_case(&e.elder, &e.slot), any: &["taken"] },
    ];
    causes |e| [
        CaseEffect::ended(e.pair(), "closed"),
        CaseEffect::Moved {
            case: slot_case(&e.elder, &e.slot), stage: "free", worth: None,
            owes: e.wanted.then(|| committee_owes("care-successor")), ends: false,
        },
    ];
    told |e| [
        ("pair", Told::Case(e.pair())),
        ("elder", Told::Person(e.elder.clone())),
        ("wanted", Told::Word(if e.wanted { "care-wanted" } else { "care-not-wanted" })),
    ];
}

impl Closed {
    fn pair(&self) -> CaseRef {
        pair_case(&self.elder, &self.slot, self.turn)
    }
}

kind! {
    /// An activity for elders is planned.
    pub struct Planned = "care.activity-planned.v1", signed by Signers::WORKER {
        /// Its code.
        pub activity: Code,
        /// What sort: a choice of the figure `care-activities`.
        pub sort: Code,
        /// What it is.
        pub title: Line,
        /// Where.
        pub place: Line,
        /// The day.
        pub on: Day,
        /// Who sees to it.
        pub owner: Party,
    }
    subject |e| e.activity;
    requires |e| [
        CaseClause::New(ACTIVITY.case(&e.activity)),
        CountClause::Choice { figure: "care-activities", choice: e.sort.clone() },
    ];
    causes |e| [CaseEffect::Opened {
        case: ACTIVITY.case(&e.activity), title: e.title.clone(), stage: "planned", about: None, raised_by: None,
        worth: None,
        owes: Some(Owes {
            by: e.owner.clone().into(), due: Due::After { clock: Clock::Named("care-activity"), day: e.on },
        }),
    }];
    told |e| [("title", Told::text(&e.title)), ("place", Told::text(&e.place)), ("on", Told::text(e.on))];
}

kind! {
    /// The activity was held.
    pub struct Held = "care.activity-held.v1", signed by Signers::WORKER {
        /// The activity.
        pub activity: Code,
        /// How many elders came.
        pub elders: u32,
        /// How many volunteers helped.
        pub volunteers: u32,
        /// The events of the payments it cost; none when it cost nothing.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub payments: Vec<EventId>,
    }
    subject |e| e.activity;
    requires |e| [
        CaseClause::At { case: ACTIVITY.case(&e.activity), any: &["planned"] };
        e.payments.iter().map(|payment| DisclosureClause::EventKnown(*payment).into())
    ];
    causes |e| [CaseEffect::Moved {
        case: ACTIVITY.case(&e.activity), stage: "held", worth: Some(i64::from(e.elders)), owes: None, ends: true,
    }];
    told |e| [
        ("activity", Told::Case(ACTIVITY.case(&e.activity))),
        ("elders", Told::text(e.elders)),
        ("volunteers", Told::text(e.volunteers)),
    ];
}

kind! {
    /// The activity is not held after all.
    pub struct Dropped = "care.activity-dropped.v1", signed by Signers::CLERK {
        /// The activity.
        pub activity: Code,
        /// Why.
        pub why: Text,
    }
    subject |e| e.activity;
    requires |e| [CaseClause::At { case: ACTIVITY.case(&e.activity), any: &["planned"] }];
    causes |e| [CaseEffect::ended(ACTIVITY.case(&e.activity), "dropped")];
    told |e| [("activity", Told::Case(ACTIVITY.case(&e.activity))), ("why", Told::text(&e.why))];
}
