//! What happens in the vectors' ledgers: every kind of event at least once.

use std::collections::BTreeMap;

use mingbai::base::code::EventId;
use mingbai::base::hash::Hash;
use mingbai::base::time::Month;
use mingbai::event::authority::{Grant, Matter, MatterSort, Meeting, RollLine, TakenFile, Vote};
use mingbai::event::ballot::{
    Aspect, Balloting, Band, Decision, Dimension, DimensionCount, Electorate, Evaluation, Form, Group, GroupCount,
    Rectification, Remark, Round, Subject, Tally,
};
use mingbai::event::disclosure::{Correction, DocumentPath, Edition, Finding, Notice, Shown};
use mingbai::event::file::Media;
use mingbai::event::kinds::charter::{
    Appointed, BodyFormed, Enrolled, InterestDeclared, KeyIssued, KeyRevoked, KeyRotated, MandateEnded,
    RelationDeclared,
};
use mingbai::event::kinds::evaluation::{Counted, Decided, Opened, RectificationAsked, Rectified, Remarked, Tallied};
use mingbai::event::kinds::finance::books::{AccountOpened, BankStatement, BudgetSet, PeriodClosed};
use mingbai::event::kinds::finance::movements::{Expenditure, Income, Reversal, Transfer};
use mingbai::event::kinds::finance::taken_over::TakenOver;
use mingbai::event::kinds::meeting::Held;
use mingbai::event::kinds::notice::{Corrected, Posted, Reviewed};
use mingbai::event::kinds::resolution::{Adopted, Agreed, Proposed, Rejected, Resulted, StepData, Studied, Voted};
use mingbai::event::mandate::{BodyDetails, BodySort, KeyEnd, MandateEnd, Party, PersonDetails, Relation, Seat, Term};
use mingbai::event::posting::{BudgetLine, Flow, PostingLine};

use crate::Any;
use crate::cast::{code, key};
use crate::desk::{Desk, file, line, text};

/// Documents whose digests the notices sign.
pub const SIGNED_DOCUMENTS: &[&str] = &["finance/2026-01", "finance/2026-02", "party/evaluation/e1"];

/// Every family but notices.
pub fn live(desk: &mut Desk) -> Any<()> {
    charter(desk)?;
    history(desk)?;
    money(desk)?;
    desk.on("2026-01-20")?;
    rejected(desk)?;
    let meeting = meeting(desk, "supervision", Vote::Unrecorded)?;
    desk.submit(Held { meeting, topic: line("一月账目")? }, &["clerk", "s1"])?;
    evaluation(desk)?;
    desk.on("2026-02-05")?;
    close(desk, "2026-01", &["book", "c1", "s1", "s2"]).map(drop)
}

fn meeting(desk: &Desk, body: &str, vote: Vote) -> Any<Meeting> {
    let (body, on) = (code(body)?, desk.today);
    let roll = desk.board(|board| {
        let due = board.standing().mandates.roll(&body, on);
        due.into_iter().map(|person| RollLine { person: person.clone(), vote }).collect()
    });
    Ok(Meeting { body, on, roll: roll.unwrap_or_default(), minutes: None })
}

fn step(desk: &Desk, matter: &str, body: &str, vote: Vote) -> Any<StepData> {
    let meeting = meeting(desk, body, vote)?;
    Ok(StepData { matter: code(matter)?, meeting, carried: vote == Vote::For, opinion: None })
}

