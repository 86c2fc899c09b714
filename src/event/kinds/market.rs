//! Love supermarket: goods given or bought, counted, exchanged for points or granted; points earned by services that
//! were confirmed ("give full play to the role of the love supermarket … as a supplementary channel to solve the
//! difficulties of residents").
//!
//! Goods are pieces and points are points, both in double entry: neither falls below zero, and what was given for a
//! purpose leaves the shelf for that purpose only. Points are not money. A donor may refuse to be named (慈善法, art. 82).

use std::num::NonZeroU32;

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::time::Day;
use crate::event::case::{CaseClause, CaseEffect, Owes};
use crate::event::clause::Clause;
use crate::event::count::CountClause;
use crate::event::declare::kind;
use crate::event::disclosure::DisclosureClause;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Signers};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::kinds::hours::SERVICE;
use crate::event::mandate::BodySort;
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::Clock;
use crate::event::posting::{PostingClause, PostingEffect};
use crate::event::unit::{Place, Unit, UnitLine};

/// A good on the shelf; worth its price in points. It is owed to be counted again and again.
const GOOD: CaseSort = CaseSort { sort: "market-good", stages: &["listed", "counted"] };
/// Points for a service: once only.
const EARNING: CaseSort = CaseSort { sort: "market-earning", stages: &["earned"] };

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "market-count", days: 92, working: false, source: &OWN },
        ClockDefault { code: "market-earn", days: 90, working: false, source: &OWN },
    ],
    figures: &[
        FigureDefault { code: "market-points-an-hour", value: FigureShipped::Count(10), source: &OWN },
        FigureDefault {
            code: "market-purposes",
            value: FigureShipped::Choices(&[
                ("hardship", "困难家庭", "Families in hardship"),
                ("elders", "老年人", "Elders"),
                ("children", "儿童", "Children"),
                ("disaster", "救灾应急", "Disaster relief"),
            ]),
            source: &OWN,
        },
    ],
    cases: &[GOOD, EARNING],
    ..Family::of("market", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Listed>(),
    KindInfo::of::<Donated>(),
    KindInfo::of::<Bought>(),
    KindInfo::of::<Counted>(),
    KindInfo::of::<Differed>(),
    KindInfo::of::<Earned>(),
    KindInfo::of::<Spent>(),
    KindInfo::of::<Granted>(),
];

/// The shelf, or its part for a purpose.
fn shelf(purpose: Option<&Code>) -> Place {
    Place::holder(&"shelf".parse().unwrap_or_default()).bound_to(purpose)
}

fn goods(item: &Code) -> Unit {
    Unit::Goods(item.clone())
}

fn pieces(item: &Code, count: NonZeroU32) -> Told {
    Told::Quantity { unit: goods(item), amount: i64::from(count.get()) }
}

/// Pieces that come from outside onto the shelf; bound to a purpose, they stay so.
fn arriving(source: &'static str, pieces: NonZeroU32, purpose: Option<&Code>) -> Vec<UnitLine> {
    UnitLine::moving(i64::from(pieces.get()), Place::source(source).bound_to(purpose), shelf(purpose))
}

fn purposes(purpose: Option<&Code>) -> impl Iterator<Item = Clause> {
    let choice = |purpose: &Code| CountClause::Choice { figure: "market-purposes", choice: purpose.clone() }.into();
    purpose.map(choice).into_iter()
}

/// A count is owed again from now on.
fn count_again() -> Owes {
    Owes { by: BodySort::Committee.into(), due: Due::Within(Clock::Named("market-count")) }
}

