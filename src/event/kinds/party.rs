//! Party organisation in the community: service stations, the four entries, wishes claimed and pledges kept, dues, and
//! building together with other organisations ("expand the service stations … service network entry, love and mutual
//! assistance entry, party member education entry, and party member responsibility entry … increase the co-construction of
//! social organizations").
//!
//! Whether a pledge was kept or a wish fulfilled is said by somebody outside the party committee. Of dues only the total is
//! told: who paid how much is nobody else's concern.

use std::num::NonZeroU32;

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::time::{Day, Month};
use crate::event::case::{CaseClause, CaseEffect, Owes};
use crate::event::count::CountClause;
use crate::event::declare::kind;
use crate::event::disclosure::DisclosureClause;
use crate::event::effect::Effect;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Signers, Wanted};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{BodySort, MandateClause, Party};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::Clock;

/// A service station for party members and residents.
const STATION: CaseSort = CaseSort { sort: "party-station", stages: &["open", "closed"] };
/// An activity of one of the four entries; worth the residents it reached.
const ENTRY: CaseSort = CaseSort { sort: "party-entry", stages: &["held"] };
/// A resident's small wish, about the member who claimed it once somebody has.
const WISH: CaseSort =
    CaseSort { sort: "party-wish", stages: &["posted", "claimed", "fulfilled", "confirmed", "withdrawn"] };
/// A member's claim to a wish: once only, and about the member.
const CLAIM: CaseSort = CaseSort { sort: "party-claim", stages: &["claimed", "kept", "given-back"] };
/// What a member pledges.
const PLEDGE: CaseSort = CaseSort { sort: "party-pledge", stages: &["made", "kept", "missed"] };
/// An agreement with an organisation; worth the things it still owes the community.
const COBUILD: CaseSort = CaseSort { sort: "party-cobuild", stages: &["signed", "delivered", "kept", "lapsed"] };
/// The dues of a month, in minor units.
const DUES: CaseSort = CaseSort { sort: "party-dues", stages: &["summed"] };

/// Somebody outside the party committee and the staff.
const OUTSIDE: Signers = Signers {
    name: "outside",
    needs: &[Wanted { at_least: 1, seats: &[(BodySort::Supervision, None), (BodySort::Assembly, None)] }],
    source: &OWN,
};

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "party-claim", days: 15, working: false, source: &OWN },
        ClockDefault { code: "party-confirm", days: 10, working: false, source: &OWN },
    ],
    figures: &[
        FigureDefault {
            code: "party-entries",
            value: FigureShipped::Choices(&[
                ("service", "服务网络进社区", "Service network"),
                ("mutual-aid", "爱心互助进社区", "Love and mutual assistance"),
                ("education", "党员教育进社区", "Education of party members"),
                ("responsibility", "党员责任进社区", "Responsibility of party members"),
            ]),
            source: &OWN,
        },
        FigureDefault { code: "party-dues-fewest", value: FigureShipped::Count(3), source: &OWN },
    ],
    cases: &[STATION, ENTRY, WISH, CLAIM, PLEDGE, COBUILD, DUES],
    ..Family::of("party", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<StationOpened>(),
    KindInfo::of::<StationClosed>(),
    KindInfo::of::<EntryHeld>(),
    KindInfo::of::<WishPosted>(),
    KindInfo::of::<WishClaimed>(),
    KindInfo::of::<WishGivenBack>(),
    KindInfo::of::<WishFulfilled>(),
    KindInfo::of::<WishConfirmed>(),
    KindInfo::of::<WishWithdrawn>(),
    KindInfo::of::<PledgeMade>(),
    KindInfo::of::<PledgeJudged>(),
    KindInfo::of::<DuesSummed>(),
    KindInfo::of::<CobuildSigned>(),
    KindInfo::of::<CobuildDelivered>(),
    KindInfo::of::<CobuildLapsed>(),
];

fn within(by: BodySort, clock: &'static str) -> Owes {
    Owes { by: by.into(), due: Due::Within(Clock::Named(clock)) }
}

