//! The five meetings: the joint meeting of the two committees, that of the big party committee, the public-sentiment forum,
//! deliberation and consultation, the democratic evaluation. Each is called with its agenda, met by a quorum or open to all,
//! minuted within days with every dissent, and what it assigns ends or is carried on in public.
//!
//! What a meeting resolves goes through the steps of a resolution, and ballots of an evaluation through that family; here is
//! the meeting itself.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line, Text};
use crate::base::time::Day;
use crate::event::authority::{AuthorityClause, AuthorityEffect, Meeting};
use crate::event::case::{CaseClause, CaseEffect, Owes};
use crate::event::count::{CountClause, Roll};
use crate::event::declare::kind;
use crate::event::family::{CaseSort, ClockDefault, Family, FigureDefault, FigureShipped, OWN, Signers};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::{MandateClause, Party};
use crate::event::obligation::{Due, ObligationClause};
use crate::event::policy::Clock;

/// A meeting.
const ASSEMBLY: CaseSort = CaseSort { sort: "assembly", stages: &["called", "held", "minuted", "lapsed"] };
/// Something a meeting assigned.
const ACTION: CaseSort = CaseSort { sort: "assembly-action", stages: &["assigned", "carried", "done"] };
/// Where a meeting has been held.
const MET: &[&str] = &["held", "minuted"];

/// The family.
pub const FAMILY: Family = Family {
    clocks: &[ClockDefault { code: "assemblies-minutes", days: 7, working: false, source: &OWN }],
    figures: &[
        FigureDefault {
            code: "assemblies-sorts",
            value: FigureShipped::Choices(&[
                ("joint", "两委联席会议", "Joint meeting of the two committees"),
                ("big-party", "大党委联席会议", "Meeting of the big party committee"),
                ("sentiment", "民情恳谈会", "Public-sentiment forum"),
                ("deliberation", "协商议事会", "Deliberation and consultation"),
                ("evaluation", "民主评议会", "Democratic evaluation meeting"),
            ]),
            source: &OWN,
        },
        FigureDefault { code: "assemblies-quorum", value: FigureShipped::Share(">1/2"), source: &OWN },
    ],
    cases: &[ASSEMBLY, ACTION],
    ..Family::of("assemblies", KINDS)
};

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<Called>(),
    KindInfo::of::<Held>(),
    KindInfo::of::<ForumHeld>(),
    KindInfo::of::<Lapsed>(),
    KindInfo::of::<Minuted>(),
    KindInfo::of::<Assigned>(),
    KindInfo::of::<Carried>(),
    KindInfo::of::<Done>(),
];

/// Somebody who did not agree, and why, as they want it minuted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dissent {
    /// Who.
    pub person: Code,
    /// Why.
    pub words: Text,
}

fn minutes_owed(body: &Code) -> Owes {
    Owes { by: Party::Body(body.clone()).into(), due: Due::Within(Clock::Named("assemblies-minutes")) }
}

fn assigned(to: &Party, due: Day) -> Owes {
    Owes { by: to.clone().into(), due: Due::On(due) }
}

kind! {
    /// A meeting is called, with its agenda.
    pub struct Called = "assemblies.called.v1", signed by Signers::CLERK {
        /// Its code.
        pub meeting: Code,
        /// Which of the five: a choice of the figure `assemblies-sorts`.
        pub sort: Code,
        /// The body that meets, or that invites.
        pub body: Code,
        /// What it is about.
        pub topic: Line,
        /// The agenda.
        pub agenda: Vec<Line>,
        /// The day.
        pub on: Day,
    }
    subject |e| e.meeting;
    requires |e| [
        CaseClause::New(ASSEMBLY.case(&e.meeting)),
        CountClause::Choice { figure: "assemblies-sorts", choice: e.sort.clone() },
        MandateClause::BodyKnown(e.body.clone()),
    ];
    causes |e| [CaseEffect::Opened {
        case: ASSEMBLY.case(&e.meeting), title: e.topic.clone(), stage: "called", about: None, raised_by: None,
        worth: None,
        owes: Some(Owes { by: Party::Body(e.body.clone()).into(), due: Due::On(e.on) }),
    }];
    told |e| [
        ("body", Told::Body(e.body.clone())),
        ("topic", Told::text(&e.topic)),
        ("on", Told::text(e.on)),
        ("agenda", Told::text(e.agenda.len())),
    ];
}

