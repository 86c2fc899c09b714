//! Scenarios of the books, one refusal after the other.
