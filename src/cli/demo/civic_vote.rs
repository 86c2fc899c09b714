//! The votes of the demo's year: the by-election of a committee member with its run-off, and two petitions for a recall.

use std::collections::BTreeMap;

use crate::base::code::Code;
use crate::base::problem::Outcome;
use crate::base::time::{Day, Month};
use crate::cli::demo::cast::code;
use crate::cli::demo::desk::Desk;
use crate::event::kinds::{elections, poll, recall, roll};
use crate::event::mandate::{Party, Seat};
use crate::event::sealed::Opening;

/// The clerk, and one of the supervision group who is not close to her.
pub const SEEN: &[&str] = &["feng-ling", "lin-wenbin"];
const ELECTION: &str = "by-election-2026";
const RECALL: &str = "recall-2026-1";
const TWO: &[&str] = &["lin-wenbin", "huang-yulan"];
/// The day of the vote, and of the run-off.
const VOTE: &str = "2026-07-16";
const RUNOFF: &str = "2026-07-29";

/// A step of a vote.
#[derive(Clone, Copy)]
pub enum Act {
    Call,
    Roll,
    Questions,
    Nominees,
    Slate,
    Count,
    Runoff,
    TooFew,
    Recall,
    RecallCalled,
    RecallVote,
}

/// The steps of the `n`th month.
pub fn agenda(month: Month, n: usize) -> Vec<(Day, Act)> {
    let on = |day: i32| month.first().plus(day - 1);
    match n {
        7 => vec![(on(8), Act::Call), (on(15), Act::Roll), (on(18), Act::Questions), (on(22), Act::Nominees)],
        8 => vec![(on(8), Act::Slate), (on(16), Act::Count), (on(29), Act::Runoff)],
        9 => vec![(on(10), Act::TooFew)],
        10 => vec![(on(8), Act::Recall), (on(16), Act::RecallCalled)],
        11 => vec![(on(10), Act::RecallVote)],
        _ => Vec::new(),
    }
}

/// Takes it.
pub fn act(desk: &mut Desk<'_>, act: Act) -> Outcome<()> {
    match act {
        Act::Call => called(desk),
        Act::Roll => posted(desk),
        Act::Questions => questioned(desk),
        Act::Nominees => nominated(desk),
        Act::Slate => slate(desk),
        Act::Count => counted(desk),
        Act::Runoff => ran_off(desk),
        Act::TooFew => petition(desk, "recall-2026-0", (311, 9)),
        Act::Recall => recalled(desk),
        Act::RecallCalled => recall_called(desk),
        Act::RecallVote => recall_read(desk),
    }
}

fn organiser() -> Party {
    Party::Body(code("committee"))
}

fn election() -> Code {
    code(ELECTION)
}

fn called(desk: &mut Desk<'_>) -> Outcome<()> {
    let called = elections::Called {
        election: election(),
        title: "补选居民委员会委员".parse()?,
        body: code("committee"),
        voters: code("households"),
        seats: 1,
        organiser: organiser(),
        on: VOTE.parse()?,
        files: vec![desk.paper("补选公告")?],
    };
    desk.submit(called, SEEN).map(drop)
}

fn posted(desk: &mut Desk<'_>) -> Outcome<()> {
    let posted = elections::RollPosted {
        election: election(),
        title: "补选选民名单（每户一名代表）".parse()?,
        electors: 1_698,
        on: VOTE.parse()?,
        organiser: organiser(),
        rolls: vec![desk.paper("补选选民名单（封存）")?],
    };
    desk.submit(posted, SEEN).map(drop)
}

/// Two objections: one household was left out, one has not lived here long enough.
fn questioned(desk: &mut Desk<'_>) -> Outcome<()> {
    let cases = [
        ("roll-1", "六号楼漏登一户", true, "核对户籍，补登一户。"),
        ("roll-2", "外来租户要求登记", false, "居住未满一年且未申请，不予登记。"),
    ];
    for (name, words, upheld, finding) in cases {
        let (objection, owner) = (code(name), organiser());
        let words = words.parse()?;
        let questioned = elections::RollQuestioned { objection: objection.clone(), election: election(), words, owner };
        desk.submit(questioned, &["feng-ling"])?;
        let finding = finding.parse()?;
        let ruled = elections::RollRuled { objection, election: election(), upheld, electors: 1_699, finding };
        desk.submit(ruled, SEEN)?;
    }
    Ok(())
}

/// Four are nominated; one has not lived here long enough, three stand.
fn nominated(desk: &mut Desk<'_>) -> Outcome<()> {
    let nominees = [
        ("n1", "party", 0, "何春燕", true),
        ("n2", "residents", 26, "魏国平", true),
        ("n3", "residents", 14, "唐秀珍", true),
        ("n4", "residents", 11, "梁志强", false),
    ];
    for (at, (name, by, supporters, called, accepted)) in nominees.into_iter().enumerate() {
        let salt = [u8::try_from(at).unwrap_or(0) + 40; 16];
        let nominated = elections::Nominated {
            nominee: code(name),
            election: election(),
            by: code(by),
            supporters,
            label: format!("{}号被提名人", at + 1).parse()?,
            name: Opening::new(salt, code("name"), called.parse()?).seal(),
        };
        desk.submit(nominated, &["feng-ling"])?;
        let reason =
            if accepted { "符合条件，本人同意参选。" } else { "在本社区居住不满一年。" };
        let reason = reason.parse()?;
        let examined = elections::Examined { nominee: code(name), election: election(), accepted, reason };
        desk.submit(examined, SEEN)?;
    }
    Ok(())
}

