//! The entries themselves, one a line, exactly as hashed, and the checkpoint that covers them.

use crate::base::problem::Outcome;
use crate::export::{End, Exporter, File, Seen};

/// The exporter.
#[derive(Default)]
pub struct Events {
    lines: Vec<u8>,
}

impl Events {
    /// The exporter, for the registry.
    pub fn boxed() -> Box<dyn Exporter> {
        Box::new(Self::default())
    }
}

impl Exporter for Events {
    fn name(&self) -> &'static str {
        "events"
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        self.lines.extend_from_slice(seen.bytes);
        self.lines.push(b'\n');
    }

    fn files(&self, end: &End<'_>) -> Outcome<Vec<File>> {
        Ok(vec![File::new("events.jsonl", self.lines.clone()), File::new("checkpoint", end.checkpoint)])
    }
}
