//! Count: what is held against a figure of the policy, or against the number of people on a dated roll.
//!
//! Not for votes: who was present and in favour is in [`crate::event::authority`], ballots are in
//! [`crate::event::ballot`].

use std::collections::BTreeMap;

use crate::base::code::Code;
use crate::base::time::Day;

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
