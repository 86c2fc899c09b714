//! Social assistance: a household is referred, its need reviewed and shown, objections heard, the street decides, money is
//! paid, the need is rechecked, help ends (社会救助法, in force 2026-07-01: the committee helps to apply and the street
//! decides; what was decided is published in the community, art. 45; in an emergency help comes first, art. 50).
//!
//! What leaves is an allow-list made of types: codes, a scheme, a count of persons, amounts and days. Names, reasons and
//! findings are sealed; there is no open field that a name, an illness or an account could be written into (art. 11).

use std::num::NonZeroU32;

use crate::base::code::{Code, EventId, Line};
use crate::base::time::Month;
use crate::event::case::{CaseClause, CaseEffect, CaseRef, Owes};
use crate::event::count::CountClause;
use crate::event::declare::kind;
use crate::event::disclosure::DisclosureClause;
use crate::event::effect::Effect;
use crate::event::family::{
    CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Origin, Signers, Wanted,
};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{BodySort, MandateClause};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::{Clock, SourceRank};
use crate::event::sealed::Sealed;

/// Help for a household, from being referred until it ends. Worth so much a month, in minor units.
const AID: CaseSort = CaseSort {
    sort: "aid",
    stages: &[
        "referred",
        "reviewed",
        "posted",
        "objected",
        "heard",
        "emergency",
        "granted",
        "rechecked",
        "refused",
        "ended",
    ],
};
/// The help of one month, or of an emergency: once only.
const PAID: CaseSort = CaseSort { sort: "aid-payment", stages: &["paid"] };
/// Where help runs.
const RUNNING: &[&str] = &["granted", "rechecked"];

const LOCAL: Origin = Origin {
    code: "aid-posting",
    rank: SourceRank::Local,
    zh: "浙江省社会救助条例等地方做法：审核结果公示七日",
    en: "Local practice, such as Zhejiang's rules on social assistance: a result is shown for seven days",
};

/// The street decides: nobody of the community's own bodies can stand in for it.
const STREET: Signers = Signers {
    name: "street",
    needs: &[Wanted { at_least: 1, seats: &[(BodySort::Other, Some("street-officer"))] }],
    source: &OWN,
};

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "aid-review", days: 10, working: true, source: &OWN },
        ClockDefault { code: "aid-post", days: 5, working: true, source: &OWN },
        ClockDefault { code: "aid-shown", days: 7, working: false, source: &LOCAL },
        ClockDefault { code: "aid-decide", days: 20, working: true, source: &OWN },
        ClockDefault { code: "aid-hear", days: 5, working: false, source: &OWN },
        ClockDefault { code: "aid-papers", days: 10, working: true, source: &OWN },
        ClockDefault { code: "aid-recheck", days: 183, working: false, source: &OWN },
    ],
    figures: &[
        FigureDefault {
            code: "aid-schemes",
            value: FigureShipped::Choices(&[
                ("subsistence", "最低生活保障", "Subsistence allowance"),
                ("destitute", "特困人员供养", "Support of the destitute"),
                ("near-line", "低保边缘家庭救助", "Families just above the line"),
                ("temporary", "临时救助", "Temporary help"),
                ("medical-aid", "医疗救助", "Medical help"),
                ("schooling", "教育救助", "Help with schooling"),
            ]),
            source: &OWN,
        },
        FigureDefault { code: "aid-emergency-most", value: FigureShipped::Money(200_000), source: &OWN },
    ],
    cases: &[AID, PAID],
    ..Family::of("aid", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Referred>(),
    KindInfo::of::<Reviewed>(),
    KindInfo::of::<Posted>(),
    KindInfo::of::<Objected>(),
    KindInfo::of::<Heard>(),
    KindInfo::of::<Granted>(),
    KindInfo::of::<Refused>(),
    KindInfo::of::<Emergency>(),
    KindInfo::of::<Papers>(),
    KindInfo::of::<EmergencyPaid>(),
    KindInfo::of::<Paid>(),
    KindInfo::of::<Rechecked>(),
    KindInfo::of::<Ended>(),
];

/// A case is called by its household's code: a title of its own would be an open field.
fn title(household: &Code) -> Line {
    household.as_str().parse().unwrap_or_default()
}

