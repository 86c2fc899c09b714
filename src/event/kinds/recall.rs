//! Recall: enough of those who elected someone ask for it in writing, the signatures are counted, the person is heard, those
//! who elect vote, and what they decided is carried out (城市居民委员会组织法 2026, arts. 17–25: a tenth; 村民委员会组织法,
//! arts. 17–24: a fifth, or a third of the representatives).
//!
//! Nobody decides on their own recall. A mandate ends by a personnel resolution and `charter.mandate-ended.v1`.

use crate::base::code::{Code, Line, Text};
use crate::base::time::Day;
use crate::event::authority::{AuthorityClause, MatterSort};
use crate::event::case::{CaseClause, CaseEffect, Owes};
use crate::event::count::{CountClause, Roll};
use crate::event::declare::kind;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Signers};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::kinds::elections::{LAW, yes};
use crate::event::mandate::{BodySort, MandateClause, Seat};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::Clock;

/// A recall. It is worth the signatures that count.
const RECALL: CaseSort = CaseSort {
    sort: "recall",
    stages: &["filed", "admitted", "not-admitted", "called", "recalled", "kept", "void", "carried-out", "withdrawn"],
};
/// What the person has said to it.
const HEARING: CaseSort = CaseSort { sort: "recall-hearing", stages: &["open", "heard", "waived"] };

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "recall-rule", days: 10, working: false, source: &OWN },
        ClockDefault { code: "recall-call", days: 30, working: false, source: &OWN },
        ClockDefault { code: "recall-notice", days: 10, working: false, source: &LAW },
        ClockDefault { code: "recall-carry-out", days: 10, working: false, source: &OWN },
    ],
    figures: &[
        FigureDefault { code: "recall-share", value: FigureShipped::Share(">=1/10"), source: &LAW },
        FigureDefault { code: "recall-turnout", value: FigureShipped::Share(">1/2"), source: &LAW },
        FigureDefault { code: "recall-carried", value: FigureShipped::Share(">1/2"), source: &LAW },
    ],
    cases: &[RECALL, HEARING],
    ..Family::of("recall", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Filed>(),
    KindInfo::of::<Ruled>(),
    KindInfo::of::<Heard>(),
    KindInfo::of::<Waived>(),
    KindInfo::of::<VoteCalled>(),
    KindInfo::of::<VoteRead>(),
    KindInfo::of::<CarriedOut>(),
    KindInfo::of::<Withdrawn>(),
];

fn owed(by: BodySort, clock: &'static str) -> Owes {
    Owes { by: by.into(), due: Due::Within(Clock::Named(clock)) }
}

kind! {
    /// Residents ask in writing that someone be recalled. How many signed is what they say; what counts is ruled on next.
    pub struct Filed = "recall.petition-filed.v1", signed by Signers::SEEN {
        /// Its code.
        pub recall: Code,
        /// What it is called.
        pub title: Line,
        /// Who is to be recalled.
        pub person: Code,
        /// From which seat.
        pub seat: Seat,
        /// The day it was handed in.
        pub on: Day,
        /// How many signed.
        pub signed: u32,
        /// The reasons, in the petitioners' words.
        pub reasons: Text,
        /// The signatures, kept beside the log.
        pub signatures: Vec<FileRef>,
    }
    subject |e| e.recall;
    requires |e| [
        CaseClause::New(RECALL.case(&e.recall)),
        CaseClause::NotBy(e.person.clone()),
        MandateClause::Holds { person: e.person.clone(), seat: e.seat.clone(), on: e.on },
        ObligationClause::Evidenced(e.signatures.clone()),
    ];
    causes |e| [
        CaseEffect::Opened {
            case: RECALL.case(&e.recall), title: e.title.clone(), stage: "filed", about: Some(e.person.clone()),
            raised_by: None, worth: Some(i64::from(e.signed)), owes: Some(owed(BodySort::Supervision, "recall-rule")),
        },
        CaseEffect::Opened {
            case: HEARING.case(&e.recall), title: e.title.clone(), stage: "open", about: Some(e.person.clone()),
            raised_by: None, worth: None, owes: None,
        },
    ];
    told |e| [
        ("title", Told::text(&e.title)),
        ("person", Told::Person(e.person.clone())),
        ("signed", Told::text(e.signed)),
        ("reasons", Told::text(&e.reasons)),
    ];
}

