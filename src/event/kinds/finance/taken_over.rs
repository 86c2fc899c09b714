//! One row of accounts kept elsewhere, brought in unchanged after a resolution took the file over.
//!
//! Such history counts in the statements of its months, under its own heading. It moves none of the
//! ledger's own money and never stands in for the resolution a new expenditure needs.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Line};
use crate::base::hash::Hash;
use crate::base::time::Day;
use crate::event::authority::{AuthorityClause, AuthorityEffect};
use crate::event::clause::Clause;
use crate::event::effect::Effect;
use crate::event::kind::{Kind, Telling, Told};
use crate::event::kinds::finance::{posted, text};
use crate::event::mandate::{MandateClause, Role};
use crate::event::posting::{Item, Movement, PostingClause, PostingLine, TAKEN_OVER, TAKEN_OVER_EXPENSE};

/// A row is brought in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakenOver {
    /// The resolution that takes the file over.
    pub matter: Code,
    /// SHA-256 of the file.
    pub file: Hash,
    /// The row, counted from 1 below the header.
    pub row: u32,
    /// The day, as the source gives it.
    pub on: Day,
    /// Minor units as the source gives them: payments positive, refunds and corrections negative; not 0.
    pub amount: i64,
    /// The category, in the source's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Line>,
    /// What for.
    pub purpose: Line,
    /// To whom, as shown in the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<Line>,
    /// How the source refers to its voucher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Line>,
    /// Who brings it in.
    pub importer: Code,
}

impl TakenOver {
    fn movement(&self) -> Movement {
        if self.amount < 0 { Movement::TakenOverRefund } else { Movement::TakenOver }
    }

    fn lines(&self) -> Vec<PostingLine> {
        let account = |text: &str| text.parse().unwrap_or_default();
        PostingLine::moving(self.amount, account(TAKEN_OVER), account(TAKEN_OVER_EXPENSE))
    }

    fn item(&self) -> Item {
        Item {
            category: self.category.clone(),
            counterparty: self.payee.clone(),
            reference: self.reference.clone(),
            actors: vec![(Role::Importer, self.importer.clone())],
            matter: Some(self.matter.clone()),
            taken_from: Some((self.file, self.row)),
            ..Item::new(self.movement(), self.purpose.clone())
        }
    }
}

impl Kind for TakenOver {
    const NAME: &'static str = "finance.taken-over.v1";

    fn subject(&self) -> String {
        format!("{}/{}", self.file.short(), self.row)
    }

    fn requires(&self) -> Vec<Clause> {
        let (matter, file, row, amount) = (self.matter.clone(), self.file, self.row, self.amount);
        vec![
            MandateClause::Act(vec![(Role::Importer, self.importer.clone())]).into(),
            AuthorityClause::TakesOver { matter, file, row, amount }.into(),
            PostingClause::Balanced { movement: self.movement(), amount: None, lines: self.lines() }.into(),
            PostingClause::BeforeBooks(self.on).into(),
        ]
    }

    fn causes(&self) -> Vec<Effect> {
        let (matter, file, row, amount) = (self.matter.clone(), self.file, self.row, self.amount);
        let taken = AuthorityEffect::RowTaken { matter, file, row, amount };
        vec![posted(self.on, self.lines(), self.item()), taken.into()]
    }

    fn told(&self) -> Telling {
        vec![
            ("file", text(&self.file.short())),
            ("row", text(&self.row)),
            ("amount", Told::Money(self.amount)),
            ("on", text(&self.on)),
            ("purpose", text(&self.purpose)),
        ]
    }
}