kind! {
    /// The meeting was held by a quorum of its body. The roll says who was there and who was not.
    pub struct Held = "assemblies.held.v1", signed by Signers::CLERK {
        /// The meeting.
        pub meeting: Code,
        /// The roll: everyone due that day once. No vote is taken with it.
        pub roll: Meeting,
        /// What it was about.
        pub topic: Line,
    }
    subject |e| e.meeting;
    requires |e| [
        CaseClause::At { case: ASSEMBLY.case(&e.meeting), any: &["called"] },
        AuthorityClause::RollTaken(e.roll.clone()),
        CountClause::Reaches {
            figure: "assemblies-quorum", part: e.roll.count().present,
            of: Roll::Body { body: e.roll.body.clone(), on: e.roll.on },
        },
    ];
    causes |e| [
        AuthorityEffect::Met { meeting: e.roll.clone(), topic: e.topic.clone() },
        CaseEffect::Moved {
            case: ASSEMBLY.case(&e.meeting), stage: "held", worth: None, owes: Some(minutes_owed(&e.roll.body)), ends: false,
        },
    ];
    told |e| [
        ("body", Told::Body(e.roll.body.clone())),
        ("topic", Told::text(&e.topic)),
        ("present", Told::text(e.roll.count().present)),
        ("due", Told::text(e.roll.count().due)),
    ];
}

kind! {
    /// A meeting open to everybody was held: how many came, and what was raised.
    pub struct ForumHeld = "assemblies.forum-held.v1", signed by Signers::SEEN {
        /// The meeting.
        pub meeting: Code,
        /// The body that invited.
        pub body: Code,
        /// The day.
        pub on: Day,
        /// How many came.
        pub people: u32,
        /// What was raised, in general words: never a private person by name.
        pub voices: Vec<Line>,
    }
    subject |e| e.meeting;
    requires |e| [
        CaseClause::At { case: ASSEMBLY.case(&e.meeting), any: &["called"] },
        MandateClause::BodyKnown(e.body.clone()),
    ];
    causes |e| [CaseEffect::Moved {
        case: ASSEMBLY.case(&e.meeting), stage: "held", worth: None, owes: Some(minutes_owed(&e.body)), ends: false,
    }];
    told |e| [
        ("meeting", Told::Case(ASSEMBLY.case(&e.meeting))),
        ("people", Told::text(e.people)),
        ("voices", Told::text(e.voices.len())),
    ];
}

kind! {
    /// The meeting did not come about, and why.
    pub struct Lapsed = "assemblies.lapsed.v1", signed by Signers::CLERK {
        /// The meeting.
        pub meeting: Code,
        /// Why.
        pub reason: Text,
    }
    subject |e| e.meeting;
    requires |e| [CaseClause::At { case: ASSEMBLY.case(&e.meeting), any: &["called"] }];
    causes |e| [CaseEffect::ended(ASSEMBLY.case(&e.meeting), "lapsed")];
    told |e| [("meeting", Told::Case(ASSEMBLY.case(&e.meeting))), ("reason", Told::text(&e.reason))];
}