kind! {
    /// A service station opens.
    pub struct StationOpened = "party.station-opened.v1", signed by Signers::PARTY {
        /// Its code.
        pub station: Code,
        /// Its name.
        pub name: Line,
        /// Where it is, and when it is open.
        pub place: Line,
        /// The official who keeps it.
        pub keeper: Code,
    }
    subject |e| e.station;
    requires |e| [CaseClause::New(STATION.case(&e.station)), MandateClause::PersonKnown(e.keeper.clone())];
    causes |e| [CaseEffect::Opened {
        case: STATION.case(&e.station), title: e.name.clone(), stage: "open", about: Some(e.keeper.clone()),
        raised_by: None, worth: None, owes: None,
    }];
    told |e| [
        ("name", Told::text(&e.name)),
        ("place", Told::text(&e.place)),
        ("keeper", Told::Person(e.keeper.clone())),
    ];
}

kind! {
    /// A service station closes.
    pub struct StationClosed = "party.station-closed.v1", signed by Signers::PARTY {
        /// The station.
        pub station: Code,
        /// Why, and where to go instead.
        pub why: Text,
    }
    subject |e| e.station;
    requires |e| [CaseClause::At { case: STATION.case(&e.station), any: &["open"] }];
    causes |e| [CaseEffect::ended(STATION.case(&e.station), "closed")];
    told |e| [("station", Told::Case(STATION.case(&e.station))), ("why", Told::text(&e.why))];
}

kind! {
    /// One of the four entries came to a station: members went to the residents.
    pub struct EntryHeld = "party.entry-held.v1", signed by Signers::PARTY {
        /// Its code.
        pub entry: Code,
        /// Which of the four: a choice of the figure `party-entries`.
        pub sort: Code,
        /// The station that held it.
        pub station: Code,
        /// What was done.
        pub title: Line,
        /// The day.
        pub on: Day,
        /// How many members came.
        pub members: NonZeroU32,
        /// How many residents it reached.
        pub residents: u32,
        /// The events of the payments it cost; none when it cost nothing.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub payments: Vec<EventId>,
    }
    subject |e| e.entry;
    requires |e| [
        CaseClause::New(ENTRY.case(&e.entry)),
        CountClause::Choice { figure: "party-entries", choice: e.sort.clone() },
        CaseClause::During { case: STATION.case(&e.station), stage: "open", on: e.on };
        e.payments.iter().map(|payment| DisclosureClause::EventKnown(*payment).into())
    ];
    causes |e| [
        CaseEffect::Opened {
            case: ENTRY.case(&e.entry), title: e.title.clone(), stage: "held", about: None, raised_by: None,
            worth: Some(i64::from(e.residents)), owes: None,
        },
        CaseEffect::ended(ENTRY.case(&e.entry), "held"),
    ];
    told |e| [
        ("station", Told::Case(STATION.case(&e.station))),
        ("title", Told::text(&e.title)),
        ("members", Told::text(e.members)),
        ("residents", Told::text(e.residents)),
    ];
}

kind! {
    /// A resident has a small wish, which members may claim.
    pub struct WishPosted = "party.wish-posted.v1", signed by Signers::WORKER {
        /// Its code.
        pub wish: Code,
        /// What is wished for, in words that name nobody.
        pub title: Line,
        /// Whose it is, by code.
        pub by: Code,
    }
    subject |e| e.wish;
    requires |e| [CaseClause::New(WISH.case(&e.wish))];
    causes |e| [CaseEffect::Opened {
        case: WISH.case(&e.wish), title: e.title.clone(), stage: "posted", about: None, raised_by: Some(e.by.clone()),
        worth: None, owes: Some(within(BodySort::PartyCommittee, "party-claim")),
    }];
    told |e| [("title", Told::text(&e.title))];
}

