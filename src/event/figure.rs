//! Named periods and figures of the policy, which families and flags ask for by code.
//!
//! Not for what every policy has ([`crate::event::policy::Clocks`], tiers, quorums): those have fields of their own.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::json;
use crate::base::time::Day;
use crate::base::words::Bi;
use crate::event::policy::Threshold;

/// A number of days under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedPeriod {
    /// Days.
    pub days: i32,
    /// Whether only working days count, by the policy's [`Calendar`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub working: bool,
    /// Key into [`crate::event::policy::Policy::sources`].
    pub source: Code,
}

/// A figure under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What it says.
    pub value: FigureValue,
    /// Key into [`crate::event::policy::Policy::sources`].
    pub source: Code,
}

/// What a figure says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureValue {
    /// A number: of persons, points, minutes, pieces, times.
    Count(u64),
    /// Minor units of the ledger's currency.
    Money(i64),
    /// A share of a roll.
    Share(Threshold),
    /// What may be chosen, by code.
    Choices(#[serde(deserialize_with = "json::unique_map")] BTreeMap<Code, Bi>),
}

impl FigureValue {
    /// The number or the amount in minor units, if it is one.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Count(count) => i64::try_from(*count).ok(),
            Self::Money(amount) => Some(*amount),
            Self::Share(_) | Self::Choices(_) => None,
        }
    }
}

/// Days that are not what their weekday says (the state's calendar of holidays and make-up workdays, announced each year).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Weekdays on which nobody works.
    pub rest: BTreeSet<Day>,
    /// Saturdays and Sundays on which people work.
    pub work: BTreeSet<Day>,
    /// Key into [`crate::event::policy::Policy::sources`].
    pub source: Code,
}

/// Whether people work on `day`. Without a calendar, Monday to Friday.
pub fn is_workday(day: Day, calendar: Option<&Calendar>) -> bool {
    let listed = |days: fn(&Calendar) -> &BTreeSet<Day>| calendar.is_some_and(|calendar| days(calendar).contains(&day));
    if day.is_weekend() { listed(|calendar| &calendar.work) } else { !listed(|calendar| &calendar.rest) }
}

/// The `days`-th working day after `day`; the day itself is not counted (民法典 art. 201).
pub fn working_days_after(day: Day, days: i32, calendar: Option<&Calendar>) -> Day {
    // Nobody rests a year on end: whatever a calendar lists, this ends.
    let bound = days.saturating_mul(2).saturating_add(400);
    let (mut left, mut at) = (days, day);
    for _ in 0..bound {
        if left <= 0 {
            break;
        }
        at = at.plus(1);
        left -= i32::from(is_workday(at, calendar));
    }
    at
}

/// Rules that hold only where the policy has them, each by its source: a policy from before they were known judges as it
/// always did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Safeguards {
    /// A personnel matter names each body and seat it decides about; that, a policy matter and a budget matter take
    /// effect once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decides_once: Option<Code>,
    /// Signatures under a step count only of those whom its roll does not name as not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signers_present: Option<Code>,
    /// No second party committee, committee or supervision group is formed beside one that exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub single_bodies: Option<Code>,
    /// A key of somebody in one of these three bodies is revoked by its holder or by more than half of the others there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_keys: Option<Code>,
    /// Readers are shown only what enough witnesses have cosigned; without this, the newest with a warning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cosigned_only: Option<Code>,
}

impl Safeguards {
    fn all(&self) -> [(&'static str, Option<&Code>); 5] {
        let Self { decides_once, signers_present, single_bodies, own_keys, cosigned_only } = self;
        [
            ("safeguard-decides-once", decides_once.as_ref()),
            ("safeguard-signers-present", signers_present.as_ref()),
            ("safeguard-single-bodies", single_bodies.as_ref()),
            ("safeguard-own-keys", own_keys.as_ref()),
            ("safeguard-cosigned-only", cosigned_only.as_ref()),
        ]
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.in_force().next().is_none()
    }

    /// Those in force: the keys of their words in `locales/`, and their sources.
    pub fn in_force(&self) -> impl Iterator<Item = (&'static str, &Code)> {
        self.all().into_iter().filter_map(|(word, source)| Some((word, source?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn working_days_skip_weekends_and_what_the_calendar_says() {
        // 2026-01-02 is a Friday.
        assert_eq!(working_days_after(day("2026-01-02"), 1, None), day("2026-01-05"));
        assert_eq!(working_days_after(day("2026-01-03"), 1, None), day("2026-01-05"));
        assert_eq!(working_days_after(day("2026-01-05"), 10, None), day("2026-01-19"));
        assert_eq!(working_days_after(day("2026-01-05"), 0, None), day("2026-01-05"));
        let calendar = Calendar {
            rest: [day("2026-01-05")].into(),
            work: [day("2026-01-04")].into(),
            source: "own".parse().unwrap(),
        };
        assert_eq!(working_days_after(day("2026-01-02"), 1, Some(&calendar)), day("2026-01-04"));
        assert_eq!(working_days_after(day("2026-01-02"), 2, Some(&calendar)), day("2026-01-06"));
    }

    #[test]
    fn a_figure_has_one_form() {
        for text in [
            r#"{"value":{"count":5},"source":"own"}"#,
            r#"{"value":{"share":">=1/10"},"source":"own"}"#,
            r#"{"value":{"choices":{"a":{"zh":"甲","en":"A"}}},"source":"own"}"#,
        ] {
            let figure: Figure = json::read("figure", text.as_bytes()).unwrap();
            assert_eq!(json::write(&figure), text.as_bytes());
        }
        for text in [
            r#"{"value":{"count":-5},"source":"own"}"#,
            r#"{"value":{"count":5,"money":5},"source":"own"}"#,
            r#"{"value":{"choices":{"a":{"zh":"甲","en":"A"},"a":{"zh":"甲","en":"A"}}},"source":"own"}"#,
        ] {
            assert!(json::read::<Figure>("figure", text.as_bytes()).is_err(), "{text}");
        }
    }
}