kind! {
    /// The minutes are there, with everybody who did not agree.
    pub struct Minuted = "assemblies.minuted.v1", signed by Signers::SEEN {
        /// The meeting.
        pub meeting: Code,
        /// The minutes, kept beside the log.
        pub minutes: Vec<FileRef>,
        /// Who did not agree, and why.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub dissent: Vec<Dissent>,
    }
    subject |e| e.meeting;
    requires |e| [
        CaseClause::At { case: ASSEMBLY.case(&e.meeting), any: &["held"] },
        ObligationClause::Evidenced(e.minutes.clone());
        e.dissent.iter().map(|dissent| MandateClause::PersonKnown(dissent.person.clone()).into())
    ];
    causes |e| [CaseEffect::Moved {
        case: ASSEMBLY.case(&e.meeting), stage: "minuted", worth: None, owes: None, ends: false,
    }];
    told |e| [
        ("meeting", Told::Case(ASSEMBLY.case(&e.meeting))),
        ("dissent", Told::text(e.dissent.len())),
    ];
}

kind! {
    /// A meeting has someone do something by a day.
    pub struct Assigned = "assemblies.action-assigned.v1", signed by Signers::CLERK {
        /// Its code.
        pub action: Code,
        /// The meeting.
        pub meeting: Code,
        /// What is to be done.
        pub what: Line,
        /// By whom.
        pub owner: Party,
        /// By when.
        pub due: Day,
    }
    subject |e| e.action;
    requires |e| [
        CaseClause::New(ACTION.case(&e.action)),
        CaseClause::At { case: ASSEMBLY.case(&e.meeting), any: MET },
    ];
    causes |e| [CaseEffect::Opened {
        case: ACTION.case(&e.action), title: e.what.clone(), stage: "assigned", about: None, raised_by: None, worth: None,
        owes: Some(assigned(&e.owner, e.due)),
    }];
    told |e| [
        ("meeting", Told::Case(ASSEMBLY.case(&e.meeting))),
        ("what", Told::text(&e.what)),
        ("owner", Told::party(&e.owner)),
        ("due", Told::text(e.due)),
    ];
}

kind! {
    /// What was assigned is not done yet and is carried on to another day, said openly.
    pub struct Carried = "assemblies.action-carried.v1", signed by Signers::SEEN {
        /// What was assigned.
        pub action: Code,
        /// By whom from now on.
        pub owner: Party,
        /// By when.
        pub due: Day,
        /// Why.
        pub reason: Text,
    }
    subject |e| e.action;
    requires |e| [CaseClause::At { case: ACTION.case(&e.action), any: &["assigned", "carried"] }];
    causes |e| [CaseEffect::Moved {
        case: ACTION.case(&e.action), stage: "carried", worth: None, owes: Some(assigned(&e.owner, e.due)), ends: false,
    }];
    told |e| [
        ("action", Told::Case(ACTION.case(&e.action))),
        ("owner", Told::party(&e.owner)),
        ("due", Told::text(e.due)),
        ("reason", Told::text(&e.reason)),
    ];
}

