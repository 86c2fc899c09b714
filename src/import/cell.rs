//! One cell read as a day, an amount or a line of text, by the rules a map declares.
//!
//! Not for guessing: what can be read in two ways is refused with both readings named. Texts are the
//! exception: nothing readable is refused, a few stated clean-ups apply ([`line()`]), and the file itself,
//! named by digest in the resolution, keeps what was written.

use encoding_rs::WINDOWS_1252;
use jiff::civil::Date;
use serde::Deserialize;

use crate::base::code::Line;
use crate::base::limits;
use crate::base::money::Currency;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Day;
use crate::import::table::Cell;

/// Years a date of accounts may lie in. `%Y` would read `15` as the year 15.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2999;

/// A date format in the notation of `strptime`: `%Y-%m-%d`, `%d/%m/%Y`, `%d %b %Y`, `%Y年%m月%d日`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct DateFormat(String);

impl DateFormat {
    /// Whether the format says all of a day: a day written with it reads back as the same day.
    pub fn is_whole(&self) -> bool {
        let samples = ["2015-04-08", "2022-12-31"];
        samples.iter().filter_map(|text| text.parse::<Date>().ok()).all(|date| {
            let written = jiff::fmt::strtime::format(&self.0, date);
            written.is_ok_and(|text| Date::strptime(&self.0, text).is_ok_and(|again| again == date))
        })
    }

    /// The format as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn read(&self, text: &str) -> Option<Day> {
        Date::strptime(&self.0, text).ok().filter(|date| YEARS.contains(&date.year())).map(Day)
    }
}

/// Reads a day. A date cell of a workbook is a day already. Text is read under every format: when two of them
/// give different days (`03/04/2021`), the map does not say enough and the cell is refused.
pub fn day(cell: &Cell, formats: &[DateFormat]) -> Outcome<Day> {
    if let Cell::Day(day) = cell {
        return Ok(*day);
    }
    let text = fold_width(&cell.shown());
    let mut readings = formats.iter().filter_map(|format| format.read(text.trim()));
    let Some(first) = readings.next() else {
        let tried: Vec<&str> = formats.iter().map(DateFormat::as_str).collect();
        return Err(Problem::malformed("import-date-unreadable")
            .with("found", quoted(&text))
            .with("formats", tried.join(" | ")));
    };
    match readings.find(|other| *other != first) {
        None => Ok(first),
        Some(other) => Err(Problem::malformed("import-date-ambiguous")
            .with("found", quoted(&text))
            .with("one", first)
            .with("other", other)),
    }
}

/// How amounts are written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Amounts {
    /// The mark before the smallest units.
    pub decimal: char,
    /// Marks that may group the whole units by three; a space stands for any white space.
    pub grouping: Vec<char>,
    /// Signs that may stand before or after the digits: `¥`, `£`, `元`.
    pub signs: Vec<String>,
    /// Whether `(12.50)` is negative.
    pub parentheses: bool,
    /// Whether `12.50-` is negative.
    pub trailing_minus: bool,
    /// Which amounts of the file are payments; the others are refunds.
    pub payments: Payments,
    /// What a row of amount 0 is.
    pub zero: Zero,
}

impl Default for Amounts {
    fn default() -> Self {
        Self {
            decimal: '.',
            grouping: Vec::new(),
            signs: Vec::new(),
            parentheses: false,
            trailing_minus: false,
            payments: Payments::Positive,
            zero: Zero::Unreadable,
        }
    }
}

/// Which amounts of the file are payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Payments {
    /// Positive ones.
    Positive,
    /// Negative ones.
    Negative,
}

/// What a row of amount 0 is. It cannot become an event: nothing moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Zero {
    /// A row that cannot be read.
    Unreadable,
    /// A row to leave out, as the map declares.
    LeaveOut,
}

