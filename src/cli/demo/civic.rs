//! Self-government and supervision in the demo's year: the five meetings and what they assign, reviews and objections of the
//! supervision group, residents' questions, petitions, a charter, representatives of households.

use crate::base::code::{Code, EventId};
use crate::base::problem::Outcome;
use crate::base::time::{Day, Month};
use crate::cli::demo::cast::code;
use crate::cli::demo::civic_vote::{self as vote, SEEN};
use crate::cli::demo::desk::Desk;
use crate::event::authority::Vote;
use crate::event::case::CaseRef;
use crate::event::kinds::{assemblies, question, selfrule, supervision, talk};
use crate::event::mandate::Party;
use crate::event::sealed::Opening;
use crate::view::document::Value;

/// Payments looked at in a month.
const REVIEWS: usize = 14;
/// What the committees meet about, and what the meeting assigns.
const TOPICS: &[(&str, &str, &str)] = &[
    ("冬季安全与取暖", "排查老旧线路二十处", "已排查，整改三处"),
    ("楼道堆物清理", "三日内张贴清理通知", "通知已张贴，清理完毕"),
    ("春节慰问安排", "核对慰问名单", "名单核对完毕，重复两户已剔除"),
    ("停车位划线", "联系施工并公示图纸", "图纸公示，划线完工"),
    ("志愿服务季", "招募志愿者二十名", "招募二十三名"),
    ("雨季防汛", "检查排水口与地下室", "疏通排水口九处"),
    ("无障碍改造", "走访十二户听取意见", "走访完毕，意见已附图纸"),
    ("暑期儿童托管", "落实活动室与值班", "活动室开放，值班表公布"),
    ("物业服务合同", "汇总居民意见", "意见汇总四十一条"),
    ("垃圾分类点位", "调整投放点三处", "三处已调整"),
    ("重阳节活动", "统计高龄老人名单", "名单统计完毕"),
    ("年度工作总结", "起草述职报告", "报告已张贴"),
];
/// What residents raise at the forum, and the answer to the question of the month.
const VOICES: &[(&str, &str, &str)] = &[
    ("路灯太暗", "为什么换灯具要花这么多？", "每盏含安装与两年质保，三家询价单已附在凭证中。"),
    ("楼道堆物", "清运费是谁批的？", "两委会议决议，监督小组会签，见决议页。"),
    ("春节慰问标准", "慰问品怎样采购的？", "三家比价，单价与数量逐项列在发票上。"),
    ("停车难", "划线费用包括设计吗？", "不包括，设计由街道免费提供。"),
    ("广场舞噪声", "音响是社区买的吗？", "不是，本次支出只有限音牌。"),
    ("井盖松动", "维修为什么分两次付款？", "第一次为材料，第二次为验收后的工费。"),
    ("坡道扶手", "工程款为什么没付清？", "余款为质保金，期满验收后支付。"),
    ("暑期托管", "托管老师的费用怎样算？", "按课时，每课时六十元，课表已公示。"),
    ("物业收费", "复印费怎么比上月多？", "增加了选举公告和选民名单的印制。"),
    ("投放点距离", "垃圾桶为什么换供应商？", "原供应商缺货，重新询价，价格低于原价。"),
    ("老年食堂", "活动餐费按什么标准？", "每人二十元以内，签到表附后。"),
    ("年度公开", "全年支出有没有总表？", "财务公开按月、按项目均有合计，可下载表格。"),
];

fn body(name: &str) -> Party {
    Party::Body(code(name))
}

fn person(name: &str) -> Party {
    Party::Person(code(name))
}

/// What is done on a day of a month.
#[derive(Clone, Copy)]
pub enum Act {
    Joint(usize),
    JointMet(usize),
    Forum(usize),
    ForumMet(usize),
    Minuted(usize),
    ActionsDone(usize),
    Review,
    Ask(usize),
    Answer(usize),
    Query(usize),
    QueryAnswered(usize),
    Object(usize),
    Settle(usize),
    Talk(usize),
    TalkMet(usize),
    Special(usize),
    Vote(vote::Act),
}

