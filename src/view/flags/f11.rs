//! F11, late openness: what had to be on the board by a day was not, or came late, or a notice hangs for less time than
//! the policy asks (村民委员会组织法, art. 35; 城市居民委员会组织法 2026, art. 34). By the clocks of the policy.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::EventId;
use crate::event::disclosure::DisclosureEffect;
use crate::event::effect::Effect;
use crate::event::obligation::{Duty, ObligationEffect};
use crate::rules::standing::Standing;
use crate::view::document::Value;
use crate::view::flags::{Flag, Hit, Level, Seen, input};
use crate::view::hits::Hits;
use crate::view::tables;

/// The sort of duty that putting something on the board does.
const NOTICE: &str = "notice";

/// The flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct LateOpenness {
    /// What has to be shown, and since which entry.
    owed: BTreeMap<Duty, (u64, EventId)>,
    short: Hits,
}

impl LateOpenness {
    /// The flag, for the registry.
    pub fn boxed() -> Box<dyn Flag> {
        Box::new(Self::default())
    }
}

impl Flag for LateOpenness {
    fn rule(&self) -> &'static str {
        "f11"
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        let at = &seen.recorded.at;
        for effect in &seen.recorded.effects {
            match effect {
                Effect::Obligation(ObligationEffect::Owed { duty, .. })
                    if duty.sort() == NOTICE && seen.standing.obligations.arisen(duty, at.index).is_some() =>
                {
                    self.owed.insert(duty.clone(), seen.event());
                }
                Effect::Disclosure(DisclosureEffect::Posted(notice)) => {
                    let days = notice.until.until(at.day).saturating_neg();
                    let display = seen.standing.policy.as_ref().map_or(0, |policy| policy.clocks.display.days);
                    if days < display {
                        self.short.mark(Hit {
                            events: vec![seen.event()],
                            on: at.day,
                            about: Value::text(&notice.shown.path),
                            value: Value::count(days),
                            limit: Value::count(display),
                            inputs: vec![input("f11-why", Value::word("f11-short"))],
                            level: Level::Look,
                        });
                    }
                }
                _ => {}
            }
        }
    }

    fn hits(&self, standing: &Standing) -> Vec<Hit> {
        let today = tables::latest_day(standing);
        let hit = |(duty, event): (&Duty, &(u64, EventId))| {
            let state = standing.obligations.arisen(duty, event.0).filter(|state| state.late(today))?;
            let (shown, why) = match state.done {
                Some((on, _)) => (on, "f11-late"),
                None => (today, "f11-missing"),
            };
            Some(Hit {
                events: vec![*event],
                on: state.due,
                about: Value::text(duty.about()),
                value: Value::Day(shown),
                limit: Value::Day(state.due),
                inputs: vec![
                    input("f11-why", Value::word(why)),
                    input("f11-days", Value::count(state.due.until(shown))),
                    input("f11-by", tables::owed_by(&state.by, standing)),
                ],
                level: if state.open() { Level::Raised } else { Level::Look },
            })
        };
        let mut hits: Vec<Hit> = self.owed.iter().filter_map(hit).chain(self.short.all()).collect();
        hits.sort_by(|one, other| one.events.cmp(&other.events));
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hash::Hash;
    use crate::event::disclosure::{DocumentPath, Edition, Notice, Shown};
    use crate::event::kinds::finance::books::PeriodClosed;
    use crate::event::kinds::notice::Posted;
    use crate::event::posting::PeriodTotals;
    use crate::rules::testing::{day, line};
    use crate::view::testing::Bench;

    /// March is closed on the tenth; its statement is due on the fifteenth.
    fn closed() -> (Bench, u64) {
        let mut bench = Bench::new(LateOpenness::boxed());
        let (month, totals) = (day("2026-03-01").month(), PeriodTotals::default());
        let at = bench.event("2026-04-10", &PeriodClosed { month, totals });
        (bench, at)
    }

    fn posted(bench: &mut Bench, on: &str, until: &str) -> u64 {
        let path = DocumentPath::statement(day("2026-03-01").month());
        let shown = Shown { path, digest: Hash::of(b"x"), size: 1, edition: Edition::FIRST };
        let notice = Notice { shown, until: day(until), place: line("board"), photo: None, answer: None };
        bench.event(on, &Posted { notice })
    }

    #[test]
    fn what_is_missing_or_came_late_or_hangs_too_shortly_is_pointed_at() {
        let (mut bench, owed) = closed();
        bench.happens("2026-04-16", vec![]);
        assert_eq!((bench.pointed(), bench.hits()[0].level), (vec![vec![owed]], Level::Raised));
        posted(&mut bench, "2026-04-20", "2026-05-20");
        assert_eq!((bench.pointed(), bench.hits()[0].level), (vec![vec![owed]], Level::Look));
        let short = posted(&mut bench, "2026-05-21", "2026-06-01");
        assert_eq!(bench.pointed(), [vec![owed], vec![short]]);
    }

    #[test]
    fn the_last_day_is_in_time() {
        let (mut bench, _) = closed();
        posted(&mut bench, "2026-04-15", "2026-04-30");
        bench.happens("2026-06-01", vec![]);
        assert!(bench.hits().is_empty());
    }

    #[test]
    fn what_is_not_due_yet_is_not_late() {
        let (mut bench, _) = closed();
        bench.happens("2026-04-15", vec![]);
        assert!(bench.hits().is_empty());
    }
}
