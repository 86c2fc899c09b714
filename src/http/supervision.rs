//! The supervision desk: what asks for a look, with the evidence beside it, and what to do about it. Everything here is
//! computed from the record; what is done about it is signed at the members' desk.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::code::{Code, EventId};
use crate::base::limits;
use crate::base::problem::Outcome;
use crate::base::time::Day;
use crate::base::words::{Lang, say, word};
use crate::event::authority::Step;
use crate::event::disclosure::{DocumentPath, Finding};
use crate::event::kind::Kind as _;
use crate::event::kinds::{notice, resolution, sealed};
use crate::event::mandate::BodySort;
use crate::event::payload::Event;
use crate::event::sealed::Sealed;
use crate::html::page::{Page, escaped, in_lang};
use crate::http::error::HttpError;
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::http::site::{Asked, base, fresh_page};
use crate::ledger::clock::{Clock as _, SystemClock};
use crate::rules::standing::authorities::MatterState;
use crate::rules::standing::obligations::DutyStand;
use crate::view::board::Board;
use crate::view::document::{Document, Table, Tone, Value};
use crate::view::open::party::parts::resolution_path;
use crate::view::render::page::{self, title};
use crate::view::render::site::Site;
use crate::view::render::value::{Scope, markup};
use crate::view::{tables, told};

/// Rows of a list; there is a link to all.
const ROWS: usize = 50;
/// Months looked at, the newest first.
const MONTHS: usize = 24;

/// What asks for a look.
struct Look {
    /// Hits of flags that nobody has answered, by rule.
    flags: Vec<Table>,
    /// Statements of closed months that have no review as they are published now, or whose last review objects.
    unreviewed: Vec<(Document, Option<Finding>)>,
    /// Matters that wait for the group's agreement.
    matters: Vec<(Code, String)>,
    /// What is owed, the overdue first.
    duties: Table,
    /// Events with private fields that are not erased, the newest first: entry, event, fields.
    private: Vec<(u64, EventId, Vec<Sealed>)>,
}

/// Events with private fields that are not erased, the newest first.
fn private(board: &Board) -> Vec<(u64, EventId, Vec<Sealed>)> {
    let mut found: BTreeMap<u64, (EventId, Vec<Sealed>)> = BTreeMap::new();
    for (sealed, state) in board.standing().disclosures.all_sealed().filter(|(_, state)| state.erased.is_none()) {
        found.entry(state.at).or_insert_with(|| (state.event, Vec::new())).1.push(sealed);
        if found.len() > ROWS {
            found.pop_first();
        }
    }
    found.into_iter().rev().map(|(at, (event, fields))| (at, event, fields)).collect()
}

fn look(board: &Board, today: Day) -> Look {
    let wanted = |_: &_, stand| matches!(stand, DutyStand::Open | DutyStand::Overdue);
    let mut duties = tables::duties(wanted, board.standing(), today);
    duties.rows.truncate(ROWS);
    Look {
        flags: flags(board),
        unreviewed: unreviewed(board),
        matters: matters(board),
        duties,
        private: private(board),
    }
}

fn flags(board: &Board) -> Vec<Table> {
    let rules = board.paths().into_iter().filter(|path| path.starts_with("flags/"));
    let hits = rules.filter_map(|path| {
        let content = board.content(&path)?;
        let mut table = content.tables.into_iter().find(|table| table.name == "hits")?;
        let answers = table.columns.iter().position(|column| column == "flags-answers")?;
        table.rows.retain(|row| matches!(row.get(answers), Some(Value::List(answers)) if answers.is_empty()));
        table.rows.truncate(ROWS);
        table.name = path.replace('/', "-");
        table.caption = content.title;
        Some(table)
    });
    hits.filter(|table| !table.rows.is_empty()).collect()
}

fn unreviewed(board: &Board) -> Vec<(Document, Option<Finding>)> {
    let books = &board.standing().books;
    let mut months: Vec<_> = books.months().filter(|month| books.closed(*month).is_some()).collect();
    months.sort_unstable();
    let documents = months.into_iter().rev().take(MONTHS).filter_map(|month| {
        let path = DocumentPath::statement(month);
        let document = board.document(path.as_str())?;
        let found = board.standing().disclosures.review(&path, &document.digest).map(|review| review.finding);
        (found != Some(Finding::Agreed)).then_some((document, found))
    });
    documents.collect()
}

fn matters(board: &Board) -> Vec<(Code, String)> {
    let standing = board.standing();
    let waits = |state: &&MatterState| {
        let cap = state.matter.grant.as_ref().map_or(0, |grant| grant.cap);
        let required = standing.policy.as_ref().and_then(|policy| policy.steps(state.matter.sort, cap));
        let next = required.and_then(|required| state.remaining(required).first());
        let ours = next.is_some_and(|next| next.step == Step::Agreed && next.sort == BodySort::Supervision);
        state.conclusion.is_none() && !state.lost() && ours
    };
    let found = standing.authorities.matters().filter(waits).take(ROWS);
    found.map(|state| (state.matter.matter.clone(), state.matter.title.to_string())).collect()
}

