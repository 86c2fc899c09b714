//! What a flag points at, by the position of the entry that answers name. Kept in pages: there may be many.

use serde::{Deserialize, Serialize};

use crate::base::paged::Paged;
use crate::view::flags::Hit;

/// Hits of one flag.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Hits {
    /// None where a hit was withdrawn.
    hits: Paged<u64, Option<Hit>>,
    /// Under which hit an entry stands, for those that are not the first of theirs.
    under: Paged<u64, u64>,
}

impl Hits {
    /// Points at a hit, in place of what was pointed at under its first event.
    pub fn mark(&mut self, hit: Hit) {
        let Some((first, rest)) = hit.events.split_first() else { return };
        let index = first.0;
        rest.iter().for_each(|(entry, _)| self.under.insert(*entry, index));
        self.hits.insert(index, Some(hit));
    }

    /// Withdraws the hit that names this entry, and gives it back.
    pub fn withdraw(&mut self, entry: u64) -> Option<Hit> {
        let named = |hit: &Hit| hit.events.iter().any(|(named, _)| *named == entry);
        let under = self.under.get(&entry).copied();
        let index = [Some(entry), under].into_iter().flatten().find(|index| self.get(*index).is_some_and(named))?;
        self.hits.get_mut(&index)?.take()
    }

    /// The hit whose first event is at this position.
    pub fn get(&self, index: u64) -> Option<&Hit> {
        self.hits.get(&index)?.as_ref()
    }

    /// All of them, oldest first.
    pub fn all(&self) -> Vec<Hit> {
        let mut all = Vec::new();
        self.hits.each(&mut |_, hit| all.extend(hit.clone()));
        all
    }
}
