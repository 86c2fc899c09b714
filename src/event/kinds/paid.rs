//! Free and paid services: a price is set by resolution, shown before it counts, and each service is sold at the price in
//! force that day, against numbered receipts, with takings that go to the bank ("establish a service mechanism combining
//! free and paid").
//!
//! What is taken is not money of the community until it is banked: banking it is what enters the books.

use std::num::NonZeroU32;

use crate::base::code::{Code, Line, Text};
use crate::base::time::Day;
use crate::event::authority::AuthorityClause;
use crate::event::case::{CaseClause, CaseEffect, CaseRef, Owes};
use crate::event::clause::Clause;
use crate::event::count::CountClause;
use crate::event::declare::kind;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Signers};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::kinds::finance::{own_books, posted, vouchered};
use crate::event::mandate::{BodySort, MandateClause, Role};
use crate::event::obligation::{Due, ObligationClause, OwedBy};
use crate::event::policy::Clock;
use crate::event::posting::{Flow, Item, Movement, PostingClause, PostingLine};

/// A price of a service, from being announced until it is replaced; worth its minor units, none for a free service.
const PRICE: CaseSort = CaseSort { sort: "paid-price", stages: &["announced", "in-force", "replaced", "withdrawn"] };
/// A book of receipts; worth the next number.
const RECEIPTS: CaseSort = CaseSort { sort: "paid-receipts", stages: &["open", "closed"] };
/// What was taken with a book of receipts on one day, in minor units.
const TAKINGS: CaseSort = CaseSort { sort: "paid-takings", stages: &["taken", "banked"] };
/// A fee that was waived.
const WAIVER: CaseSort = CaseSort { sort: "paid-waiver", stages: &["waived"] };
/// A free service on one day; worth how many had it.
const GIVEN: CaseSort = CaseSort { sort: "paid-free", stages: &["given"] };

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "paid-notice", days: 7, working: false, source: &OWN },
        ClockDefault { code: "paid-start", days: 30, working: false, source: &OWN },
        ClockDefault { code: "paid-review", days: 365, working: false, source: &OWN },
        ClockDefault { code: "paid-bank", days: 3, working: false, source: &OWN },
    ],
    figures: &[FigureDefault {
        code: "paid-grounds",
        value: FigureShipped::Choices(&[
            ("hardship", "困难家庭", "Families in hardship"),
            ("aged", "高龄老人", "Very old people"),
            ("veteran", "退役军人及优抚对象", "Veterans"),
            ("volunteer", "志愿服务礼遇", "Thanks to volunteers"),
        ]),
        source: &OWN,
    }],
    cases: &[PRICE, RECEIPTS, TAKINGS, WAIVER, GIVEN],
    ..Family::of("paid", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<PriceSet>(),
    KindInfo::of::<InForce>(),
    KindInfo::of::<Withdrawn>(),
    KindInfo::of::<ReceiptsOpened>(),
    KindInfo::of::<Voided>(),
    KindInfo::of::<ReceiptsClosed>(),
    KindInfo::of::<Sold>(),
    KindInfo::of::<Given>(),
    KindInfo::of::<Waived>(),
    KindInfo::of::<Banked>(),
];

/// A code made of two parts. One too long to hold both names the same case for all, so it is taken once.
fn joined(code: &Code, rest: impl std::fmt::Display) -> Code {
    format!("{code}:{rest}").parse().unwrap_or_else(|_| code.clone())
}

fn price_case(service: &Code, turn: NonZeroU32) -> CaseRef {
    PRICE.case(&joined(service, turn))
}

fn takings_case(book: &Code, on: Day) -> CaseRef {
    TAKINGS.case(&joined(book, on))
}

/// The price of a service before this one.
fn before(service: &Code, turn: NonZeroU32) -> Option<CaseRef> {
    NonZeroU32::new(turn.get() - 1).map(|turn| price_case(service, turn))
}

/// That this was the price on that day.
fn price_then(case: &CaseRef, price: u32, on: Day) -> [Clause; 2] {
    [
        CaseClause::During { case: case.clone(), stage: "in-force", on }.into(),
        CaseClause::Worth { case: case.clone(), amount: i64::from(price) }.into(),
    ]
}