fn owed(clock: &'static str) -> Owes {
    Owes { by: BodySort::Committee.into(), due: Due::Within(Clock::Named(clock)) }
}

fn moved(aid: &Code, stage: &'static str, worth: Option<i64>, clock: &'static str) -> CaseEffect {
    CaseEffect::Moved { case: AID.case(aid), stage, worth, owes: Some(owed(clock)), ends: false }
}

/// A payment is a case that ends as it begins: it cannot be made twice.
fn paid(payment: CaseRef, aid: &Code, amount: u32) -> impl Iterator<Item = Effect> {
    let opened = CaseEffect::Opened {
        case: payment.clone(),
        title: title(aid),
        stage: "paid",
        about: None,
        raised_by: None,
        worth: Some(i64::from(amount)),
        owes: None,
    };
    [opened, CaseEffect::ended(payment, "paid")].map(Effect::from).into_iter()
}

kind! {
    /// A household is referred for help. If it is an official's own or their relatives', the official is named: no step
    /// after this one counts by their signature, or that of anyone close to them, alone.
    pub struct Referred = "aid.referred.v1", signed by Signers::WORKER {
        /// The code of the application.
        pub aid: Code,
        /// The household, by code.
        pub household: Code,
        /// How many persons it has.
        pub persons: NonZeroU32,
        /// For what: a choice of the figure `aid-schemes`.
        pub scheme: Code,
        /// The official whose household or relatives' household it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub official: Option<Code>,
        /// Whose household it is.
        pub name: Sealed,
        /// Why it needs help.
        pub reason: Sealed,
    }
    subject |e| e.aid;
    requires |e| [
        CaseClause::New(AID.case(&e.aid)),
        CountClause::Choice { figure: "aid-schemes", choice: e.scheme.clone() };
        e.official.iter().map(|official| MandateClause::PersonKnown(official.clone()).into())
    ];
    causes |e| [CaseEffect::Opened {
        case: AID.case(&e.aid), title: title(&e.household), stage: "referred", about: e.official.clone(),
        raised_by: None, worth: None, owes: Some(owed("aid-review")),
    }];
    told |e| [
        ("household", Told::text(&e.household)),
        ("persons", Told::text(e.persons)),
        ("scheme", Told::text(&e.scheme)),
        ("official", e.official.as_ref().map_or(Told::Word("aid-no-official"), |one| Told::Person(one.clone()))),
    ];
    seals |e| [("name", e.name), ("reason", e.reason)];
}

kind! {
    /// The need was reviewed: what help is proposed. This decides nothing.
    pub struct Reviewed = "aid.reviewed.v1", signed by Signers::SEEN {
        /// The application.
        pub aid: Code,
        /// Proposed a month, in minor units; none when no help is.
        pub monthly: u32,
        /// What was found.
        pub findings: Sealed,
    }
    subject |e| e.aid;
    requires |e| [
        CaseClause::At { case: AID.case(&e.aid), any: &["referred", "heard"] },
        CaseClause::NotAlone(AID.case(&e.aid)),
    ];
    causes |e| [moved(&e.aid, "reviewed", Some(i64::from(e.monthly)), "aid-post")];
    told |e| [("aid", Told::Case(AID.case(&e.aid))), ("monthly", Told::Money(i64::from(e.monthly)))];
    seals |e| [("findings", e.findings)];
}

kind! {
    /// What is proposed hangs on the board, for objections.
    pub struct Posted = "aid.posted.v1", signed by Signers::SEEN {
        /// The application.
        pub aid: Code,
        /// The board, photographed.
        pub board: Vec<FileRef>,
    }
    subject |e| e.aid;
    requires |e| [
        CaseClause::At { case: AID.case(&e.aid), any: &["reviewed"] },
        ObligationClause::Evidenced(e.board.clone()),
    ];
    causes |e| [moved(&e.aid, "posted", None, "aid-decide")];
    told |e| [("aid", Told::Case(AID.case(&e.aid)))];
}

