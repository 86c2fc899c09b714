//! The latest entries as an Atom feed (RFC 4287), for whoever follows a ledger without visiting it; or one event and what
//! comes after it, for whoever asked a question.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use crate::base::problem::{Outcome, Problem};
use crate::event::entry::Entry;
use crate::event::payload::Event;
use crate::html::page::{address, in_lang};
use crate::http::error::HttpError;
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::http::site::{Asked, base};
use crate::view::render::after;
use crate::view::render::site::Site;
use crate::view::told::sentence;

/// Entries in the feed.
const ENTRIES: u64 = 50;

/// What a feed is of.
#[derive(Debug, Default, Deserialize)]
pub struct Of {
    /// One event and what names it, by its position; the whole ledger without.
    event: Option<u64>,
}

/// The feed.
pub async fn atom(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    Query(of): Query<Of>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let followed = shown.get(&slug)?;
    let at = shown.reached_at(&headers);
    let text = blocking(move || made(&followed, &asked, &of, &at)).await?;
    let headers = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, text).into_response())
}

/// An event and the entries that its page tells as coming after it, as bytes, the newest last.
fn after_event(followed: &Followed, index: u64, size: u64) -> Outcome<Vec<Vec<u8>>> {
    let missing = |index: u64| Problem::missing("entry-missing").with("index", index);
    if index >= size {
        return Err(missing(index));
    }
    let entry = |index: u64| followed.ledger.entries(index, index + 1)?.pop().ok_or_else(|| missing(index));
    let event = Event::read(Entry::read(&entry(index)?)?.envelope.payload())?;
    let mut told = followed.read(|board| after::needed(&event, index, board));
    told.insert(index);
    let newest: Vec<u64> = told.into_iter().rev().take(usize::try_from(ENTRIES).unwrap_or(usize::MAX)).collect();
    newest.into_iter().rev().map(entry).collect()
}

fn made(followed: &Followed, asked: &Asked, of: &Of, at: &str) -> Outcome<String> {
    let (lang, base) = (asked.lang(), base(followed));
    let size = followed.read(|board| board.standing().size);
    let entries = match of.event {
        Some(index) => after_event(followed, index, size)?,
        None => followed.ledger.entries(size.saturating_sub(ENTRIES), size)?,
    };
    let of_event = of.event.map(|index| index.to_string());
    let question: Vec<(&str, &str)> = of_event.iter().map(|index| ("event", index.as_str())).collect();
    let origin = followed.ledger.vkey().name();
    let title = followed.read(|board| Site::new(board, &base, lang).home_link().text);
    let told: Vec<(Entry, String)> = followed.read(|board| {
        let tell = |bytes: &Vec<u8>| {
            let entry = Entry::read(bytes)?;
            let said = sentence(&Event::read(entry.envelope.payload())?, Some(board.standing()), lang);
            Ok((entry, said))
        };
        entries.iter().rev().map(tell).collect::<Outcome<_>>()
    })?;
    let home = in_lang(&format!("{at}{base}/"), lang);
    let updated = told.first().map(|(entry, _)| entry.time.to_string()).unwrap_or_default();
    let one = |entry: &Entry, said: &str| -> Markup {
        html! {
            entry {
                id { "tag:" (origin) ":" (entry.index) }
                title { (said) }
                updated { (entry.time) }
                link href=(in_lang(&format!("{at}{base}/events/{}", entry.index), lang)) {}
            }
        }
    };
    let feed = html! {
        feed xmlns="http://www.w3.org/2005/Atom" xml:lang=(lang.tag()) {
            id { "tag:" (origin) @if let Some(index) = &of_event { ":" (index) ":after" } }
            title { (title) }
            updated { (updated) }
            author { name { (title) } }
            link href=(home) {}
            link rel="self" href=(address(&format!("{at}{base}/feed.atom"), lang, &question)) {}
            @for (entry, said) in &told { (one(entry, said)) }
        }
    };
    Ok(format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{}\n", feed.into_string()))
}