/// Takes a matter from its proposal to adoption; `last` is the body whose vote decides.
fn adopt(desk: &mut Desk, details: Matter, last: &str) -> Any<()> {
    let matter = details.matter.to_string();
    desk.submit(Proposed { details }, &["clerk"])?;
    let mut studied = step(desk, &matter, "party", Vote::For)?;
    studied.opinion = Some(text("同意提交讨论。")?);
    desk.submit(Studied(studied), &["p1", "p2"])?;
    let agreed = step(desk, &matter, "supervision", Vote::For)?;
    desk.submit(Agreed(agreed), &["s1", "s2"])?;
    let mut voted = step(desk, &matter, last, Vote::For)?;
    voted.meeting.minutes = Some(file("minutes", Media::Pdf));
    let chair = if last == "assembly" { "a1" } else { "c1" };
    desk.submit(Voted(voted), &[chair, "clerk", "c2"])?;
    let on = desk.today;
    desk.submit(Adopted { matter: code(&matter)?, on }, &["p1", "c1", "s1", "s2"])?;
    Ok(())
}

fn matter(name: &str, sort: MatterSort) -> Any<Matter> {
    let (matter, title) = (code(name)?, line(name)?);
    Ok(Matter { matter, title, sort, text: None, grant: None, files: Vec::new(), policy: None, personnel: Vec::new() })
}

/// Bodies, persons, keys, terms, relations and interests.
fn charter(desk: &mut Desk) -> Any<()> {
    desk.submit(RelationDeclared { person: code("c3")?, other: code("a2")?, relation: Relation::Sibling }, &["c3"])?;
    desk.submit(InterestDeclared { person: code("p3")?, payee: line("丙公司")? }, &["p3"])?;
    let mut details = matter("volunteers", MatterSort::Personnel)?;
    details.text = Some(file("proposal", Media::Text));
    adopt(desk, details, "assembly")?;
    let name = mingbai::base::words::Bi::new("志愿服务队", "Volunteers");
    let details = BodyDetails { body: code("club")?, name, sort: BodySort::Other, seats: 2 };
    desk.submit(BodyFormed { details, matter: code("volunteers")? }, &["p1", "s1"])?;
    let details = PersonDetails { person: code("v1")?, name: line("v1")?, key: Some(key("v1").public()) };
    desk.submit(Enrolled { details }, &["p1", "s1", "v1"])?;
    let seat = Seat { body: code("club")?, office: code("member")? };
    let (from, until) = ("2026-01-01".parse()?, "2026-12-31".parse()?);
    let term = Term { person: code("v1")?, seat: seat.clone(), from, until };
    desk.submit(Appointed { term, matter: code("volunteers")? }, &["p1", "s1"])?;
    let (on, reason) = (desk.today, Some(text("迁居外地。")?));
    let ended = MandateEnded { person: code("v1")?, seat, on, why: MandateEnd::Resigned, matter: None, reason };
    desk.submit(ended, &["v1", "s1"])?;
    let (old, new) = (key("clerk").public(), key("clerk-2").public());
    desk.submit(KeyRotated { person: code("clerk")?, old, new }, &["clerk", "clerk-2"])?;
    desk.ring.insert("clerk", "clerk-2");
    let lost = key("cash").public();
    desk.submit(KeyRevoked { person: code("cash")?, key: lost, why: KeyEnd::Lost }, &["c1", "s1"])?;
    let again = key("cash-2").public();
    desk.submit(KeyIssued { person: code("cash")?, key: again }, &["p1", "c1", "s1", "s2", "cash-2"])?;
    desk.ring.insert("cash", "cash-2");
    Ok(())
}

/// Accounts kept elsewhere: a payment and a refund.
fn history(desk: &mut Desk) -> Any<()> {
    let sha256 = Hash::of(b"accounts of 2025");
    let mut details = matter("takeover", MatterSort::Takeover)?;
    details.files = vec![TakenFile { sha256, name: line("2025.csv")?, rows: 2, unreadable: 1, total: 30_000 }];
    adopt(desk, details, "assembly")?;
    for (row, on, amount) in [(1, "2025-11-20", 35_000), (3, "2025-12-03", -5_000)] {
        let taken = TakenOver {
            matter: code("takeover")?,
            file: sha256,
            row,
            on: on.parse()?,
            amount,
            category: Some(line("办公用品")?),
            purpose: line("打印纸")?,
            payee: Some(line("乙商店")?),
            reference: Some(line("凭证 17")?),
            importer: code("book")?,
        };
        desk.submit(taken, &["book"])?;
    }
    Ok(())
}