/// The page.
pub async fn page(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let (lang, at) = (asked.lang(), shown.reached_at(&headers));
    fresh_page(shown.get(&slug), (uri.path(), lang), move |followed| made(followed, &at, lang)).await
}

fn made(followed: &Followed, at: &str, lang: Lang) -> Outcome<Page> {
    let (base, now) = (base(followed), SystemClock.now());
    let drafts = followed.ledger.drafts()?;
    let drafts = drafts.iter().take(ROWS).map(|draft| Event::read(draft.payload())).collect::<Outcome<Vec<_>>>()?;
    Ok(followed.read(|board| {
        let scope = Scope::of(board.standing(), base.clone(), lang);
        let look = look(board, now.day_at(scope.offset_minutes));
        let told: Vec<String> = drafts.iter().map(|event| told::sentence(event, Some(board.standing()), lang)).collect();
        let body = html! {
            p.lead { (word(lang, "supervision-lead")) }
            (checklist(&look, &scope))
            (waiting(&look, &told, &scope))
            @for table in &look.flags { (page::plain(table, &scope)) p.files { a href=(in_lang(&format!("{base}/{}", table.name.replacen('-', "/", 1)), lang)) { (word(lang, "supervision-flag-all")) } } }
            @if look.flags.is_empty() { section.table { h2 { (word(lang, "supervision-flags")) } p.verdict.good { (word(lang, "supervision-no-flags")) } } }
            (page::plain(&look.duties, &scope))
            (private_fields(&look, &scope))
            (replay(&format!("{at}{base}/"), &scope))
        };
        Site::new(board, &base, lang).plain("supervision", word(lang, "supervision-title"), body)
    }))
}

/// A link to the members' desk with a form filled in; nothing is signed by following it.
fn desk(scope: &Scope, kind: &str, values: &[(&str, String)]) -> String {
    let values: Vec<String> = values.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    format!("{}#kind={kind}&{}", in_lang(&format!("{}/desk", scope.base), scope.lang), values.join("&"))
}

/// What has not been reviewed.
fn checklist(look: &Look, scope: &Scope) -> Markup {
    let lang = scope.lang;
    let review = |document: &Document| {
        let values = [
            ("shown.path", document.content.path.clone()),
            ("shown.digest", document.digest.to_string()),
            ("shown.size", document.size.to_string()),
            ("shown.edition", if document.edition.is_first() { String::new() } else { document.edition.0.to_string() }),
        ];
        desk(scope, notice::Reviewed::NAME, &values)
    };
    html! {
        section.table aria-labelledby="unreviewed" {
            h2 #unreviewed { (word(lang, "supervision-unreviewed")) }
            @if look.unreviewed.is_empty() { p.verdict.good { (word(lang, "supervision-all-reviewed")) } }
            ul.latest {
                @for (document, found) in &look.unreviewed {
                    li.doing {
                        a href=(in_lang(&format!("{}/{}", scope.base, document.content.path), lang)) { (title(&document.content, scope)) }
                        @if found.is_some() { " " (markup(&Value::badge("badge-objected", Tone::Bad), scope)) }
                        " " a.button.second href=(review(document)) { (word(lang, "supervision-review")) }
                    }
                }
            }
        }
    }
}

/// Matters to agree to or refuse, and drafts to sign.
fn waiting(look: &Look, drafts: &[String], scope: &Scope) -> Markup {
    let lang = scope.lang;
    let agree = |matter: &Code| desk(scope, resolution::Agreed::NAME, &[("matter", matter.to_string())]);
    html! {
        section.table aria-labelledby="matters" {
            h2 #matters { (word(lang, "supervision-matters")) }
            @if look.matters.is_empty() { p.quiet { (word(lang, "supervision-no-matters")) } }
            ul.latest {
                @for (matter, name) in &look.matters {
                    li.doing {
                        a href=(in_lang(&format!("{}/{}", scope.base, resolution_path(matter)), lang)) { (name) }
                        " " a.button.second href=(agree(matter)) { (word(lang, "supervision-agree")) }
                    }
                }
            }
        }
        section.table aria-labelledby="drafts" {
            h2 #drafts { (word(lang, "supervision-drafts")) }
            @if drafts.is_empty() { p.quiet { (word(lang, "supervision-no-drafts")) } }
            @else {
                ul.latest { @for told in drafts { li { (told) } } }
                p { a.button.second href=(in_lang(&format!("{}/desk", scope.base), lang)) { (word(lang, "supervision-sign")) } }
            }
        }
    }
}

