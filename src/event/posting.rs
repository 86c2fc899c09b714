//! Posting: double-entry movements of money between accounts. Every set of lines sums to zero.
//!
//! Accounts are codes: `bank:…` and `cash` hold money; `income:<category>` and `expense:<category>` say
//! why it moved; `opening` balances what was there at the start; `expense:taken-over` and `taken-over` hold
//! and balance what accounts kept elsewhere say of the time before the ledger's own books. A positive line
//! brings value into the account.
//!
//! Nothing here knows a chart of accounts: a community maps its categories to one when it exports.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::hash::Hash;
use crate::base::time::{Day, Month, Written};
use crate::event::file::FileRef;
use crate::event::mandate::Role;
use crate::event::unit::{Place, Unit, UnitLine};

/// Balances what money accounts held when they were opened here.
pub const OPENING: &str = "opening";
/// Balances movements taken over: money that moved outside the ledger's own accounts.
pub const TAKEN_OVER: &str = "taken-over";
/// The expenditure that movements taken over add up in, whatever their source called it.
pub const TAKEN_OVER_EXPENSE: &str = "expense:taken-over";

/// Whether money comes in or goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// Received.
    Income,
    /// Paid.
    Expense,
}

impl Flow {
    /// The key of its word in `locales/`.
    pub fn words_key(self) -> &'static str {
        match self {
            Flow::Income => "flow-income",
            Flow::Expense => "flow-expense",
        }
    }

    /// The account of a category: `income:<category>` or `expense:<category>`. A category too long to stand
    /// behind its prefix gives the empty code, which is no account, so the movement is refused.
    pub fn account(self, category: &Code) -> Code {
        let prefix = match self {
            Flow::Income => "income",
            Flow::Expense => "expense",
        };
        format!("{prefix}:{category}").parse().unwrap_or_default()
    }
}

/// What an account is for, as its code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountClass {
    /// Money at a bank, `bank:…`.
    Bank,
    /// Money in the cash box, `cash`.
    Cash,
    /// A category of income.
    Income,
    /// A category of expenditure.
    Expense,
    /// [`OPENING`].
    Opening,
    /// [`TAKEN_OVER`].
    TakenOver,
    /// [`TAKEN_OVER_EXPENSE`].
    TakenOverExpense,
}

impl AccountClass {
    /// The class of an account; none when the code names no account.
    pub fn of(account: &Code) -> Option<Self> {
        match account.as_str() {
            "cash" => Some(Self::Cash),
            OPENING => Some(Self::Opening),
            TAKEN_OVER => Some(Self::TakenOver),
            TAKEN_OVER_EXPENSE => Some(Self::TakenOverExpense),
            text => match text.split_once(':') {
                Some((_, "")) | None => None,
                Some(("bank", _)) => Some(Self::Bank),
                Some(("income", _)) => Some(Self::Income),
                Some(("expense", _)) => Some(Self::Expense),
                Some(_) => None,
            },
        }
    }

    /// Whether the account holds money.
    pub fn holds_money(self) -> bool {
        matches!(self, Self::Bank | Self::Cash)
    }
}

/// One line of a posting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostingLine {
    /// The account.
    pub account: Code,
    /// Minor units; positive into the account.
    pub amount: i64,
}

impl PostingLine {
    /// The two lines that move `amount` minor units out of one account into another. An amount that has no
    /// opposite (`i64::MIN`) leaves the lines unbalanced, so the movement is refused.
    pub fn moving(amount: i64, from: Code, to: Code) -> Vec<Self> {
        vec![Self { account: to, amount }, Self { account: from, amount: amount.saturating_neg() }]
    }

    /// Whether the line is about an account that holds money.
    pub fn holds_money(&self) -> bool {
        AccountClass::of(&self.account).is_some_and(AccountClass::holds_money)
    }

    /// Minor units the line takes out of an account that holds money; none when it does not.
    pub fn paid(&self) -> Option<i64> {
        (self.amount < 0 && self.holds_money()).then(|| self.amount.saturating_neg())
    }
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

impl Movement {
    /// The key of its word in `locales/`.
    pub fn words_key(self) -> &'static str {
        match self {
            Movement::Expenditure => "movement-expenditure",
            Movement::Income => "movement-income",
            Movement::Transfer => "movement-transfer",
            Movement::Opening => "movement-opening",
            Movement::TakenOver => "movement-taken-over",
            Movement::TakenOverRefund => "movement-taken-over-refund",
            Movement::Reversal => "movement-reversal",
        }
    }