kind! {
    /// A good gets a place on the shelf and a price in points.
    pub struct Listed = "market.good-listed.v1", signed by Signers::SEEN {
        /// Its code.
        pub item: Code,
        /// What it is, with its size.
        pub name: Line,
        /// Points for one.
        pub points: NonZeroU32,
    }
    subject |e| e.item;
    requires |e| [CaseClause::New(GOOD.case(&e.item))];
    causes |e| [CaseEffect::Opened {
        case: GOOD.case(&e.item), title: e.name.clone(), stage: "listed", about: None, raised_by: None,
        worth: Some(i64::from(e.points.get())), owes: Some(count_again()),
    }];
    told |e| [
        ("name", Told::text(&e.name)),
        ("points", Told::Quantity { unit: Unit::Points, amount: i64::from(e.points.get()) }),
    ];
}

kind! {
    /// Goods are given.
    pub struct Donated = "market.goods-donated.v1", signed by Signers::BOOKED {
        /// The good.
        pub item: Code,
        /// How many pieces.
        pub pieces: NonZeroU32,
        /// What one is worth, in minor units: an estimate unless a receipt says it.
        pub value: i64,
        /// The donor's name, if the donor wants it shown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub donor: Option<Line>,
        /// The purpose the donor binds them to: a choice of the figure `market-purposes`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub purpose: Option<Code>,
        /// The day.
        pub on: Day,
    }
    subject |e| e.item;
    requires |e| [
        CaseClause::At { case: GOOD.case(&e.item), any: GOOD.stages },
        PostingClause::Moves { unit: goods(&e.item), on: e.on, lines: e.lines() };
        purposes(e.purpose.as_ref())
    ];
    causes |e| [PostingEffect::Moved { unit: goods(&e.item), on: e.on, lines: e.lines() }];
    told |e| [
        ("good", Told::Case(GOOD.case(&e.item))),
        ("pieces", pieces(&e.item, e.pieces)),
        ("value", Told::Money(e.value.saturating_mul(i64::from(e.pieces.get())))),
        ("donor", e.donor.as_ref().map_or(Told::Word("donor-unnamed"), Told::text)),
    ];
}

impl Donated {
    fn lines(&self) -> Vec<UnitLine> {
        arriving("market-donated", self.pieces, self.purpose.as_ref())
    }
}

kind! {
    /// Goods are bought. The money is in the event of the payment.
    pub struct Bought = "market.goods-bought.v1", signed by Signers::BOOKED {
        /// The good.
        pub item: Code,
        /// How many pieces.
        pub pieces: NonZeroU32,
        /// What one cost, in minor units.
        pub value: i64,
        /// The event of the payment.
        pub payment: EventId,
        /// The purpose they are bought for, if for one only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub purpose: Option<Code>,
        /// The day.
        pub on: Day,
    }
    subject |e| e.item;
    requires |e| [
        CaseClause::At { case: GOOD.case(&e.item), any: GOOD.stages },
        DisclosureClause::EventKnown(e.payment),
        PostingClause::Moves { unit: goods(&e.item), on: e.on, lines: e.lines() };
        purposes(e.purpose.as_ref())
    ];
    causes |e| [PostingEffect::Moved { unit: goods(&e.item), on: e.on, lines: e.lines() }];
    told |e| [
        ("good", Told::Case(GOOD.case(&e.item))),
        ("pieces", pieces(&e.item, e.pieces)),
        ("value", Told::Money(e.value.saturating_mul(i64::from(e.pieces.get())))),
    ];
}

impl Bought {
    fn lines(&self) -> Vec<UnitLine> {
        arriving("market-bought", self.pieces, self.purpose.as_ref())
    }
}

kind! {
    /// A good is counted, and what lies on the shelf is what the books say.
    pub struct Counted = "market.goods-counted.v1", signed by Signers::COUNTED {
        /// The good.
        pub item: Code,
        /// The part of the shelf for this purpose; without one, what is bound to none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub purpose: Option<Code>,
        /// Pieces found.
        pub found: u32,
        /// The day.
        pub on: Day,
    }
    subject |e| e.item;
    requires |e| [
        CaseClause::At { case: GOOD.case(&e.item), any: GOOD.stages },
        PostingClause::StandsAt {
            unit: goods(&e.item), place: shelf(e.purpose.as_ref()), amount: i64::from(e.found), on: e.on,
        },
    ];
    causes |e| [CaseEffect::Moved {
        case: GOOD.case(&e.item), stage: "counted", worth: None, owes: Some(count_again()), ends: false,
    }];
    told |e| [("good", Told::Case(GOOD.case(&e.item))), ("found", Told::text(e.found)), ("on", Told::text(e.on))];
}

