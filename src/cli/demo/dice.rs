//! Dice that fall the same way on every run.

use crate::base::hash::Hash;

/// A stream of numbers from SHA-256 over a counter.
pub struct Dice {
    count: u64,
}

impl Dice {
    /// Dice with the demo's seed.
    pub fn new() -> Self {
        Self { count: 0 }
    }

    fn next(&mut self) -> u64 {
        self.count += 1;
        let digest = Hash::of_parts(&[b"mingbai demo", &self.count.to_be_bytes()]);
        u64::from_be_bytes(digest.0[..8].try_into().unwrap_or_default())
    }

    /// A number of `from..until`.
    pub fn within(&mut self, from: u64, until: u64) -> u64 {
        from + self.next() % until.saturating_sub(from).max(1)
    }

    /// True about so many times in a hundred.
    pub fn percent(&mut self, chance: u64) -> bool {
        self.within(0, 100) < chance
    }

    /// A small number, for days and counts.
    pub fn small(&mut self, from: i32, until: i32) -> i32 {
        let range = u64::try_from(until - from).unwrap_or(1);
        from + i32::try_from(self.within(0, range)).unwrap_or(0)
    }

    /// An amount in fen between two amounts in yuan, in whole jiao.
    pub fn yuan(&mut self, from: u64, until: u64) -> i64 {
        i64::try_from(self.within(from * 10, until * 10) * 10).unwrap_or(0)
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = usize::try_from(self.within(0, from.len() as u64)).unwrap_or(0);
        &from[at]
    }
}
