//! The demo's year, month by month.

use crate::base::code::{Code, EventId};
use crate::base::problem::Outcome;
use crate::base::time::{Day, Month};
use crate::cli::demo::affairs::{self, expense};
use crate::cli::demo::cast::{self, OFFICERS, code};
use crate::cli::demo::civic;
use crate::cli::demo::civic_vote;
use crate::cli::demo::desk::Desk;
use crate::cli::demo::evaluation;
use crate::cli::demo::money::{self, ACTORS, Actors, NEEDS, Need, Payment};
use crate::cli::demo::party::{self, Living};
use crate::cli::demo::services;
use crate::event::kinds::ledger::PolicySet;
use crate::rules::profile;

/// Matters an ordinary month decides.
const MATTERS: usize = 8;

/// The year.
pub fn live(desk: &mut Desk<'_>) -> Outcome<()> {
    let mut month: Month = "2025-11".parse()?;
    desk.on(month.first());
    found(desk)?;
    let counted = services::begin(desk)?;
    civic::begin(desk)?;
    let mut living = party::begin(desk)?;
    let mut wrong = None;
    for n in 0..12 {
        ordinary(desk, &mut living, month, n)?;
        special(desk, month, n, &mut wrong)?;
        services::month(desk, month, n, counted)?;
        desk.on(month.next().first().plus(4));
        money::close(desk, month)?;
        if n == 1 {
            try_closed_month(desk, month)?;
        }
        month = month.next();
    }
    Ok(())
}

/// Everyone with a key signs the first event, and more than half of every body the first policy.
fn found(desk: &mut Desk<'_>) -> Outcome<()> {
    let everyone: Vec<&str> = OFFICERS.iter().map(|(person, ..)| *person).collect();
    let log = desk.followed.ledger.vkey().to_string();
    let genesis = cast::genesis(log, desk.today)?;
    desk.submit(genesis, &everyone)?;
    let policy = profile::shipped("cn-urban-2026")?;
    desk.submit(PolicySet { matter: None, policy }, &everyone)?;
    affairs::declarations(desk)?;
    money::open_accounts(desk)
}

/// What happens on a day of an ordinary month.
enum Act {
    Propose(usize),
    Step(usize),
    Adopt(usize),
    Pay(usize),
    Result(usize),
    Receive(usize),
    Note(usize),
    Civic(civic::Act),
    Live,
}

/// A matter as planned for a month.
struct Plan {
    name: Code,
    need: &'static Need,
    amounts: Vec<i64>,
}

fn ordinary(desk: &mut Desk<'_>, living: &mut Living, month: Month, n: usize) -> Outcome<()> {
    let mut plans = Vec::new();
    let mut agenda: Vec<(Day, Act)> = Vec::new();
    let last = month.last();
    for which in 0..MATTERS {
        let need = &NEEDS[(n * 3 + which) % NEEDS.len()];
        let amounts: Vec<i64> = (0..need.payments).map(|_| desk.dice.yuan(need.yuan.0, need.yuan.1)).collect();
        let begins = month.first().plus(desk.dice.small(6, 13));
        agenda.push((begins, Act::Propose(which)));
        for after in [1, 2, 4] {
            agenda.push((begins.plus(after), Act::Step(which)));
        }
        agenda.push((begins.plus(5), Act::Adopt(which)));
        for _ in 0..amounts.len() {
            agenda.push((begins.plus(desk.dice.small(6, 14)).min(last), Act::Pay(which)));
        }
        agenda.push((last, Act::Result(which)));
        plans.push(Plan { name: code(&format!("{month}-{:02}", which + 1)), need, amounts });
    }
    for which in 0..6 {
        agenda.push((month.first().plus(desk.dice.small(5, 27)).min(last), Act::Receive(which)));
    }
    agenda.push((month.first().plus(desk.dice.small(10, 20)), Act::Note(n)));
    agenda.extend(civic::agenda(month, n).into_iter().map(|(day, act)| (day, Act::Civic(act))));
    agenda.extend((0..=month.first().until(last)).map(|day| (month.first().plus(day), Act::Live)));
    // Stable, so that what was planned in order for one day stays in order.
    agenda.sort_by_key(|(day, _)| *day);
    for (day, act) in agenda {
        desk.on(day);
        match act {
            Act::Propose(which) => propose(desk, &plans[which], last)?,
            Act::Step(which) => affairs::step(desk, &plans[which].name, false)?,
            Act::Adopt(which) => affairs::adopt(desk, &plans[which].name)?,
            Act::Pay(which) => pay(desk, &mut plans[which])?,
            Act::Result(which) => affairs::result(desk, &plans[which].name, plans[which].need.result)?,
            Act::Receive(which) => money::receive(desk, which)?,
            Act::Note(which) => evaluation::note(desk, which)?,
            Act::Civic(act) => civic::act(desk, act)?,
            Act::Live => party::day(desk, living, (month, n), day)?,
        }
    }
    money::bank_takings(desk)
}