/// What happens in the `n`th month, by day. The days lie behind those on which the former month is closed.
pub fn agenda(month: Month, n: usize) -> Vec<(Day, Act)> {
    let on = |day: i32| month.first().plus(day - 1);
    let mut agenda = vec![
        (on(6), Act::Joint(n)),
        (on(7), Act::Forum(n)),
        (on(9), Act::Query(n)),
        (on(12), Act::JointMet(n)),
        (on(13), Act::QueryAnswered(n)),
        (on(14), Act::Minuted(n)),
        (on(16), Act::ForumMet(n)),
        (on(19), Act::Special(n)),
        (on(23), Act::ActionsDone(n)),
        (on(24), Act::Ask(n)),
        (on(25), Act::Review),
        (on(28), Act::Answer(n)),
    ];
    if n % 3 == 1 {
        agenda.extend([
            (on(8), Act::Talk(n)),
            (on(18), Act::TalkMet(n)),
            (on(24), Act::Object(n)),
            (on(28), Act::Settle(n)),
        ]);
    }
    agenda.extend(vote::agenda(month, n).into_iter().map(|(day, act)| (day, Act::Vote(act))));
    agenda
}

/// Does it.
pub fn act(desk: &mut Desk<'_>, act: Act) -> Outcome<()> {
    match act {
        Act::Joint(n) => call(desk, n, "joint", "committee", TOPICS[n].0),
        Act::JointMet(n) => met(desk, n),
        Act::Forum(n) => call(desk, n, "sentiment", "committee", "民情恳谈"),
        Act::ForumMet(n) => forum(desk, n),
        Act::Minuted(n) => minuted(desk, &code(&format!("joint-{n:02}")), n % 4 == 1),
        Act::ActionsDone(n) => actions_done(desk, n),
        Act::Review => review(desk),
        Act::Ask(n) => ask(desk, n),
        Act::Answer(n) => answer(desk, n),
        Act::Query(n) => query(desk, n),
        Act::QueryAnswered(n) => query_answered(desk, n),
        Act::Object(n) => object(desk, n),
        Act::Settle(n) => settle(desk, n),
        Act::Talk(n) => consult(desk, n),
        Act::TalkMet(n) => consulted(desk, n),
        Act::Special(n) => special(desk, n),
        Act::Vote(of) => vote::act(desk, of),
    }
}

/// What has to be there before the first month: who represents which households.
pub fn begin(desk: &mut Desk<'_>) -> Outcome<()> {
    for n in 2..=21 {
        let name = format!("rep-{n:02}");
        let households = u32::try_from(desk.dice.within(32, 49)).unwrap_or(40);
        let voted = households - u32::try_from(desk.dice.within(1, 9)).unwrap_or(1);
        let votes = voted - u32::try_from(desk.dice.within(0, 8)).unwrap_or(0);
        chosen(desk, (n, &name), (households, voted, votes), false)?;
    }
    Ok(())
}

fn chosen(desk: &mut Desk<'_>, (n, name): (i32, &str), of: (u32, u32, u32), again: bool) -> Outcome<()> {
    let (households, voted, votes) = of;
    let title = format!("{}号楼{}单元", (n + 1) / 2, if n % 2 == 0 { "一" } else { "二" });
    let records = vec![desk.paper(&format!("{title}推选记录 {}", desk.today))?];
    let unit = code(&format!("unit-{n:02}"));
    let title = title.parse()?;
    let person = code(name);
    let chosen = selfrule::Chosen { unit, title, households, voted, votes, person, again, records };
    desk.submit(chosen, SEEN).map(drop)
}

fn call(desk: &mut Desk<'_>, n: usize, sort: &str, body: &str, topic: &str) -> Outcome<()> {
    let after = if sort == "joint" { 6 } else { 9 };
    let called = assemblies::Called {
        meeting: code(&format!("{sort}-{n:02}")),
        sort: code(sort),
        body: code(body),
        topic: topic.parse()?,
        agenda: vec!["通报上月办理情况".parse()?, topic.parse()?],
        on: desk.today.plus(after),
    };
    desk.submit(called, &["feng-ling"]).map(drop)
}

/// The joint meeting is held, and has two things done.
fn met(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    let (topic, what, _) = TOPICS[n];
    let mut roll = desk.meeting("committee", 0)?;
    roll.roll.iter_mut().filter(|line| line.vote.present()).for_each(|line| line.vote = Vote::Unrecorded);
    let meeting = code(&format!("joint-{n:02}"));
    desk.submit(assemblies::Held { meeting: meeting.clone(), roll, topic: topic.parse()? }, &["feng-ling"])?;
    assigned(desk, &meeting, (&format!("joint-{n:02}-a"), what, "zhou-jianjun"))?;
    assigned(desk, &meeting, (&format!("joint-{n:02}-b"), "会议决定事项张贴到各楼栋", "feng-ling"))
}

