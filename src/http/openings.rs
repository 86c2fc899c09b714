//! Private fields: an event submitted with what opens them, and their values for the supervision group.
//!
//! A value is given to whoever holds a session of a key that signed a `sealed.read.v1` event, once, in answer to the request
//! that placed this event: first the reading is recorded in public, durably, then the value is read. Rules decide who may.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::base::json;
use crate::base::problem::{Outcome, Problem};
use crate::event::disclosure::DisclosureEffect;
use crate::event::effect::Effect;
use crate::event::envelope::Verified;
use crate::event::sealed::{Opening, Sealed};
use crate::http::api::{self, DraftOutcome, Placement, answered, counted, placement};
use crate::http::desk;
use crate::http::error::HttpError;
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::http::metrics;
use crate::http::session::Sessions;
use crate::ledger::openings::Openings;

/// A signed event and what opens its private fields.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// The DSSE envelope.
    #[schema(value_type = Object)]
    envelope: Box<RawValue>,
    /// The openings' texts, one for each private field.
    openings: Vec<String>,
}

/// Reads both and holds the openings against the event, before it is queued.
async fn read(body: Bytes) -> Result<(Verified, Openings), HttpError> {
    let read = blocking(move || {
        let sent: Sent = json::read("sealed", &body).map_err(|problem| untold(&problem))?;
        let verified = Verified::open(sent.envelope.get().as_bytes())?;
        let openings = Openings::check(verified.event(), &sent.openings)?;
        Ok((verified, openings))
    });
    read.await
}

/// A problem with the request without what was found in it, which may be private.
fn untold(problem: &Problem) -> Problem {
    Problem::malformed("sealed-request-unreadable").with("cause", problem.code)
}

/// Submits a signed event with the openings of all its private fields. They are compared with what the event seals first.
#[utoipa::path(post, path = "/{slug}/api/sealed", tag = "write", params(("slug" = String, Path, description = "The ledger")),
    request_body = Sent,
    responses((status = 201, description = "Placed, and the openings kept", body = Placement), (status = 200, description = "Was placed before", body = Placement),
        (status = 422, description = "An opening does not open what the event seals, or the rules refuse it", body = crate::http::error::ErrorBody)))]
pub async fn submit(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<Placement>), HttpError> {
    let followed = shown.get(&slug)?;
    let (verified, openings) = read(body).await?;
    let pending = followed.ledger.submit_opened(verified, openings)?;
    let placed = answered(pending).await?.map_err(|failure| counted(&followed, failure))?;
    let status = if placed.fresh { StatusCode::CREATED } else { StatusCode::OK };
    if placed.fresh {
        metrics::accepted(followed.ledger.slug());
    }
    Ok((status, Json(placement(followed, placed).await?)))
}

/// Adds signatures to a draft, or begins one, with the openings of all its private fields.
#[utoipa::path(post, path = "/{slug}/api/sealed/drafts", tag = "write", params(("slug" = String, Path, description = "The ledger")),
    request_body = Sent,
    responses((status = 201, description = "Placed", body = DraftOutcome), (status = 202, description = "Waits for more", body = DraftOutcome),
        (status = 422, description = "An opening does not open what the event seals, or nothing can mend it", body = crate::http::error::ErrorBody)))]
pub async fn draft(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<DraftOutcome>), HttpError> {
    let followed = shown.get(&slug)?;
    let (verified, openings) = read(body).await?;
    let pending = followed.ledger.draft_opened(verified, openings)?;
    let drafted = answered(pending).await?.map_err(|failure| counted(&followed, failure))?;
    api::drafted(followed, drafted).await
}

/// A private field and what it holds.
#[derive(Serialize, ToSchema)]
pub struct Value {
    /// The commitment.
    pub sealed: String,
    /// The field; absent when its opening was never sent or is lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What proves the value to somebody else: whoever has it can show that the event says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opening: Option<String>,
}

/// Values, and where it stands that they were read.
#[derive(Serialize, ToSchema)]
pub struct Values {
    /// Position of the entry that records the reading.
    pub index: u64,
    /// The fields asked for.
    pub values: Vec<Value>,
}

/// Gives out private values to the supervision group: records the signed request, then answers it. A request is good once.
#[utoipa::path(post, path = "/{slug}/api/sealed/read", tag = "read", params(("slug" = String, Path, description = "The ledger")),
    request_body(content = Object, description = "DSSE envelope of a `sealed.read.v1` event, signed by the key of the session in `Authorization: Bearer`"),
    responses((status = 200, body = Values), (status = 409, description = "The request was recorded before"),
        (status = 422, description = "No session, or not entitled that day", body = crate::http::error::ErrorBody)))]
pub async fn values(
    State(shown): State<Arc<Shown>>,
    Extension(sessions): Extension<Arc<Sessions>>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<([(HeaderName, &'static str); 1], Json<Values>), HttpError> {
    let followed = shown.get(&slug)?;
    let holder = desk::holder(&followed, &sessions, &headers)?;
    let verified = blocking(move || Verified::open(&body)).await?;
    let asked = asked(&verified)?;
    if verified.envelope().keys().all(|key| key != holder) {
        return Err(Problem::refused("opening-not-yours").into());
    }
    let pending = followed.ledger.submit(verified)?;
    let placed = answered(pending).await?.map_err(|failure| counted(&followed, failure))?;
    if !placed.fresh {
        // Requests are public once they are recorded: repeating one must give nothing to anybody.
        return Err(Problem::conflict("opening-request-used").with("index", placed.index).into());
    }
    metrics::accepted(followed.ledger.slug());
    let values = blocking(move || asked.iter().map(|sealed| value(&followed, sealed)).collect::<Outcome<_>>()).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(Values { index: placed.index, values })))
}

/// What a request asks to read.
fn asked(verified: &Verified) -> Outcome<Vec<Sealed>> {
    let effects = verified.event().body.causes().into_iter().filter_map(|effect| match effect {
        Effect::Disclosure(DisclosureEffect::Read(sealed)) => Some(sealed),
        _ => None,
    });
    let asked: Vec<Sealed> = effects.collect();
    if asked.is_empty() { Err(Problem::refused("opening-request-kind")) } else { Ok(asked) }
}

fn value(followed: &Followed, sealed: &Sealed) -> Outcome<Value> {
    let opening = followed.ledger.opening(sealed)?;
    Ok(Value {
        sealed: sealed.to_string(),
        field: opening.as_ref().map(|opening| opening.field().to_string()),
        value: opening.as_ref().map(|opening| opening.value().to_string()),
        opening: opening.as_ref().map(Opening::text),
    })
}

/// How often private fields were read.
#[derive(Serialize, ToSchema)]
pub struct Counts {
    /// Private fields sealed.
    pub sealed: usize,
    /// Of these, erased.
    pub erased: usize,
    /// Readings of private fields, each field counted.
    pub read: u64,
}

/// How many private fields there are, and how often they were read: for everybody.
#[utoipa::path(get, path = "/{slug}/api/sealed", tag = "read", params(("slug" = String, Path, description = "The ledger")),
    responses((status = 200, body = Counts)))]
pub async fn counts(State(shown): State<Arc<Shown>>, Path(slug): Path<String>) -> Result<Json<Counts>, HttpError> {
    let followed = shown.get(&slug)?;
    let counts = blocking(move || {
        Ok(followed.read(|board| {
            let all = || board.standing().disclosures.all_sealed().map(|(_, state)| state);
            let erased = all().filter(|state| state.erased.is_some()).count();
            Counts { sealed: all().count(), erased, read: all().map(|state| state.read).sum() }
        }))
    });
    Ok(Json(counts.await?))
}