fn propose(desk: &mut Desk<'_>, plan: &Plan, last: Day) -> Outcome<()> {
    // A cap is rounded up to whole hundreds of yuan, as caps are.
    let cap = plan.amounts.iter().sum::<i64>().div_euclid(10_000) * 10_000 + 10_000;
    let title = format!("{}（{}）", plan.need.title, last.month());
    let matter = expense(plan.name.as_str(), &title, (plan.need.category, cap), (desk.today, last.plus(30)))?;
    affairs::propose(desk, matter)
}

fn pay(desk: &mut Desk<'_>, plan: &mut Plan) -> Outcome<()> {
    let Some(amount) = plan.amounts.pop() else { return Ok(()) };
    let need = plan.need;
    let payee = *desk.dice.pick(need.payees);
    let actors = *desk.dice.pick(ACTORS);
    let payment = Payment { matter: &plan.name, category: need.category, purpose: need.purpose, payee, amount, actors };
    money::pay(desk, &payment).map(drop)
}

/// A payment to be corrected later: its event, resolution and amount.
type Wrong = Option<(EventId, Code, i64)>;

fn special(desk: &mut Desk<'_>, month: Month, n: usize, wrong: &mut Wrong) -> Outcome<()> {
    let last = month.last();
    match n {
        0 => try_without_resolution(desk),
        1 => money::budget(desk, last.plus(-8)),
        2 => wrong_payment(desk, last, wrong),
        3 => put_right(desk, wrong),
        4 => affairs::rotation(desk),
        5 => round(desk, "2026-04", month),
        6 => large_work(desk, last),
        7 => objected(desk, last),
        8 => {
            affairs::by_election(desk, last.plus(-10))?;
            civic_vote::handed_over(desk)
        }
        9 => try_over_cap(desk, last),
        11 => round(desk, "2026-10", month),
        _ => Ok(()),
    }
}

fn round(desk: &mut Desk<'_>, name: &str, month: Month) -> Outcome<()> {
    let until = month.previous().last();
    evaluation::open(desk, name, (until.plus(-180), until))?;
    desk.on(desk.today.plus(3));
    evaluation::conclude(desk, name)?;
    if name == "2026-04" { evaluation::rectify(desk, name) } else { Ok(()) }
}

const USUAL: Actors = ACTORS[0];

/// First pay, then resolve: refused.
fn try_without_resolution(desk: &mut Desk<'_>) -> Outcome<()> {
    let matter = code("not-resolved");
    let payment = Payment {
        matter: &matter,
        category: "equipment",
        purpose: "空调两台",
        payee: "家电商场",
        amount: 598_000,
        actors: USUAL,
    };
    let body = money::expenditure(desk, &payment)?;
    desk.tries("demo-try-no-resolution", body, &money::signers(USUAL, 598_000))
}

/// An invoice with a wrong amount is paid; the month is closed before anybody sees it.
fn wrong_payment(desk: &mut Desk<'_>, last: Day, wrong: &mut Wrong) -> Outcome<()> {
    let matter = expense("2026-01-printing", "春节宣传材料印制", ("activities", 400_000), (desk.today, last.plus(60)))?;
    let name = matter.matter.clone();
    let from = last.plus(-7);
    if desk.today > from {
        affairs::propose(desk, matter)?;
        for _ in 0..3 {
            affairs::step(desk, &name, false)?;
        }
        affairs::adopt(desk, &name)?;
    } else {
        affairs::carry(desk, matter, from)?;
    }
    let payment = Payment {
        matter: &name,
        category: "activities",
        purpose: "春联、海报印制",
        payee: "墨香印务",
        amount: 316_000,
        actors: USUAL,
    };
    let event = money::pay(desk, &payment)?;
    *wrong = Some((event, name, 316_000));
    Ok(())
}

