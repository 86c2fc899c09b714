//! Movements in the ledger's own books: expenditure, income, transfers and reversals.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::time::Day;
use crate::event::authority::{AuthorityClause, AuthorityEffect};
use crate::event::clause::Clause;
use crate::event::effect::Effect;
use crate::event::file::FileRef;
use crate::event::kind::{Kind, Telling, Told};
use crate::event::kinds::finance::{own_books, posted, text, vouchered};
use crate::event::mandate::{MandateClause, Role};
use crate::event::posting::{AccountClass, Flow, Item, Movement, PostingClause, PostingLine};

/// The text of a code as a line; codes are short and plain, so each is one.
fn as_line(code: &Code) -> Option<Line> {
    code.as_str().parse().ok()
}

/// The budget line, when the movement counts against one.
fn budgeted(line: Option<&Code>, flow: Flow, category: &Code, on: Day) -> Option<Clause> {
    let (line, category) = (line?.clone(), category.clone());
    Some(PostingClause::BudgetLineKnown { line, flow, category, on }.into())
}

/// Money is paid out under a resolution.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expenditure {
    /// Minor units, more than 0.
    pub amount: i64,
    /// The money account it is paid from.
    pub from: Code,
    /// Category of expenditure.
    pub category: Code,
    /// What for.
    pub purpose: Line,
    /// To whom, as shown.
    pub payee: Line,
    /// The day the money left the account: the bank's booking day.
    pub on: Day,
    /// The resolution that permits it.
    pub matter: Code,
    /// The budget line it counts against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_line: Option<Code>,
    /// The number the payee gave its bill, so that a bill paid twice can be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill_no: Option<Line>,
    /// Number of the voucher.
    pub voucher_no: Code,
    /// The vouchers, kept beside the log; at least one.
    pub vouchers: Vec<FileRef>,
    /// Who carried it out.
    pub handler: Code,
    /// Who was present.
    pub witness: Code,
    /// Who approved it.
    pub approver: Code,
    /// Who keeps the books.
    pub bookkeeper: Code,
    /// Who keeps the money.
    pub cashier: Code,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Text>,
}

impl Expenditure {
    fn lines(&self) -> Vec<PostingLine> {
        PostingLine::moving(self.amount, self.from.clone(), Flow::Expense.account(&self.category))
    }

    fn item(&self) -> Item {
        Item {
            category: as_line(&self.category),
            counterparty: Some(self.payee.clone()),
            voucher_no: Some(self.voucher_no.clone()),
            bill_no: self.bill_no.clone(),
            vouchers: self.vouchers.clone(),
            actors: self.actors(),
            matter: Some(self.matter.clone()),
            budget_line: self.budget_line.clone(),
            remark: self.remark.clone(),
            ..Item::new(Movement::Expenditure, self.purpose.clone())
        }
    }

    fn actors(&self) -> Vec<(Role, Code)> {
        vec![
            (Role::Handler, self.handler.clone()),
            (Role::Witness, self.witness.clone()),
            (Role::Approver, self.approver.clone()),
            (Role::Bookkeeper, self.bookkeeper.clone()),
            (Role::Cashier, self.cashier.clone()),
        ]
    }
}

impl Kind for Expenditure {
    const NAME: &'static str = "finance.expenditure.v1";

    fn subject(&self) -> String {
        self.voucher_no.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let (amount, on, payee) = (self.amount, self.on, self.payee.clone());
        let (flow, purpose, matter) = (Flow::Expense, self.category.clone(), self.matter.clone());
        let actors = self.actors();
        let mut clauses = vec![
            MandateClause::Act(actors.clone()).into(),
            PostingClause::CategoryKnown { flow, category: purpose.clone() }.into(),
            vouchered(&self.voucher_no, &self.vouchers),
        ];
        clauses.extend(own_books(Movement::Expenditure, Some(self.amount), &self.lines(), on));
        clauses.push(AuthorityClause::Permits { matter, amount, purpose, payee: payee.clone(), on }.into());
        clauses.push(PostingClause::Countersigned { amount, actors, payee }.into());
        clauses.extend(budgeted(self.budget_line.as_ref(), flow, &self.category, on));
        clauses
    }

