//! Resolutions, offices and notices of the demo's year.

use crate::base::code::{Code, EventId, Line};
use crate::base::problem::Outcome;
use crate::base::time::Day;
use crate::cli::demo::cast::{NEWCOMER, code, key};
use crate::cli::demo::desk::Desk;
use crate::event::authority::{Grant, Matter, MatterSort, Personnel, RollLine, Step, Vote};
use crate::event::disclosure::{Correction, Finding, Notice};
use crate::event::kinds::charter::{Appointed, Enrolled, InterestDeclared, KeyRotated, RelationDeclared};
use crate::event::kinds::notice::{Corrected, Posted, Reviewed};
use crate::event::kinds::resolution::{Adopted, Agreed, Proposed, Rejected, Resulted, StepData, Studied, Voted};
use crate::event::mandate::{BodySort, PersonDetails, Relation, Seat, Term};

/// A matter of one sort without any part.
pub fn matter(name: &str, title: &str, sort: MatterSort) -> Outcome<Matter> {
    let title: Line = title.parse()?;
    Ok(Matter {
        matter: code(name),
        title,
        sort,
        text: None,
        grant: None,
        files: Vec::new(),
        policy: None,
        personnel: Vec::new(),
    })
}

/// A matter that permits spending.
pub fn expense(name: &str, title: &str, (purpose, cap): (&str, i64), (from, until): (Day, Day)) -> Outcome<Matter> {
    let grant = Grant { purpose: code(purpose), cap, from, until, payee: None };
    Ok(Matter { grant: Some(grant), ..matter(name, title, MatterSort::Expense)? })
}

/// Puts a matter on the table, with its text.
pub fn propose(desk: &mut Desk<'_>, mut matter: Matter) -> Outcome<()> {
    matter.text = Some(desk.paper(&format!("{} {}", matter.matter, matter.title))?);
    let by = *desk.dice.pick(&["feng-ling", "sun-lihua", "wu-xiaomei", "li-guifang"]);
    desk.submit(Proposed { details: matter }, &[by]).map(drop)
}

/// Takes the next step the policy asks. `objects` lets the supervision group say no.
pub fn step(desk: &mut Desk<'_>, name: &Code, objects: bool) -> Outcome<()> {
    desk.followed.catch_up()?;
    let next = desk.followed.read(|board| {
        let standing = board.standing();
        let (policy, state) = (standing.policy.as_ref()?, standing.authorities.matter(name)?);
        let cap = state.matter.grant.as_ref().map_or(0, |grant| grant.cap);
        state.remaining(policy.steps(state.matter.sort, cap)?).first().copied()
    });
    let Some(next) = next else { return Ok(()) };
    let body = match next.sort {
        BodySort::PartyCommittee => "party",
        BodySort::Supervision => "supervision",
        BodySort::Assembly => "assembly",
        _ => "committee",
    };
    let mut meeting = desk.meeting(body, if body == "assembly" { 6 } else { 3 })?;
    if objects {
        meeting.roll.iter_mut().skip(1).for_each(|line| line.vote = Vote::Against);
    } else if meeting.roll.len() <= 5 {
        // One against in a small body shows; two would decide.
        let mut against = meeting.roll.iter_mut().filter(|line| line.vote == Vote::Against);
        against.next();
        against.for_each(|line| line.vote = Vote::For);
        let mut away = meeting.roll.iter_mut().filter(|line| !line.vote.present());
        away.next();
        away.for_each(|line| line.vote = Vote::For);
    }
    let few = meeting.roll.len() == 3;
    if few && !objects {
        // Of three, two must agree.
        let mut not_for = meeting.roll.iter_mut().filter(|line| line.vote != Vote::For);
        not_for.next();
        not_for.for_each(|line| line.vote = Vote::For);
    }
    let opinion = if objects {
        Some("费用明细不清，重复采购，建议核实库存后再议。".parse()?)
    } else {
        None
    };
    let signers: &[&str] = match next.step {
        Step::Studied => &["chen-guoqiang", "li-guifang"],
        Step::Agreed => &["lin-wenbin", "huang-yulan", "xu-haitao"],
        Step::Voted if body == "assembly" => &["gao-shuzhen", "feng-ling"],
        Step::Voted => &["sun-lihua", "feng-ling"],
    };
    // Whoever signs for the meeting was there.
    let signing = |line: &&mut RollLine| signers.contains(&line.person.as_str()) && !line.vote.present();
    meeting.roll.iter_mut().filter(signing).for_each(|line| line.vote = Vote::For);
    let data = StepData { matter: name.clone(), meeting, carried: !objects, opinion };
    match next.step {
        Step::Studied => desk.submit(Studied(data), signers),
        Step::Agreed => desk.submit(Agreed(data), signers),
        Step::Voted => desk.submit(Voted(data), signers),
    }
    .map(drop)
}

