//! The community the tests tell of, and the events that happen in it.

use crate::base::code::EventId;
use crate::base::hash::Hash;
use crate::event::authority::{MatterSort, TakenFile};
use crate::event::disclosure::{DocumentPath, Edition, Finding, Notice, Shown};
use crate::event::kinds::finance::books::{AccountOpened, BankStatement, BudgetSet, PeriodClosed};
use crate::event::kinds::finance::movements::{Expenditure, Income, Reversal, Transfer};
use crate::event::kinds::finance::taken_over::TakenOver;
use crate::event::kinds::ledger::PolicySet;
use crate::event::kinds::notice::{Posted, Reviewed};
use crate::event::posting::{BudgetLine, Flow, PostingLine};
use crate::rules::testing::{ALL, World, code, day, expense, file, line, matter};

/// Handler, witness, approver, bookkeeper, cashier, and two supervisors.
pub(super) const PAYING: &[&str] = &["comm-2", "comm-3", "comm-1", "book", "cash", "sup-1", "sup-2"];

/// A community with 10,000.00 at the bank from 2026-01-01 and a resolution that permits 8,000.00; on 2026-01-05.
pub(super) fn opened() -> World {
    let mut world = World::new();
    world.accept(account("bank:main", 1_000_000), ALL);
    world.accept(account("cash", 0), ALL);
    world.adopt(expense("m1", 800_000));
    world
}

/// The same with a budget for 2026.
pub(super) fn budgeted(limit: i64) -> World {
    let mut world = opened();
    budget(&mut world, limit);
    world
}

fn budget(world: &mut World, limit: i64) {
    world.adopt(matter("b1", MatterSort::Budget));
    let allowed = BudgetLine { line: code("l1"), flow: Flow::Expense, category: code("office"), amount: limit };
    world.accept(BudgetSet { year: 2026, lines: vec![allowed], matter: code("b1") }, ALL);
}

/// History taken over, a budget, January with every sort of movement, closed, reviewed and posted; a reversal in
/// February of what happened in January.
pub(super) fn story() -> World {
    let mut world = World::new();
    let mut taking_over = matter("t1", MatterSort::Takeover);
    let (sha256, name) = (file("old.csv").sha256, line("old.csv"));
    taking_over.files = vec![TakenFile { sha256, name, rows: 3, unreadable: 0, total: 900 }];
    world.adopt(taking_over);
    for (row, amount, on) in [(1, 1_000, "2025-11-03"), (2, -300, "2025-11-09"), (3, 200, "2025-12-31")] {
        world.accept(taken_over(row, amount, on), &["book"]);
    }
    world.accept(account("bank:main", 1_000_000), ALL);
    world.accept(account("cash", 0), ALL);
    world.adopt(expense("m1", 800_000));
    budget(&mut world, 60_000);
    let paid = world.accept(against_budget(spend("v1", 30_000, "2026-01-05")), PAYING);
    let wrong = world.accept(spend("v2", 500, "2026-01-05"), PAYING);
    world.accept(receive("r1", 50_000, "2026-01-04"), ALL);
    world.accept(transfer("t1", 10_000, "2026-01-05"), ALL);
    world.accept(undo(&world, wrong, "v3", "2026-01-05"), ALL);
    world.on("2026-01-20").accept(against_budget(spend("v4", 40_000, "2026-01-19")), PAYING);
    world.on("2026-02-02").accept(stated(970_000, "2026-01-31"), ALL);
    world.accept(closing(&world, "2026-01"), ALL);
    let digest = super::digest(&world, super::JANUARY);
    world.accept(reviewed(&world, "2026-01", digest), ALL);
    world.accept(posted(&world, "2026-01", digest), ALL);
    world.accept(undo(&world, paid, "v5", "2026-02-02"), ALL);
    world
}

fn taken_over(row: u32, amount: i64, on: &str) -> TakenOver {
    TakenOver {
        matter: code("t1"),
        file: file("old.csv").sha256,
        row,
        on: day(on),
        amount,
        category: (row != 2).then(|| line("杂项")),
        purpose: line("旧账"),
        payee: Some(line("某商店")),
        reference: (row == 1).then(|| line("凭 7")),
        importer: code("book"),
    }
}