fn assigned(desk: &mut Desk<'_>, meeting: &Code, (action, what, owner): (&str, &str, &str)) -> Outcome<()> {
    let assigned = assemblies::Assigned {
        action: code(action),
        meeting: meeting.clone(),
        what: what.parse()?,
        owner: person(owner),
        due: desk.today.plus(14),
    };
    desk.submit(assigned, &["feng-ling"]).map(drop)
}

fn minuted(desk: &mut Desk<'_>, meeting: &Code, dissent: bool) -> Outcome<()> {
    let minutes = vec![desk.paper(&format!("{meeting} 会议记录"))?];
    let words = "工期偏紧，建议先征求楼栋意见。".parse()?;
    let dissent = dissent.then(|| assemblies::Dissent { person: code("zheng-deming"), words });
    let minuted = assemblies::Minuted { meeting: meeting.clone(), minutes, dissent: dissent.into_iter().collect() };
    desk.submit(minuted, SEEN).map(drop)
}

fn forum(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    let meeting = code(&format!("sentiment-{n:02}"));
    let people = u32::try_from(desk.dice.within(18, 64)).unwrap_or(30);
    let voices = vec![VOICES[n].0.parse()?, "公开栏字体太小".parse()?];
    let held =
        assemblies::ForumHeld { meeting: meeting.clone(), body: code("committee"), on: desk.today, people, voices };
    desk.submit(held, SEEN)?;
    minuted(desk, &meeting, false)?;
    assigned(desk, &meeting, (&format!("forum-{n:02}"), VOICES[n].0, "wu-xiaomei"))
}

/// What was assigned is done; one thing in the spring is carried on, and what the last forum assigned is still open.
fn actions_done(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    for (action, outcome) in [("a", TOPICS[n].2), ("b", "已张贴")] {
        let action = code(&format!("joint-{n:02}-{action}"));
        let evidence = vec![desk.paper(&format!("{action}：{outcome}"))?];
        desk.submit(assemblies::Done { action, outcome: outcome.parse()?, evidence }, SEEN)?;
    }
    if n == 5 {
        forum_done(desk, 4)?;
    }
    if n == 4 {
        let action = code(&format!("forum-{n:02}"));
        let reason = "等待产权单位答复".parse()?;
        let carried = assemblies::Carried { action, owner: person("wu-xiaomei"), due: desk.today.plus(30), reason };
        return desk.submit(carried, SEEN).map(drop);
    }
    if n < 11 { forum_done(desk, n) } else { Ok(()) }
}

fn forum_done(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    let action = code(&format!("forum-{n:02}"));
    let evidence = vec![desk.paper(&format!("{action}：已办理"))?];
    desk.submit(assemblies::Done { action, outcome: "已办理并回复".parse()?, evidence }, SEEN).map(drop)
}

/// Payments nobody of the supervision group has looked at, the last first, each with who handled it.
fn unreviewed(desk: &Desk<'_>) -> Outcome<Vec<(EventId, Code)>> {
    desk.followed.catch_up()?;
    let content = desk.followed.read(|board| board.content("oversight"));
    let tables = content.map(|content| content.tables).unwrap_or_default();
    let rows = tables.into_iter().filter(|table| table.name == "unreviewed").flat_map(|table| table.rows);
    let found = rows.filter_map(|row| match (row.first(), row.last()) {
        (Some(Value::Event { id, .. }), Some(Value::Person { code, .. })) => Some((*id, code.clone())),
        _ => None,
    });
    let mut found: Vec<_> = found.collect();
    found.reverse();
    Ok(found)
}

/// Two of the group look at the last payments in turn. The third is married to the clerk and leaves hers alone.
fn review(desk: &mut Desk<'_>) -> Outcome<()> {
    for (event, of) in unreviewed(desk)?.into_iter().take(REVIEWS) {
        let who = if of == "feng-ling" {
            &["lin-wenbin", "huang-yulan"][..]
        } else {
            &["lin-wenbin", "huang-yulan", "xu-haitao"]
        };
        let by = *desk.dice.pick(who);
        let agrees = !desk.dice.percent(6);
        let reason = if agrees { None } else { Some("票据齐全，用途说明较简，弃权。".parse()?) };
        desk.submit(supervision::Reviewed { event, of, by: code(by), agrees, reason }, &[by])?;
    }
    Ok(())
}

