//! Charts of what tables say, drawn beside them: who would rather look than read sees the same figures. A chart knows its
//! table by name and columns; a table that it does not fit stays without one.

use maud::{Markup, html};

use crate::base::words::{say, word};
use crate::event::case::CaseRef;
use crate::html::chart::{Band, Bar, Series, bars, lying};
use crate::html::parts::{self, Cell, Row, Shape};
use crate::rules::standing::Standing;
use crate::view::document::{Table, Value};
use crate::view::render::value::{Scope, text};
use crate::view::tables;

/// Months drawn.
const MONTHS: usize = 24;
/// Bars that lie, at most; a longer table is read.
const BARS: usize = 30;
/// Colours of the bands of an evaluation, the best first; what stands behind the worst is blank ballots.
const BANDS: [usize; 5] = [0, 2, 1, 4, 3];
/// Days up to which cases are counted together; the last heap has those that took longer.
const DAYS: [i32; 4] = [1, 3, 7, 15];

/// The chart of a table, if it has one.
pub fn of(table: &Table, scope: &Scope) -> Option<Markup> {
    match table.name.as_str() {
        "months" => months(table, scope),
        "income" | "expense" | "year-income" | "year-expense" => categories(table, scope),
        "budget" => budget(table, scope),
        "counts" => bands(table, scope),
        _ => None,
    }
}

fn column(table: &Table, key: &str) -> Option<usize> {
    table.columns.iter().position(|column| column == key)
}

fn money(row: &[Value], column: usize) -> i64 {
    match row.get(column) {
        Some(Value::Money(amount)) => *amount,
        _ => 0,
    }
}

fn shown(amount: i64, scope: &Scope) -> String {
    text(&Value::Money(amount), scope, false)
}

fn months(table: &Table, scope: &Scope) -> Option<Markup> {
    let [month, income, expense] =
        [column(table, "month-month")?, column(table, "month-income")?, column(table, "month-expense")?];
    // The table begins with the newest.
    let rows: Vec<&Vec<Value>> = table.rows.iter().take(MONTHS).rev().collect();
    if rows.len() < 2 {
        return None;
    }
    let named = |row: &&Vec<Value>| {
        let month = row.get(month).map(|value| text(value, scope, false)).unwrap_or_default();
        month.rsplit('-').next().unwrap_or_default().trim_start_matches('0').to_owned()
    };
    let series = |key: &str, column: usize| Series {
        label: word(scope.lang, key),
        values: rows.iter().map(|row| money(row, column)).collect(),
    };
    let series = [series("month-income", income), series("month-expense", expense)];
    let names: Vec<String> = rows.iter().map(named).collect();
    Some(bars(&word(scope.lang, "chart-months"), &names, &series, &|amount| shown(amount, scope)))
}

/// One bar a category, all on the scale of the largest.
fn categories(table: &Table, scope: &Scope) -> Option<Markup> {
    let last = table.columns.len().checked_sub(1)?;
    let fits = table.rows.iter().all(|row| matches!(row.get(last), Some(Value::Money(_))));
    if !fits || table.rows.len() < 2 || table.rows.len() > BARS {
        return None;
    }
    let series = usize::from(table.name.ends_with("expense"));
    let bar = |row: &Vec<Value>| Bar {
        label: row.first().map(|value| text(value, scope, false)).unwrap_or_default(),
        told: shown(money(row, last), scope),
        bands: vec![Band { series, value: money(row, last) }],
    };
    let bars: Vec<Bar> = table.rows.iter().map(bar).collect();
    let whole = table.rows.iter().map(|row| money(row, last)).max()?;
    let about = say(scope.lang, "chart-of", &[("table", word(scope.lang, &table.caption))]);
    Some(lying(&about, &bars, whole, &[]))
}

/// How much of each line of the newest budget is used.
fn budget(table: &Table, scope: &Scope) -> Option<Markup> {
    let [year, category, amount, used] = [
        column(table, "budget-year")?,
        column(table, "budget-category")?,
        column(table, "budget-amount")?,
        column(table, "budget-used")?,
    ];
    let newest = table.rows.first()?.get(year)?;
    let rows = table.rows.iter().filter(|row| row.get(year) == Some(newest) && money(row, amount) > 0).take(BARS);
    // Every bar is its own whole, in thousandths: what counts is how much of each line is left.
    let bar = |row: &Vec<Value>| {
        let (amount, used) = (money(row, amount), money(row, used));
        let thousandths = i64::try_from(i128::from(used) * 1_000 / i128::from(amount)).unwrap_or(i64::MAX);
        let series = if used > amount { 4 } else { 2 };
        let label = row.get(category).map(|value| text(value, scope, false)).unwrap_or_default();
        let told = say(
            scope.lang,
            "chart-budget-line",
            &[("share", (thousandths / 10).to_string()), ("used", shown(used, scope))],
        );
        Bar { label, told, bands: vec![Band { series, value: thousandths }] }
    };
    let bars: Vec<Bar> = rows.map(bar).collect();
    let about = say(scope.lang, "chart-budget", &[("year", text(newest, scope, false))]);
    (!bars.is_empty()).then(|| lying(&about, &bars, 1_000, &[]))
}

