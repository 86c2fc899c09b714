//! Pages for residents: server-rendered, readable without scripts.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, say, word};
use crate::event::entry::Entry;
use crate::event::payload::Event;
use crate::html::page::{Link, Page, Standing, in_lang};
use crate::html::parts;
use crate::http::error::{HttpError, status};
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::merkle::tree::leaf_hash;
use crate::view::board::Board;
use crate::view::document::Document;
use crate::view::render::value::Scope;
use crate::view::render::{csv, page};
use crate::view::told;

/// Events listed on a ledger's first page.
const LATEST: u64 = 20;

/// What a reader may ask of a page.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    lang: Option<String>,
    table: Option<String>,
}

impl Asked {
    fn lang(&self) -> Lang {
        if self.lang.as_deref() == Some("en") { Lang::En } else { Lang::Zh }
    }
}

fn sent(page: &Page) -> Html<String> {
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

/// `/<slug>` leads to `/<slug>/`, so that relative links work.
pub async fn to_home(Path(slug): Path<String>) -> Redirect {
    Redirect::permanent(&format!("/{slug}/"))
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
        standing: None,
        body,
    })
}

fn home_link(followed: &Followed, lang: Lang) -> Link {
    let slug = followed.ledger.slug();
    let title =
        followed.read(|board| board.standing().founded.as_ref().map(|founded| founded.title.get(lang).to_owned()));
    Link::new(format!("/{slug}/"), title.unwrap_or_else(|| slug.to_string()))
}

fn base(followed: &Followed) -> String {
    format!("/{}", followed.ledger.slug())
}

fn scope(followed: &Followed, board: &Board, lang: Lang) -> Scope {
    let currency = board.standing().founded.as_ref().map(|founded| founded.currency.clone());
    Scope { lang, currency: currency.unwrap_or_else(crate::base::money::Currency::yuan), base: base(followed) }
}

/// A page of a ledger, framed.
fn framed(
    followed: &Followed,
    board: &Board,
    lang: Lang,
    path: &str,
    (title, body): (String, Markup),
    document: Option<&Document>,
) -> Page {
    let base = base(followed);
    let nav =
        views(board).into_iter().map(|name| Link::new(format!("{base}/{name}"), word(lang, &format!("view-{name}"))));
    let home = home_link(followed, lang);
    let mut crumbs = Vec::new();
    if !path.is_empty() {
        crumbs.push(home.clone());
        if let Some((view, _)) = path.split_once('/').filter(|(view, _)| views(board).contains(&(*view).to_owned())) {
            crumbs.push(Link::new(format!("{base}/{view}"), word(lang, &format!("view-{view}"))));
        }
    }
    let published = followed.ledger.published().borrow().clone();
    let standing = match document {
        Some(document) => {
            Standing { size: document.size, root: document.root.to_string(), digest: Some(document.digest.to_string()) }
        }
        None => Standing { size: published.size, root: published.root.to_string(), digest: None },
    };
    let nav = nav.collect();
    let path = format!("{base}/{path}");
    Page { lang, title, ledger: Some(home), nav, crumbs, path, standing: Some(standing), body }
}

/// The views of a ledger: paths without a further part.
fn views(board: &Board) -> Vec<String> {
    board.paths().into_iter().filter(|path| !path.contains('/')).collect()
}

