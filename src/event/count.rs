//! Count: what is held against a figure of the policy, against the number of people on a dated roll, or against other
//! numbers of the same event; votes read out at an election among them.
//!
//! Not for the votes of a body: who was present and in favour is in [`crate::event::authority`], ballots of an evaluation
//! are in [`crate::event::ballot`].

use std::collections::BTreeMap;

use crate::base::code::Code;
use crate::base::time::Day;
use crate::event::policy::Clock;

/// The people a share is taken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Roll {
    /// A group as last counted on that day or before it: `adults`, `households`, `electors`.
    Group {
        /// The group.
        group: Code,
        /// The day.
        on: Day,
    },
    /// Everyone who holds a seat in a body on that day, such as the representatives.
    Body {
        /// The body.
        body: Code,
        /// The day.
        on: Day,
    },
    /// As many as the event itself says; another clause holds the number against what was posted or read before.
    Given(u64),
}

/// Votes read out at an election: who is elected follows from them and from nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// The share of the votes cast that elects.
    pub figure: &'static str,
    /// How many seats are to be filled.
    pub seats: u64,
    /// How many voted.
    pub cast: u64,
    /// Votes by nominee.
    pub tallies: BTreeMap<Code, u64>,
    /// Whom the event calls elected.
    pub elected: Vec<Code>,
}

/// Requirements about numbers. Each names a figure of the policy by code ([`crate::event::policy::Policy::figures`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountClause {
    /// No more than the figure.
    AtMost {
        /// The figure.
        figure: &'static str,
        /// The number, or minor units.
        found: i64,
    },
    /// No less than the figure.
    AtLeast {
        /// The figure.
        figure: &'static str,
        /// The number, or minor units.
        found: i64,
    },
    /// One of the figure's choices.
    Choice {
        /// The figure.
        figure: &'static str,
        /// The code chosen.
        choice: Code,
    },
    /// So many people are the share of the roll that the figure asks for (a petition, a turnout), and no more than it has.
    Reaches {
        /// The figure.
        figure: &'static str,
        /// How many people.
        part: u64,
        /// Of whom.
        of: Roll,
    },
    /// Whether so many people are the share that the figure asks for is what the event says of it.
    Claims {
        /// The figure.
        figure: &'static str,
        /// How many people.
        part: u64,
        /// Of whom.
        of: Roll,
        /// What the event says: whether it is enough.
        met: bool,
    },
    /// The parts make up the whole.
    AddsUp {
        /// What is added up: a key of `locales/`.
        what: &'static str,
        /// The whole.
        whole: u64,
        /// The parts.
        parts: Vec<u64>,
    },
    /// The part is no more than the whole.
    Within {
        /// What is part of what: a key of `locales/`.
        what: &'static str,
        /// The part.
        part: u64,
        /// The whole.
        whole: u64,
    },
    /// Those called elected are those who have the share of the votes cast, the most votes first, and no more than there are
    /// seats. Where more are level at the last seat than can have it, it stays open.
    Elects(Poll),
    /// The day named is so far ahead of the event or further (notice given in time).
    Ahead {
        /// How many days.
        clock: Clock,
        /// The day named.
        day: Day,
    },
    /// The groups are counted for a day that is not after the event, each once for that day.
    Countable {
        /// The day.
        on: Day,
        /// The groups.
        groups: Vec<Code>,
    },
}

/// Consequences for numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountEffect {
    /// Groups are counted, as of a day.
    Rolled {
        /// The day.
        on: Day,
        /// How many people, by group.
        groups: BTreeMap<Code, u64>,
    },
}

impl Poll {
    /// Who is elected, by the share that elects as a test of votes among the votes cast.
    pub fn elects(&self, enough: impl Fn(u64, u64) -> bool) -> Vec<&Code> {
        let mut able: Vec<(&Code, u64)> = self
            .tallies
            .iter()
            .map(|(nominee, votes)| (nominee, *votes))
            .filter(|(_, votes)| enough(*votes, self.cast))
            .collect();
        able.sort_by_key(|(_, votes)| std::cmp::Reverse(*votes));
        let seats = usize::try_from(self.seats).unwrap_or(usize::MAX);
        // The first who finds no seat: whoever is level with them has none either.
        let left_over = able.get(seats).map(|(_, votes)| *votes);
        let mut elected: Vec<&Code> = able
            .into_iter()
            .filter(|(_, votes)| left_over.is_none_or(|left| *votes > left))
            .map(|(nominee, _)| nominee)
            .collect();
        elected.sort();
        elected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elected(seats: u64, cast: u64, tallies: &[(&str, u64)]) -> Vec<String> {
        let poll = Poll {
            figure: "poll-elected",
            seats,
            cast,
            tallies: tallies.iter().map(|(name, votes)| (name.parse().unwrap(), *votes)).collect(),
            elected: Vec::new(),
        };
        poll.elects(|part, whole| part * 2 > whole).into_iter().map(ToString::to_string).collect()
    }

    #[test]
    fn more_than_half_of_the_votes_cast_elect_the_most_first_and_nobody_who_is_level_at_the_last_seat() {
        assert_eq!(elected(2, 100, &[("a", 60), ("b", 80), ("c", 70)]), ["b", "c"]);
        assert_eq!(elected(2, 100, &[("a", 50), ("b", 51), ("c", 20)]), ["b"]);
        assert_eq!(elected(2, 100, &[("a", 70), ("b", 60), ("c", 60)]), ["a"], "nobody draws lots in a ledger");
        assert_eq!(elected(2, 100, &[("a", 60), ("b", 60)]), ["a", "b"]);
        assert!(elected(0, 0, &[("a", 0)]).is_empty());
    }
}