kind! {
    /// The signatures are counted. Whether there are enough follows from the roll as it was counted for that day or before.
    pub struct Ruled = "recall.petition-ruled.v1", signed by Signers::SUPERVISION {
        /// The recall.
        pub recall: Code,
        /// How many signatures count.
        pub counted: u32,
        /// How many do not: not on the roll, twice, unreadable.
        pub struck: u32,
        /// How many signed, as filed.
        pub signed: u32,
        /// Of which group on the roll.
        pub group: Code,
        /// The day of the roll.
        pub on: Day,
        /// Whether they are enough.
        pub admitted: bool,
    }
    subject |e| e.recall;
    requires |e| [
        CaseClause::At { case: RECALL.case(&e.recall), any: &["filed"] },
        CaseClause::NotAlone(RECALL.case(&e.recall)),
        CaseClause::Worth { case: RECALL.case(&e.recall), amount: i64::from(e.signed) },
        CountClause::AddsUp {
            what: "sum-recall-signatures", whole: u64::from(e.signed), parts: vec![u64::from(e.counted), u64::from(e.struck)],
        },
        CountClause::Claims {
            figure: "recall-share", part: u64::from(e.counted), of: Roll::Group { group: e.group.clone(), on: e.on },
            met: e.admitted,
        },
    ];
    causes |e| [
        CaseEffect::Moved {
            case: RECALL.case(&e.recall), stage: if e.admitted { "admitted" } else { "not-admitted" },
            worth: Some(i64::from(e.counted)), owes: e.admitted.then(|| owed(BodySort::Committee, "recall-call")),
            ends: !e.admitted,
        };
        (!e.admitted).then(|| CaseEffect::ended(HEARING.case(&e.recall), "waived").into())
    ];
    told |e| [
        ("recall", Told::Case(RECALL.case(&e.recall))),
        ("counted", Told::text(e.counted)),
        ("struck", Told::text(e.struck)),
        ("admitted", yes(e.admitted)),
    ];
}

kind! {
    /// The person answers in public, and signs it.
    pub struct Heard = "recall.person-heard.v1", signed by Signers::NAMED {
        /// The recall.
        pub recall: Code,
        /// Who is to be recalled.
        pub by: Code,
        /// The answer.
        pub answer: Text,
    }
    subject |e| e.recall;
    requires |e| [
        CaseClause::At { case: HEARING.case(&e.recall), any: &["open"] },
        CaseClause::About { case: HEARING.case(&e.recall), person: e.by.clone() },
        MandateClause::Signs(e.by.clone()),
    ];
    causes |e| [CaseEffect::Moved {
        case: HEARING.case(&e.recall), stage: "heard", worth: None, owes: None, ends: false,
    }];
    told |e| [
        ("recall", Told::Case(RECALL.case(&e.recall))),
        ("by", Told::Person(e.by.clone())),
        ("answer", Told::text(&e.answer)),
    ];
}

kind! {
    /// The person was asked and did not answer; two of the supervision group say so.
    pub struct Waived = "recall.hearing-waived.v1", signed by Signers::SUPERVISION {
        /// The recall.
        pub recall: Code,
        /// How they were asked.
        pub asked: Text,
        /// The invitation as it was delivered.
        pub files: Vec<FileRef>,
    }
    subject |e| e.recall;
    requires |e| [
        CaseClause::At { case: HEARING.case(&e.recall), any: &["open"] },
        ObligationClause::Evidenced(e.files.clone()),
    ];
    causes |e| [CaseEffect::Moved {
        case: HEARING.case(&e.recall), stage: "waived", worth: None, owes: None, ends: false,
    }];
    told |e| [("recall", Told::Case(RECALL.case(&e.recall))), ("asked", Told::text(&e.asked))];
}

kind! {
    /// The vote is called, far enough ahead, when the person has been heard or asked in vain.
    pub struct VoteCalled = "recall.vote-called.v1", signed by Signers::SEEN {
        /// The recall.
        pub recall: Code,
        /// The day.
        pub on: Day,
        /// Where, and how people vote.
        pub place: Line,
    }
    subject |e| e.recall;
    requires |e| [
        CaseClause::At { case: RECALL.case(&e.recall), any: &["admitted"] },
        CaseClause::At { case: HEARING.case(&e.recall), any: &["heard", "waived"] },
        CaseClause::NotAlone(RECALL.case(&e.recall)),
        CountClause::Ahead { clock: Clock::Named("recall-notice"), day: e.on },
    ];
    causes |e| [CaseEffect::moved(RECALL.case(&e.recall), "called", BodySort::Committee, Due::On(e.on))];
    told |e| [
        ("recall", Told::Case(RECALL.case(&e.recall))),
        ("on", Told::text(e.on)),
        ("place", Told::text(&e.place)),
    ];
}

