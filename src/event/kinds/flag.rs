//! Flags: answers to what a rule pointed at. The hits themselves are no events: anyone computes them from the record.

use crate::base::code::{Code, EventId, Text};
use crate::event::declare::kind;
use crate::event::disclosure::{DisclosureClause, DisclosureEffect};
use crate::event::family::{Family, Signers};
use crate::event::kind::{KindInfo, Told};
use crate::event::mandate::MandateClause;

/// The family.
pub const FAMILY: Family = Family::of("flag", KINDS);

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[KindInfo::of::<Answered>()];

kind! {
    /// Someone explains what a rule pointed at. An explanation removes nothing: it stands beside the hit.
    pub struct Answered = "flag.answered.v1", signed by Signers::NAMED {
        /// The rule, `f02`.
        pub rule: Code,
        /// The event it pointed at.
        pub event: EventId,
        /// Who explains.
        pub by: Code,
        /// The explanation.
        pub answer: Text,
    }
    subject |e| e.event;
    requires |e| [DisclosureClause::EventKnown(e.event), MandateClause::Signs(e.by.clone())];
    causes |e| [DisclosureEffect::FlagAnswered {
        rule: e.rule.clone(), event: e.event, by: e.by.clone(), answer: e.answer.clone(),
    }];
    told |e| [
        ("rule", Told::text(&e.rule)),
        ("event", Told::text(e.event)),
        ("by", Told::Person(e.by.clone())),
        ("answer", Told::text(&e.answer)),
    ];
}
