//! Private fields: that somebody of the supervision group read one, and why; that the opening of one was destroyed, on what
//! legal ground, by whom (个人信息保护法, art. 47).
//!
//! Whoever reads a value says so first, in public and for good: the server gives values out only for an event that was just
//! placed. After an erasure the commitment stays in the log and the chain still verifies; nobody can find the value any more.

use crate::base::code::{EventId, Line};
use crate::event::declare::kind;
use crate::event::disclosure::{DisclosureClause, DisclosureEffect};
use crate::event::family::{Family, OWN, SUPERVISOR, Signers};
use crate::event::kind::{KindInfo, Told};
use crate::event::sealed::Sealed;

/// The family.
pub const FAMILY: Family = Family::of("sealed", KINDS);

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[KindInfo::of::<Erased>(), KindInfo::of::<Read>()];

/// One of the supervision group is enough to read; the reading is public.
const READER: Signers = Signers { name: "supervisor-one", needs: &[SUPERVISOR], source: &OWN };

kind! {
    /// The openings of private fields of an event are destroyed.
    pub struct Erased = "sealed.erased.v1", signed by Signers::SEEN {
        /// The event.
        pub event: EventId,
        /// The commitments whose openings are destroyed, each once.
        pub fields: Vec<Sealed>,
        /// On what legal ground.
        pub ground: Line,
    }
    subject |e| e.event;
    requires |e| [DisclosureClause::Erasable { event: e.event, fields: e.fields.clone() }];
    causes |e| [; e.fields.iter().map(|field| DisclosureEffect::Erased(*field).into())];
    told |e| [
        ("event", Told::text(e.event)),
        ("fields", Told::text(e.fields.len())),
        ("ground", Told::text(&e.ground)),
    ];
}

kind! {
    /// A member of the supervision group asks to read private fields of an event.
    pub struct Read = "sealed.read.v1", signed by READER {
        /// The event.
        pub event: EventId,
        /// The commitments whose values are asked for, each once.
        pub fields: Vec<Sealed>,
        /// What for. It is public: it must not tell what is private.
        pub purpose: Line,
    }
    subject |e| e.event;
    requires |e| [DisclosureClause::Readable { event: e.event, fields: e.fields.clone() }];
    causes |e| [; e.fields.iter().map(|field| DisclosureEffect::Read(*field).into())];
    told |e| [
        ("event", Told::text(e.event)),
        ("fields", Told::text(e.fields.len())),
        ("purpose", Told::text(&e.purpose)),
    ];
}
