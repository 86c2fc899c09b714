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
use crate::html::page::{Link, Page, in_lang};
use crate::http::answers::{Today, made};
use crate::http::error::{HttpError, status};
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::http::papers;
use crate::http::seen::Seen;
use crate::view::render::site::Site;

/// What a reader may ask of a page.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    lang: Option<String>,
    /// Of which table.
    pub table: Option<String>,
    /// Which page of it.
    pub page: Option<String>,
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

/// A page as sent, which a browser may keep if it asks each time whether it still holds.
fn fresh(page: &Page) -> Response {
    ([(header::CACHE_CONTROL, "no-cache")], sent(page)).into_response()
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
        let _ = write!(lines, "{} {folded}/{published}", followed.ledger.slug());
        if let Some(status) = followed.status() {
            let quorum = if status.quorum { "quorum" } else { "no quorum" };
            let _ = write!(lines, " witnesses {}/{} {quorum}", status.current(), status.witnesses.len());
        }
        lines.push('\n');
    }
    Ok(lines)
}

/// Style and icon, compiled in: name, media type, text.
pub const ASSETS: [(&str, &str, &str); 2] = [
    ("style.css", "text/css; charset=utf-8", include_str!("../../assets/style.css")),
    ("icon.svg", "image/svg+xml", include_str!("../../assets/icon.svg")),
];

/// Style and icon.
pub async fn asset(Path(name): Path<String>) -> Result<impl IntoResponse, HttpError> {
    let found = ASSETS.iter().find(|(known, ..)| *known == name);
    let (_, media, text) = *found.ok_or_else(|| Problem::missing("page-missing"))?;
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
        let today = Today::of(&followed);
        let seen = Seen { followed: &followed, then: None, lang };
        made(&followed, Some(today), || Ok(fresh(&seen.home(today.day)?)))
    });
    page.await.unwrap_or_else(IntoResponse::into_response)
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
        Ok(followed) => {
            let seen = move || {
                made(&followed, None, || Seen { followed: &followed, then: None, lang }.document(&path, &asked))
            };
            blocking(seen).await
        }
        Err(problem) => return trouble(&problem, uri.path(), lang),
    };
    match found {
        Ok(response) => response,
        Err(error) if uri.path().ends_with(".json") || uri.path().ends_with(".csv") => error.into_response(),
        Err(_) => trouble(&Problem::missing("page-missing"), uri.path(), lang),
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
        (Ok(followed), Ok(index)) => {
            let seen = move || {
                made(&followed, None, || {
                    let mut page = Seen { followed: &followed, then: None, lang }.event(index)?;
                    page.body = html! { (page.body) (papers::listed(&shown, &followed, index, lang)?) };
                    Ok(fresh(&page))
                })
            };
            blocking(seen).await
        }
        _ => return trouble(&Problem::missing("page-missing"), uri.path(), lang),
    };
    match page {
        Ok(page) => page,
        Err(_) => trouble(&Problem::missing("page-missing"), uri.path(), lang),
    }
}

/// A page of a ledger that may change with every entry; a ledger that is not here is told as a page, too.
pub async fn fresh_page(
    found: Outcome<Arc<Followed>>,
    (path, lang): (&str, Lang),
    make: impl FnOnce(&Followed) -> Outcome<Page> + Send + 'static,
) -> Response {
    let followed = match found {
        Ok(followed) => followed,
        Err(problem) => return trouble(&problem, path, lang),
    };
    let page = blocking(move || make(&followed)).await;
    page.map_or_else(IntoResponse::into_response, |page| fresh(&page))
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
