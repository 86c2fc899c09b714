//! At a glance: what was decided, what was spent, what is late.

use maud::{Markup, html};

use crate::base::time::{Day, Month};
use crate::base::words::{say, word};
use crate::event::obligation::{Duty, OwedBy};
use crate::html::chart::{Series, bars};
use crate::html::page::in_lang;
use crate::rules::standing::Standing;
use crate::rules::standing::authorities::MatterState;
use crate::view::board::Board;
use crate::view::document::Value;
use crate::view::render::page::title;
use crate::view::render::value::{Scope, markup, text};
use crate::view::tables;

/// Decisions told.
const DECIDED: usize = 4;
/// Months drawn.
const MONTHS: usize = 12;
/// Late duties told by name; the others are counted.
const LATE: usize = 6;

/// The three answers. `today` is what lateness is measured against.
pub fn glance(board: &Board, scope: &Scope, today: Day) -> Markup {
    let standing = board.standing();
    html! {
        div.glance {
            (decided(standing, scope))
            (spent(standing, scope))
            (late(board, scope, today))
        }
    }
}

fn link(path: &str, scope: &Scope) -> String {
    in_lang(&format!("{}/{path}", scope.base), scope.lang)
}

fn decided(standing: &Standing, scope: &Scope) -> Markup {
    let adopted = |matter: &&MatterState| matter.conclusion.as_ref().is_some_and(|end| end.adopted);
    let mut matters: Vec<&MatterState> = standing.authorities.matters().filter(adopted).collect();
    matters.sort_by_key(|matter| std::cmp::Reverse(matter.conclusion.as_ref().map(|end| (end.on, end.index))));
    html! {
        section aria-labelledby="decided" {
            h2 #decided { (word(scope.lang, "glance-decided")) }
            @if matters.is_empty() { p.quiet { (word(scope.lang, "glance-none")) } }
            ul.latest {
                @for matter in matters.iter().take(DECIDED) {
                    li {
                        @if let Some(end) = &matter.conclusion { (markup(&Value::Day(end.on), scope)) " " }
                        a href=(link(&format!("party/resolution/{}", matter.matter.matter), scope)) { (matter.matter.title) }
                    }
                }
            }
        }
    }
}

/// Income and expense of the last months: the newest in figures, all of them as bars, and the table for who asks.
fn spent(standing: &Standing, scope: &Scope) -> Markup {
    let mut months: Vec<Month> = standing.books.months().collect();
    months.sort_unstable();
    let months = &months[months.len().saturating_sub(MONTHS)..];
    let totals: Vec<_> = months.iter().map(|month| standing.books.totals(*month)).collect();
    let series = [
        Series { label: word(scope.lang, "month-income"), values: totals.iter().map(|month| month.income).collect() },
        Series { label: word(scope.lang, "month-expense"), values: totals.iter().map(|month| month.expense).collect() },
    ];
    let names: Vec<String> = months.iter().map(|month| month.number().to_string()).collect();
    html! {
        section aria-labelledby="spent" {
            h2 #spent { (word(scope.lang, "glance-spent")) }
            @if let (Some(month), Some(last)) = (months.last(), totals.last()) {
                dl.facts {
                    div { dt { a href=(link(&format!("finance/{month}"), scope)) { (month) " " (word(scope.lang, "fact-expense")) } } dd { (markup(&Value::Money(last.expense), scope)) } }
                    div { dt { (word(scope.lang, "fact-income")) } dd { (markup(&Value::Money(last.income), scope)) } }
                    div { dt { (word(scope.lang, "fact-closing")) } dd { (markup(&Value::Money(last.closing), scope)) } }
                }
                (bars(&word(scope.lang, "glance-chart"), &names, &series, &|amount| text(&Value::Money(amount), scope, false)))
                details {
                    summary { (word(scope.lang, "glance-table")) }
                    table.narrow {
                        thead { tr { th scope="col" { (word(scope.lang, "month-month")) } @for one in &series { th.figure scope="col" { (one.label) } } } }
                        tbody {
                            @for (month, total) in months.iter().zip(&totals).rev() {
                                tr {
                                    td { a href=(link(&format!("finance/{month}"), scope)) { (month) } }
                                    td.figure { (markup(&Value::Money(total.income), scope)) }
                                    td.figure { (markup(&Value::Money(total.expense), scope)) }
                                }
                            }
                        }
                    }
                }
            } @else { p.quiet { (word(scope.lang, "glance-none")) } }
        }
    }
}

fn late(board: &Board, scope: &Scope, today: Day) -> Markup {
    let owed = board.standing().obligations.open().filter(|(_, state)| state.late(today));
    let mut owed: Vec<_> = owed.collect();
    owed.sort_by_key(|(_, state)| state.due);
    html! {
        section aria-labelledby="late" {
            h2 #late { (word(scope.lang, "glance-late")) }
            @if owed.is_empty() { p.verdict.good { (word(scope.lang, "glance-nothing-late")) } }
            @else { p.verdict.bad { (say(scope.lang, "glance-count-late", &[("count", owed.len().to_string())])) } }
            ul.latest {
                @for (duty, state) in owed.iter().take(LATE) {
                    li {
                        (say(scope.lang, "glance-due", &[("due", state.due.to_string())])) " "
                        a href=(link(&format!("events/{}", state.arose_at), scope)) { (duty_in_words(duty, board, scope)) } " "
                        span.quiet { (by(&state.by, board.standing(), scope)) }
                    }
                }
            }
        }
    }
}

/// A duty in words: about a document by its title, otherwise by its name.
fn duty_in_words(duty: &Duty, board: &Board, scope: &Scope) -> String {
    let about = board
        .content(duty.about())
        .map_or_else(|| tables::about(duty, board.standing()), |content| title(&content, scope));
    say(scope.lang, &duty.words_key(), &[("about", about)])
}

fn by(owed: &OwedBy, standing: &Standing, scope: &Scope) -> String {
    match owed {
        OwedBy::Person(person) => standing.mandates.name_of(person),
        OwedBy::Body(body) => {
            standing.mandates.body(body).map_or_else(|| body.to_string(), |found| found.name.get(scope.lang).to_owned())
        }
        OwedBy::Sort(sort) => {
            let bodies = standing.mandates.bodies().filter(|body| body.sort == *sort);
            bodies.map(|body| body.name.get(scope.lang).to_owned()).collect::<Vec<_>>().join("、")
        }
    }
}
