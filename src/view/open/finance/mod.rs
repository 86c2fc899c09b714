//! Finance openness: every movement of money, month by month, and an overview.
//!
//! Two kinds of document: `finance/<month>`, the statement of a month, and `finance`, the overview. A closed month's
//! statement never changes again. Whatever is said of it afterwards (that a movement was undone later, that the
//! supervision group reviewed it, that it is on the board) stands in the overview and in the months it happened in,
//! and names are shown as they were when the entry was folded.
//!
//! Not for judging: figures come from the books of the standing, and what is marked here was accepted all the same.

mod item;
mod month;
mod overview;
mod shared;
#[cfg(test)]
mod tests;
mod year;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId};
use crate::base::hash::Hash;
use crate::base::paged::Paged;
use crate::base::time::{Day, Month};
use crate::event::disclosure::DisclosureEffect;
use crate::event::effect::Effect;
use crate::event::posting::{Item, PostingEffect, PostingLine};
use crate::rules::standing::Standing;
use crate::view::document::{Content, Rows, Table, Value};
use crate::view::open::View;
use crate::view::open::finance::item::{Kept, Maker};
use crate::view::open::finance::month::Statement;
use crate::view::recorded::Recorded;

/// The first part of every path.
const NAME: &str = "finance";

/// An event to link to.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Link {
    index: u64,
    id: EventId,
}

impl Link {
    fn to(recorded: &Recorded) -> Self {
        Self { index: recorded.at.index, id: recorded.at.id }
    }

    fn value(self) -> Value {
        Value::Event { index: self.index, id: self.id }
    }
}

/// Where a movement of the ledger's own books stands, for the reversal that may come.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Booked {
    link: Link,
    on: Day,
    nth: usize,
    budget: Option<(i16, Code)>,
}

/// A movement undone.
#[derive(Debug, Serialize, Deserialize)]
struct Undone {
    reversal: Link,
    on: Day,
    reason: String,
    original: EventId,
}

/// What the bank said last.
#[derive(Debug, Serialize, Deserialize)]
struct Stated {
    as_of: Day,
    balance: i64,
    statement: Hash,
    link: Link,
}

/// The view.
#[derive(Default, Serialize, Deserialize)]
pub struct Finance {
    months: BTreeMap<Month, Statement>,
    /// What repeats, to be kept once. Never saved: it only saves memory.
    #[serde(skip)]
    maker: Maker,
    booked: Paged<EventId, Booked>,
    reversals: Vec<Undone>,
    /// Counted against budget lines so far, in minor units.
    used: BTreeMap<(i16, Code), i64>,
    stated: BTreeMap<Code, Stated>,
    latest: Day,
    /// Events that reviewed, put up or corrected a statement, by position.
    showings: BTreeMap<u64, EventId>,
    /// Months of whose statements something was signed. Only theirs need a digest in the overview.
    shown: BTreeSet<Month>,
}

impl View for Finance {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, recorded: &Recorded, standing: &Standing) {
        for (nth, effect) in recorded.effects.iter().enumerate() {
            match effect {
                Effect::Posting(effect) => self.posting(effect, nth, recorded, standing),
                Effect::Disclosure(effect) => self.disclosure(effect, recorded),
                Effect::Mandate(_)
                | Effect::Authority(_)
                | Effect::Obligation(_)
                | Effect::Ballot(_)
                | Effect::Case(_)
                | Effect::Count(_) => {}
            }
        }
    }

    fn paths(&self, standing: &Standing) -> Vec<String> {
        if standing.founded.is_none() {
            return Vec::new();
        }
        std::iter::once(NAME.to_owned()).chain(self.months.keys().rev().map(|month| path(*month))).collect()
    }

    fn content(&self, path: &str, standing: &Standing) -> Option<Content> {
        standing.founded.as_ref()?;
        if path == NAME {
            return Some(self.overview(standing));
        }
        let (month, statement) = self.month(path)?;
        Some(statement.content(month, standing).listed())
    }

    fn written(&self, path: &str, standing: &Standing) -> Option<Content<Rows<'_>>> {
        match self.month(path) {
            Some((month, statement)) => Some(statement.content(month, standing)),
            None => self.content(path, standing).map(Content::written),
        }
    }

    fn beside(&self, path: &str) -> Vec<Table> {
        if path == NAME { self.year() } else { Vec::new() }
    }
}

impl Finance {
    /// The view, for the registry.
    pub fn boxed() -> Box<dyn View> {
        Box::new(Self::default())
    }

    /// The month whose statement is published at `path`.
    fn month(&self, path: &str) -> Option<(Month, &Statement)> {
        let month = path.strip_prefix(NAME)?.strip_prefix('/')?.parse().ok()?;
        self.months.get(&month).map(|statement| (month, statement))
    }