/// The matter becomes a resolution.
pub fn adopt(desk: &mut Desk<'_>, name: &Code) -> Outcome<()> {
    let body = Adopted { matter: name.clone(), on: desk.today };
    desk.submit(body, &["chen-guoqiang", "sun-lihua", "lin-wenbin", "huang-yulan"]).map(drop)
}

/// A matter is lost.
pub fn reject(desk: &mut Desk<'_>, name: &Code) -> Outcome<()> {
    desk.submit(Rejected { matter: name.clone(), on: desk.today }, &["sun-lihua"]).map(drop)
}

/// What came of a resolution.
pub fn result(desk: &mut Desk<'_>, name: &Code, text: &str) -> Outcome<()> {
    let (on, result) = (desk.today, text.parse()?);
    let body = Resulted { matter: name.clone(), on, result, complete: true };
    desk.submit(body, &["zhou-jianjun", "huang-yulan"]).map(drop)
}

/// A matter through all its steps, a day or two between them.
pub fn carry(desk: &mut Desk<'_>, matter: Matter, from: Day) -> Outcome<()> {
    let name = matter.matter.clone();
    desk.on(from);
    propose(desk, matter)?;
    for after in [1, 2, 4, 6] {
        desk.on(from.plus(after));
        step(desk, &name, false)?;
    }
    desk.on(from.plus(7));
    adopt(desk, &name)
}

/// The supervision group looks at a document and it is put on the board.
pub fn publish(desk: &mut Desk<'_>, path: &str) -> Outcome<EventId> {
    let shown = desk.shown(path)?;
    let reviewed = Reviewed { shown: shown.clone(), finding: Finding::Agreed, reason: None };
    desk.submit(reviewed, &["lin-wenbin", "huang-yulan"])?;
    let notice = notice(desk, shown)?;
    desk.submit(Posted { notice }, &["wu-xiaomei"])
}

fn notice(desk: &mut Desk<'_>, shown: crate::event::disclosure::Shown) -> Outcome<Notice> {
    let place = "社区公告栏、楼栋宣传栏".parse()?;
    Ok(Notice { shown, until: desk.today.plus(20), place, photo: None, answer: None })
}

/// Declarations at the beginning: who is related to whom, who has an interest where.
pub fn declarations(desk: &mut Desk<'_>) -> Outcome<()> {
    let related = RelationDeclared { person: code("xu-haitao"), other: code("feng-ling"), relation: Relation::Spouse };
    desk.submit(related, &["xu-haitao"])?;
    let payee: Line = "安居物业维修服务部".parse()?;
    desk.submit(InterestDeclared { person: code("zheng-deming"), payee }, &["zheng-deming"]).map(drop)
}

/// A by-election fills the committee's free seat; the list on the board is corrected.
pub fn by_election(desk: &mut Desk<'_>, from: Day) -> Outcome<()> {
    desk.on(from);
    let posted = publish(desk, "party/mandates")?;
    let mut matter = matter("2026-personnel-1", "补选居民委员会委员一名", MatterSort::Personnel)?;
    let name = matter.matter.clone();
    let (person, called) = NEWCOMER;
    let seat = Seat { body: code("committee"), office: code("member") };
    let term = Term { person: code(person), seat, from: from.plus(8), until: "2030-10-31".parse()? };
    matter.personnel.push(Personnel::Gives(term.clone()));
    carry(desk, matter, from.plus(1))?;
    let details = PersonDetails { person: code(person), name: called.parse()?, key: Some(key(person).public()) };
    desk.submit(Enrolled { details }, &["chen-guoqiang", "lin-wenbin", person])?;
    desk.submit(Appointed { term, matter: name.clone() }, &["chen-guoqiang", "lin-wenbin"])?;
    result(desk, &name, "何春燕当选，已到任。")?;
    desk.on(desk.today.plus(1));
    let shown = desk.shown("party/mandates")?;
    let correction = Correction {
        notice: posted,
        wrong: "名单未列补选的委员。".parse()?,
        changed: "补上何春燕，任期自到任之日起。".parse()?,
        replacement: notice(desk, shown)?,
    };
    desk.submit(Corrected { correction }, &["wu-xiaomei", "lin-wenbin"]).map(drop)
}

/// The clerk replaces a key and goes on with the new one; the old one is tried once more and refused.
pub fn rotation(desk: &mut Desk<'_>) -> Outcome<()> {
    let (old, new) = (key("wang-zhiyuan").public(), key("wang-zhiyuan-2").public());
    let rotated = KeyRotated { person: code("wang-zhiyuan"), old, new };
    desk.submit(rotated, &["wang-zhiyuan", "wang-zhiyuan-2"])?;
    let late = matter("old-key", "以旧密钥提出的事项", MatterSort::Other)?;
    desk.tries("demo-try-old-key", Proposed { details: late }, &["wang-zhiyuan"])
}
