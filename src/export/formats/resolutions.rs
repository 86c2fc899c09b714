//! Resolutions: one row a matter, one a step, one a line of a roll. Every count of a step is the count of its roll lines.

use std::collections::BTreeMap;

use crate::base::code::Code;
use crate::base::problem::Outcome;
use crate::event::authority::{AuthorityEffect, Meeting};
use crate::event::effect::Effect;
use crate::export::table::{self, Cell, Table};
use crate::export::{End, Exporter, File, Seen};
use crate::rules::standing::authorities::MatterState;

/// The exporter.
#[derive(Default)]
pub struct Resolutions {
    /// What a step has beside what the standing keeps, by matter, in order.
    steps: BTreeMap<Code, Vec<StepKept>>,
}

struct StepKept {
    event: [Cell; 2],
    meeting: Meeting,
    opinion: Cell,
    signed: Cell,
    quorum: Cell,
}

const NAME: &str = "resolutions";

const MATTERS: &[&str] = &[
    "entry",
    "resolution",
    "title",
    "sort",
    "proposed_on",
    "purpose",
    "cap_minor",
    "cap",
    "valid_from",
    "valid_until",
    "payee",
    "state",
    "concluded_on",
    "concluded_entry",
    "used_minor",
    "used",
    "left_minor",
    "left",
    "complete",
];

const STEPS: &[&str] = &[
    "entry",
    "event_id",
    "resolution",
    "step_no",
    "step",
    "body",
    "body_name_zh",
    "body_name_en",
    "held_on",
    "due",
    "present",
    "for",
    "against",
    "abstain",
    "carried",
    "quorum_rule",
    "opinion",
    "minutes",
    "signed",
];

const VOTES: &[&str] = &["entry", "resolution", "step_no", "step", "held_on", "member", "present", "vote"];

impl Resolutions {
    /// The exporter, for the registry.
    pub fn boxed() -> Box<dyn Exporter> {
        Box::new(Self::default())
    }

    fn steps(&self, end: &End<'_>) -> Table {
        let mut rows = Vec::new();
        for state in end.standing.authorities.matters() {
            let kept = self.steps.get(&state.matter.matter).map_or(&[][..], Vec::as_slice);
            for (number, (taken, kept)) in (1_i64..).zip(state.steps.iter().zip(kept)) {
                let body = end.standing.mandates.body(&taken.body).map(|body| body.name.clone());
                let count = taken.count;
                let mut row = kept.event.to_vec();
                row.extend([
                    Cell::text(&state.matter.matter),
                    Cell::Whole(number),
                    Cell::code(taken.step),
                    Cell::text(&taken.body),
                    Cell::maybe(body.as_ref().map(|name| &name.zh)),
                    Cell::maybe(body.as_ref().map(|name| &name.en)),
                    Cell::text(taken.on),
                ]);
                row.extend([count.due, count.present, count.yes, count.no, count.abstain].map(Cell::whole));
                let minutes = kept.meeting.minutes.as_ref().map(|file| file.sha256);
                row.extend([Cell::yes(taken.carried), kept.quorum.clone(), kept.opinion.clone()]);
                row.extend([Cell::maybe(minutes), kept.signed.clone()]);
                rows.push(row);
            }
        }
        Table { name: "resolution_steps", columns: STEPS, rows }
    }

    fn votes(&self, end: &End<'_>) -> Table {
        let mut rows = Vec::new();
        for state in end.standing.authorities.matters() {
            let kept = self.steps.get(&state.matter.matter).map_or(&[][..], Vec::as_slice);
            for (number, (taken, kept)) in (1_i64..).zip(state.steps.iter().zip(kept)) {
                rows.extend(kept.meeting.roll.iter().map(|line| {
                    vec![
                        kept.event[0].clone(),
                        Cell::text(&state.matter.matter),
                        Cell::Whole(number),
                        Cell::code(taken.step),
                        Cell::text(taken.on),
                        Cell::person(&line.person, end.standing),
                        Cell::yes(line.vote.present()),
                        Cell::code(line.vote),
                    ]
                }));
            }
        }
        Table { name: "resolution_votes", columns: VOTES, rows }
    }
}

fn matters(end: &End<'_>) -> Table {
    let row = |state: &MatterState| {
        let (matter, grant) = (&state.matter, state.matter.grant.as_ref());
        let concluded = match state.conclusion {
            Some(conclusion) if conclusion.adopted => "adopted",
            Some(_) => "rejected",
            None => "open",
        };
        let mut row = vec![
            Cell::whole(state.index),
            Cell::text(&matter.matter),
            Cell::text(&matter.title),
            Cell::code(matter.sort),
            Cell::text(state.proposed_on),
            Cell::maybe(grant.map(|grant| &grant.purpose)),
        ];
        row.extend(Cell::maybe_money(grant.map(|grant| grant.cap)));
        row.extend([
            Cell::maybe(grant.map(|grant| grant.from)),
            Cell::maybe(grant.map(|grant| grant.until)),
            Cell::maybe(grant.and_then(|grant| grant.payee.as_ref())),
            Cell::text(concluded),
            Cell::maybe(state.conclusion.map(|conclusion| conclusion.on)),
            Cell::number(state.conclusion.map(|conclusion| conclusion.index)),
        ]);
        // What was not adopted permits nothing.
        let permitted = grant.filter(|_| state.conclusion.is_some_and(|conclusion| conclusion.adopted));
        row.extend(Cell::maybe_money(permitted.map(|_| state.used)));
        row.extend(Cell::maybe_money(permitted.map(|_| state.left())));
        row.push(Cell::yes(state.complete));
        row
    };
    Table { name: NAME, columns: MATTERS, rows: end.standing.authorities.matters().map(row).collect() }
}

impl Exporter for Resolutions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        for effect in &seen.recorded.effects {
            let Effect::Authority(AuthorityEffect::Stepped { matter, meeting, opinion, .. }) = effect else { continue };
            let standing = seen.standing;
            let sort = standing.mandates.sort_of(&meeting.body);
            let quorum = standing.policy.as_ref().and_then(|policy| policy.quorum(sort?));
            let signed = seen.recorded.signed.iter().filter_map(|signed| signed.person.as_ref());
            let kept = StepKept {
                event: table::entry(seen.recorded.at.index, seen.recorded.at.id),
                meeting: meeting.clone(),
                opinion: Cell::maybe(opinion.as_ref()),
                signed: Cell::list(signed.map(|code| table::person(code, standing))),
                quorum: Cell::maybe(quorum.map(|rule| {
                    let rule = serde_json::to_string(rule);
                    rule.unwrap_or_default()
                })),
            };
            self.steps.entry(matter.clone()).or_default().push(kept);
        }
    }

    fn files(&self, end: &End<'_>) -> Outcome<Vec<File>> {
        table::files(NAME, &[matters(end), self.steps(end), self.votes(end)], &end.currency())
    }
}
