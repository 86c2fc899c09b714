//! Cases of every family: one row a case as it stands, one a stage it came into.

use crate::base::problem::Outcome;
use crate::event::case::CaseRef;
use crate::export::formats::openness::stands;
use crate::export::table::{self, Cell, Table};
use crate::export::{End, Exporter, File, Seen};
use crate::rules::standing::cases::{CaseState, StageState};
use crate::rules::standing::obligations::{DutyStand, OwedState};

/// The exporter. Everything it tells stands in the standing.
#[derive(Default)]
pub struct Cases;

const NAME: &str = "cases";

/// Columns of a table of cases.
pub const CASES: &[&str] = &[
    "sort",
    "case",
    "title",
    "about",
    "raised_by",
    "worth",
    "begun_on",
    "stage",
    "since",
    "owed_by",
    "due_on",
    "state",
    "stages",
];

const STAGES: &[&str] =
    &["entry", "event_id", "sort", "case", "stage_no", "stage", "occurred_on", "owed_by", "due_on", "done_on", "state"];

impl Cases {
    /// The exporter, for the registry.
    pub fn boxed() -> Box<dyn Exporter> {
        Box::new(Self)
    }
}

fn owed<'a>(case: &CaseRef, stage: &StageState, end: &End<'a>) -> Option<(&'a OwedState, DutyStand)> {
    let duty = CaseState::duty(case, stage)?;
    let owed = end.standing.obligations.arisen(&duty, stage.at)?;
    Some((owed, owed.on(end.day())?))
}

/// A row of [`CASES`].
pub fn row(case: &CaseRef, state: &CaseState, end: &End<'_>) -> Vec<Cell> {
    let stage = state.stage();
    let owed = stage.and_then(|stage| owed(case, stage, end));
    let stand = match owed {
        Some((_, stand)) if !state.ended => stands(stand),
        _ if state.ended => "ended",
        _ => "open",
    };
    vec![
        Cell::text(&case.sort),
        Cell::text(&case.code),
        Cell::text(&state.title),
        Cell::maybe(state.about.as_ref()),
        Cell::maybe(state.raised_by.as_ref()),
        Cell::number(state.worth),
        Cell::maybe(state.stages.first().map(|stage| stage.on)),
        Cell::maybe(stage.map(|stage| &stage.stage)),
        Cell::maybe(stage.map(|stage| stage.on)),
        stage.and_then(|stage| stage.owed_by.as_ref()).map_or(Cell::None, table::owed_by),
        Cell::maybe(owed.map(|(owed, _)| owed.due)),
        Cell::text(stand),
        Cell::whole(state.stages.len()),
    ]
}

fn stages(case: &CaseRef, state: &CaseState, end: &End<'_>) -> Vec<Vec<Cell>> {
    let row = |(number, stage): (i64, &StageState)| {
        let owed = owed(case, stage, end);
        let mut row = table::entry(stage.at, stage.event).to_vec();
        row.extend([Cell::text(&case.sort), Cell::text(&case.code), Cell::Whole(number)]);
        row.extend([
            Cell::text(&stage.stage),
            Cell::text(stage.on),
            stage.owed_by.as_ref().map_or(Cell::None, table::owed_by),
            Cell::maybe(owed.map(|(owed, _)| owed.due)),
            Cell::maybe(owed.and_then(|(owed, _)| owed.done).map(|(on, _)| on)),
            Cell::maybe(owed.map(|(_, stand)| stands(stand))),
        ]);
        row
    };
    (1..).zip(&state.stages).map(row).collect()
}

/// The cases of some sorts and the stages they came into, as two tables of these names.
pub fn tables(names: [&'static str; 2], end: &End<'_>, wanted: impl Fn(&CaseRef) -> bool) -> [Table; 2] {
    let found: Vec<_> = end.standing.cases.all().filter(|(case, _)| wanted(case)).collect();
    let rows = found.iter().map(|(case, state)| row(case, state, end)).collect();
    let stages = found.iter().flat_map(|(case, state)| stages(case, state, end)).collect();
    [Table { name: names[0], columns: CASES, rows }, Table { name: names[1], columns: STAGES, rows: stages }]
}

impl Exporter for Cases {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, _: &Seen<'_>) {}

    fn files(&self, end: &End<'_>) -> Outcome<Vec<File>> {
        table::files(NAME, &tables([NAME, "case_stages"], end, |_| true), &end.currency())
    }
}
