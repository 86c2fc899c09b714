//! F12, countersignature: a payment has fewer countersignatures than its tier asks, or one by a supervisor close to
//! somebody who acted or with an interest in the payee (村民委员会组织法, art. 37; 三签一章). The rules refuse what is
//! declared when the payment is entered; what is declared later is seen here.

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::event::effect::Effect;
use crate::event::mandate::{BodySort, MandateEffect, Seat};
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Seen, input};
use crate::view::hits::Hits;
use crate::view::payments::Payment;

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Countersignature {
    hits: Hits,
}

impl Countersignature {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }

    fn look(&mut self, payment: &Payment, standing: &Standing) {
        let supervises = |seats: &[Seat]| {
            seats.iter().any(|seat| standing.mandates.sort_of(&seat.body) == Some(BodySort::Supervision))
        };
        let supervisors = payment.signers.iter().filter(|(_, seats)| supervises(seats));
        let tied = supervisors.filter(|(person, _)| is_tied(person, payment, standing));
        let tied: Vec<Value> = tied
            .map(|(person, _)| Value::Person { code: person.clone(), name: standing.mandates.name_of(person) })
            .collect();
        if !tied.is_empty() {
            let limit = Value::word("f12-untied");
            self.mark(payment, Value::List(tied), limit, "f12-tied", Level::Look);
        }
    }

    fn mark(&mut self, payment: &Payment, value: Value, limit: Value, why: &'static str, level: Level) {
        self.hits.mark(Hit {
            events: vec![payment.event()],
            on: payment.on,
            about: Value::maybe(payment.payee.as_ref()),
            value,
            limit,
            inputs: vec![input("f12-why", Value::word(why)), input("f12-amount", Value::Money(payment.amount))],
            level,
        });
    }
}

/// Whether a signer is close to somebody who acted, or has an interest in the payee.
fn is_tied(person: &Code, payment: &Payment, standing: &Standing) -> bool {
    let mandates = &standing.mandates;
    let interested = payment.payee.as_ref().is_some_and(|payee| mandates.interested(person, payee));
    interested || payment.actors.iter().any(|(_, actor)| mandates.close(person, actor))
}

impl Flag for Countersignature {
    fn rule(&self) -> &'static str {
        "f12"
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        for effect in &seen.recorded.effects {
            let declared: &[&Code] = match effect {
                Effect::Mandate(MandateEffect::Related { person, other, .. }) => &[person, other],
                Effect::Mandate(MandateEffect::Interested { person, .. }) => &[person],
                _ => continue,
            };
            seen.payments.each(&mut |payment| {
                if payment.signers.iter().any(|(signer, _)| declared.contains(&signer)) {
                    self.look(payment, seen.standing);
                }
            });
        }
    }

    fn paid(&mut self, payment: &Payment, standing: &Standing) {
        if !payment.own {
            return;
        }
        self.look(payment, standing);
        let tier = standing.policy.as_ref().and_then(|policy| policy.tier(payment.amount));
        for need in tier.iter().flat_map(|(_, tier)| &tier.countersign) {
            let from = |seat: &Seat| need.seats.iter().any(|pattern| standing.mandates.covers(pattern, seat));
            let counts = |person: &Code, seats: &[Seat]| seats.iter().any(from) && !is_tied(person, payment, standing);
            let found = payment.signers.iter().filter(|(person, seats)| counts(person, seats)).count();
            if found < usize::try_from(need.at_least).unwrap_or(usize::MAX) {
                let limit = Value::count(need.at_least);
                self.mark(payment, Value::count(found), limit, "f12-too-few", Level::Raised);
            }
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
    use crate::event::mandate::Relation;
    use crate::rules::testing::{code, line};
    use crate::view::testing::{Bench, Pay};

    fn related(bench: &mut Bench, person: &str, other: &str) {
        let (person, other) = (code(person), code(other));
        let related = MandateEffect::Related { person, other, relation: Relation::Sibling };
        bench.happens("2026-04-01", vec![related.into()]);
    }

    #[test]
    fn too_few_and_ties_declared_later_are_pointed_at() {
        let mut bench = Bench::new(Countersignature::boxed());
        let bare = bench.pay(&Pay { signed: &["comm-1", "comm-2", "book"], ..Pay::to("甲") });
        assert_eq!((bench.pointed(), bench.hits()[0].level), (vec![vec![bare]], Level::Raised));
        let paid = bench.pay(&Pay { amount: 600_000, ..Pay::to("乙") });
        assert_eq!(bench.pointed(), [vec![bare]]);
        related(&mut bench, "sup-1", "comm-2");
        assert_eq!(bench.pointed(), [vec![bare], vec![paid]]);
        bench.undo(paid);
        assert_eq!(bench.pointed(), [vec![bare]]);
        let third = bench.pay(&Pay { signed: &["comm-2", "sup-2"], ..Pay::to("丙") });
        let interested = MandateEffect::Interested { person: code("sup-2"), payee: line("丙") };
        bench.happens("2026-04-02", vec![interested.into()]);
        assert_eq!(bench.pointed(), [vec![bare], vec![third]]);
    }

    #[test]
    fn one_supervisor_is_enough_below_the_first_limit_and_two_above() {
        let mut bench = Bench::new(Countersignature::boxed());
        bench.pay(&Pay { amount: 499_999, signed: &["comm-2", "sup-1"], ..Pay::to("甲") });
        assert!(bench.hits().is_empty());
        bench.pay(&Pay { amount: 500_000, signed: &["comm-2", "sup-1"], ..Pay::to("甲") });
        assert_eq!(bench.hits()[0].limit, Value::Count(2));
    }

    #[test]
    fn ties_to_others_change_nothing() {
        let mut bench = Bench::new(Countersignature::boxed());
        bench.pay(&Pay::to("甲"));
        related(&mut bench, "sup-1", "party-3");
        related(&mut bench, "sup-3", "comm-2");
        let interested = MandateEffect::Interested { person: code("sup-1"), payee: line("乙") };
        bench.happens("2026-04-02", vec![interested.into()]);
        assert!(bench.hits().is_empty());
    }
}
