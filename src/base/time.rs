//! Days and instants. Nothing here reads a clock: time is passed in.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::problem::Problem;

/// A civil day, as written on a voucher or in minutes. Text form `2026-03-31`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub Date);

impl Day {
    /// The day `n` days later (earlier when negative). Saturates at the ends of the calendar.
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(n)))
    }

    /// Days from `self` to `later`, negative when `later` is earlier.
    pub fn until(self, later: Day) -> i32 {
        // Civil dates span less than 2^31 days, and a difference in days of two dates cannot fail.
        self.0.until(later.0).map_or(0, |span| span.get_days())
    }

    /// Whether it is a Saturday or Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// The month this day lies in.
    pub fn month(self) -> Month {
        Month { year: self.0.year(), month: self.0.month() }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = Problem;

    /// Accepts exactly `YYYY-MM-DD`, so that a day has one spelling.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let unreadable = || Problem::malformed("day-unreadable").with("found", text);
        let day = Self(text.parse::<Date>().map_err(|_| unreadable())?);
        if day.to_string() == text { Ok(day) } else { Err(unreadable()) }
    }
}

/// A calendar month, the period of a statement. Text form `2026-03`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The calendar year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month of the year, 1 to 12.
    pub fn number(self) -> i8 {
        self.month
    }

    /// The first day.
    pub fn first(self) -> Day {
        Day(Date::new(self.year, self.month, 1).unwrap_or(Date::MIN))
    }

    /// The last day.
    pub fn last(self) -> Day {
        Day(self.first().0.last_of_month())
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        self.last().plus(1).month()
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        self.first().plus(-1).month()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Month {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let unreadable = || Problem::malformed("month-unreadable").with("found", text);
        let day: Day = format!("{text}-01").parse().map_err(|_| unreadable())?;
        Ok(day.month())
    }
}

/// An instant as the ledger stamps it. Text form: UTC with milliseconds, `2026-03-31T08:00:00.000Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(Timestamp);

impl Instant {
    /// From milliseconds since 1970-01-01T00:00Z; saturates at the ends of the calendar.
    pub fn from_millis(millis: i64) -> Self {
        Self(Timestamp::from_millisecond(millis).unwrap_or(if millis < 0 { Timestamp::MIN } else { Timestamp::MAX }))
    }

    /// Milliseconds since 1970-01-01T00:00Z.
    pub fn millis(self) -> i64 {
        self.0.as_millisecond()
    }

    /// Seconds since 1970-01-01T00:00Z.
    pub fn seconds(self) -> i64 {
        self.0.as_second()
    }

    /// The instant `n` seconds later (earlier when negative).
    #[must_use]
    pub fn plus_seconds(self, n: i64) -> Self {
        Self(self.0.saturating_add(SignedDuration::from_secs(n)).unwrap_or(self.0))
    }

    /// The civil day at this instant, `offset_minutes` east of UTC.
    pub fn day_at(self, offset_minutes: i32) -> Day {
        let offset = Offset::from_seconds(offset_minutes.clamp(-14 * 60, 14 * 60) * 60).unwrap_or(Offset::UTC);
        Day(offset.to_datetime(self.0).date())
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Instant {
    type Err = Problem;

    /// Accepts exactly the text form, so that an instant has one spelling.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let unreadable = || Problem::malformed("instant-unreadable").with("found", text);
        let instant = Self(timestamp(text).ok_or_else(unreadable)?);
        if instant.to_string() == text { Ok(instant) } else { Err(unreadable()) }
    }
}

/// A timestamp of the years 0000 to 9999: others are written with a sign and six digits, and days have no room for them.
fn timestamp(text: &str) -> Option<Timestamp> {
    text.parse().ok().filter(|_| text.starts_with(|first: char| first.is_ascii_digit()))
}

/// When something happened, as its signers wrote it: RFC 3339 to the second with a numeric offset,
/// `2026-03-31T16:00:00+08:00`.
///
/// The civil day is the one *written*, so every verifier finds the same day without a time-zone
/// database, whose rules change from release to release.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Written {
    instant: Instant,
    offset_minutes: i32,
}

impl Written {
    /// The moment `instant` as written `offset_minutes` east of UTC, to the second.
    pub fn new(instant: Instant, offset_minutes: i32) -> Self {
        Self { instant: Instant::from_millis(instant.seconds() * 1000), offset_minutes }
    }

