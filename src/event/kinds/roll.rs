//! Rolls: how many adults, households, electors or others there are on a day, so that shares of them can be computed.
//! The roll itself, with its names, is kept beside the log.

use std::collections::BTreeMap;

use crate::base::code::Code;
use crate::base::json;
use crate::base::time::Day;
use crate::event::count::{CountClause, CountEffect};
use crate::event::declare::kind;
use crate::event::family::{Family, Signers};
use crate::event::file::FileRef;
use crate::event::kind::{KindInfo, Told};
use crate::event::obligation::ObligationClause;

/// The family.
pub const FAMILY: Family = Family::of("roll", KINDS);

/// The kinds of this family.
pub const KINDS: &[KindInfo] = &[KindInfo::of::<Counted>()];

kind! {
    /// People are counted, as of a day. From that day until the next count, shares are taken of these numbers.
    pub struct Counted = "roll.counted.v1", signed by Signers::SEEN {
        /// The day.
        pub on: Day,
        /// How many, by group: `adults`, `households`, `electors`, or a group of the community's own.
        #[serde(deserialize_with = "json::unique_map")]
        pub groups: BTreeMap<Code, u64>,
        /// The rolls, kept beside the log.
        pub files: Vec<FileRef>,
    }
    subject |e| e.on;
    requires |e| [
        CountClause::Countable { on: e.on, groups: e.groups.keys().cloned().collect() },
        ObligationClause::Evidenced(e.files.clone()),
    ];
    causes |e| [CountEffect::Rolled { on: e.on, groups: e.groups.clone() }];
    told |e| [("on", Told::text(e.on)), ("groups", Told::text(groups(&e.groups)))];
}

/// Groups and numbers as one text.
fn groups(groups: &BTreeMap<Code, u64>) -> String {
    groups.iter().map(|(group, count)| format!("{group} {count}")).collect::<Vec<_>>().join(", ")
}
