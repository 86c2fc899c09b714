//! The latest entries as an Atom feed (RFC 4287), for whoever follows a ledger without visiting it.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::base::problem::Outcome;
use crate::event::entry::Entry;
use crate::event::payload::Event;
use crate::html::page::in_lang;
use crate::http::error::HttpError;
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::http::site::{Asked, base};
use crate::view::render::site::Site;
use crate::view::told::sentence;

/// Entries in the feed.
const ENTRIES: u64 = 50;

/// The feed.
pub async fn atom(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let followed = shown.get(&slug)?;
    let at = shown.reached_at(&headers);
    let text = blocking(move || made(&followed, &asked, &at)).await?;
    let headers = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, text).into_response())
}

fn made(followed: &Followed, asked: &Asked, at: &str) -> Outcome<String> {
    let (lang, base) = (asked.lang(), base(followed));
    let size = followed.read(|board| board.standing().size);
    let entries = followed.ledger.entries(size.saturating_sub(ENTRIES), size)?;
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
            id { "tag:" (origin) }
            title { (title) }
            updated { (updated) }
            author { name { (title) } }
            link href=(home) {}
            link rel="self" href=(in_lang(&format!("{at}{base}/feed.atom"), lang)) {}
            @for (entry, said) in &told { (one(entry, said)) }
        }
    };
    Ok(format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{}\n", feed.into_string()))
}
