//! The supervision group at work: reviews of single items, objections that stay open until they are answered in public,
//! queries, reports, referrals (城市居民委员会组织法 2026, art. 36; 村民委员会组织法, art. 37: supervisors are no members of the
//! committee and not close to any; they report what breaks a rule to the street and the supervisory organ).
//!
//! Whoever is chosen into the group holds a mandate like everybody else (`charter.mandate.v1`). Documents it looks at before
//! they are posted are reviewed by `notice.reviewed.v1`.

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::time::{Day, Month};
use crate::event::authority::AuthorityClause;
use crate::event::case::{CaseClause, CaseEffect, CaseRef, Owes};
use crate::event::declare::kind;
use crate::event::disclosure::DisclosureClause;
use crate::event::effect::Effect;
use crate::event::family::{CaseSort, ClockDefault, Family, OWN, Origin, Signers, Wanted};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{BodySort, MandateClause, Party};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::{Clock, SourceRank};
use crate::event::sealed::Sealed;

/// One member's look at one item: once only.
pub const REVIEW: CaseSort = CaseSort { sort: "supervision-review", stages: &["agreed", "abstained"] };
/// An objection. It ends withdrawn, put right, or overridden by a resolution that everybody can read.
pub const OBJECTION: CaseSort = CaseSort {
    sort: "supervision-objection",
    stages: &["raised", "answered", "upheld", "withdrawn", "put-right", "overridden"],
};
/// A query.
pub const QUERY: CaseSort = CaseSort { sort: "supervision-query", stages: &["put", "answered", "settled"] };
/// A report, until the next follows it.
pub const REPORT: CaseSort = CaseSort { sort: "supervision-report", stages: &["made", "followed"] };
/// Something referred to others.
pub const REFERRAL: CaseSort = CaseSort { sort: "supervision-referral", stages: &["made", "answered"] };

const SHANGHAI: Origin = Origin {
    code: "shanghai-supervision",
    rank: SourceRank::Local,
    zh: "《上海市实施〈村民委员会组织法〉办法》：监督意见不被采纳的，十五日内召集会议",
    en: "Shanghai rules on villagers' committees: where supervision is not heeded, a meeting is called within 15 days",
};

/// One of the supervision group.
const SUPERVISOR: Signers = Signers {
    name: "supervision-one",
    needs: &[Wanted { at_least: 1, seats: &[(BodySort::Supervision, None)] }],
    source: &OWN,
};

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "supervision-answer", days: 5, working: true, source: &OWN },
        ClockDefault { code: "supervision-decide", days: 10, working: true, source: &OWN },
        ClockDefault { code: "supervision-put-right", days: 15, working: false, source: &SHANGHAI },
        ClockDefault { code: "supervision-query", days: 5, working: true, source: &OWN },
    ],
    cases: &[REVIEW, OBJECTION, QUERY, REPORT, REFERRAL],
    ..Family::of("supervision", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Reviewed>(),
    KindInfo::of::<Objected>(),
    KindInfo::of::<Answered>(),
    KindInfo::of::<Settled>(),
    KindInfo::of::<PutRight>(),
    KindInfo::of::<Overridden>(),
    KindInfo::of::<Asked>(),
    KindInfo::of::<QueryAnswered>(),
    KindInfo::of::<QueryClosed>(),
    KindInfo::of::<Reported>(),
    KindInfo::of::<Referred>(),
    KindInfo::of::<ReferralAnswered>(),
];

fn owed(by: BodySort, clock: &'static str) -> Owes {
    Owes { by: by.into(), due: Due::Within(Clock::Named(clock)) }
}

fn yes(holds: bool) -> Told {
    Told::text(if holds { "yes" } else { "no" })
}

kind! {
    /// A member of the supervision group has looked at an item, and agrees or abstains. Nobody reviews what is their own, or of
    /// someone close to them.
    pub struct Reviewed = "supervision.review-given.v1", signed by SUPERVISOR {
        /// The event looked at.
        pub event: EventId,
        /// Whose item it is: who handled it or answers for it.
        pub of: Code,
        /// Who reviews.
        pub by: Code,
        /// Whether they agree; otherwise they abstain. An objection is an event of its own.
        pub agrees: bool,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reason: Option<Text>,
    }
    subject |e| e.event;
    requires |e| [
        CaseClause::New(e.review()),
        DisclosureClause::EventKnown(e.event),
        MandateClause::Signs(e.by.clone()),
        MandateClause::PersonKnown(e.of.clone()),
        MandateClause::Apart(e.by.clone(), e.of.clone()),
    ];
    causes |e| [; e.given()];
    told |e| [("by", Told::Person(e.by.clone())), ("of", Told::Person(e.of.clone())), ("agrees", yes(e.agrees))];
}