/// Two residents ask about payments.
fn ask(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    for (at, (event, _)) in unreviewed(desk)?.into_iter().take(2).enumerate() {
        let words = if at == 0 { VOICES[n].1 } else { "这笔支出有发票吗？在哪里看？" };
        let question = code(&format!("asked-{n:02}-{at}"));
        let owner = person("wu-xiaomei");
        desk.submit(question::Asked { question, event, words: words.parse()?, owner }, &["feng-ling"])?;
    }
    Ok(())
}

/// Both are answered; in the last month one still waits.
fn answer(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    let answers = [VOICES[n].2, "有，凭证的指纹在该笔记录里，原件周三下午可到办公室查看。"];
    for (at, answer) in answers.into_iter().enumerate().take(if n == 11 { 1 } else { 2 }) {
        let question = code(&format!("asked-{n:02}-{at}"));
        if known(desk, "question", &question)? {
            let by = code("wu-xiaomei");
            let answered = question::Answered { question, by, answer: answer.parse()?, files: Vec::new() };
            desk.submit(answered, &["wu-xiaomei"])?;
        }
    }
    Ok(())
}

/// A member of the group has someone explain.
fn query(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    let by = ["lin-wenbin", "huang-yulan"][n % 2];
    let words = format!("{}的预算依据是什么？", TOPICS[n].0);
    let asked = supervision::Asked {
        query: code(&format!("query-{n:02}")),
        by: code(by),
        event: None,
        words: words.parse()?,
        owner: person("zhou-jianjun"),
    };
    desk.submit(asked, &[by]).map(drop)
}

/// The answer will do, after asking again in spring. In the last month it has not come.
fn query_answered(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    if n == 11 {
        return Ok(());
    }
    let (by, query) = (["lin-wenbin", "huang-yulan"][n % 2], code(&format!("query-{n:02}")));
    let rounds: &[bool] = if n == 5 { &[false, true] } else { &[true] };
    for satisfied in rounds {
        let answer = "按年度预算和两委会议纪要安排，附明细。".parse()?;
        let files = vec![desk.paper(&format!("{query} 明细"))?];
        let answered = supervision::QueryAnswered { query: query.clone(), by: code("zhou-jianjun"), answer, files };
        desk.submit(answered, &["zhou-jianjun"])?;
        let finding = if *satisfied { "已说明清楚。" } else { "请补充询价记录。" };
        let closed = supervision::QueryClosed {
            query: query.clone(),
            by: code(by),
            satisfied: *satisfied,
            finding: finding.parse()?,
            owner: person("zhou-jianjun"),
        };
        desk.submit(closed, &[by])?;
    }
    Ok(())
}

fn object(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    let Some((event, of)) = unreviewed(desk)?.into_iter().find(|(_, of)| *of != "feng-ling") else { return Ok(()) };
    let objected = supervision::Objected {
        objection: code(&format!("objection-{n:02}")),
        event,
        of,
        by: code("huang-yulan"),
        title: "发票只有总额，没有明细".parse()?,
        reason: "请补交商品明细和验收人签字。".parse()?,
        owner: person("sun-lihua"),
    };
    desk.submit(objected, &["huang-yulan"]).map(drop)
}

/// Whether there is such a case.
fn known(desk: &Desk<'_>, sort: &str, name: &Code) -> Outcome<bool> {
    desk.followed.catch_up()?;
    let case = CaseRef { sort: code(sort), code: name.clone() };
    Ok(desk.followed.read(|board| board.standing().cases.get(&case).is_some()))
}

