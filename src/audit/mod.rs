//! The auditor: the only judge. It sees only what a resident can fetch (a checkpoint, tiles, entry bundles,
//! published documents) and recomputes all of it. It never imports the store, the ledger's write path or
//! the server, so a fault in them cannot hide from it.

pub mod ahead;
pub mod auditor;
pub mod documents;
pub mod entries;
pub mod evidence;
pub mod memory;
pub mod naive;
pub mod pages;
pub mod replay;
pub mod report;
pub mod source;
pub mod tiles;
pub mod votes;
pub mod watch;