kind! {
    /// Somebody objects while it hangs. Nothing is decided before they are heard.
    pub struct Objected = "aid.objected.v1", signed by Signers::WORKER {
        /// The application.
        pub aid: Code,
        /// Who objects, by code.
        pub by: Code,
        /// What they say.
        pub words: Sealed,
    }
    subject |e| e.aid;
    requires |e| [
        CaseClause::At { case: AID.case(&e.aid), any: &["posted", "heard"] },
        CaseClause::SinceAtMost { case: AID.case(&e.aid), stage: "posted", clock: Clock::Named("aid-shown") },
    ];
    causes |e| [moved(&e.aid, "objected", None, "aid-hear")];
    told |e| [("aid", Told::Case(AID.case(&e.aid)))];
    seals |e| [("words", e.words)];
}

kind! {
    /// The objection was looked into. If it is right the need is reviewed again.
    pub struct Heard = "aid.objection-heard.v1", signed by Signers::SEEN {
        /// The application.
        pub aid: Code,
        /// What was found.
        pub findings: Sealed,
    }
    subject |e| e.aid;
    requires |e| [
        CaseClause::At { case: AID.case(&e.aid), any: &["objected"] },
        CaseClause::NotAlone(AID.case(&e.aid)),
    ];
    causes |e| [moved(&e.aid, "heard", None, "aid-decide")];
    told |e| [("aid", Told::Case(AID.case(&e.aid)))];
    seals |e| [("findings", e.findings)];
}

kind! {
    /// The street grants what was proposed and shown.
    pub struct Granted = "aid.granted.v1", signed by STREET {
        /// The application.
        pub aid: Code,
        /// A month, in minor units: as shown.
        pub monthly: u32,
        /// From this month.
        pub from: Month,
        /// The street's paper.
        pub papers: Vec<FileRef>,
    }
    subject |e| e.aid;
    requires |e| [
        CaseClause::At { case: AID.case(&e.aid), any: &["posted", "heard"] },
        CaseClause::SinceAtLeast { case: AID.case(&e.aid), stage: "posted", clock: Clock::Named("aid-shown") },
        CaseClause::Worth { case: AID.case(&e.aid), amount: i64::from(e.monthly) },
        CaseClause::NotAlone(AID.case(&e.aid)),
        ObligationClause::Evidenced(e.papers.clone()),
    ];
    causes |e| [moved(&e.aid, "granted", None, "aid-recheck")];
    told |e| [
        ("aid", Told::Case(AID.case(&e.aid))),
        ("monthly", Told::Money(i64::from(e.monthly))),
        ("from", Told::text(e.from)),
    ];
}

kind! {
    /// The street refuses.
    pub struct Refused = "aid.refused.v1", signed by STREET {
        /// The application.
        pub aid: Code,
        /// The street's paper, which gives the household the reason.
        pub papers: Vec<FileRef>,
    }
    subject |e| e.aid;
    requires |e| [
        CaseClause::At { case: AID.case(&e.aid), any: &["posted", "heard"] },
        CaseClause::SinceAtLeast { case: AID.case(&e.aid), stage: "posted", clock: Clock::Named("aid-shown") },
        ObligationClause::Evidenced(e.papers.clone()),
    ];
    causes |e| [CaseEffect::ended(AID.case(&e.aid), "refused")];
    told |e| [("aid", Told::Case(AID.case(&e.aid)))];
}

kind! {
    /// In an emergency the street grants help at once; the papers are owed.
    pub struct Emergency = "aid.emergency-granted.v1", signed by STREET {
        /// The application.
        pub aid: Code,
        /// How much, in minor units: no more than the figure `aid-emergency-most`.
        pub amount: u32,
    }
    subject |e| e.aid;
    requires |e| [
        CaseClause::At { case: AID.case(&e.aid), any: &["referred", "reviewed"] },
        CaseClause::NotAlone(AID.case(&e.aid)),
        CountClause::AtMost { figure: "aid-emergency-most", found: i64::from(e.amount) },
    ];
    causes |e| [moved(&e.aid, "emergency", Some(i64::from(e.amount)), "aid-papers")];
    told |e| [("aid", Told::Case(AID.case(&e.aid))), ("amount", Told::Money(i64::from(e.amount)))];
}