/// A ledger's first page: its views and its latest events.
pub async fn home(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, HttpError> {
    let followed = shown.get(&slug)?;
    let lang = asked.lang();
    blocking(move || {
        let size = followed.read(|board| board.standing().size);
        let latest = followed.ledger.entries(size.saturating_sub(LATEST), size)?;
        let mut told: Vec<(u64, String, String)> = Vec::new();
        for bytes in latest.iter().rev() {
            let entry = Entry::read(bytes)?;
            let event = Event::read(entry.envelope.payload())?;
            let sentence = followed.read(|board| told::sentence(&event, Some(board.standing()), lang));
            told.push((entry.index, event.head.day().to_string(), sentence));
        }
        Ok(followed.read(|board| {
            let base = base(&followed);
            let body = html! {
                ul.views {
                    @for name in views(board) {
                        li { a href=(in_lang(&format!("{base}/{name}"), lang)) { (word(lang, &format!("view-{name}"))) } }
                    }
                }
                h2 { (word(lang, "home-latest")) }
                ul.latest {
                    @for (index, day, sentence) in &told {
                        li { time { (day) } " " a href=(in_lang(&format!("{base}/events/{index}"), lang)) { (sentence) } }
                    }
                }
                h2 { (word(lang, "home-check")) }
                p { (word(lang, "home-check-how")) }
                p { code { "mingbai verify http://…" (base) } }
                p { (word(lang, "home-key")) " " code { (followed.ledger.vkey()) } }
            };
            let title = home_link(&followed, lang).text;
            sent(&framed(&followed, board, lang, "", (title, body), None))
        }))
    })
    .await
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
    let (document, scope) = followed.read(|board| (board.document(name), scope(followed, board, asked.lang())));
    let document = document.ok_or_else(missing)?;
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
            Ok((headers("text/csv; charset=utf-8"), csv::table(table, &scope)?).into_response())
        }
        _ => {
            let title = page::title(&document.content, &scope);
            let body = page::body(&document.content, &scope);
            let page = followed.read(|board| framed(followed, board, scope.lang, name, (title, body), Some(&document)));
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
    if index >= followed.read(|board| board.standing().size) {
        return Err(Problem::missing("entry-missing").with("index", index));
    }
    let bytes = followed.ledger.entries(index, index + 1)?.pop();
    let bytes = bytes.ok_or_else(|| Problem::missing("entry-missing").with("index", index))?;
    let entry = Entry::read(&bytes)?;
    let event = Event::read(entry.envelope.payload())?;
    let pretty: serde_json::Value = serde_json::from_slice(entry.envelope.payload()).unwrap_or_default();
    Ok(followed.read(|board| {
        let standing = board.standing();
        let day = event.head.day();
        let signers: Vec<(String, String, String)> = entry
            .envelope
            .keys()
            .map(|key| {
                let person = standing.mandates.ever_held(&key);
                let name = person.map(|person| standing.mandates.name_of(person)).unwrap_or_default();
                let held = standing.mandates.terms().iter().filter(|held| Some(&held.term.person) == person && held.covers(day));
                let offices: Vec<String> = held.map(|held| seat(standing, &held.term.seat, lang)).collect();
                (name, offices.join("、"), key.to_string())
            })
            .collect();
        let facts = [
            (word(lang, "event-kind"), html! { (told::title(event.head.kind, lang)) }),
            (word(lang, "event-happened"), html! { (event.head.time) }),
            (word(lang, "event-accepted"), html! { (entry.time) }),
            (word(lang, "event-position"), html! { (index) }),
        ];
        let base = base(followed);
        let body = html! {
            p.lead { (told::sentence(&event, Some(standing), lang)) }
            (parts::facts(&facts))
            h2 { (word(lang, "event-signed-by")) }
            ul.signers { @for (name, offices, key) in &signers { li { strong { (name) } " " (offices) " " code.quiet { (key) } } } }
            h2 { (word(lang, "event-proof")) }
            p { (word(lang, "event-leaf")) " " code { (leaf_hash(&bytes)) } }
            p.files {
                a href=(format!("{base}/api/receipts/{}", event.head.id)) { (word(lang, "event-receipt")) } " · "
                a href=(format!("{base}/api/entries/{index}")) { (word(lang, "event-entry")) }
            }
            details {
                summary { (word(lang, "event-exact")) }
                pre { (format!("{pretty:#}")) }
            }
        };
        let title = say(lang, "event-title", &[("index", index.to_string())]);
        framed(followed, board, lang, &format!("events/{index}"), (title, body), None)
    }))
}

fn seat(standing: &crate::rules::standing::Standing, seat: &crate::event::mandate::Seat, lang: Lang) -> String {
    let body =
        standing.mandates.body(&seat.body).map_or_else(|| seat.body.to_string(), |body| body.name.get(lang).to_owned());
    let key = format!("office-{}", seat.office);
    let office = if crate::base::words::has(lang, &key) { word(lang, &key) } else { seat.office.to_string() };
    if lang == Lang::Zh { format!("{body}{office}") } else { format!("{body}, {office}") }
}

/// A problem as a page.
fn trouble(problem: &Problem, path: &str, lang: Lang) -> Response {
    let body = html! { p.lead { (problem.text(lang)) } p { a href="/" { (word(lang, "page-home")) } } };
    let title = word(lang, "page-trouble");
    let path = path.to_owned();
    let page = Page { lang, title, ledger: None, nav: Vec::new(), crumbs: Vec::new(), path, standing: None, body };
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    (status(problem.class), headers, sent(&page)).into_response()
}
