//! Pages for residents: server-rendered, readable without scripts.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;

use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, word};
use crate::event::entry::Entry;
use crate::event::payload::Event;
use crate::html::page::{Link, Page, in_lang};
use crate::http::error::{HttpError, status};
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::ledger::clock::{Clock as _, SystemClock};
use crate::merkle::tree::leaf_hash;
use crate::view::render::chain::{self, Links};
use crate::view::render::csv;
use crate::view::render::glance::glance;
use crate::view::render::page::Part;
use crate::view::render::site::Site;
use crate::view::render::value::Scope;

/// Events listed on a ledger's first page.
const LATEST: u64 = 20;

/// What a reader may ask of a page.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    lang: Option<String>,
    table: Option<String>,
    page: Option<String>,
}

impl Asked {
    /// The language asked for; Chinese unless told otherwise.
    pub fn lang(&self) -> Lang {
        if self.lang.as_deref() == Some("en") { Lang::En } else { Lang::Zh }
    }
}

/// A page as sent.
pub fn sent(page: &Page) -> Html<String> {
    Html(page.render().into_string())
}

/// Answers for the process.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// Answers once views have caught up; the server only binds after that.
pub async fn ready(State(shown): State<Arc<Shown>>) -> Result<String, HttpError> {
    let mut lines = String::new();
    for followed in shown.all() {
        let published = followed.ledger.published().borrow().size;
        let folded = followed.read(|board| board.standing().size);
        let _ = writeln!(lines, "{} {folded}/{published}", followed.ledger.slug());
    }
    Ok(lines)
}

/// Style and icon, compiled in.
pub async fn asset(Path(name): Path<String>) -> Result<impl IntoResponse, HttpError> {
    let (media, text) = match name.as_str() {
        "style.css" => ("text/css; charset=utf-8", include_str!("../../assets/style.css")),
        "icon.svg" => ("image/svg+xml", include_str!("../../assets/icon.svg")),
        _ => return Err(Problem::missing("page-missing").into()),
    };
    Ok(([(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "public, max-age=3600")], text))
}

/// `/<slug>` leads to `/<slug>/`, so that relative links work. Only a ledger's own name does: `//elsewhere.example/`
/// would lead away from this server.
pub async fn to_home(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    match shown.get(&slug) {
        Ok(followed) => Redirect::permanent(&format!("{}/", base(&followed))).into_response(),
        Err(problem) => trouble(&problem, uri.path(), asked.lang()),
    }
}

/// A page that is not there.
pub async fn nothing(OriginalUri(uri): OriginalUri, Query(asked): Query<Asked>) -> Response {
    trouble(&Problem::missing("page-missing"), uri.path(), asked.lang())
}

/// The ledgers of this server.
pub async fn index(State(shown): State<Arc<Shown>>, Query(asked): Query<Asked>) -> Html<String> {
    let lang = asked.lang();
    let ledgers: Vec<Link> = shown.all().map(|followed| home_link(followed, lang)).collect();
    let body = html! {
        p.lead { (word(lang, "site-lead")) }
        @if ledgers.is_empty() { p { (word(lang, "site-empty")) } }
        ul.views { @for link in &ledgers { li { a href=(in_lang(&link.href, lang)) { (link.text) } } } }
    };
    let title = word(lang, "site-name");
    sent(&Page {
        lang,
        title,
        ledger: None,
        nav: Vec::new(),
        crumbs: Vec::new(),
        path: "/".into(),
        asked: None,
        banner: None,
        standing: None,
        body,
    })
}

fn home_link(followed: &Followed, lang: Lang) -> Link {
    followed.read(|board| Site::new(board, &base(followed), lang).home_link())
}

/// What stands before a ledger's paths.
pub fn base(followed: &Followed) -> String {
    format!("/{}", followed.ledger.slug())
}

/// A ledger's first page: its views and its latest events.
pub async fn home(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let lang = asked.lang();
    let followed = match shown.get(&slug) {
        Ok(followed) => followed,
        Err(problem) => return trouble(&problem, uri.path(), lang),
    };
    let page = blocking(move || {
        let size = followed.read(|board| board.standing().size);
        let mut latest = followed.ledger.entries(size.saturating_sub(LATEST), size)?;
        latest.reverse();
        let vkey = followed.ledger.vkey().to_string();
        let now = SystemClock.now();
        followed.read(|board| {
            let scope = Scope::of(board.standing(), base(&followed), lang);
            let glance = glance(board, &scope, now.day_at(scope.offset_minutes));
            let mut page = Site::new(board, &base(&followed), lang).home(&latest, &vkey)?;
            let desk = in_lang(&format!("{}/desk", base(&followed)), lang);
            let feed = in_lang(&format!("{}/feed.atom", base(&followed)), lang);
            page.body = html! { (glance) (page.body) p { a href=(feed) { (word(lang, "glance-feed")) } " · " a href=(desk) { (word(lang, "desk-title")) } } };
            Ok(page)
        })
    });
    match page.await {
        Ok(page) => sent(&page).into_response(),
        Err(error) => error.into_response(),
    }
}

