//! The community the tests tell of: matters in every state, payments, offices that change hands, evaluations.

use crate::base::code::EventId;
use crate::base::time::Written;
use crate::event::authority::{Matter, MatterSort, TakenFile, Vote};
use crate::event::ballot::{
    Aspect, Balloting, Band, Decision, Dimension, DimensionCount, Electorate, Evaluation, Form, Group, GroupCount,
    Rectification, Remark, Round, Subject,
};
use crate::event::kinds::charter::{InterestDeclared, KeyIssued, KeyRotated, MandateEnded, RelationDeclared};
use crate::event::kinds::evaluation::{Counted, Decided, Opened, RectificationAsked, Rectified, Remarked, Tallied};
use crate::event::kinds::finance::books::AccountOpened;
use crate::event::kinds::finance::movements::{Expenditure, Reversal};
use crate::event::kinds::finance::taken_over::TakenOver;
use crate::event::kinds::ledger::PolicySet;
use crate::event::kinds::meeting::Held;
use crate::event::kinds::resolution::{Agreed, Proposed, Rejected, Resulted, StepData, Studied};
use crate::event::mandate::{BodySort, MandateEnd, Party, Relation, Seat};
use crate::event::policy::Threshold;
use crate::event::posting::PostingLine;
use crate::rules::testing::{ALL, World, code, day, expense, file, key, line, matter};

/// Handler, witness, approver, bookkeeper, cashier, and two supervisors.
const PAYING: &[&str] = &["comm-2", "comm-3", "comm-1", "book", "cash", "sup-1", "sup-2"];
const SUP: &[&str] = &["sup-1", "sup-2", "sup-3"];
const BANDS: [(&str, u32); 3] = [("excellent", 100), ("good", 80), ("unqualified", 0)];

/// Everything.
pub(super) fn story() -> World {
    let mut world = World::new();
    taken_over(&mut world);
    paid(&mut world);
    under_way(&mut world);
    objected(&mut world, "m5");
    world.accept(Rejected { matter: code("m5"), on: world.today }, ALL);
    objected(&mut world, "m6");
    met(&mut world);
    stricter(&mut world);
    world.adopt(expense("m7", 100));
    offices(&mut world);
    evaluated(&mut world);
    world
}

/// One of two rows of an adopted file is brought in.
fn taken_over(world: &mut World) {
    let mut details = matter("t1", MatterSort::Takeover);
    let (sha256, name) = (file("old.csv").sha256, line("old.csv"));
    details.files = vec![TakenFile { sha256, name, rows: 2, unreadable: 1, total: 700 }];
    world.adopt(details);
    let row = TakenOver {
        matter: code("t1"),
        file: sha256,
        row: 1,
        on: day("2025-11-03"),
        amount: 1_000,
        category: None,
        purpose: line("旧账"),
        payee: None,
        reference: None,
        importer: code("book"),
    };
    world.accept(row, &["book"]);
}

/// `m1`: voted with a mixed roll, adopted, paid from twice, one payment undone, complete.
fn paid(world: &mut World) {
    let account = AccountOpened {
        account: code("bank:main"),
        name: line("基本户"),
        first: day("2026-01-01"),
        opening: 1_000_000,
        statement: file("statement"),
        bookkeeper: code("book"),
        cashier: code("cash"),
    };
    world.accept(account, ALL);
    let mut details =
        Matter { title: line("更换楼道照明"), text: Some(file("m1.pdf")), ..expense("m1", 5_000_000) };
    details.grant.as_mut().unwrap().payee = Some(line("甲公司"));
    world.accept(Proposed { details }, ALL);
    let mut meeting = world.meeting("party", Vote::For);
    meeting.roll[2].vote = Vote::Abstain;
    meeting.minutes = Some(file("minutes.pdf"));
    let opinion = Some("费用合理，同意提交。".parse().unwrap());
    world.accept(Studied(StepData { matter: code("m1"), meeting, carried: true, opinion }), &["party-1", "party-2"]);
    world.step("m1");
    world.on("2026-01-06").step("m1");
    let mut meeting = world.meeting("reps", Vote::For);
    meeting.roll[3].vote = Vote::Against;
    meeting.roll[4].vote = Vote::Excused;
    meeting.roll[5].vote = Vote::Absent;
    let data = StepData { matter: code("m1"), meeting, carried: true, opinion: None };
    world.accept(crate::event::kinds::resolution::Voted(data), &["rep-1", "clerk"]);
    let adopted = crate::event::kinds::resolution::Adopted { matter: code("m1"), on: world.today };
    world.accept(adopted, &["party-1", "comm-1", "sup-1", "sup-2"]);
    world.on("2026-01-08").accept(spend("v1", 30_000), PAYING);
    let wrong = world.accept(spend("v2", 500), PAYING);
    world.accept(undo(world, wrong), ALL);
    for (result, complete) in [("一至三号楼已换好。", false), ("全部换好并验收。", true)] {
        let result = result.parse().unwrap();
        world.accept(Resulted { matter: code("m1"), on: world.today, result, complete }, &["comm-2", "sup-1"]);
    }
}

