//! Compares what a copy publishes with what its entries give, byte for byte, and notices with what they showed.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::audit::naive::Naive;
use crate::audit::report::{Check, Report};
use crate::audit::source::{DOCUMENT_BYTES, Source};
use crate::audit::tiles::SourceTiles;
use crate::base::code::Code;
use crate::base::hash::Hash;
use crate::base::json;
use crate::base::problem::{Class, Outcome, Problem};
use crate::base::time::Month;
use crate::event::disclosure::{DisclosureEffect, Shown};
use crate::event::effect::Effect;
use crate::merkle::proof;
use crate::view::board::Board;
use crate::view::document::{Content, Document};
use crate::view::recorded::Recorded;

/// What comparing all documents gave.
#[derive(Default)]
pub struct Compared {
    /// Documents of a larger size than the board stood at: the copy has moved on.
    pub later: Later,
    published: u64,
    missing: Vec<String>,
    /// What is wrong with those compared.
    pub wrong: Vec<Problem>,
}

/// Documents that wait until the board has come to their size.
#[derive(Default)]
pub struct Later {
    waiting: Vec<(String, Document)>,
    wrong: Vec<Problem>,
}

impl Later {
    /// The size the log must have at least, if anything waits.
    pub fn until(&self) -> Option<u64> {
        self.waiting.iter().map(|(_, document)| document.size).max()
    }

    /// Compares those of the size the board has come to, where the tree has this root.
    pub fn compare_at(&mut self, board: &Board, root: impl Fn() -> Hash) {
        let size = board.standing().size;
        if self.waiting.iter().all(|(_, found)| found.size != size) {
            return;
        }
        let (now, later) = std::mem::take(&mut self.waiting).into_iter().partition(|(_, found)| found.size == size);
        self.waiting = later;
        for (path, found) in Vec::<(String, Document)>::from_iter(now) {
            let Some(mut expected) = board.document(&path) else {
                self.wrong.push(differs(&path, "head"));
                continue;
            };
            (expected.size, expected.root) = (size, root());
            if found != expected {
                self.wrong.push(difference(&path, &found, &expected));
            }
        }
    }

    /// What was wrong, and what claims a size that no checkpoint covers.
    pub fn give_up(self) -> Vec<Problem> {
        let beyond = self.waiting.into_iter().map(|(path, _)| differs(&path, "head"));
        self.wrong.into_iter().chain(beyond).collect()
    }
}

/// Bytes from which a document is long. Long ones are compared one at a time, so that memory holds one of them.
const LONG_BYTES: usize = 32 * 1024 * 1024;

/// What stands at a document's path.
enum Fetched {
    Missing,
    /// What the entries give.
    Same,
    Other(Vec<u8>),
}

fn fetch(path: &str, source: &dyn Source, board: &Board, long: &Mutex<()>) -> Outcome<Fetched> {
    let Some(bytes) = source.fetch(&format!("{path}.json"), DOCUMENT_BYTES)? else { return Ok(Fetched::Missing) };
    let alone = (bytes.len() >= LONG_BYTES).then(|| long.lock().unwrap_or_else(PoisonError::into_inner));
    let same = board.is_published_as(path, &bytes);
    drop(alone);
    Ok(if same { Fetched::Same } else { Fetched::Other(bytes) })
}

/// Compares every document the entries give with the one published. Those of a larger size wait.
pub fn compare(source: &dyn Source, board: &Board) -> Outcome<Compared> {
    let mut compared = Compared::default();
    let mut heads = Heads { source, roots: BTreeMap::new() };
    let paths = board.paths();
    // Most are the same byte for byte; all cores look for those that are not.
    let long = Mutex::new(());
    let fetched = paths.par_iter().map(|path| fetch(path, source, board, &long));
    let fetched: Vec<Fetched> = fetched.collect::<Outcome<_>>()?;
    for (path, fetched) in paths.into_iter().zip(fetched) {
        let bytes = match fetched {
            Fetched::Missing => {
                compared.missing.push(path);
                continue;
            }
            Fetched::Same => {
                compared.published += 1;
                continue;
            }
            Fetched::Other(bytes) => bytes,
        };
        compared.published += 1;
        let Some(expected) = board.document(&path) else { continue };
        let unreadable =
            |cause: &str| Problem::damaged("audit-document-unreadable").with("path", &path).with("cause", cause);
        match json::read::<Document>("document", &bytes) {
            Err(problem) => compared.wrong.push(unreadable(problem.code)),
            Ok(found) if found.edition > expected.edition => return Err(newer(&path)),
            Ok(found) if found.json() != bytes => compared.wrong.push(differs(&path, "head")),
            Ok(found) if found.size > expected.size => compared.later.waiting.push((path, found)),
            // A page made at another size says so; what counts is that it says the same, and that the size is true.
            Ok(found) if says_the_same(&found, &expected) => {
                if !heads.true_of(&found, &expected)? {
                    compared.wrong.push(differs(&path, "head"));
                }
            }
            Ok(found) => compared.wrong.push(difference(&path, &found, &expected)),
        }
    }
    Ok(compared)
}