fn slate(desk: &mut Desk<'_>) -> Outcome<()> {
    let slate = elections::SlatePosted {
        election: election(),
        title: "正式候选人".parse()?,
        nominees: ["n1", "n2", "n3"].map(code).to_vec(),
        seats: 1,
        on: VOTE.parse()?,
        organiser: organiser(),
    };
    desk.submit(slate, SEEN)?;
    let proxies = [("household-118", 2), ("household-407", 1), ("household-933", 3)];
    let listed = elections::ProxiesListed {
        election: election(),
        proxies: votes(&proxies),
        files: vec![desk.paper("委托投票书（封存）")?],
    };
    desk.submit(listed, SEEN).map(drop)
}

fn votes(of: &[(&str, u64)]) -> BTreeMap<Code, u64> {
    of.iter().map(|(name, votes)| (code(name), *votes)).collect()
}

fn count(desk: &mut Desk<'_>, runoff: bool, papers: [u32; 5], of: &[(&str, u64)]) -> Outcome<poll::CountRead> {
    let [issued, returned, unreturned, valid, invalid] = papers;
    Ok(poll::CountRead {
        election: election(),
        on: desk.today,
        runoff,
        voters: code("households"),
        seats: 1,
        electors: 1_699,
        issued,
        returned,
        unreturned,
        valid,
        invalid,
        tallies: votes(of),
        enough: true,
        elected: Vec::new(),
        organiser: organiser(),
        sheets: vec![desk.paper(&format!("计票单 {}", desk.today))?],
    })
}

/// Nobody has more than half: the two with the most votes go into a run-off.
fn counted(desk: &mut Desk<'_>) -> Outcome<()> {
    let read = count(desk, false, [1_402, 1_377, 25, 1_361, 16], &[("n1", 640), ("n2", 533), ("n3", 188)])?;
    // A count whose papers do not add up is not taken.
    let wrong = poll::CountRead { invalid: 6, ..read.clone() };
    desk.tries("demo-try-count", wrong, TWO)?;
    desk.submit(read, TWO)?;
    let declared = poll::Declared {
        election: election(),
        open: 1,
        elected: Vec::new(),
        runoff: Some(RUNOFF.parse()?),
        again: votes(&[("n1", 640), ("n2", 533)]),
        others: votes(&[("n3", 188)]),
        owner: organiser(),
    };
    desk.submit(declared, SEEN).map(drop)
}

fn ran_off(desk: &mut Desk<'_>) -> Outcome<()> {
    let read = count(desk, true, [1_318, 1_301, 17, 1_290, 11], &[("n1", 742), ("n2", 548)])?;
    desk.submit(poll::CountRead { elected: vec![code("n1")], ..read }, TWO)?;
    let declared = poll::Declared {
        election: election(),
        open: 0,
        elected: vec![code("n1")],
        runoff: None,
        again: BTreeMap::new(),
        others: votes(&[("n2", 548)]),
        owner: organiser(),
    };
    desk.submit(declared, SEEN).map(drop)
}

/// The office is handed over when a resolution has seated who was elected.
pub fn handed_over(desk: &mut Desk<'_>) -> Outcome<()> {
    let items = ["文化卫生工作台账", "活动室钥匙两把"];
    let handed = poll::HandedOver {
        election: election(),
        matter: code("2026-personnel-1"),
        items: items.iter().map(|item| item.parse()).collect::<Outcome<_>>()?,
        records: vec![desk.paper("补选委员工作交接单")?],
    };
    desk.submit(handed, &["sun-lihua", "lin-wenbin"]).map(drop)
}

/// A petition for a recall: how many signatures count, and how many do not.
fn petition(desk: &mut Desk<'_>, name: &str, (counted, struck): (u32, u32)) -> Outcome<()> {
    let files = vec![desk.paper("选民人数（封存名册）")?];
    let groups = [(code("electors"), 3_987)].into();
    desk.submit(roll::Counted { on: desk.today, groups, files }, SEEN)?;
    let filed = recall::Filed {
        recall: code(name),
        title: "罢免居民委员会委员".parse()?,
        person: code("zheng-deming"),
        seat: Seat { body: code("committee"), office: code("member") },
        on: desk.today,
        signed: counted + struck,
        reasons: "多次缺席会议，维修事项拖延。".parse()?,
        signatures: vec![desk.paper(&format!("{name} 签名册（封存）"))?],
    };
    desk.submit(filed, SEEN)?;
    let ruled = recall::Ruled {
        recall: code(name),
        counted,
        struck,
        signed: counted + struck,
        group: code("electors"),
        on: desk.today,
        admitted: counted >= 399,
    };
    desk.submit(ruled, TWO).map(drop)
}

fn recalled(desk: &mut Desk<'_>) -> Outcome<()> {
    petition(desk, RECALL, (427, 31))?;
    let answer = "缺席两次均已请假；维修事项进度已在公开栏逐项说明。".parse()?;
    desk.submit(recall::Heard { recall: code(RECALL), by: code("zheng-deming"), answer }, &["zheng-deming"]).map(drop)
}

fn recall_called(desk: &mut Desk<'_>) -> Outcome<()> {
    let place = "社区活动中心，无记名投票，当场公开计票".parse()?;
    desk.submit(recall::VoteCalled { recall: code(RECALL), on: "2026-10-10".parse()?, place }, SEEN).map(drop)
}

/// Enough vote, and most of them keep him.
fn recall_read(desk: &mut Desk<'_>) -> Outcome<()> {
    let read = recall::VoteRead {
        recall: code(RECALL),
        group: code("electors"),
        on: desk.today,
        issued: 2_214,
        returned: 2_190,
        unreturned: 24,
        recalls: 688,
        keeps: 1_347,
        abstains: 132,
        invalid: 23,
        enough: true,
        recalled: false,
        sheets: vec![desk.paper("罢免计票单")?],
    };
    desk.submit(read, TWO).map(drop)
}