kind! {
    /// A good is counted, and what lies on the shelf is not what the books say: why, and what shows it.
    pub struct Differed = "market.difference-found.v1", signed by Signers::COUNTED {
        /// The good.
        pub item: Code,
        /// The part of the shelf, as for a count that agrees.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub purpose: Option<Code>,
        /// Pieces by the books.
        pub booked: u32,
        /// Pieces found: another number.
        pub found: u32,
        /// Why they differ.
        pub why: Text,
        /// The sheet of the count.
        pub evidence: Vec<FileRef>,
        /// The day.
        pub on: Day,
    }
    subject |e| e.item;
    requires |e| [
        CaseClause::At { case: GOOD.case(&e.item), any: GOOD.stages },
        PostingClause::StandsAt {
            unit: goods(&e.item), place: shelf(e.purpose.as_ref()), amount: i64::from(e.booked), on: e.on,
        },
        PostingClause::Moves { unit: goods(&e.item), on: e.on, lines: e.lines() },
        PostingClause::Holds {
            unit: goods(&e.item), place: shelf(e.purpose.as_ref()), amount: e.missing().max(0), on: e.on,
        },
        ObligationClause::Evidenced(e.evidence.clone()),
    ];
    causes |e| [
        PostingEffect::Moved { unit: goods(&e.item), on: e.on, lines: e.lines() },
        CaseEffect::Moved {
            case: GOOD.case(&e.item), stage: "counted", worth: None, owes: Some(count_again()), ends: false,
        },
    ];
    told |e| [
        ("good", Told::Case(GOOD.case(&e.item))),
        ("booked", Told::text(e.booked)),
        ("found", Told::text(e.found)),
        ("why", Told::text(&e.why)),
    ];
}

impl Differed {
    /// Pieces that are missing; fewer than none when there are too many.
    fn missing(&self) -> i64 {
        i64::from(self.booked) - i64::from(self.found)
    }

    fn lines(&self) -> Vec<UnitLine> {
        let purpose = self.purpose.as_ref();
        if self.missing() < 0 {
            let from = Place::source("market-surplus").bound_to(purpose);
            UnitLine::moving(-self.missing(), from, shelf(purpose))
        } else {
            UnitLine::moving(self.missing(), shelf(purpose), Place::used("market-missing").bound_to(purpose))
        }
    }
}

kind! {
    /// Points for a service that was confirmed, to whoever did it, once.
    pub struct Earned = "market.points-earned.v1", signed by Signers::SEEN {
        /// The service, as the family `hours` has it.
        pub service: Code,
        /// Who did it.
        pub holder: Code,
        /// How long it took, in minutes, as confirmed.
        pub minutes: NonZeroU32,
        /// How many points.
        pub points: NonZeroU32,
        /// The day.
        pub on: Day,
    }
    subject |e| e.service;
    requires |e| [
        CaseClause::SinceAtMost {
            case: SERVICE.case(&e.service), stage: "confirmed", clock: Clock::Named("market-earn"),
        },
        CaseClause::About { case: SERVICE.case(&e.service), person: e.holder.clone() },
        CaseClause::Worth { case: SERVICE.case(&e.service), amount: i64::from(e.minutes.get()) },
        CaseClause::New(EARNING.case(&e.service)),
        CountClause::AtMost { figure: "market-points-an-hour", found: e.an_hour() },
        PostingClause::Moves { unit: Unit::Points, on: e.on, lines: e.lines() },
    ];
    causes |e| [
        CaseEffect::Opened {
            case: EARNING.case(&e.service), title: e.service.as_str().parse().unwrap_or_default(), stage: "earned",
            about: Some(e.holder.clone()), raised_by: None, worth: Some(i64::from(e.points.get())), owes: None,
        },
        CaseEffect::ended(EARNING.case(&e.service), "earned"),
        PostingEffect::Moved { unit: Unit::Points, on: e.on, lines: e.lines() },
    ];
    told |e| [
        ("service", Told::Case(SERVICE.case(&e.service))),
        ("holder", Told::Person(e.holder.clone())),
        ("points", Told::Quantity { unit: Unit::Points, amount: i64::from(e.points.get()) }),
    ];
}

