//! Clean government: lessons planned and held, interests declared in every term, gifts handed in ("diversify and strengthen
//! the building of a clean government … the construction of a clean government can enter the mind").
//!
//! What somebody declares counts from then on: no payment to a payee they have an interest in, and no signature about
//! somebody close to them alone ([`crate::event::mandate`]).

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line};
use crate::base::time::Day;
use crate::event::case::{CaseClause, CaseEffect, CaseRef, Owes};
use crate::event::clause::Clause;
use crate::event::count::CountClause;
use crate::event::declare::kind;
use crate::event::effect::Effect;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Signers};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{BodySort, MandateClause, MandateEffect, Party, Relation};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::Clock;

/// A lesson; worth the officials who were there.
const LESSON: CaseSort = CaseSort { sort: "clean-lesson", stages: &["planned", "held"] };
/// What somebody declares for a term.
const DECLARATION: CaseSort = CaseSort { sort: "clean-declaration", stages: &["asked", "declared"] };
/// A gift that could not be refused; worth what it is thought to be, in minor units.
const GIFT: CaseSort = CaseSort { sort: "clean-gift", stages: &["handed-in", "settled"] };

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "clean-lesson", days: 7, working: false, source: &OWN },
        ClockDefault { code: "clean-declare", days: 15, working: false, source: &OWN },
        ClockDefault { code: "clean-gift", days: 30, working: false, source: &OWN },
    ],
    figures: &[
        FigureDefault {
            code: "clean-lessons",
            value: FigureShipped::Choices(&[
                ("lecture", "廉政党课", "Lecture"),
                ("warning", "警示教育", "Cases as a warning"),
                ("culture", "廉洁文化活动", "Culture"),
                ("election", "换届纪律教育", "Discipline before elections"),
            ]),
            source: &OWN,
        },
        FigureDefault {
            code: "clean-gift-ends",
            value: FigureShipped::Choices(&[
                ("returned", "退还赠送人", "Given back"),
                ("handed-up", "上交上级", "Handed up"),
                ("shared", "用于爱心超市", "Given to the love supermarket"),
            ]),
            source: &OWN,
        },
    ],
    cases: &[LESSON, DECLARATION, GIFT],
    ..Family::of("clean", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<LessonPlanned>(),
    KindInfo::of::<LessonHeld>(),
    KindInfo::of::<DeclarationAsked>(),
    KindInfo::of::<Declared>(),
    KindInfo::of::<GiftHandedIn>(),
    KindInfo::of::<GiftSettled>(),
];

kind! {
    /// A lesson is planned.
    pub struct LessonPlanned = "clean.lesson-planned.v1", signed by Signers::PARTY {
        /// Its code.
        pub lesson: Code,
        /// What sort: a choice of the figure `clean-lessons`.
        pub sort: Code,
        /// What it is about.
        pub title: Line,
        /// The day.
        pub on: Day,
        /// Who sees to it.
        pub owner: Party,
    }
    subject |e| e.lesson;
    requires |e| [
        CaseClause::New(LESSON.case(&e.lesson)),
        CountClause::Choice { figure: "clean-lessons", choice: e.sort.clone() },
    ];
    causes |e| [CaseEffect::Opened {
        case: LESSON.case(&e.lesson), title: e.title.clone(), stage: "planned", about: None, raised_by: None,
        worth: None,
        owes: Some(Owes {
            by: e.owner.clone().into(), due: Due::After { clock: Clock::Named("clean-lesson"), day: e.on },
        }),
    }];
    told |e| [("title", Told::text(&e.title)), ("on", Told::text(e.on))];
}

kind! {
    /// A lesson was held: which officials were there, and how many residents.
    pub struct LessonHeld = "clean.lesson-held.v1", signed by Signers::PARTY {
        /// The lesson.
        pub lesson: Code,
        /// The officials who were there, each by name.
        pub officials: Vec<Code>,
        /// How many residents.
        pub residents: u32,
        /// The list of those who were there, kept beside the log.
        pub list: Vec<FileRef>,
    }
    subject |e| e.lesson;
    requires |e| [
        CaseClause::At { case: LESSON.case(&e.lesson), any: &["planned"] },
        ObligationClause::Evidenced(e.list.clone());
        e.officials.iter().map(|official| MandateClause::PersonKnown(official.clone()).into())
    ];
    causes |e| [CaseEffect::Moved {
        case: LESSON.case(&e.lesson), stage: "held", worth: i64::try_from(e.officials.len()).ok(), owes: None,
        ends: true,
    }];
    told |e| [
        ("lesson", Told::Case(LESSON.case(&e.lesson))),
        ("officials", Told::text(e.officials.len())),
        ("residents", Told::text(e.residents)),
    ];
}

/// The declaration of a person for a term. A code too long to hold both names the same case for all, so it is taken once.
fn declaration(person: &Code, term: &Code) -> CaseRef {
    DECLARATION.case(&format!("{person}:{term}").parse().unwrap_or_else(|_| person.clone()))
}

