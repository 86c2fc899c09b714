//! A document as the body of a page.

use maud::{Markup, html};

use crate::base::words::{say, word};
use crate::html::page::in_lang;
use crate::html::parts::{self, Cell};
use crate::view::document::{Content, Table, Value};
use crate::view::render::value::{Scope, is_figure, markup};

/// Rows of a table shown on one page; the files have them all.
pub const PAGE_ROWS: usize = 1_000;

/// The title of a document.
pub fn title(content: &Content, scope: &Scope) -> String {
    let args: Vec<(&'static str, String)> = content
        .args
        .iter()
        .filter_map(|(name, value)| {
            // Fluent's arguments have static names; documents use only these.
            let name = TITLE_ARGS.iter().find(|known| *known == name)?;
            Some((*name, value.clone()))
        })
        .collect();
    say(scope.lang, &content.title, &args)
}

/// Names that titles of documents may use.
const TITLE_ARGS: &[&str] = &["month", "year", "title", "matter", "name", "code", "round", "day"];

/// Facts, tables and notes.
pub fn body(content: &Content, scope: &Scope) -> Markup {
    let facts: Vec<(String, Markup)> =
        content.facts.iter().map(|fact| (word(scope.lang, &fact.label), markup(&fact.value, scope))).collect();
    html! {
        (parts::facts(&facts))
        @for table in &content.tables { (one_table(table, content, scope)) }
        @if !content.notes.is_empty() {
            aside.notes { @for note in &content.notes { p { (word(scope.lang, note)) } } }
        }
        p.files {
            (word(scope.lang, "files-as")) " "
            a href=(format!("{}/{}.json", scope.base, content.path)) { "JSON" }
        }
    }
}

fn cells(row: &[Value], scope: &Scope) -> Vec<Cell> {
    row.iter().map(|value| Cell { content: markup(value, scope), figure: is_figure(value) }).collect()
}

fn one_table(table: &Table, content: &Content, scope: &Scope) -> Markup {
    // A column holds figures when its first filled cell does.
    let figure = |column: usize| {
        let filled = table.rows.iter().filter_map(|row| row.get(column)).find(|value| **value != Value::None);
        filled.is_some_and(is_figure)
    };
    let heads = table.columns.iter().enumerate().map(|(at, key)| (word(scope.lang, key), figure(at))).collect();
    let file = in_lang(&format!("{}/{}.csv", scope.base, content.path), scope.lang);
    let joint = if file.contains('?') { '&' } else { '?' };
    let left_out = table.rows.len().saturating_sub(PAGE_ROWS);
    parts::Table {
        id: &table.name,
        caption: word(scope.lang, &table.caption),
        heads,
        rows: table.rows.iter().take(PAGE_ROWS).map(|row| cells(row, scope)).collect(),
        totals: table.totals.as_ref().map(|row| cells(row, scope)),
        empty: word(scope.lang, "table-empty"),
        below: html! {
            @if left_out > 0 {
                p.notes { (say(scope.lang, "table-goes-on", &[("count", left_out.to_string())])) }
            }
            @if !table.rows.is_empty() {
                p.files { a href=(format!("{file}{joint}table={}", table.name)) { "CSV" } }
            }
        },
    }
    .render()
}