kind! {
    /// What was assigned is done, and one of the supervision group has seen it.
    pub struct Done = "assemblies.action-done.v1", signed by Signers::SEEN {
        /// What was assigned.
        pub action: Code,
        /// What came of it.
        pub outcome: Text,
        /// What shows it.
        pub evidence: Vec<FileRef>,
    }
    subject |e| e.action;
    requires |e| [
        CaseClause::At { case: ACTION.case(&e.action), any: &["assigned", "carried"] },
        ObligationClause::Evidenced(e.evidence.clone()),
    ];
    causes |e| [CaseEffect::ended(ACTION.case(&e.action), "done")];
    told |e| [("action", Told::Case(ACTION.case(&e.action))), ("outcome", Told::text(&e.outcome))];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::authority::Vote;
    use crate::rules::standing::obligations::DutyStand;
    use crate::rules::testing::{World, code, day, file, line};

    const SEEN: &[&str] = &["clerk", "sup-1"];

    fn text(words: &str) -> Text {
        words.parse().unwrap()
    }

    fn called(name: &str, sort: &str) -> Called {
        Called {
            meeting: code(name),
            sort: code(sort),
            body: code("comm"),
            topic: line("停车管理"),
            agenda: vec![line("听取情况"), line("讨论办法")],
            on: day("2026-01-05"),
        }
    }

    fn held(world: &World, vote: Vote) -> Held {
        Held { meeting: code("m1"), roll: world.meeting("comm", vote), topic: line("停车管理") }
    }

    fn action(name: &str) -> Assigned {
        Assigned {
            action: code(name),
            meeting: code("m1"),
            what: line("划出消防通道"),
            owner: Party::Person(code("clerk")),
            due: day("2026-01-20"),
        }
    }

    #[test]
    fn a_meeting_is_called_held_by_a_quorum_and_minuted_with_its_dissent() {
        let mut world = World::new();
        assert_eq!(world.refused(called("m1", "banquet"), &["clerk"]), ["choice-unknown"]);
        world.accept(called("m1", "joint"), &["clerk"]);
        assert_eq!(world.refused(action("a1"), &["clerk"]), ["case-at-another-stage"], "nobody has met");
        let empty = held(&world, Vote::Absent);
        assert_eq!(world.refused(empty, &["clerk"]), ["share-not-reached"]);
        let met = held(&world, Vote::Unrecorded);
        world.accept(met.clone(), &["clerk"]);
        assert_eq!(world.refused(met, &["clerk"]), ["case-at-another-stage"]);
        let minutes = |files: Vec<FileRef>, person: &str| Minuted {
            meeting: code("m1"),
            minutes: files,
            dissent: vec![Dissent { person: code(person), words: text("应先征求意见") }],
        };
        assert_eq!(world.refused(minutes(vec![], "clerk"), SEEN), ["evidence-missing"]);
        assert_eq!(world.refused(minutes(vec![file("minutes")], "nobody"), SEEN), ["person-unknown"]);
        world.accept(minutes(vec![file("minutes")], "clerk"), SEEN);
    }

    #[test]
    fn what_is_assigned_ends_or_is_carried_on_and_shows_as_late_until_then() {
        let mut world = World::new();
        world.accept(called("m1", "joint"), &["clerk"]);
        let met = held(&world, Vote::Unrecorded);
        world.accept(met, &["clerk"]);
        world.accept(action("a1"), &["clerk"]);
        let late = |world: &World, day| {
            let owed = world.standing.obligations.as_of(day);
            owed.filter(|(duty, _, stand)| {
                *stand == DutyStand::Overdue && duty.moves().is_some_and(|case| case.code == code("a1"))
            })
            .count()
        };
        assert_eq!((late(&world, day("2026-01-20")), late(&world, day("2026-01-21"))), (0, 1));
        world.on("2026-01-21");
        let carried = Carried {
            action: code("a1"),
            owner: Party::Person(code("clerk")),
            due: day("2026-02-10"),
            reason: text("等待施工"),
        };
        world.accept(carried, SEEN);
        assert_eq!(late(&world, day("2026-02-10")), 0);
        let done = |files| Done { action: code("a1"), outcome: text("已划线"), evidence: files };
        assert_eq!(world.refused(done(vec![file("photo")]), &["clerk"]), ["signatures-missing"]);
        world.accept(done(vec![file("photo")]), SEEN);
        assert_eq!(world.refused(done(vec![file("photo")]), SEEN), ["case-ended"]);
    }

    #[test]
    fn a_forum_is_open_to_all_and_a_meeting_that_does_not_come_about_says_why() {
        let mut world = World::new();
        world.accept(called("m1", "sentiment"), &["clerk"]);
        let forum = ForumHeld {
            meeting: code("m1"),
            body: code("comm"),
            on: day("2026-01-05"),
            people: 43,
            voices: vec![line("楼道照明")],
        };
        world.accept(forum, SEEN);
        world.accept(called("m2", "big-party"), &["clerk"]);
        let lapsed = Lapsed { meeting: code("m2"), reason: text("到会人数不足") };
        world.accept(lapsed.clone(), &["clerk"]);
        assert_eq!(world.refused(lapsed, &["clerk"]), ["case-ended"]);
    }
}
