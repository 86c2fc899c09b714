//! Volunteers and the time bank: a service done and confirmed, the hours credited for it, and hours spent (志愿服务条例,
//! art. 19: identity, service and rating are recorded truthfully).
//!
//! Hours are minutes in double entry. They are not money and not goods: nothing here turns them into either.

use crate::base::code::{Code, Line};
use crate::base::time::{Day, Written};
use crate::event::case::{CaseClause, CaseEffect, Owes};
use crate::event::count::CountClause;
use crate::event::declare::kind;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Signers};
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{BodySort, MandateClause};
use crate::event::obligation::Due;
use crate::event::policy::Clock;
use crate::event::posting::{PostingClause, PostingEffect};
use crate::event::unit::{Place, Unit, UnitLine};

/// A service.
pub const SERVICE: CaseSort = CaseSort { sort: "service", stages: &["done", "confirmed", "credited"] };

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "hours-confirm", days: 15, working: false, source: &OWN },
        ClockDefault { code: "hours-credit", days: 15, working: false, source: &OWN },
    ],
    figures: &[FigureDefault { code: "hours-longest", value: FigureShipped::Count(720), source: &OWN }],
    cases: &[SERVICE],
    ..Family::of("hours", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] =
    &[KindInfo::of::<Done>(), KindInfo::of::<Confirmed>(), KindInfo::of::<Credited>(), KindInfo::of::<Spent>()];

kind! {
    /// Someone has done a service for someone else. Both stand here under codes.
    pub struct Done = "service.done.v1", signed by Signers::WORKER {
        /// Its code.
        pub service: Code,
        /// Who did it.
        pub provider: Code,
        /// For whom.
        pub beneficiary: Code,
        /// What.
        pub activity: Line,
        /// From.
        pub from: Written,
        /// Until.
        pub until: Written,
    }
    subject |e| e.service;
    requires |e| [
        CaseClause::New(SERVICE.case(&e.service)),
        MandateClause::Apart(e.provider.clone(), e.beneficiary.clone()),
        PostingClause::Free { person: e.provider.clone(), from: e.from, until: e.until },
        CountClause::AtMost { figure: "hours-longest", found: e.minutes() },
    ];
    causes |e| [
        CaseEffect::Opened {
            case: SERVICE.case(&e.service),
            title: e.activity.clone(),
            stage: "done",
            about: Some(e.provider.clone()),
            raised_by: None,
            worth: Some(e.minutes()),
            owes: Some(Owes { by: BodySort::Committee.into(), due: Due::Within(Clock::Named("hours-confirm")) }),
        },
        PostingEffect::Worked { person: e.provider.clone(), from: e.from, until: e.until },
    ];
    told |e| [
        ("provider", Told::Person(e.provider.clone())),
        ("activity", Told::text(&e.activity)),
        ("minutes", Told::Quantity { unit: Unit::Minutes, amount: e.minutes() }),
    ];
}

impl Done {
    /// How long it took, in whole minutes.
    fn minutes(&self) -> i64 {
        self.until.instant().seconds().saturating_sub(self.from.instant().seconds()) / 60
    }
}

kind! {
    /// A service is confirmed on behalf of whoever received it. Whoever did it cannot do so alone, nor can their
    /// relatives.
    pub struct Confirmed = "service.confirmed.v1", signed by Signers::WORKER {
        /// The service.
        pub service: Code,
    }
    subject |e| e.service;
    requires |e| [
        CaseClause::At { case: SERVICE.case(&e.service), any: &["done"] },
        CaseClause::NotAlone(SERVICE.case(&e.service)),
    ];
    causes |e| [CaseEffect::moved(
        SERVICE.case(&e.service), "confirmed", BodySort::Committee, Due::Within(Clock::Named("hours-credit")),
    )];
    told |e| [("service", Told::Case(SERVICE.case(&e.service)))];
}

kind! {
    /// The hours of a confirmed service are credited to whoever did it.
    pub struct Credited = "hours.credited.v1", signed by Signers::SEEN {
        /// The service.
        pub service: Code,
        /// To whom.
        pub provider: Code,
        /// How much, in minutes: what the service took.
        pub minutes: i64,
        /// The day.
        pub on: Day,
    }
    subject |e| e.service;
    requires |e| [
        CaseClause::At { case: SERVICE.case(&e.service), any: &["confirmed"] },
        CaseClause::About { case: SERVICE.case(&e.service), person: e.provider.clone() },
        CaseClause::Worth { case: SERVICE.case(&e.service), amount: e.minutes },
        PostingClause::Moves { unit: Unit::Minutes, on: e.on, lines: e.lines() },
    ];
    causes |e| [
        CaseEffect::ended(SERVICE.case(&e.service), "credited"),
        PostingEffect::Moved { unit: Unit::Minutes, on: e.on, lines: e.lines() },
    ];
    told |e| [
        ("service", Told::Case(SERVICE.case(&e.service))),
        ("provider", Told::Person(e.provider.clone())),
        ("minutes", Told::Quantity { unit: Unit::Minutes, amount: e.minutes }),
    ];
}

impl Credited {
    fn lines(&self) -> Vec<UnitLine> {
        UnitLine::moving(self.minutes, Place::source("service-given"), Place::holder(&self.provider))
    }
}

kind! {
    /// Someone spends hours on a service they receive.
    pub struct Spent = "hours.spent.v1", signed by Signers::SEEN {
        /// Whose.
        pub holder: Code,
        /// How much, in minutes.
        pub minutes: i64,
        /// For what.
        pub purpose: Line,
        /// The day.
        pub on: Day,
    }
    subject |e| e.holder;
    requires |e| [
        PostingClause::Moves { unit: Unit::Minutes, on: e.on, lines: e.lines() },
        PostingClause::Holds { unit: Unit::Minutes, place: Place::holder(&e.holder), amount: e.minutes, on: e.on },
    ];
    causes |e| [PostingEffect::Moved { unit: Unit::Minutes, on: e.on, lines: e.lines() }];
    told |e| [
        ("holder", Told::Person(e.holder.clone())),
        ("purpose", Told::text(&e.purpose)),
        ("minutes", Told::Quantity { unit: Unit::Minutes, amount: e.minutes }),
    ];
}

impl Spent {
    fn lines(&self) -> Vec<UnitLine> {
        UnitLine::moving(self.minutes, Place::holder(&self.holder), Place::used("service-received"))
    }
}
