//! Renderings of a document: page and CSV. JSON is the document itself.

pub mod after;
pub mod chain;
pub mod charts;
pub mod csv;
pub mod glance;
pub mod notice;
pub mod page;
pub mod periods;
pub mod site;
pub mod still;
#[cfg(test)]
mod tests;
pub mod value;
