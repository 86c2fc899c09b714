//! What goes on beside money and resolutions in the demo's year: elders and their carers, paid services, the openness
//! catalogue, the party's stations and wishes, lessons and declarations. Residents stand here under codes.
//!
//! Nothing here throws the dice, so that the rest of the year does not depend on it. A few things go wrong, for everyone to
//! see: a visit nobody made, one posting late, one torn down, one missing, a wish nobody claims.

use std::num::NonZeroU32;

use crate::base::code::{Code, Line};
use crate::base::hash::Hash;
use crate::base::problem::Outcome;
use crate::base::time::{Day, Month};
use crate::cli::demo::affairs;
use crate::cli::demo::cast::{OFFICERS, code};
use crate::cli::demo::desk::Desk;
use crate::cli::demo::money::BANK;
use crate::event::authority::MatterSort;
use crate::event::kinds::{care, clean, openness, paid, party};
use crate::event::mandate::Party;
use crate::event::sealed::{Opening, SALT_BYTES, Sealed};

const CLERK: &str = "feng-ling";
const SEEN: &[&str] = &[CLERK, "lin-wenbin"];
const CASHED: &[&str] = &["song-yajing", "deng-xiaolong"];
const SECRETARY: &[&str] = &["chen-guoqiang"];
/// Elder, what they are helped with, carer, and what the carer does.
const PAIRS: &[(&str, &str, &str, &str)] = &[
    ("elder-11", "company", "volunteer-11", "上门探访，聊天读报"),
    ("elder-12", "errands", "volunteer-12", "代买米面、代缴水电费"),
    ("elder-13", "health", "wu-xiaomei", "量血压、陪同取药"),
    ("elder-14", "housework", "volunteer-14", "打扫房间、擦窗"),
];
/// Days from one visit until the next is entered, at least; with the days the books take, no more than the fourteen allowed.
const BETWEEN: i32 = 9;
/// Items of the catalogue: code, title, part, months, basis.
const ITEMS: &[(&str, &str, &str, u32, &str)] = &[
    ("finance", "财务收支逐笔明细", "finance", 1, "《城市居民委员会组织法》第三十四条"),
    ("party", "党组织决议、党费收缴总额", "party", 3, "党务公开条例"),
    ("affairs", "决议执行、救助与慰问物资发放", "government", 3, "《城市居民委员会组织法》第三十四条"),
    ("services", "社区服务项目、设施与收费标准", "services", 3, "《城市居民委员会组织法》第三十四条"),
    ("major", "重大事项", "government", 0, "居民公约"),
];
/// Small wishes, one a month, and what was done.
const WISHES: &[(&str, &str)] = &[
    ("想要一盏护眼台灯", "台灯已送到家并装好"),
    ("想有人教用智能手机", "上门教了两次，会打视频电话了"),
    ("轮椅坏了想修一修", "更换轮胎和刹车线"),
    ("想给老伴拍一张合影", "请摄影志愿者上门拍摄并装框"),
];
/// Activities of the four entries.
const ENTRIES: &[(&str, &str, u32)] = &[
    ("service", "便民服务日：理发、磨刀、修伞", 86),
    ("mutual-aid", "邻里互助日：旧衣改造、图书交换", 54),
    ("education", "党员讲社区历史", 41),
    ("responsibility", "党员责任区入户走访", 63),
];

/// What is kept in mind from one day to the next.
#[derive(Default)]
pub struct Living {
    visited: Vec<Day>,
    confirm: Vec<(usize, Day)>,
    up: Vec<(Code, Code, Day)>,
    receipt: u32,
    denied: bool,
}