kind! {
    /// Somebody whose term begins is asked to declare whom they are close to and which payees they have an interest in.
    pub struct DeclarationAsked = "clean.declaration-asked.v1", signed by Signers::CLERK {
        /// Who.
        pub person: Code,
        /// For which term: `2026`.
        pub term: Code,
    }
    subject |e| e.person;
    requires |e| [
        CaseClause::New(declaration(&e.person, &e.term)),
        MandateClause::PersonKnown(e.person.clone()),
    ];
    causes |e| [CaseEffect::Opened {
        case: declaration(&e.person, &e.term), title: e.term.as_str().parse().unwrap_or_default(), stage: "asked",
        about: Some(e.person.clone()), raised_by: None, worth: None,
        owes: Some(Owes {
            by: Party::Person(e.person.clone()).into(), due: Due::Within(Clock::Named("clean-declare")),
        }),
    }];
    told |e| [("person", Told::Person(e.person.clone())), ("term", Told::text(&e.term))];
}

/// An official somebody is close to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relative {
    /// Who.
    pub person: Code,
    /// How.
    pub relation: Relation,
}

kind! {
    /// Somebody declares, for a term, which officials they are close to and in which payees they have an interest: all of
    /// them, or none. From now on neither can be passed over.
    pub struct Declared = "clean.interest-declared.v1", signed by Signers::NAMED {
        /// Who.
        pub person: Code,
        /// For which term.
        pub term: Code,
        /// Officials they are close to.
        pub relatives: Vec<Relative>,
        /// Payees they have an interest in, as shown in the accounts.
        pub payees: Vec<Line>,
    }
    subject |e| e.person;
    requires |e| [
        CaseClause::At { case: declaration(&e.person, &e.term), any: &["asked"] },
        MandateClause::Signs(e.person.clone());
        e.relatives.iter().map(|relative| Clause::from(MandateClause::PersonKnown(relative.person.clone())))
    ];
    causes |e| [
        CaseEffect::ended(declaration(&e.person, &e.term), "declared");
        e.declares()
    ];
    told |e| [
        ("person", Told::Person(e.person.clone())),
        ("term", Told::text(&e.term)),
        ("relatives", Told::text(e.relatives.len())),
        ("payees", Told::text(e.payees.len())),
    ];
}

impl Declared {
    fn declares(&self) -> Vec<Effect> {
        let related = self.relatives.iter().map(|relative| {
            let (person, other) = (self.person.clone(), relative.person.clone());
            Effect::from(MandateEffect::Related { person, other, relation: relative.relation })
        });
        let interested = self
            .payees
            .iter()
            .map(|payee| Effect::from(MandateEffect::Interested { person: self.person.clone(), payee: payee.clone() }));
        related.chain(interested).collect()
    }
}

kind! {
    /// An official hands in a gift they could not refuse, to somebody who is not close to them.
    pub struct GiftHandedIn = "clean.gift-handed-in.v1", signed by Signers::CLERK {
        /// Its code.
        pub gift: Code,
        /// Who hands it in.
        pub person: Code,
        /// What it is.
        pub what: Line,
        /// What it is thought to be worth, in minor units.
        pub value: u32,
        /// The day they were given it.
        pub received: Day,
        /// The receipt for it.
        pub receipt: Vec<FileRef>,
    }
    subject |e| e.gift;
    requires |e| [
        CaseClause::New(GIFT.case(&e.gift)),
        MandateClause::Signs(e.person.clone()),
        CaseClause::NotBy(e.person.clone()),
        ObligationClause::Evidenced(e.receipt.clone()),
    ];
    causes |e| [CaseEffect::Opened {
        case: GIFT.case(&e.gift), title: e.what.clone(), stage: "handed-in", about: Some(e.person.clone()),
        raised_by: None, worth: Some(i64::from(e.value)),
        owes: Some(Owes { by: BodySort::Supervision.into(), due: Due::Within(Clock::Named("clean-gift")) }),
    }];
    told |e| [
        ("person", Told::Person(e.person.clone())),
        ("what", Told::text(&e.what)),
        ("value", Told::Money(i64::from(e.value))),
        ("received", Told::text(e.received)),
    ];
}

kind! {
    /// The supervision group settles what becomes of a gift.
    pub struct GiftSettled = "clean.gift-settled.v1", signed by Signers::SUPERVISION {
        /// The gift.
        pub gift: Code,
        /// What becomes of it: a choice of the figure `clean-gift-ends`.
        pub end: Code,
        /// What shows it.
        pub evidence: Vec<FileRef>,
    }
    subject |e| e.gift;
    requires |e| [
        CaseClause::At { case: GIFT.case(&e.gift), any: &["handed-in"] },
        CaseClause::NotAlone(GIFT.case(&e.gift)),
        CountClause::Choice { figure: "clean-gift-ends", choice: e.end.clone() },
        ObligationClause::Evidenced(e.evidence.clone()),
    ];
    causes |e| [CaseEffect::ended(GIFT.case(&e.gift), "settled")];
    told |e| [("gift", Told::Case(GIFT.case(&e.gift))), ("end", Told::text(&e.end))];
}