impl Reviewed {
    /// One case for each reviewer and event. An id has 36 characters; a member's code too long to stand beside it is left
    /// out, so that the item is reviewed once.
    fn review(&self) -> CaseRef {
        let short = || self.event.to_string().parse().unwrap_or_default();
        REVIEW.case(&format!("{}:{}", self.event, self.by).parse().unwrap_or_else(|_| short()))
    }

    fn given(&self) -> impl Iterator<Item = Effect> {
        let stage = if self.agrees { "agreed" } else { "abstained" };
        let opened = CaseEffect::Opened {
            case: self.review(),
            title: self.by.as_str().parse().unwrap_or_default(),
            stage,
            about: Some(self.of.clone()),
            raised_by: Some(self.by.clone()),
            worth: None,
            owes: None,
        };
        [opened, CaseEffect::ended(self.review(), stage)].map(Effect::from).into_iter()
    }
}

kind! {
    /// A member of the supervision group objects to an item. The objection stays open, with who owes an answer, until it is
    /// withdrawn, what was wrong is put right, or a resolution overrides it in public.
    pub struct Objected = "supervision.objected.v1", signed by SUPERVISOR {
        /// Its code.
        pub objection: Code,
        /// The event objected to.
        pub event: EventId,
        /// Whose item it is.
        pub of: Code,
        /// Who objects.
        pub by: Code,
        /// To what, in one line.
        pub title: Line,
        /// Why.
        pub reason: Text,
        /// Who has to answer.
        pub owner: Party,
    }
    subject |e| e.objection;
    requires |e| [
        CaseClause::New(OBJECTION.case(&e.objection)),
        DisclosureClause::EventKnown(e.event),
        MandateClause::Signs(e.by.clone()),
        MandateClause::PersonKnown(e.of.clone()),
        MandateClause::Apart(e.by.clone(), e.of.clone()),
    ];
    causes |e| [CaseEffect::Opened {
        case: OBJECTION.case(&e.objection), title: e.title.clone(), stage: "raised", about: Some(e.of.clone()),
        raised_by: Some(e.by.clone()), worth: None,
        owes: Some(Owes { by: e.owner.clone().into(), due: Due::Within(Clock::Named("supervision-answer")) }),
    }];
    told |e| [
        ("by", Told::Person(e.by.clone())),
        ("title", Told::text(&e.title)),
        ("reason", Told::text(&e.reason)),
        ("owner", Told::party(&e.owner)),
    ];
}

kind! {
    /// An objection is answered. Nobody answers for themselves alone.
    pub struct Answered = "supervision.objection-answered.v1", signed by Signers::CLERK {
        /// The objection.
        pub objection: Code,
        /// Who answers.
        pub by: Code,
        /// The answer.
        pub answer: Text,
        /// What shows it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub files: Vec<FileRef>,
    }
    subject |e| e.objection;
    requires |e| [
        CaseClause::At { case: OBJECTION.case(&e.objection), any: &["raised"] },
        CaseClause::NotAlone(OBJECTION.case(&e.objection)),
        MandateClause::Signs(e.by.clone()),
    ];
    causes |e| [CaseEffect::Moved {
        case: OBJECTION.case(&e.objection), stage: "answered", worth: None,
        owes: Some(owed(BodySort::Supervision, "supervision-decide")), ends: false,
    }];
    told |e| [
        ("objection", Told::Case(OBJECTION.case(&e.objection))),
        ("by", Told::Person(e.by.clone())),
        ("answer", Told::text(&e.answer)),
    ];
}

kind! {
    /// Whoever objected has read the answer, and withdraws the objection or upholds it.
    pub struct Settled = "supervision.objection-settled.v1", signed by SUPERVISOR {
        /// The objection.
        pub objection: Code,
        /// Who objected.
        pub by: Code,
        /// Whether it is upheld.
        pub upheld: bool,
        /// Why.
        pub finding: Text,
    }
    subject |e| e.objection;
    requires |e| [
        CaseClause::At { case: OBJECTION.case(&e.objection), any: &["answered"] },
        CaseClause::RaisedBy { case: OBJECTION.case(&e.objection), person: e.by.clone() },
        MandateClause::Signs(e.by.clone()),
    ];
    causes |e| [CaseEffect::Moved {
        case: OBJECTION.case(&e.objection), stage: if e.upheld { "upheld" } else { "withdrawn" }, worth: None,
        owes: e.upheld.then(|| owed(BodySort::Committee, "supervision-put-right")), ends: !e.upheld,
    }];
    told |e| [
        ("objection", Told::Case(OBJECTION.case(&e.objection))),
        ("upheld", yes(e.upheld)),
        ("finding", Told::text(&e.finding)),
    ];
}

