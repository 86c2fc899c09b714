//! The page that searches, and its answer as JSON. It works without scripts; nothing is kept of what anybody looked for.

use std::sync::{Arc, LazyLock};

use axum::Json;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Bi, Lang, say, word};
use crate::event::entry::Entry;
use crate::event::payload::Event;
use crate::html::page::{Link, Page, escaped, in_lang, search_form};
use crate::http::error::HttpError;
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::http::site::{base, sent, trouble};
use crate::rules::standing::Standing;
use crate::view::board::Board;
use crate::view::document::Value;
use crate::view::open::party::parts::resolution_path;
use crate::view::render::site::Site;
use crate::view::render::value::{Scope, markup};
use crate::view::search::Wanted;
use crate::view::told;

/// Searches that run at a time; more are answered "busy".
static TURNS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(limits::SEARCHES));

/// What a reader looks for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    q: Option<String>,
    before: Option<String>,
    lang: Option<String>,
}

/// An entry that was found.
#[derive(Serialize, ToSchema)]
pub struct Hit {
    /// Its position.
    index: u64,
    /// The id of its event.
    id: String,
    /// The kind of its event.
    kind: &'static str,
    /// The day it happened, as written.
    day: String,
    /// It in plain words.
    #[schema(value_type = Object)]
    told: Bi,
}

/// A document that was found by its title.
#[derive(Serialize, ToSchema)]
pub struct Place {
    /// Its path.
    path: String,
    /// Its title.
    #[schema(value_type = Object)]
    title: Bi,
}

/// What was found.
#[derive(Serialize, ToSchema)]
pub struct Results {
    /// What was looked for.
    q: String,
    /// Entries, newest first.
    hits: Vec<Hit>,
    /// Documents by title; only with the first page of entries.
    documents: Vec<Place>,
    /// What to ask as `before` for older entries; absent when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<u64>,
    /// Entries searched: the size of the tree.
    size: u64,
}

fn found(followed: &Followed, asked: &Asked) -> Outcome<Results> {
    let q: String = asked.q.as_deref().unwrap_or_default().chars().take(limits::SEARCH_CHARS).collect();
    let (wanted, size) = followed.read(|board| (Wanted::read(&q, board.standing()), board.standing().size));
    let before = asked.before.as_deref().and_then(|text| text.parse().ok()).map_or(size, |at: u64| at.min(size));
    if wanted.is_empty() {
        return Ok(Results { q, hits: Vec::new(), documents: Vec::new(), before: None, size });
    }
    let entries = followed.index.find(&followed.ledger, &wanted, before)?;
    let documents = if before == size { followed.read(|board| places(board, &wanted)) } else { Vec::new() };
    let hits = followed.read(|board| {
        entries.entries.iter().map(|(index, bytes)| hit(*index, bytes, board.standing())).collect::<Outcome<_>>()
    });
    Ok(Results { q, hits: hits?, documents, before: entries.before, size })
}

fn hit(index: u64, bytes: &[u8], standing: &Standing) -> Outcome<Hit> {
    let event = Event::read(Entry::read(bytes)?.envelope.payload())?;
    let told = |lang| told::sentence(&event, Some(standing), lang);
    let (zh, en) = (told(Lang::Zh), told(Lang::En));
    let (id, day) = (event.head.id.to_string(), event.head.day().to_string());
    Ok(Hit { index, id, kind: event.head.kind, day, told: Bi { zh, en } })
}

/// Documents whose title has every word: views, months, resolutions. At most [`limits::SEARCH_HITS`].
fn places(board: &Board, wanted: &Wanted) -> Vec<Place> {
    let both = |say: &dyn Fn(Lang) -> String| Bi { zh: say(Lang::Zh), en: say(Lang::En) };
    let views = board.paths().into_iter().filter(|path| !path.contains('/'));
    let views = views.map(|path| Place { title: both(&|lang| word(lang, &format!("view-{path}"))), path });
    let months = board.standing().books.months().map(|month| {
        let title = both(&|lang| say(lang, "finance-month-title", &[("month", month.to_string())]));
        Place { path: format!("finance/{month}"), title }
    });
    let mut matters: Vec<_> = board.standing().authorities.matters().collect();
    matters.sort_by_key(|state| std::cmp::Reverse(state.index));
    let matters = matters.into_iter().map(|state| {
        let title = state.matter.title.to_string();
        Place { path: resolution_path(&state.matter.matter), title: Bi { zh: title.clone(), en: title } }
    });
    let fits = |place: &Place| Lang::ALL.iter().any(|lang| wanted.names(place.title.get(*lang)));
    views.chain(months).chain(matters).filter(fits).take(limits::SEARCH_HITS).collect()
}

