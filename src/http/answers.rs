//! Answers that need not be made again: pages and documents of a ledger as it is now, kept as they were sent for as long as
//! the board they were made from is the one that is shown.
//!
//! Whoever makes an answer says what it is a function of ([`made`]): the board, and for some the day. What else it depends
//! on is in the key: path, question and the encodings that the client takes. An answer is given again only while the board
//! has not changed since, so nobody sees less than the newest checkpoint they could have been told (decision 0029).
//! Its `ETag` is the digest of the bytes sent, so that a client that has them already is told so and no more.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;

use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Day;
use crate::http::error::HttpError;
use crate::http::follow::{Followed, Shown};
use crate::ledger::clock::{Clock as _, SystemClock};

/// What an answer was made from, beside what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Made {
    changes: u64,
    day: Option<Today>,
}

/// A day, and the minutes east of UTC by which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Today {
    /// The day.
    pub day: Day,
    /// Minutes east of UTC.
    pub offset_minutes: i32,
}

impl Today {
    /// The day it is where the ledger is.
    pub fn of(followed: &Followed) -> Self {
        let founded = |followed: &Followed| {
            followed.read(|board| board.standing().founded.as_ref().map_or(0, |founded| founded.offset_minutes))
        };
        Self::at(founded(followed))
    }

    fn at(offset_minutes: i32) -> Self {
        Self { day: SystemClock.now().day_at(offset_minutes), offset_minutes }
    }
}

/// Makes an answer that is a function of the request, the board and `day` alone. It is marked as such, unless the board
/// changed while it was made or it is too long to be kept.
///
/// # Errors
/// Those of `make`.
pub fn made(followed: &Followed, day: Option<Today>, make: impl FnOnce() -> Outcome<Response>) -> Outcome<Response> {
    let changes = followed.changes();
    let mut response = make()?;
    let short = response.body().size_hint().upper().is_some_and(|length| length <= limits::ANSWER_BYTES);
    if short && response.status() == StatusCode::OK && followed.changes() == changes {
        response.extensions_mut().insert(Made { changes, day });
    }
    Ok(response)
}

/// Path and question, and the encodings that the client takes.
type Key = (String, Option<HeaderValue>);

struct Answer {
    made: Made,
    headers: HeaderMap,
    etag: HeaderValue,
    body: Bytes,
    /// When it was given last, in turns.
    turn: u64,
}

impl Answer {
    fn weight(&self, key: &Key) -> usize {
        self.body.len() + key.0.len() + limits::ANSWER_ASKED_BYTES
    }

    fn give(&self, asked: &HeaderMap) -> Response {
        let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let same = |tag: &str| tag.trim() == "*" || tag.trim().as_bytes() == self.etag.as_bytes();
        let mut response = if known.is_some_and(|tags| tags.split(',').any(same)) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(self.body.clone()).into_response()
        };
        response.headers_mut().extend(self.headers.clone());
        if response.status() == StatusCode::NOT_MODIFIED {
            response.headers_mut().remove(header::CONTENT_TYPE);
            response.headers_mut().remove(header::CONTENT_ENCODING);
        }
        response.headers_mut().insert(header::ETAG, self.etag.clone());
        response
    }
}

/// The answers one server keeps.
#[derive(Default)]
pub struct Answers(Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    by_key: BTreeMap<Arc<Key>, Answer>,
    by_turn: BTreeMap<u64, Arc<Key>>,
    turn: u64,
    bytes: usize,
}

impl Shelf {
    fn remove(&mut self, key: &Key) {
        if let Some((key, answer)) = self.by_key.remove_entry(key) {
            self.by_turn.remove(&answer.turn);
            self.bytes -= answer.weight(&key);
        }
    }

    /// The answer, if it still holds.
    fn find(&mut self, key: &Key, changes: u64, asked: &HeaderMap) -> Option<Response> {
        self.turn += 1;
        let answer = self.by_key.get_mut(key)?;
        let today = |today: Today| Today::at(today.offset_minutes) == today;
        if answer.made.changes != changes || !answer.made.day.is_none_or(today) {
            self.remove(key);
            return None;
        }
        if let Some(key) = self.by_turn.remove(&answer.turn) {
            self.by_turn.insert(self.turn, key);
        }
        answer.turn = self.turn;
        Some(answer.give(asked))
    }