fn n(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

/// A sealed field. Its salt is made from its value, so that every run makes the same ledger; a real one never is.
fn sealed(field: &str, value: &str) -> Outcome<Sealed> {
    let mut salt = [0; SALT_BYTES];
    salt.copy_from_slice(&Hash::of_parts(&[b"demo salt", field.as_bytes(), value.as_bytes()]).0[..SALT_BYTES]);
    Ok(Opening::new(salt, code(field), value.parse()?).seal())
}

/// What has to be there before the first month.
pub fn begin(desk: &mut Desk<'_>) -> Outcome<Living> {
    let mut living = Living { receipt: 101, ..Living::default() };
    for (item, title, view, months, basis) in ITEMS {
        let (title, basis, owner) = (title.parse()?, basis.parse()?, Party::Body(code("committee")));
        let (item, view, months) = (code(item), code(view), *months);
        desk.submit(openness::Listed { item, title, view, months, basis, owner }, SEEN)?;
    }
    for (station, name, keeper) in
        [("east-station", "东片党员服务站", "liu-xiuying"), ("west-station", "西片党员服务站", "zhao-yongping")]
    {
        let (station, name, place) = (code(station), name.parse()?, "工作日九点至十七点".parse()?);
        desk.submit(party::StationOpened { station, name, place, keeper: code(keeper) }, SECRETARY)?;
    }
    for (elder, slot, carer, plan) in PAIRS {
        let (name, needs) = (sealed("name", &format!("{elder}（虚构）"))?, sealed("needs", plan)?);
        desk.submit(care::Enrolled { elder: code(elder), name, needs }, &[CLERK])?;
        let (elder, slot, carer, plan) = (code(elder), code(slot), code(carer), plan.parse()?);
        desk.submit(care::Paired { elder, slot, turn: n(1), carer, plan }, &[CLERK])?;
        living.visited.push(desk.today.plus(-3));
    }
    declarations(desk)?;
    pledges(desk)?;
    prices(desk)?;
    Ok(living)
}

/// Whoever sits in one of the three bodies declares: nothing, but for one.
fn declarations(desk: &mut Desk<'_>) -> Outcome<()> {
    for (person, ..) in OFFICERS.iter().filter(|(_, _, body, _)| *body != "staff" && *body != "assembly") {
        let term = code("2025");
        desk.submit(clean::DeclarationAsked { person: code(person), term: term.clone() }, &[CLERK])?;
        let payees = if *person == "zhou-jianjun" { vec!["周家理发用品店".parse()?] } else { Vec::new() };
        let declared = clean::Declared { person: code(person), term, relatives: Vec::new(), payees };
        desk.submit(declared, &[person])?;
    }
    Ok(())
}

fn pledges(desk: &mut Desk<'_>) -> Outcome<()> {
    for (member, pledged) in [
        ("li-guifang", "每月入户走访十户困难家庭"),
        ("wang-zhiyuan", "半年内讲三次党课"),
        ("liu-xiuying", "每周在东片服务站值班一天"),
    ] {
        let (pledge, due) = (code(&format!("pledge-{member}")), "2026-07-20".parse()?);
        let made = party::PledgeMade { pledge, member: code(member), pledged: pledged.parse()?, due };
        desk.submit(made, &[member])?;
    }
    Ok(())
}

/// The prices are resolved and announced; a book of receipts is begun.
fn prices(desk: &mut Desk<'_>) -> Outcome<()> {
    let name = "收据（服务收费）甲本".parse()?;
    let opened = paid::ReceiptsOpened { book: code("receipts-a"), name, first: n(101) };
    desk.submit(opened, &["song-yajing", "lin-wenbin"])?;
    let matter = affairs::matter("2025-11-prices", "社区服务收费标准：理发十元一次，量血压免费", MatterSort::Other)?;
    let name = matter.matter.clone();
    affairs::propose(desk, matter)?;
    for _ in 0..3 {
        affairs::step(desk, &name, false)?;
    }
    affairs::adopt(desk, &name)?;
    affairs::result(desk, &name, "收费标准已公示。")?;
    for (service, called, price) in [("haircut", "理发（每次）", 1_000), ("pressure", "量血压", 0)] {
        let (service, called) = (code(service), called.parse()?);
        let set = paid::PriceSet { service, turn: n(1), name: called, price, matter: name.clone() };
        desk.submit(set, SEEN)?;
    }
    Ok(())
}

/// What belongs to a day of a month, which is the number `at` of the year; it may be entered later. The first days of a
/// month belong to closing the books.
pub fn day(desk: &mut Desk<'_>, living: &mut Living, (month, at): (Month, usize), day: Day) -> Outcome<()> {
    let on = month.first().until(day) + 1;
    if on < 6 {
        return Ok(());
    }
    confirmed(desk, living, at)?;
    visits(desk, living, at)?;
    taken_down(desk, living)?;
    posted(desk, living, month, (at, on))?;
    sales(desk, living, (at, on))?;
    wishes(desk, month, (at, on))?;
    organisation(desk, month, (at, on))?;
    lessons(desk, month, (at, on))?;
    activities(desk, (at, on))
}

/// Yesterday's visits are confirmed by those they were made to. One in July they deny, and it is made up for.
fn confirmed(desk: &mut Desk<'_>, living: &mut Living, at: usize) -> Outcome<()> {
    for (pair, visited) in std::mem::take(&mut living.confirm) {
        let (elder, slot, carer, _) = PAIRS[pair];
        let (elder, slot, carer, turn) = (code(elder), code(slot), code(carer), n(1));
        if at == 8 && pair == 1 && !living.denied {
            living.denied = true;
            let finding = "走访核实：当天改由邻居代送，志愿者未上门。".parse()?;
            let denied = care::Denied { elder, slot, turn, on: visited, again: Some(carer), finding };
            desk.submit(denied, SEEN)?;
            // The next is due at once.
            living.visited[pair] = visited.plus(-BETWEEN);
            continue;
        }
        let credited = (pair != 2).then(|| n(60));
        let confirmed = care::Confirmed { elder, slot, turn, on: visited, carer, credited };
        desk.submit(confirmed, &[CLERK])?;
    }
    Ok(())
}

/// Every nine days or so somebody is visited; in April one carer is away and nobody comes.
fn visits(desk: &mut Desk<'_>, living: &mut Living, at: usize) -> Outcome<()> {
    for (pair, (elder, slot, carer, _)) in PAIRS.iter().enumerate() {
        let away = at == 5 && pair == 3;
        if away || living.visited[pair].until(desk.today) < BETWEEN {
            continue;
        }
        let day = desk.today.plus(-1);
        let visited = care::Visited {
            elder: code(elder),
            slot: code(slot),
            turn: n(1),
            carer: code(carer),
            from: format!("{day}T15:00:00+08:00").parse()?,
            until: format!("{day}T16:00:00+08:00").parse()?,
            next: day.plus(14),
        };
        desk.submit(visited, &[CLERK])?;
        living.visited[pair] = day;
        living.confirm.push((pair, day));
    }
    Ok(())
}

/// What has hung for all its days is taken down.
fn taken_down(desk: &mut Desk<'_>, living: &mut Living) -> Outcome<()> {
    for (item, period, since) in std::mem::take(&mut living.up) {
        if since.until(desk.today) < 15 {
            living.up.push((item, period, since));
            continue;
        }
        desk.submit(openness::TakenDown { item, period }, &[CLERK])?;
    }
    Ok(())
}

/// The catalogue is posted: finance every month (once late, once torn down), the others every quarter, of which the services
/// are forgotten in October; in May something big happens.
fn posted(desk: &mut Desk<'_>, living: &mut Living, month: Month, (at, on): (usize, i32)) -> Outcome<()> {
    let quarterly = matches!(at, 2 | 5 | 8 | 11) && on == 10;
    for (item, _, _, months, _) in ITEMS {
        let due = match months {
            1 => on == if at == 4 { 12 } else { 8 },
            3 => quarterly && !(at == 11 && *item == "services"),
            _ => false,
        };
        if due {
            let until = desk.today.plus(15);
            let posted = openness::Posted {
                item: code(item),
                period: code(&month.previous().to_string()),
                months: *months,
                until,
                place: "小区公示栏".parse()?,
                board: vec![desk.paper(&format!("公示栏照片 {item} {}", desk.today))?],
                notice: None,
                owner: Party::Body(code("committee")),
            };
            living.up.push((posted.item.clone(), posted.period.clone(), desk.today));
            desk.submit(posted, SEEN)?;
        }
    }
    match (at, on) {
        (6, 13) => torn_down(desk, living, month),
        (6, 20) => arisen(desk, living),
        _ => Ok(()),
    }
}

/// Rain took it from the board five days after it was put up; it is put back the same day.
fn torn_down(desk: &mut Desk<'_>, living: &mut Living, month: Month) -> Outcome<()> {
    let (item, period) = (code("finance"), code(&month.previous().to_string()));
    let why = "暴雨将公示单打落，当日重新张贴。".parse()?;
    desk.submit(openness::CutShort { item: item.clone(), period: period.clone(), why }, &[CLERK])?;
    let (until, board) = (desk.today.plus(15), vec![desk.paper(&format!("重新张贴 {period}"))?]);
    let back = openness::PutBack { item: item.clone(), period: period.clone(), until, board };
    desk.submit(back, SEEN)?;
    living.up.retain(|(known, of, _)| (known, of) != (&item, &period));
    living.up.push((item, period, desk.today));
    Ok(())
}

fn arisen(desk: &mut Desk<'_>, living: &mut Living) -> Outcome<()> {
    let (item, period) = (code("major"), code("2026-05-flood"));
    let (what, owner) = ("地下车库进水，启动应急抢险".parse()?, Party::Body(code("committee")));
    let arisen = openness::Arisen { item: item.clone(), period: period.clone(), what, on: desk.today, owner };
    desk.submit(arisen, &[CLERK])?;
    let (until, place) = (desk.today.plus(15), "小区公示栏、各楼门口".parse()?);
    let board = vec![desk.paper("车库抢险公示照片")?];
    let posted = openness::ArisenPosted { item: item.clone(), period: period.clone(), until, place, board };
    desk.submit(posted, SEEN)?;
    living.up.push((item, period, desk.today));
    Ok(())
}

/// On Wednesdays hair is cut; the takings are banked the same day.
fn sales(desk: &mut Desk<'_>, living: &mut Living, (at, on): (usize, i32)) -> Outcome<()> {
    let (service, turn, today) = (code("haircut"), n(1), desk.today);
    if at == 0 && on == 10 {
        for service in ["haircut", "pressure"] {
            desk.submit(paid::InForce { service: code(service), turn }, SEEN)?;
        }
    }
    if at == 0 && on < 10 {
        return Ok(());
    }
    if on == 15 {
        let people = n(18 + u32::try_from(at).unwrap_or(0));
        desk.submit(paid::Given { service: code("pressure"), turn, people, on: today }, &[CLERK])?;
    }
    if on == 16 {
        let (waiver, price, holder) = (code(&format!("waiver-{today}")), n(1_000), code("household-12"));
        let waived = paid::Waived { waiver, service, turn, price, holder, ground: code("aged"), on: today };
        return desk.submit(waived, SEEN).map(drop);
    }
    let weekday = "2025-11-05".parse::<Day>()?.until(today).rem_euclid(7);
    if weekday != 0 {
        return Ok(());
    }
    let count = 4 + living.receipt % 5;
    let (book, price) = (code("receipts-a"), n(1_000));
    let sold = paid::Sold {
        book: book.clone(),
        first: n(living.receipt),
        count: n(count),
        service,
        turn,
        price,
        on: today,
        before: 0,
    };
    desk.submit(sold, CASHED)?;
    living.receipt += count;
    let banked = paid::Banked {
        book,
        taken_on: today,
        amount: n(count * 1_000),
        into: code(BANK),
        category: code("service-fees"),
        purpose: "理发收费".parse()?,
        on: today,
        slip_no: code(&format!("fw-{today}")),
        slips: vec![desk.paper(&format!("缴款单 {today} {count}"))?],
        handler: code(CLERK),
        bookkeeper: code("song-yajing"),
        cashier: code("deng-xiaolong"),
    };
    desk.submit(banked, &["song-yajing", "deng-xiaolong", CLERK]).map(drop)
}

/// A small wish a month: claimed, fulfilled, confirmed from outside. Nobody claims the last.
fn wishes(desk: &mut Desk<'_>, month: Month, (at, on): (usize, i32)) -> Outcome<()> {
    let (title, done) = WISHES[at % WISHES.len()];
    let (wish, by) = (code(&format!("wish-{month}")), code(&format!("household-{}", 21 + at)));
    let claim = code(&format!("claim-{month}"));
    match on {
        7 => desk.submit(party::WishPosted { wish, title: title.parse()?, by }, &[CLERK]).map(drop),
        9 if at != 11 => {
            let (member, due) = (code(&format!("member-{}", at + 1)), month.last());
            desk.submit(party::WishClaimed { wish, claim, member, by, due }, &[CLERK]).map(drop)
        }
        20 if at != 11 => {
            let evidence = vec![desk.paper(&format!("{title}：{done}"))?];
            desk.submit(party::WishFulfilled { wish, done: done.parse()?, evidence }, &[CLERK]).map(drop)
        }
        22 if at != 11 => desk.submit(party::WishConfirmed { wish, claim, by }, &["gao-shuzhen"]).map(drop),
        _ => Ok(()),
    }
}

/// Entries and dues every month, an agreement kept thing by thing, pledges judged in July.
fn organisation(desk: &mut Desk<'_>, month: Month, (at, on): (usize, i32)) -> Outcome<()> {
    match (at, on) {
        (_, 18) => {
            let (sort, title, residents) = ENTRIES[at % ENTRIES.len()];
            let held = party::EntryHeld {
                entry: code(&format!("entry-{month}")),
                sort: code(sort),
                station: code(if at % 2 == 0 { "east-station" } else { "west-station" }),
                title: title.parse()?,
                on: desk.today,
                members: n(9),
                residents,
                payments: Vec::new(),
            };
            desk.submit(held, &["liu-xiuying"]).map(drop)
        }
        (_, 25) => {
            let summed = party::DuesSummed { month, members: 64, total: 134_400, handed_up: 107_520 };
            desk.submit(summed, SECRETARY).map(drop)
        }
        (1, 12) => {
            let signed = party::CobuildSigned {
                agreement: code("hospital"),
                partner: "市第三人民医院党支部".parse()?,
                items: ["春季义诊", "夏季急救培训", "秋季流感疫苗咨询"]
                    .iter()
                    .map(|item| item.parse::<Line>())
                    .collect::<Outcome<_>>()?,
                until: "2026-12-31".parse()?,
                paper: vec![desk.paper("共建协议（虚构）")?],
            };
            desk.submit(signed, SECRETARY).map(drop)
        }
        (4, 14) => delivered(desk, 3, "春季义诊"),
        (7, 14) => delivered(desk, 2, "夏季急救培训"),
        (8, 17) => judged(desk),
        _ => Ok(()),
    }
}

fn delivered(desk: &mut Desk<'_>, left: u32, done: &str) -> Outcome<()> {
    let evidence = vec![desk.paper(&format!("{done}照片"))?];
    let (agreement, done, until) = (code("hospital"), done.parse()?, "2026-12-31".parse()?);
    desk.submit(party::CobuildDelivered { agreement, left: n(left), done, evidence, until }, SECRETARY).map(drop)
}

fn judged(desk: &mut Desk<'_>) -> Outcome<()> {
    for (member, kept, finding) in [
        ("li-guifang", true, "走访记录六十八户，抽查五户属实。"),
        ("wang-zhiyuan", false, "只讲了两次，第三次因病未讲。"),
        ("liu-xiuying", true, "值班表与居民反映一致。"),
    ] {
        let evidence = vec![desk.paper(&format!("承诺评议 {member}"))?];
        let (pledge, finding) = (code(&format!("pledge-{member}")), finding.parse()?);
        desk.submit(party::PledgeJudged { pledge, kept, finding, evidence }, &["gao-shuzhen", "huang-yulan"])?;
    }
    Ok(())
}

/// A lesson a quarter, and a gift handed in before the Spring Festival.
fn lessons(desk: &mut Desk<'_>, month: Month, (at, on): (usize, i32)) -> Outcome<()> {
    let lesson = code(&format!("lesson-{month}"));
    match (at, on) {
        (0 | 3 | 6 | 9, 6) => {
            let (sort, title) = if at == 3 { ("warning", "节前警示教育") } else { ("lecture", "廉政党课") };
            let (held_on, owner) = (desk.today.plus(15), Party::Body(code("party")));
            let planned = clean::LessonPlanned { lesson, sort: code(sort), title: title.parse()?, on: held_on, owner };
            desk.submit(planned, SECRETARY).map(drop)
        }
        (0 | 3 | 6 | 9, 21) => {
            let officials = ["chen-guoqiang", "li-guifang", "sun-lihua", "wu-xiaomei", "lin-wenbin"].map(code).into();
            let list = vec![desk.paper(&format!("签到表 {lesson}"))?];
            desk.submit(clean::LessonHeld { lesson, officials, residents: 27, list }, SECRETARY).map(drop)
        }
        (3, 9) => {
            let handed_in = clean::GiftHandedIn {
                gift: code("gift-2026-02"),
                person: code("zheng-deming"),
                what: "商家放在门卫处的购物卡一张".parse()?,
                value: 50_000,
                received: desk.today.plus(-1),
                receipt: vec![desk.paper("礼品上交登记单")?],
            };
            desk.submit(handed_in, &["zheng-deming", CLERK]).map(drop)
        }
        (3, 19) => {
            let (gift, evidence) = (code("gift-2026-02"), vec![desk.paper("退还签收单")?]);
            let settled = clean::GiftSettled { gift, end: code("returned"), evidence };
            desk.submit(settled, &["lin-wenbin", "xu-haitao"]).map(drop)
        }
        _ => Ok(()),
    }
}

/// Activities for elders before festivals; in June it rains.
fn activities(desk: &mut Desk<'_>, (at, on): (usize, i32)) -> Outcome<()> {
    let (activity, title) = match at {
        3 => ("new-year", "迎新春写春联"),
        7 => ("dragon-boat", "端午包粽子"),
        11 => ("double-ninth", "重阳节联欢"),
        _ => return Ok(()),
    };
    let activity = code(activity);
    match on {
        6 => {
            let planned = care::Planned {
                activity,
                sort: code("festival"),
                title: title.parse()?,
                place: "小广场".parse()?,
                on: desk.today.plus(6),
                owner: Party::Person(code("wu-xiaomei")),
            };
            desk.submit(planned, &[CLERK]).map(drop)
        }
        12 if at == 7 => desk.submit(care::Dropped { activity, why: "连日暴雨。".parse()? }, &[CLERK]).map(drop),
        12 => {
            let held = care::Held { activity, elders: 46, volunteers: 9, payments: Vec::new() };
            desk.submit(held, &[CLERK]).map(drop)
        }
        _ => Ok(()),
    }
}