async fn searched(followed: Arc<Followed>, asked: Asked) -> Result<(Arc<Followed>, Results), HttpError> {
    let _turn = TURNS.try_acquire().map_err(|_| Problem::busy("search-busy"))?;
    blocking(move || found(&followed, &asked).map(|results| (followed, results))).await
}

/// Entries and documents that say what is looked for.
#[utoipa::path(get, path = "/{slug}/search.json", tag = "read",
    params(("slug" = String, Path, description = "The ledger"), ("q" = String, Query, description = "Words, all of which must be met"),
        ("before" = Option<u64>, Query, description = "Only entries before this position")),
    responses((status = 200, body = Results), (status = 503, description = "Too many searches at a time")))]
pub async fn json(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let (_, results) = searched(shown.get(&slug)?, asked).await?;
    Ok(([(header::CACHE_CONTROL, "no-cache"), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], Json(results))
        .into_response())
}

/// The page.
pub async fn page(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let lang = if asked.lang.as_deref() == Some("en") { Lang::En } else { Lang::Zh };
    let followed = match shown.get(&slug) {
        Ok(followed) => followed,
        Err(problem) => return trouble(&problem, uri.path(), lang),
    };
    match searched(followed, asked).await {
        Ok((followed, results)) => {
            ([(header::CACHE_CONTROL, "no-cache")], sent(&shown_as(&followed, &results, lang))).into_response()
        }
        Err(error) => error.into_response(),
    }
}

fn shown_as(followed: &Followed, results: &Results, lang: Lang) -> Page {
    followed.read(|board| {
        let scope = Scope::of(board.standing(), base(followed), lang);
        let body = html! {
            (search_form(&scope.base, &results.q, lang))
            p.quiet { (word(lang, "search-how")) }
            @if !results.q.trim().is_empty() { (answers(results, &scope)) }
        };
        let mut page = Site::new(board, &scope.base, lang).plain("search", word(lang, "search-title"), body);
        // Whoever changes the language keeps what they looked for.
        page.asked = Some(format!("q={}", escaped(&results.q)));
        page
    })
}

fn answers(results: &Results, scope: &Scope) -> Markup {
    let lang = scope.lang;
    let nothing = results.hits.is_empty() && results.documents.is_empty();
    let more = results.before.map(|before| {
        let address = in_lang(&format!("{}/search", scope.base), lang);
        let joint = if address.contains('?') { '&' } else { '?' };
        Link::new(format!("{address}{joint}q={}&before={before}", escaped(&results.q)), word(lang, "search-older"))
    });
    html! {
        @if !results.documents.is_empty() {
            section.table aria-labelledby="documents" {
                h2 #documents { (word(lang, "search-documents")) }
                ul.latest {
                    @for place in &results.documents {
                        li { a href=(in_lang(&format!("{}/{}", scope.base, place.path), lang)) { (place.title.get(lang)) } }
                    }
                }
            }
        }
        section.table aria-labelledby="entries" {
            h2 #entries { (word(lang, "search-entries")) }
            @if results.hits.is_empty() { p role="status" { (word(lang, if nothing && more.is_none() { "search-nothing" } else { "search-none-here" })) } }
            ol.latest.found {
                @for hit in &results.hits {
                    li {
                        time datetime=(hit.day) { (hit.day) } " "
                        a href=(in_lang(&format!("{}/events/{}", scope.base, hit.index), lang)) { (hit.told.get(lang)) } " "
                        span.quiet { (told::title(hit.kind, lang)) " " (markup(&Value::text(format!("#{}", hit.index)), scope)) }
                    }
                }
            }
            @if let Some(more) = &more { p { a.button href=(more.href) rel="next" { (more.text) } } }
        }
    }
}
