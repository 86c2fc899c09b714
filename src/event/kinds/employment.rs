//! Employment: posts on offer, training, placements and what became of them, subsidies ("skills training services, and
//! change from giving people fish to realizing the purpose of increasing residents' income").
//!
//! Whoever looks for work stands here under a code. A course or a placement is not done when it is over: after some
//! months it is owed to say what became of it.

use std::num::NonZeroU32;

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::time::Day;
use crate::event::authority::AuthorityClause;
use crate::event::case::{CaseClause, CaseEffect, Owes};
use crate::event::count::CountClause;
use crate::event::declare::kind;
use crate::event::disclosure::DisclosureClause;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Signers};
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::BodySort;
use crate::event::obligation::Due;
use crate::event::policy::Clock;

/// A post on offer; worth the places that are left.
const JOB: CaseSort = CaseSort { sort: "employment-post", stages: &["posted", "partly-filled", "filled", "withdrawn"] };
/// A course; worth its seats, and once held those who came.
const COURSE: CaseSort = CaseSort { sort: "employment-course", stages: &["announced", "held", "followed-up"] };
/// A placement.
const PLACED: CaseSort = CaseSort { sort: "employment-placement", stages: &["placed", "stayed", "left"] };
/// A subsidy: one for a placement.
const SUBSIDY: CaseSort = CaseSort { sort: "employment-subsidy", stages: &["paid"] };

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "employment-follow-up", days: 90, working: false, source: &OWN },
        ClockDefault { code: "employment-claim", days: 183, working: false, source: &OWN },
    ],
    figures: &[FigureDefault { code: "employment-subsidy-most", value: FigureShipped::Money(200_000), source: &OWN }],
    cases: &[JOB, COURSE, PLACED, SUBSIDY],
    ..Family::of("employment", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Posted>(),
    KindInfo::of::<Withdrawn>(),
    KindInfo::of::<Announced>(),
    KindInfo::of::<Held>(),
    KindInfo::of::<FollowedUp>(),
    KindInfo::of::<Placed>(),
    KindInfo::of::<Stayed>(),
    KindInfo::of::<Subsidised>(),
];

fn follow_up() -> Owes {
    Owes { by: BodySort::Committee.into(), due: Due::Within(Clock::Named("employment-follow-up")) }
}

kind! {
    /// An employer offers a post. It is owed to be filled or withdrawn by its last day.
    pub struct Posted = "employment.post-posted.v1", signed by Signers::WORKER {
        /// Its code.
        pub post: Code,
        /// The work and the employer.
        pub title: Line,
        /// How many places.
        pub places: NonZeroU32,
        /// Wage a month from, in minor units.
        pub wage: u32,
        /// The last day of the offer.
        pub until: Day,
    }
    subject |e| e.post;
    requires |e| [CaseClause::New(JOB.case(&e.post))];
    causes |e| [CaseEffect::Opened {
        case: JOB.case(&e.post), title: e.title.clone(), stage: "posted", about: None, raised_by: None,
        worth: Some(i64::from(e.places.get())),
        owes: Some(Owes { by: BodySort::Committee.into(), due: Due::On(e.until) }),
    }];
    told |e| [
        ("title", Told::text(&e.title)),
        ("places", Told::text(e.places)),
        ("wage", Told::Money(i64::from(e.wage))),
        ("until", Told::text(e.until)),
    ];
}

kind! {
    /// A post is no longer on offer.
    pub struct Withdrawn = "employment.post-withdrawn.v1", signed by Signers::WORKER {
        /// The post.
        pub post: Code,
        /// Why.
        pub why: Text,
    }
    subject |e| e.post;
    requires |e| [CaseClause::At { case: JOB.case(&e.post), any: &["posted", "partly-filled"] }];
    causes |e| [CaseEffect::ended(JOB.case(&e.post), "withdrawn")];
    told |e| [("post", Told::Case(JOB.case(&e.post))), ("why", Told::text(&e.why))];
}

kind! {
    /// A course is announced, on the ground of a resolution.
    pub struct Announced = "employment.course-announced.v1", signed by Signers::CLERK {
        /// Its code.
        pub course: Code,
        /// What is taught.
        pub title: Line,
        /// How many can come.
        pub seats: NonZeroU32,
        /// The resolution that decided on it.
        pub matter: Code,
        /// The day.
        pub on: Day,
    }
    subject |e| e.course;
    requires |e| [CaseClause::New(COURSE.case(&e.course)), AuthorityClause::Adopted(e.matter.clone())];
    causes |e| [CaseEffect::Opened {
        case: COURSE.case(&e.course), title: e.title.clone(), stage: "announced", about: None, raised_by: None,
        worth: Some(i64::from(e.seats.get())),
        owes: Some(Owes { by: BodySort::Committee.into(), due: Due::On(e.on) }),
    }];
    told |e| [
        ("title", Told::text(&e.title)),
        ("seats", Told::text(e.seats)),
        ("matter", Told::Matter(e.matter.clone())),
        ("on", Told::text(e.on)),
    ];
}

