//! What a reader looks at: a ledger as it is now, or as it stood at the end of a day. Pages are made the same way of both.

use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::base::problem::{Outcome, Problem};
use crate::base::time::Day;
use crate::base::words::{Lang, word};
use crate::event::entry::Entry;
use crate::event::payload::Event;
use crate::html::page::{Page, in_lang, search_form};
use crate::http::follow::Followed;
use crate::http::receipts;
use crate::http::site::{Asked, base, sent};
use crate::http::witnesses;
use crate::merkle::tree::leaf_hash;
use crate::view::board::Board;
use crate::view::render::chain::{self, Links};
use crate::view::render::csv;
use crate::view::render::glance::glance;
use crate::view::render::page::Part;
use crate::view::render::site::Site;
use crate::view::render::value::Scope;

/// Events listed on a ledger's first page.
const LATEST: u64 = 20;

/// A day of the past.
pub struct Then {
    /// The board at its end.
    pub board: Arc<Board>,
    /// The day.
    pub day: Day,
    /// What says so on every page.
    pub banner: Markup,
}

/// What is looked at, in a language.
pub struct Seen<'a> {
    /// The ledger.
    pub followed: &'a Followed,
    /// A day of the past; now without.
    pub then: Option<Then>,
    /// The language.
    pub lang: Lang,
}

impl Seen<'_> {
    fn read<T>(&self, look: impl Fn(&Board) -> T) -> T {
        match &self.then {
            Some(then) => look(&then.board),
            None => self.followed.read(look),
        }
    }

    /// What stands before paths in links, so that a reader of the past stays there.
    fn base(&self) -> String {
        let base = base(self.followed);
        self.then.as_ref().map_or_else(|| base.clone(), |then| format!("{base}/on/{}", then.day))
    }

    fn page(&self, make: impl Fn(&Site<'_>) -> Page) -> Page {
        let mut page = self.read(|board| make(&Site::new(board, &self.base(), self.lang)));
        page.banner = self.then.as_ref().map(|then| then.banner.clone());
        page
    }

    /// What must be known before a page that is no document: whose day it is, or that too few witnesses have cosigned.
    /// Pages of documents are the same everywhere, so that an auditor can compare them.
    fn banner(&self) -> Option<Markup> {
        let now = || witnesses::warning(self.followed, self.lang);
        self.then.as_ref().map_or_else(now, |then| Some(then.banner.clone()))
    }

    /// A page that is no document.
    pub fn plain(&self, path: &str, title: String, body: Markup) -> Page {
        self.page(|site| site.plain(path, title.clone(), body.clone()))
    }

    /// The first page: what was decided, spent and late on `today`, the views and the latest events.
    pub fn home(&self, today: Day) -> Outcome<Page> {
        let (lang, base, size) = (self.lang, self.base(), self.read(|board| board.standing().size));
        let mut latest = self.followed.ledger.entries(size.saturating_sub(LATEST), size)?;
        latest.reverse();
        let vkey = self.followed.ledger.vkey().to_string();
        let glance = self.read(|board| glance(board, &Scope::of(board.standing(), base.clone(), lang), today));
        let mut page = self.read(|board| Site::new(board, &base, lang).home(&latest, &vkey))?;
        let link =
            |path: &str, key: &str| html! { a href=(in_lang(&format!("{base}/{path}"), lang)) { (word(lang, key)) } };
        let body = page.body;
        page.body = html! { (search_form(&base, "", lang)) (glance) (body) p { (link("feed.atom", "glance-feed")) " · " (link("desk", "desk-title")) " · " (link("supervision", "supervision-title")) @if self.followed.asks() { " · " (link("witnesses", "witnesses-title")) } } };
        page.banner = self.banner();
        Ok(page)
    }

    /// A document as page, JSON or CSV, by the ending of its path.
    pub fn document(&self, path: &str, asked: &Asked) -> Outcome<Response> {
        let missing = || Problem::missing("document-missing").with("path", path.escape_debug());
        let (name, form) = match path.rsplit_once('.') {
            Some((name, "json")) => (name, "json"),
            Some((name, "csv")) => (name, "csv"),
            _ => (path.trim_end_matches('/'), "html"),
        };
        let document = self.read(|board| board.document(name)).ok_or_else(missing)?;
        let headers = |media: &'static str| {
            [
                (header::CONTENT_TYPE, media),
                (header::CACHE_CONTROL, "no-cache"),
                (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            ]
        };
        match form {
            "json" => Ok((headers("application/json"), document.json()).into_response()),
            "csv" => {
                let tables = &document.content.tables;
                let wanted = asked.table.as_deref().unwrap_or("items");
                let table = tables.iter().find(|table| table.name == wanted);
                let table = table.or_else(|| tables.first().filter(|_| asked.table.is_none())).ok_or_else(missing)?;
                let scope = self.read(|board| Scope::of(board.standing(), self.base(), self.lang));
                Ok((headers("text/csv; charset=utf-8"), csv::table(table, &scope)?).into_response())
            }
            _ => {
                let part = Part::asked(asked.table.as_deref(), asked.page.as_deref());
                let page = self.page(|site| site.document(&document, &part));
                Ok(([(header::CACHE_CONTROL, "no-cache")], sent(&page)).into_response())
            }
        }
    }

    /// One event in plain words, what it rests on, who signed it and how to check it.
    pub fn event(&self, index: u64) -> Outcome<Page> {
        let missing = |index: u64| Problem::missing("entry-missing").with("index", index);
        if index >= self.read(|board| board.standing().size) {
            return Err(missing(index));
        }
        let ledger = &self.followed.ledger;
        let entry = |index: u64| ledger.entries(index, index + 1)?.pop().ok_or_else(|| missing(index));
        let bytes = entry(index)?;
        let event = Event::read(Entry::read(&bytes)?.envelope.payload())?;
        let needed = self.read(|board| chain::needed(&event, index, board));
        let entries = needed.into_iter().map(|index| Ok((index, entry(index)?))).collect::<Outcome<_>>()?;
        let (links, leaf) = (Links::read(&entries)?, leaf_hash(&bytes));
        let page = self.read(|board| Site::new(board, &self.base(), self.lang).event(&bytes, leaf, &links));
        page.map(|mut page| {
            // A reader of the past is offered what is published now; it proves the same entry.
            let body = page.body;
            page.body = html! { (body) (receipts::offer(self.followed, index, self.lang)) };
            page.banner = self.banner();
            page
        })
    }
}
