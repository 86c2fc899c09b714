//! A document as the body of a page.

use maud::{Markup, html};

use crate::base::words::{say, word};
use crate::html::chart::meter;
use crate::html::page::{Link, address, day_form};
use crate::html::parts::{self, Cell, Row, Shape};
use crate::view::document::{Content, Fact, Table, Value};
use crate::view::render::charts;
use crate::view::render::value::{Scope, is_figure, markup, room, shape, width};

/// Rows of a table on one page.
pub const PAGE_ROWS: usize = 100;
/// Columns from which what stands behind the last figure is told below its row instead of further to the right.
const MANY_COLUMNS: usize = 9;
/// Columns, and Latin characters in all of them together, that a phone has room for.
const PHONE: (usize, usize) = (4, 36);
/// Latin characters up to which a fact stands beside others.
const FACT_WIDTH: usize = 40;
/// How an address asks for all rows.
const WHOLE: &str = "all";
/// The table of items, each of which can be asked about.
pub const ITEMS: &str = "items";
/// Tables from which a page begins with what it holds.
const MANY_TABLES: usize = 3;

/// Which part of a document is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The table shown from `page` on; the others from their beginning.
    pub table: Option<String>,
    /// Which page of that table, from 1.
    pub page: usize,
    /// Every row of every table, for printing.
    pub whole: bool,
}

impl Part {
    /// The part that an address asks for; what it does not say, or says badly, is the beginning.
    pub fn asked(table: Option<&str>, page: Option<&str>) -> Self {
        let number = page.and_then(|page| page.parse().ok()).unwrap_or(1);
        Self { table: table.map(str::to_owned), page: number, whole: page == Some(WHOLE) }
    }

    /// The page of a table and the rows on it.
    fn of<'t>(&self, table: &'t Table) -> (usize, &'t [Vec<Value>]) {
        if self.whole {
            return (1, &table.rows);
        }
        let last = table.rows.len().div_ceil(PAGE_ROWS).max(1);
        let page = if self.table.as_deref() == Some(&table.name) { self.page.clamp(1, last) } else { 1 };
        (page, table.rows.chunks(PAGE_ROWS).nth(page - 1).unwrap_or_default())
    }
}

/// The title of a document.
pub fn title(content: &Content, scope: &Scope) -> String {
    let args: Vec<(&str, String)> = content.args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    say(scope.lang, &content.title, &args)
}

/// Facts, tables and notes; `lead` stands before the tables, and what the view tells `beside` them behind the first.
pub fn body(content: &Content, (lead, beside): (&Markup, &[Table]), part: &Part, scope: &Scope) -> Markup {
    let fact = |fact: &Fact| parts::Fact {
        label: word(scope.lang, &fact.label),
        content: markup(&fact.value, scope),
        long: room(&fact.value, scope) > FACT_WIDTH,
    };
    let facts: Vec<parts::Fact> = content.facts.iter().map(fact).collect();
    let (first, rest) = content.tables.split_at(content.tables.len().min(1));
    let filled = first.iter().chain(beside).chain(rest).filter(|table| !table.rows.is_empty());
    let links: Vec<Link> =
        filled.map(|table| Link::new(format!("#{}", table.name), word(scope.lang, &table.caption))).collect();
    let json = address(&format!("{}/{}.json", scope.base, content.path), scope.lang, &[]);
    html! {
        (parts::facts(&facts))
        @if let Some((used, cap)) = spent(content) { (meter(&word(scope.lang, "chain-meter"), used, cap)) }
        @if links.len() >= MANY_TABLES { (parts::contents(&word(scope.lang, "page-holds"), &links)) }
        @if !content.notes.is_empty() {
            aside.notes { @for note in &content.notes { p { (word(scope.lang, note)) } } }
        }
        (lead)
        @for table in first { (one_table(table, content, part, scope)) }
        @for table in beside { (plain(table, scope)) }
        @for table in rest { (one_table(table, content, part, scope)) }
        @if !scope.is_past() { (day_form(&scope.base, &content.path, None, scope.lang)) }
        p.files {
            (word(scope.lang, "files-as")) " " a href=(json) { "JSON" }
            " · " a href=(address(&format!("{}/notice/{}", scope.base, content.path), scope.lang, &[])) { (word(scope.lang, "notice-print")) }
        }
    }
}

/// What is spent of a cap, where a document tells both.
fn spent(content: &Content) -> Option<(i64, i64)> {
    let money = |label: &str| match content.facts.iter().find(|fact| fact.label == label)?.value {
        Value::Money(amount) => Some(amount),
        _ => None,
    };
    Some((money("party-used")?, money("party-cap")?))
}

/// The entry of an item, with the way to ask about it, and what became of it when somebody did.
fn item(value: &Value, scope: &Scope) -> Option<Markup> {
    let Value::Event { index, .. } = value else { return None };
    let (lang, ask) =
        (scope.lang, address(&format!("{}/ask", scope.base), scope.lang, &[("event", &index.to_string())]));
    let after = format!("{}#after", address(&format!("{}/events/{index}", scope.base), lang, &[]));
    Some(html! {
        (markup(value, scope)) " "
        @match scope.asked.get(index) {
            Some(true) => { a href=(after) { (word(lang, "asked-answered")) } }
            Some(false) => { a href=(after) { (word(lang, "asked-open")) } }
            None => { a.quiet href=(ask) rel="nofollow" { (word(lang, "ask-row")) } }
        }
    })
}

fn cell(value: &Value, table: &Table, scope: &Scope) -> Cell {
    let item = if table.name == ITEMS { item(value, scope) } else { None };
    let content = (*value != Value::None).then(|| item.unwrap_or_else(|| markup(value, scope)));
    Cell { content, shape: shape(value, scope) }
}

