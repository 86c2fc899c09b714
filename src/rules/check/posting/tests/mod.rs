//! Scenarios of the books, through the real `decide` and `evolve`; and random ones against an independent model.

mod approval;
mod movements;
mod periods;
mod random;
mod switching;

use crate::base::code::{Code, EventId};
use crate::event::kinds::finance::books::{AccountOpened, BankStatement, PeriodClosed};
use crate::event::kinds::finance::movements::{Expenditure, Income, Reversal, Transfer};
use crate::event::posting::PostingLine;
use crate::rules::testing::{ALL, World, code, day, expense, file, line};

/// Handler, witness, approver, bookkeeper, cashier, and two supervisors.
const PAYING: &[&str] = &["comm-2", "comm-3", "comm-1", "book", "cash", "sup-1", "sup-2"];

/// A community whose bank account holds 10,000.00 from 2026-01-01, whose cash box is empty, and whose resolution
/// `m1` permits 8,000.00; on 2026-01-05.
fn world() -> World {
    let mut world = World::new();
    world.accept(account("bank:main", 1_000_000), ALL);
    world.accept(account("cash", 0), ALL);
    world.adopt(expense("m1", 800_000));
    world
}

fn account(name: &str, opening: i64) -> AccountOpened {
    AccountOpened {
        account: code(name),
        name: line(name),
        first: day("2026-01-01"),
        opening,
        statement: file("statement"),
        bookkeeper: code("book"),
        cashier: code("cash"),
    }
}

fn spend(voucher: &str, amount: i64, on: &str) -> Expenditure {
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

fn receive(receipt: &str, amount: i64, on: &str) -> Income {
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
        remark: None,
    }
}

fn transfer(voucher: &str, amount: i64, on: &str) -> Transfer {
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
fn undo(world: &World, event: EventId, voucher: &str, on: &str) -> Reversal {
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

fn stated(balance: i64, as_of: &str) -> BankStatement {
    BankStatement { account: code("bank:main"), as_of: day(as_of), balance, statement: file("statement") }
}

/// The closing of a month with the figures of the books.
fn closing(world: &World, month: &str) -> PeriodClosed {
    let month = month.parse().unwrap();
    PeriodClosed { month, totals: world.standing.books.totals(month) }
}

fn balance(world: &World, account: &str, on: &str) -> i64 {
    world.standing.books.balance(&code(account), day(on))
}

fn used(world: &World, matter: &str) -> i64 {
    let matter: Code = code(matter);
    world.standing.authorities.matter(&matter).unwrap().used
}
