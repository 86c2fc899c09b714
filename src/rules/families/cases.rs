//! Cases at the office, promises and complaints, opinions, consultations, hazards and disputes, questions.

use std::num::NonZeroU32;

use crate::event::case::CaseRef;
use crate::event::kinds::{conduct, office, question, roll, safety, talk, voice};
use crate::event::mandate::{Party, Relation};
use crate::event::sealed::Opening;
use crate::event::sealed::Sealed;
use crate::rules::testing::{World, code, day, file, line};

fn person(name: &str) -> Party {
    Party::Person(code(name))
}

fn committee() -> Party {
    Party::Body(code("comm"))
}

fn text(words: &str) -> crate::base::code::Text {
    words.parse().unwrap()
}

fn sealed(value: &str) -> Sealed {
    Opening::new([7; 16], code("words"), text(value)).seal()
}

/// The stage a case is in, and whether it has ended.
fn stage(world: &World, sort: &str, name: &str) -> (String, bool) {
    let state = world.standing.cases.get(&CaseRef { sort: code(sort), code: code(name) }).unwrap();
    (state.stage().unwrap().stage.clone(), state.ended)
}

/// What is owed and late at the end of a day, by name.
fn late(world: &World, on: &str) -> Vec<String> {
    world.standing.obligations.overdue(day(on)).map(|(duty, _)| duty.to_string()).collect()
}

#[test]
fn an_office_case_is_done_in_the_time_promised_and_a_bad_mark_is_put_right() {
    let mut world = World::new();
    let listed =
        office::Listed {
            service: code("s1"), name: line("开证明"), documents: vec![line("身份证")], promise_days: 3
        };
    world.accept(listed.clone(), &["clerk", "sup-1"]);
    assert_eq!(world.refused(listed, &["clerk", "sup-1"]), ["case-exists"]);
    let opened = |days| office::Opened {
        case: code("c1"),
        service: code("s1"),
        title: line("开居住证明"),
        by: code("household-7"),
        on: day("2026-01-05"),
        days,
        owner: person("clerk"),
    };
    assert_eq!(world.refused(opened(4), &["clerk"]), ["case-worth-differs"], "more days than the service promises");
    world.accept(opened(3), &["clerk"]);
    let passed =
        |due: &str| office::Passed {
            case: code("c1"), to: committee(), why: text("应由居委会办理"), due: day(due)
        };
    assert_eq!(world.refused(passed("2026-01-20"), &["clerk"]), ["case-put-off"], "handing on wins no time");
    world.accept(passed("2026-01-08"), &["clerk"]);
    assert_eq!(late(&world, "2026-01-08"), Vec::<String>::new());
    assert_eq!(late(&world, "2026-01-09").len(), 1, "silence shows");
    let closed = office::Closed { case: code("c1"), result: text("已开具") };
    world.on("2026-01-08").accept(closed.clone(), &["comm-1"]);
    assert_eq!(world.refused(closed, &["comm-1"]), ["case-at-another-stage"]);
    let mark = |mark| NonZeroU32::new(mark).unwrap();
    assert_eq!(
        world.refused(office::Rated { case: code("c1"), mark: mark(2) }, &["clerk"]).len(),
        1,
        "that is a bad mark"
    );
    let bad = |of| office::RatedBad { case: code("c1"), mark: mark(of), why: text("等得太久") };
    assert_eq!(world.refused(bad(3), &["clerk"]).len(), 1, "that is none");
    world.accept(bad(1), &["clerk"]);
    assert_eq!(late(&world, "2026-01-13").len(), 1, "a working day to call back");
    world.accept(office::Contacted { case: code("c1"), owner: person("clerk") }, &["clerk"]);
    let reworked = office::Reworked { case: code("c1"), done: text("增设窗口") };
    assert_eq!(world.refused(reworked.clone(), &["clerk"]), ["signatures-missing"]);
    world.accept(reworked, &["clerk", "sup-1"]);
    assert_eq!(
        world.refused(office::Rated { case: code("c1"), mark: mark(6) }, &["clerk"]).len(),
        1,
        "there are five marks"
    );
    world.accept(office::Rated { case: code("c1"), mark: mark(4) }, &["clerk"]);
    assert_eq!(stage(&world, "office-case", "c1"), ("rated".to_owned(), true));
    assert_eq!(late(&world, "2026-12-31"), Vec::<String>::new());
}