kind! {
    /// What was objected to is put right, and one of the supervision group has seen it.
    pub struct PutRight = "supervision.put-right.v1", signed by Signers::SEEN {
        /// The objection.
        pub objection: Code,
        /// What was done.
        pub remedy: Text,
        /// What shows it.
        pub evidence: Vec<FileRef>,
    }
    subject |e| e.objection;
    requires |e| [
        CaseClause::At { case: OBJECTION.case(&e.objection), any: &["raised", "answered", "upheld"] },
        CaseClause::NotAlone(OBJECTION.case(&e.objection)),
        ObligationClause::Evidenced(e.evidence.clone()),
    ];
    causes |e| [CaseEffect::ended(OBJECTION.case(&e.objection), "put-right")];
    told |e| [("objection", Told::Case(OBJECTION.case(&e.objection))), ("remedy", Told::text(&e.remedy))];
}

kind! {
    /// A resolution, which everybody can read, overrides an objection that was upheld. The objection stays in the record.
    pub struct Overridden = "supervision.objection-overridden.v1", signed by Signers::LEADERS {
        /// The objection.
        pub objection: Code,
        /// The resolution.
        pub matter: Code,
        /// Why.
        pub reason: Text,
    }
    subject |e| e.objection;
    requires |e| [
        CaseClause::At { case: OBJECTION.case(&e.objection), any: &["upheld"] },
        AuthorityClause::Adopted(e.matter.clone()),
    ];
    causes |e| [CaseEffect::ended(OBJECTION.case(&e.objection), "overridden")];
    told |e| [
        ("objection", Told::Case(OBJECTION.case(&e.objection))),
        ("matter", Told::Matter(e.matter.clone())),
        ("reason", Told::text(&e.reason)),
    ];
}

kind! {
    /// A member of the supervision group asks someone to explain.
    pub struct Asked = "supervision.query-put.v1", signed by SUPERVISOR {
        /// Its code.
        pub query: Code,
        /// Who asks.
        pub by: Code,
        /// The event asked about, if it is about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub event: Option<EventId>,
        /// What is asked.
        pub words: Line,
        /// Who has to answer.
        pub owner: Party,
    }
    subject |e| e.query;
    requires |e| [
        CaseClause::New(QUERY.case(&e.query)),
        MandateClause::Signs(e.by.clone());
        e.event.iter().map(|event| DisclosureClause::EventKnown(*event).into())
    ];
    causes |e| [CaseEffect::Opened {
        case: QUERY.case(&e.query), title: e.words.clone(), stage: "put", about: None, raised_by: Some(e.by.clone()),
        worth: None,
        owes: Some(Owes { by: e.owner.clone().into(), due: Due::Within(Clock::Named("supervision-query")) }),
    }];
    told |e| [
        ("by", Told::Person(e.by.clone())),
        ("words", Told::text(&e.words)),
        ("owner", Told::party(&e.owner)),
    ];
}

kind! {
    /// A query is answered, by someone who stands by the answer.
    pub struct QueryAnswered = "supervision.query-answered.v1", signed by Signers::NAMED {
        /// The query.
        pub query: Code,
        /// Who answers.
        pub by: Code,
        /// The answer.
        pub answer: Text,
        /// What shows it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub files: Vec<FileRef>,
    }
    subject |e| e.query;
    requires |e| [
        CaseClause::At { case: QUERY.case(&e.query), any: &["put"] },
        MandateClause::Signs(e.by.clone()),
    ];
    causes |e| [CaseEffect::Moved {
        case: QUERY.case(&e.query), stage: "answered", worth: None,
        owes: Some(owed(BodySort::Supervision, "supervision-decide")), ends: false,
    }];
    told |e| [
        ("query", Told::Case(QUERY.case(&e.query))),
        ("by", Told::Person(e.by.clone())),
        ("answer", Told::text(&e.answer)),
    ];
}

