//! Democratic consultation: a topic is put up, those it concerns are invited and heard, what they agree on is carried
//! out or goes to the assembly (城市居民委员会组织法 2026, art. 32; "from running by oneself to running together").

use crate::base::code::{Code, Line, Text};
use crate::base::time::Day;
use crate::event::case::{CaseClause, CaseEffect, Owes};
use crate::event::declare::kind;
use crate::event::family::{CaseSort, ClockDefault, Family, OWN, Signers};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{BodySort, Party};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::Clock;

/// A consultation.
const TALK: CaseSort =
    CaseSort { sort: "talk", stages: &["opened", "minuted", "agreed", "carried-out", "sent-on", "not-agreed"] };

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[
        ClockDefault { code: "talk-meet", days: 15, working: false, source: &OWN },
        ClockDefault { code: "talk-conclude", days: 30, working: false, source: &OWN },
    ],
    cases: &[TALK],
    ..Family::of("talk", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Opened>(),
    KindInfo::of::<Minuted>(),
    KindInfo::of::<Agreed>(),
    KindInfo::of::<NotAgreed>(),
    KindInfo::of::<CarriedOut>(),
    KindInfo::of::<SentOn>(),
];

kind! {
    /// A topic is put up, and those it concerns are invited.
    pub struct Opened = "talk.opened.v1", signed by Signers::SEEN {
        /// Its code.
        pub talk: Code,
        /// The topic.
        pub topic: Line,
        /// Whom it concerns and who is invited, by group or body: never a private person by name.
        pub invited: Vec<Line>,
    }
    subject |e| e.talk;
    requires |e| [CaseClause::New(TALK.case(&e.talk))];
    causes |e| [CaseEffect::Opened {
        case: TALK.case(&e.talk), title: e.topic.clone(), stage: "opened", about: None, raised_by: None, worth: None,
        owes: Some(Owes { by: BodySort::Committee.into(), due: Due::Within(Clock::Named("talk-meet")) }),
    }];
    told |e| [("topic", Told::text(&e.topic)), ("invited", Told::text(e.invited.len()))];
}

kind! {
    /// They have met: who came, who did not, and what was said for and against.
    pub struct Minuted = "talk.minuted.v1", signed by Signers::SEEN {
        /// The consultation.
        pub talk: Code,
        /// The day.
        pub on: Day,
        /// Of those invited, who did not come.
        pub absent: Vec<Line>,
        /// The positions heard.
        pub positions: Vec<Text>,
        /// The minutes, kept beside the log.
        pub minutes: Vec<FileRef>,
    }
    subject |e| e.talk;
    requires |e| [
        CaseClause::At { case: TALK.case(&e.talk), any: &["opened", "minuted"] },
        ObligationClause::Evidenced(e.minutes.clone()),
    ];
    causes |e| [CaseEffect::moved(
        TALK.case(&e.talk), "minuted", BodySort::Committee, Due::Within(Clock::Named("talk-conclude")),
    )];
    told |e| [
        ("talk", Told::Case(TALK.case(&e.talk))),
        ("on", Told::text(e.on)),
        ("absent", Told::text(e.absent.len())),
        ("positions", Told::text(e.positions.len())),
    ];
}

kind! {
    /// They agree: what is to be done, by whom, until when.
    pub struct Agreed = "talk.agreed.v1", signed by Signers::SEEN {
        /// The consultation.
        pub talk: Code,
        /// What was agreed.
        pub agreement: Text,
        /// Who carries it out.
        pub owner: Party,
        /// Until when.
        pub due: Day,
    }
    subject |e| e.talk;
    requires |e| [CaseClause::At { case: TALK.case(&e.talk), any: &["minuted"] }];
    causes |e| [CaseEffect::moved(TALK.case(&e.talk), "agreed", e.owner.clone(), Due::On(e.due))];
    told |e| [
        ("talk", Told::Case(TALK.case(&e.talk))),
        ("agreement", Told::text(&e.agreement)),
        ("owner", Told::party(&e.owner)),
        ("due", Told::text(e.due)),
    ];
}

kind! {
    /// They do not agree. The consultation ends, with the reason on record.
    pub struct NotAgreed = "talk.not-agreed.v1", signed by Signers::SEEN {
        /// The consultation.
        pub talk: Code,
        /// What stood in the way.
        pub why: Text,
    }
    subject |e| e.talk;
    requires |e| [CaseClause::At { case: TALK.case(&e.talk), any: &["minuted"] }];
    causes |e| [CaseEffect::ended(TALK.case(&e.talk), "not-agreed")];
    told |e| [("talk", Told::Case(TALK.case(&e.talk))), ("why", Told::text(&e.why))];
}

kind! {
    /// What was agreed is done.
    pub struct CarriedOut = "talk.carried-out.v1", signed by Signers::SEEN {
        /// The consultation.
        pub talk: Code,
        /// What was done.
        pub result: Text,
        /// What shows it.
        pub evidence: Vec<FileRef>,
    }
    subject |e| e.talk;
    requires |e| [
        CaseClause::At { case: TALK.case(&e.talk), any: &["agreed"] },
        ObligationClause::Evidenced(e.evidence.clone()),
    ];
    causes |e| [CaseEffect::ended(TALK.case(&e.talk), "carried-out")];
    told |e| [("talk", Told::Case(TALK.case(&e.talk))), ("result", Told::text(&e.result))];
}

kind! {
    /// What was agreed needs a decision of the assembly or another body, and goes there as a matter.
    pub struct SentOn = "talk.sent-on.v1", signed by Signers::SEEN {
        /// The consultation.
        pub talk: Code,
        /// The matter it becomes, by the code it is proposed under.
        pub matter: Code,
    }
    subject |e| e.talk;
    requires |e| [CaseClause::At { case: TALK.case(&e.talk), any: &["minuted", "agreed"] }];
    causes |e| [CaseEffect::ended(TALK.case(&e.talk), "sent-on")];
    told |e| [("talk", Told::Case(TALK.case(&e.talk))), ("matter", Told::text(&e.matter))];
}