    /// Whether it was decided and paid elsewhere, before the ledger's own books.
    pub fn is_taken_over(self) -> bool {
        matches!(self, Movement::TakenOver | Movement::TakenOverRefund)
    }
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
    /// How accounts taken over refer to their voucher, in their own words.
    pub reference: Option<Line>,
    /// The number the payee gave its bill.
    pub bill_no: Option<Line>,
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

impl Item {
    /// An item of which only the sort and the purpose are known so far.
    pub fn new(movement: Movement, purpose: Line) -> Self {
        Self {
            movement,
            category: None,
            purpose,
            counterparty: None,
            voucher_no: None,
            reference: None,
            bill_no: None,
            vouchers: Vec::new(),
            actors: Vec::new(),
            matter: None,
            budget_line: None,
            reverses: None,
            taken_from: None,
            remark: None,
        }
    }
}

/// A line of a budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetLine {
    /// Its code.
    pub line: Code,
    /// Whether it is expected or allowed.
    pub flow: Flow,
    /// Category of income or expenditure.
    pub category: Code,
    /// Minor units.
    pub amount: i64,
}

/// The figures of a period; all in minor units. Reversals count against income or expense in the period
/// they are booked in, so either may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodTotals {
    /// Money held at the start, with what accounts opened in the period held already.
    pub opening: i64,
    /// Received.
    pub income: i64,
    /// Paid.
    pub expense: i64,
    /// Money held at the end: opening + income − expense.
    pub closing: i64,
    /// Paid before the ledger's own books, as accounts taken over say; not part of `expense` and not paid
    /// from the money counted here.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub taken_over: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(amount: &i64) -> bool {
    *amount == 0
}