    fn causes(&self) -> Vec<Effect> {
        let consumed = AuthorityEffect::Consumed { matter: self.matter.clone(), amount: self.amount };
        vec![posted(self.on, self.lines(), self.item()), consumed.into()]
    }

    fn told(&self) -> Telling {
        vec![
            ("amount", Told::Money(self.amount)),
            ("payee", text(&self.payee)),
            ("purpose", text(&self.purpose)),
            ("matter", Told::Matter(self.matter.clone())),
        ]
    }
}

/// Money is received.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Income {
    /// Minor units, more than 0.
    pub amount: i64,
    /// The money account it came into.
    pub into: Code,
    /// Category of income.
    pub category: Code,
    /// What for.
    pub purpose: Line,
    /// From whom, as shown.
    pub payer: Line,
    /// The day the money came in: the bank's booking day.
    pub on: Day,
    /// The resolution it rests on, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<Code>,
    /// The budget line it counts against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_line: Option<Code>,
    /// Number of the receipt given.
    pub receipt_no: Code,
    /// The receipt and what came with it, kept beside the log; at least one.
    pub receipts: Vec<FileRef>,
    /// Who took it in.
    pub handler: Code,
    /// Who keeps the books.
    pub bookkeeper: Code,
    /// Who keeps the money.
    pub cashier: Code,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Text>,
}

impl Income {
    fn lines(&self) -> Vec<PostingLine> {
        PostingLine::moving(self.amount, Flow::Income.account(&self.category), self.into.clone())
    }

    fn item(&self) -> Item {
        Item {
            category: as_line(&self.category),
            counterparty: Some(self.payer.clone()),
            voucher_no: Some(self.receipt_no.clone()),
            vouchers: self.receipts.clone(),
            actors: self.actors(),
            matter: self.matter.clone(),
            budget_line: self.budget_line.clone(),
            remark: self.remark.clone(),
            ..Item::new(Movement::Income, self.purpose.clone())
        }
    }

    fn actors(&self) -> Vec<(Role, Code)> {
        vec![
            (Role::Handler, self.handler.clone()),
            (Role::Bookkeeper, self.bookkeeper.clone()),
            (Role::Cashier, self.cashier.clone()),
        ]
    }
}

impl Kind for Income {
    const NAME: &'static str = "finance.income.v1";

    fn subject(&self) -> String {
        self.receipt_no.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let (flow, category) = (Flow::Income, self.category.clone());
        let mut clauses = vec![
            MandateClause::Act(self.actors()).into(),
            PostingClause::CategoryKnown { flow, category }.into(),
            vouchered(&self.receipt_no, &self.receipts),
        ];
        clauses.extend(own_books(Movement::Income, Some(self.amount), &self.lines(), self.on));
        clauses.extend(self.matter.clone().map(|matter| AuthorityClause::Adopted(matter).into()));
        clauses.extend(budgeted(self.budget_line.as_ref(), flow, &self.category, self.on));
        clauses
    }

    fn causes(&self) -> Vec<Effect> {
        vec![posted(self.on, self.lines(), self.item())]
    }

    fn told(&self) -> Telling {
        vec![
            ("amount", Told::Money(self.amount)),
            ("payer", text(&self.payer)),
            ("purpose", text(&self.purpose)),
            ("receipt", text(&self.receipt_no)),
        ]
    }
}

/// Money is moved between the community's own accounts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// Minor units, more than 0.
    pub amount: i64,
    /// The account it leaves.
    pub from: Code,
    /// The account it enters.
    pub into: Code,
    /// What for.
    pub purpose: Line,
    /// The day.
    pub on: Day,
    /// Number of the voucher.
    pub voucher_no: Code,
    /// The vouchers, kept beside the log; at least one.
    pub vouchers: Vec<FileRef>,
    /// Who approved it.
    pub approver: Code,
    /// Who keeps the books.
    pub bookkeeper: Code,
    /// Who keeps the money.
    pub cashier: Code,
}

impl Transfer {
    fn lines(&self) -> Vec<PostingLine> {
        PostingLine::moving(self.amount, self.from.clone(), self.into.clone())
    }

