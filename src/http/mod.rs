//! The server: one router, thin handlers, no rules of its own.
//!
//! A GET never touches the writer: it reads the store's tiles or a board that a follower keeps up to date.

pub mod answers;
pub mod api;
pub mod ask;
pub mod cosigning;
pub mod desk;
pub mod error;
pub mod explain;
pub mod feed;
pub mod follow;
pub mod guard;
pub mod index;
pub mod kept;
pub mod log;
pub mod metrics;
pub mod notice;
pub mod openapi;
pub mod openings;
pub mod papers;
pub mod past;
pub mod reach;
pub mod receipts;
pub mod router;
pub mod scripts;
pub mod search;
pub mod seen;
pub mod server;
pub mod session;
pub mod site;
pub mod supervision;
pub mod together;
pub mod verify;
pub mod witness;
pub mod witnesses;
