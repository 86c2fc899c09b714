//! Compares pages and table files, as people read them, with what the entries give.
//!
//! Documents are compared as JSON ([`super::documents`]); a server could still show other figures on its pages. So the
//! page of a document is made here from the auditor's own fold and compared as a whole, in both languages, and so are its
//! tables as CSV. Only a page of the same version of this program is expected to be the same.

use rayon::prelude::*;

use crate::audit::report::{Check, Report};
use crate::audit::source::{DOCUMENT_BYTES, Source};
use crate::base::json;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Instant;
use crate::base::words::Lang;
use crate::view::board::Board;
use crate::view::document::{Document, Table};
use crate::view::render::csv;
use crate::view::render::page::{PAGE_ROWS, Part};
use crate::view::render::site::Site;
use crate::view::render::still;
use crate::view::render::value::Scope;

/// Documents whose pages are compared at most; of more, every so many, beginning where the time of the audit says.
const PAGES: usize = 500;
/// What stands before the program's version in the head of a page.
const GENERATOR: &str = "<meta name=\"generator\" content=\"";
/// Begins the foot of a page, which names the size it was made at.
const FOOT: &str = "<footer>";
const ALL: &str = "all";

/// What became of comparing one page or file.
enum Found {
    Same,
    Missing,
    Differs,
    /// It says more than the entries audited give: the ledger has moved on meanwhile.
    Newer,
    /// Made by another version of the program.
    Other(String),
}

struct Pages<'a> {
    source: &'a dyn Source,
    board: &'a Board,
    base: &'a str,
    /// Whether they are the files of a static copy.
    still: bool,
}

/// Bytes read of the file that marks a static copy; it has far fewer.
const MARK_BYTES: u64 = 4_096;

/// Compares the pages of a source that has some.
pub fn compare(source: &dyn Source, board: &Board, now: Instant, report: &mut Report) -> Outcome<()> {
    let still = source.fetch(still::MARK, MARK_BYTES)?.is_some();
    let base = if still { Some(still::BASE.to_owned()) } else { source.pages() };
    let Some(base) = base else { return Ok(()) };
    let pages = Pages { source, board, base: &base, still };
    let paths = board.paths();
    let step = paths.len().div_ceil(PAGES).max(1);
    // Nobody knows beforehand which pages of a large ledger will be looked at.
    let first = usize::try_from(now.millis().unsigned_abs()).unwrap_or(0) % step;
    let chosen: Vec<&String> = paths.iter().skip(first).step_by(step).collect();
    let found: Outcome<Vec<_>> = chosen.par_iter().map(|path| pages.of(path)).collect();
    settle(found?.into_iter().flatten().collect(), (chosen.len(), paths.len()), report);
    Ok(())
}

fn settle(found: Vec<(String, Found)>, (chosen, all): (usize, usize), report: &mut Report) {
    let total = found.len();
    let (mut missing, mut newer, mut other) = (Vec::new(), 0_usize, None);
    for (place, found) in found {
        match found {
            Found::Missing => missing.push(place),
            Found::Newer => newer += 1,
            Found::Other(version) => other = Some(version),
            Found::Same => report.count(Check::Pages, 1),
            Found::Differs => {
                report.count(Check::Pages, 1);
                report.find(Check::Pages, None, Problem::damaged("audit-page-differs").with("place", place));
            }
        }
    }
    if let Some(version) = other {
        let ours = env!("CARGO_PKG_VERSION");
        report.notes.push(Problem::missing("audit-pages-other").with("found", version).with("expected", ours));
    }
    if newer > 0 {
        report.notes.push(Problem::missing("audit-pages-newer").with("count", newer));
    }
    if missing.len() == total && total > 0 {
        report.notes.push(Problem::missing("audit-no-pages"));
        return;
    }
    for place in missing {
        report.find(Check::Pages, None, Problem::damaged("audit-page-missing").with("place", place));
    }
    if chosen < all {
        report.notes.push(Problem::missing("audit-pages-some").with("count", chosen).with("all", all));
    }
}

