//! The ledger: the only writer. An envelope is verified, queued, judged, placed, made durable and answered.
//!
//! One thread per ledger ([`sequencer`]) owns the state; everything else holds a [`handle::Ledger`] and
//! talks to it through a bounded queue. Recovery and the normal path apply entries by the same function,
//! [`state::State::apply`]. Nothing here knows of views or HTTP: a slow page cannot stall the log.

pub mod clock;
pub mod drafts;
pub mod fold;
pub mod handle;
pub mod host;
pub mod news;
pub mod openings;
pub mod receipt;
pub mod sequencer;
pub mod state;
