//! Public opinion: what residents say, the answer to it, and what a moderator took down, which leaves a stub with a
//! reason ("establish a social situation and public opinion network platform … answering questions").
//!
//! The words themselves are kept beside the log; here stands their digest. Who spoke stands under a code, or not at all.

use crate::base::code::{Code, Line, Text};
use crate::event::case::{CaseClause, CaseEffect, Owes};
use crate::event::count::CountClause;
use crate::event::declare::kind;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Signers};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{MandateClause, Party};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::Clock;

/// Something said.
const VOICE: CaseSort = CaseSort { sort: "voice", stages: &["posted", "answered", "moderated"] };

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[ClockDefault { code: "voice-answer", days: 10, working: true, source: &OWN }],
    figures: &[
        FigureDefault {
            code: "voice-channels",
            value: FigureShipped::Choices(&[
                ("network", "社区网站", "Community website"),
                ("group", "社区群", "Community chat group"),
                ("box", "意见箱", "Suggestion box"),
                ("meeting", "民情恳谈会", "Public sentiment forum"),
                ("visit", "来访", "In person"),
            ]),
            source: &OWN,
        },
        FigureDefault {
            code: "voice-reasons",
            value: FigureShipped::Choices(&[
                ("privacy", "涉及他人隐私", "Tells what is private to others"),
                ("insult", "侮辱他人", "Insults someone"),
                ("unlawful", "违反法律", "Against the law"),
            ]),
            source: &OWN,
        },
    ],
    cases: &[VOICE],
    ..Family::of("voice", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[KindInfo::of::<Posted>(), KindInfo::of::<Answered>(), KindInfo::of::<Moderated>()];

kind! {
    /// Someone has said something that wants an answer.
    pub struct Posted = "voice.posted.v1", signed by Signers::WORKER {
        /// Its code.
        pub voice: Code,
        /// By which way it came: a choice of the figure `voice-channels`.
        pub channel: Code,
        /// What it is about, in public words.
        pub title: Line,
        /// The words, kept beside the log.
        pub words: Vec<FileRef>,
        /// Who has to answer.
        pub owner: Party,
    }
    subject |e| e.voice;
    requires |e| [
        CaseClause::New(VOICE.case(&e.voice)),
        CountClause::Choice { figure: "voice-channels", choice: e.channel.clone() },
    ];
    causes |e| [CaseEffect::Opened {
        case: VOICE.case(&e.voice), title: e.title.clone(), stage: "posted", about: None, raised_by: None, worth: None,
        owes: Some(Owes { by: e.owner.clone().into(), due: Due::Within(Clock::Named("voice-answer")) }),
    }];
    told |e| [("title", Told::text(&e.title)), ("owner", Told::party(&e.owner))];
}

kind! {
    /// What was said is answered, by someone who stands by the answer.
    pub struct Answered = "voice.answered.v1", signed by Signers::NAMED {
        /// What was said.
        pub voice: Code,
        /// Who answers.
        pub by: Code,
        /// The answer.
        pub answer: Text,
    }
    subject |e| e.voice;
    requires |e| [
        CaseClause::At { case: VOICE.case(&e.voice), any: &["posted"] },
        MandateClause::Signs(e.by.clone()),
    ];
    causes |e| [CaseEffect::ended(VOICE.case(&e.voice), "answered")];
    told |e| [("voice", Told::Case(VOICE.case(&e.voice))), ("by", Told::Person(e.by.clone())), ("answer", Told::text(&e.answer))];
}

kind! {
    /// The words are no longer shown. That they were said, what about, and why they were taken down stays.
    pub struct Moderated = "voice.moderated.v1", signed by Signers::SEEN {
        /// What was said.
        pub voice: Code,
        /// Why: a choice of the figure `voice-reasons`.
        pub reason: Code,
        /// What shows it, for the supervision group.
        pub evidence: Vec<FileRef>,
    }
    subject |e| e.voice;
    requires |e| [
        CaseClause::At { case: VOICE.case(&e.voice), any: &["posted"] },
        CountClause::Choice { figure: "voice-reasons", choice: e.reason.clone() },
        ObligationClause::Evidenced(e.evidence.clone()),
    ];
    causes |e| [CaseEffect::ended(VOICE.case(&e.voice), "moderated")];
    told |e| [("voice", Told::Case(VOICE.case(&e.voice))), ("reason", Told::text(&e.reason))];
}
