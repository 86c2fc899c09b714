//! Stocks: points, minutes and goods, by place and day.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, EventId};
use crate::base::time::{Day, Instant};
use crate::event::unit::{Place, Side, Unit, UnitLine};
use crate::rules::standing::At;

/// What lies in one place, day by day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// What came in less what went out; days on which that is nothing are left out.
    days: BTreeMap<Day, i64>,
}

impl Holding {
    /// How much lies there at the end of `day`. Below zero in a source.
    pub fn balance(&self, day: Day) -> i64 {
        self.days.range(..=day).fold(0, |sum, (_, net)| sum.saturating_add(*net))
    }

    /// How much lies there after everything recorded.
    pub fn last(&self) -> i64 {
        self.days.values().fold(0, |sum, net| sum.saturating_add(*net))
    }

    /// The least that lies there at the end of `on` or of any later day recorded, and the day it is least.
    pub fn lowest_from(&self, on: Day) -> (Day, i64) {
        let mut balance = self.balance(on);
        let mut lowest = (on, balance);
        for (day, net) in self.days.range(on..).filter(|(day, _)| **day > on) {
            balance = balance.saturating_add(*net);
            if balance < lowest.1 {
                lowest = (*day, balance);
            }
        }
        lowest
    }
}

/// What one event moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovesState {
    /// What and where, by the day each counts on.
    pub moves: Vec<(Unit, Day, Vec<UnitLine>)>,
    /// The event that undid it.
    pub undone_by: Option<EventId>,
}

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stocks {
    held: BTreeMap<Unit, BTreeMap<Place, Holding>>,
    moves: BTreeMap<EventId, MovesState>,
    /// The sum of every positive line of a unit. As long as it is an exact integer, so is every balance.
    turnover: BTreeMap<Unit, i64>,
    /// When each person worked: beginning, end and entry. Spans do not overlap.
    worked: BTreeMap<Code, BTreeMap<Instant, (Instant, u64)>>,
}

impl Stocks {
    /// Every unit ever moved.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.held.keys()
    }

    /// Every place a unit ever lay in, sources and uses included.
    pub fn places(&self, unit: &Unit) -> impl Iterator<Item = (&Place, &Holding)> {
        self.held.get(unit).into_iter().flatten()
    }

    /// Those who hold or held a unit.
    pub fn holders(&self, unit: &Unit) -> impl Iterator<Item = (&Place, &Holding)> {
        self.places(unit).filter(|(place, _)| place.side == Side::Holder)
    }

    /// What lies in a place.
    pub fn holding(&self, unit: &Unit, place: &Place) -> Option<&Holding> {
        self.held.get(unit)?.get(place)
    }

    /// How much lies in a place at the end of `day`.
    pub fn balance(&self, unit: &Unit, place: &Place, day: Day) -> i64 {
        self.holding(unit, place).map_or(0, |holding| holding.balance(day))
    }

    /// What an event moved.
    pub fn moves(&self, event: &EventId) -> Option<&MovesState> {
        self.moves.get(event)
    }

    /// The sum of every positive line of a unit ever moved.
    pub fn turnover(&self, unit: &Unit) -> i64 {
        self.turnover.get(unit).copied().unwrap_or_default()
    }

    /// The entry by which the person worked during some of this span.
    pub fn worked(&self, person: &Code, span: (Instant, Instant)) -> Option<u64> {
        let before = self.worked.get(person)?.range(..span.1).next_back();
        before.filter(|(_, (end, _))| *end > span.0).map(|(_, (_, index))| *index)
    }

    /// Folds a span of work.
    pub fn work(&mut self, person: &Code, span: (Instant, Instant), at: &At) {
        self.worked.entry(person.clone()).or_default().insert(span.0, (span.1, at.index));
    }

    /// Folds a movement.
    pub fn moved(&mut self, unit: &Unit, on: Day, lines: &[UnitLine], at: &At) {
        self.add(unit, on, lines);
        let state = self.moves.entry(at.id).or_insert_with(|| MovesState { moves: Vec::new(), undone_by: None });
        state.moves.push((unit.clone(), on, lines.to_vec()));
    }

    /// Folds the undoing of everything an event moved. What is unknown or undone already stays as it is.
    pub fn undone(&mut self, event: &EventId, on: Day, at: &At) {
        let Some(state) = self.moves.get_mut(event).filter(|state| state.undone_by.is_none()) else { return };
        state.undone_by = Some(at.id);
        for (unit, _, lines) in state.moves.clone() {
            self.add(&unit, on, &opposite(&lines));
        }
    }

    fn add(&mut self, unit: &Unit, on: Day, lines: &[UnitLine]) {
        let places = self.held.entry(unit.clone()).or_default();
        let turnover = self.turnover.entry(unit.clone()).or_default();
        for line in lines {
            *turnover = turnover.saturating_add(line.amount.max(0));
            let days = &mut places.entry(line.place.clone()).or_default().days;
            let net = days.entry(on).or_default();
            *net = net.saturating_add(line.amount);
            if *net == 0 {
                days.remove(&on);
            }
        }
    }
}

/// The lines that undo these.
pub fn opposite(lines: &[UnitLine]) -> Vec<UnitLine> {
    let back = |line: &UnitLine| UnitLine { place: line.place.clone(), amount: line.amount.saturating_neg() };
    lines.iter().map(back).collect()
}
