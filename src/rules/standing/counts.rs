//! Counts: how many people each group has, as counted on dated rolls.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::time::Day;
use crate::event::count::CountEffect;
use crate::rules::standing::At;

/// The state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// By group and day: how many, and the entry that says so.
    groups: BTreeMap<Code, BTreeMap<Day, (u64, u64)>>,
}

impl Counts {
    /// How many a group had on `day`: as last counted on that day or before it, with the day and entry of that count.
    pub fn group(&self, group: &Code, day: Day) -> Option<(u64, Day, u64)> {
        let (on, (count, index)) = self.groups.get(group)?.range(..=day).next_back()?;
        Some((*count, *on, *index))
    }

    /// The entry that counted the group for exactly this day.
    pub fn counted_on(&self, group: &Code, day: Day) -> Option<u64> {
        self.groups.get(group)?.get(&day).map(|(_, index)| *index)
    }

    /// Every group ever counted.
    pub fn groups(&self) -> impl Iterator<Item = &Code> {
        self.groups.keys()
    }

    /// Folds one effect.
    pub fn evolve(&mut self, effect: &CountEffect, at: &At) {
        let CountEffect::Rolled { on, groups } = effect;
        for (group, count) in groups {
            self.groups.entry(group.clone()).or_default().insert(*on, (*count, at.index));
        }
    }
}