    /// The moment in time.
    pub fn instant(self) -> Instant {
        self.instant
    }

    /// The civil day as written.
    pub fn day(self) -> Day {
        self.instant.day_at(self.offset_minutes)
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.offset_minutes;
        let local = Instant::from_millis(self.instant.millis() + i64::from(minutes) * 60_000);
        let text = format!("{:.0}", local.0);
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
        write!(f, "{}{sign}{hours:02}:{rest:02}", text.trim_end_matches('Z'))
    }
}

impl FromStr for Written {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let unreadable = || Problem::malformed("time-unreadable").with("found", text);
        let instant = Instant(timestamp(text).ok_or_else(unreadable)?);
        let (sign, zone) = match text.len().checked_sub(6).and_then(|at| text.split_at_checked(at)) {
            Some((_, zone)) if zone.starts_with('+') => (1, &zone[1..]),
            Some((_, zone)) if zone.starts_with('-') => (-1, &zone[1..]),
            _ => return Err(unreadable()),
        };
        let (hours, minutes) = zone.split_once(':').ok_or_else(unreadable)?;
        let number = |t: &str| t.parse::<i32>().map_err(|_| unreadable());
        let written = Self { instant, offset_minutes: sign * (number(hours)? * 60 + number(minutes)?) };
        if written.offset_minutes.abs() <= 14 * 60 && written.to_string() == text {
            Ok(written)
        } else {
            Err(unreadable())
        }
    }
}

macro_rules! text_serde {
    ($($type:ty: $expected:literal),*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(|_| serde::de::Error::custom(concat!("expected ", $expected)))
            }
        }
    )*};
}

text_serde!(
    Day: "a day like 2026-03-31",
    Month: "a month like 2026-03",
    Instant: "a UTC time with milliseconds like 2026-03-31T08:00:00.000Z",
    Written: "a time with a numeric offset like 2026-03-31T16:00:00+08:00"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_day_is_the_one_on_paper() {
        let late: Written = "2026-03-31T23:30:00+08:00".parse().unwrap();
        assert_eq!(late.day().to_string(), "2026-03-31");
        assert_eq!(late.instant().to_string(), "2026-03-31T15:30:00.000Z");
        assert_eq!(late.to_string(), "2026-03-31T23:30:00+08:00");
    }

    #[test]
    fn one_spelling_only() {
        for text in ["2026-3-31", "20260331", "2026-03-31T00:00", "2026-02-30", ""] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
        for text in ["2026-03-31T23:30:00Z", "2026-03-31T23:30:00.5+08:00", "2026-03-31T23:30:00+8:00", "+08:00"] {
            assert!(text.parse::<Written>().is_err(), "{text}");
        }
        for text in ["2026-03-31T08:00:00Z", "2026-03-31T08:00:00.0001Z", "2026-03-31"] {
            assert!(text.parse::<Instant>().is_err(), "{text}");
        }
    }

    #[test]
    fn years_have_four_digits() {
        assert!("0000-01-01".parse::<Day>().is_ok() && "9999-12-31".parse::<Day>().is_ok());
        assert!("9999-12-30T20:00:00.000Z".parse::<Instant>().is_ok());
        for text in ["-000001-01-01T00:00:00.000Z", "+002026-01-01T00:00:00.000Z"] {
            assert!(text.parse::<Instant>().is_err(), "{text}");
        }
        for text in ["-000001-01-01T00:00:00+00:00", "-0001-01-01T00:00:00+08:00", "0000-01-01T00:00:00-08:00x"] {
            assert!(text.parse::<Written>().is_err(), "{text}");
        }
        for text in ["-001-01-01", "-000001-01-01", "10000-01-01"] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
        for text in ["-001-01", "10000-01"] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }

    #[test]
    fn months_follow_each_other() {
        let december: Month = "2026-12".parse().unwrap();
        assert_eq!(december.last().to_string(), "2026-12-31");
        assert_eq!(december.next().to_string(), "2027-01");
        assert_eq!(december.next().previous(), december);
    }

    #[test]
    fn negative_offsets_keep_their_day() {
        let written: Written = "2023-01-04T19:30:00-05:00".parse().unwrap();
        assert_eq!(written.day().to_string(), "2023-01-04");
        assert_eq!(written.to_string(), "2023-01-04T19:30:00-05:00");
    }
}
