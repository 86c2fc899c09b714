//! What the books consist of besides movements: accounts, budgets, bank statements and closed periods.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line};
use crate::base::time::{Day, Month};
use crate::event::authority::{AuthorityClause, AuthorityEffect, MatterSort};
use crate::event::clause::Clause;
use crate::event::disclosure::DocumentPath;
use crate::event::effect::Effect;
use crate::event::file::FileRef;
use crate::event::kind::{Kind, Telling, Told};
use crate::event::kinds::finance::{posted, text};
use crate::event::mandate::{BodySort, MandateClause, Role};
use crate::event::obligation::{Due, Duty, ObligationEffect, OwedBy};
use crate::event::policy::Clock;
use crate::event::posting::{
    BudgetLine, Flow, Item, Movement, OPENING, PeriodTotals, PostingClause, PostingEffect, PostingLine,
};

/// A money account is opened in the books with what it holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountOpened {
    /// Its code, `bank:…` or `cash`.
    pub account: Code,
    /// Its name as shown. An account number is not part of it: that stays on the statement.
    pub name: Line,
    /// Its first day in the books.
    pub first: Day,
    /// What it held at the start of that day, in minor units; 0 or more.
    pub opening: i64,
    /// The bank's statement, or the sheet on which the cash was counted.
    pub statement: FileRef,
    /// Who keeps the books.
    pub bookkeeper: Code,
    /// Who keeps the money.
    pub cashier: Code,
}

impl AccountOpened {
    fn lines(&self) -> Vec<PostingLine> {
        PostingLine::moving(self.opening, OPENING.parse().unwrap_or_default(), self.account.clone())
    }

    fn actors(&self) -> Vec<(Role, Code)> {
        vec![(Role::Bookkeeper, self.bookkeeper.clone()), (Role::Cashier, self.cashier.clone())]
    }
}

impl Kind for AccountOpened {
    const NAME: &'static str = "finance.account.v1";

    fn subject(&self) -> String {
        self.account.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let new = PostingClause::AccountNew { account: self.account.clone(), first: self.first };
        let mut clauses = vec![MandateClause::Act(self.actors()).into(), new.into()];
        if self.opening != 0 {
            let (movement, amount, lines) = (Movement::Opening, Some(self.opening), self.lines());
            clauses.push(PostingClause::Balanced { movement, amount, lines }.into());
        }
        clauses
    }

    fn causes(&self) -> Vec<Effect> {
        let opened = PostingEffect::AccountOpened {
            account: self.account.clone(),
            name: self.name.clone(),
            first: self.first,
            statement: self.statement.clone(),
        };
        let mut effects = vec![opened.into()];
        if self.opening != 0 {
            let mut item = Item::new(Movement::Opening, self.name.clone());
            item.vouchers = vec![self.statement.clone()];
            item.actors = self.actors();
            effects.push(posted(self.first, self.lines(), item));
        }
        effects
    }

    fn told(&self) -> Telling {
        vec![("name", text(&self.name)), ("opening", Told::Money(self.opening)), ("first", text(&self.first))]
    }
}

/// The budget of a year, as a resolution adopted it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetSet {
    /// The year.
    pub year: i16,
    /// Its lines; totals are computed from them.
    pub lines: Vec<BudgetLine>,
    /// The budget resolution it rests on.
    pub matter: Code,
}

impl BudgetSet {
    /// The sum of the lines of one flow, in minor units.
    pub fn total(&self, flow: Flow) -> i64 {
        let lines = self.lines.iter().filter(|line| line.flow == flow);
        lines.fold(0, |sum, line| sum.saturating_add(line.amount))
    }
}

impl Kind for BudgetSet {
    const NAME: &'static str = "finance.budget.v1";

    fn subject(&self) -> String {
        self.year.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let (lines, matter) = (self.lines.clone(), self.matter.clone());
        vec![
            AuthorityClause::AdoptedAs { matter: matter.clone(), sort: MatterSort::Budget }.into(),
            AuthorityClause::Unused(matter.clone()).into(),
            PostingClause::BudgetFits { year: self.year, lines, matter }.into(),
        ]
    }

    fn causes(&self) -> Vec<Effect> {
        let (lines, matter) = (self.lines.clone(), self.matter.clone());
        let applied = AuthorityEffect::Applied { matter: matter.clone(), what: None };
        vec![PostingEffect::BudgetSet { year: self.year, lines, matter }.into(), applied.into()]
    }

    fn told(&self) -> Telling {
        vec![
            ("year", text(&self.year)),
            ("income", Told::Money(self.total(Flow::Income))),
            ("expense", Told::Money(self.total(Flow::Expense))),
            ("matter", Told::Matter(self.matter.clone())),
        ]
    }
}

/// The bank's figure at the end of a day, which is the books' figure too.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankStatement {
    /// The account.
    pub account: Code,
    /// The day.
    pub as_of: Day,
    /// What the bank says, in minor units.
    pub balance: i64,
    /// The statement.
    pub statement: FileRef,
}

impl Kind for BankStatement {
    const NAME: &'static str = "finance.bank-statement.v1";

    fn subject(&self) -> String {
        self.account.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        let (account, as_of) = (self.account.clone(), self.as_of);
        vec![
            PostingClause::MoneyAccount { account: account.clone(), on: as_of }.into(),
            PostingClause::BankAgrees { account, as_of, balance: self.balance }.into(),
        ]
    }

    fn causes(&self) -> Vec<Effect> {
        let stated = PostingEffect::Stated {
            account: self.account.clone(),
            as_of: self.as_of,
            balance: self.balance,
            statement: self.statement.clone(),
        };
        vec![stated.into()]
    }

    fn told(&self) -> Telling {
        vec![
            ("account", Told::Account(self.account.clone())),
            ("as-of", text(&self.as_of)),
            ("balance", Told::Money(self.balance)),
        ]
    }
}

/// A month is closed: nothing is booked in it any more, its figures stand, and its statement is owed to the board.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodClosed {
    /// The month.
    pub month: Month,
    /// Its figures, which must be those of the books.
    pub totals: PeriodTotals,
}

impl Kind for PeriodClosed {
    const NAME: &'static str = "finance.period-close.v1";

    fn subject(&self) -> String {
        self.month.to_string()
    }

    fn requires(&self) -> Vec<Clause> {
        vec![PostingClause::Closable { month: self.month, totals: self.totals }.into()]
    }

    fn causes(&self) -> Vec<Effect> {
        let statement = ObligationEffect::Owed {
            duty: Duty::notice(&DocumentPath::statement(self.month)),
            by: OwedBy::Sort(BodySort::Committee),
            due: Due::After { clock: Clock::Statement, day: self.month.last() },
        };
        vec![PostingEffect::Closed { month: self.month, totals: self.totals }.into(), statement.into()]
    }

    fn told(&self) -> Telling {
        vec![
            ("month", text(&self.month)),
            ("income", Told::Money(self.totals.income)),
            ("expense", Told::Money(self.totals.expense)),
            ("closing", Told::Money(self.totals.closing)),
        ]
    }
}
