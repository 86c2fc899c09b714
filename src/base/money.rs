//! Money and other counted things, as integers of the smallest unit. No floats anywhere.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::plain_text;

/// The currency a ledger keeps its accounts in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Currency {
    /// ISO 4217 code, `CNY`.
    #[serde(deserialize_with = "plain_text")]
    pub code: String,
    /// Digits after the point, 2 for fen; at most 6.
    #[serde(deserialize_with = "digits")]
    pub exponent: u8,
    /// What stands before a figure on a page, `¥`; nothing that could make the figure look like another.
    #[serde(deserialize_with = "plain_text")]
    pub symbol: String,
}

/// ISO 4217 knows up to 4; beyond 18 the smallest unit could not be told from the largest amount.
const MOST_DIGITS: u8 = 6;

fn digits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let digits = u8::deserialize(deserializer)?;
    if digits <= MOST_DIGITS { Ok(digits) } else { Err(serde::de::Error::custom("expected at most 6 digits")) }
}

impl Currency {
    /// Chinese yuan, counted in fen.
    pub fn yuan() -> Self {
        Self { code: "CNY".into(), exponent: 2, symbol: "¥".into() }
    }

    /// `amount` minor units as plain digits with a point and no grouping: `-1234.50`, for files.
    pub fn plain(&self, amount: i64) -> String {
        let scale = 10_u64.pow(u32::from(self.exponent));
        let sign = if amount < 0 { "-" } else { "" };
        let (whole, rest) = (amount.unsigned_abs() / scale, amount.unsigned_abs() % scale);
        if self.exponent == 0 {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{rest:0width$}", width = usize::from(self.exponent))
        }
    }

    /// `amount` as people read it: `−¥1,234.50`, with a real minus sign.
    pub fn shown(&self, amount: i64) -> String {
        let plain = self.plain(amount);
        let digits = plain.trim_start_matches('-');
        let (whole, rest) = digits.split_once('.').map_or((digits, None), |(w, r)| (w, Some(r)));
        let mut grouped = String::new();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if amount < 0 { "−" } else { "" };
        let rest = rest.map(|r| format!(".{r}")).unwrap_or_default();
        format!("{sign}{}{grouped}{rest}", self.symbol)
    }

    /// Reads plain digits with at most one point (`1234.5`, `-0.05`) into minor units.
    /// Grouping marks and currency signs are the caller's business.
    pub fn parse(&self, text: &str) -> Outcome<i64> {
        let unreadable = || Problem::malformed("amount-unreadable").with("found", text);
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
        let exponent = usize::from(self.exponent);
        let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        // Spreadsheets write trailing zeros; digits below the smallest unit must be zero.
        let (kept, dropped) = rest.split_at(rest.len().min(exponent));
        if whole.is_empty() || !all_digits(whole) || !all_digits(rest) || dropped.bytes().any(|b| b != b'0') {
            return Err(unreadable());
        }
        let joined = format!("{whole}{kept:0<exponent$}");
        let amount: i64 = joined.parse().map_err(|_| unreadable())?;
        if amount > limits::AMOUNT {
            return Err(unreadable());
        }
        Ok(if negative { -amount } else { amount })
    }
}

/// A proportion `num`/`den`, compared without rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ratio {
    /// Numerator.
    pub num: u32,
    /// Denominator, never 0.
    pub den: u32,
}

impl Ratio {
    /// Whether `part` of `whole` is at least this proportion.
    pub fn reached_by(self, part: u64, whole: u64) -> bool {
        u128::from(part) * u128::from(self.den) >= u128::from(whole) * u128::from(self.num)
    }

    /// Whether `part` of `whole` is more than this proportion.
    pub fn exceeded_by(self, part: u64, whole: u64) -> bool {
        u128::from(part) * u128::from(self.den) > u128::from(whole) * u128::from(self.num)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.num, self.den)
    }
}

impl From<Ratio> for String {
    fn from(ratio: Ratio) -> Self {
        ratio.to_string()
    }
}

impl TryFrom<String> for Ratio {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let expected = "expected a proportion like 2/3";
        let (num, den) = text.split_once('/').ok_or(expected)?;
        let (num, den) = (num.parse().map_err(|_| expected)?, den.parse().map_err(|_| expected)?);
        let ratio = Self { num, den };
        // A proportion has one spelling.
        if den == 0 || num > den || ratio.to_string() != text { Err(expected) } else { Ok(ratio) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_back_as_written() {
        let yuan = Currency::yuan();
        for (text, amount) in [("0.00", 0), ("-0.05", -5), ("1234567.80", 123_456_780)] {
            assert_eq!(yuan.parse(text).unwrap(), amount);
            assert_eq!(yuan.plain(amount), text);
        }
        assert_eq!(yuan.parse("12").unwrap(), 1200);
        assert_eq!(yuan.parse("12.5").unwrap(), 1250);
        assert_eq!(yuan.parse("12.5000").unwrap(), 1250);
        assert_eq!(yuan.shown(-123_456_780), "−¥1,234,567.80");
        assert_eq!(yuan.shown(99_900), "¥999.00");
        for text in ["", ".5", "1,000", "1.005", "--1", "1e3", "9007199254740992", "+1"] {
            assert!(yuan.parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_currency_nobody_could_write_is_not_read() {
        let read = |digits: u8| {
            let text = format!("{{\"code\":\"XXX\",\"exponent\":{digits},\"symbol\":\"¤\"}}");
            crate::base::json::read::<Currency>("currency", text.as_bytes())
        };
        assert_eq!(read(6).unwrap().plain(1), "0.000001");
        assert!(read(7).is_err() && read(255).is_err());
        for (code, symbol) in [("CNY", "\\u202e"), ("C\\u0007", "¥"), ("CNY", "")] {
            let text = format!("{{\"code\":\"{code}\",\"exponent\":2,\"symbol\":\"{symbol}\"}}");
            assert_eq!(crate::base::json::read::<Currency>("currency", text.as_bytes()).is_ok(), symbol.is_empty());
        }
    }

    #[test]
    fn proportions_do_not_round() {
        let two_thirds = Ratio::try_from("2/3".to_owned()).unwrap();
        assert!(two_thirds.reached_by(28, 41));
        assert!(!two_thirds.reached_by(27, 41));
        assert!(!two_thirds.exceeded_by(2, 3));
        assert!(Ratio::try_from("3/2".to_owned()).is_err());
        for text in ["1/0", "+1/2", "01/2", "1/02", "1/ 2", "1/2/", "/", "4294967296/4294967296"] {
            assert!(Ratio::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