/// Reads an amount into minor units: payments positive, refunds negative.
pub fn amount(cell: &Cell, rule: &Amounts, currency: &Currency) -> Outcome<i64> {
    let found = cell.shown();
    let digits = match cell {
        Cell::Number(digits) => Some(digits.clone()),
        Cell::Text(text) => plain_digits(text, rule),
        Cell::Day(_) => None,
    };
    let amount = digits.and_then(|digits| currency.parse(&digits).ok());
    let amount = amount.ok_or_else(|| {
        let marks: String = rule.grouping.iter().collect();
        Problem::malformed("import-amount-unreadable")
            .with("found", quoted(&found))
            .with("decimal", rule.decimal)
            .with("grouping", if marks.is_empty() { "–".to_owned() } else { marks })
            .with("exponent", currency.exponent)
    })?;
    Ok(if rule.payments == Payments::Negative { -amount } else { amount })
}

/// `(£1,234.50)` as `-1234.50`, when the rule allows each of the marks.
fn plain_digits(text: &str, rule: &Amounts) -> Option<String> {
    let text = fold_width(text);
    let known: Vec<String> = rule.signs.iter().filter(|sign| !sign.is_empty()).map(|sign| fold_width(sign)).collect();
    let mut rest = text.trim();
    let (mut minuses, mut signs) = (0, 0);
    if let Some(inside) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|_| rule.parentheses) {
        minuses += 1;
        rest = inside.trim();
    }
    loop {
        if let Some(after) = rest.strip_prefix(['-', '\u{2212}']) {
            minuses += 1;
            rest = after.trim();
        } else if let Some(before) = rest.strip_suffix('-').filter(|_| rule.trailing_minus) {
            minuses += 1;
            rest = before.trim();
        } else if let Some(after) = known.iter().find_map(|sign| rest.strip_prefix(sign.as_str())) {
            signs += 1;
            rest = after.trim();
        } else if let Some(before) = known.iter().find_map(|sign| rest.strip_suffix(sign.as_str())) {
            signs += 1;
            rest = before.trim();
        } else {
            break;
        }
    }
    if minuses > 1 || signs > 1 {
        return None;
    }
    let (whole, fraction) = rest.split_once(rule.decimal).unwrap_or((rest, ""));
    let whole = if whole.is_empty() && !fraction.is_empty() { "0".to_owned() } else { ungroup(whole, &rule.grouping)? };
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(&whole) || !all_digits(fraction) {
        return None;
    }
    Some(format!("{}{whole}.{fraction}", if minuses == 1 { "-" } else { "" }))
}

/// Removes grouping marks that stand where they should: one sort of mark, groups of three digits. So `1,23` is
/// not read as 123 when the comma was meant as a decimal mark.
fn ungroup(whole: &str, marks: &[char]) -> Option<String> {
    let spaced: String = whole.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let Some(mark) = spaced.chars().find(|c| marks.contains(c)) else { return Some(spaced) };
    let mut groups = spaced.split(mark);
    let first = groups.next().unwrap_or_default();
    let well_grouped = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    well_grouped.then(|| spaced.replace(mark, ""))
}

/// A line of text and whether it had to be shortened; nothing when the cell is blank.
///
/// 1. Control characters U+0080–U+009F are bytes of Windows-1252 read as Latin-1 somewhere on their way: they are
///    read as the characters they stand for (`U+0092` is `’`).
/// 2. Other control characters, direction marks and white space of any length become one space; the ends are trimmed.
/// 3. What is longer than a line may be is cut and ends in `…`.
pub fn line(text: &str) -> Option<(Line, bool)> {
    let mut words = String::with_capacity(text.len());
    for c in text.chars().map(mended) {
        if !c.is_whitespace() {
            words.push(c);
        } else if !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
    }
    let words = words.trim_end();
    let long = words.chars().count() > limits::LINE_CHARS;
    let kept = if long {
        let cut: String = words.chars().take(limits::LINE_CHARS - 1).collect();
        format!("{}…", cut.trim_end())
    } else {
        words.to_owned()
    };
    kept.parse().ok().map(|line| (line, long))
}