impl Earned {
    /// Points for an hour, rounded up.
    fn an_hour(&self) -> i64 {
        let (points, minutes) = (u64::from(self.points.get()), u64::from(self.minutes.get()));
        i64::try_from((points * 60).div_ceil(minutes)).unwrap_or(i64::MAX)
    }

    fn lines(&self) -> Vec<UnitLine> {
        UnitLine::moving(i64::from(self.points.get()), Place::source("market-earned"), Place::holder(&self.holder))
    }
}

kind! {
    /// Points are exchanged for goods that are bound to no purpose, at the price of the shelf.
    pub struct Spent = "market.points-spent.v1", signed by Signers::BOOKED {
        /// Whose points.
        pub holder: Code,
        /// The good.
        pub item: Code,
        /// How many pieces.
        pub pieces: NonZeroU32,
        /// Points for one.
        pub price: NonZeroU32,
        /// The day.
        pub on: Day,
    }
    subject |e| e.holder;
    requires |e| [
        CaseClause::At { case: GOOD.case(&e.item), any: GOOD.stages },
        CaseClause::Worth { case: GOOD.case(&e.item), amount: i64::from(e.price.get()) },
        PostingClause::Moves { unit: goods(&e.item), on: e.on, lines: e.taken() },
        PostingClause::Holds {
            unit: goods(&e.item), place: shelf(None), amount: i64::from(e.pieces.get()), on: e.on,
        },
        PostingClause::Moves { unit: Unit::Points, on: e.on, lines: e.paid() },
        PostingClause::Holds { unit: Unit::Points, place: Place::holder(&e.holder), amount: e.points(), on: e.on },
    ];
    causes |e| [
        PostingEffect::Moved { unit: goods(&e.item), on: e.on, lines: e.taken() },
        PostingEffect::Moved { unit: Unit::Points, on: e.on, lines: e.paid() },
    ];
    told |e| [
        ("holder", Told::Person(e.holder.clone())),
        ("points", Told::Quantity { unit: Unit::Points, amount: e.points() }),
        ("good", Told::Case(GOOD.case(&e.item))),
        ("pieces", pieces(&e.item, e.pieces)),
    ];
}

impl Spent {
    fn points(&self) -> i64 {
        i64::from(self.pieces.get()).saturating_mul(i64::from(self.price.get()))
    }

    fn taken(&self) -> Vec<UnitLine> {
        UnitLine::moving(i64::from(self.pieces.get()), shelf(None), Place::used("market-exchanged"))
    }

    fn paid(&self) -> Vec<UnitLine> {
        UnitLine::moving(self.points(), Place::holder(&self.holder), Place::used("market-spent"))
    }
}

