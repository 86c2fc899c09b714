//! The RFC 6962 tree and its C2SP forms: tiles, bundles, proofs, checkpoints, and who stands by them.
//!
//! Hashes bytes. Not for anything that knows what an event is, and not for files or the network: whoever
//! has tiles, wherever they lie, implements [`proof::Tiles`].

pub mod bundle;
pub mod checkpoint;
pub mod cosignature;
pub mod growth;
pub mod proof;
pub mod tile;
pub mod tlog_proof;
pub mod tree;
pub mod trust;
