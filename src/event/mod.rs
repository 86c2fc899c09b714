//! What a fact is: its envelope, its kinds, what a kind requires and what it causes.
//!
//! Meaning outlives storage: nothing here knows of stores, trees, pages or servers, and nothing here
//! judges (that is `rules`). Each *notion* of the kernel has one file holding its clauses, its effects
//! and the data they share; each *family* of kinds has one file under [`kinds`].

pub mod authority;
pub mod ballot;
pub mod case;
pub mod clause;
pub mod count;
pub mod declare;
pub mod disclosure;
pub mod effect;
pub mod entry;
pub mod envelope;
mod exact;
pub mod family;
pub mod figure;
pub mod file;
pub mod kind;
pub mod kinds;
pub mod mandate;
pub mod obligation;
pub mod payload;
pub mod policy;
pub mod posting;
pub mod schema;
pub mod sealed;
pub mod unit;
pub mod vote;
