//! Tables that several views show: cases, what is owed, who holds how much. They know no family by name.
//!
//! Each is as of a day, by the days events say: how things stood at its end, as far as the record knows now.

use crate::base::time::Day;
use crate::event::case::CaseRef;
use crate::event::figure::FigureValue;
use crate::event::mandate::Party;
use crate::event::obligation::{Duty, OwedBy};
use crate::event::unit::{Side, Unit};
use crate::rules::standing::Standing;
use crate::rules::standing::cases::CaseState;
use crate::rules::standing::obligations::{DutyStand, OwedState};
use crate::view::document::{Content, Table, Tone, Value};

/// An empty document at this path.
pub fn content(path: &str, title: &str, standing: &Standing) -> Content {
    Content {
        path: path.to_owned(),
        title: title.to_owned(),
        args: Vec::new(),
        origin: standing.founded.as_ref().map(|founded| founded.origin.clone()).unwrap_or_default(),
        facts: Vec::new(),
        tables: Vec::new(),
        notes: Vec::new(),
    }
}

/// A table without totals.
pub fn table(name: &str, caption: &str, columns: &[&str], rows: Vec<Vec<Value>>) -> Table {
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    Table { name: name.to_owned(), caption: caption.to_owned(), columns, rows, totals: None }
}

/// The day of the last entry: a document says what holds on that day, and knows no later one.
pub fn latest_day(standing: &Standing) -> Day {
    standing.last.day_at(standing.founded.as_ref().map_or(0, |founded| founded.offset_minutes))
}

/// A figure of the policy.
pub fn figure(value: &FigureValue) -> Value {
    match value {
        FigureValue::Count(count) => Value::count(*count),
        FigureValue::Money(amount) => Value::Money(*amount),
        FigureValue::Share(share) => Value::text(share),
        FigureValue::Choices(choices) => Value::List(choices.values().cloned().map(Value::Bi).collect()),
    }
}

/// Who owes something.
pub fn owed_by(by: &OwedBy, standing: &Standing) -> Value {
    let body =
        |code| standing.mandates.body(code).map_or_else(|| Value::text(code), |body| Value::Bi(body.name.clone()));
    match by {
        OwedBy::Person(code) => Value::Person { code: code.clone(), name: standing.mandates.name_of(code) },
        OwedBy::Body(code) => body(code),
        OwedBy::Sort(sort) => Value::word(crate::event::authority::sort_key(*sort)),
    }
}

/// A person or body, to be named.
pub fn party(party: &Party, standing: &Standing) -> Value {
    owed_by(&OwedBy::from(party.clone()), standing)
}

/// Cases of these sorts that had begun by the end of `day`: in which stage each was, since when, and who owed the next
/// step by when.
pub fn cases(sorts: &[&str], standing: &Standing, day: Day) -> Table {
    let columns =
        ["case-code", "case-sort", "case-title", "case-stage", "case-since", "case-owed-by", "case-due", "case-state"];
    let wanted = |case: &CaseRef| sorts.iter().any(|sort| case.sort == **sort);
    let rows = standing.cases.as_of(day).filter(|(case, ..)| wanted(case)).map(|(case, state, stage)| {
        let owed = CaseState::duty(case, stage).and_then(|duty| {
            let owed = standing.obligations.arisen(&duty, stage.at)?;
            Some((owed, owed.on(day)?))
        });
        let (due, state_now) = match owed {
            Some((owed, stand)) => (Value::Day(owed.due_on(day)), badge(stand)),
            None if state.ended_on(day) => (Value::None, Value::badge("case-ended-state", Tone::Plain)),
            None => (Value::None, Value::badge("case-open-state", Tone::Plain)),
        };
        vec![
            Value::text(&case.code),
            Value::Word(case.words_key()),
            Value::text(&state.title),
            Value::Word(case.stage_key(&stage.stage)),
            Value::Event { index: stage.at, id: stage.event },
            stage.owed_by.as_ref().map_or(Value::None, |by| owed_by(by, standing)),
            due,
            state_now,
        ]
    });
    table("cases", "case-table", &columns, rows.collect())
}

/// What something owed is about, in words where there are any: a case by its title.
pub fn about(duty: &Duty, standing: &Standing) -> String {
    let state = duty.moves().and_then(|case| standing.cases.get(&case));
    state.map_or_else(|| duty.about().to_owned(), |state| state.title.to_string())
}

/// How something owed stands.
fn badge(stand: DutyStand) -> Value {
    let tone = match stand {
        DutyStand::Open => Tone::Plain,
        DutyStand::Done => Tone::Good,
        DutyStand::Overdue | DutyStand::DoneLate => Tone::Bad,
    };
    Value::badge(stand.words_key(), tone)
}

/// What had arisen by the end of `day` and is `wanted`: who owed it, by when, and how it stood. What is overdue first,
/// then by day.
pub fn duties(wanted: impl Fn(&Duty, DutyStand) -> bool, standing: &Standing, day: Day) -> Table {
    let columns = ["duty-what", "duty-about", "duty-owed-by", "duty-since", "duty-due", "duty-done-on", "duty-state"];
    let obligations = standing.obligations.as_of(day);
    let mut found: Vec<_> = obligations.filter(|(duty, _, stand)| wanted(duty, *stand)).collect();
    found.sort_by_key(|(_, owed, stand)| (*stand != DutyStand::Overdue, owed.due_on(day)));
    let row = |(duty, owed, stand): (&Duty, &OwedState, DutyStand)| {
        let done = owed.done.filter(|(on, _)| *on <= day);
        vec![
            Value::Word(format!("duty-sort-{}", duty.sort())),
            Value::text(about(duty, standing)),
            owed_by(&owed.by, standing),
            Value::Day(owed.since),
            Value::Day(owed.due_on(day)),
            done.map_or(Value::None, |(on, _)| Value::Day(on)),
            badge(stand),
        ]
    };
    table("duties", "duty-table", &columns, found.into_iter().map(row).collect())
}

/// How much of a unit lay where at the end of `day`.
pub fn holdings(unit: &Unit, standing: &Standing, day: Day) -> Table {
    let columns = ["holding-side", "holding-name", "holding-bound-to", "holding-amount"];
    let rows = standing.books.stocks.places(unit).map(|(place, holding)| {
        let side = match place.side {
            Side::Holder => "side-holder",
            Side::Source => "side-source",
            Side::Use => "side-use",
        };
        vec![
            Value::word(side),
            match place.side {
                Side::Holder => Value::text(&place.name),
                Side::Source | Side::Use => Value::Word(format!("place-{}", place.name)),
            },
            Value::maybe(place.bound_to.as_ref()),
            Value::Count(holding.balance(day)),
        ]
    });
    table("holdings", "holding-table", &columns, rows.collect())
}