kind! {
    /// A member claims a wish, until a day.
    pub struct WishClaimed = "party.wish-claimed.v1", signed by Signers::WORKER {
        /// The wish.
        pub wish: Code,
        /// The code of the claim.
        pub claim: Code,
        /// The member, an official or somebody under a code.
        pub member: Code,
        /// Whose wish it is, as posted: nobody claims their own.
        pub by: Code,
        /// Until when.
        pub due: Day,
    }
    subject |e| e.wish;
    requires |e| [
        CaseClause::At { case: WISH.case(&e.wish), any: &["posted"] },
        CaseClause::RaisedBy { case: WISH.case(&e.wish), person: e.by.clone() },
        CaseClause::New(CLAIM.case(&e.claim)),
        MandateClause::Apart(e.member.clone(), e.by.clone()),
    ];
    causes |e| [
        CaseEffect::Opened {
            case: CLAIM.case(&e.claim), title: e.wish.as_str().parse().unwrap_or_default(), stage: "claimed",
            about: Some(e.member.clone()), raised_by: Some(e.wish.clone()), worth: None, owes: None,
        },
        CaseEffect::moved(WISH.case(&e.wish), "claimed", Party::Person(e.member.clone()), Due::On(e.due)),
    ];
    told |e| [
        ("wish", Told::Case(WISH.case(&e.wish))),
        ("member", Told::Person(e.member.clone())),
        ("due", Told::text(e.due)),
    ];
}

kind! {
    /// A member cannot fulfil a wish after all: it may be claimed again.
    pub struct WishGivenBack = "party.wish-given-back.v1", signed by Signers::WORKER {
        /// The wish.
        pub wish: Code,
        /// The claim.
        pub claim: Code,
        /// Why.
        pub why: Text,
    }
    subject |e| e.wish;
    requires |e| [
        CaseClause::At { case: WISH.case(&e.wish), any: &["claimed"] },
        CaseClause::At { case: CLAIM.case(&e.claim), any: &["claimed"] },
        CaseClause::RaisedBy { case: CLAIM.case(&e.claim), person: e.wish.clone() },
    ];
    causes |e| [
        CaseEffect::ended(CLAIM.case(&e.claim), "given-back"),
        CaseEffect::moved(
            WISH.case(&e.wish), "posted", BodySort::PartyCommittee, Due::Within(Clock::Named("party-claim")),
        ),
    ];
    told |e| [("wish", Told::Case(WISH.case(&e.wish))), ("why", Told::text(&e.why))];
}

kind! {
    /// The wish is fulfilled, as the member says; somebody outside is to hear it from whoever had it.
    pub struct WishFulfilled = "party.wish-fulfilled.v1", signed by Signers::WORKER {
        /// The wish.
        pub wish: Code,
        /// What was done.
        pub done: Text,
        /// What shows it.
        pub evidence: Vec<FileRef>,
    }
    subject |e| e.wish;
    requires |e| [
        CaseClause::At { case: WISH.case(&e.wish), any: &["claimed"] },
        ObligationClause::Evidenced(e.evidence.clone()),
    ];
    causes |e| [CaseEffect::moved(
        WISH.case(&e.wish), "fulfilled", BodySort::Supervision, Due::Within(Clock::Named("party-confirm")),
    )];
    told |e| [("wish", Told::Case(WISH.case(&e.wish))), ("done", Told::text(&e.done))];
}

kind! {
    /// Somebody outside has heard it from whoever had the wish: it is fulfilled. The member and those close to them cannot
    /// say so alone.
    pub struct WishConfirmed = "party.wish-confirmed.v1", signed by OUTSIDE {
        /// The wish.
        pub wish: Code,
        /// The claim.
        pub claim: Code,
        /// Whose wish it was.
        pub by: Code,
    }
    subject |e| e.wish;
    requires |e| [
        CaseClause::At { case: WISH.case(&e.wish), any: &["fulfilled"] },
        CaseClause::RaisedBy { case: WISH.case(&e.wish), person: e.by.clone() },
        CaseClause::At { case: CLAIM.case(&e.claim), any: &["claimed"] },
        CaseClause::RaisedBy { case: CLAIM.case(&e.claim), person: e.wish.clone() },
        CaseClause::NotAlone(CLAIM.case(&e.claim)),
    ];
    causes |e| [
        CaseEffect::ended(CLAIM.case(&e.claim), "kept"),
        CaseEffect::ended(WISH.case(&e.wish), "confirmed"),
    ];
    told |e| [("wish", Told::Case(WISH.case(&e.wish)))];
}