kind! {
    /// The papers of help given in an emergency are there, which ends it.
    pub struct Papers = "aid.papers-filed.v1", signed by STREET {
        /// The application.
        pub aid: Code,
        /// The papers.
        pub papers: Vec<FileRef>,
    }
    subject |e| e.aid;
    requires |e| [
        CaseClause::At { case: AID.case(&e.aid), any: &["emergency"] },
        ObligationClause::Evidenced(e.papers.clone()),
    ];
    causes |e| [CaseEffect::ended(AID.case(&e.aid), "ended")];
    told |e| [("aid", Told::Case(AID.case(&e.aid)))];
}

kind! {
    /// The help of an emergency reached the household: what was granted, once.
    pub struct EmergencyPaid = "aid.emergency-paid.v1", signed by Signers::CASHED {
        /// The application.
        pub aid: Code,
        /// How much, in minor units.
        pub amount: u32,
        /// The event of the payment, where the community's own books have it; the street's money is not in them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub payment: Option<EventId>,
    }
    subject |e| e.aid;
    requires |e| [
        CaseClause::At { case: AID.case(&e.aid), any: &["emergency"] },
        CaseClause::Worth { case: AID.case(&e.aid), amount: i64::from(e.amount) },
        CaseClause::New(PAID.case(&e.aid));
        e.payment.iter().map(|payment| DisclosureClause::EventKnown(*payment).into())
    ];
    causes |e| [; paid(PAID.case(&e.aid), &e.aid, e.amount)];
    told |e| [("aid", Told::Case(AID.case(&e.aid))), ("amount", Told::Money(i64::from(e.amount)))];
}

kind! {
    /// The help of a month reached the household: what was granted, once.
    pub struct Paid = "aid.paid.v1", signed by Signers::CASHED {
        /// The application.
        pub aid: Code,
        /// The month.
        pub month: Month,
        /// How much, in minor units.
        pub amount: u32,
        /// The event of the payment, where the community's own books have it; the street's money is not in them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub payment: Option<EventId>,
    }
    subject |e| e.aid;
    requires |e| [
        CaseClause::At { case: AID.case(&e.aid), any: RUNNING },
        CaseClause::Worth { case: AID.case(&e.aid), amount: i64::from(e.amount) },
        CaseClause::New(e.payment_case());
        e.payment.iter().map(|payment| DisclosureClause::EventKnown(*payment).into())
    ];
    causes |e| [; paid(e.payment_case(), &e.aid, e.amount)];
    told |e| [
        ("aid", Told::Case(AID.case(&e.aid))),
        ("month", Told::text(e.month)),
        ("amount", Told::Money(i64::from(e.amount))),
    ];
}

impl Paid {
    /// One case a month and application. A code too long to hold both names the same case for all, so it is taken once.
    fn payment_case(&self) -> CaseRef {
        PAID.case(&format!("{}:{}", self.aid, self.month).parse().unwrap_or_else(|_| self.aid.clone()))
    }
}

kind! {
    /// The need was looked at again, and is there still.
    pub struct Rechecked = "aid.rechecked.v1", signed by Signers::SEEN {
        /// The application.
        pub aid: Code,
        /// What was found.
        pub findings: Sealed,
    }
    subject |e| e.aid;
    requires |e| [
        CaseClause::At { case: AID.case(&e.aid), any: &["granted", "rechecked"] },
        CaseClause::NotAlone(AID.case(&e.aid)),
    ];
    causes |e| [moved(&e.aid, "rechecked", None, "aid-recheck")];
    told |e| [("aid", Told::Case(AID.case(&e.aid)))];
    seals |e| [("findings", e.findings)];
}

