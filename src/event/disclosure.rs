//! Disclosure: what is shown, reviewed and corrected.
//!
//! Rules do not see documents, so nothing here knows whether a digest is true: the auditor folds the log up to the
//! size a notice names and compares. What is signed here is *which* document was reviewed or put on the board.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::code::{Code, EventId, Line, Text};
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::problem::Problem;
use crate::base::time::{Day, Month};
use crate::event::file::FileRef;
use crate::event::sealed::Sealed;

/// Where a document is published within its ledger: codes joined by `/`, at most [`limits::LINE_CHARS`] characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocumentPath(String);

impl DocumentPath {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The statement of a month.
    pub fn statement(month: Month) -> Self {
        Self(format!("finance/{month}"))
    }

    /// The result of an evaluation.
    pub fn evaluation(evaluation: &Code) -> Self {
        Self(format!("party/evaluation/{evaluation}"))
    }
}

impl fmt::Display for DocumentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for DocumentPath {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        if text.len() <= limits::LINE_CHARS && text.split('/').all(|part| part.parse::<Code>().is_ok()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Problem::malformed("path-unreadable").with("found", text))
        }
    }
}

impl Serialize for DocumentPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for DocumentPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("expected codes joined by /"))
    }
}

/// The edition of a view's documents. What a notice shows is fixed for ever, so a view that says something else or says it
/// in another form publishes a new edition, and keeps the code of the old one for notices of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Edition(pub u32);

impl Edition {
    /// The first edition; it is not written out.
    pub const FIRST: Edition = Edition(1);

    /// Whether it is the first.
    pub fn is_first(&self) -> bool {
        *self == Self::FIRST
    }
}

impl Default for Edition {
    fn default() -> Self {
        Self::FIRST
    }
}

/// One document as it was at one size of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// Its path.
    pub path: DocumentPath,
    /// The digest of its content.
    pub digest: Hash,
    /// Entries it was folded from.
    pub size: u64,
    /// The edition of its view.
    #[serde(default, skip_serializing_if = "Edition::is_first")]
    pub edition: Edition,
}

/// What the supervision group found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// Nothing against it.
    Agreed,
    /// Something against it. An outcome like any other: it stays.
    Objected,
}

impl Finding {
    /// The key of its word in `locales/`.
    pub fn words_key(self) -> &'static str {
        match self {
            Finding::Agreed => "finding-agreed",
            Finding::Objected => "finding-objected",
        }
    }
}

/// A document on the board. It is up from the day of its event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Which.
    pub shown: Shown,
    /// Last day it stays up.
    pub until: Day,
    /// Where.
    pub place: Line,
    /// A photograph of the board.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<FileRef>,
    /// The answer to an objection of the supervision group, when it is put up in spite of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Text>,
}

/// A document on the board is replaced by a corrected one; what was shown stays on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The event that put it up, or corrected it last.
    pub notice: EventId,
    /// What was wrong.
    pub wrong: Text,
    /// What changed.
    pub changed: Text,
    /// What is up now.
    pub replacement: Notice,
}

/// Requirements about what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DisclosureClause {
    /// The document was folded from entries that are there, and an objection gives its reason.
    Reviewable {
        /// The document.
        shown: Shown,
        /// What was found.
        finding: Finding,
        /// Whether a reason is given.
        reasoned: bool,
    },
    /// The document was folded from entries that are there, stays up long enough, its photograph is a picture, and an
    /// objection to it is answered.
    Postable(Box<Notice>),
    /// The notice is the one on the board, and what replaces it is another state of the same document.
    Correctable {
        /// The notice.
        notice: EventId,
        /// What replaces it.
        shown: Shown,
    },
    /// An event of this ledger has this id.
    EventKnown(EventId),
    /// These private fields were sealed by the event and their openings are not erased yet.
    Erasable {
        /// The event.
        event: EventId,
        /// The fields, each once.
        fields: Vec<Sealed>,
    },
    /// These private fields were sealed by the event and somebody can still open them.
    Readable {
        /// The event.
        event: EventId,
        /// The fields, each once.
        fields: Vec<Sealed>,
    },
}

/// Consequences for what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DisclosureEffect {
    /// A document was reviewed.
    Reviewed {
        /// The document.
        shown: Shown,
        /// What was found.
        finding: Finding,
        /// Why.
        reason: Option<Text>,
    },
    /// A document is on the board from the day of the event.
    Posted(Box<Notice>),
    /// A document on the board is replaced; its display begins again.
    Corrected(Box<Correction>),
    /// A private field stands in the event as a commitment.
    Sealed {
        /// Its name.
        field: &'static str,
        /// The commitment.
        sealed: Sealed,
    },
    /// What opened a private field is destroyed.
    Erased(Sealed),
    /// A supervisor asked to read a private field.
    Read(Sealed),
    /// Something a rule pointed at is explained.
    FlagAnswered {
        /// The rule.
        rule: Code,
        /// The event it pointed at.
        event: EventId,
        /// By whom.
        by: Code,
        /// The explanation.
        answer: Text,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_one_spelling_and_go_nowhere_else() {
        for text in ["finance/2026-03", "party/evaluation/e:1", "party"] {
            assert_eq!(text.parse::<DocumentPath>().unwrap().to_string(), text);
        }
        for text in ["", "/finance", "finance/", "a//b", "../a", "a/..", "A", "a b", &"a/".repeat(120)] {
            assert!(text.parse::<DocumentPath>().is_err(), "{text}");
        }
        let month: Month = "2026-03".parse().unwrap();
        assert_eq!(DocumentPath::statement(month), "finance/2026-03".parse().unwrap());
    }
}
