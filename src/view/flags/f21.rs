//! F21, scope creep: while a payee's resolution still runs, further ones for the same purpose add much to it, each decided
//! below the tier of the whole (International Anti-Corruption Resource Center: change orders after the award).
//!
//! By resolutions that name their payee. Not a new contract after the old one ended.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId, Line};
use crate::base::paged::Paged;
use crate::base::time::Day;
use crate::event::authority::AuthorityEffect;
use crate::event::effect::Effect;
use crate::event::family::FigureShipped;
use crate::event::policy::Policy;
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Parameter, Seen, input};
use crate::view::hits::Hits;

/// Which part of the first cap is added.
const ADDED: Parameter = Parameter { code: "f21-added", default: FigureShipped::Share(">1/5") };
/// So many resolutions of a payee and purpose are looked back at.
const KEPT: usize = 16;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Granted {
    cap: i64,
    on: Day,
    from: Day,
    until: Day,
    event: (u64, EventId),
}

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ScopeCreep {
    granted: Paged<(Line, Code), Vec<Granted>>,
    hits: Hits,
}

/// The position of the tier that decides on an amount.
fn tier(policy: Option<&Policy>, amount: i64) -> usize {
    policy.and_then(|policy| policy.tier(amount)).map_or(0, |(position, _)| position)
}

impl ScopeCreep {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }

    fn adopted(&mut self, matter: &Code, on: Day, seen: &Seen<'_>) {
        let state = seen.standing.authorities.matter(matter);
        let Some(grant) = state.and_then(|state| state.matter.grant.as_ref()) else { return };
        let Some(payee) = grant.payee.clone() else { return };
        let granted = self.granted.get_or_insert_with(&(payee.clone(), grant.purpose.clone()), Vec::new);
        granted.push(Granted { cap: grant.cap, on, from: grant.from, until: grant.until, event: seen.event() });
        granted.drain(..granted.len().saturating_sub(KEPT));
        // The first of those that still ran when it was adopted, and what was added to it since.
        let Some(at) = granted.iter().position(|earlier| earlier.until >= on && earlier.from <= grant.until) else {
            return;
        };
        let [first, added @ ..] = granted.get(at..).unwrap_or_default() else { return };
        let sum = added.iter().fold(0_i64, |sum, granted| sum.saturating_add(granted.cap));
        let whole = first.cap.saturating_add(sum);
        let policy = seen.standing.policy.as_ref();
        let decided = added.iter().map(|granted| tier(policy, granted.cap)).max();
        let below = decided.is_some_and(|decided| decided < tier(policy, whole));
        if !below || !ADDED.met(sum.unsigned_abs(), first.cap.unsigned_abs(), seen.standing) {
            return;
        }
        let events: Vec<(u64, EventId)> = added.iter().rev().chain([first]).map(|granted| granted.event).collect();
        events.iter().for_each(|(index, _)| drop(self.hits.withdraw(*index)));
        self.hits.mark(Hit {
            events,
            on,
            about: Value::text(&payee),
            value: Value::Fraction { num: sum, den: first.cap.max(1), digits: 2 },
            limit: ADDED.shown(seen.standing),
            inputs: vec![
                input("f21-first", Value::Money(first.cap)),
                input("f21-sum", Value::Money(sum)),
                input("f21-whole", Value::Money(whole)),
            ],
            level: if added.len() > 1 { Level::Raised } else { Level::Look },
        });
    }
}

impl Flag for ScopeCreep {
    fn rule(&self) -> &'static str {
        "f21"
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[ADDED]
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        for effect in &seen.recorded.effects {
            if let Effect::Authority(AuthorityEffect::Concluded { matter, on, adopted: true }) = effect {
                self.adopted(matter, *on, seen);
            }
        }
    }

    fn hits(&self, _standing: &Standing) -> Vec<Hit> {
        self.hits.all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{code, day, expense, line};
    use crate::view::testing::Bench;

    fn adopted(bench: &mut Bench, name: &str, cap: i64, on: &str, until: &str) -> u64 {
        let mut matter = expense(name, cap);
        let grant = matter.grant.as_mut().unwrap();
        (grant.payee, grant.from, grant.until) = (Some(line("甲")), day(on), day(until));
        bench.happens(on, vec![AuthorityEffect::Opened(Box::new(matter)).into()]);
        let concluded = AuthorityEffect::Concluded { matter: code(name), on: day(on), adopted: true };
        bench.happens(on, vec![concluded.into()])
    }

    #[test]
    fn additions_below_the_tier_of_the_whole_are_pointed_at() {
        let mut bench = Bench::new(ScopeCreep::boxed());
        let first = adopted(&mut bench, "m1", 450_000, "2026-03-02", "2026-12-31");
        let second = adopted(&mut bench, "m2", 90_001, "2026-04-01", "2026-12-31");
        assert_eq!(bench.pointed(), [vec![second, first]]);
        let third = adopted(&mut bench, "m3", 10_000, "2026-05-06", "2026-12-31");
        assert_eq!((bench.pointed(), bench.hits()[0].level), (vec![vec![third, second, first]], Level::Raised));
    }

    #[test]
    fn a_fifth_is_not_more_than_a_fifth() {
        let mut bench = Bench::new(ScopeCreep::boxed());
        adopted(&mut bench, "m1", 450_000, "2026-03-02", "2026-12-31");
        adopted(&mut bench, "m2", 90_000, "2026-04-01", "2026-12-31");
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn a_new_contract_and_one_decided_as_a_whole_would_be_are_fine() {
        let mut bench = Bench::new(ScopeCreep::boxed());
        adopted(&mut bench, "m1", 450_000, "2026-03-02", "2026-06-30");
        adopted(&mut bench, "m2", 450_000, "2026-07-01", "2026-12-31");
        adopted(&mut bench, "m3", 600_000, "2026-08-03", "2026-12-31");
        assert!(bench.hits().is_empty());
    }
}