#[test]
fn a_complaint_is_not_answered_by_the_one_complained_about() {
    let mut world = World::new();
    let made = conduct::Complained {
        complaint: code("k1"),
        person: code("sup-1"),
        title: line("态度"),
        words: sealed("……"),
        owner: committee(),
    };
    world.accept(made, &["clerk"]);
    let lapsed = conduct::Lapsed { complaint: code("k1"), finding: text("属实") };
    assert_eq!(world.refused(lapsed.clone(), &["sup-1"]), ["signatures-missing", "nobody-answers-for-themselves"]);
    world.accept(lapsed, &["sup-2", "sup-3"]);
    assert_eq!(stage(&world, "complaint", "k1"), ("lapse".to_owned(), true));
    let promised = conduct::Promised {
        promise: code("p1"),
        person: code("comm-1"),
        promised: line("修好路灯"),
        due: day("2026-02-01"),
    };
    assert_eq!(world.refused(promised.clone(), &["clerk"]), ["person-did-not-sign"]);
    world.accept(promised, &["comm-1"]);
    assert_eq!(late(&world, "2026-02-02").len(), 1);
    world.accept(conduct::Kept { promise: code("p1"), kept: false, finding: text("仍未修") }, &["sup-1", "sup-2"]);
    assert_eq!(stage(&world, "conduct-promise", "p1").0, "missed");
}

#[test]
fn what_is_said_is_answered_or_leaves_a_stub() {
    let mut world = World::new();
    let posted = |name: &str, channel: &str| voice::Posted {
        voice: code(name),
        channel: code(channel),
        title: line("停车难"),
        words: vec![],
        owner: committee(),
    };
    assert_eq!(world.refused(posted("v1", "rumour"), &["clerk"]), ["choice-unknown"]);
    world.accept(posted("v1", "box"), &["clerk"]);
    world.accept(posted("v2", "group"), &["clerk"]);
    let answered = |by: &str| voice::Answered { voice: code("v1"), by: code(by), answer: text("已增加车位") };
    assert_eq!(world.refused(answered("comm-1"), &["clerk"]), ["person-did-not-sign"]);
    world.accept(answered("comm-1"), &["comm-1"]);
    let moderated = |evidence| voice::Moderated { voice: code("v2"), reason: code("insult"), evidence };
    assert_eq!(world.refused(moderated(vec![]), &["clerk", "sup-1"]), ["evidence-missing"]);
    assert_eq!(world.refused(moderated(vec![file("v2")]), &["clerk"]), ["signatures-missing"]);
    world.accept(moderated(vec![file("v2")]), &["clerk", "sup-1"]);
    assert_eq!(stage(&world, "voice", "v2"), ("moderated".to_owned(), true), "the stub stays");
}

#[test]
fn a_consultation_comes_to_something_or_says_why_not() {
    let mut world = World::new();
    let seen = ["clerk", "sup-1"];
    let opened =
        |name: &str| talk::Opened { talk: code(name), topic: line("电梯"), invited: vec![line("三号楼住户")] };
    let minuted = |name: &str| talk::Minuted {
        talk: code(name),
        on: day("2026-01-05"),
        absent: vec![],
        positions: vec![text("同意加装")],
        minutes: vec![file(name)],
    };
    for name in ["t1", "t2", "t3"] {
        world.accept(opened(name), &seen);
        let agreed =
            talk::Agreed { talk: code(name), agreement: text("加装"), owner: committee(), due: day("2026-03-01") };
        assert_eq!(world.refused(agreed.clone(), &seen), ["case-at-another-stage"], "nobody was heard yet");
        world.accept(minuted(name), &seen);
        if name == "t1" {
            world.accept(agreed, &seen);
        }
    }
    assert_eq!(late(&world, "2026-03-02").len(), 3);
    world.accept(talk::CarriedOut { talk: code("t1"), result: text("已安装"), evidence: vec![file("t1")] }, &seen);
    world.accept(talk::NotAgreed { talk: code("t2"), why: text("费用分摊未定") }, &seen);
    world.accept(talk::SentOn { talk: code("t3"), matter: code("lift") }, &seen);
    assert_eq!(late(&world, "2026-03-02"), Vec::<String>::new());
}

