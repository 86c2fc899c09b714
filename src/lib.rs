//! Mingbai (明白账): an event-sourced transparency ledger for community self-government.
//!
//! Modules in reading order; `docs/ARCHITECTURE.md` is the map. A module imports only from those above it
//! (`tests/tidy.rs` holds the exact table).

pub mod base;
pub mod event;
pub mod html;
pub mod merkle;
pub mod rules;
pub mod store;
pub mod view;
pub mod witness;

pub mod audit;
pub mod ledger;

pub mod export;
pub mod import;

pub mod http;

pub mod publish;

pub mod cli;
