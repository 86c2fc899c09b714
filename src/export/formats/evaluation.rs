//! Evaluations: what came of each, and every count by group, question and answer. A published tally is the sum over groups.
//!
//! Only counts: ballots are unsigned paper and never in the ledger.

use crate::base::problem::Outcome;
use crate::event::ballot::Subject;
use crate::export::table::{self, Cell, Table};
use crate::export::{End, Exporter, File, Seen};
use crate::rules::standing::ballots::EvaluationState;

/// The exporter. Everything it tells stands in the standing.
#[derive(Default)]
pub struct Evaluations;

const NAME: &str = "evaluation";

const RESULTS: &[&str] = &[
    "entry",
    "evaluation",
    "title",
    "subject_kind",
    "subject",
    "subject_name",
    "body",
    "office",
    "period_from",
    "period_until",
    "round",
    "electorate",
    "issued",
    "returned",
    "invalid",
    "tallied",
    "score_thousandths",
    "state",
    "decided_band",
    "decided_on",
];

const COUNTS: &[&str] = &[
    "evaluation",
    "group",
    "group_name",
    "group_size",
    "issued",
    "returned",
    "invalid",
    "dimension",
    "dimension_name",
    "aspect",
    "weight_bp",
    "answer",
    "answer_name",
    "answer_score",
    "ballots",
];

impl Evaluations {
    /// The exporter, for the registry.
    pub fn boxed() -> Box<dyn Exporter> {
        Box::new(Self)
    }
}

fn result(state: &EvaluationState, end: &End<'_>) -> Vec<Cell> {
    let (details, sum) = (&state.details, state.sum());
    let (kind, name, seat) = match &details.subject {
        Subject::Person { person, seat } => ("person", end.standing.mandates.name_of(person), Some(seat)),
        Subject::Body(body) => {
            let name = end.standing.mandates.body(body).map(|found| found.name.zh.clone());
            ("body", name.unwrap_or_else(|| body.to_string()), None)
        }
        Subject::Label(label) => ("label", label.to_string(), None),
    };
    let stands = match (state.decision.is_some(), state.void()) {
        (true, _) => "decided",
        (false, true) => "void",
        (false, false) => "open",
    };
    vec![
        Cell::whole(state.opened_at),
        Cell::text(&details.evaluation),
        Cell::text(&details.title),
        Cell::text(kind),
        Cell::text(&details.subject),
        Cell::text(name),
        Cell::maybe(seat.map(|seat| &seat.body)),
        Cell::maybe(seat.map(|seat| &seat.office)),
        Cell::text(details.from),
        Cell::text(details.until),
        Cell::text(&details.round.round),
        Cell::whole(sum.electorate),
        Cell::whole(sum.issued),
        Cell::whole(sum.returned),
        Cell::whole(sum.invalid),
        Cell::yes(state.tally.is_some()),
        Cell::number(state.tally.as_ref().and_then(|tally| tally.score)),
        Cell::text(stands),
        Cell::maybe(state.band()),
        Cell::maybe(state.decision.as_ref().map(|(_, on)| on)),
    ]
}

fn counts(state: &EvaluationState, rows: &mut Vec<Vec<Cell>>) {
    let details = &state.details;
    for group in &details.electorate.groups {
        let Some(count) = state.counts.get(&group.group) else { continue };
        for (asked, counted) in details.form.dimensions.iter().zip(&count.dimensions) {
            let answers = details.form.bands.iter().map(|band| {
                let ballots = counted.bands.get(&band.band).copied().unwrap_or(0);
                (Cell::text(&band.band), Cell::text(&band.label), Cell::whole(band.score), ballots)
            });
            let blank = (Cell::text("blank"), Cell::None, Cell::None, counted.blank);
            for (answer, name, score, ballots) in answers.chain([blank]) {
                rows.push(vec![
                    Cell::text(&details.evaluation),
                    Cell::text(&group.group),
                    Cell::text(&group.label),
                    Cell::whole(group.size),
                    Cell::whole(count.issued),
                    Cell::whole(count.returned),
                    Cell::whole(count.invalid),
                    Cell::text(&asked.dimension),
                    Cell::text(&asked.label),
                    Cell::code(asked.aspect),
                    Cell::whole(asked.weight),
                    answer,
                    name,
                    score,
                    Cell::whole(ballots),
                ]);
            }
        }
    }
}

impl Exporter for Evaluations {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, _: &Seen<'_>) {}

    fn files(&self, end: &End<'_>) -> Outcome<Vec<File>> {
        let states = || end.standing.ballots.evaluations();
        let results = Table { name: NAME, columns: RESULTS, rows: states().map(|state| result(state, end)).collect() };
        let mut rows = Vec::new();
        states().for_each(|state| counts(state, &mut rows));
        let counts = Table { name: "evaluation_counts", columns: COUNTS, rows };
        table::files(NAME, &[results, counts], &end.currency())
    }
}
