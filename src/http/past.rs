//! The ledger as it stood at the end of a day: the same pages and documents, folded from the entries the ledger had
//! accepted by then and no others.
//!
//! `/<slug>/on/<day>/…` shows what `/<slug>/…` shows, from a board of its own. Its documents are byte for byte those that
//! were published when the log had that size, so anybody who folds as many entries can compare (decision 0027). Boards are
//! folded on a thread of their own, one at a time for each
//! ledger, and a few are kept ([`crate::http::kept`]); what they need not have in memory goes to a file.

use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use crate::base::limits;
use crate::base::paged::spill;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Day;
use crate::base::words::{Lang, say, word};
use crate::event::disclosure::DocumentPath;
use crate::event::entry::Entry;
use crate::html::page::{day_form, in_lang};
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::http::seen::{Seen, Then};
use crate::http::site::{Asked, base, sent, trouble};
use crate::merkle::tree::{Frontier, leaf_hash};
use crate::view::board::Board;

/// How long a request waits for a board before it answers that it is being folded, in steps.
const WAIT: (Duration, u32) = (Duration::from_millis(50), 40);
/// Seconds after which a page that waits for its board asks again.
const AGAIN: &str = "2";
/// What is of the ledger itself and not of a day: pages of the past lead to it as it is now.
const OF_NOW: &[&str] = &[
    "api",
    "ask",
    "audit.json",
    "checkpoint",
    "desk",
    "feed.atom",
    "notice",
    "on",
    "receipts",
    "search",
    "search.json",
    "supervision",
    "tile",
    "verify",
    "verify.html",
    "vkey",
    "witnesses",
    "witnesses.json",
];

/// A board of the past, or how many entries are folded for it.
enum Past {
    Ready(Arc<Board>),
    Folding(u64),
}

