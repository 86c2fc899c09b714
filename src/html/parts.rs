//! Parts of pages: facts, tables, badges.

use maud::{Markup, html};

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

/// Labelled values.
pub fn facts(rows: &[(String, Markup)]) -> Markup {
    html! {
        @if !rows.is_empty() {
            dl.facts {
                @for (label, value) in rows {
                    div { dt { (label) } dd { (value) } }
                }
            }
        }
    }
}

/// A cell and whether it is a figure, which stands at the right.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What it shows.
    pub content: Markup,
    /// Whether it is a figure.
    pub figure: bool,
}

/// A table with its caption; it scrolls sideways within itself on a narrow screen.
pub struct Table<'a> {
    /// An anchor.
    pub id: &'a str,
    /// What it shows.
    pub caption: String,
    /// Column heads, and whether the column holds figures.
    pub heads: Vec<(String, bool)>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
    /// A last row of totals.
    pub totals: Option<Vec<Cell>>,
    /// What to say when there are no rows.
    pub empty: String,
    /// Further links below, such as the table as a file.
    pub below: Markup,
}

impl Table<'_> {
    /// The table.
    pub fn render(&self) -> Markup {
        html! {
            section.table aria-labelledby=(format!("t-{}", self.id)) {
                h2 id=(format!("t-{}", self.id)) { (self.caption) }
                @if self.rows.is_empty() {
                    p.quiet { (self.empty) }
                } @else {
                    div.scroll tabindex="0" role="region" aria-labelledby=(format!("t-{}", self.id)) {
                        table {
                            thead { tr { @for (head, figure) in &self.heads { th.figure[*figure] scope="col" { (head) } } } }
                            tbody { @for row in &self.rows { tr { @for cell in row { td.figure[cell.figure] { (cell.content) } } } } }
                            @if let Some(totals) = &self.totals {
                                tfoot { tr { @for cell in totals { td.figure[cell.figure] { (cell.content) } } } }
                            }
                        }
                    }
                }
                (self.below)
            }
        }
    }
}
