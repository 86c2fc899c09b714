//! Movements of money as several forms tell them: kept in the order of days, then entries.

use std::collections::BTreeMap;

use crate::base::code::{Code, EventId};
use crate::base::time::{Day, Instant};
use crate::base::words::Bi;
use crate::event::effect::Effect;
use crate::event::mandate::{BodySort, Role};
use crate::event::posting::{AccountClass, Item, PostingEffect, PostingLine};
use crate::export::Seen;
use crate::rules::standing::Standing;

/// A movement as its event told it. Its lines add up to zero.
pub struct Movement {
    /// The day it counts on.
    pub on: Day,
    /// The entry it comes from.
    pub index: u64,
    /// The event it comes from.
    pub id: EventId,
    /// When the ledger accepted it.
    pub accepted: Instant,
    /// What is told of it.
    pub item: Item,
    /// Its lines, each with what its account was called when the movement was accepted.
    pub lines: Vec<(PostingLine, Bi)>,
    /// Everyone who signed.
    pub signed: Vec<Code>,
    /// Those of them who signed for the supervision group.
    pub supervision: Vec<Code>,
    /// The year and line of the budget it counts against; for a reversal, those of what it undoes.
    pub budget: Option<(i16, Code)>,
}

impl Movement {
    /// Who had a part in it.
    pub fn actor(&self, role: Role) -> Option<&Code> {
        self.item.actors.iter().find(|(known, _)| *known == role).map(|(_, who)| who)
    }

    /// What it adds to the accounts of a class, in minor units.
    pub fn sum(&self, of: AccountClass) -> i64 {
        let lines = self.lines.iter().filter(|(line, _)| AccountClass::of(&line.account) == Some(of));
        lines.fold(0, |sum, (line, _)| sum.saturating_add(line.amount))
    }

    /// What it counts against its budget line, in minor units: expenditure, or income for a line of income. What a reversal
    /// gives back is negative.
    pub fn budgeted(&self) -> i64 {
        self.sum(AccountClass::Expense).saturating_sub(self.sum(AccountClass::Income))
    }
}

/// All movements so far.
#[derive(Default)]
pub struct Movements {
    /// By day, entry and place within the entry: the order they are shown in.
    all: BTreeMap<(Day, u64, usize), Movement>,
    budgets: BTreeMap<EventId, (i16, Code)>,
}

impl Movements {
    /// Takes in the movements of an entry.
    pub fn fold(&mut self, seen: &Seen<'_>) {
        let at = &seen.recorded.at;
        for (nth, effect) in seen.recorded.effects.iter().enumerate() {
            let Effect::Posting(PostingEffect::Posted { on, lines, item }) = effect else { continue };
            let supervises = |body: &Code| seen.standing.mandates.sort_of(body) == Some(BodySort::Supervision);
            let signed = seen.recorded.signed.iter().filter_map(|signed| Some((signed.person.clone()?, &signed.seats)));
            let signed: Vec<_> = signed.collect();
            let supervision = signed.iter().filter(|(_, seats)| seats.iter().any(|seat| supervises(&seat.body)));
            let own = item.budget_line.clone().map(|line| (on.month().year(), line));
            let budget = own.or_else(|| item.reverses.and_then(|undone| self.budgets.get(&undone).cloned()));
            self.budgets.extend(budget.clone().map(|budget| (at.id, budget)));
            let movement = Movement {
                on: *on,
                index: at.index,
                id: at.id,
                accepted: at.accepted,
                item: item.as_ref().clone(),
                lines: lines.iter().map(|line| (line.clone(), account_name(&line.account, seen.standing))).collect(),
                supervision: supervision.map(|(person, _)| person.clone()).collect(),
                signed: signed.into_iter().map(|(person, _)| person).collect(),
                budget,
            };
            self.all.insert((*on, at.index, nth), movement);
        }
    }

    /// In the order of days, then entries.
    pub fn all(&self) -> impl Iterator<Item = &Movement> {
        self.all.values()
    }

    /// What was counted against each budget line, by year and line, in minor units.
    pub fn used(&self) -> BTreeMap<&(i16, Code), i64> {
        let mut used: BTreeMap<_, i64> = BTreeMap::new();
        for movement in self.all() {
            if let Some(budget) = &movement.budget {
                let sum = used.entry(budget).or_default();
                *sum = sum.saturating_add(movement.budgeted());
            }
        }
        used
    }
}

/// What the account is called: money accounts by their name, categories as the policy in force has them, others by their code.
pub fn account_name(account: &Code, standing: &Standing) -> Bi {
    let own = || Bi::new(account.as_str(), account.as_str());
    if let Some(money) = standing.books.account(account) {
        return Bi::new(money.name.as_str(), money.name.as_str());
    }
    let (Some(policy), Some((prefix, category))) = (&standing.policy, account.as_str().split_once(':')) else {
        return own();
    };
    let names = if prefix == "income" { &policy.income } else { &policy.expense };
    let code: Option<Code> = category.parse().ok();
    code.and_then(|code| names.get(&code).cloned()).unwrap_or_else(own)
}
