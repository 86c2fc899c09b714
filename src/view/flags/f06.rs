//! F06, before its resolution: money left before the resolution that permits it was adopted, or without one (四议两公开:
//! first decided, then done). The rules ask that a resolution is there when the payment is entered; this compares the days
//! on which both happened.
//!
//! Not a resolution that was entered after the payment and adopted before it. Not what was taken over.

use serde::{Deserialize, Serialize};

use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, input};
use crate::view::hits::Hits;
use crate::view::payments::Payment;

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct BeforeResolution {
    hits: Hits,
}

impl BeforeResolution {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }
}

impl Flag for BeforeResolution {
    fn rule(&self) -> &'static str {
        "f06"
    }

    fn paid(&mut self, payment: &Payment, standing: &Standing) {
        let matter = payment.matter.as_ref().and_then(|matter| standing.authorities.matter(matter));
        let adopted = matter.and_then(|state| state.conclusion).filter(|conclusion| conclusion.adopted);
        let on_time = adopted.is_some_and(|conclusion| conclusion.on <= payment.on);
        if !payment.own || on_time {
            return;
        }
        self.hits.mark(Hit {
            events: vec![payment.event()],
            on: payment.on,
            about: matter.map_or(Value::None, |state| Value::text(&state.matter.title)),
            value: Value::Day(payment.on),
            limit: adopted.map_or(Value::word("f06-none"), |conclusion| Value::Day(conclusion.on)),
            inputs: vec![
                input("f06-payee", Value::maybe(payment.payee.as_ref())),
                input("f06-amount", Value::Money(payment.amount)),
            ],
            level: if adopted.is_some() { Level::Look } else { Level::Raised },
        });
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
    use crate::event::authority::AuthorityEffect;
    use crate::rules::testing::{code, day, expense};
    use crate::view::testing::{Bench, Pay};

    /// The resolution `gate`, adopted on the tenth.
    fn bench() -> Bench {
        let mut bench = Bench::new(BeforeResolution::boxed());
        bench.happens("2026-03-02", vec![AuthorityEffect::Opened(Box::new(expense("gate", 500_000))).into()]);
        adopt(&mut bench, "2026-03-10");
        bench
    }

    fn adopt(bench: &mut Bench, entered: &str) {
        let concluded = AuthorityEffect::Concluded { matter: code("gate"), on: day("2026-03-10"), adopted: true };
        bench.happens_late("2026-03-10", entered, vec![concluded.into()]);
    }

    fn paid(on: &str) -> Pay<'_> {
        Pay { on, late: 9, matter: Some("gate"), ..Pay::to("甲") }
    }

    #[test]
    fn a_payment_before_the_day_of_adoption_is_pointed_at() {
        let mut bench = bench();
        let early = bench.pay(&paid("2026-03-09"));
        assert_eq!((bench.pointed(), bench.hits()[0].level), (vec![vec![early]], Level::Look));
        let without = bench.pay(&Pay { matter: None, ..paid("2026-03-12") });
        assert_eq!((bench.pointed(), bench.hits()[1].level), (vec![vec![early], vec![without]], Level::Raised));
        bench.undo(early);
        assert_eq!(bench.pointed(), [vec![without]]);
    }

    #[test]
    fn on_the_day_itself_is_not_before() {
        let mut bench = bench();
        bench.pay(&paid("2026-03-10"));
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn what_was_adopted_in_time_and_entered_late_is_fine() {
        let mut bench = Bench::new(BeforeResolution::boxed());
        bench.happens("2026-03-02", vec![AuthorityEffect::Opened(Box::new(expense("gate", 500_000))).into()]);
        adopt(&mut bench, "2026-03-20");
        bench.pay(&paid("2026-03-12"));
        bench.pay(&Pay { own: false, matter: None, ..paid("2026-01-02") });
        assert!(bench.hits().is_empty());
    }
}