/// The bands of each aspect of an evaluation, by ballots.
fn bands(table: &Table, scope: &Scope) -> Option<Markup> {
    let [dimension, aspect, band, ballots] = [
        column(table, "party-dimension")?,
        column(table, "party-aspect")?,
        column(table, "party-band")?,
        column(table, "party-ballots")?,
    ];
    let said =
        |row: &[Value], column: usize| row.get(column).map(|value| text(value, scope, false)).unwrap_or_default();
    let (mut bars, mut names): (Vec<Bar>, Vec<String>) = (Vec::new(), Vec::new());
    let mut last = None;
    for row in &table.rows {
        let Some(Value::Count(value)) = row.get(ballots) else { return None };
        let (here, name) = ((said(row, dimension), said(row, aspect)), said(row, band));
        if !names.contains(&name) {
            names.push(name.clone());
        }
        let at = names.iter().position(|known| *known == name).unwrap_or_default();
        let series = BANDS.get(at).copied().unwrap_or(BANDS[BANDS.len() - 1]);
        if last.as_ref() != Some(&here) {
            bars.push(Bar { label: here.0.clone(), told: String::new(), bands: Vec::new() });
            last = Some(here);
        }
        if let Some(bar) = bars.last_mut() {
            bar.bands.push(Band { series, value: *value });
        }
    }
    let key: Vec<(usize, String)> = BANDS.into_iter().zip(names).collect();
    let whole = bars.iter().map(|bar| bar.bands.iter().map(|band| band.value).sum::<i64>()).max()?;
    (!bars.is_empty() && bars.len() <= BARS).then(|| lying(&word(scope.lang, "chart-bands"), &bars, whole, &key))
}

/// How long cases of a sort took until they ended, as a chart with its table; nothing before the first has ended.
pub fn response(sort: &str, standing: &Standing, scope: &Scope) -> Markup {
    let day = tables::latest_day(standing);
    let (mut heaps, mut open) = ([0_i64; DAYS.len() + 1], 0_i64);
    for (_, state, _) in standing.cases.as_of(day).filter(|(case, ..): &(&CaseRef, _, _)| case.sort.as_str() == sort) {
        match (state.stages.first(), state.stage()) {
            (Some(first), Some(last)) if state.ended_on(day) => {
                let took = first.on.until(last.on);
                let heap = DAYS.iter().position(|days| took <= *days).unwrap_or(DAYS.len());
                heaps[heap] += 1;
            }
            _ => open += 1,
        }
    }
    if heaps.iter().all(|count| *count == 0) {
        return html! {};
    }
    let lang = scope.lang;
    let label = |at: usize| match (at.checked_sub(1).and_then(|before| DAYS.get(before)), DAYS.get(at)) {
        (None, Some(days)) => say(lang, "chart-within", &[("days", days.to_string())]),
        (Some(before), Some(days)) => {
            say(lang, "chart-between", &[("from", (before + 1).to_string()), ("days", days.to_string())])
        }
        (_, None) => say(lang, "chart-longer", &[("days", DAYS[DAYS.len() - 1].to_string())]),
    };
    let mut rows: Vec<(String, i64, usize)> =
        heaps.iter().enumerate().map(|(at, count)| (label(at), *count, 0)).collect();
    rows.push((word(lang, "chart-open"), open, 1));
    let bar = |(label, count, series): &(String, i64, usize)| Bar {
        label: label.clone(),
        told: count.to_string(),
        bands: vec![Band { series: *series, value: *count }],
    };
    let bars: Vec<Bar> = rows.iter().map(bar).collect();
    let whole = rows.iter().map(|(_, count, _)| *count).max().unwrap_or(1);
    let row = |(label, count, _): &(String, i64, usize)| Row {
        cells: vec![
            Cell { content: Some(html! { (label) }), shape: Shape::Short },
            Cell { content: Some(html! { (count) }), shape: Shape::Figure },
        ],
        more: Vec::new(),
    };
    parts::Table {
        id: "response",
        caption: word(lang, "chart-response"),
        wide: false,
        heads: vec![(word(lang, "chart-took"), Shape::Short), (word(lang, "chart-cases"), Shape::Figure)],
        rows: rows.iter().map(row).collect(),
        totals: None,
        empty: String::new(),
        above: Some(lying(&word(lang, "chart-response"), &bars, whole, &[])),
        below: html! {},
    }
    .render()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::words::Lang;

    fn table(name: &str, columns: &[&str], rows: Vec<Vec<Value>>) -> Table {
        Table { name: name.into(), ..tables::table("x", "finance-table-budget", columns, rows) }
    }

    #[test]
    fn a_chart_says_what_its_table_says_and_a_table_it_does_not_fit_has_none() {
        let scope = Scope::of(&Standing::default(), "/test".into(), Lang::Zh);
        let columns = ["budget-year", "budget-category", "budget-amount", "budget-used"];
        let line = |category: &str, amount: i64, used: i64| {
            vec![Value::text("2026"), Value::text(category), Value::Money(amount), Value::Money(used)]
        };
        let rows = vec![line("甲<b>", 10_000, 2_500), line("乙", 10_000, 12_000)];
        let drawn = of(&table("budget", &columns, rows.clone()), &scope).unwrap().into_string();
        assert!(drawn.contains("25%") && drawn.contains("120%") && drawn.contains("series-4"), "{drawn}");
        assert!(drawn.contains("甲&lt;b&gt;") && !drawn.contains("<b>") && !drawn.contains(" style="), "{drawn}");
        assert!(of(&table("budget", &columns[1..], rows.clone()), &scope).is_none());
        assert!(of(&table("other", &columns, rows), &scope).is_none());
    }
}