/// The answer comes; the objection is withdrawn, or upheld until it is put right.
fn settle(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    let objection = code(&format!("objection-{n:02}"));
    if !known(desk, "supervision-objection", &objection)? {
        return Ok(());
    }
    let files = vec![desk.paper(&format!("{objection} 补充明细"))?];
    let answer = "已向供应商索取明细。".parse()?;
    let answered = supervision::Answered { objection: objection.clone(), by: code("sun-lihua"), answer, files };
    desk.submit(answered, &["sun-lihua"])?;
    let upheld = n != 1;
    let finding =
        if upheld { "明细仍缺验收人签字，坚持异议。" } else { "明细齐全，撤回异议。" };
    let finding = finding.parse()?;
    let settled = supervision::Settled { objection: objection.clone(), by: code("huang-yulan"), upheld, finding };
    desk.submit(settled, &["huang-yulan"])?;
    // The last one still waits to be put right.
    if upheld && n < 10 {
        let evidence = vec![desk.paper(&format!("{objection} 验收签字"))?];
        let remedy = "补齐验收人签字，明细附在原凭证后。".parse()?;
        desk.submit(supervision::PutRight { objection, remedy, evidence }, &["feng-ling", "huang-yulan"])?;
    }
    Ok(())
}

fn consult(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    let invited = ["涉及楼栋居民", "物业服务企业", "社区民警"];
    let opened = talk::Opened {
        talk: code(&format!("talk-{n:02}")),
        topic: TOPICS[n].0.parse()?,
        invited: invited.iter().map(|who| who.parse()).collect::<Outcome<_>>()?,
    };
    desk.submit(opened, SEEN).map(drop)
}

fn consulted(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    let talk = code(&format!("talk-{n:02}"));
    let minuted = talk::Minuted {
        talk: talk.clone(),
        on: desk.today,
        absent: if n == 4 { vec!["物业服务企业".parse()?] } else { Vec::new() },
        positions: vec!["希望先试行一个月。".parse()?, "费用应由受益楼栋分担。".parse()?],
        minutes: vec![desk.paper(&format!("{talk} 协商记录"))?],
    };
    desk.submit(minuted, SEEN)?;
    let agreement = "先试行一个月，费用在下次协商时说明。".parse()?;
    let owner = body("committee");
    desk.submit(talk::Agreed { talk: talk.clone(), agreement, owner, due: desk.today.plus(30) }, SEEN)?;
    if n < 10 {
        let evidence = vec![desk.paper(&format!("{talk} 试行情况"))?];
        desk.submit(talk::CarriedOut { talk, result: "试行开始，公告已张贴。".parse()?, evidence }, SEEN)?;
    }
    Ok(())
}

/// What happens once a year.
fn special(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    match n {
        1 => text_proposed(desk),
        2 => text_decided(desk),
        3 => petition(desk, ("petition-parking", "停车收费应由居民会议讨论"), (451, 22)),
        4 => petition_met(desk),
        5 => report(desk, "2025-11", "2026-04", None),
        6 => replaced(desk),
        7 => referred(desk),
        9 => petition(desk, ("petition-dogs", "划定遛狗区域"), (86, 4)),
        10 => report(desk, "2026-05", "2026-09", Some("report-2026-04")),
        _ => Ok(()),
    }
}

fn text_proposed(desk: &mut Desk<'_>) -> Outcome<()> {
    let files = vec![desk.paper("幸福里社区居民公约（征求意见稿）")?];
    let title = "幸福里社区居民公约".parse()?;
    desk.submit(selfrule::TextProposed { text: code("pact-2026"), title, files, replaces: None }, SEEN)?;
    meeting_called(desk, ("meeting-2026-1", "居民会议（居民公约）"), 31, None)
}

fn meeting_called(desk: &mut Desk<'_>, (name, title): (&str, &str), after: i32, petition: Option<Code>) -> Outcome<()> {
    let called = selfrule::MeetingCalled {
        meeting: code(name),
        title: title.parse()?,
        agenda: vec!["清点人数".parse()?, title.parse()?],
        on: desk.today.plus(after),
        convener: body("committee"),
        petition,
        notices: vec![desk.paper(&format!("{title} 会议通知"))?],
    };
    desk.submit(called, SEEN).map(drop)
}

fn held(desk: &mut Desk<'_>, name: &str, present: u32, votes: Vec<selfrule::PutToVote>) -> Outcome<()> {
    let minutes = vec![desk.paper(&format!("{name} 会议记录与签到"))?];
    let (meeting, on, group) = (code(name), desk.today, code("households"));
    let held = selfrule::MeetingHeld { meeting, on, group, present, quorum: true, votes, minutes };
    desk.submit(held, SEEN).map(drop)
}

