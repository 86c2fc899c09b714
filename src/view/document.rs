//! A published document: facts, tables and notes, without a word of layout.
//!
//! Page, JSON and CSV are three renderings of the same document. Its *content* is what is hashed: the
//! digest covers the JSON of everything but the tree size and root it was folded from, so a closed
//! period keeps its digest while the log grows.

use std::io::{ErrorKind, Write};

use serde::ser::SerializeSeq as _;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::to_raw_value;
use sha2::{Digest as _, Sha256};

use crate::base::code::{Code, EventId};
use crate::base::hash::Hash;
use crate::base::json;
use crate::base::time::{Day, Instant, Month};
use crate::base::words::Bi;
use crate::event::disclosure::Edition;

/// A cell or fact. In JSON an object with one member that names its type: `{"money": 1250}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// Nothing to show.
    None,
    /// Words as they stand in an event.
    Text(String),
    /// Words in both languages, from an event.
    Bi(Bi),
    /// A key of `locales/`.
    Word(String),
    /// Minor units of the ledger's currency.
    Money(i64),
    /// A number.
    Count(i64),
    /// `num`/`den`, shown with so many digits after the point.
    Fraction {
        /// Numerator.
        num: i64,
        /// Denominator.
        den: i64,
        /// Digits shown.
        digits: u8,
    },
    /// A civil day.
    Day(Day),
    /// A month.
    Month(Month),
    /// An instant.
    Instant(Instant),
    /// A person in office.
    Person {
        /// Their code.
        code: Code,
        /// Their name.
        name: String,
    },
    /// An event of this ledger, by position and id; pages link to it.
    Event {
        /// Position of its entry.
        index: u64,
        /// Its id.
        id: EventId,
    },
    /// A link to another document of this ledger, by path.
    Document {
        /// Its path, `finance/2026-03`.
        path: String,
        /// What the link says.
        label: Box<Value>,
    },
    /// A SHA-256 digest.
    Digest(Hash),
    /// A state computed from the record, never claimed: good, bad or plain.
    Badge {
        /// A key of `locales/`.
        word: String,
        /// How it is meant.
        tone: Tone,
    },
    /// Several values.
    List(Vec<Value>),
}

/// How a badge is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Neither.
    Plain,
}

/// A labelled value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// A key of `locales/`.
    pub label: String,
    /// The value.
    pub value: Value,
}

/// A row, as long as its table has columns.
pub type Row = Vec<Value>;

/// A table. `R` is its rows, or what they are made from while they are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table<R = Vec<Row>> {
    /// Its name in files, `items`.
    pub name: String,
    /// A key of `locales/`.
    pub caption: String,
    /// Keys of `locales/`; also the CSV column names.
    pub columns: Vec<String>,
    /// Rows, each as long as `columns`.
    pub rows: R,
    /// A last row of totals, as long as `columns`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totals: Option<Row>,
}

/// Shows rows in their order, one at a time.
type Show<'a> = Box<dyn Fn(&mut dyn FnMut(Row)) + 'a>;

/// Rows of a table that need not all be there at once.
pub enum Rows<'a> {
    /// All of them.
    Listed(Vec<Row>),
    /// Made one at a time, from a fold that holds them in another form.
    Made(Show<'a>),
}

/// How a document without content ends.
const NO_CONTENT: &[u8] = b"null}";

/// Bytes that are hashed and compared at a time.
const PIECE: usize = 32 * 1024;

/// Hashes what is written, and compares it with `rest` where there is one to compare with.
struct Reading<'a> {
    rest: Option<&'a [u8]>,
    read: Sha256,
    /// What is still to be taken.
    piece: Vec<u8>,
}

impl<'a> Reading<'a> {
    fn new(rest: Option<&'a [u8]>) -> Self {
        Self { rest, read: Sha256::new(), piece: Vec::with_capacity(2 * PIECE) }
    }

    /// The digest of `content`; none if it is not like `rest`.
    fn digest(mut self, content: &impl Serialize) -> Option<Hash> {
        serde_json::to_writer(&mut self, content).ok()?;
        self.flush().ok()?;
        let whole = self.rest.is_none_or(<[u8]>::is_empty);
        whole.then(|| Hash(self.read.finalize().into()))
    }
}

impl Write for Reading<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    // JSON is written a few bytes at a time.
    fn write_all(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() < PIECE { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if let Some(rest) = &mut self.rest {
            *rest = rest.strip_prefix(self.piece.as_slice()).ok_or(ErrorKind::InvalidData)?;
        }
        self.read.update(&self.piece);
        self.piece.clear();
        Ok(())
    }
}

/// What a document says. `R` is the rows of its tables, or what they are made from while they are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content<R = Vec<Row>> {
    /// Its path within the ledger, `finance/2026-03`.
    pub path: String,
    /// A key of `locales/`, with `args` for its variables.
    pub title: String,
    /// Values for the title.
    pub args: Vec<(String, String)>,
    /// The ledger's origin.
    pub origin: String,
    /// Facts at the head.
    pub facts: Vec<Fact>,
    /// Tables.
    pub tables: Vec<Table<R>>,
    /// Keys of `locales/`, shown as notes.
    pub notes: Vec<String>,
}