kind! {
    /// A course was held: no more came than there were seats. What became of them is owed.
    pub struct Held = "employment.course-held.v1", signed by Signers::SEEN {
        /// The course.
        pub course: Code,
        /// How many came.
        pub attended: u32,
        /// What it cost, in minor units.
        pub cost: u32,
        /// The event of the payment, if it cost something.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub payment: Option<EventId>,
    }
    subject |e| e.course;
    requires |e| [
        CaseClause::At { case: COURSE.case(&e.course), any: &["announced"] },
        CaseClause::WorthAtLeast { case: COURSE.case(&e.course), amount: i64::from(e.attended) };
        e.payment.iter().map(|payment| DisclosureClause::EventKnown(*payment).into())
    ];
    causes |e| [CaseEffect::Moved {
        case: COURSE.case(&e.course), stage: "held", worth: Some(i64::from(e.attended)), owes: Some(follow_up()),
        ends: false,
    }];
    told |e| [
        ("course", Told::Case(COURSE.case(&e.course))),
        ("attended", Told::text(e.attended)),
        ("cost", Told::Money(i64::from(e.cost))),
    ];
}

kind! {
    /// What became of those who came to a course.
    pub struct FollowedUp = "employment.course-followed-up.v1", signed by Signers::WORKER {
        /// The course.
        pub course: Code,
        /// How many of them have work.
        pub working: u32,
    }
    subject |e| e.course;
    requires |e| [
        CaseClause::At { case: COURSE.case(&e.course), any: &["held"] },
        CaseClause::WorthAtLeast { case: COURSE.case(&e.course), amount: i64::from(e.working) },
    ];
    causes |e| [CaseEffect::ended(COURSE.case(&e.course), "followed-up")];
    told |e| [("course", Told::Case(COURSE.case(&e.course))), ("working", Told::text(e.working))];
}

kind! {
    /// Somebody takes a post. How they fare is owed to be asked.
    pub struct Placed = "employment.placement-made.v1", signed by Signers::WORKER {
        /// Its code.
        pub placement: Code,
        /// The post.
        pub post: Code,
        /// Who, by code.
        pub person: Code,
        /// How many places were left before: so that no more are placed than there are.
        pub left: NonZeroU32,
    }
    subject |e| e.placement;
    requires |e| [
        CaseClause::New(PLACED.case(&e.placement)),
        CaseClause::At { case: JOB.case(&e.post), any: &["posted", "partly-filled"] },
        CaseClause::Worth { case: JOB.case(&e.post), amount: i64::from(e.left.get()) },
    ];
    causes |e| [
        CaseEffect::Opened {
            case: PLACED.case(&e.placement), title: e.placement.as_str().parse().unwrap_or_default(), stage: "placed",
            about: Some(e.person.clone()), raised_by: None, worth: None, owes: Some(follow_up()),
        },
        CaseEffect::Moved {
            case: JOB.case(&e.post), stage: if e.left.get() == 1 { "filled" } else { "partly-filled" },
            worth: Some(i64::from(e.left.get()) - 1), owes: None, ends: e.left.get() == 1,
        },
    ];
    told |e| [("post", Told::Case(JOB.case(&e.post))), ("person", Told::Person(e.person.clone()))];
}

kind! {
    /// Whoever was placed was asked how they fare.
    pub struct Stayed = "employment.placement-followed-up.v1", signed by Signers::WORKER {
        /// The placement.
        pub placement: Code,
        /// Whether they still work there.
        pub stays: bool,
    }
    subject |e| e.placement;
    requires |e| [CaseClause::At { case: PLACED.case(&e.placement), any: &["placed"] }];
    causes |e| [CaseEffect::ended(PLACED.case(&e.placement), if e.stays { "stayed" } else { "left" })];
    told |e| [
        ("placement", Told::Case(PLACED.case(&e.placement))),
        ("stays", Told::Word(if e.stays { "employment-stays" } else { "employment-left" })),
    ];
}

