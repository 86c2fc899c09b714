//! The two rounds of democratic evaluation in the demo's year.

use std::collections::BTreeMap;

use crate::base::code::EventId;
use crate::base::problem::Outcome;
use crate::base::time::{Day, Written};
use crate::cli::demo::affairs;
use crate::cli::demo::cast::{OFFICERS, code};
use crate::cli::demo::desk::Desk;
use crate::event::ballot::{
    Aspect, Balloting, Band, Decision, Dimension, DimensionCount, Electorate, Evaluation, Form, Group, GroupCount,
    Rectification, Remark, Round, Subject, Tally,
};
use crate::event::kinds::evaluation::{Counted, Decided, Opened, RectificationAsked, Rectified, Remarked, Tallied};
use crate::event::mandate::{Party, Seat};

/// Who is evaluated: person, body, office, how well they do (of a hundred).
const SUBJECTS: &[(&str, &str, &str, u64)] = &[
    ("sun-lihua", "committee", "chair", 90),
    ("zhou-jianjun", "committee", "vice-chair", 78),
    ("wu-xiaomei", "committee", "member", 84),
    ("zheng-deming", "committee", "member", 52),
];
const GROUPS: &[(&str, &str, u32)] =
    &[("reps", "居民代表", 21), ("party", "党员", 46), ("residents", "居民户代表", 60)];
const BANDS: &[(&str, &str, u32)] =
    &[("excellent", "优秀", 100), ("competent", "称职", 80), ("basic", "基本称职", 60), ("unqualified", "不称职", 30)];
const DIMENSIONS: &[(&str, &str, Aspect, u32)] = &[
    ("virtue", "德：品行与公道", Aspect::Style, 2_000),
    ("style", "作风：联系居民", Aspect::Style, 2_000),
    ("ability", "能：办事能力", Aspect::Work, 1_500),
    ("achievement", "绩：完成情况", Aspect::Work, 2_500),
    ("integrity", "廉：遵守财务规定", Aspect::Style, 1_000),
    ("overall", "总体评价", Aspect::Overall, 1_000),
];
/// Remarks through the year: about whom, category, words.
const NOTES: &[(usize, &str, &str)] = &[
    (0, "service", "雨夜到低洼楼栋逐户查看，次日组织抽水。"),
    (1, "diligence", "维修进度每周公布一次，居民反映及时。"),
    (2, "service", "上门为三位行动不便的老人代办手续。"),
    (3, "diligence", "连续两次未参加网格例会，未说明原因。"),
    (0, "integrity", "主动公示亲属承揽意向并回避。"),
    (3, "style", "对居民询问答复生硬，已当面提醒。"),
    (1, "achievement", "楼道灯改造比预算少支出八百余元。"),
];

fn name_of(person: &str) -> &str {
    OFFICERS.iter().find(|(known, ..)| *known == person).map_or(person, |(_, name, ..)| *name)
}

fn seat(body: &str, office: &str) -> Seat {
    Seat { body: code(body), office: code(office) }
}

fn subject(which: usize) -> Subject {
    let (person, body, office, _) = SUBJECTS[which];
    Subject::Person { person: code(person), seat: seat(body, office) }
}

/// A note of ordinary understanding, by a supervisor; some are answered by the person.
pub fn note(desk: &mut Desk<'_>, which: usize) -> Outcome<()> {
    let (about, category, text) = NOTES[which % NOTES.len()];
    let remark = Remark::Ordinary { subject: subject(about), category: code(category) };
    let by = *desk.dice.pick(&["lin-wenbin", "huang-yulan", "li-guifang"]);
    let remarked = Remarked { remark, by: Party::Person(code(by)), text: text.parse()? };
    let to = desk.submit(remarked, &[by])?;
    if about == 3 { reply(desk, to, about) } else { Ok(()) }
}

fn reply(desk: &mut Desk<'_>, to: EventId, about: usize) -> Outcome<()> {
    let person = SUBJECTS[about].0;
    let text = "接受提醒，今后提前请假、耐心答复。".parse()?;
    let body = Remarked { remark: Remark::Reply { to }, by: Party::Person(code(person)), text };
    desk.submit(body, &[person]).map(drop)
}

fn form() -> Outcome<Form> {
    let dimension = |(name, label, aspect, weight): &(&str, &str, Aspect, u32)| {
        Ok(Dimension { dimension: code(name), label: label.parse()?, aspect: *aspect, weight: *weight })
    };
    let band =
        |(name, label, score): &(&str, &str, u32)| Ok(Band { band: code(name), label: label.parse()?, score: *score });
    Ok(Form {
        dimensions: DIMENSIONS.iter().map(dimension).collect::<Outcome<_>>()?,
        bands: BANDS.iter().map(band).collect::<Outcome<_>>()?,
    })
}

fn evaluation(round: &str, which: usize, (from, until): (Day, Day), today: Day) -> Outcome<Evaluation> {
    let (person, ..) = SUBJECTS[which];
    let group =
        |(name, label, size): &(&str, &str, u32)| Ok(Group { group: code(name), label: label.parse()?, size: *size });
    let at = |day: Day, clock: &str| format!("{day}T{clock}+08:00").parse::<Written>();
    let held = today.plus(2);
    Ok(Evaluation {
        evaluation: code(&format!("{round}-{}", which + 1)),
        title: format!("{round} 民主评议：{}", name_of(person)).parse()?,
        subject: subject(which),
        from,
        until,
        round: Round { round: code(round), subjects: u32::try_from(SUBJECTS.len()).unwrap_or(u32::MAX) },
        chair: code("lin-wenbin"),
        form: form()?,
        electorate: Electorate { rolled_on: today, groups: GROUPS.iter().map(group).collect::<Outcome<_>>()? },
        balloting: Balloting { opens: at(held, "09:00:00")?, closes: at(held, "11:00:00")? },
    })
}