kind! {
    /// Goods are granted to a household: those bound to a purpose for that purpose, others for need.
    pub struct Granted = "market.goods-granted.v1", signed by Signers::SEEN {
        /// The household, by code.
        pub household: Code,
        /// The good.
        pub item: Code,
        /// How many pieces.
        pub pieces: NonZeroU32,
        /// The purpose they are bound to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub purpose: Option<Code>,
        /// On what occasion, in general words: never a household's circumstances.
        pub occasion: Line,
        /// The day.
        pub on: Day,
    }
    subject |e| e.household;
    requires |e| [
        CaseClause::At { case: GOOD.case(&e.item), any: GOOD.stages },
        PostingClause::Moves { unit: goods(&e.item), on: e.on, lines: e.lines() },
        PostingClause::Holds {
            unit: goods(&e.item), place: shelf(e.purpose.as_ref()), amount: i64::from(e.pieces.get()), on: e.on,
        },
    ];
    causes |e| [PostingEffect::Moved { unit: goods(&e.item), on: e.on, lines: e.lines() }];
    told |e| [
        ("household", Told::Person(e.household.clone())),
        ("good", Told::Case(GOOD.case(&e.item))),
        ("pieces", pieces(&e.item, e.pieces)),
        ("occasion", Told::text(&e.occasion)),
    ];
}