kind! {
    /// A subsidy for a placement is paid, once, no more than the cap, to the person placed.
    pub struct Subsidised = "employment.subsidy-paid.v1", signed by Signers::CASHED {
        /// The placement.
        pub placement: Code,
        /// Who was placed.
        pub person: Code,
        /// How much, in minor units.
        pub amount: NonZeroU32,
        /// The resolution.
        pub matter: Code,
        /// The event of the payment.
        pub payment: EventId,
    }
    subject |e| e.placement;
    requires |e| [
        CaseClause::New(SUBSIDY.case(&e.placement)),
        CaseClause::About { case: PLACED.case(&e.placement), person: e.person.clone() },
        CaseClause::SinceAtMost {
            case: PLACED.case(&e.placement), stage: "placed", clock: Clock::Named("employment-claim"),
        },
        CountClause::AtMost { figure: "employment-subsidy-most", found: i64::from(e.amount.get()) },
        AuthorityClause::Adopted(e.matter.clone()),
        DisclosureClause::EventKnown(e.payment),
    ];
    causes |e| [
        CaseEffect::Opened {
            case: SUBSIDY.case(&e.placement), title: e.placement.as_str().parse().unwrap_or_default(), stage: "paid",
            about: Some(e.person.clone()), raised_by: None, worth: Some(i64::from(e.amount.get())), owes: None,
        },
        CaseEffect::ended(SUBSIDY.case(&e.placement), "paid"),
    ];
    told |e| [
        ("placement", Told::Case(PLACED.case(&e.placement))),
        ("person", Told::Person(e.person.clone())),
        ("amount", Told::Money(i64::from(e.amount.get()))),
        ("matter", Told::Matter(e.matter.clone())),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{World, code, day, expense, line};

    const SEEN: &[&str] = &["clerk", "sup-1"];
    const CASHED: &[&str] = &["book", "cash"];

    fn n(number: u32) -> NonZeroU32 {
        NonZeroU32::new(number).unwrap()
    }

    fn announced() -> Announced {
        let (course, title, seats) = (code("sewing"), line("缝纫培训"), n(20));
        Announced { course, title, seats, matter: code("jobs"), on: day("2026-02-01") }
    }

    fn held(attended: u32) -> Held {
        Held { course: code("sewing"), attended, cost: 300_000, payment: None }
    }

    fn placed(name: &str, left: u32) -> Placed {
        Placed { placement: code(name), post: code("guard"), person: code("seeker-1"), left: n(left) }
    }

    /// A post with two places, and the resolution courses and subsidies rest on.
    fn world() -> World {
        let mut world = World::new();
        world.adopt(expense("jobs", 1_000_000));
        let (post, title, until) = (code("guard"), line("小区保安"), day("2026-03-31"));
        world.accept(Posted { post, title, places: n(2), wage: 320_000, until }, &["clerk"]);
        world
    }

    #[test]
    fn a_course_is_held_within_its_seats_and_followed_up() {
        let mut world = World::new();
        assert_eq!(world.refused(announced(), &["clerk"]), ["matter-unknown"]);
        let mut world = self::world();
        world.accept(announced(), &["clerk"]);
        assert_eq!(world.refused(held(21), SEEN), ["case-worth-differs"]);
        world.accept(held(20), SEEN);
        let followed = |working| FollowedUp { course: code("sewing"), working };
        assert_eq!(world.standing.obligations.overdue(day("2026-04-05")).count(), 1, "the post, not yet the course");
        assert_eq!(world.standing.obligations.overdue(day("2026-04-06")).count(), 2);
        assert_eq!(world.refused(followed(21), &["clerk"]), ["case-worth-differs"]);
        world.accept(followed(12), &["clerk"]);
        assert_eq!(world.refused(followed(12), &["clerk"]), ["case-ended"]);
    }

    #[test]
    fn no_more_are_placed_than_there_are_places_and_each_is_asked_after() {
        let mut world = world();
        world.accept(placed("p1", 2), &["clerk"]);
        assert_eq!(world.refused(placed("p2", 2), &["clerk"]), ["case-worth-differs"]);
        world.accept(placed("p2", 1), &["clerk"]);
        assert_eq!(world.refused(placed("p3", 1), &["clerk"]), ["case-ended", "case-worth-differs"]);
        assert_eq!(world.standing.obligations.overdue(day("2026-04-06")).count(), 2, "both are to be asked after");
        world.accept(Stayed { placement: code("p1"), stays: true }, &["clerk"]);
        world.accept(Stayed { placement: code("p2"), stays: false }, &["clerk"]);
        let gone = Withdrawn { post: code("guard"), why: "招满".parse().unwrap() };
        assert_eq!(world.refused(gone, &["clerk"]), ["case-ended"]);
    }

    #[test]
    fn a_subsidy_is_capped_resolved_and_paid_once_for_a_placement() {
        let mut world = world();
        let payment = world.accept(placed("p1", 2), &["clerk"]);
        let subsidy = |amount| Subsidised {
            placement: code("p1"),
            person: code("seeker-1"),
            amount: n(amount),
            matter: code("jobs"),
            payment,
        };
        assert_eq!(world.refused(subsidy(200_001), CASHED), ["figure-exceeded"]);
        assert_eq!(world.refused(Subsidised { person: code("other"), ..subsidy(1) }, CASHED), ["case-about-another"]);
        assert_eq!(world.refused(Subsidised { matter: code("none"), ..subsidy(1) }, CASHED), ["matter-unknown"]);
        world.accept(subsidy(200_000), CASHED);
        assert_eq!(world.refused(subsidy(200_000), CASHED), ["case-exists"]);
        world.on("2026-07-08");
        world.accept(placed("p2", 1), &["clerk"]);
        world.on("2027-01-08");
        let late = Subsidised { placement: code("p2"), ..subsidy(1) };
        assert_eq!(world.refused(late, CASHED), ["case-too-late"]);
    }
}
