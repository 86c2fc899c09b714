//! The pages of a static copy: documents as JSON, page and CSV, the first page, the page that checks, and what they load.

use maud::{Markup, html};
use rayon::prelude::*;

use crate::audit::pages::same_page;
use crate::audit::source::DOCUMENT_BYTES;
use crate::base::json;
use crate::base::note::Vkey;
use crate::base::problem::Outcome;
use crate::base::time::{Day, Instant};
use crate::base::words::{Lang, word};
use crate::html::page::{Page, address};
use crate::http::scripts;
use crate::http::site::ASSETS;
use crate::http::verify::About;
use crate::publish::staged::Staged;
use crate::view::board::Board;
use crate::view::document::Document;
use crate::view::render::csv;
use crate::view::render::glance::glance;
use crate::view::render::page::{PAGE_ROWS, Part};
use crate::view::render::site::Site;
use crate::view::render::still::{self, ABSENT, BASE, MARK, WHOLE};
use crate::view::render::value::Scope;

/// What pages were made of: they change when this does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// Entries folded.
    pub size: u64,
    /// The day against which lateness is measured.
    pub day: Day,
}

/// The day it is where the ledger is.
pub fn today(board: &Board, now: Instant) -> Day {
    now.day_at(board.standing().founded.as_ref().map_or(0, |founded| founded.offset_minutes))
}

/// Makes every page. `latest` are the last entries, newest first; `home` is the ledger's own address, if it is known.
pub fn make(
    board: &Board,
    key: &Vkey,
    latest: &[Vec<u8>],
    day: Day,
    home: Option<&str>,
    staged: &Staged,
) -> Outcome<()> {
    board.paths().par_iter().try_for_each(|path| document(board, path, staged))?;
    for lang in Lang::ALL {
        let site = Site::new(board, BASE, lang);
        let scope = Scope::of(board.standing(), BASE.to_owned(), lang);
        let mut first = site.home(latest, &key.to_string())?;
        let body = first.body;
        first.body = html! { (glance(board, &scope, day)) (body) };
        put(&first, &still::place(&address("", lang, &[])), staged)?;
        let told = site.plain(ABSENT, word(lang, "copy-title"), absent(home, lang));
        put(&told, &still::place(&address("search", lang, &[])), staged)?;
        let about = About::of(board, key, lang);
        put(&about.page(&site, &Markup::default()), &still::place(&address("verify", lang, &[])), staged)?;
        staged.put(&still::place(&address("verify.html", lang, &[])), about.standalone().as_bytes())?;
    }
    for (name, _, text) in ASSETS {
        staged.put(&format!("assets/{name}"), text.as_bytes())?;
    }
    for (name, text) in scripts::SCRIPTS {
        staged.put(scripts::address(name).trim_start_matches('/'), text.as_bytes())?;
    }
    staged.put("vkey", format!("{key}\n").as_bytes())?;
    staged.put(MARK, b"{\"format\":1}\n")
}

fn put(page: &Page, place: &str, staged: &Staged) -> Outcome<()> {
    staged.put(place, still::page(&page.render().into_string(), place).as_bytes())
}

/// What a copy does not have, and where the ledger itself is.
fn absent(home: Option<&str>, lang: Lang) -> Markup {
    html! {
        p.lead { (word(lang, "copy-about")) }
        p { (word(lang, "copy-absent")) }
        @if let Some(home) = home { p { (word(lang, "copy-home")) " " a href=(home) rel="noreferrer" { (home) } } }
    }
}

/// A document as JSON, pages and tables. What says the same already stays as it is, with the size it was made at: most
/// documents of a ledger that grows never change.
fn document(board: &Board, path: &str, staged: &Staged) -> Outcome<()> {
    let Some(document) = board.document(path) else { return Ok(()) };
    let (place, limit) = (format!("{path}.json"), usize::try_from(DOCUMENT_BYTES).unwrap_or(usize::MAX));
    let found = staged.standing(&place, limit).and_then(|bytes| json::read::<Document>("document", &bytes).ok());
    let same = found.is_some_and(|found| {
        (found.edition, found.digest, &found.content) == (document.edition, document.digest, &document.content)
    });
    if !same {
        staged.put(&place, &document.json())?;
    }
    for lang in Lang::ALL {
        let site = Site::new(board, BASE, lang);
        for (table, page) in parts(&document) {
            let asked: Vec<(&str, &str)> =
                table.iter().map(|table| ("table", *table)).chain(page.as_deref().map(|page| ("page", page))).collect();
            let place = still::place(&address(path, lang, &asked));
            let shown = site.document(&document, &Part::asked(table, page.as_deref())).render().into_string();
            let shown = still::page(&shown, &place);
            let stands = staged
                .standing(&place, limit)
                .is_some_and(|found| same_page(&String::from_utf8_lossy(&found), &shown, &document.digest.to_string()));
            if !stands {
                staged.put(&place, shown.as_bytes())?;
            }
        }
        let scope = Scope::of(board.standing(), BASE.to_owned(), lang);
        for table in &document.content.tables {
            let place = still::place(&address(&format!("{path}.csv"), lang, &[("table", &table.name)]));
            staged.put(&place, &csv::table(table, &scope)?)?;
        }
    }
    Ok(())
}

/// Every page of a document: its beginning and, where tables are long, all rows at once and table by table.
fn parts(document: &Document) -> Vec<(Option<&str>, Option<String>)> {
    let mut parts = vec![(None, None)];
    for table in document.content.tables.iter().filter(|table| table.rows.len() > PAGE_ROWS) {
        if parts.len() == 1 {
            parts.push((None, Some(WHOLE.to_owned())));
        }
        let pages = 2..=table.rows.len().div_ceil(PAGE_ROWS);
        parts.extend(pages.map(|page| (Some(table.name.as_str()), Some(page.to_string()))));
    }
    parts
}
