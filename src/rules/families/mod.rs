//! Families of the catalogue as they are lived: one item from its beginning to its end, and what is refused on the way.

mod ballots;
mod care;
mod cases;
mod clean;
mod elections;
mod neighbours;
mod openness;
mod paid;
mod party;
mod recall;
mod selfrule;