kind! {
    /// Whoever had the wish has it no more, before anybody fulfilled it.
    pub struct WishWithdrawn = "party.wish-withdrawn.v1", signed by Signers::WORKER {
        /// The wish.
        pub wish: Code,
        /// Whose it was.
        pub by: Code,
    }
    subject |e| e.wish;
    requires |e| [
        CaseClause::At { case: WISH.case(&e.wish), any: &["posted"] },
        CaseClause::RaisedBy { case: WISH.case(&e.wish), person: e.by.clone() },
    ];
    causes |e| [CaseEffect::ended(WISH.case(&e.wish), "withdrawn")];
    told |e| [("wish", Told::Case(WISH.case(&e.wish)))];
}

kind! {
    /// A member pledges something in public, until a day.
    pub struct PledgeMade = "party.pledge-made.v1", signed by Signers::NAMED {
        /// Its code.
        pub pledge: Code,
        /// The member.
        pub member: Code,
        /// What.
        pub pledged: Line,
        /// Until when.
        pub due: Day,
    }
    subject |e| e.pledge;
    requires |e| [CaseClause::New(PLEDGE.case(&e.pledge)), MandateClause::Signs(e.member.clone())];
    causes |e| [CaseEffect::Opened {
        case: PLEDGE.case(&e.pledge), title: e.pledged.clone(), stage: "made", about: Some(e.member.clone()),
        raised_by: None, worth: None,
        owes: Some(Owes { by: Party::Person(e.member.clone()).into(), due: Due::On(e.due) }),
    }];
    told |e| [
        ("member", Told::Person(e.member.clone())),
        ("pledged", Told::text(&e.pledged)),
        ("due", Told::text(e.due)),
    ];
}

kind! {
    /// Somebody outside says whether a pledge was kept.
    pub struct PledgeJudged = "party.pledge-judged.v1", signed by OUTSIDE {
        /// The pledge.
        pub pledge: Code,
        /// Whether it was kept.
        pub kept: bool,
        /// What was found.
        pub finding: Text,
        /// What shows it.
        pub evidence: Vec<FileRef>,
    }
    subject |e| e.pledge;
    requires |e| [
        CaseClause::At { case: PLEDGE.case(&e.pledge), any: &["made"] },
        CaseClause::NotAlone(PLEDGE.case(&e.pledge)),
        ObligationClause::Evidenced(e.evidence.clone()),
    ];
    causes |e| [CaseEffect::ended(PLEDGE.case(&e.pledge), if e.kept { "kept" } else { "missed" })];
    told |e| [
        ("pledge", Told::Case(PLEDGE.case(&e.pledge))),
        ("kept", Told::Word(if e.kept { "party-kept" } else { "party-missed" })),
        ("finding", Told::text(&e.finding)),
    ];
}

kind! {
    /// The dues of a month, in total: of so many members that no single one's can be told from it.
    pub struct DuesSummed = "party.dues-summed.v1", signed by Signers::PARTY {
        /// The month.
        pub month: Month,
        /// How many paid: no fewer than the figure `party-dues-fewest`.
        pub members: u32,
        /// All together, in minor units.
        pub total: u32,
        /// Of that, handed to the party committee above, in minor units.
        pub handed_up: u32,
    }
    subject |e| e.month;
    requires |e| [
        CaseClause::New(DUES.case(&e.code())),
        CountClause::AtLeast { figure: "party-dues-fewest", found: i64::from(e.members) },
    ];
    causes |e| [
        CaseEffect::Opened {
            case: DUES.case(&e.code()), title: e.code().as_str().parse().unwrap_or_default(), stage: "summed",
            about: None, raised_by: None, worth: Some(i64::from(e.total)), owes: None,
        },
        CaseEffect::ended(DUES.case(&e.code()), "summed"),
    ];
    told |e| [
        ("month", Told::text(e.month)),
        ("members", Told::text(e.members)),
        ("total", Told::Money(i64::from(e.total))),
        ("up", Told::Money(i64::from(e.handed_up))),
    ];
}