#[test]
fn a_hazard_is_checked_by_someone_else_and_a_dispute_stays_private() {
    let mut world = World::new();
    let found = safety::Found {
        hazard: code("h1"),
        risk: code("fire"),
        title: line("楼道堆物"),
        owner: person("comm-1"),
        due: day("2026-01-10"),
    };
    world.accept(found, &["clerk"]);
    let fixed = safety::Fixed {
        hazard: code("h1"),
        by: code("comm-1"),
        done: text("已清理"),
        evidence: vec![file("h1")],
        checker: person("comm-2"),
    };
    world.accept(fixed, &["comm-1"]);
    let checked = safety::Checked { hazard: code("h1"), fixed_by: code("comm-1") };
    assert_eq!(world.refused(checked.clone(), &["comm-1"]), ["nobody-answers-for-themselves"]);
    let related = crate::event::kinds::charter::RelationDeclared {
        person: code("comm-1"),
        other: code("comm-2"),
        relation: Relation::Spouse,
    };
    world.accept(related, &["comm-1"]);
    assert_eq!(world.refused(checked.clone(), &["comm-2"]), ["nobody-answers-for-themselves"], "nor by their spouse");
    world.accept(checked, &["comm-3"]);
    let mediated = safety::Mediated {
        dispute: code("d1"),
        mediator: code("comm-2"),
        sort: line("邻里"),
        settled: true,
        parties: sealed("甲乙"),
        agreement: Some(Opening::new([8; 16], code("agreement"), text("和好")).seal()),
    };
    world.accept(mediated.clone(), &["comm-2"]);
    let again = safety::Mediated { dispute: code("d2"), ..mediated };
    assert_eq!(world.refused(again, &["comm-2"]).len(), 2, "a commitment used twice would tell that two are alike");
    let walked =
        safety::Walked { patrol: code("w1"), route: line("东片"), on: day("2026-01-05"), people: 3, minutes: 60 };
    world.accept(walked, &["clerk"]);
    assert_eq!(stage(&world, "patrol", "w1"), ("walked".to_owned(), true));
}

#[test]
fn questions_are_about_events_and_enough_people_open_what_is_closed() {
    let mut world = World::new();
    let counted =
        roll::Counted { on: day("2026-01-01"), groups: [(code("adults"), 200)].into(), files: vec![file("roll")] };
    let about = world.accept(counted, &["clerk", "sup-1"]);
    let asked =
        |event| question::Asked {
            question: code("q1"), event, words: line("这是怎么数的？"), owner: committee()
        };
    let nothing = crate::base::code::EventId::new(1, [9; 10]);
    assert_eq!(world.refused(asked(nothing), &["clerk"]), ["event-unknown"]);
    world.accept(asked(about), &["clerk"]);
    assert_eq!(late(&world, "2026-01-21").len(), 1, "15 days to answer");
    world.accept(
        question::Answered { question: code("q1"), by: code("clerk"), answer: text("按户籍"), files: vec![] },
        &["clerk"],
    );
    let demanded = |people| question::Demanded {
        demand: code("o1"),
        item: line("物业合同"),
        people,
        group: code("adults"),
        on: day("2026-01-05"),
        signatures: vec![file("names")],
    };
    assert_eq!(world.refused(demanded(19), &["clerk", "sup-1"]), ["share-not-reached"]);
    world.accept(demanded(20), &["clerk", "sup-1"]);
    world.accept(question::Met { demand: code("o1"), event: about }, &["clerk", "sup-1"]);
    assert_eq!(stage(&world, "demand", "o1"), ("met".to_owned(), true));
}
