//! The people of the demo, all made up, and the first two events.

use std::path::Path;

use crate::base::code::Code;
use crate::base::hash::Hash;
use crate::base::key::SecretKey;
use crate::base::money::Currency;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Day;
use crate::base::words::Bi;
use crate::event::kinds::ledger::Genesis;
use crate::event::mandate::{BodyDetails, BodySort, PersonDetails, Seat, Term};

const BODIES: &[(&str, &str, &str, BodySort, u32)] = &[
    ("party", "幸福里社区党委", "Party committee of Xingfuli", BodySort::PartyCommittee, 5),
    ("committee", "幸福里社区居民委员会", "Residents' committee of Xingfuli", BodySort::Committee, 5),
    ("supervision", "居务监督小组", "Supervision group", BodySort::Supervision, 3),
    ("assembly", "居民代表会议", "Residents' representatives' meeting", BodySort::Assembly, 21),
    ("staff", "社区工作人员", "Community staff", BodySort::Staff, 5),
];

/// `(code, name, body, office)` of everyone with a key.
pub const OFFICERS: &[(&str, &str, &str, &str)] = &[
    ("chen-guoqiang", "陈国强", "party", "secretary"),
    ("li-guifang", "李桂芳", "party", "member"),
    ("wang-zhiyuan", "王志远", "party", "member"),
    ("liu-xiuying", "刘秀英", "party", "member"),
    ("zhao-yongping", "赵永平", "party", "member"),
    ("sun-lihua", "孙丽华", "committee", "chair"),
    ("zhou-jianjun", "周建军", "committee", "vice-chair"),
    ("wu-xiaomei", "吴晓梅", "committee", "member"),
    ("zheng-deming", "郑德明", "committee", "member"),
    ("lin-wenbin", "林文斌", "supervision", "chair"),
    ("huang-yulan", "黄玉兰", "supervision", "member"),
    ("xu-haitao", "许海涛", "supervision", "member"),
    ("gao-shuzhen", "高淑珍", "assembly", "chair"),
    ("song-yajing", "宋雅静", "staff", "bookkeeper"),
    ("deng-xiaolong", "邓小龙", "staff", "cashier"),
    ("feng-ling", "冯玲", "staff", "clerk"),
];

/// Representatives who only vote; they need no key.
const REPRESENTATIVES: &[&str] = &[
    "安秀兰",
    "白玉成",
    "曹桂英",
    "戴永强",
    "段淑华",
    "范志明",
    "方雪梅",
    "郭建国",
    "韩凤英",
    "侯德胜",
    "贾美玲",
    "江海燕",
    "康立新",
    "雷桂珍",
    "陆文军",
    "毛玉霞",
    "彭光明",
    "秦淑芬",
    "任国栋",
    "沈慧敏",
];

/// A code of the demo; they are written here and known to be good.
pub fn code(text: &str) -> Code {
    text.parse().unwrap_or_default()
}

/// The key of a person. Fixed, so that every run makes the same ledger; a real key is never made like this.
pub fn key(person: &str) -> SecretKey {
    SecretKey::from_seed(&Hash::of_parts(&[b"mingbai demo key ", person.as_bytes()]).0)
}

/// The key of the demo's log.
pub fn log_key() -> SecretKey {
    key("log")
}

/// Writes the officers' keys, so that whoever tries the demo can sign with them.
pub fn write_keys(folder: &Path) -> Outcome<()> {
    let made = std::fs::create_dir_all(folder);
    made.map_err(|e| Problem::unavailable("folder-unusable").with("folder", folder.display()).with("cause", e))?;
    let members = OFFICERS.iter().map(|(person, ..)| *person).chain([NEWCOMER.0]);
    members.into_iter().try_for_each(|person| key(person).write(&folder.join(format!("{person}.pem"))))
}

/// Who is elected to the committee's free seat in the middle of the year.
pub const NEWCOMER: (&str, &str) = ("he-chunyan", "何春燕");

fn bi(zh: &str, en: &str) -> Bi {
    Bi::new(zh, en)
}

/// The first event: bodies, people, terms of five years.
pub fn genesis(log: String, from: Day) -> Outcome<Genesis> {
    let until = "2030-10-31".parse()?;
    let mut people = Vec::new();
    let mut terms = Vec::new();
    let mut seat = |person: &str, name: &str, body: &str, office: &str, keyed: bool| -> Outcome<()> {
        let key = keyed.then(|| key(person).public());
        people.push(PersonDetails { person: code(person), name: name.parse()?, key });
        let seat = Seat { body: code(body), office: code(office) };
        terms.push(Term { person: code(person), seat, from, until });
        Ok(())
    };
    for (person, name, body, office) in OFFICERS {
        seat(person, name, body, office, true)?;
    }
    for (at, name) in REPRESENTATIVES.iter().enumerate() {
        seat(&format!("rep-{:02}", at + 2), name, "assembly", "representative", false)?;
    }
    let body = |(body, zh, en, sort, seats): &(&str, &str, &str, BodySort, u32)| BodyDetails {
        body: code(body),
        name: bi(zh, en),
        sort: *sort,
        seats: *seats,
    };
    Ok(Genesis {
        title: bi("幸福里社区明白账（演示，人物均为虚构）", "Xingfuli community (a demo; all people are made up)"),
        currency: Currency::yuan(),
        utc_offset_minutes: 480,
        log,
        bodies: BODIES.iter().map(body).collect(),
        people,
        terms,
    })
}
