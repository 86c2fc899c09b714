//! Points, hours and goods: every line that moved any of them, in double entry, and what lies where.
//!
//! The lines of a movement add up to zero for each unit and purpose. A balance is the sum of a place's lines.

use crate::base::problem::Outcome;
use crate::base::time::Day;
use crate::event::effect::Effect;
use crate::event::posting::PostingEffect;
use crate::event::unit::{Place, Unit, UnitLine};
use crate::export::table::{self, Cell, Table};
use crate::export::{End, Exporter, File, Seen};
use crate::rules::standing::stocks::opposite;

/// The exporter.
#[derive(Default)]
pub struct Points {
    rows: Vec<Vec<Cell>>,
}

const NAME: &str = "points";

const MOVES: &[&str] =
    &["entry", "event_id", "kind", "occurred_on", "unit", "side", "place", "bound_to", "quantity", "reverses"];

const HOLDINGS: &[&str] = &["as_of", "unit", "side", "place", "bound_to", "quantity"];

/// What an event moved or undid: the unit, the day it counts on, the lines, and the event undone.
pub type Move = (Unit, Day, Vec<UnitLine>, Option<crate::base::code::EventId>);

/// What an entry moved, those it undid turned round.
pub fn moves(seen: &Seen<'_>) -> Vec<Move> {
    let mut found = Vec::new();
    for effect in &seen.recorded.effects {
        match effect {
            Effect::Posting(PostingEffect::Moved { unit, on, lines }) => {
                found.push((unit.clone(), *on, lines.clone(), None));
            }
            Effect::Posting(PostingEffect::MovesUndone { event, on }) => {
                let stocks = &seen.standing.books.stocks;
                // Undone a second time, it moves nothing.
                let undone = stocks.moves(event).filter(|state| state.undone_by == Some(seen.recorded.at.id));
                for (unit, _, lines) in undone.into_iter().flat_map(|state| &state.moves) {
                    found.push((unit.clone(), *on, opposite(lines), Some(*event)));
                }
            }
            _ => {}
        }
    }
    found
}

/// The side, name and purpose of a place.
fn place(place: &Place) -> [Cell; 3] {
    [Cell::code(place.side), Cell::text(&place.name), Cell::maybe(place.bound_to.as_ref())]
}

impl Points {
    /// The exporter, for the registry.
    pub fn boxed() -> Box<dyn Exporter> {
        Box::new(Self::default())
    }
}

impl Exporter for Points {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        let (at, kind) = (&seen.recorded.at, seen.recorded.event.head.kind);
        for (unit, on, lines, undone) in moves(seen) {
            for line in lines {
                let mut row = table::entry(at.index, at.id).to_vec();
                row.extend([Cell::text(kind), Cell::text(on), Cell::text(&unit)]);
                row.extend(place(&line.place));
                row.extend([Cell::Whole(line.amount), Cell::maybe(undone)]);
                self.rows.push(row);
            }
        }
    }

    fn files(&self, end: &End<'_>) -> Outcome<Vec<File>> {
        let (stocks, day) = (&end.standing.books.stocks, end.day());
        let held =
            stocks.units().flat_map(|unit| stocks.places(unit).map(move |(place, holding)| (unit, place, holding)));
        let rows = held.map(|(unit, at, holding)| {
            let mut row = vec![Cell::text(day), Cell::text(unit)];
            row.extend(place(at));
            row.push(Cell::Whole(holding.balance(day)));
            row
        });
        let holdings = Table { name: "holdings", columns: HOLDINGS, rows: rows.collect() };
        let moves = Table { name: NAME, columns: MOVES, rows: self.rows.clone() };
        table::files(NAME, &[moves, holdings], &end.currency())
    }
}