/// Opens a money account.
fn account(desk: &mut Desk, account: &str, opening: i64) -> Any<EventId> {
    let opened = AccountOpened {
        account: code(account)?,
        name: line(if account == "cash" { "现金" } else { "基本户" })?,
        first: "2026-01-01".parse()?,
        opening,
        statement: file("opening statement", Media::Pdf),
        bookkeeper: code("book")?,
        cashier: code("cash")?,
    };
    desk.submit(opened, &["book", "cash", "s1"])
}

/// The reversal of a movement with these lines, booked today.
fn reversal(desk: &Desk, event: EventId, number: &str, lines: Vec<(&str, i64)>) -> Any<Reversal> {
    let opposite = |(account, amount): (&str, i64)| -> Any<PostingLine> {
        Ok(PostingLine { account: code(account)?, amount: -amount })
    };
    Ok(Reversal {
        event,
        lines: lines.into_iter().map(opposite).collect::<Any<_>>()?,
        matter: None,
        reason: line("金额有误")?,
        on: desk.today,
        voucher_no: code(number)?,
        vouchers: vec![file(number, Media::Pdf)],
        approver: code("c1")?,
        bookkeeper: code("book")?,
        remark: None,
    })
}

fn income(desk: &Desk, number: &str, amount: i64) -> Any<Income> {
    Ok(Income {
        amount,
        into: code("cash")?,
        category: code("rent")?,
        purpose: line("活动室租金")?,
        payer: line("居民")?,
        on: desk.today,
        matter: None,
        budget_line: None,
        receipt_no: code(number)?,
        receipts: vec![file(number, Media::Jpeg)],
        handler: code("c1")?,
        bookkeeper: code("book")?,
        cashier: code("cash")?,
        remark: None,
    })
}

fn expenditure(desk: &Desk, number: &str, amount: i64) -> Any<Expenditure> {
    Ok(Expenditure {
        amount,
        from: code("bank:main")?,
        category: code("office")?,
        purpose: line("会议室桌椅")?,
        payee: line("甲公司")?,
        on: desk.today,
        matter: code("chairs")?,
        budget_line: Some(code("office")?),
        bill_no: None,
        voucher_no: code(number)?,
        vouchers: vec![file(number, Media::Pdf), file("photograph", Media::Png)],
        handler: code("c3")?,
        witness: code("p2")?,
        approver: code("c1")?,
        bookkeeper: code("book")?,
        cashier: code("cash")?,
        remark: Some(text("两批送货。\n第一批已验收。")?),
    })
}

