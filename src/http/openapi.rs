//! The API described for programs, made from the handlers themselves.

use axum::Json;
use utoipa::OpenApi;

use crate::http::{api, desk, log, openings, papers, receipts, search, supervision, together, witnesses};

#[derive(OpenApi)]
#[openapi(
    info(title = "Mingbai", description = "A transparency ledger for community self-government"),
    paths(
        log::checkpoint, log::vkey, log::tile, api::submit, together::submit, api::draft, api::drafts, api::draft_of, api::withdraw, api::entries, api::entry,
        api::receipt, api::inclusion, api::consistency, desk::kinds, desk::compose, desk::challenge, desk::open, desk::waiting,
        search::json, supervision::file, witnesses::json, receipts::receipt, openings::submit, openings::draft, openings::values, openings::counts, papers::put,
    ),
    tags((name = "log", description = "C2SP tlog-tiles"), (name = "read", description = "Looking things up"), (name = "write", description = "Submitting and co-signing"))
)]
struct Api;

/// The OpenAPI document.
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Api::openapi())
}
