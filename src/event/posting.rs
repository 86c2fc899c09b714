//! Posting: double-entry movements of money between accounts. Every set of lines sums to zero.
//!
//! Accounts are codes: `bank:…` and `cash` hold money; `income:<category>` and `expense:<category>` say
//! why it moved; `opening` balances what was there at the start; `taken-over` balances accounts kept
//! elsewhere before the ledger began. A positive line brings value into the account.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::hash::Hash;
use crate::base::time::{Day, Month};
use crate::event::file::FileRef;
use crate::event::mandate::Role;

/// One line of a posting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostingLine {
    /// The account.
    pub account: Code,
    /// Minor units; positive into the account.
    pub amount: i64,
}

/// What sort of movement it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Movement {
    /// Money paid out under a resolution.
    Expenditure,
    /// Money received.
    Income,
    /// Between the community's own money accounts.
    Transfer,
    /// What was there when the ledger began.
    Opening,
    /// A payment made before, brought in from accounts kept elsewhere: not decided here.
    TakenOver,
    /// A refund or correction (negative row) in accounts kept elsewhere: not decided here.
    TakenOverRefund,
    /// Undoes an earlier movement.
    Reversal,
}

/// What a reader wants to know of a movement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What sort it is.
    pub movement: Movement,
    /// Category of income or expenditure, or a label from accounts taken over.
    pub category: Option<Line>,
    /// What for.
    pub purpose: Line,
    /// Payee or payer as shown.
    pub counterparty: Option<Line>,
    /// Number of the voucher or receipt.
    pub voucher_no: Option<Code>,
    /// Vouchers, kept beside the log.
    pub vouchers: Vec<FileRef>,
    /// Who did what.
    pub actors: Vec<(Role, Code)>,
    /// The resolution it rests on.
    pub matter: Option<Code>,
    /// The budget line it counts against.
    pub budget_line: Option<Code>,
    /// The event it undoes.
    pub reverses: Option<EventId>,
    /// File and row it was brought in from.
    pub taken_from: Option<(Hash, u32)>,
    /// Anything else.
    pub remark: Option<Text>,
}

/// A line of a budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetLine {
    /// Its code.
    pub line: Code,
    /// Category of income or expenditure.
    pub category: Code,
    /// Minor units.
    pub amount: i64,
}

/// The figures of a closed period; all in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodTotals {
    /// Money held at the start.
    pub opening: i64,
    /// Received.
    pub income: i64,
    /// Paid.
    pub expense: i64,
    /// Money held at the end: opening + income − expense.
    pub closing: i64,
}

/// Requirements about the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostingClause {
    /// The lines sum to zero, none is zero, accounts may be used this way.
    Balanced(Vec<PostingLine>),
    /// The day lies in an open period and not in the future of the event.
    PeriodOpen(Day),
    /// The category is one the policy lists.
    CategoryKnown {
        /// Expenditure (or income).
        expense: bool,
        /// Its code.
        category: Code,
    },
    /// The money account exists.
    MoneyAccount(Code),
    /// The account can pay: it does not fall below zero on that day or any later one recorded.
    Covers {
        /// The account.
        account: Code,
        /// Minor units paid out.
        amount: i64,
        /// The day.
        on: Day,
    },
    /// No movement has this voucher number yet.
    VoucherNew(Code),
    /// At the amount's tier, the countersignatures the policy asks are there, and no supervisor who counts is
    /// related to the handler, witness, approver or payee.
    Countersigned {
        /// Minor units.
        amount: i64,
        /// Handler, witness, approver.
        actors: Vec<Code>,
        /// The payee as shown.
        payee: Line,
    },
    /// The movement exists, is not reversed yet and these lines undo it exactly.
    Undoes {
        /// The movement.
        event: EventId,
        /// The lines.
        lines: Vec<PostingLine>,
    },
    /// The account was not opened yet.
    AccountNew(Code),
    /// The budget is for a year without one, its lines are distinct and its categories known.
    BudgetFits {
        /// The year.
        year: i16,
        /// The lines.
        lines: Vec<BudgetLine>,
    },
    /// The budget line exists for the day's year and has the category; a payment beyond it is a flag, not a refusal.
    BudgetLineKnown {
        /// The line.
        line: Code,
        /// The category.
        category: Code,
        /// The day.
        on: Day,
    },
    /// The bank's figure is the books' figure at the end of that day.
    BankAgrees {
        /// The account.
        account: Code,
        /// The day.
        as_of: Day,
        /// What the bank says, in minor units.
        balance: i64,
    },
    /// The period can be closed: the one before is closed, the month is over, every bank account is stated at its
    /// end, and the figures are those of the books.
    Closable {
        /// The month.
        month: Month,
        /// The figures.
        totals: PeriodTotals,
        /// The day of closing.
        on: Day,
    },
}

/// Consequences for the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostingEffect {
    /// Money moved.
    Posted {
        /// The day it counts on.
        on: Day,
        /// The lines.
        lines: Vec<PostingLine>,
        /// What a reader wants to know.
        item: Box<Item>,
    },
    /// A money account exists.
    AccountOpened {
        /// The account.
        account: Code,
        /// Its name as shown.
        name: Line,
    },
    /// A budget is set.
    BudgetSet {
        /// The year.
        year: i16,
        /// The lines.
        lines: Vec<BudgetLine>,
        /// The resolution it rests on.
        matter: Code,
    },
    /// The bank has stated a balance.
    Stated {
        /// The account.
        account: Code,
        /// The day.
        as_of: Day,
        /// Minor units.
        balance: i64,
        /// The statement.
        statement: FileRef,
    },
    /// A period is closed.
    Closed {
        /// The month.
        month: Month,
        /// Its figures.
        totals: PeriodTotals,
    },
}
