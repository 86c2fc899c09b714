//! Payments as flags look at them: worked out once from each entry, with what undoes them.
//!
//! A payment of the ledger's own books can be undone by a reversal, so those are kept. One taken over from accounts kept
//! elsewhere never is: its source says a refund, which is told as such.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Line};
use crate::base::paged::Paged;
use crate::base::time::Day;
use crate::event::effect::Effect;
use crate::event::file::FileRef;
use crate::event::mandate::{Role, Seat};
use crate::event::posting::{AccountClass, Item, Movement, PostingEffect, PostingLine};
use crate::view::recorded::Recorded;

/// Money that went out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Position of its entry.
    pub index: u64,
    /// Its event.
    pub id: EventId,
    /// The day it counts on.
    pub on: Day,
    /// The day its entry was accepted.
    pub entered: Day,
    /// Minor units, more than 0.
    pub amount: i64,
    /// Minor units of it that left the cash box.
    pub cash: i64,
    /// Whether the ledger's own books have it; otherwise it was taken over.
    pub own: bool,
    /// To whom, as shown.
    pub payee: Option<Line>,
    /// What for.
    pub purpose: Line,
    /// Category of expenditure, or a label from accounts taken over.
    pub category: Option<Line>,
    /// Who did what.
    pub actors: Vec<(Role, Code)>,
    /// Who signed, in which seats.
    pub signers: Vec<(Code, Vec<Seat>)>,
    /// The resolution it rests on, or that took it over.
    pub matter: Option<Code>,
    /// The budget line it counts against.
    pub budget_line: Option<Code>,
    /// The number of the payee's bill, or how accounts taken over refer to their voucher.
    pub bill: Option<Line>,
    /// Vouchers, kept beside the log.
    pub vouchers: Vec<FileRef>,
}

impl Payment {
    /// The year it counts in.
    pub fn year(&self) -> i16 {
        self.on.month().year()
    }

    /// The event, as hits name it.
    pub fn event(&self) -> (u64, EventId) {
        (self.index, self.id)
    }

    /// Who played this role.
    pub fn actor(&self, role: Role) -> Option<&Code> {
        self.actors.iter().find(|(played, _)| *played == role).map(|(_, person)| person)
    }

    fn of(recorded: &Recorded, on: Day, lines: &[PostingLine], item: &Item) -> Option<Self> {
        let own = match item.movement {
            Movement::Expenditure => true,
            Movement::TakenOver | Movement::TakenOverRefund => false,
            Movement::Income | Movement::Transfer | Movement::Opening | Movement::Reversal => return None,
        };
        let cash = |line: &&PostingLine| AccountClass::of(&line.account) == Some(AccountClass::Cash);
        let sum = |sum: i64, paid: i64| sum.saturating_add(paid);
        let paid = if own {
            lines.iter().filter_map(PostingLine::paid).fold(0, sum)
        } else {
            lines.iter().map(|line| line.amount.max(0)).fold(0, sum)
        };
        let signer = |signed: &crate::view::recorded::SignedBy| Some((signed.person.clone()?, signed.seats.clone()));
        Some(Self {
            index: recorded.at.index,
            id: recorded.at.id,
            on,
            entered: recorded.at.accepted_day,
            amount: paid,
            cash: lines.iter().filter(cash).filter_map(PostingLine::paid).fold(0, sum),
            own,
            payee: item.counterparty.clone(),
            purpose: item.purpose.clone(),
            category: item.category.clone(),
            actors: item.actors.clone(),
            signers: recorded.signed.iter().filter_map(signer).collect(),
            matter: item.matter.clone(),
            budget_line: item.budget_line.clone(),
            bill: item.bill_no.clone().or_else(|| item.reference.clone()),
            vouchers: item.vouchers.clone(),
        })
    }
}

/// What an entry does to payments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A payment was made.
    Paid(Payment),
    /// A payment of the ledger's own books was undone, whole.
    Undone(Payment),
    /// Accounts taken over say that so much came back; no payment is named.
    Refunded(Payment),
}

/// The payments of the ledger's own books that still stand.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Payments {
    standing: Paged<EventId, Option<Payment>>,
}

impl Payments {
    /// Takes in the next entry, and says what it does to payments.
    pub fn fold(&mut self, recorded: &Recorded) -> Vec<Change> {
        let mut changes = Vec::new();
        for effect in &recorded.effects {
            let Effect::Posting(PostingEffect::Posted { on, lines, item }) = effect else { continue };
            if let Some(undone) = item.reverses
                && let Some(payment) = self.standing.get_mut(&undone).and_then(Option::take)
            {
                changes.push(Change::Undone(payment));
            }
            let Some(payment) = Payment::of(recorded, *on, lines, item) else { continue };
            if payment.own {
                self.standing.insert(payment.id, Some(payment.clone()));
            }
            let refund = item.movement == Movement::TakenOverRefund;
            changes.push(if refund { Change::Refunded(payment) } else { Change::Paid(payment) });
        }
        changes
    }

    /// Shows every payment of the ledger's own books that stands. Reads all of them: only for what happens rarely.
    pub fn each(&self, show: &mut dyn FnMut(&Payment)) {
        self.standing.each(&mut |_, payment| payment.iter().for_each(&mut *show));
    }
}
