//! Units: a movement of points, hours or goods that was wrong moves back, whatever family it is of.

use crate::base::code::{EventId, Text};
use crate::base::time::Day;
use crate::event::declare::kind;
use crate::event::family::{Family, Signers};
use crate::event::kind::{KindInfo, Told};
use crate::event::posting::{PostingClause, PostingEffect};

/// The family.
pub const FAMILY: Family = Family::of("units", KINDS);

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[KindInfo::of::<Undone>()];

kind! {
    /// Everything an event moved moves back. The event stays; what is right is entered anew.
    pub struct Undone = "units.undone.v1", signed by Signers::SEEN {
        /// The event.
        pub event: EventId,
        /// The day it counts on.
        pub on: Day,
        /// Why.
        pub reason: Text,
    }
    subject |e| e.event;
    requires |e| [PostingClause::MovesStand { event: e.event, on: e.on }];
    causes |e| [PostingEffect::MovesUndone { event: e.event, on: e.on }];
    told |e| [("event", Told::text(e.event)), ("reason", Told::text(&e.reason))];
}
