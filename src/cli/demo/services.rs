//! Everyday services of the demo's year: grids and their issues, cases at the office, volunteers, patrols, residents'
//! questions. Residents stand here under codes.

use std::num::NonZeroU32;

use crate::base::code::{Code, EventId};
use crate::base::problem::Outcome;
use crate::base::time::{Day, Month};
use crate::cli::demo::cast::code;
use crate::cli::demo::desk::Desk;
use crate::cli::demo::market;
use crate::event::kinds::{grid, hours, office, question, roll, safety};
use crate::event::mandate::Party;

const CLERK: &str = "feng-ling";
const SEEN: &[&str] = &[CLERK, "lin-wenbin"];
/// Issues, one a month: what, and what was done.
const ISSUES: &[(&str, &str)] = &[
    ("三号楼楼道灯不亮", "更换灯具六盏"),
    ("小广场井盖松动", "重新固定并标识"),
    ("七号楼前积水", "疏通排水口"),
    ("共享单车占道", "划定停放区并清运"),
    ("健身器材损坏", "维修两件，拆除一件"),
    ("绿化带垃圾堆积", "清运并增设垃圾桶"),
];

/// What has to be there before the first month: the roll, a grid, a service on offer. Gives the count of people, which a
/// resident asks about later.
pub fn begin(desk: &mut Desk<'_>) -> Outcome<EventId> {
    let files = vec![desk.paper("幸福里社区人口名册（封存）")?];
    let groups = [("adults", 4_213), ("households", 1_706)].map(|(group, count)| (code(group), count));
    let counted = desk.submit(roll::Counted { on: desk.today, groups: groups.into(), files }, SEEN)?;
    let list = desk.paper("东片网格住户名册（封存）")?;
    let drawn = grid::Drawn {
        grid: code("east"),
        name: "东片网格".parse()?,
        boundary: "幸福路以东、平安街以北，一至九号楼".parse()?,
        households: 812,
        list,
    };
    desk.submit(drawn, SEEN)?;
    let leader = grid::Leader { post: code("building-head"), person: code("gao-shuzhen") };
    desk.submit(grid::Staffed { grid: code("east"), worker: code(CLERK), leaders: vec![leader] }, SEEN)?;
    let listed = office::Listed {
        service: code("residence-proof"),
        name: "居住情况证明".parse()?,
        documents: vec!["身份证".parse()?, "房产证或租赁合同".parse()?],
        promise_days: 3,
    };
    desk.submit(listed, SEEN)?;
    market::begin(desk)?;
    Ok(counted)
}

/// What happens around the end of a month. The third issue of the year is left lying, and shows as late.
pub fn month(desk: &mut Desk<'_>, month: Month, n: usize, counted: EventId) -> Outcome<()> {
    let last = month.last();
    desk.on(last);
    let (title, done) = ISSUES[n % ISSUES.len()];
    let issue = code(&format!("issue-{month}"));
    let raised = grid::Raised {
        issue: issue.clone(),
        grid: code("east"),
        title: title.parse()?,
        by: code("gao-shuzhen"),
        owner: Party::Person(code(CLERK)),
    };
    desk.submit(raised, &[CLERK])?;
    let case = opened(desk, month)?;
    let service = volunteer(desk, month, (last, n))?;
    desk.on(last.plus(1));
    let to = Party::Person(code("zheng-deming"));
    desk.submit(grid::Routed { issue: issue.clone(), to }, &[CLERK])?;
    desk.submit(office::Closed { case: case.clone(), result: "已开具".parse()? }, &[CLERK])?;
    desk.submit(hours::Confirmed { service: service.clone() }, &[CLERK])?;
    desk.on(last.plus(2));
    if n != 2 {
        let evidence = vec![desk.paper(&format!("{title}：{done}"))?];
        let fixed = grid::Fixed { issue: issue.clone(), done: done.parse()?, evidence };
        desk.submit(fixed, &["zheng-deming"])?;
        desk.submit(grid::Accepted { issue, by: code("gao-shuzhen") }, &[CLERK])?;
    }
    let credited =
        hours::Credited { service: service.clone(), provider: volunteer_of(n), minutes: 120, on: desk.today };
    desk.submit(credited, SEEN)?;
    market::month(desk, n, (service, volunteer_of(n)))?;
    rated(desk, case, n)?;
    asked(desk, n, counted)
}

/// Someone asks for a proof of residence.
fn opened(desk: &mut Desk<'_>, month: Month) -> Outcome<Code> {
    let case = code(&format!("case-{month}"));
    let opened = office::Opened {
        case: case.clone(),
        service: code("residence-proof"),
        title: "居住情况证明".parse()?,
        by: code("applicant"),
        on: desk.today,
        days: 3,
        owner: Party::Person(code(CLERK)),
    };
    desk.submit(opened, &[CLERK])?;
    Ok(case)
}

/// The volunteer of a month, under a code.
fn volunteer_of(n: usize) -> Code {
    code(&format!("volunteer-{}", n % 3 + 1))
}

/// A volunteer keeps someone company for two hours.
fn volunteer(desk: &mut Desk<'_>, month: Month, (on, n): (Day, usize)) -> Outcome<Code> {
    let service = code(&format!("visit-{month}"));
    let done = hours::Done {
        service: service.clone(),
        provider: volunteer_of(n),
        beneficiary: code("elder-7"),
        activity: "陪伴独居老人就医".parse()?,
        from: format!("{}T14:00:00+08:00", on.plus(-1)).parse()?,
        until: format!("{}T16:00:00+08:00", on.plus(-1)).parse()?,
    };
    desk.submit(done, &[CLERK])?;
    Ok(service)
}

/// The applicant rates the office; twice a year badly, and then it is put right.
fn rated(desk: &mut Desk<'_>, case: Code, n: usize) -> Outcome<()> {
    let mark = |mark: u32| NonZeroU32::new(mark).unwrap_or(NonZeroU32::MIN);
    if n % 6 != 4 {
        return desk.submit(office::Rated { case, mark: mark(5) }, &[CLERK]).map(drop);
    }
    desk.submit(office::RatedBad { case: case.clone(), mark: mark(2), why: "窗口无人，白跑一趟".parse()? }, &[CLERK])?;
    let owner = Party::Person(code("wu-xiaomei"));
    desk.submit(office::Contacted { case: case.clone(), owner }, &[CLERK])?;
    desk.submit(office::Reworked { case: case.clone(), done: "公布值班表，午间不断岗".parse()? }, SEEN)?;
    desk.submit(office::Rated { case, mark: mark(4) }, &[CLERK]).map(drop)
}

/// A patrol in winter, and a question that is answered in spring; one in autumn still waits.
fn asked(desk: &mut Desk<'_>, n: usize, counted: EventId) -> Outcome<()> {
    let walked = safety::Walked {
        patrol: code(&format!("patrol-{}", desk.today)),
        route: "东片夜间巡逻".parse()?,
        on: desk.today,
        people: 4,
        minutes: 90,
    };
    desk.submit(walked, &["zhou-jianjun"])?;
    if n != 3 && n != 11 {
        return Ok(());
    }
    let name = code(&format!("question-{}", desk.today));
    let owner = Party::Person(code(CLERK));
    let words = "人口数是怎样统计的，包括租住的人吗？".parse()?;
    desk.submit(question::Asked { question: name.clone(), event: counted, words, owner }, &[CLERK])?;
    if n == 3 {
        let answer = "按公安机关登记的常住人口统计，包括登记的租住人员。".parse()?;
        desk.submit(question::Answered { question: name, by: code(CLERK), answer, files: Vec::new() }, &[CLERK])?;
    }
    Ok(())
}
