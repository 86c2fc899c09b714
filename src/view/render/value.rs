//! Values as people read them, on a page and in a file.

use maud::{Markup, html};

use crate::base::money::Currency;
use crate::base::words::{Lang, word};
use crate::html::page::in_lang;
use crate::html::parts;
use crate::view::document::{Tone, Value};

/// What rendering needs to know besides the document.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The reader's language.
    pub lang: Lang,
    /// The ledger's currency.
    pub currency: Currency,
    /// What stands before the ledger's paths in links, `/xingfu`.
    pub base: String,
}

/// Whether a value is a figure, which stands at the right.
pub fn is_figure(value: &Value) -> bool {
    matches!(value, Value::Money(_) | Value::Count(_) | Value::Fraction { .. })
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
        Value::Instant(instant) => instant.to_string(),
        Value::Person { code, name } if file => format!("{name} ({code})"),
        Value::Person { name, .. } => name.clone(),
        Value::Event { index, .. } => index.to_string(),
        Value::Document { label, .. } => text(label, scope, file),
        Value::Digest(digest) => digest.to_string(),
        Value::List(values) => {
            let parts: Vec<String> = values.iter().map(|value| text(value, scope, file)).collect();
            parts.join("; ")
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
        Value::Day(day) => html! { time datetime=(day) { (day) } },
        Value::Event { index, .. } => link(&format!("events/{index}"), html! { "#" (index) }),
        Value::Document { path, label } => link(path, markup(label, scope)),
        Value::Digest(digest) => html! { code title=(digest) { (digest.short()) "…" } },
        Value::List(values) => html! {
            @for (at, value) in values.iter().enumerate() {
                @if at > 0 { "、" }
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
