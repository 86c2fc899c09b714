//! Families of the catalogue as they are lived: one item from its beginning to its end, and what is refused on the way.

mod ballots;
mod cases;
mod neighbours;