/// Counts a group's ballots: one row a dimension, the better the subject the better the bands.
fn count(desk: &mut Desk<'_>, size: u32, merit: u64) -> GroupCount {
    let issued = size - u32::try_from(desk.dice.within(0, u64::from(size / 10) + 1)).unwrap_or(0);
    let returned = issued - u32::try_from(desk.dice.within(0, u64::from(issued / 8) + 1)).unwrap_or(0);
    let invalid = u32::from(desk.dice.percent(30));
    let mut rows = Vec::new();
    for (name, ..) in DIMENSIONS {
        let mut bands: BTreeMap<_, u32> = BANDS.iter().map(|(band, ..)| (code(band), 0)).collect();
        let mut blank = 0;
        for _ in 0..returned - invalid {
            let mark = desk.dice.within(0, 60) + merit;
            let band = match mark {
                0..=69 => "unqualified",
                70..=94 => "basic",
                95..=124 => "competent",
                _ => "excellent",
            };
            if desk.dice.percent(1) {
                blank += 1;
            } else if let Some(ballots) = bands.get_mut(&code(band)) {
                *ballots += 1;
            }
        }
        rows.push(DimensionCount { dimension: code(name), bands, blank });
    }
    GroupCount { issued, returned, invalid, dimensions: rows }
}

/// Opens a round: every form frozen before the first ballot.
pub fn open(desk: &mut Desk<'_>, round: &str, period: (Day, Day)) -> Outcome<()> {
    for which in 0..SUBJECTS.len() {
        let details = evaluation(round, which, period, desk.today)?;
        desk.submit(Opened { details }, &["lin-wenbin", "huang-yulan"])?;
    }
    Ok(())
}

/// Counts, tallies and decides a round, and publishes each result.
pub fn conclude(desk: &mut Desk<'_>, round: &str) -> Outcome<()> {
    for (which, (_, _, _, merit)) in SUBJECTS.iter().enumerate() {
        let name = code(&format!("{round}-{}", which + 1));
        if which == 0 {
            let early = Tallied { evaluation: name.clone(), tally: empty_tally()? };
            desk.tries("demo-try-early-tally", early, &["lin-wenbin", "huang-yulan"])?;
        }
        let mut counts = Vec::new();
        for (group, _, size) in GROUPS {
            let count = count(desk, *size, *merit);
            counts.push(count.clone());
            let tellers = [code("huang-yulan"), code("gao-shuzhen")];
            let body = Counted { evaluation: name.clone(), group: code(group), count, tellers };
            desk.submit(body, &["huang-yulan", "gao-shuzhen"])?;
        }
        let remark = Remark::Central { evaluation: name.clone(), category: code("achievement") };
        let text = "会上述职后，与会代表就年度任务逐项提问并得到答复。".parse()?;
        let by = Party::Body(code("supervision"));
        desk.submit(Remarked { remark, by, text }, &["huang-yulan"])?;
        desk.followed.catch_up()?;
        let details =
            desk.followed.read(|board| board.standing().ballots.evaluation(&name).map(|state| state.details.clone()));
        let Some(details) = details else { continue };
        let tally = Tally::of(&details, &counts);
        desk.submit(Tallied { evaluation: name.clone(), tally }, &["lin-wenbin", "huang-yulan"])?;
    }
    decide(desk, round)
}

fn empty_tally() -> Outcome<Tally> {
    let today = Day::default();
    Ok(Tally::of(&evaluation("none", 0, (today, today), today)?, []))
}

fn decide(desk: &mut Desk<'_>, round: &str) -> Outcome<()> {
    let signers = ["li-guifang", "lin-wenbin", "huang-yulan"];
    for (which, band) in ["excellent", "competent", "competent", "basic"].into_iter().enumerate() {
        let name = code(&format!("{round}-{}", which + 1));
        let decision = |band: &str| -> Outcome<Decision> {
            Ok(Decision {
                band: code(band),
                ordinary: "平时记录已逐条核对，本人已答复。".parse()?,
                central: "按票数与述职情况综合评定。".parse()?,
                vacates: None,
            })
        };
        if which == 1 {
            let over = Decided { evaluation: name.clone(), decision: decision("excellent")? };
            desk.tries("demo-try-over-cap", over, &signers)?;
        }
        desk.submit(Decided { evaluation: name.clone(), decision: decision(band)? }, &signers)?;
        affairs::publish(desk, &format!("party/evaluation/{name}"))?;
    }
    Ok(())
}

/// What the evaluation found is put right.
pub fn rectify(desk: &mut Desk<'_>, round: &str) -> Outcome<()> {
    let details = Rectification {
        rectification: code(&format!("{round}-fix")),
        evaluation: code(&format!("{round}-4")),
        issue: "网格例会缺席，居民诉求答复不及时。".parse()?,
        owner: Party::Person(code("zheng-deming")),
        due: None,
    };
    let rectification = details.rectification.clone();
    desk.submit(RectificationAsked { details }, &["lin-wenbin"])?;
    desk.on(desk.today.plus(18));
    let evidence = vec![desk.paper(&format!("整改台账 {round}"))?];
    let done = "补开三次网格例会，积压诉求逐件答复，附台账。".parse()?;
    desk.submit(Rectified { rectification, done, evidence }, &["zheng-deming", "huang-yulan"]).map(drop)
}