impl Granted {
    fn lines(&self) -> Vec<UnitLine> {
        let purpose = self.purpose.as_ref();
        let to = Place::used("market-granted").bound_to(purpose);
        UnitLine::moving(i64::from(self.pieces.get()), shelf(purpose), to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::kinds::hours;
    use crate::rules::testing::{World, code, day, file, line};

    const SEEN: &[&str] = &["clerk", "sup-1"];
    const BOOKED: &[&str] = &["book", "clerk"];
    const COUNTED: &[&str] = &["book", "sup-1"];

    fn n(number: u32) -> NonZeroU32 {
        NonZeroU32::new(number).unwrap()
    }

    fn donated(pieces: u32, purpose: Option<&str>) -> Donated {
        let (value, purpose) = (6_000, purpose.map(code));
        Donated { item: code("rice"), pieces: n(pieces), value, donor: None, purpose, on: day("2026-01-05") }
    }

    fn counted(found: u32) -> Counted {
        Counted { item: code("rice"), purpose: None, found, on: day("2026-01-05") }
    }

    fn differed(booked: u32, found: u32) -> Differed {
        let (item, why, evidence) = (code("rice"), "受潮".parse().unwrap(), vec![file("sheet")]);
        Differed { item, purpose: None, booked, found, why, evidence, on: day("2026-01-05") }
    }

    fn granted(pieces: u32, purpose: Option<&str>) -> Granted {
        let (household, item, occasion) = (code("household-3"), code("rice"), line("春节慰问"));
        Granted { household, item, pieces: n(pieces), purpose: purpose.map(code), occasion, on: day("2026-01-05") }
    }

    fn earned(points: u32) -> Earned {
        let (service, holder) = (code("s1"), code("volunteer-1"));
        Earned { service, holder, minutes: n(90), points: n(points), on: day("2026-01-05") }
    }

    fn spent(pieces: u32, price: u32) -> Spent {
        let (holder, item) = (code("volunteer-1"), code("rice"));
        Spent { holder, item, pieces: n(pieces), price: n(price), on: day("2026-01-05") }
    }

    /// A shelf with ten bags of rice bound to nothing and five for families in hardship.
    fn shop() -> World {
        let mut world = World::new();
        world.accept(Listed { item: code("rice"), name: line("大米五公斤"), points: n(5) }, SEEN);
        world.accept(donated(10, None), BOOKED);
        world.accept(donated(5, Some("hardship")), BOOKED);
        world
    }

    /// A service of ninety minutes, done and perhaps confirmed.
    fn service(world: &mut World, confirmed: bool) {
        let done = hours::Done {
            service: code("s1"),
            provider: code("volunteer-1"),
            beneficiary: code("elder-1"),
            activity: line("陪诊"),
            from: "2026-01-04T09:00:00+08:00".parse().unwrap(),
            until: "2026-01-04T10:30:00+08:00".parse().unwrap(),
        };
        world.accept(done, &["clerk"]);
        if confirmed {
            world.accept(hours::Confirmed { service: code("s1") }, &["clerk"]);
        }
    }

    fn stock(world: &World, purpose: Option<&str>) -> i64 {
        world.standing.books.stocks.balance(&goods(&code("rice")), &shelf(purpose.map(code).as_ref()), world.today)
    }

    #[test]
    fn a_bag_of_rice_is_given_counted_exchanged_and_granted() {
        let mut world = shop();
        service(&mut world, true);
        world.accept(earned(15), SEEN);
        world.accept(spent(3, 5), BOOKED);
        world.accept(granted(2, None), SEEN);
        world.accept(granted(5, Some("hardship")), SEEN);
        world.accept(counted(5), COUNTED);
        world.accept(differed(5, 4), COUNTED);
        world.accept(differed(4, 6), COUNTED);
        assert_eq!((stock(&world, None), stock(&world, Some("hardship"))), (6, 0));
        let points =
            world.standing.books.stocks.balance(&Unit::Points, &Place::holder(&code("volunteer-1")), world.today);
        assert_eq!(points, 0);
    }

    #[test]
    fn a_purchase_names_its_payment() {
        let mut world = shop();
        let known = world.accept(Listed { item: code("oil"), name: line("食用油"), points: n(8) }, SEEN);
        let bought = |payment| {
            let (item, pieces, value) = (code("oil"), n(4), 5_500);
            Bought { item, pieces, value, payment, purpose: None, on: day("2026-01-05") }
        };
        assert_eq!(world.refused(bought(EventId::new(1, [9; 10])), BOOKED), ["event-unknown"]);
        world.accept(bought(known), BOOKED);
    }

    #[test]
    fn the_shelf_does_not_fall_below_zero_and_bound_goods_stay_bound() {
        let mut world = shop();
        assert_eq!(world.refused(granted(11, None), SEEN), ["holding-cannot-cover"], "five more are there, but bound");
        assert_eq!(world.refused(granted(1, Some("elders")), SEEN), ["holding-cannot-cover"]);
        assert_eq!(world.refused(donated(1, Some("friends")), BOOKED), ["choice-unknown"]);
        assert_eq!((stock(&world, None), stock(&world, Some("hardship"))), (10, 5));
    }

    #[test]
    fn points_are_earned_by_a_confirmed_service_once_at_the_rate() {
        let mut world = shop();
        service(&mut world, false);
        assert_eq!(world.refused(earned(15), SEEN), ["case-stage-never"]);
        world.accept(hours::Confirmed { service: code("s1") }, &["clerk"]);
        assert_eq!(world.refused(earned(16), SEEN), ["figure-exceeded"]);
        assert_eq!(world.refused(Earned { holder: code("other"), ..earned(15) }, SEEN), ["case-about-another"]);
        assert_eq!(world.refused(Earned { minutes: n(91), ..earned(15) }, SEEN), ["case-worth-differs"]);
        world.accept(earned(15), SEEN);
        assert_eq!(world.refused(earned(15), SEEN), ["case-exists"]);
        assert_eq!(world.refused(spent(4, 5), BOOKED), ["holding-cannot-cover"]);
        assert_eq!(world.refused(spent(3, 4), BOOKED), ["case-worth-differs"]);
    }

    #[test]
    fn a_difference_is_explained_and_the_supervision_group_counts_too() {
        let mut world = shop();
        assert_eq!(world.refused(counted(9), COUNTED), ["stock-differs"]);
        assert_eq!(world.refused(differed(9, 8), COUNTED), ["stock-differs"]);
        assert_eq!(world.refused(differed(10, 10), COUNTED), ["move-backward"], "that is no difference");
        assert_eq!(world.refused(Differed { evidence: vec![], ..differed(10, 9) }, COUNTED), ["evidence-missing"]);
        assert_eq!(world.refused(counted(10), &["book", "clerk"]), ["signatures-missing"]);
    }
}
