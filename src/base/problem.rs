//! What went wrong, where, and what would put it right.
//!
//! Every floor reports trouble as a [`Problem`]: a stable code, a class and named arguments. The
//! sentences, in Chinese and English, live in `locales/*/*.ftl` under the same code, so a message
//! can be mended without touching code, and `tests/words.rs` holds the two languages together.
//! This module does not translate ([`crate::base::words`] does) and does not choose HTTP statuses
//! or exit codes (`http::error` and `cli::exit` do, from [`Class`]).

use std::fmt;

use crate::base::words::{self, Lang};

/// What sort of trouble it is; callers map it to an HTTP status or an exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A rule of the ledger is not satisfied: the input is well formed, the answer is no.
    Refused,
    /// The input cannot be read: wrong shape, size or type.
    Malformed,
    /// What was asked for is not there.
    Missing,
    /// It contradicts something already recorded (another event under the same id, a stale size).
    Conflict,
    /// Too much at once; the same request may succeed later.
    Busy,
    /// Stored or published bytes are not what they were when they were recorded.
    Damaged,
    /// A file, folder or network peer could not be used.
    Unavailable,
}

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable, kebab-case, the key of the sentence in `locales/`.
    pub code: &'static str,
    /// What sort of trouble it is.
    pub class: Class,
    /// Named values for the sentence: the place, what was found, what would satisfy.
    pub args: Vec<(&'static str, String)>,
}

/// A result whose error explains itself.
pub type Outcome<T> = Result<T, Problem>;

impl Problem {
    /// A problem of `class` under `code`, to be completed with [`Problem::with`].
    pub fn new(class: Class, code: &'static str) -> Self {
        Self { code, class, args: Vec::new() }
    }

    /// A rule refuses.
    pub fn refused(code: &'static str) -> Self {
        Self::new(Class::Refused, code)
    }

    /// Input that cannot be read.
    pub fn malformed(code: &'static str) -> Self {
        Self::new(Class::Malformed, code)
    }

    /// Something asked for that is not there.
    pub fn missing(code: &'static str) -> Self {
        Self::new(Class::Missing, code)
    }

    /// Something that contradicts the record.
    pub fn conflict(code: &'static str) -> Self {
        Self::new(Class::Conflict, code)
    }

    /// A bound was reached; later may work.
    pub fn busy(code: &'static str) -> Self {
        Self::new(Class::Busy, code)
    }

    /// Bytes that changed since they were recorded.
    pub fn damaged(code: &'static str) -> Self {
        Self::new(Class::Damaged, code)
    }

    /// A file, folder or peer that cannot be used.
    pub fn unavailable(code: &'static str) -> Self {
        Self::new(Class::Unavailable, code)
    }

    /// Adds a named value for the sentence. It may come from a stranger: what is not plain is shown as `\u{fffd}`, so
    /// that it can neither command a terminal nor pass the product's words off as its own.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        let shown = |c: char| if words::is_plain(c) || c == '\n' { c } else { char::REPLACEMENT_CHARACTER };
        self.args.push((name, value.to_string().chars().map(shown).collect()));
        self
    }

    /// Adds a named value that is itself a key of `locales/` (`role-handler`), to be said in the reader's language.
    #[must_use]
    pub fn with_word(mut self, name: &'static str, key: &str) -> Self {
        self.args.push((name, format!("{}{key}", words::KEY_MARK)));
        self
    }

    /// Adds a named value, or replaces it, that is told in each language for itself.
    #[must_use]
    pub fn with_told(mut self, name: &'static str, told: impl Fn(Lang) -> String) -> Self {
        self.args.retain(|(known, _)| *known != name);
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| told(lang).replace(|c| !words::is_plain(c), "\u{fffd}"));
        let mark = words::BOTH_MARK;
        self.args.push((name, format!("{mark}{zh}{mark}{en}")));
        self
    }

    /// The value of argument `name`, if it was given.
    pub fn arg(&self, name: &str) -> Option<&str> {
        self.args.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str())
    }

    /// The sentence in one language, without the code.
    pub fn text(&self, lang: Lang) -> String {
        words::say(lang, self.code, &self.args)
    }
}

impl fmt::Display for Problem {
    /// Both languages and the code, for terminals and logs: the reader's language is not known there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{} [{}]", self.text(Lang::Zh), self.text(Lang::En), self.code)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_from_a_stranger_says_only_what_it_is() {
        let problem =
            Problem::refused("other-ledger").with("found", "\u{1}report-holds\u{1b}[2J").with("expected", "甲\n乙");
        assert_eq!(problem.arg("found"), Some("\u{fffd}report-holds\u{fffd}[2J"));
        assert!(problem.text(Lang::En).contains("report-holds"));
        assert_eq!(problem.arg("expected"), Some("甲\n乙"));
        let word = Problem::refused("role-not-in-policy").with_word("role", "role-cashier");
        assert!(word.text(Lang::Zh).contains("出纳"));
        let both = Problem::refused("other-ledger").with_told("found", |lang| format!("{lang:?}\u{2}"));
        assert!(both.text(Lang::Zh).contains("Zh\u{fffd}") && both.text(Lang::En).contains("En\u{fffd}"));
    }
}
