//! Values as people read them, on a page and in a file.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::base::money::Currency;
use crate::base::time::{Instant, Written};
use crate::base::words::{Lang, word};
use crate::html::page::in_lang;
use crate::html::parts::{self, Shape};
use crate::rules::standing::Standing;
use crate::view::document::{Tone, Value};

/// What rendering needs to know besides the document.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The reader's language.
    pub lang: Lang,
    /// The ledger's currency.
    pub currency: Currency,
    /// Minutes east of UTC in which the ledger's clock is shown.
    pub offset_minutes: i32,
    /// What stands before the ledger's paths in links, `/xingfu`.
    pub base: String,
    /// Entries somebody asked about, and whether every question is answered. Only rows of items tell it.
    pub asked: BTreeMap<u64, bool>,
}

impl Scope {
    /// What the ledger's first event fixed; before it, yuan and UTC.
    pub fn of(standing: &Standing, base: String, lang: Lang) -> Self {
        let founded = standing.founded.as_ref();
        let currency = founded.map_or_else(Currency::yuan, |founded| founded.currency.clone());
        Self {
            lang,
            currency,
            offset_minutes: founded.map_or(0, |founded| founded.offset_minutes),
            base,
            asked: BTreeMap::new(),
        }
    }

    /// Whether pages are of a day of the past: those stand under `/<slug>/on/<day>`.
    pub fn is_past(&self) -> bool {
        self.base.split('/').nth(2) == Some("on")
    }

    /// What stands between the values of a list.
    pub fn joint(&self) -> &'static str {
        match self.lang {
            Lang::Zh => "、",
            Lang::En => ", ",
        }
    }
}

/// Up to this width a text stays on one line in a table; a Chinese character is as wide as two Latin ones.
const SHORT_WIDTH: usize = 18;
/// From this width it needs more room than other columns.
const LONG_WIDTH: usize = 60;

/// What is shown of a digest, in Latin characters.
const DIGEST_WIDTH: usize = 9;

/// Whether a value is a figure, which stands at the right.
pub fn is_figure(value: &Value) -> bool {
    matches!(value, Value::Money(_) | Value::Count(_) | Value::Fraction { .. })
}

/// How a value is set in a table.
pub fn shape(value: &Value, scope: &Scope) -> Shape {
    match value {
        _ if is_figure(value) => Shape::Figure,
        _ => match room(value, scope) {
            ..=SHORT_WIDTH => Shape::Short,
            LONG_WIDTH.. => Shape::Long,
            _ => Shape::Words,
        },
    }
}

/// How wide a value is on a page, in Latin characters.
pub fn room(value: &Value, scope: &Scope) -> usize {
    match value {
        Value::Digest(_) => DIGEST_WIDTH,
        Value::Document { label, .. } => room(label, scope),
        Value::List(values) => values.iter().map(|value| room(value, scope) + 2).sum(),
        _ => width(&text(value, scope, false)),
    }
}

/// How wide a text is in Latin characters.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// An instant as the ledger's clock shows it to the minute, `2026-03-31 16:00`.
fn local(instant: Instant, offset_minutes: i32) -> String {
    let written = Written::new(instant, offset_minutes).to_string();
    written.get(..16).unwrap_or(&written).replace('T', " ")
}

/// `num`/`den` with so many digits after the point, rounded half away from zero, by integers alone.
pub fn fraction(num: i64, den: i64, digits: u8) -> String {
    if den == 0 {
        return "—".to_owned();
    }
    let scale = 10_i128.pow(u32::from(digits));
    let (num, den) = (i128::from(num) * scale * i128::from(den.signum()), i128::from(den).abs());
    let rounded = (num.abs() * 2 + den) / (den * 2);
    let sign = if num < 0 && rounded > 0 { "-" } else { "" };
    if digits == 0 {
        return format!("{sign}{rounded}");
    }
    format!("{sign}{}.{:0width$}", rounded / scale, rounded % scale, width = usize::from(digits))
}

/// A value as text. `file` asks for plain digits instead of grouped ones.
pub fn text(value: &Value, scope: &Scope, file: bool) -> String {
    match value {
        Value::None => String::new(),
        Value::Text(text) => text.clone(),
        Value::Bi(bi) => bi.get(scope.lang).to_owned(),
        Value::Word(key) | Value::Badge { word: key, .. } => word(scope.lang, key),
        Value::Money(amount) if file => scope.currency.plain(*amount),
        Value::Money(amount) => scope.currency.shown(*amount),
        Value::Count(count) => count.to_string(),
        Value::Fraction { num, den, digits } => fraction(*num, *den, *digits),
        Value::Day(day) => day.to_string(),
        Value::Month(month) => month.to_string(),
        Value::Instant(instant) if file => instant.to_string(),
        Value::Instant(instant) => local(*instant, scope.offset_minutes),
        Value::Person { code, name } if file => format!("{name} ({code})"),
        Value::Person { name, .. } => name.clone(),
        Value::Event { index, .. } => index.to_string(),
        Value::Document { label, .. } => text(label, scope, file),
        Value::Digest(digest) => digest.to_string(),
        Value::List(values) => {
            let parts: Vec<String> = values.iter().map(|value| text(value, scope, file)).collect();
            parts.join(if file { "; " } else { scope.joint() })
        }
    }
}

/// A value as markup.
pub fn markup(value: &Value, scope: &Scope) -> Markup {
    let link = |path: &str, says: Markup| {
        html! { a href=(in_lang(&format!("{}/{path}", scope.base), scope.lang)) { (says) } }
    };
    match value {
        Value::None => html! { span.quiet { "—" } },
        Value::Badge { word: key, tone } => {
            let tone = match tone {
                Tone::Good => parts::Tone::Good,
                Tone::Bad => parts::Tone::Bad,
                Tone::Plain => parts::Tone::Plain,
            };
            parts::badge(&word(scope.lang, key), tone)
        }
        Value::Text(text) if text.contains('\n') => html! { span.lines { (text) } },
        Value::Day(day) => html! { time datetime=(day) { (day) } },
        Value::Instant(instant) => html! { time datetime=(instant) { (text(value, scope, false)) } },
        Value::Event { index, .. } => link(&format!("events/{index}"), html! { "#" (index) }),
        // Links do not nest: what a label would link to is only told.
        Value::Document { path, label } => link(path, html! { (text(label, scope, false)) }),
        Value::Digest(digest) => html! { code title=(digest) { (digest.short()) "…" } },
        Value::List(values) => html! {
            @let states = values.iter().any(|value| matches!(value, Value::Badge { .. }));
            @for (at, value) in values.iter().enumerate() {
                // Each state begins a line, with what belongs to it behind it.
                @if states && at > 0 { @if matches!(value, Value::Badge { .. }) { br; } @else { " " } }
                @if !states && at > 0 { (scope.joint()) }
                (markup(value, scope))
            }
        },
        _ => html! { (text(value, scope, false)) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_round_without_floats() {
        for (num, den, digits, expected) in [
            (1, 3, 2, "0.33"),
            (2, 3, 2, "0.67"),
            (-1, 3, 1, "-0.3"),
            (-1, 300, 1, "0.0"),
            (7, 2, 0, "4"),
            (1, 0, 2, "—"),
        ] {
            assert_eq!(fraction(num, den, digits), expected);
        }
    }
}