fn spend(voucher: &str, amount: i64) -> Expenditure {
    Expenditure {
        amount,
        from: code("bank:main"),
        category: code("office"),
        purpose: line("灯具"),
        payee: line("甲公司"),
        on: day("2026-01-08"),
        matter: code("m1"),
        budget_line: None,
        bill_no: None,
        voucher_no: code(voucher),
        vouchers: vec![file(voucher)],
        handler: code("comm-2"),
        witness: code("comm-3"),
        approver: code("comm-1"),
        bookkeeper: code("book"),
        cashier: code("cash"),
        remark: None,
    }
}

fn undo(world: &World, event: EventId) -> Reversal {
    let found = world.standing.books.movement(&event).unwrap();
    let opposite = |line: &PostingLine| PostingLine { account: line.account.clone(), amount: -line.amount };
    Reversal {
        event,
        lines: found.lines.iter().map(opposite).collect(),
        matter: found.matter.cloned(),
        reason: line("付重了"),
        on: world.today,
        voucher_no: code("v3"),
        vouchers: vec![file("v3")],
        approver: code("comm-1"),
        bookkeeper: code("book"),
        remark: None,
    }
}

/// `m2` is proposed, `m3` studied, and of `m4` every step is taken.
fn under_way(world: &mut World) {
    for name in ["m2", "m3", "m4"] {
        world.accept(Proposed { details: expense(name, 100) }, &["clerk"]);
    }
    world.step("m3");
    (0..3).for_each(|_| world.step("m4"));
}

/// The supervision group objects to a matter.
fn objected(world: &mut World, name: &str) {
    world.accept(Proposed { details: expense(name, 100) }, ALL);
    world.step(name);
    let mut meeting = world.meeting("sup", Vote::Against);
    meeting.roll[0].vote = Vote::For;
    let opinion = Some("没有比价，请补充三家报价。".parse().unwrap());
    world.accept(Agreed(StepData { matter: code(name), meeting, carried: false, opinion }), SUP);
}

fn met(world: &mut World) {
    let mut meeting = world.meeting("sup", Vote::Unrecorded);
    meeting.roll[1].vote = Vote::Excused;
    meeting.minutes = Some(file("held.pdf"));
    world.accept(Held { meeting, topic: line("查看一季度账目") }, &["clerk", "sup-1"]);
}

/// A new policy: the supervision group agrees by two thirds instead of more than half.
fn stricter(world: &mut World) {
    let mut policy = world.standing.policy.clone().unwrap();
    let rule = policy.quorums.iter_mut().find(|rule| rule.sort == BodySort::Supervision).unwrap();
    rule.carried = Threshold::try_from(">=2/3".to_owned()).unwrap();
    world.adopt(Matter { policy: Some(policy.digest()), ..matter("p1", MatterSort::Policy) });
    world.accept(PolicySet { matter: Some(code("p1")), policy }, ALL);
}

/// A key is issued, replaced, and its holder resigns; a relation and an interest are declared.
fn offices(world: &mut World) {
    let person = code("rep-2");
    let (old, new) = (key("rep-2").public(), key("rep-2-new").public());
    let issuing = &["rep-2", "party-1", "comm-1", "sup-1", "sup-2"];
    world.accept(KeyIssued { person: person.clone(), key: old }, issuing);
    world.accept(KeyRotated { person: person.clone(), old, new }, &["rep-2", "rep-2-new"]);
    let seat = Seat { body: code("reps"), office: code("representative") };
    let on = world.today;
    let ended = MandateEnded { person, seat, on, why: MandateEnd::Resigned, matter: None, reason: None };
    world.accept(ended, &["rep-2-new", "sup-1"]);
    world.on("2026-01-10");
    let (person, other) = (code("sup-3"), code("rep-5"));
    world.accept(RelationDeclared { person, other, relation: Relation::Sibling }, &["sup-3"]);
    world.accept(InterestDeclared { person: code("comm-3"), payee: line("丙公司") }, &["comm-3"]);
}

/// The chair of the committee.
pub(super) fn chair() -> Subject {
    let seat = Seat { body: code("comm"), office: code("chair") };
    Subject::Person { person: code("comm-1"), seat }
}