fn says_the_same(found: &Document, expected: &Document) -> bool {
    (found.edition, found.digest, &found.content) == (expected.edition, expected.digest, &expected.content)
}

/// Checks what documents say of the size they were folded from.
struct Heads<'a> {
    source: &'a dyn Source,
    /// Roots of smaller sizes, as the tiles have them.
    roots: BTreeMap<u64, Hash>,
}

impl Heads<'_> {
    /// Whether size and root at the head of a document, which is not larger, belong to this log.
    fn true_of(&mut self, found: &Document, expected: &Document) -> Outcome<bool> {
        if found.size == expected.size {
            return Ok(found.root == expected.root);
        }
        if !self.roots.contains_key(&found.size) {
            let tiles = SourceTiles { source: self.source, size: expected.size };
            match proof::root(&tiles, found.size) {
                Ok(root) => drop(self.roots.insert(found.size, root)),
                // A tile that is missing or wrong is told where the tiles are compared.
                Err(problem) if problem.class == Class::Damaged => return Ok(false),
                Err(problem) => return Err(problem),
            }
        }
        Ok(self.roots.get(&found.size) == Some(&found.root))
    }
}

/// A document of an edition this program does not fold: it cannot say what holds.
fn newer(path: &str) -> Problem {
    Problem::missing("audit-edition-newer").with("path", path)
}

/// Names the first place in which a published document differs.
fn difference(path: &str, found: &Document, expected: &Document) -> Problem {
    let place = place(&found.content, &expected.content).unwrap_or_else(|| "digest".to_owned());
    differs(path, &place)
}

fn differs(path: &str, place: &str) -> Problem {
    Problem::damaged("audit-document-differs").with("path", path).with("place", place)
}

fn place(found: &Content, expected: &Content) -> Option<String> {
    if let Some(at) = first_difference(&found.facts, &expected.facts) {
        let fact = expected.facts.get(at).or_else(|| found.facts.get(at))?;
        return Some(format!("facts/{}", fact.label));
    }
    if let Some(at) = first_difference(&found.tables, &expected.tables) {
        let table = expected.tables.get(at).or_else(|| found.tables.get(at))?;
        let rows = match (found.tables.get(at), expected.tables.get(at)) {
            (Some(one), Some(two)) => first_difference(&one.rows, &two.rows),
            _ => None,
        };
        let row = rows.map(|row| format!("/row {}", row + 1)).unwrap_or_default();
        return Some(format!("tables/{}{row}", table.name));
    }
    (found != expected).then(|| "head".to_owned())
}

fn first_difference<T: PartialEq>(one: &[T], two: &[T]) -> Option<usize> {
    let common = one.iter().zip(two).position(|(a, b)| a != b);
    common.or((one.len() != two.len()).then(|| one.len().min(two.len())))
}

/// Puts the outcome of the comparison, and that of the naive totals, into the report.
pub fn settle(compared: Compared, naive: &Naive, board: &Board, report: &mut Report) {
    if compared.published == 0 && !compared.missing.is_empty() {
        let problem = Problem::damaged("audit-documents-withheld").with("count", compared.missing.len());
        report.find(Check::Documents, None, problem);
    } else {
        for path in compared.missing {
            report.find(Check::Documents, None, Problem::damaged("audit-document-missing").with("path", path));
        }
        report.count(Check::Documents, compared.published);
    }
    compared.wrong.into_iter().for_each(|problem| report.find(Check::Documents, None, problem));
    totals(naive, board, report);
}