/// How many entries the ledger had accepted by the end of `day`, by its own clock. Acceptance never goes back in time, so
/// the place is found by halving.
fn size_on(followed: &Followed, day: Day, offset_minutes: i32) -> Outcome<u64> {
    let (mut low, mut high) = (0, followed.shown().size);
    while low < high {
        let middle = low + (high - low) / 2;
        let bytes = followed.ledger.entries(middle, middle + 1)?.pop();
        let bytes = bytes.ok_or_else(|| Problem::missing("entry-missing").with("index", middle))?;
        if Entry::read(&bytes)?.time.day_at(offset_minutes) <= day { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

/// The board at `size` entries: one that is kept, or a new one, waited for only a little.
fn board(followed: &Arc<Followed>, size: u64) -> Outcome<Past> {
    let kept = &followed.past;
    for _ in 0..WAIT.1 {
        if let Some(board) = kept.ready(size) {
            return Ok(Past::Ready(board));
        }
        if kept.begin(size)? {
            let weak = Arc::downgrade(followed);
            let kept = Arc::clone(kept);
            // Not of the runtime: it must not hold up the server's end. It ends by itself once nobody has the ledger.
            std::thread::spawn(move || kept.finish(size, || fold(&weak, size)));
        }
        std::thread::sleep(WAIT.0);
    }
    Ok(Past::Folding(kept.done(size)))
}

fn fold(followed: &Weak<Followed>, size: u64) -> Outcome<Board> {
    let gone = || Problem::unavailable("request-failed");
    let pages = spill::pages();
    let (mut board, mut edge, mut away) = (Board::default(), Frontier::default(), 0);
    while edge.size() < size {
        let followed = followed.upgrade().ok_or_else(gone)?;
        for bytes in followed.ledger.entries(edge.size(), size.min(edge.size() + limits::PAGE_ENTRIES))? {
            let leaf = leaf_hash(&bytes);
            board.fold(&Entry::read(&bytes)?, leaf)?;
            edge.push(leaf);
        }
        let due = edge.size() - away >= limits::PAST_AWAY || edge.size() == size;
        if let Some(pages) = pages.as_ref().filter(|_| due) {
            board = Board::load(&board.save(pages)?.bytes, pages).ok_or_else(gone)?;
            away = edge.size();
        }
        followed.past.progress(edge.size());
    }
    board.stand_on(edge.root());
    Ok(board)
}

/// Which day a reader wants to go to, and to which page.
#[derive(Debug, Default, Deserialize)]
pub struct Chosen {
    day: Option<String>,
    path: Option<String>,
    lang: Option<String>,
}

/// Leads to a day.
pub async fn choose(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(chosen): Query<Chosen>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let lang = if chosen.lang.as_deref() == Some("en") { Lang::En } else { Lang::Zh };
    let day = chosen.day.as_deref().unwrap_or_default().parse::<Day>();
    match (shown.get(&slug), day) {
        (Ok(followed), Ok(day)) => {
            let path = chosen.path.as_deref().and_then(|path| path.parse::<DocumentPath>().ok());
            let path = path.map(|path| path.to_string()).unwrap_or_default();
            Redirect::to(&in_lang(&format!("{}/on/{day}/{path}", base(&followed)), lang)).into_response()
        }
        (Err(problem), _) | (_, Err(problem)) => trouble(&problem, uri.path(), lang),
    }
}

/// The first page of a day.
pub async fn home(
    state: State<Arc<Shown>>,
    Path((slug, day)): Path<(String, String)>,
    asked: Query<Asked>,
    uri: OriginalUri,
) -> Response {
    page(state, Path((slug, day, String::new())), asked, uri).await
}

/// Any page of a day.
pub async fn page(
    State(shown): State<Arc<Shown>>,
    Path((slug, day, path)): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let lang = asked.lang();
    let (followed, day) = match (shown.get(&slug), day.parse::<Day>()) {
        (Ok(followed), Ok(day)) => (followed, day),
        (Err(problem), _) | (_, Err(problem)) => return trouble(&problem, uri.path(), lang),
    };
    if OF_NOW.contains(&path.split('/').next().unwrap_or_default()) {
        let asked = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        return Redirect::temporary(&format!("{}/{path}{asked}", base(&followed))).into_response();
    }
    match blocking(move || answer(&followed, day, &path, &asked)).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

fn answer(followed: &Arc<Followed>, day: Day, path: &str, asked: &Asked) -> Outcome<Response> {
    let offset = followed.read(|board| board.standing().founded.as_ref().map_or(0, |founded| founded.offset_minutes));
    let size = size_on(followed, day, offset)?;
    let (lang, base) = (asked.lang(), base(followed));
    if size == 0 {
        let problem = Problem::missing("past-nothing").with("day", day);
        return Ok(trouble(&problem, &format!("{base}/on/{day}/"), lang));
    }
    let board = match board(followed, size)? {
        Past::Ready(board) => board,
        Past::Folding(done) => return Ok(waiting(followed, day, (done, size), lang)),
    };
    let seen = Seen { followed, then: Some(Then { board, day, banner: banner(&base, day, size, path, lang) }), lang };
    match path.strip_prefix("events/") {
        _ if path.is_empty() => Ok(sent(&seen.home(day)?).into_response()),
        Some(index) => {
            let index = index.parse().map_err(|_| Problem::missing("page-missing"))?;
            Ok(sent(&seen.event(index)?).into_response())
        }
        None => seen.document(path, asked),
    }
}

/// Says what the page stands on, and leads to another day and to now.
fn banner(base: &str, day: Day, size: u64, path: &str, lang: Lang) -> Markup {
    let about = [("day", day.to_string()), ("size", size.to_string())];
    html! {
        aside.past {
            p { strong { (say(lang, "past-banner", &about)) } }
            (day_form(base, path, Some(&day.to_string()), lang))
            p { a href=(in_lang(&format!("{base}/{path}"), lang)) { (word(lang, "past-now")) } }
        }
    }
}

/// The page that says how far the fold is and asks again by itself.
fn waiting(followed: &Followed, day: Day, (done, size): (u64, u64), lang: Lang) -> Response {
    let progress = [("done", done.to_string()), ("size", size.to_string())];
    let body = html! {
        p.lead role="status" { (say(lang, "past-folding", &progress)) }
        progress max=(size) value=(done) aria-label=(word(lang, "past-progress")) {}
        p { a href="" { (word(lang, "past-again")) } }
    };
    let title = say(lang, "past-title", &[("day", day.to_string())]);
    let page = Seen { followed, then: None, lang }.plain(&format!("on/{day}/"), title, body);
    let headers = [(header::RETRY_AFTER, AGAIN), (header::REFRESH, AGAIN), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, sent(&page)).into_response()
}