fn at(world: &World, clock: &str) -> Written {
    format!("{}T{clock}+08:00", world.today).parse().unwrap()
}

fn form() -> Form {
    let dimensions =
        [("style", Aspect::Style, 3_000), ("work", Aspect::Work, 5_000), ("whole", Aspect::Overall, 2_000)];
    let asked = |(name, aspect, weight)| Dimension { dimension: code(name), label: line(name), aspect, weight };
    let answer = |(name, score)| Band { band: code(name), label: line(name), score };
    Form { dimensions: dimensions.map(asked).into(), bands: BANDS.map(answer).into() }
}

fn opened(world: &World, name: &str, subject: Subject) -> Opened {
    let group = |name: &str, size| Group { group: code(name), label: line(name), size };
    let details = Evaluation {
        evaluation: code(name),
        title: line("居委会主任民主评议"),
        subject,
        from: day("2026-01-01"),
        until: day("2026-01-31"),
        round: Round { round: code("r1"), subjects: 3 },
        chair: code("sup-1"),
        form: form(),
        electorate: Electorate { rolled_on: world.today, groups: vec![group("reps", 6), group("party", 4)] },
        balloting: Balloting { opens: at(world, "14:00:00"), closes: at(world, "16:00:00") },
    };
    Opened { details }
}

/// `blank` ballots leave the first question open; as many more are invalid.
fn count(judged: [u32; 3], blank: u32) -> GroupCount {
    let valid = judged.iter().sum::<u32>();
    let row = |(place, dimension): (usize, &Dimension)| {
        let left_open = if place == 0 { blank } else { 0 };
        let mut bands: std::collections::BTreeMap<_, _> =
            BANDS.iter().zip(judged).map(|((band, _), ballots)| (code(band), ballots)).collect();
        *bands.get_mut(&code("good")).unwrap() -= left_open;
        DimensionCount { dimension: dimension.dimension.clone(), bands, blank: left_open }
    };
    let dimensions = form().dimensions.iter().enumerate().map(row).collect();
    GroupCount { issued: valid + blank, returned: valid + blank, invalid: blank, dimensions }
}

fn remarked(remark: Remark, by: Party) -> Remarked {
    Remarked { remark, by, text: "下户走访勤，记录详实。".parse().unwrap() }
}

/// `e1` goes all the way; `e2` is open; ordinary notes lie within the period of both, outside, and about others.
fn evaluated(world: &mut World) {
    let note = |subject| Remark::Ordinary { subject, category: code("diligence") };
    let sup = || Party::Body(code("sup"));
    let to = world.accept(remarked(note(chair()), sup()), &["sup-2"]);
    world.accept(remarked(note(Subject::Body(code("comm"))), sup()), &["sup-2"]);
    world.accept(remarked(Remark::Reply { to }, Party::Person(code("comm-1"))), &["comm-1"]);
    world.on("2026-02-02").accept(remarked(note(chair()), sup()), &["sup-2"]);
    world.accept(opened(world, "e1", chair()), SUP);
    world.accept(opened(world, "e2", Subject::Label(line("食堂"))), SUP);
    world.on("2026-02-03");
    for (group, judged, blank) in [("reps", [1, 3, 1], 1), ("party", [0, 2, 0], 0)] {
        let tellers = [code("sup-2"), code("sup-3")];
        let count = count(judged, blank);
        world.accept(Counted { evaluation: code("e1"), group: code(group), count, tellers }, SUP);
    }
    let central = Remark::Central { evaluation: code("e1"), category: code("service") };
    world.accept(remarked(central, Party::Person(code("party-2"))), &["party-2"]);
    let tally = world.standing.ballots.evaluation(&code("e1")).unwrap().sum();
    world.accept(Tallied { evaluation: code("e1"), tally }, SUP);
    let (ordinary, central) = ("平时走访多。".parse().unwrap(), "多数评为良好。".parse().unwrap());
    let decision = Decision { band: code("good"), ordinary, central, vacates: None };
    world.accept(Decided { evaluation: code("e1"), decision }, &["party-2", "sup-1", "sup-2"]);
    for (name, due) in [("x1", None), ("x2", Some(day("2026-02-10"))), ("x3", None)] {
        let (issue, owner) = ("楼道堆物没有清理。".parse().unwrap(), Party::Person(code("comm-1")));
        let details = Rectification { rectification: code(name), evaluation: code("e1"), issue, owner, due };
        world.accept(RectificationAsked { details }, &["sup-1"]);
    }
    let done = Rectified {
        rectification: code("x1"),
        done: "已清理，并每周检查。".parse().unwrap(),
        evidence: vec![file("after.jpg")],
    };
    world.on("2026-02-20").accept(done, &["comm-2", "sup-1"]);
}
