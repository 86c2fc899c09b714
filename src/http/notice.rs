//! Notices for the board and slips for households, ready to print.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, word};
use crate::html::page::in_lang;
use crate::html::qr;
use crate::http::error::HttpError;
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::http::site::base;
use crate::view::render::notice::{self, Form, Printed};
use crate::view::render::site::Site;
use crate::view::render::value::Scope;

/// What a reader may ask of a notice.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    lang: Option<String>,
    form: Option<String>,
}

/// A document as a notice.
pub async fn notice(
    State(shown): State<Arc<Shown>>,
    Path((slug, path)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let followed = shown.get(&slug)?;
    let lang = if asked.lang.as_deref() == Some("en") { Lang::En } else { Lang::Zh };
    let (form, at) = (Form::asked(asked.form.as_deref()), shown.reached_at(&headers));
    let html = blocking(move || made(&followed, &path, lang, form, &at)).await?;
    Ok(([(header::CACHE_CONTROL, "no-cache")], Html(html)).into_response())
}

fn made(followed: &Followed, path: &str, lang: Lang, form: Form, at: &str) -> Outcome<String> {
    let missing = || Problem::missing("document-missing").with("path", path.escape_debug());
    let document = followed.read(|board| board.document(path)).ok_or_else(missing)?;
    let base = base(followed);
    let address = in_lang(&format!("{at}{base}/verify"), lang);
    let code = qr::code(&format!("{address}#{}", notice::fragment(&document)), &word(lang, "notice-code"))?;
    Ok(followed.read(|board| {
        let ledger = Site::new(board, &base, lang).home_link().text;
        let printed = Printed { ledger, address: &address, code: code.clone(), form };
        let scope = Scope::of(board.standing(), base.clone(), lang);
        notice::page(&document, &printed, &scope).into_string()
    }))
}
