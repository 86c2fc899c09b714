//! F02, just under the tier: a payment little less than the amount from which more people would have had to agree
//! (International Anti-Corruption Resource Center: bids and purchases just under thresholds). Several a year to the same
//! payee raise it.
//!
//! Points at payments of the ledger's own books that still stand. Not at income, transfers, what was taken over, nor
//! at payments in the last tier, above which nothing more is asked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{EventId, Line};
use crate::base::time::Day;
use crate::event::effect::Effect;
use crate::event::family::FigureShipped;
use crate::event::posting::{Movement, PostingEffect, PostingLine};
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter};
use crate::view::recorded::Recorded;

/// From which share of the tier's limit on.
const WINDOW: Parameter = Parameter { code: "f02-window", default: FigureShipped::Share(">=19/20") };
/// From how many payments a year to the same payee on it is raised.
const REPEATED: Parameter = Parameter { code: "f02-repeated", default: FigureShipped::Count(3) };

#[derive(Debug, Serialize, Deserialize)]
struct Payment {
    index: u64,
    id: EventId,
    on: Day,
    payee: Option<Line>,
    amount: i64,
    limit: i64,
    /// From how many on it was raised when it was paid.
    repeated: i64,
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct JustUnder {
    /// By position of their entries.
    payments: BTreeMap<u64, Payment>,
    positions: BTreeMap<EventId, u64>,
}

impl JustUnder {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }
}

impl Flag for JustUnder {
    fn rule(&self) -> &'static str {
        "f02"
    }

    fn version(&self) -> u32 {
        1
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[WINDOW, REPEATED]
    }

    fn fold(&mut self, recorded: &Recorded, standing: &Standing) {
        for effect in &recorded.effects {
            let Effect::Posting(PostingEffect::Posted { on, lines, item }) = effect else { continue };
            if let Some(undone) = item.reverses
                && let Some(index) = self.positions.remove(&undone)
            {
                self.payments.remove(&index);
            }
            let amount = lines.iter().filter_map(PostingLine::paid).fold(0, i64::saturating_add);
            let limit = standing.policy.as_ref().and_then(|policy| policy.tier(amount)?.1.below);
            let (Movement::Expenditure, Some(limit)) = (item.movement, limit) else { continue };
            if WINDOW.met(amount.unsigned_abs(), limit.unsigned_abs(), standing) {
                let (index, id) = (recorded.at.index, recorded.at.id);
                let repeated = REPEATED.number(standing);
                let payee = item.counterparty.clone();
                self.payments.insert(index, Payment { index, id, on: *on, payee, amount, limit, repeated });
                self.positions.insert(id, index);
            }
        }
    }

    fn hits(&self, _standing: &Standing) -> Vec<Hit> {
        let mut counts: BTreeMap<(i16, Option<&Line>), i64> = BTreeMap::new();
        for payment in self.payments.values() {
            *counts.entry((payment.on.month().year(), payment.payee.as_ref())).or_default() += 1;
        }
        let hit = |payment: &Payment| {
            let found = counts.get(&(payment.on.month().year(), payment.payee.as_ref())).copied().unwrap_or_default();
            Hit {
                events: vec![(payment.index, payment.id)],
                on: payment.on,
                about: Value::maybe(payment.payee.as_ref()),
                value: Value::Money(payment.amount),
                limit: Value::Money(payment.limit),
                inputs: vec![("f02-this-year", Value::count(found))],
                level: if found >= payment.repeated { Level::Raised } else { Level::Look },
            }
        };
        self.payments.values().map(hit).collect()
    }
}
