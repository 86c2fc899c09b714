//! Receipts that verify without a network, one for each entry: `/<slug>/receipts/<index>.tlog-proof`.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use crate::base::problem::{Outcome, Problem};
use crate::base::words::{Lang, word};
use crate::http::error::HttpError;
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::http::site::base;
use crate::ledger::sequencer::Placed;
use crate::merkle::tlog_proof::TlogProof;

/// How the files end, as C2SP tlog-proof asks.
const ENDING: &str = ".tlog-proof";

/// Which entry.
#[derive(Deserialize)]
pub struct Wanted {
    index: u64,
}

/// Where the receipt of an entry is, for forms without scripts.
pub async fn lead(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Redirect, HttpError> {
    let followed = shown.get(&slug)?;
    Ok(Redirect::temporary(&address(&followed, wanted.index)))
}

/// The receipt of an entry: the entry, its inclusion proof, and a checkpoint with its cosignatures.
#[utoipa::path(get, path = "/{slug}/receipts/{index}.tlog-proof", tag = "log",
    params(("slug" = String, Path, description = "The ledger"), ("index" = u64, Path, description = "The entry's position")),
    responses((status = 200, description = "C2SP tlog-proof whose extra data is the entry", content_type = "text/plain"), (status = 404, description = "Not published")))]
pub async fn receipt(
    State(shown): State<Arc<Shown>>,
    Path((slug, name)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let followed = shown.get(&slug)?;
    let index = name.strip_suffix(ENDING).and_then(|index| index.parse::<u64>().ok());
    let index = index.filter(|index| name == format!("{index}{ENDING}"));
    let index = index.ok_or_else(|| Problem::missing("page-missing"))?;
    let file = format!("attachment; filename=\"{slug}-{name}\"");
    let bytes = blocking(move || made(&followed, index)).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::CONTENT_DISPOSITION, file.as_str()),
    ];
    Ok((headers, bytes).into_response())
}

fn made(followed: &Followed, index: u64) -> Outcome<Vec<u8>> {
    let published = followed.best(index);
    if index >= published.size {
        return Err(Problem::missing("entry-missing").with("index", index));
    }
    let receipt = followed.ledger.receipt(&Placed { index, fresh: false, published, batch: None })?;
    let (entry, checkpoint) = (receipt.entry.into_bytes(), receipt.checkpoint.into_bytes());
    Ok(TlogProof { extra: Some(entry), index, proof: receipt.proof, checkpoint }.write())
}

fn address(followed: &Followed, index: u64) -> String {
    format!("{}/receipts/{index}{ENDING}", base(followed))
}

/// Offers the receipt of an entry on its page.
pub fn offer(followed: &Followed, index: u64, lang: Lang) -> Markup {
    html! {
        section.table aria-labelledby="receipt" {
            h2 id="receipt" { (word(lang, "receipt-title")) }
            p { (word(lang, "receipt-about")) }
            p { a href=(address(followed, index)) download { (word(lang, "receipt-link")) } }
            p { code { "mingbai receipt verify --policy POLICY FILE" } }
        }
    }
}

/// Offers the receipt of any entry by its number.
pub fn by_number(followed: &Followed, lang: Lang) -> Markup {
    html! {
        section.table aria-labelledby="receipts" {
            h2 id="receipts" { (word(lang, "receipt-title")) }
            p { (word(lang, "receipt-by-number")) }
            form method="get" action=(format!("{}/receipts", base(followed))) {
                label { span { (word(lang, "verify-one-which")) } input name="index" inputmode="numeric" pattern="[0-9]{1,15}" required; }
                button.second type="submit" { (word(lang, "receipt-link")) }
            }
        }
    }
}
