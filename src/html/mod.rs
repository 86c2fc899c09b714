//! Typed markup: the frame of a page and its parts. It knows no event and no server.
//!
//! Text is escaped by construction (maud); nothing here is ever marked as already escaped.

pub mod chart;
pub mod page;
pub mod parts;
pub mod qr;