/// How the columns of a table are laid out. A column that is empty throughout is left out of the page; files have it.
struct Layout {
    /// Columns with a head.
    beside: Vec<usize>,
    /// Columns told below each row.
    below: Vec<usize>,
}

impl Layout {
    fn of(table: &Table) -> Self {
        let says = |column: &usize| first(table, *column).is_some();
        let filled: Vec<usize> = (0..table.columns.len()).filter(says).collect();
        let last_figure = filled.iter().rposition(|column| figures(table, *column));
        match last_figure {
            // A state is what a reader looks for first, so it stays beside the figures.
            Some(last) if filled.len() >= MANY_COLUMNS => {
                let beside = |(at, column): &(usize, usize)| *at <= last || states(table, *column);
                let (beside, below): (Vec<_>, Vec<_>) = filled.into_iter().enumerate().partition(beside);
                let columns = |found: Vec<(usize, usize)>| found.into_iter().map(|(_, column)| column).collect();
                Self { beside: columns(beside), below: columns(below) }
            }
            _ => Self { beside: filled, below: Vec::new() },
        }
    }

    /// Whether a phone is too narrow for the table.
    fn wide(&self, table: &Table, scope: &Scope) -> bool {
        let widest = |column: &usize| {
            let cells = table.rows.iter().chain(&table.totals).filter_map(|row| row.get(*column));
            let widest = cells.map(|value| room(value, scope)).max().unwrap_or(0);
            widest.max(table.columns.get(*column).map_or(0, |key| width(&word(scope.lang, key))))
        };
        let (columns, room) = PHONE;
        self.beside.len() > columns || self.beside.iter().map(widest).sum::<usize>() > room
    }

    fn row(&self, table: &Table, row: &[Value], scope: &Scope) -> Row {
        let told = |column: &usize| {
            let value = row.get(*column).filter(|value| **value != Value::None)?;
            Some((word(scope.lang, table.columns.get(*column)?), markup(value, scope)))
        };
        Row { cells: self.cells(row, table, scope), more: self.below.iter().filter_map(told).collect() }
    }

    fn cells(&self, row: &[Value], table: &Table, scope: &Scope) -> Vec<Cell> {
        self.beside.iter().map(|column| cell(row.get(*column).unwrap_or(&Value::None), table, scope)).collect()
    }
}

/// The first filled cell of a column tells what the column holds.
fn first(table: &Table, column: usize) -> Option<&Value> {
    table.rows.iter().filter_map(|row| row.get(column)).find(|value| **value != Value::None)
}

fn figures(table: &Table, column: usize) -> bool {
    first(table, column).is_some_and(is_figure)
}

fn states(table: &Table, column: usize) -> bool {
    matches!(first(table, column), Some(Value::Badge { .. }))
}

fn one_table(table: &Table, content: &Content, part: &Part, scope: &Scope) -> Markup {
    let (page, shown) = part.of(table);
    let below = html! {
        @if shown.len() < table.rows.len() { (pages(table, page, content, scope)) }
        @if !table.rows.is_empty() {
            @let file = format!("{}/{}.csv", scope.base, content.path);
            p.files { a href=(address(&file, scope.lang, &[("table", &table.name)])) { (word(scope.lang, "table-file")) } }
        }
    };
    drawn(table, shown, below, scope)
}

fn drawn(table: &Table, shown: &[Vec<Value>], below: Markup, scope: &Scope) -> Markup {
    let layout = Layout::of(table);
    let head = |column: &usize| {
        let shape = if figures(table, *column) { Shape::Figure } else { Shape::Short };
        (table.columns.get(*column).map(|key| word(scope.lang, key)).unwrap_or_default(), shape)
    };
    parts::Table {
        id: &table.name,
        caption: word(scope.lang, &table.caption),
        wide: layout.wide(table, scope),
        heads: layout.beside.iter().map(head).collect(),
        rows: shown.iter().map(|row| layout.row(table, row, scope)).collect(),
        // Totals are of all rows, so they stand where the rows end.
        totals: table.totals.as_ref().map(|row| layout.cells(row, table, scope)),
        empty: word(scope.lang, "table-empty"),
        above: charts::of(table, scope),
        below,
    }
    .render()
}

/// A table of no document: whole, and without files.
pub fn plain(table: &Table, scope: &Scope) -> Markup {
    drawn(table, &table.rows, html! {}, scope)
}

/// Links to the other pages of a long table.
fn pages(table: &Table, page: usize, content: &Content, scope: &Scope) -> Markup {
    let rows = table.rows.len();
    let last = rows.div_ceil(PAGE_ROWS);
    let to = |page: &str| {
        let path = format!("{}/{}", scope.base, content.path);
        format!("{}#{}", address(&path, scope.lang, &[("table", &table.name), ("page", page)]), table.name)
    };
    let figures = [
        ("from", ((page - 1) * PAGE_ROWS + 1).to_string()),
        ("until", (page * PAGE_ROWS).min(rows).to_string()),
        ("rows", rows.to_string()),
    ];
    html! {
        nav.pages aria-label=(word(scope.lang, "table-pages")) {
            span { (say(scope.lang, "table-page", &figures)) }
            @if page > 1 { a href=(to(&(page - 1).to_string())) rel="prev" { (word(scope.lang, "table-previous")) } }
            @if page < last { a href=(to(&(page + 1).to_string())) rel="next" { (word(scope.lang, "table-next")) } }
            a href=(to(WHOLE)) { (word(scope.lang, "table-whole")) }
        }
    }
}