    fn posting(&mut self, effect: &PostingEffect, nth: usize, recorded: &Recorded, standing: &Standing) {
        match effect {
            PostingEffect::Posted { on, lines, item } => {
                self.post(&Posted { on: *on, nth, lines, item, recorded, standing });
                self.changed_from(on.month());
            }
            // The first account also decides which months count as history.
            PostingEffect::AccountOpened { .. } => self.months.values_mut().for_each(Statement::changed),
            PostingEffect::Stated { account, as_of, balance, statement } => {
                let (as_of, link) = (*as_of, Link::to(recorded));
                if self.stated.get(account).is_none_or(|former| former.as_of <= as_of) {
                    let stated = Stated { as_of, balance: *balance, statement: statement.sha256, link };
                    self.stated.insert(account.clone(), stated);
                }
                self.changed_from(as_of.month());
            }
            PostingEffect::Closed { month, .. } => {
                let signers = self.maker.supervisors(recorded, standing);
                self.months.entry(*month).or_default().close(*month, recorded, signers, standing);
                self.changed_from(*month);
            }
            PostingEffect::BudgetSet { .. } => {}
            // Not money.
            PostingEffect::Moved { .. } | PostingEffect::Worked { .. } | PostingEffect::MovesUndone { .. } => {}
        }
    }

    /// What is posted in a month moves the opening of every later one.
    fn changed_from(&mut self, month: Month) {
        self.months.range_mut(month..).for_each(|(_, statement)| statement.changed());
    }

    fn post(&mut self, posted: &Posted<'_>) {
        let Posted { on, nth, item, recorded, .. } = *posted;
        self.latest = self.latest.max(on);
        let link = Link::to(recorded);
        let mut kept = self.maker.make(posted);
        if !item.movement.is_taken_over() {
            let budget = self.count_against_budget(posted, &mut kept);
            self.booked.insert(link.id, Booked { link, on, nth, budget });
        }
        if let Some(undone) = item.reverses {
            self.reversals.push(Undone { reversal: link, on, reason: item.purpose.to_string(), original: undone });
            self.mark_undone(undone, link, on);
        }
        let sums = self.maker.sums(posted.lines, posted.standing);
        self.months.entry(on.month()).or_default().post(on, nth, link.index, kept, sums);
    }

    /// A movement undone in its own month is marked there; that month cannot have been closed before. One undone in
    /// a later month is not: its month may be closed, or will be.
    fn mark_undone(&mut self, undone: EventId, reversal: Link, on: Day) {
        let Some(booked) = self.booked.get(&undone).filter(|booked| booked.on.month() == on.month()) else { return };
        if let Some(statement) = self.months.get_mut(&on.month()) {
            statement.mark_undone(booked.on, booked.link.index, booked.nth, reversal);
        }
    }

    /// Counts a movement against its budget line, or a reversal against the line of what it undoes.
    fn count_against_budget(&mut self, posted: &Posted<'_>, kept: &mut Kept) -> Option<(i16, Code)> {
        let own = posted.item.budget_line.clone().map(|line| (posted.on.month().year(), line));
        let undone = posted.item.reverses.and_then(|undone| self.booked.get(&undone)?.budget.clone());
        let key = own.or(undone)?;
        let used = self.used.entry(key.clone()).or_default();
        *used = used.saturating_add(kept.amounts().expense).saturating_add(kept.amounts().income);
        let line = posted.standing.books.budget(key.0).and_then(|budget| budget.line(&key.1));
        if kept.amounts().expense > 0 && line.is_some_and(|line| line.amount < *used) {
            kept.mark_over_budget();
        }
        Some(key)
    }

    fn disclosure(&mut self, effect: &DisclosureEffect, recorded: &Recorded) {
        let shown = match effect {
            DisclosureEffect::Reviewed { shown, .. } => shown,
            DisclosureEffect::Posted(notice) => &notice.shown,
            DisclosureEffect::Corrected(correction) => &correction.replacement.shown,
            DisclosureEffect::Sealed { .. }
            | DisclosureEffect::Erased(_)
            | DisclosureEffect::Read(_)
            | DisclosureEffect::FlagAnswered { .. } => {
                return;
            }
        };
        let month = shown.path.as_str().strip_prefix(NAME).and_then(|rest| rest.strip_prefix('/')?.parse().ok());
        if let Some(month) = month {
            self.shown.insert(month);
            self.showings.insert(recorded.at.index, recorded.at.id);
        }
    }
}

/// A movement being folded, with everything around it.
struct Posted<'a> {
    on: Day,
    /// Which effect of its event it is.
    nth: usize,
    lines: &'a [PostingLine],
    item: &'a Item,
    recorded: &'a Recorded,
    /// The standing after the event.
    standing: &'a Standing,
}

/// The path of a month's statement.
fn path(month: Month) -> String {
    format!("{NAME}/{month}")
}

/// A link to a month's statement.
fn month_link(month: Month) -> Value {
    Value::Document { path: path(month), label: Box::new(Value::Month(month)) }
}

/// An amount, or nothing where there is none.
fn amount(minor: i64) -> Value {
    if minor == 0 { Value::None } else { Value::Money(minor) }
}