fn mended(c: char) -> char {
    let hidden = |c: char| {
        let direction = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        c.is_control() || direction || c == '\u{feff}'
    };
    let byte = u8::try_from(c).ok().filter(|byte| (0x80..=0x9f).contains(byte));
    let c = byte.map_or(c, |byte| WINDOWS_1252.decode(&[byte]).0.chars().next().unwrap_or(' '));
    if hidden(c) { ' ' } else { c }
}

/// Full-width digits and marks, as Chinese input methods write them, as their plain forms.
pub fn fold_width(text: &str) -> String {
    let folded = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        // The full-width yuan sign.
        '\u{ffe5}' => '\u{a5}',
        '\u{3000}' => ' ',
        other => other,
    };
    text.chars().map(folded).collect()
}

/// A cell's text for a message: one line, at most 60 characters.
pub fn quoted(text: &str) -> String {
    let shown: String = text.chars().map(mended).take(60).collect();
    if text.chars().count() > 60 { format!("{shown}…") } else { shown }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn formats(texts: &[&str]) -> Vec<DateFormat> {
        texts.iter().map(|text| DateFormat((*text).to_owned())).collect()
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    fn free() -> Amounts {
        Amounts {
            grouping: vec![',', ' '],
            signs: vec!["¥".into(), "元".into(), "CNY".into()],
            parentheses: true,
            trailing_minus: true,
            ..Amounts::default()
        }
    }

    #[test]
    fn a_date_that_reads_two_ways_is_refused() {
        let both = formats(&["%d/%m/%Y", "%m/%d/%Y"]);
        assert_eq!(day(&text("03/04/2021"), &both).unwrap_err().code, "import-date-ambiguous");
        assert_eq!(day(&text("13/04/2021"), &both).unwrap().to_string(), "2021-04-13");
        assert_eq!(day(&text("04/04/2021"), &both).unwrap().to_string(), "2021-04-04");
        let british = formats(&["%d/%m/%Y"]);
        assert_eq!(day(&text(" 03/04/2021 "), &british).unwrap().to_string(), "2021-04-03");
    }

    #[test]
    fn days_are_read_as_declared_and_nothing_else() {
        let iso = formats(&["%Y-%m-%d"]);
        for wrong in ["", "2021-02-30", "15-04-08", "2021-04-03 and more", "=TODAY()", "0021-04-03"] {
            assert_eq!(day(&text(wrong), &iso).unwrap_err().code, "import-date-unreadable", "{wrong}");
        }
        let chinese = formats(&["%Y年%m月%d日"]);
        assert_eq!(day(&text("２０２６年3月31日"), &chinese).unwrap().to_string(), "2026-03-31");
        assert_eq!(day(&Cell::Day("2026-03-31".parse().unwrap()), &iso).unwrap().to_string(), "2026-03-31");
    }

    #[test]
    fn a_format_must_say_all_of_a_day() {
        for whole in ["%Y-%m-%d", "%d/%m/%y", "%d %b %Y", "%Y年%m月%d日", "%Y%m%d"] {
            assert!(formats(&[whole])[0].is_whole(), "{whole}");
        }
        for part in ["%m/%d", "%Y-%m", "", "%Q", "2020-01-01"] {
            assert!(!formats(&[part])[0].is_whole(), "{part}");
        }
    }

    #[test]
    fn amounts_are_read_as_declared() {
        let yuan = Currency::yuan();
        for (written, amount_fen) in [
            ("60.52", 6052),
            ("750", 75_000),
            ("12.5", 1250),
            (".5", 50),
            ("5.", 500),
            ("1,234,567.80", 123_456_780),
            ("1 234.50", 123_450),
            ("1\u{a0}234.50", 123_450),
            ("¥ 1,234.50", 123_450),
            ("￥１，２３４．５０", 123_450),
            ("-¥5", -500),
            ("¥-5", -500),
            ("\u{2212}5.00", -500),
            ("(1,234.50)", -123_450),
            ("(¥5)", -500),
            ("5.00-", -500),
            ("300元", 30_000),
            ("0.500000", 50),
        ] {
            assert_eq!(amount(&text(written), &free(), &yuan).unwrap(), amount_fen, "{written}");
        }
        assert_eq!(amount(&Cell::Number("-60.52".into()), &free(), &yuan).unwrap(), -6052);
        let reversed = Amounts { payments: Payments::Negative, ..free() };
        assert_eq!(amount(&text("-5"), &reversed, &yuan).unwrap(), 500);
        let continental = Amounts { decimal: ',', grouping: vec!['.'], ..Amounts::default() };
        assert_eq!(amount(&text("1.234,50"), &continental, &yuan).unwrap(), 123_450);
    }

    #[test]
    fn doubtful_amounts_are_refused() {
        let yuan = Currency::yuan();
        for wrong in [
            "",
            "-",
            "¥",
            "1,23",
            "1,2345",
            ",123",
            "1,234 567",
            "12.345",
            "--5",
            "(-5)",
            "¥¥5",
            "1e3",
            "=1+1",
            "#N/A",
            "1.2.3",
            "五百",
            "9007199254740992",
            "1,234.5,6",
            "-5-",
            ".",
        ] {
            assert!(amount(&text(wrong), &free(), &yuan).is_err(), "{wrong}");
        }
        for undeclared in ["1,234.50", "£5", "(5)", "5-"] {
            assert!(amount(&text(undeclared), &Amounts::default(), &yuan).is_err(), "{undeclared}");
        }
    }

    #[test]
    fn texts_are_mended_and_shortened_but_not_refused() {
        let read = |text: &str| line(text).map(|(line, _)| line.to_string());
        assert_eq!(read("  A\u{a0} B\r\nC\u{0} "), Some("A B C".into()));
        assert_eq!(read("O\u{92}BRIEN"), Some("O’BRIEN".into()));
        assert_eq!(read("¥500 \u{202e}00¥"), Some("¥500 00¥".into()));
        assert_eq!(read("=HYPERLINK(\"x\")"), Some("=HYPERLINK(\"x\")".into()));
        assert_eq!(read(" \u{feff}\t"), None);
        let (long, shortened) = line(&"明".repeat(300)).unwrap();
        assert!(shortened && long.as_str().chars().count() == 200 && long.as_str().ends_with('…'));
    }

    proptest! {
        #[test]
        fn any_text_becomes_a_line_or_is_blank(input in any::<String>()) {
            let visible = input.chars().map(mended).any(|c| !c.is_whitespace());
            prop_assert_eq!(line(&input).is_some(), visible);
        }

        #[test]
        fn every_amount_reads_back_from_how_it_is_shown(minor in -limits::AMOUNT..=limits::AMOUNT) {
            let yuan = Currency::yuan();
            for shown in [yuan.shown(minor), yuan.plain(minor)] {
                prop_assert_eq!(amount(&text(&shown), &free(), &yuan).unwrap(), minor);
            }
            let parenthesised = format!("({})", yuan.plain(minor.abs()));
            prop_assert_eq!(amount(&text(&parenthesised), &free(), &yuan).unwrap(), -minor.abs());
        }

        #[test]
        fn no_text_makes_the_readers_fail_otherwise_than_by_refusing(input in any::<String>()) {
            let _ = amount(&text(&input), &free(), &Currency::yuan());
            let _ = day(&text(&input), &formats(&["%Y-%m-%d", "%d/%m/%Y", "%d %b %y"]));
        }

        #[test]
        fn every_day_reads_back_in_every_whole_format(days in 0..40_000_i32) {
            let wanted = "1970-01-01".parse::<Day>().unwrap().plus(days);
            for format in formats(&["%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%Y年%m月%d日", "%Y%m%d"]) {
                let written = jiff::fmt::strtime::format(format.as_str(), wanted.0).unwrap();
                prop_assert_eq!(day(&text(&written), &[format]).unwrap(), wanted);
            }
        }
    }
}