/// A document as page, JSON or CSV, by the ending of its path.
pub async fn document(
    State(shown): State<Arc<Shown>>,
    Path((slug, path)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let lang = asked.lang();
    let found = match shown.get(&slug) {
        Ok(followed) => blocking(move || answer(&followed, &path, &asked)).await,
        Err(problem) => return trouble(&problem, uri.path(), lang),
    };
    match found {
        Ok(response) => response,
        Err(error) if uri.path().ends_with(".json") || uri.path().ends_with(".csv") => error.into_response(),
        Err(_) => trouble(&Problem::missing("page-missing"), uri.path(), lang),
    }
}

fn answer(followed: &Followed, path: &str, asked: &Asked) -> Outcome<Response> {
    let missing = || Problem::missing("document-missing").with("path", path.escape_debug());
    let (name, form) = match path.rsplit_once('.') {
        Some((name, "json")) => (name, "json"),
        Some((name, "csv")) => (name, "csv"),
        _ => (path.trim_end_matches('/'), "html"),
    };
    let document = followed.read(|board| board.document(name)).ok_or_else(missing)?;
    let headers = |media: &'static str| {
        [(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "no-cache"), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")]
    };
    match form {
        "json" => Ok((headers("application/json"), document.json()).into_response()),
        "csv" => {
            let tables = &document.content.tables;
            let wanted = asked.table.as_deref().unwrap_or("items");
            let table = tables.iter().find(|table| table.name == wanted);
            let table = table.or_else(|| tables.first().filter(|_| asked.table.is_none())).ok_or_else(missing)?;
            let scope = followed.read(|board| Scope::of(board.standing(), base(followed), asked.lang()));
            Ok((headers("text/csv; charset=utf-8"), csv::table(table, &scope)?).into_response())
        }
        _ => {
            let part = Part::asked(asked.table.as_deref(), asked.page.as_deref());
            let page =
                followed.read(|board| Site::new(board, &base(followed), asked.lang()).document(&document, &part));
            Ok(([(header::CACHE_CONTROL, "no-cache")], sent(&page)).into_response())
        }
    }
}

/// One event in plain words, with who signed it and how to check it.
pub async fn event(
    State(shown): State<Arc<Shown>>,
    Path((slug, index)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let lang = asked.lang();
    let page = match (shown.get(&slug), index.parse::<u64>()) {
        (Ok(followed), Ok(index)) => blocking(move || event_page(&followed, index, lang)).await,
        _ => return trouble(&Problem::missing("page-missing"), uri.path(), lang),
    };
    match page {
        Ok(page) => sent(&page).into_response(),
        Err(_) => trouble(&Problem::missing("page-missing"), uri.path(), lang),
    }
}

fn event_page(followed: &Followed, index: u64, lang: Lang) -> Outcome<Page> {
    let missing = || Problem::missing("entry-missing").with("index", index);
    if index >= followed.read(|board| board.standing().size) {
        return Err(missing());
    }
    let entry = |index: u64| followed.ledger.entries(index, index + 1)?.pop().ok_or_else(missing);
    let bytes = entry(index)?;
    let event = Event::read(Entry::read(&bytes)?.envelope.payload())?;
    let needed = followed.read(|board| chain::needed(&event, board.standing()));
    let entries = needed.into_iter().map(|index| Ok((index, entry(index)?))).collect::<Outcome<_>>()?;
    let links = Links::read(&entries)?;
    followed.read(|board| Site::new(board, &base(followed), lang).event(&bytes, leaf_hash(&bytes), &links))
}

/// A problem as a page.
pub fn trouble(problem: &Problem, path: &str, lang: Lang) -> Response {
    let body = html! { p.lead { (problem.text(lang)) } p { a href="/" { (word(lang, "page-home")) } } };
    let title = word(lang, "page-trouble");
    let path = path.to_owned();
    let page = Page {
        lang,
        title,
        ledger: None,
        nav: Vec::new(),
        crumbs: Vec::new(),
        path,
        asked: None,
        banner: None,
        standing: None,
        body,
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    (status(problem.class), headers, sent(&page)).into_response()
}