kind! {
    /// Whoever asked takes the answer, or asks again.
    pub struct QueryClosed = "supervision.query-closed.v1", signed by SUPERVISOR {
        /// The query.
        pub query: Code,
        /// Who asked.
        pub by: Code,
        /// Whether the answer will do.
        pub satisfied: bool,
        /// What is still to be answered, or what was learned.
        pub finding: Text,
        /// Who has to answer when asked again.
        pub owner: Party,
    }
    subject |e| e.query;
    requires |e| [
        CaseClause::At { case: QUERY.case(&e.query), any: &["answered"] },
        CaseClause::RaisedBy { case: QUERY.case(&e.query), person: e.by.clone() },
        MandateClause::Signs(e.by.clone()),
    ];
    causes |e| [CaseEffect::Moved {
        case: QUERY.case(&e.query), stage: if e.satisfied { "settled" } else { "put" }, worth: None,
        owes: (!e.satisfied).then(|| Owes {
            by: e.owner.clone().into(), due: Due::Within(Clock::Named("supervision-query")),
        }),
        ends: e.satisfied,
    }];
    told |e| [
        ("query", Told::Case(QUERY.case(&e.query))),
        ("satisfied", yes(e.satisfied)),
        ("finding", Told::text(&e.finding)),
    ];
}

kind! {
    /// The group reports on what it did in some months, and says by when the next report comes.
    pub struct Reported = "supervision.report-made.v1", signed by Signers::SUPERVISION {
        /// Its code.
        pub report: Code,
        /// What it is called.
        pub title: Line,
        /// First month.
        pub from: Month,
        /// Last month.
        pub until: Month,
        /// The report, kept beside the log.
        pub files: Vec<FileRef>,
        /// The day by which the next is due.
        pub next: Day,
        /// The report before, which this one follows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub previous: Option<Code>,
    }
    subject |e| e.report;
    requires |e| [
        CaseClause::New(REPORT.case(&e.report)),
        ObligationClause::Evidenced(e.files.clone());
        e.previous.iter().map(|known| CaseClause::At { case: REPORT.case(known), any: &["made"] }.into())
    ];
    causes |e| [
        CaseEffect::Opened {
            case: REPORT.case(&e.report), title: e.title.clone(), stage: "made", about: None, raised_by: None, worth: None,
            owes: Some(Owes { by: BodySort::Supervision.into(), due: Due::On(e.next) }),
        };
        e.previous.iter().map(|known| CaseEffect::ended(REPORT.case(known), "followed").into())
    ];
    told |e| [
        ("title", Told::text(&e.title)),
        ("from", Told::text(e.from)),
        ("until", Told::text(e.until)),
        ("next", Told::text(e.next)),
    ];
}

kind! {
    /// The group refers something that breaks a rule to the street or the supervisory organ. What is sealed; that it was
    /// referred is not.
    pub struct Referred = "supervision.referral-made.v1", signed by Signers::SUPERVISION {
        /// Its code.
        pub referral: Code,
        /// To which office.
        pub to: Line,
        /// What it is about, in general words.
        pub title: Line,
        /// The facts.
        pub words: Sealed,
    }
    subject |e| e.referral;
    requires |e| [CaseClause::New(REFERRAL.case(&e.referral))];
    causes |e| [CaseEffect::opened(REFERRAL.case(&e.referral), &e.title, "made")];
    told |e| [("to", Told::text(&e.to)), ("title", Told::text(&e.title))];
    seals |e| [("words", e.words)];
}