kind! {
    /// The count of the recall is read out. Whether enough voted and whether they recall follows from it.
    pub struct VoteRead = "recall.vote-read.v1", signed by Signers::TELLERS {
        /// The recall.
        pub recall: Code,
        /// Those who may vote: a group of the roll.
        pub group: Code,
        /// The day of the vote.
        pub on: Day,
        /// Papers handed out.
        pub issued: u32,
        /// Papers that came back.
        pub returned: u32,
        /// Papers that did not come back.
        pub unreturned: u32,
        /// Papers for the recall.
        pub recalls: u32,
        /// Papers against it.
        pub keeps: u32,
        /// Papers that take no side.
        pub abstains: u32,
        /// Papers that do not count.
        pub invalid: u32,
        /// Whether enough voted.
        pub enough: bool,
        /// Whether the person is recalled.
        pub recalled: bool,
        /// The count as it was signed on paper.
        pub sheets: Vec<FileRef>,
    }
    subject |e| e.recall;
    requires |e| [
        CaseClause::At { case: RECALL.case(&e.recall), any: &["called"] },
        CaseClause::NotAlone(RECALL.case(&e.recall)),
        CaseClause::SinceAtLeast {
            case: RECALL.case(&e.recall), stage: "called", clock: Clock::Named("recall-notice"),
        },
        CountClause::AddsUp {
            what: "sum-poll-returned", whole: u64::from(e.issued),
            parts: vec![u64::from(e.returned), u64::from(e.unreturned)],
        },
        CountClause::AddsUp {
            what: "sum-recall-papers", whole: u64::from(e.returned),
            parts: [e.recalls, e.keeps, e.abstains, e.invalid].map(u64::from).to_vec(),
        },
        CountClause::Claims {
            figure: "recall-turnout", part: u64::from(e.returned), of: Roll::Group { group: e.group.clone(), on: e.on },
            met: e.enough,
        },
        CountClause::Within { what: "sum-recall-void", part: u64::from(e.recalled), whole: u64::from(e.enough) },
        ObligationClause::Evidenced(e.sheets.clone());
        e.enough.then(|| CountClause::Claims {
            figure: "recall-carried", part: u64::from(e.recalls), of: Roll::Given(u64::from(e.returned)), met: e.recalled,
        }.into())
    ];
    causes |e| [
        CaseEffect::Moved {
            case: RECALL.case(&e.recall), stage: e.outcome(), worth: None,
            owes: e.recalled.then(|| owed(BodySort::PartyCommittee, "recall-carry-out")), ends: !e.recalled,
        },
        CaseEffect::ended(HEARING.case(&e.recall), "heard"),
    ];
    told |e| [
        ("recall", Told::Case(RECALL.case(&e.recall))),
        ("returned", Told::text(e.returned)),
        ("recalls", Told::text(e.recalls)),
        ("keeps", Told::text(e.keeps)),
        ("outcome", Told::text(e.outcome())),
    ];
}

impl VoteRead {
    fn outcome(&self) -> &'static str {
        match (self.enough, self.recalled) {
            (false, _) => "void",
            (true, true) => "recalled",
            (true, false) => "kept",
        }
    }
}

kind! {
    /// What was decided is carried out: a personnel resolution ends the mandate.
    pub struct CarriedOut = "recall.carried-out.v1", signed by Signers::SEEN {
        /// The recall.
        pub recall: Code,
        /// The resolution.
        pub matter: Code,
    }
    subject |e| e.recall;
    requires |e| [
        CaseClause::At { case: RECALL.case(&e.recall), any: &["recalled"] },
        CaseClause::NotAlone(RECALL.case(&e.recall)),
        AuthorityClause::AdoptedAs { matter: e.matter.clone(), sort: MatterSort::Personnel },
    ];
    causes |e| [CaseEffect::ended(RECALL.case(&e.recall), "carried-out")];
    told |e| [("recall", Told::Case(RECALL.case(&e.recall))), ("matter", Told::Matter(e.matter.clone()))];
}

kind! {
    /// Those who asked for it withdraw, or the person has left the seat, before the vote.
    pub struct Withdrawn = "recall.withdrawn.v1", signed by Signers::SUPERVISION {
        /// The recall.
        pub recall: Code,
        /// Why.
        pub reason: Text,
        /// The paper that says so.
        pub files: Vec<FileRef>,
    }
    subject |e| e.recall;
    requires |e| [
        CaseClause::At { case: RECALL.case(&e.recall), any: &["filed", "admitted", "called"] },
        CaseClause::NotAlone(RECALL.case(&e.recall)),
        ObligationClause::Evidenced(e.files.clone()),
    ];
    causes |e| [
        CaseEffect::ended(RECALL.case(&e.recall), "withdrawn"),
        CaseEffect::ended(HEARING.case(&e.recall), "waived"),
    ];
    told |e| [("recall", Told::Case(RECALL.case(&e.recall))), ("reason", Told::text(&e.reason))];
}