kind! {
    /// The price of a service is set, by a resolution, and shown before it counts.
    pub struct PriceSet = "paid.price-set.v1", signed by Signers::SEEN {
        /// The service.
        pub service: Code,
        /// The how manieth price of it: 1, then 2 while the first is in force.
        pub turn: NonZeroU32,
        /// What the service is, and for how much of it the price is.
        pub name: Line,
        /// Minor units; 0 when it is free.
        pub price: u32,
        /// The resolution.
        pub matter: Code,
    }
    subject |e| e.service;
    requires |e| [
        CaseClause::New(price_case(&e.service, e.turn)),
        AuthorityClause::Adopted(e.matter.clone());
        before(&e.service, e.turn).map(|case| CaseClause::At { case, any: &["in-force"] }.into())
    ];
    causes |e| [CaseEffect::Opened {
        case: price_case(&e.service, e.turn), title: e.name.clone(), stage: "announced", about: None, raised_by: None,
        worth: Some(i64::from(e.price)),
        owes: Some(Owes { by: BodySort::Committee.into(), due: Due::Within(Clock::Named("paid-start")) }),
    }];
    told |e| [
        ("name", Told::text(&e.name)),
        ("price", Told::Money(i64::from(e.price))),
        ("matter", Told::Matter(e.matter.clone())),
    ];
}

kind! {
    /// A price counts from today on, in place of the one before. It is owed to be looked at again.
    pub struct InForce = "paid.price-in-force.v1", signed by Signers::SEEN {
        /// The service.
        pub service: Code,
        /// Which price of it.
        pub turn: NonZeroU32,
    }
    subject |e| e.service;
    requires |e| [
        CaseClause::At { case: price_case(&e.service, e.turn), any: &["announced"] },
        CaseClause::SinceAtLeast {
            case: price_case(&e.service, e.turn), stage: "announced", clock: Clock::Named("paid-notice"),
        };
        before(&e.service, e.turn).map(|case| CaseClause::At { case, any: &["in-force"] }.into())
    ];
    causes |e| [
        CaseEffect::moved(
            price_case(&e.service, e.turn), "in-force", BodySort::Committee, Due::Within(Clock::Named("paid-review")),
        );
        before(&e.service, e.turn).map(|case| CaseEffect::ended(case, "replaced").into())
    ];
    told |e| [("price", Told::Case(price_case(&e.service, e.turn)))];
}

kind! {
    /// A service is offered no more, or a price announced is not taken.
    pub struct Withdrawn = "paid.price-withdrawn.v1", signed by Signers::SEEN {
        /// The service.
        pub service: Code,
        /// Which price of it.
        pub turn: NonZeroU32,
        /// Why.
        pub why: Text,
    }
    subject |e| e.service;
    requires |e| [CaseClause::At { case: price_case(&e.service, e.turn), any: &["announced", "in-force"] }];
    causes |e| [CaseEffect::ended(price_case(&e.service, e.turn), "withdrawn")];
    told |e| [("price", Told::Case(price_case(&e.service, e.turn))), ("why", Told::text(&e.why))];
}

kind! {
    /// A book of numbered receipts is begun.
    pub struct ReceiptsOpened = "paid.receipts-opened.v1", signed by Signers::COUNTED {
        /// Its code.
        pub book: Code,
        /// What is printed on it.
        pub name: Line,
        /// Its first number.
        pub first: NonZeroU32,
    }
    subject |e| e.book;
    requires |e| [CaseClause::New(RECEIPTS.case(&e.book))];
    causes |e| [CaseEffect::Opened {
        case: RECEIPTS.case(&e.book), title: e.name.clone(), stage: "open", about: None, raised_by: None,
        worth: Some(i64::from(e.first.get())), owes: None,
    }];
    told |e| [("name", Told::text(&e.name)), ("first", Told::text(e.first))];
}

kind! {
    /// A receipt was spoilt: it takes its number, and is kept.
    pub struct Voided = "paid.receipt-voided.v1", signed by Signers::CASHED {
        /// The book.
        pub book: Code,
        /// The number, which is the next.
        pub receipt: NonZeroU32,
        /// Why.
        pub why: Text,
        /// The spoilt receipt.
        pub evidence: Vec<FileRef>,
    }
    subject |e| e.book;
    requires |e| [
        CaseClause::At { case: RECEIPTS.case(&e.book), any: &["open"] },
        CaseClause::Worth { case: RECEIPTS.case(&e.book), amount: i64::from(e.receipt.get()) },
        ObligationClause::Evidenced(e.evidence.clone()),
    ];
    causes |e| [used(&e.book, e.receipt, 1)];
    told |e| [("receipt", Told::text(e.receipt)), ("why", Told::text(&e.why))];
}

