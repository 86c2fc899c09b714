//! F07, entered late: a movement or a decision is entered long after the day it is said to have happened on
//! (International Anti-Corruption Resource Center: back-dated papers), or counts in a month that is closed already.
//!
//! Not what was taken over: it is late by nature. Whether an entry is in time for its statement is for clocks, not here.

use serde::{Deserialize, Serialize};

use crate::base::time::Day;
use crate::event::authority::AuthorityEffect;
use crate::event::effect::Effect;
use crate::event::family::FigureShipped;
use crate::event::posting::PostingEffect;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, Seen, input};
use crate::view::hits::Hits;
use crate::view::payments::Payment;

/// More than so many days.
const DAYS: Parameter = Parameter { code: "f07-days", default: FigureShipped::Count(60) };

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct EnteredLate {
    hits: Hits,
}

impl EnteredLate {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }
}

/// The day an effect is said to have happened on, what it is about, and whether it counts in a month.
fn dated(effect: &Effect, standing: &Standing) -> Option<(Day, Value, bool)> {
    let titled = |matter| {
        standing.authorities.matter(matter).map_or(Value::text(matter), |state| Value::text(&state.matter.title))
    };
    match effect {
        Effect::Posting(PostingEffect::Posted { on, item, .. }) if !item.movement.is_taken_over() => {
            Some((*on, Value::text(&item.purpose), true))
        }
        Effect::Authority(AuthorityEffect::Stepped { matter, meeting, .. }) => {
            Some((meeting.on, titled(matter), false))
        }
        Effect::Authority(AuthorityEffect::Concluded { matter, on, .. }) => Some((*on, titled(matter), false)),
        _ => None,
    }
}

impl Flag for EnteredLate {
    fn rule(&self) -> &'static str {
        "f07"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[DAYS]
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        let entered = seen.recorded.at.accepted_day;
        for (on, about, counts) in seen.recorded.effects.iter().filter_map(|effect| dated(effect, seen.standing)) {
            let days = i64::from(on.until(entered));
            let closed = counts && seen.standing.books.closed_until().is_some_and(|until| on.month() <= until);
            if days <= DAYS.number(seen.standing) && !closed {
                continue;
            }
            self.hits.mark(Hit {
                events: vec![seen.event()],
                on,
                about,
                value: Value::Count(days),
                limit: DAYS.shown(seen.standing),
                inputs: if closed { vec![input("f07-closed", Value::Month(on.month()))] } else { Vec::new() },
                level: if closed { Level::Raised } else { Level::Look },
            });
        }
    }

    fn undone(&mut self, payment: &Payment, _standing: &Standing) {
        self.hits.withdraw(payment.index);
    }

    fn hits(&self, _standing: &Standing) -> Vec<Hit> {
        self.hits.all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::posting::PeriodTotals;
    use crate::rules::testing::{code, day, expense};
    use crate::view::testing::{Bench, Pay};

    #[test]
    fn payments_and_decisions_entered_after_more_than_sixty_days_are_pointed_at() {
        let mut bench = Bench::new(EnteredLate::boxed());
        let paid = bench.pay(&Pay { late: 61, ..Pay::to("甲") });
        bench.happens("2026-05-04", vec![AuthorityEffect::Opened(Box::new(expense("gate", 900))).into()]);
        let concluded = AuthorityEffect::Concluded { matter: code("gate"), on: day("2026-02-02"), adopted: true };
        let decided = bench.happens("2026-05-04", vec![concluded.into()]);
        assert_eq!(bench.pointed(), [vec![paid], vec![decided]]);
        bench.undo(paid);
        assert_eq!(bench.pointed(), [vec![decided]]);
        let (month, totals) = (day("2026-05-01").month(), PeriodTotals::default());
        bench.happens("2026-06-01", vec![PostingEffect::Closed { month, totals }.into()]);
        bench.pay(&Pay { on: "2026-05-29", late: 5, ..Pay::to("甲") });
        assert_eq!(bench.hits()[1].level, Level::Raised);
    }

    #[test]
    fn sixty_days_are_not_more_than_sixty() {
        let mut bench = Bench::new(EnteredLate::boxed());
        bench.pay(&Pay { late: 60, ..Pay::to("甲") });
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn accounts_taken_over_are_old() {
        let mut bench = Bench::new(EnteredLate::boxed());
        bench.pay(&Pay { late: 900, own: false, ..Pay::to("甲") });
        assert!(bench.hits().is_empty());
    }
}
