//! What a family of event kinds brings with it: its kinds, whose signatures they need, its periods and figures, and
//! the sorts of cases it leads.
//!
//! All of it is a default. A shipped profile, or one a community brings, says otherwise under the same names; what
//! counts in the end is the policy event made from both (`rules/profile.rs`).

use crate::event::kind::KindInfo;
use crate::event::mandate::BodySort;
use crate::event::policy::SourceRank;

/// A family, as the registry of kinds lists it.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// The first part of its kinds' names, and of its Fluent files `family-<name>.ftl`.
    pub name: &'static str,
    /// Its kinds.
    pub kinds: &'static [KindInfo],
    /// Periods its obligations and cases count in, beyond those every policy has.
    pub clocks: &'static [ClockDefault],
    /// Limits, shares and lists of choices its clauses ask for.
    pub figures: &'static [FigureDefault],
    /// Sorts of cases it leads.
    pub cases: &'static [CaseSort],
}

impl Family {
    /// A family of these kinds, without periods, figures or cases: `Family { cases: …, ..Family::of("grid", KINDS) }`.
    pub const fn of(name: &'static str, kinds: &'static [KindInfo]) -> Self {
        Self { name, kinds, clocks: &[], figures: &[], cases: &[] }
    }
}

/// A sort of case: its stages in the order they are usually taken. Words: `case-<sort>`, `stage-<sort>-<stage>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseSort {
    /// Its code, unique among all families.
    pub sort: &'static str,
    /// The stages.
    pub stages: &'static [&'static str],
}

/// Where a default comes from; becomes a [`crate::event::policy::Source`] of the policy unless the profile has its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The code figures name it by.
    pub code: &'static str,
    /// How binding it is. A figure nobody has confirmed in the text of a law is not law.
    pub rank: SourceRank,
    /// The text and article, in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
}

/// The community's own choice. Every shipped profile has this source.
pub const OWN: Origin = Origin {
    code: "own",
    rank: SourceRank::Community,
    zh: "本社区自定，可由新的政策事件修改",
    en: "This community's own choice; a new policy event can change it",
};

/// A period, by default. Words: `clock-<code>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockDefault {
    /// Its code, unique among all families: begin it with the family's name.
    pub code: &'static str,
    /// How many days.
    pub days: i32,
    /// Whether only working days count.
    pub working: bool,
    /// Where it comes from.
    pub source: &'static Origin,
}

/// A figure, by default. Words: `limit-<code>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigureDefault {
    /// Its code, unique among all families: begin it with the family's name.
    pub code: &'static str,
    /// What it says.
    pub value: FigureShipped,
    /// Where it comes from.
    pub source: &'static Origin,
}

/// The value of a figure, by default; see [`crate::event::figure::FigureValue`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureShipped {
    /// A number: of persons, points, minutes, pieces, times.
    Count(u64),
    /// Minor units of the ledger's currency.
    Money(i64),
    /// A share, as text: `>=1/10`, `>1/2`.
    Share(&'static str),
    /// Codes to choose from, each with its name in Chinese and English.
    Choices(&'static [(&'static str, &'static str, &'static str)]),
}

/// Whose signatures a kind needs unless the profile says otherwise. Kinds that need the same share one by name, so that
/// a policy says it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signers {
    /// The name under which the policy has it.
    pub name: &'static str,
    /// All of these. With none, only those whom a clause of the event asks to sign.
    pub needs: &'static [Wanted],
    /// Where it comes from.
    pub source: &'static Origin,
}

/// So many distinct signers from any of these seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// How many.
    pub at_least: u32,
    /// From these seats: a sort of body, and an office in it or any.
    pub seats: &'static [(BodySort, Option<&'static str>)],
}

const CLERK_SEATS: &[(BodySort, Option<&str>)] =
    &[(BodySort::Staff, Some("clerk")), (BodySort::Committee, None), (BodySort::PartyCommittee, None)];