impl DuesSummed {
    fn code(&self) -> Code {
        self.month.to_string().parse().unwrap_or_default()
    }
}

kind! {
    /// An organisation agrees to build the community together with it: what it will do, until when.
    pub struct CobuildSigned = "party.cobuild-signed.v1", signed by Signers::PARTY {
        /// Its code.
        pub agreement: Code,
        /// The organisation.
        pub partner: Line,
        /// What it will do, one by one.
        pub items: Vec<Line>,
        /// The last day for it.
        pub until: Day,
        /// The agreement as signed by both.
        pub paper: Vec<FileRef>,
    }
    subject |e| e.agreement;
    requires |e| [
        CaseClause::New(COBUILD.case(&e.agreement)),
        ObligationClause::Evidenced(e.paper.clone()),
    ];
    causes |e| [CaseEffect::Opened {
        case: COBUILD.case(&e.agreement), title: e.partner.clone(), stage: "signed", about: None, raised_by: None,
        worth: i64::try_from(e.items.len()).ok(),
        owes: Some(Owes { by: BodySort::PartyCommittee.into(), due: Due::On(e.until) }),
    }];
    told |e| [
        ("partner", Told::text(&e.partner)),
        ("items", Told::text(e.items.len())),
        ("until", Told::text(e.until)),
    ];
}

kind! {
    /// The organisation did one of the things it agreed to; the last one ends the agreement.
    pub struct CobuildDelivered = "party.cobuild-delivered.v1", signed by Signers::PARTY {
        /// The agreement.
        pub agreement: Code,
        /// How many were left before.
        pub left: NonZeroU32,
        /// What was done.
        pub done: Line,
        /// What shows it.
        pub evidence: Vec<FileRef>,
        /// The day by which the rest is due: as before.
        pub until: Day,
    }
    subject |e| e.agreement;
    requires |e| [
        CaseClause::At { case: COBUILD.case(&e.agreement), any: &["signed", "delivered"] },
        CaseClause::Worth { case: COBUILD.case(&e.agreement), amount: i64::from(e.left.get()) },
        CaseClause::DueKept { case: COBUILD.case(&e.agreement), due: e.until },
        ObligationClause::Evidenced(e.evidence.clone()),
    ];
    causes |e| [e.moved()];
    told |e| [("agreement", Told::Case(COBUILD.case(&e.agreement))), ("done", Told::text(&e.done))];
}

impl CobuildDelivered {
    fn moved(&self) -> Effect {
        let (case, last) = (COBUILD.case(&self.agreement), self.left.get() == 1);
        let owes = Owes { by: BodySort::PartyCommittee.into(), due: Due::On(self.until) };
        CaseEffect::Moved {
            case,
            stage: if last { "kept" } else { "delivered" },
            worth: Some(i64::from(self.left.get()) - 1),
            owes: (!last).then_some(owes),
            ends: last,
        }
        .into()
    }
}

kind! {
    /// An agreement ends with things undone.
    pub struct CobuildLapsed = "party.cobuild-lapsed.v1", signed by Signers::PARTY {
        /// The agreement.
        pub agreement: Code,
        /// How many were not done.
        pub left: NonZeroU32,
        /// Why.
        pub why: Text,
    }
    subject |e| e.agreement;
    requires |e| [
        CaseClause::At { case: COBUILD.case(&e.agreement), any: &["signed", "delivered"] },
        CaseClause::Worth { case: COBUILD.case(&e.agreement), amount: i64::from(e.left.get()) },
    ];
    causes |e| [CaseEffect::ended(COBUILD.case(&e.agreement), "lapsed")];
    told |e| [
        ("agreement", Told::Case(COBUILD.case(&e.agreement))),
        ("left", Told::text(e.left)),
        ("why", Told::text(&e.why)),
    ];
}
