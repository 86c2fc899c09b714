//! `kind!`: a kind of event without what every kind repeats.
//!
//! It writes the struct (public fields, strict decoding) and its [`crate::event::kind::Kind`], nothing that could not
//! stand there in full; the bytes on the wire are those of the struct. Sections come in this order, `seals` only for
//! kinds with private fields; `|e|` names the event:
//!
//! ```text
//! kind! {
//!     /// What has happened, as its first line of documentation.
//!     pub struct Raised = "grid.issue-raised.v1", signed by Signers::WORKER {
//!         /// Its code.
//!         pub case: Code,
//!         /// Who it is about.
//!         #[serde(default, skip_serializing_if = "Option::is_none")]
//!         pub name: Option<Sealed>,
//!     }
//!     subject |e| e.case;
//!     requires |e| [CaseClause::New(ISSUE.case(&e.case))];
//!     causes |e| [CaseEffect::Opened(…); more_effects];
//!     told |e| [("case", Told::text(&e.case))];
//!     seals |e| [("name", e.name)];
//! }
//! ```
//!
//! Items of `requires` and `causes` are clauses and effects of any notion; behind a semicolon an iterator of further
//! ones may follow. An item of `told` is what `tests/words.rs` holds against the sentence in `locales/`.

/// See the module's documentation.
macro_rules! kind {
    (
        $(#[$doc:meta])*
        pub struct $type:ident = $name:literal, signed by $signers:path {
            $($(#[$meta:meta])* pub $field:ident: $of:ty),* $(,)?
        }
        subject |$s:ident| $subject:expr;
        requires |$r:ident| [$($clause:expr),* $(,)? $(; $clauses:expr)?];
        causes |$c:ident| [$($effect:expr),* $(,)? $(; $effects:expr)?];
        told |$t:ident| [$(($told:literal, $value:expr)),* $(,)?];
        $(seals |$p:ident| [$(($private:literal, $sealed:expr)),* $(,)?];)?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $type {
            $($(#[$meta])* pub $field: $of,)*
        }

        impl $crate::event::kind::Kind for $type {
            const NAME: &'static str = $name;
            const SIGNERS: Option<&'static $crate::event::family::Signers> = Some(&$signers);

            fn subject(&self) -> String {
                let $s = self;
                $subject.to_string()
            }

            fn requires(&self) -> Vec<$crate::event::clause::Clause> {
                let $r = self;
                #[allow(unused_mut)]
                let mut clauses: Vec<$crate::event::clause::Clause> = vec![$($clause.into()),*];
                $(clauses.extend($clauses);)?
                clauses
            }

            fn causes(&self) -> Vec<$crate::event::effect::Effect> {
                let $c = self;
                #[allow(unused_mut)]
                let mut effects: Vec<$crate::event::effect::Effect> = vec![$($effect.into()),*];
                $(effects.extend($effects);)?
                effects
            }

            fn told(&self) -> $crate::event::kind::Telling {
                let $t = self;
                vec![$(($told, $value)),*]
            }

            $(
                fn seals(&self) -> Vec<(&'static str, $crate::event::sealed::Sealed)> {
                    let $p = self;
                    let all: Vec<(&'static str, Option<$crate::event::sealed::Sealed>)> =
                        vec![$(($private, $sealed.into())),*];
                    all.into_iter().filter_map(|(name, sealed)| Some((name, sealed?))).collect()
                }
            )?
        }
    };
}

pub(crate) use kind;