/// Accounts, a budget, a resolution and what is paid, received, moved and undone.
fn money(desk: &mut Desk) -> Any<()> {
    account(desk, "bank:main", 1_000_000)?;
    account(desk, "cash", 0)?;
    // Opened with a wrong balance, which is undone on its first day, and opened again.
    let wrong = account(desk, "bank:second", 7_000)?;
    let mut undone = reversal(desk, wrong, "v-0", vec![("bank:second", 7_000), ("opening", -7_000)])?;
    undone.on = "2026-01-01".parse()?;
    desk.submit(undone, &["c1", "book", "s1"])?;
    account(desk, "bank:second", 70_000)?;
    adopt(desk, matter("budget-2026", MatterSort::Budget)?, "assembly")?;
    let budget_line = |line: &str, flow, category: &str, amount| -> Any<BudgetLine> {
        Ok(BudgetLine { line: code(line)?, flow, category: code(category)?, amount })
    };
    let lines = vec![
        budget_line("rent", Flow::Income, "rent", 600_000)?,
        budget_line("office", Flow::Expense, "office", 500_000)?,
    ];
    desk.submit(BudgetSet { year: 2026, lines, matter: code("budget-2026")? }, &["book", "c1", "s1"])?;
    let mut details = matter("chairs", MatterSort::Expense)?;
    let (from, until) = ("2026-01-01".parse()?, "2026-12-31".parse()?);
    details.grant =
        Some(Grant { purpose: code("office")?, cap: 300_000, from, until, payee: Some(line("甲公司")?) });
    adopt(desk, details, "committee")?;
    desk.on("2026-01-12")?;
    let paying = ["c3", "p2", "c1", "book", "cash", "s1"];
    let wrong = expenditure(desk, "v-1", 120_000)?;
    let event = desk.submit(wrong, &paying)?;
    let mut received = income(desk, "r-1", 50_000)?;
    received.budget_line = Some(code("rent")?);
    desk.submit(received, &["c1", "book", "cash"])?;
    let transfer = Transfer {
        amount: 30_000,
        from: code("cash")?,
        into: code("bank:main")?,
        purpose: line("现金缴存")?,
        on: desk.today,
        voucher_no: code("v-2")?,
        vouchers: vec![file("v-2", Media::Pdf)],
        approver: code("c1")?,
        bookkeeper: code("book")?,
        cashier: code("cash")?,
    };
    desk.submit(transfer, &["c1", "book", "cash"])?;
    let mut undone = reversal(desk, event, "v-3", vec![("expense:office", 120_000), ("bank:main", -120_000)])?;
    undone.matter = Some(code("chairs")?);
    desk.submit(undone, &["c1", "book", "s1"])?;
    let right = expenditure(desk, "v-4", 100_000)?;
    desk.submit(right, &paying)?;
    let (on, result) = (desk.today, text("桌椅已验收。")?);
    desk.submit(Resulted { matter: code("chairs")?, on, result, complete: true }, &["c1", "s1"])?;
    Ok(())
}

/// A matter that the party committee does not carry.
fn rejected(desk: &mut Desk) -> Any<()> {
    let mut details = matter("fountain", MatterSort::Expense)?;
    let (from, until) = ("2026-01-01".parse()?, "2026-12-31".parse()?);
    details.grant = Some(Grant { purpose: code("environment")?, cap: 6_000_000, from, until, payee: None });
    desk.submit(Proposed { details }, &["c2"])?;
    let studied = step(desk, "fountain", "party", Vote::Against)?;
    desk.submit(Studied(studied), &["p1", "p2"])?;
    desk.submit(Rejected { matter: code("fountain")?, on: desk.today }, &["c1"])?;
    Ok(())
}

const DIMENSIONS: &[(&str, Aspect, u32)] =
    &[("style", Aspect::Style, 3_000), ("work", Aspect::Work, 4_000), ("overall", Aspect::Overall, 3_000)];
const BANDS: &[(&str, u32)] = &[("excellent", 100), ("qualified", 80), ("unqualified", 40)];

fn opened() -> Any<Evaluation> {
    let dimension = |(name, aspect, weight): &(&str, Aspect, u32)| -> Any<Dimension> {
        Ok(Dimension { dimension: code(name)?, label: line(name)?, aspect: *aspect, weight: *weight })
    };
    let band = |(name, score): &(&str, u32)| -> Any<Band> {
        Ok(Band { band: code(name)?, label: line(name)?, score: *score })
    };
    let group = |name: &str, size| -> Any<Group> { Ok(Group { group: code(name)?, label: line(name)?, size }) };
    Ok(Evaluation {
        evaluation: code("e1")?,
        title: line("2025 年度民主评议")?,
        subject: subject()?,
        from: "2025-01-01".parse()?,
        until: "2025-12-31".parse()?,
        round: Round { round: code("2025")?, subjects: 1 },
        chair: code("s1")?,
        form: Form {
            dimensions: DIMENSIONS.iter().map(dimension).collect::<Any<_>>()?,
            bands: BANDS.iter().map(band).collect::<Any<_>>()?,
        },
        electorate: Electorate {
            rolled_on: "2026-01-20".parse()?,
            groups: vec![group("representatives", 3)?, group("residents", 7)?],
        },
        balloting: Balloting {
            opens: "2026-01-25T09:00:00+08:00".parse()?,
            closes: "2026-01-25T17:00:00+08:00".parse()?,
        },
    })
}

