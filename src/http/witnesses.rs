//! How the witnesses of a ledger stand: a page for people, the same as JSON, and the warning other pages carry.

use std::sync::Arc;

use axum::Json;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::time::Instant;
use crate::base::words::{Lang, say, word};
use crate::html::page::{Page, in_lang};
use crate::html::parts::{Cell, Row, Shape, Table, Tone, badge};
use crate::http::cosigning::{Status, WitnessStatus};
use crate::http::error::HttpError;
use crate::http::follow::{Followed, Shown};
use crate::http::seen::Seen;
use crate::http::site::{Asked, base, fresh_page};
use crate::view::document::Value;
use crate::view::render::value::{Scope, markup};

/// How the witnesses stand.
#[derive(Serialize, ToSchema)]
pub struct Body {
    /// Entries that readers are shown; fewer than the newest while those wait for cosignatures.
    shown: u64,
    /// None when the ledger asks no witnesses, or has not begun to.
    #[serde(flatten)]
    status: Option<Status>,
}

/// The witnesses as JSON.
#[utoipa::path(get, path = "/{slug}/witnesses.json", tag = "log", params(("slug" = String, Path, description = "The ledger")),
    responses((status = 200, body = Body)))]
pub async fn json(State(shown): State<Arc<Shown>>, Path(slug): Path<String>) -> Result<Response, HttpError> {
    let followed = shown.get(&slug)?;
    let body = Body { shown: followed.shown().size, status: followed.status() };
    Ok(([(header::CACHE_CONTROL, "no-cache")], Json(body)).into_response())
}

/// The witnesses as a page.
pub async fn page(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let lang = asked.lang();
    fresh_page(shown.get(&slug), (uri.path(), lang), move |followed| Ok(made(followed, lang))).await
}

fn made(followed: &Followed, lang: Lang) -> Page {
    let scope = followed.read(|board| Scope::of(board.standing(), base(followed), lang));
    let status = followed.status();
    let body = html! {
        p.lead { (word(lang, "witnesses-lead")) }
        @match &status {
            None => p { (word(lang, if followed.asks() { "witnesses-beginning" } else { "witnesses-none" })) },
            Some(status) => { (standing(followed, status, lang)) (table(status, &scope)) }
        }
        p { (word(lang, "witnesses-check")) }
        p { code { "mingbai receipt verify --policy POLICY FILE" } }
    };
    let mut page = Seen { followed, then: None, lang }.plain("witnesses", word(lang, "witnesses-title"), body);
    page.banner = warning(followed, lang);
    page
}

fn standing(followed: &Followed, status: &Status, lang: Lang) -> Markup {
    let facts = [
        ("size", status.size.to_string()),
        ("shown", followed.shown().size.to_string()),
        ("current", status.current().to_string()),
        ("all", status.witnesses.len().to_string()),
    ];
    html! {
        p { (say(lang, "witnesses-standing", &facts)) }
        p { (word(lang, if status.cosigned_only { "witnesses-rule-hold" } else { "witnesses-rule-warn" })) }
    }
}

fn table(status: &Status, scope: &Scope) -> Markup {
    let lang = scope.lang;
    let cell = |content: Option<Markup>, shape| Cell { content, shape };
    let row = |witness: &WitnessStatus| {
        let (text, tone) =
            if witness.current { ("witnesses-current", Tone::Good) } else { ("witnesses-behind", Tone::Bad) };
        let millis = witness.time.and_then(|seconds| i64::try_from(seconds).ok()?.checked_mul(1_000));
        let time = millis.map(Instant::from_millis);
        let problem = witness.problem.as_ref().map(|told| match lang {
            Lang::Zh => told.zh.clone(),
            Lang::En => told.en.clone(),
        });
        let cells = vec![
            cell(Some(html! { (witness.name) }), Shape::Words),
            cell(Some(badge(&word(lang, text), tone)), Shape::Short),
            cell(Some(html! { (witness.size) }), Shape::Figure),
            cell(time.map(|time| markup(&Value::Instant(time), scope)), Shape::Short),
        ];
        let mut more = vec![(word(lang, "witnesses-key"), html! { code { (witness.key) } })];
        more.extend(problem.map(|problem| (word(lang, "witnesses-problem"), html! { (problem) })));
        Row { cells, more }
    };
    let head = |key: &str, shape| (word(lang, key), shape);
    Table {
        id: "witnesses",
        caption: word(lang, "witnesses-title"),
        wide: false,
        heads: vec![
            head("witnesses-name", Shape::Words),
            head("witnesses-state", Shape::Short),
            head("witnesses-size", Shape::Figure),
            head("witnesses-time", Shape::Short),
        ],
        rows: status.witnesses.iter().map(row).collect(),
        totals: None,
        empty: word(lang, "witnesses-nobody"),
        above: None,
        below: html! {},
    }
    .render()
}

/// What a reader must know while too few witnesses have cosigned the newest checkpoint.
pub fn warning(followed: &Followed, lang: Lang) -> Option<Markup> {
    let status = followed.status().filter(|status| !status.quorum)?;
    let shown = followed.shown().size;
    let facts = [
        ("size", status.size.to_string()),
        ("shown", shown.to_string()),
        ("current", status.current().to_string()),
        ("all", status.witnesses.len().to_string()),
    ];
    let key = if shown < status.size { "witnesses-held" } else { "witnesses-unmet" };
    let href = in_lang(&format!("{}/witnesses", base(followed)), lang);
    Some(html! {
        aside.past {
            p { strong { (say(lang, key, &facts)) } }
            p { a href=(href) { (word(lang, "witnesses-title")) } }
        }
    })
}