/// The correction: the wrong payment is reversed and the right one made, under the same resolution.
fn put_right(desk: &mut Desk<'_>, wrong: &mut Wrong) -> Outcome<()> {
    let Some((event, matter, amount)) = wrong.take() else { return Ok(()) };
    money::reverse(desk, event, &matter, "activities", amount)?;
    let payment = Payment {
        matter: &matter,
        category: "activities",
        purpose: "春联、海报印制（更正金额）",
        payee: "墨香印务",
        amount: 136_000,
        actors: USUAL,
    };
    money::pay(desk, &payment).map(drop)
}

/// Above ¥50,000 the representatives' meeting votes too.
fn large_work(desk: &mut Desk<'_>, last: Day) -> Outcome<()> {
    let matter =
        expense("2026-05-lift", "三号楼加装无障碍坡道与扶手", ("equipment", 6_800_000), (desk.today, last.plus(90)))?;
    let name = matter.matter.clone();
    affairs::propose(desk, matter)?;
    for _ in 0..4 {
        affairs::step(desk, &name, false)?;
    }
    affairs::adopt(desk, &name)?;
    let payment = Payment {
        matter: &name,
        category: "equipment",
        purpose: "坡道工程进度款",
        payee: "市政建设第二工程队",
        amount: 5_200_000,
        actors: USUAL,
    };
    let without = money::expenditure(desk, &payment)?;
    desk.tries(
        "demo-try-no-countersign",
        without,
        &["wu-xiaomei", "li-guifang", "sun-lihua", "song-yajing", "deng-xiaolong"],
    )?;
    money::pay(desk, &payment)?;
    affairs::result(desk, &name, "坡道完工，十二户居民与监督小组联合验收，余款质保期满后支付。")
}

/// The supervision group says no, and the matter is lost for everyone to see.
fn objected(desk: &mut Desk<'_>, last: Day) -> Outcome<()> {
    let matter = expense("2026-06-chairs", "会议室桌椅更新", ("equipment", 1_860_000), (desk.today, last.plus(60)))?;
    let name = matter.matter.clone();
    affairs::propose(desk, matter)?;
    affairs::step(desk, &name, false)?;
    affairs::step(desk, &name, true)?;
    affairs::reject(desk, &name)
}

/// More than the cap, and the approver being the handler: both refused.
fn try_over_cap(desk: &mut Desk<'_>, last: Day) -> Outcome<()> {
    let matter = expense("2026-08-safety", "夏季防汛物资", ("safety", 120_000), (desk.today, last.plus(30)))?;
    let name = matter.matter.clone();
    affairs::propose(desk, matter)?;
    for _ in 0..3 {
        affairs::step(desk, &name, false)?;
    }
    affairs::adopt(desk, &name)?;
    let mut payment = Payment {
        matter: &name,
        category: "safety",
        purpose: "沙袋、抽水泵",
        payee: "安达消防器材店",
        amount: 150_000,
        actors: USUAL,
    };
    let over = money::expenditure(desk, &payment)?;
    desk.tries("demo-try-over-permission", over, &money::signers(USUAL, 150_000))?;
    payment.amount = 98_000;
    payment.actors = Actors { handler: "sun-lihua", ..USUAL };
    let same = money::expenditure(desk, &payment)?;
    desk.tries("demo-try-same-person", same, &money::signers(payment.actors, 98_000))?;
    payment.actors = Actors { handler: "feng-ling", ..USUAL };
    let related = money::expenditure(desk, &payment)?;
    let signers = ["feng-ling", "li-guifang", "sun-lihua", "song-yajing", "deng-xiaolong", "xu-haitao"];
    desk.tries("demo-try-related", related, &signers)?;
    payment.actors = USUAL;
    money::pay(desk, &payment)?;
    affairs::result(desk, &name, "物资已入库，汛期前分发到各楼栋。")
}

/// A payment dated into a month that is closed: refused.
fn try_closed_month(desk: &mut Desk<'_>, month: Month) -> Outcome<()> {
    let matter = code(&format!("{month}-01"));
    let payment = Payment {
        matter: &matter,
        category: NEEDS[3].category,
        purpose: "补记上月支出",
        payee: "惠民超市",
        amount: 1_000,
        actors: USUAL,
    };
    let mut body = money::expenditure(desk, &payment)?;
    body.on = month.last();
    desk.tries("demo-try-closed-month", body, &money::signers(USUAL, 1_000))
}