kind! {
    /// The street ends the help.
    pub struct Ended = "aid.ended.v1", signed by STREET {
        /// The application.
        pub aid: Code,
        /// The street's paper.
        pub papers: Vec<FileRef>,
    }
    subject |e| e.aid;
    requires |e| [
        CaseClause::At { case: AID.case(&e.aid), any: &["granted", "rechecked"] },
        ObligationClause::Evidenced(e.papers.clone()),
    ];
    causes |e| [CaseEffect::ended(AID.case(&e.aid), "ended")];
    told |e| [("aid", Told::Case(AID.case(&e.aid)))];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hash::Hash;
    use crate::base::words::Bi;
    use crate::event::authority::{Matter, MatterSort, Personnel};
    use crate::event::kinds::charter::{Appointed, BodyFormed, Enrolled};
    use crate::event::mandate::{BodyDetails, PersonDetails, Seat, Term};
    use crate::rules::testing::{ALL, World, code, day, file, key, line, matter};

    const SEEN: &[&str] = &["clerk", "sup-1"];
    const STREET: &[&str] = &["street-1"];

    fn sealed(of: &str) -> Sealed {
        Sealed { sealed: Hash::of(of.as_bytes()) }
    }

    /// A community whose street has an officer with a key.
    fn world() -> World {
        let mut world = World::new();
        let street = BodyDetails {
            body: code("street"),
            name: Bi::new("街道办事处", "Street office"),
            sort: BodySort::Other,
            seats: 3,
        };
        let seat = Seat { body: code("street"), office: code("street-officer") };
        let term = Term { person: code("street-1"), seat, from: day("2026-01-05"), until: day("2030-12-31") };
        let personnel = vec![Personnel::Forms(street.clone()), Personnel::Gives(term.clone())];
        world.adopt(Matter { personnel, ..matter("street", MatterSort::Personnel) });
        world.accept(BodyFormed { details: street, matter: code("street") }, ALL);
        let officer =
            PersonDetails {
                person: code("street-1"), name: line("街道经办人"), key: Some(key("street-1").public())
            };
        let signers: Vec<&str> = ALL.iter().copied().chain(["street-1"]).collect();
        world.accept(Enrolled { details: officer }, &signers);
        world.accept(Appointed { term, matter: code("street") }, ALL);
        world
    }

    fn referred(name: &str, official: Option<&str>) -> Referred {
        Referred {
            aid: code(name),
            household: code("household-9"),
            persons: NonZeroU32::new(2).unwrap(),
            scheme: code("subsistence"),
            official: official.map(code),
            name: sealed(&format!("{name} name")),
            reason: sealed(&format!("{name} reason")),
        }
    }

    fn reviewed(name: &str) -> Reviewed {
        Reviewed { aid: code(name), monthly: 90_000, findings: sealed(&format!("{name} findings")) }
    }

    fn posted(name: &str) -> Posted {
        Posted { aid: code(name), board: vec![file("board")] }
    }

    fn grant(name: &str) -> Granted {
        Granted { aid: code(name), monthly: 90_000, from: "2026-02".parse().unwrap(), papers: vec![file("decision")] }
    }

    fn paid_out(name: &str) -> Paid {
        Paid { aid: code(name), month: "2026-02".parse().unwrap(), amount: 90_000, payment: None }
    }

    /// Referred, reviewed and shown on 2026-01-05.
    fn shown(name: &str) -> World {
        let mut world = world();
        world.accept(referred(name, None), &["clerk"]);
        world.accept(reviewed(name), SEEN);
        world.accept(posted(name), SEEN);
        world
    }

    #[test]
    fn help_is_shown_objected_to_granted_paid_rechecked_and_ended() {
        let mut world = shown("a1");
        let objected = Objected { aid: code("a1"), by: code("resident-2"), words: sealed("words") };
        world.on("2026-01-08").accept(objected, &["clerk"]);
        world.on("2026-01-12");
        assert_eq!(world.refused(grant("a1"), STREET), ["case-at-another-stage"], "nobody was heard yet");
        world.accept(Heard { aid: code("a1"), findings: sealed("heard") }, SEEN);
        world.accept(grant("a1"), STREET);
        world.on("2026-02-10").accept(paid_out("a1"), &["book", "cash"]);
        assert_eq!(world.refused(paid_out("a1"), &["book", "cash"]), ["case-exists"]);
        world.on("2026-07-10").accept(Rechecked { aid: code("a1"), findings: sealed("again") }, SEEN);
        world.accept(Ended { aid: code("a1"), papers: vec![file("end")] }, STREET);
        let march = Paid { month: "2026-03".parse().unwrap(), ..paid_out("a1") };
        assert_eq!(world.refused(march, &["book", "cash"]), ["case-ended"]);
    }

    #[test]
    fn the_community_decides_nothing_itself() {
        let mut world = shown("a1");
        world.on("2026-01-12");
        assert_eq!(world.refused(grant("a1"), ALL), ["signatures-missing"]);
        let papers = vec![file("no")];
        assert_eq!(world.refused(Refused { aid: code("a1"), papers: papers.clone() }, ALL), ["signatures-missing"]);
        world.accept(Refused { aid: code("a1"), papers }, STREET);
    }

    #[test]
    fn nothing_is_decided_before_it_was_shown_long_enough_but_in_an_emergency() {
        let mut world = shown("a1");
        world.on("2026-01-11");
        assert_eq!(world.refused(grant("a1"), STREET), ["case-too-soon"]);
        let objected = Objected { aid: code("a1"), by: code("resident-2"), words: sealed("words") };
        assert_eq!(world.on("2026-01-13").refused(objected, &["clerk"]), ["case-too-late"]);
        world.accept(referred("a2", None), &["clerk"]);
        let fire = |amount| Emergency { aid: code("a2"), amount };
        assert_eq!(world.refused(fire(200_001), STREET), ["figure-exceeded"]);
        assert_eq!(world.refused(fire(200_000), SEEN), ["signatures-missing"]);
        world.accept(fire(200_000), STREET);
        let reached = || EmergencyPaid { aid: code("a2"), amount: 200_000, payment: None };
        world.accept(reached(), &["book", "cash"]);
        assert_eq!(world.refused(reached(), &["book", "cash"]), ["case-exists"]);
        let monthly = Paid { aid: code("a2"), amount: 200_000, ..paid_out("a2") };
        assert_eq!(world.refused(monthly, &["book", "cash"]), ["case-at-another-stage"]);
        assert_eq!(world.refused(Papers { aid: code("a2"), papers: vec![] }, STREET), ["evidence-missing"]);
        world.accept(Papers { aid: code("a2"), papers: vec![file("papers")] }, STREET);
    }

    #[test]
    fn what_is_granted_and_paid_is_what_was_shown() {
        let mut world = shown("a1");
        assert_eq!(
            world.refused(Referred { scheme: code("gift"), ..referred("a3", None) }, &["clerk"]),
            ["choice-unknown"]
        );
        world.on("2026-01-12");
        assert_eq!(world.refused(Granted { monthly: 90_001, ..grant("a1") }, STREET), ["case-worth-differs"]);
        world.accept(grant("a1"), STREET);
        assert_eq!(world.refused(Paid { amount: 90_001, ..paid_out("a1") }, &["book", "cash"]), ["case-worth-differs"]);
        assert_eq!(world.refused(paid_out("a1"), &["book"]), ["signatures-missing"]);
    }

    #[test]
    fn an_officials_relatives_are_marked_and_no_official_decides_about_their_own_alone() {
        let mut world = world();
        assert_eq!(world.refused(referred("a1", Some("nobody")), &["clerk"]), ["person-unknown"]);
        world.accept(referred("a1", Some("clerk")), &["clerk"]);
        assert_eq!(world.standing.cases.get(&AID.case(&code("a1"))).unwrap().about, Some(code("clerk")));
        world.accept(referred("a2", Some("street-1")), &["clerk"]);
        world.accept(reviewed("a2"), SEEN);
        world.accept(posted("a2"), SEEN);
        world.on("2026-01-12");
        assert_eq!(world.refused(grant("a2"), STREET), ["nobody-answers-for-themselves"]);
    }

    #[test]
    fn names_and_reasons_are_sealed_and_no_field_takes_free_text() {
        let event = serde_json::to_value(referred("a1", None)).unwrap();
        let open: Vec<&String> =
            event.as_object().unwrap().iter().filter(|(_, v)| v.is_string()).map(|(k, _)| k).collect();
        assert_eq!(open, ["aid", "household", "scheme"]);
        for text in ["李某 三级残疾", "张三"] {
            let mut other = event.clone();
            other["household"] = text.into();
            assert!(serde_json::from_value::<Referred>(other).is_err(), "a code is no name");
        }
    }
}