/// Requirements about the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostingClause {
    /// The amount stated is more than zero: a negative transfer would be one the other way round, told wrongly. The
    /// lines sum to zero, none is zero or beyond exact integers, no account stands twice, each account is one this
    /// sort of movement may use in this direction, and everything ever posted still adds up exactly.
    Balanced {
        /// What sort of movement it is.
        movement: Movement,
        /// The amount the event tells; none when it tells the lines themselves, or an amount whose sign means something.
        amount: Option<i64>,
        /// The lines.
        lines: Vec<PostingLine>,
    },
    /// The day lies in an open period of the ledger's own books and not after the event. How long after the day
    /// the event was entered is not judged here (views mark it): refusing it would leave a gap that no bank
    /// statement could ever agree with.
    PeriodOpen(Day),
    /// The category is one the policy lists.
    CategoryKnown {
        /// Of income or of expenditure.
        flow: Flow,
        /// Its code.
        category: Code,
    },
    /// The money account exists on that day.
    MoneyAccount {
        /// The account.
        account: Code,
        /// The day.
        on: Day,
    },
    /// The account can pay: it does not fall below zero on that day or any later one recorded.
    Covers {
        /// The account.
        account: Code,
        /// Minor units paid out.
        amount: i64,
        /// The day.
        on: Day,
    },
    /// No movement has this voucher number yet, and at least one file shows the voucher. A number stays used when
    /// its movement is reversed: a wrong voucher is issued again, not corrected (会计法: 原始凭证金额有错误的，
    /// 应当由出具单位重开).
    Vouchered {
        /// The number.
        number: Code,
        /// Its files.
        files: Vec<FileRef>,
    },
    /// At the amount's tier, the countersignatures the policy asks are there, from persons who are not close to
    /// anyone who acted and have no interest in the payee; and handler, witness and approver have none either.
    Countersigned {
        /// Minor units.
        amount: i64,
        /// Who acted.
        actors: Vec<(Role, Code)>,
        /// The payee as shown.
        payee: Line,
    },
    /// The movement stands in the ledger's own books, is not reversed yet and no reversal itself, and these lines
    /// undo it exactly, no earlier than it happened, naming the resolution it rests on.
    Undoes {
        /// The movement.
        event: EventId,
        /// The lines.
        lines: Vec<PostingLine>,
        /// The resolution.
        matter: Option<Code>,
        /// The day it is booked on.
        on: Day,
    },
    /// The account can be opened from this day: nothing stands in it yet; the day lies in an open period, not
    /// before the books begin (the first account begins them, after all history taken over) and not after the
    /// event. An account opened with a wrong balance can be opened again once that is reversed.
    AccountNew {
        /// The account.
        account: Code,
        /// Its first day in the books.
        first: Day,
    },
    /// The budget is for the event's year or one beside it, its lines are distinct and their categories known. A
    /// year that has a budget gets another one only by another resolution, which keeps every line (if need be at
    /// zero), so that nothing booked against a line loses it.
    BudgetFits {
        /// The year.
        year: i16,
        /// The lines.
        lines: Vec<BudgetLine>,
        /// The resolution.
        matter: Code,
    },
    /// The budget line exists for the day's year and has the category; a payment beyond it is a flag, not a refusal.
    BudgetLineKnown {
        /// The line.
        line: Code,
        /// Of income or of expenditure.
        flow: Flow,
        /// The category.
        category: Code,
        /// The day.
        on: Day,
    },
    /// The bank's figure is the books' figure at the end of that day.
    BankAgrees {
        /// The account.
        account: Code,
        /// The day, not after the event.
        as_of: Day,
        /// What the bank says, in minor units.
        balance: i64,
    },
    /// The period can be closed: the one before is closed or there is none, the month was over when the event
    /// happened, every bank account is stated at its end and still agrees, and the figures are those of the books.
    Closable {
        /// The month.
        month: Month,
        /// The figures.
        totals: PeriodTotals,
    },
    /// History taken over ends before the ledger's own books begin: the day lies before the first day of the first
    /// money account (before there is one: not after the event), and not in a closed period. From that day on
    /// every payment needs its own resolution and is in the account's balance already, so a row taken over would
    /// count it twice or stand in for a decision; and a closed period's published statement never changes.
    BeforeBooks(Day),
    /// Points, minutes or goods may move so: for each purpose the lines sum to zero, none is zero or beyond exact
    /// integers, no place stands twice, the day is not after the event, and everything ever moved still adds up.
    Moves {
        /// Of what.
        unit: Unit,
        /// The day it counts on.
        on: Day,
        /// The lines.
        lines: Vec<UnitLine>,
    },
    /// The place does not fall below zero when so much is taken from it, on that day or any later one recorded.
    Holds {
        /// Of what.
        unit: Unit,
        /// The place.
        place: Place,
        /// How much.
        amount: i64,
        /// The day.
        on: Day,
    },
    /// Just so much lies at the place at the end of that day: what a count says of the books is what they say.
    StandsAt {
        /// Of what.
        unit: Unit,
        /// The place.
        place: Place,
        /// How much.
        amount: i64,
        /// The day.
        on: Day,
    },
    /// The span is not empty, over when the event happened, and overlaps no other in which the person worked.
    Free {
        /// Who worked.
        person: Code,
        /// From.
        from: Written,
        /// Until.
        until: Written,
    },
    /// The event moved points, minutes or goods, is not undone yet, and no holder falls below zero when it is, on that
    /// day, which is not before it.
    MovesStand {
        /// The event.
        event: EventId,
        /// The day it is undone on.
        on: Day,
    },
}

/// Consequences for the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostingEffect {
    /// A money account exists.
    AccountOpened {
        /// The account.
        account: Code,
        /// Its name as shown.
        name: Line,
        /// Its first day in the books.
        first: Day,
        /// What shows its balance on that day.
        statement: FileRef,
    },
    /// Money moved.
    Posted {
        /// The day it counts on.
        on: Day,
        /// The lines.
        lines: Vec<PostingLine>,
        /// What a reader wants to know.
        item: Box<Item>,
    },
    /// A budget is set, in place of the year's former one if there was one.
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
    /// Points, minutes or goods moved.
    Moved {
        /// Of what.
        unit: Unit,
        /// The day it counts on.
        on: Day,
        /// The lines.
        lines: Vec<UnitLine>,
    },
    /// A person worked.
    Worked {
        /// Who.
        person: Code,
        /// From.
        from: Written,
        /// Until.
        until: Written,
    },
    /// Everything an event moved in units moves back.
    MovesUndone {
        /// The event.
        event: EventId,
        /// The day it counts on.
        on: Day,
    },
}