fn subject() -> Any<Subject> {
    let seat = Seat { body: code("committee")?, office: code("vice-chair")? };
    Ok(Subject::Person { person: code("c2")?, seat })
}

/// `rows` are ballots by band, and those left blank, for each dimension.
fn count(ballots: (u32, u32, u32), rows: [[u32; 4]; 3]) -> Any<GroupCount> {
    let (issued, returned, invalid) = ballots;
    let row = |((name, ..), counted): (&(&str, Aspect, u32), [u32; 4])| -> Any<DimensionCount> {
        let bands = BANDS.iter().zip(counted).map(|((band, _), n)| Ok((code(band)?, n)));
        Ok(DimensionCount { dimension: code(name)?, bands: bands.collect::<Any<BTreeMap<_, _>>>()?, blank: counted[3] })
    };
    let dimensions = DIMENSIONS.iter().zip(rows).map(row).collect::<Any<_>>()?;
    Ok(GroupCount { issued, returned, invalid, dimensions })
}

/// An evaluation from the form to what was put right.
fn evaluation(desk: &mut Desk) -> Any<()> {
    let details = opened()?;
    let evaluation = details.evaluation.clone();
    desk.submit(Opened { details: details.clone() }, &["s1", "s2"])?;
    let noted = Remark::Ordinary { subject: subject()?, category: code("service")? };
    let by = || -> Any<Party> { Ok(Party::Person(code("s3")?)) };
    let noted = Remarked { remark: noted, by: by()?, text: text("多次上门走访独居老人。")? };
    let noted = desk.submit(noted, &["s3"])?;
    let reply =
        Remarked { remark: Remark::Reply { to: noted }, by: Party::Person(code("c2")?), text: text("谢谢。")? };
    desk.submit(reply, &["c2"])?;
    desk.on("2026-01-26")?;
    let counts = [
        ("representatives", count((3, 3, 0), [[1, 2, 0, 0], [2, 1, 0, 0], [1, 2, 0, 0]])?, ["s2", "a1"]),
        ("residents", count((7, 6, 1), [[2, 2, 0, 1], [1, 3, 1, 0], [2, 3, 0, 0]])?, ["s2", "clerk"]),
    ];
    for (group, count, tellers) in counts.clone() {
        let [one, two] = tellers;
        let tellers = [code(one)?, code(two)?];
        desk.submit(Counted { evaluation: evaluation.clone(), group: code(group)?, count, tellers }, &[one, two])?;
    }
    let said = Remark::Central { evaluation: evaluation.clone(), category: code("diligence")? };
    desk.submit(Remarked { remark: said, by: by()?, text: text("回应诉求可以再快些。")? }, &["s3"])?;
    let tally = Tally::of(&details, counts.iter().map(|(_, count, _)| count));
    desk.submit(Tallied { evaluation: evaluation.clone(), tally }, &["s1", "s2"])?;
    let decision = Decision {
        band: code("qualified")?,
        ordinary: text("平时表现良好。")?,
        central: text("称职票过半。")?,
        vacates: None,
    };
    desk.submit(Decided { evaluation: evaluation.clone(), decision }, &["p1", "s1", "s2"])?;
    let (issue, owner, due) = (text("诉求回应不及时。")?, Party::Person(code("c2")?), Some("2026-02-20".parse()?));
    let details = Rectification { rectification: code("e1-1")?, evaluation, issue, owner, due };
    desk.submit(RectificationAsked { details }, &["s1"])?;
    let (done, evidence) = (text("建立三日回应制度。")?, vec![file("new procedure", Media::Pdf)]);
    desk.submit(Rectified { rectification: code("e1-1")?, done, evidence }, &["c1", "s1"])?;
    Ok(())
}