kind! {
    /// What became of a referral, as the office wrote.
    pub struct ReferralAnswered = "supervision.referral-answered.v1", signed by Signers::SUPERVISION {
        /// The referral.
        pub referral: Code,
        /// The answer.
        pub answer: Text,
        /// The office's paper.
        pub papers: Vec<FileRef>,
    }
    subject |e| e.referral;
    requires |e| [
        CaseClause::At { case: REFERRAL.case(&e.referral), any: &["made"] },
        ObligationClause::Evidenced(e.papers.clone()),
    ];
    causes |e| [CaseEffect::ended(REFERRAL.case(&e.referral), "answered")];
    told |e| [("referral", Told::Case(REFERRAL.case(&e.referral))), ("answer", Told::text(&e.answer))];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hash::Hash;
    use crate::event::authority::MatterSort;
    use crate::rules::testing::{ALL, World, code, day, file, line, matter};

    fn text(words: &str) -> Text {
        words.parse().unwrap()
    }

    fn objected(event: EventId, by: &str, of: &str) -> Objected {
        Objected {
            objection: code("o1"),
            event,
            of: code(of),
            by: code(by),
            title: line("发票缺少明细"),
            reason: text("发票只有总额"),
            owner: Party::Person(code("clerk")),
        }
    }

    fn answered(by: &str) -> Answered {
        Answered { objection: code("o1"), by: code(by), answer: text("补交明细"), files: vec![file("list")] }
    }

    fn settled(by: &str, upheld: bool) -> Settled {
        Settled { objection: code("o1"), by: code(by), upheld, finding: text("已核对") }
    }

    /// A world in which something was done that can be looked at.
    fn world() -> (World, EventId) {
        let mut world = World::new();
        let query = Asked {
            query: code("q1"),
            by: code("sup-1"),
            event: None,
            words: line("活动室租金怎样定价？"),
            owner: Party::Person(code("clerk")),
        };
        let event = world.accept(query, &["sup-1"]);
        (world, event)
    }

    #[test]
    fn an_objection_stays_open_until_it_is_answered_and_withdrawn_put_right_or_overridden_in_public() {
        let (mut world, event) = world();
        world.accept(objected(event, "sup-1", "book"), &["sup-1"]);
        assert_eq!(world.refused(settled("sup-1", false), &["sup-1"]), ["case-at-another-stage"]);
        world.accept(answered("clerk"), &["clerk"]);
        assert_eq!(world.refused(settled("sup-2", true), &["sup-2"]), ["case-of-another"]);
        world.accept(settled("sup-1", true), &["sup-1"]);
        let over =
            Overridden { objection: code("o1"), matter: code("m1"), reason: text("代表会议认为已说明") };
        assert!(!world.refused(over.clone(), ALL).is_empty(), "there is no such resolution");
        world.adopt(matter("m1", MatterSort::Other));
        world.accept(over, ALL);
        let right = PutRight { objection: code("o1"), remedy: text("已改"), evidence: vec![file("new")] };
        assert_eq!(world.refused(right, &["clerk", "sup-1"]), ["case-ended"]);
    }

    #[test]
    fn nobody_reviews_or_objects_to_what_is_their_own_and_each_once() {
        let (mut world, event) = world();
        let review = |by: &str, of: &str| Reviewed { event, of: code(of), by: code(by), agrees: true, reason: None };
        assert_eq!(world.refused(review("sup-1", "sup-1"), &["sup-1"]), ["persons-not-apart"]);
        assert_eq!(world.refused(review("clerk", "book"), &["clerk"]), ["signatures-missing"]);
        world.accept(review("sup-1", "book"), &["sup-1"]);
        assert_eq!(world.refused(review("sup-1", "book"), &["sup-1"]), ["case-exists"]);
        world.accept(Reviewed { agrees: false, ..review("sup-2", "book") }, &["sup-2"]);
        assert_eq!(world.refused(objected(event, "sup-1", "sup-1"), &["sup-1"]), ["persons-not-apart"]);
        world.accept(objected(event, "sup-1", "clerk"), &["sup-1"]);
        assert_eq!(world.refused(answered("clerk"), &["clerk"]), ["nobody-answers-for-themselves"]);
    }

    #[test]
    fn a_query_is_answered_until_whoever_asked_is_satisfied() {
        let (mut world, _) = world();
        let answer =
            || QueryAnswered { query: code("q1"), by: code("clerk"), answer: text("按面积"), files: vec![] };
        let closed = |satisfied| QueryClosed {
            query: code("q1"),
            by: code("sup-1"),
            satisfied,
            finding: text("请附价目"),
            owner: Party::Person(code("clerk")),
        };
        assert_eq!(world.refused(closed(true), &["sup-1"]), ["case-at-another-stage"]);
        world.accept(answer(), &["clerk"]);
        world.accept(closed(false), &["sup-1"]);
        world.accept(answer(), &["clerk"]);
        world.accept(closed(true), &["sup-1"]);
        assert_eq!(world.refused(answer(), &["clerk"]), ["case-ended"]);
    }

    #[test]
    fn reports_follow_one_another_and_referrals_are_sealed() {
        let (mut world, _) = world();
        let report = |name: &str, previous: Option<&str>| Reported {
            report: code(name),
            title: line("半年监督报告"),
            from: "2026-01".parse().unwrap(),
            until: "2026-06".parse().unwrap(),
            files: vec![file(name)],
            next: day("2027-01-31"),
            previous: previous.map(code),
        };
        let two = ["sup-1", "sup-2"];
        assert_eq!(world.refused(report("r1", None), &two[..1]), ["signatures-missing"]);
        world.accept(report("r1", None), &two);
        world.accept(report("r2", Some("r1")), &two);
        assert_eq!(world.refused(report("r3", Some("r1")), &two), ["case-ended"]);
        let referral = Referred {
            referral: code("f1"),
            to: line("街道纪检监察工委"),
            title: line("采购程序"),
            words: Sealed { sealed: Hash::of(b"salted") },
        };
        world.accept(referral, &two);
        let answer = ReferralAnswered { referral: code("f1"), answer: text("已受理"), papers: vec![file("answer")] };
        world.accept(answer, &two);
    }
}
