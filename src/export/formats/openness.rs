//! Openness: what had to be put up by when, what was put up, how long, and whether the supervision group reviewed it.

use std::collections::BTreeMap;

use crate::base::problem::Outcome;
use crate::event::disclosure::{DocumentPath, Finding};
use crate::export::table::{self, Cell, Table};
use crate::export::{End, Exporter, File, Seen};
use crate::rules::standing::disclosures::NoticeState;
use crate::rules::standing::obligations::{DutyStand, OwedState};

/// The exporter. Everything it tells stands in the standing.
#[derive(Default)]
pub struct Openness;

const NAME: &str = "openness";

const DUTIES: &[&str] = &["item", "owed_by", "since", "due_on", "done_on", "state"];

const NOTICES: &[&str] = &[
    "entry",
    "event_id",
    "item",
    "posted_on",
    "shown_until",
    "days_shown",
    "place",
    "digest",
    "tree_size",
    "edition",
    "review",
    "reviewed_on",
    "due_on",
    "state",
    "corrected_by",
];

impl Openness {
    /// The exporter, for the registry.
    pub fn boxed() -> Box<dyn Exporter> {
        Box::new(Self)
    }
}

/// How something owed stands, as a code.
pub fn stands(stand: DutyStand) -> &'static str {
    match stand {
        DutyStand::Open => "open",
        DutyStand::Overdue => "overdue",
        DutyStand::Done => "done",
        DutyStand::DoneLate => "done_late",
    }
}

fn notice(event: Cell, state: &NoticeState, owed: Option<&OwedState>, end: &End<'_>) -> Vec<Cell> {
    let shown = &state.notice.shown;
    let review = end.standing.disclosures.review(&shown.path, &shown.digest);
    // Only the notice that fulfilled a duty was early or late.
    let fulfilled = owed.filter(|owed| owed.done.is_some_and(|(_, at)| at == state.at));
    vec![
        Cell::whole(state.at),
        event,
        Cell::text(&shown.path),
        Cell::text(state.from),
        Cell::text(state.notice.until),
        Cell::whole(state.from.until(state.notice.until) + 1),
        Cell::text(&state.notice.place),
        Cell::text(shown.digest),
        Cell::whole(shown.size),
        Cell::whole(shown.edition.0),
        Cell::maybe(review.map(|review| if review.finding == Finding::Agreed { "agreed" } else { "objected" })),
        Cell::maybe(review.map(|review| review.on)),
        Cell::maybe(fulfilled.map(|owed| owed.due)),
        Cell::maybe(fulfilled.map(|owed| if owed.late(end.day()) { "done_late" } else { "done" })),
        Cell::maybe(state.corrected_by),
    ]
}

impl Exporter for Openness {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, _: &Seen<'_>) {}

    fn files(&self, end: &End<'_>) -> Outcome<Vec<File>> {
        let (obligations, day) = (&end.standing.obligations, end.day());
        let owed = obligations.as_of(day).filter(|(duty, ..)| duty.sort() == "notice");
        let mut owed: Vec<_> = owed.collect();
        owed.sort_by_key(|(_, state, _)| state.arose_at);
        let rows = owed.iter().map(|(duty, state, stand)| {
            vec![
                Cell::text(duty.about()),
                table::owed_by(&state.by),
                Cell::text(state.since),
                Cell::text(state.due),
                Cell::maybe(state.done.map(|(on, _)| on)),
                Cell::text(stands(*stand)),
            ]
        });
        let duties = Table { name: "openness_due", columns: DUTIES, rows: rows.collect() };
        let mut of_entry = BTreeMap::new();
        for (duty, state, _) in &owed {
            if let Some((_, at)) = state.done {
                of_entry.insert((duty.about().to_owned(), at), *state);
            }
        }
        let find = |path: &DocumentPath, at: u64| of_entry.get(&(path.to_string(), at)).copied();
        let mut notices: Vec<_> = end.standing.disclosures.notices().collect();
        notices.sort_by_key(|(_, state)| state.at);
        let rows = notices
            .into_iter()
            .map(|(id, state)| notice(Cell::text(id), state, find(&state.notice.shown.path, state.at), end));
        let posted = Table { name: NAME, columns: NOTICES, rows: rows.collect() };
        table::files(NAME, &[posted, duties], &end.currency())
    }
}