/// So many receipts of the book are used, from this number on.
fn used(book: &Code, first: NonZeroU32, count: u32) -> CaseEffect {
    let worth = Some(i64::from(first.get()) + i64::from(count));
    CaseEffect::Moved { case: RECEIPTS.case(book), stage: "open", worth, owes: None, ends: false }
}

kind! {
    /// A book of receipts is used up or put away.
    pub struct ReceiptsClosed = "paid.receipts-closed.v1", signed by Signers::COUNTED {
        /// The book.
        pub book: Code,
        /// The first number that was not used.
        pub unused_from: NonZeroU32,
    }
    subject |e| e.book;
    requires |e| [
        CaseClause::At { case: RECEIPTS.case(&e.book), any: &["open"] },
        CaseClause::Worth { case: RECEIPTS.case(&e.book), amount: i64::from(e.unused_from.get()) },
    ];
    causes |e| [CaseEffect::ended(RECEIPTS.case(&e.book), "closed")];
    told |e| [("book", Told::Case(RECEIPTS.case(&e.book))), ("unused", Told::text(e.unused_from))];
}

kind! {
    /// A service was sold on one day, once or several times, each against a receipt: numbers follow one another.
    pub struct Sold = "paid.service-sold.v1", signed by Signers::CASHED {
        /// The book of receipts.
        pub book: Code,
        /// The first receipt, which is the next.
        pub first: NonZeroU32,
        /// How many.
        pub count: NonZeroU32,
        /// The service.
        pub service: Code,
        /// Which price of it.
        pub turn: NonZeroU32,
        /// The price of one, in minor units: that in force that day.
        pub price: NonZeroU32,
        /// The day.
        pub on: Day,
        /// Minor units taken with the book that day before.
        pub before: u32,
    }
    subject |e| e.service;
    requires |e| [
        CaseClause::At { case: RECEIPTS.case(&e.book), any: &["open"] },
        CaseClause::Worth { case: RECEIPTS.case(&e.book), amount: i64::from(e.first.get()) };
        price_then(&price_case(&e.service, e.turn), e.price.get(), e.on).into_iter().chain(e.takings_stand())
    ];
    causes |e| [used(&e.book, e.first, e.count.get()), e.taken()];
    told |e| [
        ("service", Told::Case(price_case(&e.service, e.turn))),
        ("count", Told::text(e.count)),
        ("amount", Told::Money(e.amount())),
        ("on", Told::text(e.on)),
    ];
}

impl Sold {
    fn amount(&self) -> i64 {
        i64::from(self.price.get()).saturating_mul(i64::from(self.count.get()))
    }

    /// The first sale of a day begins its takings, the others add to what was taken.
    fn takings_stand(&self) -> Vec<Clause> {
        let case = takings_case(&self.book, self.on);
        match self.before {
            0 => vec![CaseClause::New(case).into()],
            before => vec![
                CaseClause::At { case: case.clone(), any: &["taken"] }.into(),
                CaseClause::Worth { case, amount: i64::from(before) }.into(),
            ],
        }
    }

    fn taken(&self) -> CaseEffect {
        let case = takings_case(&self.book, self.on);
        let worth = Some(i64::from(self.before).saturating_add(self.amount()));
        let due = Due::After { clock: Clock::Named("paid-bank"), day: self.on };
        let owes = Some(Owes { by: OwedBy::Sort(BodySort::Staff), due });
        if self.before > 0 {
            return CaseEffect::Moved { case, stage: "taken", worth, owes, ends: false };
        }
        let title = case.code.as_str().parse().unwrap_or_default();
        CaseEffect::Opened { case, title, stage: "taken", about: None, raised_by: None, worth, owes }
    }
}

kind! {
    /// A service that is free was given, on one day.
    pub struct Given = "paid.free-given.v1", signed by Signers::WORKER {
        /// The service.
        pub service: Code,
        /// Which price of it: none.
        pub turn: NonZeroU32,
        /// How many had it.
        pub people: NonZeroU32,
        /// The day.
        pub on: Day,
    }
    subject |e| e.service;
    requires |e| [
        CaseClause::New(e.case());
        price_then(&price_case(&e.service, e.turn), 0, e.on)
    ];
    causes |e| [
        CaseEffect::Opened {
            case: e.case(), title: e.service.as_str().parse().unwrap_or_default(), stage: "given", about: None,
            raised_by: None, worth: Some(i64::from(e.people.get())), owes: None,
        },
        CaseEffect::ended(e.case(), "given"),
    ];
    told |e| [
        ("service", Told::Case(price_case(&e.service, e.turn))),
        ("people", Told::text(e.people)),
        ("on", Told::text(e.on)),
    ];
}