pub(super) fn account(name: &str, opening: i64) -> AccountOpened {
    AccountOpened {
        account: code(name),
        name: line(if name == "cash" { "现金" } else { "基本户" }),
        first: day("2026-01-01"),
        opening,
        statement: file("statement"),
        bookkeeper: code("book"),
        cashier: code("cash"),
    }
}

pub(super) fn spend(voucher: &str, amount: i64, on: &str) -> Expenditure {
    Expenditure {
        amount,
        from: code("bank:main"),
        category: code("office"),
        purpose: line("打印纸"),
        payee: line("甲公司"),
        on: day(on),
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

pub(super) fn against_budget(payment: Expenditure) -> Expenditure {
    Expenditure { budget_line: Some(code("l1")), ..payment }
}

pub(super) fn receive(receipt: &str, amount: i64, on: &str) -> Income {
    Income {
        amount,
        into: code("bank:main"),
        category: code("rent"),
        purpose: line("场地租金"),
        payer: line("乙公司"),
        on: day(on),
        matter: None,
        budget_line: None,
        receipt_no: code(receipt),
        receipts: vec![file(receipt)],
        handler: code("comm-2"),
        bookkeeper: code("book"),
        cashier: code("cash"),
        remark: Some("第一季度".parse().unwrap()),
    }
}

pub(super) fn transfer(voucher: &str, amount: i64, on: &str) -> Transfer {
    Transfer {
        amount,
        from: code("bank:main"),
        into: code("cash"),
        purpose: line("备用金"),
        on: day(on),
        voucher_no: code(voucher),
        vouchers: vec![file(voucher)],
        approver: code("comm-1"),
        bookkeeper: code("book"),
        cashier: code("cash"),
    }
}

/// What undoes a movement, as the books have it.
pub(super) fn undo(world: &World, event: EventId, voucher: &str, on: &str) -> Reversal {
    let found = world.standing.books.movement(&event).unwrap();
    let opposite = |line: &PostingLine| PostingLine { account: line.account.clone(), amount: -line.amount };
    Reversal {
        event,
        lines: found.lines.iter().map(opposite).collect(),
        matter: found.matter.cloned(),
        reason: line("记错了"),
        on: day(on),
        voucher_no: code(voucher),
        vouchers: vec![file(voucher)],
        approver: code("comm-1"),
        bookkeeper: code("book"),
        remark: None,
    }
}

pub(super) fn stated(balance: i64, as_of: &str) -> BankStatement {
    stated_for("bank:main", balance, as_of)
}

pub(super) fn stated_for(account: &str, balance: i64, as_of: &str) -> BankStatement {
    BankStatement { account: code(account), as_of: day(as_of), balance, statement: file("statement") }
}

/// The closing of a month with the figures of the books.
pub(super) fn closing(world: &World, month: &str) -> PeriodClosed {
    let month = month.parse().unwrap();
    PeriodClosed { month, totals: world.standing.books.totals(month) }
}

fn shown(world: &World, month: &str, digest: Hash) -> Shown {
    Shown {
        path: DocumentPath::statement(month.parse().unwrap()),
        digest,
        size: world.standing.size,
        edition: Edition::FIRST,
    }
}

pub(super) fn reviewed(world: &World, month: &str, digest: Hash) -> Reviewed {
    Reviewed { shown: shown(world, month, digest), finding: Finding::Agreed, reason: None }
}

pub(super) fn objected(world: &World, month: &str, digest: Hash) -> Reviewed {
    let reason = Some("缺一张发票".parse().unwrap());
    Reviewed { shown: shown(world, month, digest), finding: Finding::Objected, reason }
}

pub(super) fn posted(world: &World, month: &str, digest: Hash) -> Posted {
    let (shown, until) = (shown(world, month, digest), world.today.plus(30));
    Posted { notice: Notice { shown, until, place: line("东门公告栏"), photo: None, answer: None } }
}

/// Another policy comes into force, which calls every category something else.
pub(super) fn rename_categories(world: &mut World) {
    let mut policy = world.standing.policy.clone().unwrap();
    for (code, name) in policy.income.iter_mut().chain(&mut policy.expense) {
        name.zh = format!("改名 {code}");
    }
    let mut change = matter("p2", MatterSort::Policy);
    change.policy = Some(policy.digest());
    world.adopt(change);
    world.accept(PolicySet { matter: Some(code("p2")), policy }, ALL);
}