/// One of the supervision group.
pub const SUPERVISOR: Wanted = Wanted { at_least: 1, seats: &[(BodySort::Supervision, None)] };
const BOOKKEEPER: Wanted = Wanted { at_least: 1, seats: &[(BodySort::Staff, Some("bookkeeper"))] };
const CLERK: Wanted = Wanted { at_least: 1, seats: CLERK_SEATS };

impl Signers {
    /// Those that several families share.
    pub const SHARED: &[Self] = &[
        Self::NAMED,
        Self::WORKER,
        Self::CLERK,
        Self::SEEN,
        Self::BOOKED,
        Self::COUNTED,
        Self::CASHED,
        Self::LEADERS,
        Self::PARTY,
        Self::SUPERVISION,
        Self::TELLERS,
    ];
    /// Only those whom the event itself names and a clause asks to sign. Never for an event that names nobody.
    pub const NAMED: Self = Self { name: "those-named", needs: &[], source: &OWN };
    /// Whoever does the work: staff, a committee, or a body of another sort such as a grid team or volunteers.
    pub const WORKER: Self = Self {
        name: "worker",
        needs: &[Wanted {
            at_least: 1,
            seats: &[
                (BodySort::Staff, None),
                (BodySort::Committee, None),
                (BodySort::PartyCommittee, None),
                (BodySort::Other, None),
            ],
        }],
        source: &OWN,
    };
    /// A clerk or a member of a committee.
    pub const CLERK: Self = Self { name: "clerk", needs: &[CLERK], source: &OWN };
    /// A clerk or a member of a committee, and one of the supervision group.
    pub const SEEN: Self = Self { name: "clerk-and-supervision", needs: &[CLERK, SUPERVISOR], source: &OWN };
    /// The bookkeeper and a second person who was there.
    pub const BOOKED: Self = Self {
        name: "bookkeeper-and-witness",
        needs: &[
            BOOKKEEPER,
            Wanted {
                at_least: 2,
                seats: &[(BodySort::Staff, None), (BodySort::Committee, None), (BodySort::Other, None)],
            },
        ],
        source: &OWN,
    };
    /// The bookkeeper and one of the supervision group.
    pub const COUNTED: Self =
        Self { name: "bookkeeper-and-supervision", needs: &[BOOKKEEPER, SUPERVISOR], source: &OWN };
    /// The bookkeeper and the cashier: whoever keeps the books does not keep the money.
    pub const CASHED: Self = Self {
        name: "bookkeeper-and-cashier",
        needs: &[BOOKKEEPER, Wanted { at_least: 1, seats: &[(BodySort::Staff, Some("cashier"))] }],
        source: &OWN,
    };
    /// The party secretary or the head of the committee, and one of the supervision group.
    pub const LEADERS: Self = Self {
        name: "leader-and-supervision",
        needs: &[
            Wanted {
                at_least: 1,
                seats: &[(BodySort::PartyCommittee, Some("secretary")), (BodySort::Committee, Some("chair"))],
            },
            SUPERVISOR,
        ],
        source: &OWN,
    };
    /// A member of the party committee.
    pub const PARTY: Self = Self {
        name: "party-committee",
        needs: &[Wanted { at_least: 1, seats: &[(BodySort::PartyCommittee, None)] }],
        source: &OWN,
    };
    /// Two of the supervision group.
    pub const SUPERVISION: Self = Self {
        name: "supervision-two",
        needs: &[Wanted { at_least: 2, seats: &[(BodySort::Supervision, None)] }],
        source: &OWN,
    };
    /// Two of those who may count: supervision group, representatives, clerk.
    pub const TELLERS: Self = Self {
        name: "tellers-two",
        needs: &[Wanted {
            at_least: 2,
            seats: &[(BodySort::Supervision, None), (BodySort::Assembly, None), (BodySort::Staff, Some("clerk"))],
        }],
        source: &OWN,
    };
}
