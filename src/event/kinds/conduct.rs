//! Community workers: what each has to do, what they promise, complaints until they are answered, and lapses found
//! ("let every community worker attach great importance to it … service awareness and service ability").

use crate::base::code::{Code, Line, Text};
use crate::base::time::Day;
use crate::event::case::{CaseClause, CaseEffect, Owes};
use crate::event::declare::kind;
use crate::event::family::{CaseSort, ClockDefault, Family, OWN, Signers};
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{MandateClause, Party};
use crate::event::obligation::Due;
use crate::event::policy::Clock;
use crate::event::sealed::Sealed;

/// A post.
const POST: CaseSort = CaseSort { sort: "conduct-post", stages: &["assigned"] };
/// A promise.
const PROMISE: CaseSort = CaseSort { sort: "conduct-promise", stages: &["published", "kept", "missed"] };
/// A complaint.
const COMPLAINT: CaseSort = CaseSort { sort: "complaint", stages: &["made", "answered", "lapse"] };

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[ClockDefault { code: "conduct-answer", days: 15, working: false, source: &OWN }],
    cases: &[POST, PROMISE, COMPLAINT],
    ..Family::of("conduct", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Assigned>(),
    KindInfo::of::<Promised>(),
    KindInfo::of::<Kept>(),
    KindInfo::of::<Complained>(),
    KindInfo::of::<Answered>(),
    KindInfo::of::<Lapsed>(),
];

kind! {
    /// What a worker is there for.
    pub struct Assigned = "conduct.post-assigned.v1", signed by Signers::LEADERS {
        /// Its code.
        pub post: Code,
        /// Who.
        pub person: Code,
        /// What they have to do.
        pub duties: Line,
    }
    subject |e| e.post;
    requires |e| [CaseClause::New(POST.case(&e.post)), MandateClause::PersonKnown(e.person.clone())];
    causes |e| [CaseEffect::Opened {
        case: POST.case(&e.post), title: e.duties.clone(), stage: "assigned", about: Some(e.person.clone()),
        raised_by: None, worth: None, owes: None,
    }];
    told |e| [("person", Told::Person(e.person.clone())), ("duties", Told::text(&e.duties))];
}

kind! {
    /// A worker promises something in public, until a day.
    pub struct Promised = "conduct.promise-published.v1", signed by Signers::NAMED {
        /// Its code.
        pub promise: Code,
        /// Who promises.
        pub person: Code,
        /// What.
        pub promised: Line,
        /// Until when.
        pub due: Day,
    }
    subject |e| e.promise;
    requires |e| [CaseClause::New(PROMISE.case(&e.promise)), MandateClause::Signs(e.person.clone())];
    causes |e| [CaseEffect::Opened {
        case: PROMISE.case(&e.promise), title: e.promised.clone(), stage: "published", about: Some(e.person.clone()),
        raised_by: None, worth: None,
        owes: Some(Owes { by: Party::Person(e.person.clone()).into(), due: Due::On(e.due) }),
    }];
    told |e| [
        ("person", Told::Person(e.person.clone())),
        ("promised", Told::text(&e.promised)),
        ("due", Told::text(e.due)),
    ];
}

kind! {
    /// Others confirm whether a promise was kept.
    pub struct Kept = "conduct.promise-kept.v1", signed by Signers::SUPERVISION {
        /// The promise.
        pub promise: Code,
        /// Whether it was kept.
        pub kept: bool,
        /// What was found.
        pub finding: Text,
    }
    subject |e| e.promise;
    requires |e| [
        CaseClause::At { case: PROMISE.case(&e.promise), any: &["published"] },
        CaseClause::NotAlone(PROMISE.case(&e.promise)),
    ];
    causes |e| [CaseEffect::ended(PROMISE.case(&e.promise), if e.kept { "kept" } else { "missed" })];
    told |e| [
        ("promise", Told::Case(PROMISE.case(&e.promise))),
        ("kept", Told::text(if e.kept { "yes" } else { "no" })),
        ("finding", Told::text(&e.finding)),
    ];
}

kind! {
    /// Someone complains about a worker. What is complained of is sealed; that someone has to answer it is not.
    pub struct Complained = "conduct.complaint-made.v1", signed by Signers::WORKER {
        /// Its code.
        pub complaint: Code,
        /// About whom.
        pub person: Code,
        /// What it is about, in general words.
        pub title: Line,
        /// The complaint.
        pub words: Sealed,
        /// Who answers: not the one complained about.
        pub owner: Party,
    }
    subject |e| e.complaint;
    requires |e| [CaseClause::New(COMPLAINT.case(&e.complaint)), MandateClause::PersonKnown(e.person.clone())];
    causes |e| [CaseEffect::Opened {
        case: COMPLAINT.case(&e.complaint), title: e.title.clone(), stage: "made", about: Some(e.person.clone()),
        raised_by: None, worth: None,
        owes: Some(Owes { by: e.owner.clone().into(), due: Due::Within(Clock::Named("conduct-answer")) }),
    }];
    told |e| [("person", Told::Person(e.person.clone())), ("title", Told::text(&e.title))];
    seals |e| [("words", e.words)];
}

kind! {
    /// The complaint is answered: nothing was amiss, or it was put right. Nobody answers for themselves.
    pub struct Answered = "conduct.complaint-answered.v1", signed by Signers::SEEN {
        /// The complaint.
        pub complaint: Code,
        /// The answer.
        pub answer: Text,
    }
    subject |e| e.complaint;
    requires |e| [
        CaseClause::At { case: COMPLAINT.case(&e.complaint), any: &["made"] },
        CaseClause::NotAlone(COMPLAINT.case(&e.complaint)),
    ];
    causes |e| [CaseEffect::ended(COMPLAINT.case(&e.complaint), "answered")];
    told |e| [("complaint", Told::Case(COMPLAINT.case(&e.complaint))), ("answer", Told::text(&e.answer))];
}

kind! {
    /// The supervision group finds that a complaint is right.
    pub struct Lapsed = "conduct.lapse-noted.v1", signed by Signers::SUPERVISION {
        /// The complaint.
        pub complaint: Code,
        /// What was found.
        pub finding: Text,
    }
    subject |e| e.complaint;
    requires |e| [
        CaseClause::At { case: COMPLAINT.case(&e.complaint), any: &["made"] },
        CaseClause::NotAlone(COMPLAINT.case(&e.complaint)),
    ];
    causes |e| [CaseEffect::ended(COMPLAINT.case(&e.complaint), "lapse")];
    told |e| [("complaint", Told::Case(COMPLAINT.case(&e.complaint))), ("finding", Told::text(&e.finding))];
}