    /// Keeps an answer; those longest not asked for make room.
    fn keep(&mut self, key: Key, mut answer: Answer) {
        self.remove(&key);
        self.turn += 1;
        answer.turn = self.turn;
        self.bytes += answer.weight(&key);
        let key = Arc::new(key);
        self.by_turn.insert(self.turn, Arc::clone(&key));
        self.by_key.insert(key, answer);
        while self.bytes > limits::ANSWERS_BYTES {
            let Some((_, oldest)) = self.by_turn.first_key_value().map(|(turn, key)| (*turn, Arc::clone(key))) else {
                return;
            };
            self.remove(&oldest);
        }
    }
}

impl Answers {
    fn with<T>(&self, look: impl FnOnce(&mut Shelf) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What is asked for, if its answer may be kept, and the ledger it is asked of.
fn asked(shown: &Shown, request: &Request) -> Option<(Arc<Followed>, Key)> {
    let uri = request.uri().path_and_query()?.as_str();
    let slug = uri.strip_prefix('/')?.split(['/', '?']).next()?;
    let encodings = request.headers().get(header::ACCEPT_ENCODING);
    let length = uri.len() + encodings.map_or(0, HeaderValue::len);
    let kept = *request.method() == Method::GET && length <= limits::ANSWER_ASKED_BYTES;
    kept.then(|| shown.get(slug).ok()).flatten().map(|followed| (followed, (uri.to_owned(), encodings.cloned())))
}

/// Gives an answer that is kept, or has it made and keeps it.
pub async fn keep(
    State((shown, answers)): State<(Arc<Shown>, Arc<Answers>)>,
    request: Request,
    next: Next,
) -> Response {
    let Some((followed, key)) = asked(&shown, &request) else { return next.run(request).await };
    let changes = followed.changes();
    if let Some(response) = answers.with(|state| state.find(&key, changes, request.headers())) {
        return response;
    }
    let headers = request.headers().clone();
    let (mut parts, body) = next.run(request).await.into_parts();
    let Some(made) = parts.extensions.remove::<Made>() else { return Response::from_parts(parts, body) };
    // What was short before it was compressed is no longer after.
    let Ok(body) = to_bytes(body, limits::ANSWERS_BYTES).await else {
        return HttpError::from(Problem::unavailable("request-failed")).into_response();
    };
    let Ok(etag) = HeaderValue::from_str(&format!("\"{}\"", Hash::of(&body))) else {
        return Response::from_parts(parts, Body::from(body));
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    let answer = Answer { made, headers: parts.headers, etag, body, turn: 0 };
    let response = answer.give(&headers);
    answers.with(|state| state.keep(key, answer));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(bytes: usize) -> Answer {
        let made = Made { changes: 1, day: None };
        let etag = HeaderValue::from_static("\"a\"");
        Answer { made, headers: HeaderMap::new(), etag, body: Bytes::from(vec![0; bytes]), turn: 0 }
    }

    fn there(shelf: &mut Shelf, name: &str) -> bool {
        shelf.find(&(name.to_owned(), None), 1, &HeaderMap::new()).is_some()
    }

    #[test]
    fn those_longest_not_asked_for_make_room() {
        let mut shelf = Shelf::default();
        let length = limits::ANSWERS_BYTES / 3;
        shelf.keep(("/a".to_owned(), None), answer(length));
        shelf.keep(("/b".to_owned(), None), answer(length));
        assert!(there(&mut shelf, "/a"));
        shelf.keep(("/c".to_owned(), None), answer(length));
        assert!(there(&mut shelf, "/a") && there(&mut shelf, "/c") && !there(&mut shelf, "/b"));
        // The same again takes the place of the first, and what does not fit is not there.
        shelf.keep(("/a".to_owned(), None), answer(length));
        assert!(there(&mut shelf, "/a") && there(&mut shelf, "/c"));
        shelf.keep(("/d".to_owned(), None), answer(limits::ANSWERS_BYTES));
        assert_eq!((shelf.bytes, shelf.by_key.len(), shelf.by_turn.len()), (0, 0, 0));
    }

    #[test]
    fn an_answer_of_another_board_or_day_is_let_go() {
        let mut shelf = Shelf::default();
        shelf.keep(("/a".to_owned(), None), answer(10));
        assert!(shelf.find(&("/a".to_owned(), None), 2, &HeaderMap::new()).is_none());
        assert_eq!(shelf.bytes, 0);
        let today = Today::at(480);
        let yesterday = Today { day: today.day.plus(-1), ..today };
        for (day, found) in [(today, true), (yesterday, false)] {
            let mut made_on = answer(10);
            made_on.made.day = Some(day);
            shelf.keep(("/".to_owned(), None), made_on);
            assert_eq!(there(&mut shelf, "/"), found);
        }
    }
}
