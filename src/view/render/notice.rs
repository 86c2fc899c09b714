//! A document as a notice for the board, and as a slip for a household: large type, black on white, and how to check it.

use maud::{DOCTYPE, Markup, html};

use crate::base::words::{Lang, say, word};
use crate::html::page::address;
use crate::view::document::{Document, Table, Value};
use crate::view::render::page::title;
use crate::view::render::value::{Scope, is_figure, markup};

/// Columns that a notice has room for; tables with fewer stand whole.
const COLUMNS: usize = 7;
/// Tables of so few columns stand side by side.
const SMALL: usize = 2;
/// Of a wide table, the columns that a reader before a board looks for.
const LOOKED_FOR: &[&str] = &[
    "item-day",
    "item-purpose",
    "item-counterparty",
    "item-income",
    "item-expense",
    "item-balance",
    "item-resolution",
];
/// Groups of four digits in which a root or digest is printed: 192 bits, which nobody matches by chance or by trying.
const GROUPS: usize = 12;

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For the board, on A4.
    A4,
    /// For the board, on A3.
    A3,
    /// For a household (明白纸): totals only, on A5.
    Slip,
}

impl Form {
    /// All, by the word that asks for them.
    pub const ALL: [(&'static str, Form); 3] = [("a4", Form::A4), ("a3", Form::A3), ("slip", Form::Slip)];

    /// The form asked for; A4 unless told otherwise.
    pub fn asked(name: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|(known, _)| name == Some(known)).map_or(Form::A4, |(_, form)| form)
    }
}

/// What only the server knows of a notice.
pub struct Printed<'a> {
    /// What the ledger is called.
    pub ledger: String,
    /// The address of the verifying page, as it stands in the code.
    pub address: &'a str,
    /// The code.
    pub code: Markup,
    /// The form.
    pub form: Form,
}

/// The first digits of a root or digest, in groups.
pub fn grouped(digits: &str) -> String {
    let groups = digits.as_bytes().chunks(4).take(GROUPS);
    groups.map(|group| String::from_utf8_lossy(group).into_owned()).collect::<Vec<_>>().join(" ")
}

/// What a verifying page is told of a notice, behind `#`: the document, and the history it was folded from.
pub fn fragment(document: &Document) -> String {
    let short = |digits: String| digits.chars().take(GROUPS * 4).collect::<String>();
    let (root, digest) = (short(document.root.to_string()), short(document.digest.to_string()));
    format!("{}&size={}&root={root}&digest={digest}", document.content.path, document.size)
}

/// The notice, a page of its own.
pub fn page(document: &Document, printed: &Printed, scope: &Scope) -> Markup {
    let lang = scope.lang;
    let content = &document.content;
    let title = title(content, scope);
    let class = Form::ALL.iter().find(|(_, form)| *form == printed.form).map_or("a4", |(name, _)| name);
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · " (printed.ledger) }
                link rel="stylesheet" href="/assets/style.css";
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
            }
            body.paper {
                (forms(&content.path, scope))
                main.notice.(class) #main {
                    p.from { (printed.ledger) }
                    h1 { (title) }
                    dl.totals {
                        @for fact in &content.facts {
                            div { dt { (word(lang, &fact.label)) } dd { (markup(&fact.value, scope)) } }
                        }
                    }
                    @if printed.form != Form::Slip {
                        @let filled = content.tables.iter().filter(|table| !table.rows.is_empty());
                        @let (small, large): (Vec<&Table>, Vec<&Table>) = filled.partition(|table| table.columns.len() <= SMALL);
                        div.small { @for table in small { (rows(table, scope)) } }
                        @for table in large { (rows(table, scope)) }
                        (signatures(lang))
                    }
                    (check(document, printed, lang))
                }
            }
        }
    }
}

/// Links to the other forms, which are not printed.
fn forms(path: &str, scope: &Scope) -> Markup {
    let here = format!("{}/notice/{path}", scope.base);
    html! {
        nav.forms aria-label=(word(scope.lang, "notice-forms")) {
            a href=(address(&format!("{}/{path}", scope.base), scope.lang, &[])) { (word(scope.lang, "notice-back")) }
            @for (name, _) in Form::ALL {
                a href=(address(&here, scope.lang, &[("form", name)])) { (word(scope.lang, &format!("notice-form-{name}"))) }
            }
        }
    }
}

fn rows(table: &Table, scope: &Scope) -> Markup {
    let filled =
        |column: &usize| table.rows.iter().any(|row| row.get(*column).is_some_and(|value| *value != Value::None));
    let mut shown: Vec<usize> = (0..table.columns.len()).filter(filled).collect();
    if shown.len() > COLUMNS {
        let looked: Vec<usize> =
            shown.iter().copied().filter(|at| LOOKED_FOR.contains(&table.columns[*at].as_str())).collect();
        shown = if looked.is_empty() { shown.into_iter().take(COLUMNS).collect() } else { looked };
    }
    let cells = |row: &[Value]| {
        html! {
            tr {
                @for column in &shown {
                    @let value = row.get(*column).unwrap_or(&Value::None);
                    @let class = if *value == Value::None { Some("none") } else { is_figure(value).then_some("figure") };
                    td class=[class] data-label=[table.columns.get(*column).map(|key| word(scope.lang, key))] { @if *value != Value::None { (markup(value, scope)) } }
                }
            }
        }
    };
    let figures = |column: &usize| table.rows.iter().any(|row| row.get(*column).is_some_and(is_figure));
    let head = format!("{}-head", table.name);
    html! {
        section tabindex="0" role="region" aria-labelledby=(head) {
            h2 id=(head) { (word(scope.lang, &table.caption)) }
            table.wide[shown.len() > SMALL] {
                thead { tr { @for column in &shown { th class=[figures(column).then_some("figure")] scope="col" { (word(scope.lang, &table.columns[*column])) } } } }
                tbody { @for row in &table.rows { (cells(row)) } }
                @if let Some(totals) = &table.totals { tfoot { (cells(totals)) } }
            }
        }
    }
}

/// Where those who put it up sign by hand.
fn signatures(lang: Lang) -> Markup {
    html! {
        dl.hands {
            @for place in ["notice-sign-committee", "notice-sign-supervision", "notice-sign-posted"] {
                div { dt { (word(lang, place)) } dd {} }
            }
        }
    }
}

/// The history it stands on, the code, and three steps.
fn check(document: &Document, printed: &Printed, lang: Lang) -> Markup {
    html! {
        section.checking aria-labelledby="how" {
            (printed.code)
            div {
                h2 #how { (word(lang, "notice-check")) }
                ol {
                    li { (word(lang, "notice-step-scan")) }
                    li { (word(lang, "notice-step-wait")) }
                    li { (word(lang, "notice-step-compare")) }
                }
                dl.proof {
                    dt { (say(lang, "notice-root", &[("size", document.size.to_string())])) }
                    dd { code { (grouped(&document.root.to_string())) } }
                    dt { (word(lang, "notice-digest")) }
                    dd { code { (grouped(&document.digest.to_string())) } }
                }
                p.where { code { (printed.address) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_twelve_groups() {
        let digits = "0123456789abcdef".repeat(4);
        let said = grouped(&digits);
        assert_eq!(said.split(' ').count(), 12);
        assert!(said.starts_with("0123 4567 89ab cdef 0123"));
    }
}
