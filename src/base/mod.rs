//! What every floor stands on: digests, keys, times, money, codes, words, limits.
//!
//! Not for anything that knows what an event is.

pub mod binary;
pub mod blind;
pub mod code;
pub mod file;
pub mod hash;
pub mod json;
pub mod key;
pub mod limits;
pub mod money;
pub mod note;
pub mod paged;
pub mod problem;
pub mod strict;
pub mod time;
pub mod words;
