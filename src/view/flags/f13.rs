//! F13, role clash: persons who should check each other are close relatives, or the payee has the name of somebody who
//! acted in the payment, signed it, or is close to them (会计法: bookkeeper and cashier apart; 城市居民委员会组织法 2026,
//! art. 8, 36: supervisors are no relatives of the committee's members). The rules refuse one person in two roles and ties
//! declared before; what is declared later is seen here.
//!
//! Not a payment to somebody in office who had no part in it, such as an allowance.

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::time::Day;
use crate::event::effect::Effect;
use crate::event::mandate::{BodySort, MandateEffect, Role};
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Seen, input};
use crate::view::hits::Hits;
use crate::view::payments::Payment;

/// Roles that check each other.
const CHECKS: &[(Role, Role)] =
    &[(Role::Handler, Role::Approver), (Role::Handler, Role::Witness), (Role::Bookkeeper, Role::Cashier)];

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct RoleClash {
    hits: Hits,
}

fn named(person: &Code, standing: &Standing) -> Value {
    Value::Person { code: person.clone(), name: standing.mandates.name_of(person) }
}

impl RoleClash {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }

    fn look(&mut self, payment: &Payment, standing: &Standing) {
        let mandates = &standing.mandates;
        let both = |(one, other): &(Role, Role)| payment.actor(*one).zip(payment.actor(*other));
        let pair = CHECKS.iter().filter_map(both).find(|(one, other)| mandates.close(one, other));
        let part =
            payment.actors.iter().map(|(_, actor)| actor).chain(payment.signers.iter().map(|(signer, _)| signer));
        let with_relatives = part.flat_map(|person| std::iter::once(person).chain(mandates.relatives_of(person)));
        let named_so =
            |person: &&Code| payment.payee.as_ref().is_some_and(|payee| mandates.name_of(person) == payee.as_str());
        let (value, why) = match (pair, with_relatives.into_iter().find(named_so)) {
            (Some((one, other)), _) => (Value::List(vec![named(one, standing), named(other, standing)]), "f13-close"),
            (None, Some(person)) => (named(person, standing), "f13-payee"),
            (None, None) => return,
        };
        self.hits.mark(Hit {
            events: vec![payment.event()],
            on: payment.on,
            about: Value::maybe(payment.payee.as_ref()),
            value,
            limit: Value::word("f13-apart"),
            inputs: vec![input("f13-why", Value::word(why)), input("f13-amount", Value::Money(payment.amount))],
            level: Level::Look,
        });
    }

    /// A supervisor and a member of a committee, if that is what the two are.
    fn supervises(&mut self, (one, other): (&Code, &Code), on: Day, seen: &Seen<'_>) {
        let mandates = &seen.standing.mandates;
        let sits = |person: &Code, sorts: &[BodySort]| {
            let seats = mandates.seats_of(person, on);
            seats.iter().any(|seat| mandates.sort_of(&seat.body).is_some_and(|sort| sorts.contains(&sort)))
        };
        let (watches, acts): (&[_], &[_]) =
            (&[BodySort::Supervision], &[BodySort::Committee, BodySort::PartyCommittee]);
        if (sits(one, watches) && sits(other, acts)) || (sits(other, watches) && sits(one, acts)) {
            self.hits.mark(Hit {
                events: vec![seen.event()],
                on,
                about: named(one, seen.standing),
                value: Value::List(vec![named(one, seen.standing), named(other, seen.standing)]),
                limit: Value::word("f13-apart"),
                inputs: vec![input("f13-why", Value::word("f13-supervisor"))],
                level: Level::Raised,
            });
        }
    }
}

impl Flag for RoleClash {
    fn rule(&self) -> &'static str {
        "f13"
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        let on = seen.recorded.at.day;
        for effect in &seen.recorded.effects {
            match effect {
                Effect::Mandate(MandateEffect::Related { person, other, .. }) => {
                    self.supervises((person, other), on, seen);
                    let part = |payment: &Payment| {
                        let among = |one: &Code| one == person || one == other;
                        payment.actors.iter().any(|(_, actor)| among(actor))
                            || payment.signers.iter().any(|(signer, _)| among(signer))
                    };
                    seen.payments.each(&mut |payment| {
                        if part(payment) {
                            self.look(payment, seen.standing);
                        }
                    });
                }
                Effect::Mandate(MandateEffect::Given(term)) => {
                    let on = on.max(term.from);
                    for relative in seen.standing.mandates.relatives_of(&term.person) {
                        self.supervises((&term.person, relative), on, seen);
                    }
                }
                _ => {}
            }
        }
    }

    fn paid(&mut self, payment: &Payment, standing: &Standing) {
        if payment.own {
            self.look(payment, standing);
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
    use crate::rules::testing::code;
    use crate::view::testing::{Bench, Pay};

    fn related(bench: &mut Bench, person: &str, other: &str) -> u64 {
        let (person, other) = (code(person), code(other));
        let related = MandateEffect::Related { person, other, relation: Relation::Spouse };
        bench.happens("2026-04-01", vec![related.into()])
    }

    #[test]
    fn relatives_who_check_each_other_and_payees_of_the_same_name_are_pointed_at() {
        let mut bench = Bench::new(RoleClash::boxed());
        let handled = bench.pay(&Pay::to("甲"));
        let own = bench.pay(&Pay::to("comm-2"));
        assert_eq!(bench.pointed(), [vec![own]]);
        let close = related(&mut bench, "comm-2", "comm-1");
        assert_eq!(bench.pointed(), [vec![handled], vec![own]]);
        let watched = related(&mut bench, "sup-3", "comm-1");
        assert_eq!(bench.pointed(), [vec![handled], vec![own], vec![watched]]);
        bench.undo(handled);
        let relative = bench.pay(&Pay { handler: "party-3", approver: "party-2", ..Pay::to("sup-3") });
        bench.pay(&Pay { handler: "party-3", approver: "comm-1", signed: &[], ..Pay::to("sup-3") });
        assert_eq!(bench.pointed(), [vec![own], vec![watched], vec![relative], vec![relative + 1]]);
        assert!(close < watched);
    }

    #[test]
    fn relatives_whose_roles_do_not_check_each_other_may_act() {
        let mut bench = Bench::new(RoleClash::boxed());
        related(&mut bench, "comm-2", "cash");
        bench.pay(&Pay::to("甲"));
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn an_allowance_of_somebody_who_had_no_part_in_it_is_fine() {
        let mut bench = Bench::new(RoleClash::boxed());
        bench.pay(&Pay::to("rep-2"));
        related(&mut bench, "sup-1", "rep-3");
        assert!(bench.hits().is_empty());
    }
}
