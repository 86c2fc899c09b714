//! Finance: money accounts, budgets, what is paid and received, reversals, bank statements, closed periods,
//! and accounts taken over. What a movement needs, it asks of resolutions (authority) and books (posting).

pub mod books;
pub mod movements;
pub mod taken_over;
#[cfg(test)]
mod tests;

use crate::base::code::Code;
use crate::base::time::Day;
use crate::event::clause::Clause;
use crate::event::effect::Effect;
use crate::event::family::Family;
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::posting::{Item, Movement, PostingClause, PostingEffect, PostingLine};

/// The family.
pub const FAMILY: Family = Family::of("finance", KINDS);

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[
    KindInfo::of::<books::AccountOpened>(),
    KindInfo::of::<books::BudgetSet>(),
    KindInfo::of::<movements::Expenditure>(),
    KindInfo::of::<movements::Income>(),
    KindInfo::of::<movements::Transfer>(),
    KindInfo::of::<movements::Reversal>(),
    KindInfo::of::<books::BankStatement>(),
    KindInfo::of::<books::PeriodClosed>(),
    KindInfo::of::<taken_over::TakenOver>(),
];

fn text(value: &impl ToString) -> Told {
    Told::Text(value.to_string())
}

/// What every movement in the ledger's own books requires: balanced lines on an open day, money accounts that
/// exist and can pay.
pub(super) fn own_books(movement: Movement, amount: Option<i64>, lines: &[PostingLine], on: Day) -> Vec<Clause> {
    let mut clauses =
        vec![PostingClause::Balanced { movement, amount, lines: lines.to_vec() }, PostingClause::PeriodOpen(on)];
    for line in lines.iter().filter(|line| line.holds_money()) {
        clauses.push(PostingClause::MoneyAccount { account: line.account.clone(), on });
        if let Some(amount) = line.paid() {
            clauses.push(PostingClause::Covers { account: line.account.clone(), amount, on });
        }
    }
    clauses.into_iter().map(Clause::from).collect()
}

pub(super) fn vouchered(number: &Code, files: &[FileRef]) -> Clause {
    PostingClause::Vouchered { number: number.clone(), files: files.to_vec() }.into()
}

pub(super) fn posted(on: Day, lines: Vec<PostingLine>, item: Item) -> Effect {
    PostingEffect::Posted { on, lines, item: Box::new(item) }.into()
}