/// The folded figures of every month and matter against the naive sums.
pub fn totals(naive: &Naive, board: &Board, report: &mut Report) {
    let standing = board.standing();
    let mut differ = |what: &str, found: String, expected: String| {
        report.count(Check::NaiveTotals, 1);
        if found != expected {
            let problem = Problem::damaged("audit-total-differs").with("what", what);
            report.find(Check::NaiveTotals, None, problem.with("found", found).with("expected", expected));
        }
    };
    for month in naive.months() {
        let (opening, moved, closing) = naive.statement(month);
        let Ok(parsed) = month.parse::<Month>() else { continue };
        let books = standing.books.totals(parsed);
        let found = [books.opening, books.income, books.expense, books.closing, books.taken_over];
        let expected = [opening, moved.income, moved.expense, closing, moved.taken_over];
        differ(month, format!("{found:?}"), format!("{expected:?}"));
    }
    for name in naive.matters() {
        let Some(state) = name.parse::<Code>().ok().and_then(|matter| standing.authorities.matter(&matter)) else {
            continue;
        };
        let sum = |of: fn(&crate::event::authority::Count) -> u64| state.steps.iter().map(|step| of(&step.count)).sum();
        let found: [u64; 3] = [sum(|count| count.due), sum(|count| count.yes), sum(|count| count.no)];
        let votes = naive.votes(name).unwrap_or_default();
        differ(name, format!("{found:?}"), format!("{:?}", [votes.due, votes.yes, votes.no]));
    }
    report.count(Check::NaiveTotals, naive.compared);
    for problem in naive.wrong() {
        report.find(Check::NaiveTotals, None, problem.clone());
    }
}

/// A digest that a notice or review claims for a document as of a size.
#[derive(Clone, Debug)]
struct Due {
    index: u64,
    path: String,
    digest: Hash,
    size: u64,
}

/// Notices whose digests are still to be compared.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    due: Vec<Due>,
}

impl Notices {
    /// Compares what an entry claims of a document with the board just before it; keeps what was claimed of an earlier
    /// size. A claim of an edition this program does not fold ends the audit unfinished.
    pub fn take(&mut self, recorded: &Recorded, board: &Board, report: &mut Report) -> Outcome<()> {
        for shown in recorded.effects.iter().filter_map(claimed) {
            let path = shown.path.to_string();
            if board.edition(&path).is_some_and(|known| shown.edition > known) {
                return Err(newer(&path));
            }
            report.count(Check::Notices, 1);
            let due = Due { index: recorded.at.index, path, digest: shown.digest, size: shown.size };
            // Most documents do not change between being shown and being signed for, so the board at hand often settles it.
            let now = board.digest(&due.path);
            if now != Some(due.digest) {
                self.due.push(due);
            }
        }
        Ok(())
    }

    /// What is left to compare, in the order of the sizes it was claimed of.
    pub fn unsettled(mut self) -> Self {
        self.due.sort_by_key(|due| due.size);
        self
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.due.is_empty()
    }

    /// Compares what was claimed of the size the board stands at.
    pub fn compare_at(&mut self, board: &Board, report: &mut Report) {
        let size = board.standing().size;
        let (now, later): (Vec<Due>, Vec<Due>) = self.due.drain(..).partition(|due| due.size == size);
        self.due = later;
        for due in now {
            let found = board.digest(&due.path);
            if found != Some(due.digest) {
                report.find(Check::Notices, Some(due.index), notice_differs(&due));
            }
        }
    }

    /// What names a size the log never had.
    pub fn give_up(self, report: &mut Report) {
        for due in self.due {
            report.find(Check::Notices, Some(due.index), notice_differs(&due));
        }
    }
}

fn notice_differs(due: &Due) -> Problem {
    Problem::damaged("audit-notice-differs").with("path", &due.path).with("digest", due.digest).with("size", due.size)
}

/// What an effect claims of a document.
fn claimed(effect: &Effect) -> Option<&Shown> {
    let Effect::Disclosure(effect) = effect else { return None };
    Some(match effect {
        DisclosureEffect::Reviewed { shown, .. } => shown,
        DisclosureEffect::Posted(notice) => &notice.shown,
        DisclosureEffect::Corrected(correction) => &correction.replacement.shown,
        DisclosureEffect::Sealed { .. }
        | DisclosureEffect::Erased(_)
        | DisclosureEffect::Read(_)
        | DisclosureEffect::FlagAnswered { .. } => {
            return None;
        }
    })
}
