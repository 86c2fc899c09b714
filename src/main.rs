//! The `mingbai` program.

fn main() {}