impl Given {
    fn case(&self) -> CaseRef {
        GIVEN.case(&joined(&self.service, format_args!("{}:{}", self.turn, self.on)))
    }
}

kind! {
    /// The fee of a service is waived, on a ground the policy lists. Nobody waives their own.
    pub struct Waived = "paid.fee-waived.v1", signed by Signers::SEEN {
        /// Its code.
        pub waiver: Code,
        /// The service.
        pub service: Code,
        /// Which price of it.
        pub turn: NonZeroU32,
        /// What it would have cost, in minor units.
        pub price: NonZeroU32,
        /// Whose fee, by code.
        pub holder: Code,
        /// The ground: a choice of the figure `paid-grounds`.
        pub ground: Code,
        /// The day.
        pub on: Day,
    }
    subject |e| e.waiver;
    requires |e| [
        CaseClause::New(WAIVER.case(&e.waiver)),
        CountClause::Choice { figure: "paid-grounds", choice: e.ground.clone() },
        CaseClause::NotBy(e.holder.clone());
        price_then(&price_case(&e.service, e.turn), e.price.get(), e.on)
    ];
    causes |e| [
        CaseEffect::Opened {
            case: WAIVER.case(&e.waiver), title: e.waiver.as_str().parse().unwrap_or_default(), stage: "waived",
            about: Some(e.holder.clone()), raised_by: None, worth: Some(i64::from(e.price.get())), owes: None,
        },
        CaseEffect::ended(WAIVER.case(&e.waiver), "waived"),
    ];
    told |e| [
        ("service", Told::Case(price_case(&e.service, e.turn))),
        ("holder", Told::Person(e.holder.clone())),
        ("price", Told::Money(i64::from(e.price.get()))),
        ("ground", Told::text(&e.ground)),
    ];
}

kind! {
    /// The takings of one day are banked, all of them: from here on they stand in the books.
    pub struct Banked = "paid.takings-banked.v1", signed by Signers::CASHED {
        /// The book of receipts.
        pub book: Code,
        /// The day they were taken.
        pub taken_on: Day,
        /// How much, in minor units: what the receipts add up to.
        pub amount: NonZeroU32,
        /// The money account it came into.
        pub into: Code,
        /// Category of income.
        pub category: Code,
        /// What they are, as the accounts show it.
        pub purpose: Line,
        /// The bank's booking day.
        pub on: Day,
        /// Number of the bank's slip.
        pub slip_no: Code,
        /// The slip and the receipts, kept beside the log.
        pub slips: Vec<FileRef>,
        /// Who took it in.
        pub handler: Code,
        /// Who keeps the books.
        pub bookkeeper: Code,
        /// Who keeps the money.
        pub cashier: Code,
    }
    subject |e| e.book;
    requires |e| [
        CaseClause::At { case: takings_case(&e.book, e.taken_on), any: &["taken"] },
        CaseClause::Worth { case: takings_case(&e.book, e.taken_on), amount: i64::from(e.amount.get()) },
        MandateClause::Act(e.actors()),
        PostingClause::CategoryKnown { flow: Flow::Income, category: e.category.clone() },
        vouchered(&e.slip_no, &e.slips);
        own_books(Movement::Income, Some(i64::from(e.amount.get())), &e.lines(), e.on)
    ];
    causes |e| [
        CaseEffect::ended(takings_case(&e.book, e.taken_on), "banked"),
        posted(e.on, e.lines(), e.item()),
    ];
    told |e| [
        ("purpose", Told::text(&e.purpose)),
        ("taken", Told::text(e.taken_on)),
        ("amount", Told::Money(i64::from(e.amount.get()))),
        ("on", Told::text(e.on)),
    ];
}

impl Banked {
    fn lines(&self) -> Vec<PostingLine> {
        PostingLine::moving(i64::from(self.amount.get()), Flow::Income.account(&self.category), self.into.clone())
    }

    fn actors(&self) -> Vec<(Role, Code)> {
        vec![
            (Role::Handler, self.handler.clone()),
            (Role::Bookkeeper, self.bookkeeper.clone()),
            (Role::Cashier, self.cashier.clone()),
        ]
    }

    fn item(&self) -> Item {
        Item {
            category: self.category.as_str().parse().ok(),
            voucher_no: Some(self.slip_no.clone()),
            vouchers: self.slips.clone(),
            actors: self.actors(),
            ..Item::new(Movement::Income, self.purpose.clone())
        }
    }
}