/// Private fields, each with a form to read them: the reading is signed and public before anything is shown.
fn private_fields(look: &Look, scope: &Scope) -> Markup {
    let lang = scope.lang;
    let read = |event: &EventId, fields: &[Sealed]| {
        let listed =
            fields.iter().enumerate().map(|(at, field)| (format!("fields.{at}.sealed"), field.sealed.to_string()));
        let values: Vec<(String, String)> =
            [("event".to_owned(), event.to_string())].into_iter().chain(listed).collect();
        let values: Vec<(&str, String)> = values.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        desk(scope, sealed::Read::NAME, &values)
    };
    html! {
        section.table aria-labelledby="private" {
            h2 #private { (word(lang, "supervision-private")) }
            p { (word(lang, "supervision-private-about")) }
            @if look.private.is_empty() { p.quiet { (word(lang, "supervision-private-none")) } }
            ul.latest {
                @for (at, event, fields) in &look.private {
                    li.doing {
                        a href=(in_lang(&format!("{}/events/{at}", scope.base), lang)) {
                            (say(lang, "supervision-private-fields", &[("index", at.to_string()), ("count", fields.len().to_string())]))
                        }
                        " " a.button.second href=(read(event, fields)) { (word(lang, "supervision-read")) }
                    }
                }
            }
        }
    }
}

/// How anybody checks all of it alone, and the file to take along.
fn replay(address: &str, scope: &Scope) -> Markup {
    let lang = scope.lang;
    html! {
        section.table aria-labelledby="replay" {
            h2 #replay { (word(lang, "supervision-replay")) }
            p { (word(lang, "supervision-replay-about")) }
            pre.copied { "mingbai verify " (address) }
            p { (word(lang, "supervision-remember")) }
            pre.copied { "mingbai verify --remember memory.json " (address) }
            p { (word(lang, "supervision-file-about")) }
            p { a.button.second href=(format!("{}/audit.json", scope.base)) download="mingbai-audit.json" { (word(lang, "supervision-file")) } }
        }
    }
}

/// A document as an audit names it.
#[derive(Serialize, ToSchema)]
pub struct Named {
    /// Its path.
    path: String,
    /// The digest of its content.
    digest: String,
    /// Entries it was folded from.
    size: u64,
}

/// What an auditor takes along.
#[derive(Serialize, ToSchema)]
pub struct AuditFile {
    /// The ledger's origin.
    origin: String,
    /// The log's verifier key.
    vkey: String,
    /// The signed checkpoint.
    checkpoint: String,
    /// The day lateness is measured against.
    day: String,
    /// The first documents, with digests.
    documents: Vec<Named>,
    /// Paths of statements without a review.
    unreviewed: Vec<String>,
    /// Matters that wait for the supervision group, by code.
    matters: Vec<String>,
    /// Hits that nobody has answered, as tables.
    #[schema(value_type = Object)]
    flags: Vec<Table>,
    /// What is owed, as a table.
    #[schema(value_type = Object)]
    duties: Table,
    /// How to check it all.
    commands: Vec<String>,
}

/// The audit file.
#[utoipa::path(get, path = "/{slug}/audit.json", tag = "read", params(("slug" = String, Path, description = "The ledger")),
    responses((status = 200, body = AuditFile)))]
pub async fn file(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let (followed, at) = (shown.get(&slug)?, shown.reached_at(&headers));
    let file = blocking(move || {
        let published = followed.shown();
        let (vkey, address) = (followed.ledger.vkey().to_string(), format!("{at}{}/", base(&followed)));
        Ok(followed.read(|board| {
            let offset = board.standing().founded.as_ref().map_or(0, |founded| founded.offset_minutes);
            let today = SystemClock.now().day_at(offset);
            let look = look(board, today);
            let documents =
                board.paths().into_iter().take(limits::AUDIT_DOCUMENTS).filter_map(|path| board.document(&path));
            AuditFile {
                origin: followed.ledger.vkey().name().to_owned(),
                vkey: vkey.clone(),
                checkpoint: String::from_utf8_lossy(&published.checkpoint).into_owned(),
                day: today.to_string(),
                documents: documents
                    .map(|one| Named { path: one.content.path, digest: one.digest.to_string(), size: one.size })
                    .collect(),
                unreviewed: look.unreviewed.iter().map(|(document, _)| document.content.path.clone()).collect(),
                matters: look.matters.iter().map(|(matter, _)| matter.to_string()).collect(),
                flags: look.flags,
                duties: look.duties,
                commands: vec![format!("mingbai verify {address}"), format!("mingbai verify --vkey {vkey} {address}")],
            }
        }))
    });
    let headers = [
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"mingbai-audit.json\""),
    ];
    Ok((headers, Json(file.await?)).into_response())
}