impl Pages<'_> {
    /// Every page and file of the document at `path`.
    fn of(&self, path: &str) -> Outcome<Vec<(String, Found)>> {
        let Some(document) = self.board.document(path) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for lang in [Lang::Zh, Lang::En] {
            let long = document.content.tables.iter().any(|table| table.rows.len() > PAGE_ROWS);
            for page in std::iter::once(None).chain(long.then_some(Some(ALL))) {
                let place = self.place(asking(path, lang, page.map(|page| ("page", page))));
                let same = self.page(&document, lang, page, &place)?;
                found.push((place, same));
            }
            for table in &document.content.tables {
                let place = self.place(asking(&format!("{path}.csv"), lang, Some(("table", &table.name))));
                let same = self.file(&document, table, lang, &place)?;
                found.push((place, same));
            }
        }
        Ok(found)
    }

    /// Where an address stands.
    fn place(&self, address: String) -> String {
        if self.still { still::place(&address) } else { address }
    }

    fn page(&self, document: &Document, lang: Lang, page: Option<&str>, place: &str) -> Outcome<Found> {
        let Some(bytes) = self.source.fetch(place, DOCUMENT_BYTES)? else { return Ok(Found::Missing) };
        let found = String::from_utf8_lossy(&bytes);
        let expected = Site::new(self.board, self.base, lang).document(document, &Part::asked(None, page));
        let expected = expected.render().into_string();
        let expected = if self.still { still::page(&expected, place) } else { expected };
        if let Some(version) = version(&found).filter(|found| Some(*found) != version(&expected)) {
            return Ok(Found::Other(version.chars().take(40).collect()));
        }
        if same_page(&found, &expected, &document.digest.to_string()) {
            return Ok(Found::Same);
        }
        self.differs(document)
    }

    fn file(&self, document: &Document, table: &Table, lang: Lang, place: &str) -> Outcome<Found> {
        let Some(bytes) = self.source.fetch(place, DOCUMENT_BYTES)? else { return Ok(Found::Missing) };
        let scope = Scope::of(self.board.standing(), self.base.to_owned(), lang);
        if bytes == csv::table(table, &scope)? { Ok(Found::Same) } else { self.differs(document) }
    }

    /// What differs is wrong, unless its document says by now that the ledger has moved on.
    fn differs(&self, document: &Document) -> Outcome<Found> {
        let bytes = self.source.fetch(&format!("{}.json", document.content.path), DOCUMENT_BYTES)?;
        let now = bytes.and_then(|bytes| json::read::<Document>("document", &bytes).ok());
        let newer = now.is_some_and(|now| now.size > document.size && now.content != document.content);
        Ok(if newer { Found::Newer } else { Found::Differs })
    }
}

/// The address of a page or file below the ledger's own.
fn asking(path: &str, lang: Lang, more: Option<(&str, &str)>) -> String {
    let lang = (lang == Lang::En).then_some(("lang", "en"));
    let asked: Vec<String> = lang.iter().chain(&more).map(|(name, value)| format!("{name}={value}")).collect();
    if asked.is_empty() { path.to_owned() } else { format!("{path}?{}", asked.join("&")) }
}

/// The version of the program that made a page.
fn version(page: &str) -> Option<&str> {
    page.split_once(GENERATOR)?.1.split_once('"').map(|(version, _)| version)
}

/// Whether two pages say the same: all but the foot is equal, and the foot is but for the size and root it names.
pub fn same_page(found: &str, expected: &str, digest: &str) -> bool {
    let unnumbered = |foot: &str| foot.chars().filter(|c| !matches!(c, '0'..='9' | 'a'..='f')).collect::<String>();
    match (found.split_once(FOOT), expected.split_once(FOOT)) {
        (Some((found, foot)), Some((expected, due))) => {
            found == expected && foot.contains(digest) && unnumbered(foot) == unnumbered(due)
        }
        _ => false,
    }
}