fn text_decided(desk: &mut Desk<'_>) -> Outcome<()> {
    held(desk, "meeting-2026-1", 934, Vec::new())?;
    let decided = selfrule::TextAdopted {
        text: code("pact-2026"),
        meeting: code("meeting-2026-1"),
        present: 934,
        yes: 811,
        no: 76,
        abstain: 47,
        adopted: true,
        replaces: None,
    };
    desk.submit(decided, SEEN)?;
    let receipts = vec![desk.paper("居民公约备案回执")?];
    let office = "平安街道办事处".parse()?;
    desk.submit(selfrule::TextFiled { text: code("pact-2026"), office, receipts }, &["feng-ling"]).map(drop)
}

/// A petition is filed and its signatures are counted. With too few of them it is answered and no more.
fn petition(desk: &mut Desk<'_>, (name, title): (&str, &str), (counted, struck): (u32, u32)) -> Outcome<()> {
    let filed = selfrule::PetitionFiled {
        petition: code(name),
        title: title.parse()?,
        wants: code("residents-meeting"),
        words: "请居民委员会召集居民会议讨论。".parse()?,
        signed: counted + struck,
        signatures: vec![desk.paper(&format!("{title} 签名册（封存）"))?],
    };
    desk.submit(filed, &["feng-ling"])?;
    let admitted = counted >= 422;
    let ruled = selfrule::PetitionRuled {
        petition: code(name),
        signed: counted + struck,
        counted,
        struck,
        group: code("adults"),
        on: desk.today,
        admitted,
    };
    desk.submit(ruled, SEEN)?;
    if !admitted {
        let answer = "人数未达到十分之一，列入下月协商议事会。".parse()?;
        return desk.submit(selfrule::PetitionAnswered { petition: code(name), answer }, &["feng-ling"]).map(drop);
    }
    meeting_called(desk, ("meeting-2026-2", "居民会议（停车收费）"), 28, Some(code(name)))?;
    let evidence = vec![desk.paper("居民会议（停车收费） 会议通知")?];
    let outcome = "居民会议已召集。".parse()?;
    desk.submit(selfrule::PetitionGranted { petition: code(name), outcome, evidence }, &["feng-ling"]).map(drop)
}

fn petition_met(desk: &mut Desk<'_>) -> Outcome<()> {
    let put = |question: &str, (yes, no, abstain): (u32, u32, u32), carried| -> Outcome<selfrule::PutToVote> {
        Ok(selfrule::PutToVote { question: question.parse()?, yes, no, abstain, carried })
    };
    let votes = vec![
        put("地面停车每月收费六十元，全部用于停车管理", (612, 240, 51), true)?,
        put("来访车辆每小时收费两元", (318, 521, 64), false)?,
    ];
    held(desk, "meeting-2026-2", 903, votes)
}

fn report(desk: &mut Desk<'_>, from: &str, until: &str, previous: Option<&str>) -> Outcome<()> {
    let title = format!("监督小组报告（{from} 至 {until}）");
    let report = supervision::Reported {
        report: code(&format!("report-{until}")),
        files: vec![desk.paper(&title)?],
        title: title.parse()?,
        from: from.parse()?,
        until: until.parse()?,
        next: desk.today.plus(180),
        previous: previous.map(code),
    };
    desk.submit(report, &["lin-wenbin", "huang-yulan"]).map(drop)
}

/// A representative has moved away; the stairs choose another.
fn replaced(desk: &mut Desk<'_>) -> Outcome<()> {
    let reason = "代表迁出本社区".parse()?;
    desk.submit(selfrule::Left { unit: code("unit-09"), reason }, SEEN)?;
    chosen(desk, (9, "gao-shuzhen"), (41, 33, 24), true)
}

/// Something is referred to the street; what it is stays sealed.
fn referred(desk: &mut Desk<'_>) -> Outcome<()> {
    let words = "两份报价单笔迹相似，请街道核查供应商之间的关系。".parse()?;
    let words = Opening::new([21; 16], code("words"), words).seal();
    let referral = code("referral-2026-1");
    let two = &["lin-wenbin", "huang-yulan"];
    let (to, title) = ("平安街道纪检监察工委".parse()?, "询价程序".parse()?);
    desk.submit(supervision::Referred { referral: referral.clone(), to, title, words }, two)?;
    let papers = vec![desk.paper("街道回复函")?];
    let answer = "已核查，供应商之间无关联，提醒今后三家以上询价。".parse()?;
    desk.submit(supervision::ReferralAnswered { referral, answer, papers }, two).map(drop)
}