    fn item(&self) -> Item {
        Item {
            voucher_no: Some(self.voucher_no.clone()),
            vouchers: self.vouchers.clone(),
            actors: self.actors(),
            ..Item::new(Movement::Transfer, self.purpose.clone())
        }
    }

    fn actors(&self) -> Vec<(Role, Code)> {
        vec![
            (Role::Approver, self.approver.clone()),
            (Role::Bookkeeper, self.bookkeeper.clone()),
            (Role::Cashier, self.cashier.clone()),
        ]
    }
}

impl Kind for Transfer {
    const NAME: &'static str = "finance.transfer.v1";

    fn subject(&self) -> String {
        self.voucher_no.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let mut clauses = vec![MandateClause::Act(self.actors()).into(), vouchered(&self.voucher_no, &self.vouchers)];
        clauses.extend(own_books(Movement::Transfer, Some(self.amount), &self.lines(), self.on));
        clauses
    }

    fn causes(&self) -> Vec<Effect> {
        vec![posted(self.on, self.lines(), self.item())]
    }

    fn told(&self) -> Telling {
        vec![
            ("amount", Told::Money(self.amount)),
            ("from", Told::Account(self.from.clone())),
            ("into", Told::Account(self.into.clone())),
        ]
    }
}

/// A movement is undone, whole. The day it happened may lie in a closed period; it is undone on an open day, so
/// that a published statement never changes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reversal {
    /// The event whose movement is undone.
    pub event: EventId,
    /// The opposite of its lines.
    pub lines: Vec<PostingLine>,
    /// The resolution the movement rests on, which gets back what it consumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<Code>,
    /// Why.
    pub reason: Line,
    /// The day it is booked on; of a payment, the day the money came back.
    pub on: Day,
    /// Number of its own voucher.
    pub voucher_no: Code,
    /// The vouchers, kept beside the log; at least one.
    pub vouchers: Vec<FileRef>,
    /// Who approved it.
    pub approver: Code,
    /// Who keeps the books.
    pub bookkeeper: Code,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Text>,
}

impl Reversal {
    fn item(&self) -> Item {
        Item {
            voucher_no: Some(self.voucher_no.clone()),
            vouchers: self.vouchers.clone(),
            actors: self.actors(),
            matter: self.matter.clone(),
            reverses: Some(self.event),
            remark: self.remark.clone(),
            ..Item::new(Movement::Reversal, self.reason.clone())
        }
    }

    fn actors(&self) -> Vec<(Role, Code)> {
        vec![(Role::Approver, self.approver.clone()), (Role::Bookkeeper, self.bookkeeper.clone())]
    }

    /// What an expenditure consumed and its reversal gives back: the (negative) lines of expenditure accounts. An
    /// income that named a resolution consumed nothing, and its reversal has no such line.
    fn given_back(&self) -> i64 {
        let expense = self.lines.iter().filter(|line| AccountClass::of(&line.account) == Some(AccountClass::Expense));
        expense.fold(0, |sum, line| sum.saturating_add(line.amount))
    }
}

impl Kind for Reversal {
    const NAME: &'static str = "finance.reversal.v1";

    fn subject(&self) -> String {
        self.event.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let (event, lines, matter, on) = (self.event, self.lines.clone(), self.matter.clone(), self.on);
        let mut clauses = vec![MandateClause::Act(self.actors()).into(), vouchered(&self.voucher_no, &self.vouchers)];
        clauses.push(PostingClause::Undoes { event, lines, matter, on }.into());
        clauses.extend(own_books(Movement::Reversal, None, &self.lines, on));
        clauses
    }

    fn causes(&self) -> Vec<Effect> {
        let mut effects = vec![posted(self.on, self.lines.clone(), self.item())];
        let amount = self.given_back();
        if let Some(matter) = self.matter.clone().filter(|_| amount != 0) {
            effects.push(AuthorityEffect::Consumed { matter, amount }.into());
        }
        effects
    }

    fn told(&self) -> Telling {
        let amount = self.lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.amount.max(0)));
        vec![("event", text(&self.event)), ("amount", Told::Money(amount)), ("reason", text(&self.reason))]
    }
}