/// A document and what it was folded from. `C` is its content, or the JSON of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document<C = Content> {
    /// Entries folded: the size of the tree it stands on.
    pub size: u64,
    /// The root of that tree.
    pub root: Hash,
    /// SHA-256 of the content's JSON.
    pub digest: Hash,
    /// The edition of its view.
    #[serde(default, skip_serializing_if = "Edition::is_first")]
    pub edition: Edition,
    /// What it says.
    pub content: C,
}

impl<R: Serialize> Content<R> {
    /// The digest: SHA-256 of the content as compact JSON, which is not written out for it.
    pub fn digest(&self) -> Hash {
        Reading::new(None).digest(self).unwrap_or_default()
    }

    /// The JSON of the document of this content, as [`Document::json`] gives it; the content is written once, for its
    /// digest and for the document. None if it cannot be written, which these types can.
    pub fn published(&self, size: u64, root: Hash, edition: Edition) -> Option<Vec<u8>> {
        let content = to_raw_value(self).ok()?;
        let digest = Hash::of(content.get().as_bytes());
        Some(json::write(&Document { size, root, digest, edition, content }))
    }

    /// Whether `bytes` are what [`Content::published`] gives. Neither the content nor the document is written out for it, and
    /// what differs ends it at once.
    pub fn is_published_as(&self, bytes: &[u8], size: u64, root: Hash, edition: Edition) -> bool {
        let head = |digest| {
            let mut head = json::write(&Document { size, root, digest, edition, content: () });
            head.truncate(head.len().saturating_sub(NO_CONTENT.len()));
            head
        };
        // Every digest has the same length.
        let begins = head(Hash::of(b"")).len();
        let Some((found, content)) = bytes.split_at_checked(begins) else { return false };
        let Some((b'}', content)) = content.split_last() else { return false };
        Reading::new(Some(content)).digest(self).is_some_and(|digest| found == head(digest))
    }
}

impl<R> Content<R> {
    /// The same with other rows.
    fn map<S>(self, rows: impl Fn(R) -> S) -> Content<S> {
        let Self { path, title, args, origin, facts, tables, notes } = self;
        let of = |Table { name, caption, columns, rows: before, totals }| Table {
            rows: rows(before),
            name,
            caption,
            columns,
            totals,
        };
        Content { path, title, args, origin, facts, tables: tables.into_iter().map(of).collect(), notes }
    }
}

impl Content<Rows<'_>> {
    /// The content with all rows there.
    pub fn listed(self) -> Content {
        self.map(|rows| match rows {
            Rows::Listed(rows) => rows,
            Rows::Made(show) => {
                let mut rows = Vec::new();
                show(&mut |row| rows.push(row));
                rows
            }
        })
    }
}

impl Content {
    /// The content as it is written: its rows are there already.
    pub fn written<'a>(self) -> Content<Rows<'a>> {
        self.map(Rows::Listed)
    }

    /// The document of this content, folded from a tree of `size` with `root`.
    pub fn stand_on(self, size: u64, root: Hash, edition: Edition) -> Document {
        Document { size, root, digest: self.digest(), edition, content: self }
    }
}

impl Table {
    /// The table as it is written: its rows are there already.
    pub fn written<'a>(self) -> Table<Rows<'a>> {
        let Self { name, caption, columns, rows, totals } = self;
        Table { name, caption, columns, rows: Rows::Listed(rows), totals }
    }
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let show = match self {
            Rows::Listed(rows) => return rows.serialize(serializer),
            Rows::Made(show) => show,
        };
        let mut written = serializer.serialize_seq(None)?;
        let mut outcome = Ok(());
        show(&mut |row| {
            if outcome.is_ok() {
                outcome = written.serialize_element(&row);
            }
        });
        outcome.and_then(|()| written.end())
    }
}

impl Document {
    /// The document as JSON, as served and exported.
    pub fn json(&self) -> Vec<u8> {
        json::write(self)
    }
}

impl Fact {
    /// A labelled value.
    pub fn new(label: &str, value: Value) -> Self {
        Self { label: label.to_owned(), value }
    }
}

impl Value {
    /// Text.
    pub fn text(value: impl ToString) -> Self {
        Value::Text(value.to_string())
    }

    /// Text, or nothing.
    pub fn maybe(value: Option<impl ToString>) -> Self {
        value.map_or(Value::None, Value::text)
    }

    /// A count.
    pub fn count(value: impl TryInto<i64>) -> Self {
        Value::Count(value.try_into().unwrap_or(i64::MAX))
    }

    /// A word of `locales/`.
    pub fn word(key: &str) -> Self {
        Value::Word(key.to_owned())
    }

    /// A badge.
    pub fn badge(word: &str, tone: Tone) -> Self {
        Value::Badge { word: word.to_owned(), tone }
    }
}