/// Closes a month with the figures of the books, once the bank has stated them.
fn close(desk: &mut Desk, month: &str, signers: &[&str]) -> Any<EventId> {
    let month: Month = month.parse()?;
    let as_of = month.last();
    let held = desk.board(|board| {
        let accounts = board.standing().books.accounts();
        accounts.map(|(account, state)| (account.clone(), state.balance(as_of))).collect::<Vec<_>>()
    });
    for (account, balance) in held.unwrap_or_default() {
        if account.as_str().starts_with("bank:") {
            let statement = file("bank statement", Media::Pdf);
            desk.submit(BankStatement { account, as_of, balance, statement }, &["book", "s1"])?;
        }
    }
    let totals = desk.board(|board| board.standing().books.totals(month)).unwrap_or_default();
    desk.submit(PeriodClosed { month, totals }, signers)
}

fn shown(desk: &Desk, path: &str) -> Any<Shown> {
    let path: DocumentPath = path.parse()?;
    let now = desk.board(|board| {
        let digest = board.content(path.as_str()).map(|content| content.digest());
        digest.map(|digest| (digest, board.standing().size))
    });
    let (digest, size) = now.flatten().ok_or("the document is published")?;
    Ok(Shown { path, digest, size, edition: Edition::FIRST })
}

fn notice(desk: &Desk, path: &str) -> Any<Notice> {
    let (shown, until) = (shown(desk, path)?, desk.today.plus(15));
    Ok(Notice { shown, until, place: line("社区公告栏")?, photo: None, answer: None })
}

/// Reviews, notices and a correction.
pub fn notices(desk: &mut Desk) -> Any<()> {
    let month = shown(desk, "finance/2026-01")?;
    desk.submit(Reviewed { shown: month, finding: Finding::Agreed, reason: None }, &["s1", "s2"])?;
    let mut posted = notice(desk, "finance/2026-01")?;
    posted.photo = Some(file("board", Media::Jpeg));
    desk.submit(Posted { notice: posted }, &["clerk"])?;
    let posted = notice(desk, "party/evaluation/e1")?;
    desk.submit(Posted { notice: posted }, &["clerk"])?;
    let received = income(desk, "r-2", 20_000)?;
    desk.submit(received, &["c1", "book", "cash"])?;
    let reason = Some(text("漏记一笔租金。")?);
    let open = shown(desk, "finance/2026-02")?;
    desk.submit(Reviewed { shown: open, finding: Finding::Objected, reason }, &["s1", "s2"])?;
    let mut early = notice(desk, "finance/2026-02")?;
    early.answer = Some(text("更正后再公布。")?);
    let early = desk.submit(Posted { notice: early }, &["clerk"])?;
    let received = income(desk, "r-3", 10_000)?;
    desk.submit(received, &["c1", "book", "cash"])?;
    let replacement = notice(desk, "finance/2026-02")?;
    let (wrong, changed) = (text("漏记一笔租金。")?, text("补记 100.00 元。")?);
    let correction = Correction { notice: early, wrong, changed, replacement };
    desk.submit(Corrected { correction }, &["clerk", "s1"])?;
    Ok(())
}

/// The short log: one account, one income, one month closed.
pub fn brief(desk: &mut Desk) -> Any<()> {
    account(desk, "cash", 100_000)?;
    let received = income(desk, "r-1", 50_000)?;
    desk.submit(received, &["c1", "book", "cash"])?;
    desk.on("2026-02-02")?;
    close(desk, "2026-01", &["book", "c1", "s1", "s2"]).map(drop)
}

/// An income as the short log has it, of another amount or under another number.
pub fn another(desk: &Desk, number: &str, amount: i64) -> Any<Income> {
    income(desk, number, amount)
}
