//! The way from one month's statement to another's.

use maud::{Markup, html};

use crate::base::time::Month;
use crate::base::words::word;
use crate::html::page::in_lang;
use crate::rules::standing::Standing;
use crate::view::render::value::Scope;

/// Months listed, the newest first.
const LISTED: usize = 120;

/// The months before and after that of the document at `path`, and all of them; nothing for what is no month's statement.
pub fn periods(path: &str, standing: &Standing, scope: &Scope) -> Markup {
    let Some(here) = path.strip_prefix("finance/").and_then(|month| month.parse::<Month>().ok()) else {
        return html! {};
    };
    let mut months: Vec<Month> = standing.books.months().collect();
    months.sort_unstable();
    let at = months.partition_point(|month| *month < here);
    let before = at.checked_sub(1).and_then(|at| months.get(at));
    let after = months[at..].iter().find(|month| **month > here);
    let lang = scope.lang;
    let link = |month: &Month| in_lang(&format!("{}/finance/{month}", scope.base), lang);
    html! {
        nav.periods aria-label=(word(lang, "periods-label")) {
            @if let Some(month) = before { a rel="prev" href=(link(month)) { "‹ " (month) } }
            @if let Some(month) = after { a rel="next" href=(link(month)) { (month) " ›" } }
            details {
                summary { (word(lang, "periods-all")) }
                ul { @for month in months.iter().rev().take(LISTED) {
                    li { a href=(link(month)) aria-current=[(*month == here).then_some("page")] { (month) } }
                } }
            }
        }
    }
}
