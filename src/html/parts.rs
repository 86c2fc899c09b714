//! Parts of pages: facts, tables, badges.

use maud::{Markup, html};

use crate::html::page::Link;

/// How a badge is meant; the word says it too, colour is never alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Neither.
    Plain,
}

/// A state in a word.
pub fn badge(word: &str, tone: Tone) -> Markup {
    let (class, mark) = match tone {
        Tone::Good => ("good", "✓ "),
        Tone::Bad => ("bad", "! "),
        Tone::Plain => ("plain", ""),
    };
    html! { span.badge.(class) { (mark) (word) } }
}

/// A labelled value.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The label.
    pub label: String,
    /// What it shows.
    pub content: Markup,
    /// Whether it is a sentence, which needs room.
    pub long: bool,
}

/// Labelled values.
pub fn facts(facts: &[Fact]) -> Markup {
    html! {
        @if !facts.is_empty() {
            dl.facts {
                @for fact in facts {
                    div class=[fact.long.then_some("long")] { dt { (fact.label) } dd { (fact.content) } }
                }
            }
        }
    }
}

/// Links to what a long page holds.
pub fn contents(label: &str, links: &[Link]) -> Markup {
    html! {
        nav.contents aria-label=(label) {
            ul { @for link in links { li { a href=(link.href) { (link.text) } } } }
        }
    }
}

/// What stands in a cell, which decides how it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A word or two, which stay on one line.
    Short,
    /// Some words.
    Words,
    /// A sentence or more, which needs room.
    Long,
    /// A figure, which stands at the right under the others.
    Figure,
}

impl Shape {
    fn class(self) -> Option<&'static str> {
        match self {
            Shape::Short => Some("short"),
            Shape::Words => None,
            Shape::Long => Some("long"),
            Shape::Figure => Some("figure"),
        }
    }
}

/// A cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What it shows; none when there is nothing.
    pub content: Option<Markup>,
    /// How it is set.
    pub shape: Shape,
}

/// A row: cells under the heads, and what else there is to say, told below them by label.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// One for each head.
    pub cells: Vec<Cell>,
    /// Label and value.
    pub more: Vec<(String, Markup)>,
}

/// A table with its caption. What is too wide for the screen scrolls sideways within itself.
pub struct Table<'a> {
    /// An anchor.
    pub id: &'a str,
    /// What it shows.
    pub caption: String,
    /// Whether a phone is too narrow for it: there it becomes a list of rows, each value with its label.
    pub wide: bool,
    /// Column heads, and how the column is set.
    pub heads: Vec<(String, Shape)>,
    /// Rows.
    pub rows: Vec<Row>,
    /// A last row of totals.
    pub totals: Option<Vec<Cell>>,
    /// What to say when there are no rows.
    pub empty: String,
    /// A chart of it.
    pub above: Option<Markup>,
    /// What stands below: pages, the table as a file.
    pub below: Markup,
}

impl Table<'_> {
    /// The table.
    pub fn render(&self) -> Markup {
        let class = if self.wide { "wide" } else { "narrow" };
        html! {
            section.table.charted[self.above.is_some()] id=(self.id) aria-labelledby=(self.head()) {
                h2 id=(self.head()) { (self.caption) }
                @if let Some(above) = &self.above { (above) }
                @if self.rows.is_empty() {
                    p.quiet { (self.empty) }
                } @else {
                    div.scroll tabindex="0" role="region" aria-labelledby=(self.head()) {
                        table.(class) {
                            thead {
                                tr { @for (head, shape) in &self.heads { th class=[shape.class()] scope="col" { (head) } } }
                            }
                            tbody { @for row in &self.rows { (self.row(row)) } }
                            @if let Some(totals) = &self.totals {
                                tfoot { (self.cells(totals)) }
                            }
                        }
                    }
                }
                (self.below)
            }
        }
    }

    fn head(&self) -> String {
        format!("{}-head", self.id)
    }

    fn row(&self, row: &Row) -> Markup {
        html! {
            (self.cells(&row.cells))
            @if !row.more.is_empty() {
                tr.more {
                    td colspan=(self.heads.len()) {
                        dl { @for (label, value) in &row.more { div { dt { (label) } dd { (value) } } } }
                    }
                }
            }
        }
    }

    fn cells(&self, cells: &[Cell]) -> Markup {
        html! {
            tr {
                @for (cell, (head, _)) in cells.iter().zip(&self.heads) {
                    @match &cell.content {
                        Some(content) => { td class=[cell.shape.class()] data-label=(head) { (content) } }
                        None => { td.none {} }
                    }
                }
            }
        }
    }
}
