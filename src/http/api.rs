//! The API: submit, co-sign, and look things up.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use crate::base::code::EventId;
use crate::base::hash::Hash;
use crate::base::json;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::event::envelope::{Envelope, Verified};
use crate::event::payload::Event;
use crate::http::error::{HttpError, Told, told};
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::http::metrics;
use crate::ledger::drafts::Withdrawal;
use crate::ledger::handle::Pending;
use crate::ledger::receipt::Receipt;
use crate::ledger::sequencer::{Drafted, Failure, Placed};
use crate::merkle::tree::leaf_hash;

type Answer<T> = Result<Json<T>, HttpError>;

/// A receipt and whether the event was already there.
#[derive(Serialize, ToSchema)]
pub struct Placement {
    /// Whether this request placed the event; false when the same event had been placed before.
    pub fresh: bool,
    /// The receipt: `index`, `entry`, `checkpoint`, `proof`.
    #[schema(value_type = Object)]
    pub receipt: Receipt,
}

/// A draft.
#[derive(Serialize, ToSchema)]
pub struct DraftBody {
    /// The event's id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// The envelope with the signatures so far.
    #[schema(value_type = Object)]
    pub envelope: Envelope,
    /// What is still unmet; absent in listings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmet: Option<Vec<Told>>,
}

/// What became of a draft.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DraftOutcome {
    /// Its clauses were met: it is in the ledger.
    Placed(Placement),
    /// It waits for more.
    Waiting(DraftBody),
}

/// The answer, once it comes.
pub(super) async fn answered<T>(pending: Pending<T>) -> Result<T, HttpError> {
    pending.await.map_err(|_| Problem::unavailable("ledger-stopped").into())
}

/// Signatures verified where the request is handled. It takes less time than handing the work to another thread; more of
/// them go off the async runtime, so that no envelope holds up others.
const AT_ONCE: usize = 4;

/// Opens an envelope.
async fn open(bytes: Bytes) -> Result<Verified, HttpError> {
    let envelope = Envelope::read(&bytes)?;
    if envelope.keys().count() <= AT_ONCE {
        return Ok(Verified::check(envelope)?);
    }
    blocking(move || Verified::check(envelope)).await
}

/// The receipt of a placed event.
pub(super) async fn placement(followed: Arc<Followed>, placed: Placed) -> Result<Placement, HttpError> {
    let fresh = placed.fresh;
    // What was placed just now needs no reading.
    let receipt = if placed.batch.is_some() {
        followed.ledger.receipt(&placed)?
    } else {
        blocking(move || followed.ledger.receipt(&placed)).await?
    };
    Ok(Placement { fresh, receipt })
}

/// A failure to answer with, counted when it is a refusal.
pub(super) fn counted(followed: &Followed, failure: Failure) -> HttpError {
    if let Failure::Refused(refusal) = &failure {
        metrics::refused(followed.ledger.slug(), refusal.unmet.first().map_or("refused", |problem| problem.code));
    }
    failure.into()
}

/// Submits a signed event. The answer comes when it is durable and a checkpoint covers it.
#[utoipa::path(post, path = "/{slug}/api/events", tag = "write", params(("slug" = String, Path, description = "The ledger")),
    request_body(content = Object, description = "DSSE envelope of a CloudEvents payload"),
    responses((status = 201, description = "Placed", body = Placement), (status = 200, description = "Was placed before", body = Placement),
        (status = 400, description = "Cannot be read"), (status = 409, description = "The id is used by another event"),
        (status = 422, description = "Refused by the rules", body = crate::http::error::ErrorBody), (status = 503, description = "Busy; see Retry-After")))]
pub async fn submit(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<Placement>), HttpError> {
    let followed = shown.get(&slug)?;
    let verified = open(body).await?;
    let placed = answered(followed.ledger.submit(verified)?).await?.map_err(|failure| counted(&followed, failure))?;
    let status = if placed.fresh { StatusCode::CREATED } else { StatusCode::OK };
    if placed.fresh {
        metrics::accepted(followed.ledger.slug());
    }
    Ok((status, Json(placement(followed, placed).await?)))
}

/// Adds signatures to a draft, or begins one. It is placed by itself once every clause is met.
#[utoipa::path(post, path = "/{slug}/api/drafts", tag = "write", params(("slug" = String, Path, description = "The ledger")),
    request_body(content = Object, description = "DSSE envelope with at least one signature"),
    responses((status = 201, description = "Placed", body = DraftOutcome), (status = 202, description = "Waits for more", body = DraftOutcome),
        (status = 422, description = "No further signature can mend it", body = crate::http::error::ErrorBody)))]
pub async fn draft(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<DraftOutcome>), HttpError> {
    let followed = shown.get(&slug)?;
    let verified = open(body).await?;
    let drafted = answered(followed.ledger.draft(verified)?).await?.map_err(|failure| counted(&followed, failure))?;
    self::drafted(followed, drafted).await
}

/// What became of a draft, as an answer.
pub(super) async fn drafted(
    followed: Arc<Followed>,
    drafted: Drafted,
) -> Result<(StatusCode, Json<DraftOutcome>), HttpError> {
    match drafted {
        Drafted::Placed(placed) => {
            metrics::accepted(followed.ledger.slug());
            let placed = placement(followed, placed).await?;
            Ok((StatusCode::CREATED, Json(DraftOutcome::Placed(placed))))
        }
        Drafted::Waiting(draft) => {
            let unmet = draft.unmet.iter().map(told).collect();
            let body = draft_body(draft.envelope, Some(unmet))?;
            Ok((StatusCode::ACCEPTED, Json(DraftOutcome::Waiting(body))))
        }
    }
}

fn draft_body(envelope: Envelope, unmet: Option<Vec<Told>>) -> Outcome<DraftBody> {
    let head = Event::read(envelope.payload())?.head;
    Ok(DraftBody { id: head.id.to_string(), kind: head.kind.to_owned(), subject: head.subject, envelope, unmet })
}

/// The drafts that wait for signatures, oldest first.
#[utoipa::path(get, path = "/{slug}/api/drafts", tag = "read", params(("slug" = String, Path, description = "The ledger")),
    responses((status = 200, body = Vec<DraftBody>)))]
pub async fn drafts(State(shown): State<Arc<Shown>>, Path(slug): Path<String>) -> Answer<Vec<DraftBody>> {
    let followed = shown.get(&slug)?;
    let drafts = blocking(move || followed.ledger.drafts()).await?;
    Ok(Json(drafts.into_iter().map(|envelope| draft_body(envelope, None)).collect::<Outcome<_>>()?))
}

/// One draft and what it still needs.
#[utoipa::path(get, path = "/{slug}/api/drafts/{id}", tag = "read",
    params(("slug" = String, Path, description = "The ledger"), ("id" = String, Path, description = "The event's id")),
    responses((status = 200, body = DraftBody), (status = 404, description = "No such draft")))]
pub async fn draft_of(State(shown): State<Arc<Shown>>, Path((slug, id)): Path<(String, String)>) -> Answer<DraftBody> {
    let followed = shown.get(&slug)?;
    let id: EventId = id.parse()?;
    let reading = Arc::clone(&followed);
    let envelope = blocking(move || reading.ledger.draft_of(id)).await?;
    let envelope = envelope.ok_or_else(|| Problem::missing("draft-missing").with("id", id))?;
    let event = Event::read(envelope.payload())?;
    let verdict = answered(followed.ledger.judge(event, envelope.keys().collect())?).await?;
    let unmet = verdict.err().map(|refusal| refusal.unmet.iter().map(told).collect()).unwrap_or_default();
    Ok(Json(draft_body(envelope, Some(unmet))?))
}

/// Withdraws a draft for one of its signers.
#[utoipa::path(delete, path = "/{slug}/api/drafts/{id}", tag = "write",
    params(("slug" = String, Path, description = "The ledger"), ("id" = String, Path, description = "The event's id")),
    request_body(content = Object, description = "`key`, and as `sig` its signature over `mingbai withdrawal v1`, the ledger's origin and the id, a line each"),
    responses((status = 204, description = "It waits no more"), (status = 404, description = "No such draft"),
        (status = 422, description = "Signed by another key", body = crate::http::error::ErrorBody)))]
pub async fn withdraw(
    State(shown): State<Arc<Shown>>,
    Path((slug, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<StatusCode, HttpError> {
    let followed = shown.get(&slug)?;
    let id: EventId = id.parse()?;
    let withdrawal: Withdrawal = json::read("withdrawal", &body)?;
    answered(followed.ledger.withdraw(id, &withdrawal)?).await??;
    Ok(StatusCode::NO_CONTENT)
}

/// A range of entries.
#[derive(Deserialize, IntoParams)]
pub struct Range {
    /// First position; 0 when left out.
    #[serde(default)]
    from: u64,
    /// Position after the last; at most 256 further.
    until: Option<u64>,
}

/// An entry as recorded.
#[derive(Serialize, ToSchema)]
pub struct EntryBody {
    /// Its leaf hash.
    #[schema(value_type = String)]
    pub leaf: Hash,
    /// The entry, byte for byte as hashed.
    #[schema(value_type = Object)]
    pub entry: Box<RawValue>,
}

fn entry_bodies(entries: Vec<Vec<u8>>) -> Outcome<Vec<EntryBody>> {
    let body = |bytes: Vec<u8>| {
        let leaf = leaf_hash(&bytes);
        let text = String::from_utf8(bytes)
            .map_err(|_| Problem::damaged("json-not-utf8").with("what", "entry").with("at", 0))?;
        let entry = RawValue::from_string(text).map_err(|e| Problem::damaged("payload-unwritable").with("cause", e))?;
        Ok(EntryBody { leaf, entry })
    };
    entries.into_iter().map(body).collect()
}

/// Entries in order, at most 256 at a time.
#[utoipa::path(get, path = "/{slug}/api/entries", tag = "read", params(("slug" = String, Path, description = "The ledger"), Range),
    responses((status = 200, body = Vec<EntryBody>)))]
pub async fn entries(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(range): Query<Range>,
) -> Answer<Vec<EntryBody>> {
    let followed = shown.get(&slug)?;
    let size = followed.shown().size;
    let from = range.from.min(size);
    let until = range.until.unwrap_or(size).clamp(from, size).min(from + limits::PAGE_ENTRIES);
    let entries = blocking(move || followed.ledger.entries(from, until)).await?;
    Ok(Json(entry_bodies(entries)?))
}

/// One entry.
#[utoipa::path(get, path = "/{slug}/api/entries/{index}", tag = "read",
    params(("slug" = String, Path, description = "The ledger"), ("index" = u64, Path, description = "Its position")),
    responses((status = 200, body = EntryBody), (status = 404, description = "Beyond the end")))]
pub async fn entry(State(shown): State<Arc<Shown>>, Path((slug, index)): Path<(String, u64)>) -> Answer<EntryBody> {
    let followed = shown.get(&slug)?;
    within(&followed, index)?;
    let entries = blocking(move || followed.ledger.entries(index, index + 1)).await?;
    let body = entry_bodies(entries)?.pop().ok_or_else(|| Problem::missing("entry-missing").with("index", index))?;
    Ok(Json(body))
}

fn within(followed: &Followed, index: u64) -> Outcome<()> {
    let size = followed.shown().size;
    if index < size { Ok(()) } else { Err(Problem::missing("entry-missing").with("index", index)) }
}

/// The receipt of a placed event, with the checkpoint of now.
#[utoipa::path(get, path = "/{slug}/api/receipts/{id}", tag = "read",
    params(("slug" = String, Path, description = "The ledger"), ("id" = String, Path, description = "The event's id")),
    responses((status = 200, description = "`index`, `entry`, `checkpoint`, `proof`", body = Object), (status = 404, description = "No such event")))]
pub async fn receipt(State(shown): State<Arc<Shown>>, Path((slug, id)): Path<(String, String)>) -> Answer<Receipt> {
    let followed = shown.get(&slug)?;
    let id: EventId = id.parse()?;
    let receipt = blocking(move || {
        let missing = || Problem::missing("event-missing").with("id", id);
        let index = followed.ledger.find(id)?.ok_or_else(missing)?;
        // What readers are not shown yet, the log alone stands by.
        let newest = || followed.ledger.published().borrow().clone();
        let published = Some(followed.shown()).filter(|shown| index < shown.size).unwrap_or_else(newest);
        followed.ledger.receipt(&Placed { index, fresh: false, published, batch: None })
    });
    Ok(Json(receipt.await?))
}

/// Which leaf, in which tree.
#[derive(Deserialize, IntoParams)]
pub struct Inclusion {
    /// The leaf.
    index: u64,
    /// The size of the tree; that of the checkpoint when left out.
    size: Option<u64>,
}

/// A proof.
#[derive(Serialize, ToSchema)]
pub struct ProofBody {
    /// The size of the tree it is for.
    pub size: u64,
    /// Its hashes, from the leaf upwards.
    #[schema(value_type = Vec<String>)]
    pub proof: Vec<Hash>,
}

/// An inclusion proof (RFC 6962, section 2.1.1).
#[utoipa::path(get, path = "/{slug}/api/proofs/inclusion", tag = "read", params(("slug" = String, Path, description = "The ledger"), Inclusion),
    responses((status = 200, body = ProofBody), (status = 404, description = "Beyond the tree")))]
pub async fn inclusion(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Inclusion>,
) -> Answer<ProofBody> {
    let followed = shown.get(&slug)?;
    let size = asked_size(&followed, asked.size)?;
    let proof = blocking(move || followed.ledger.inclusion(asked.index, size)).await?;
    Ok(Json(ProofBody { size, proof }))
}

/// From which tree to which.
#[derive(Deserialize, IntoParams)]
pub struct Consistency {
    /// The smaller size.
    old: u64,
    /// The larger size; that of the checkpoint when left out.
    size: Option<u64>,
}

/// A consistency proof (RFC 6962, section 2.1.2).
#[utoipa::path(get, path = "/{slug}/api/proofs/consistency", tag = "read", params(("slug" = String, Path, description = "The ledger"), Consistency),
    responses((status = 200, body = ProofBody), (status = 404, description = "Beyond the tree")))]
pub async fn consistency(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Consistency>,
) -> Answer<ProofBody> {
    let followed = shown.get(&slug)?;
    let size = asked_size(&followed, asked.size)?;
    let proof = blocking(move || followed.ledger.consistency(asked.old, size)).await?;
    Ok(Json(ProofBody { size, proof }))
}

/// A size beyond the checkpoint is not published and must not be proved about.
fn asked_size(followed: &Followed, asked: Option<u64>) -> Outcome<u64> {
    let size = followed.shown().size;
    match asked {
        Some(asked) if asked > size => Err(Problem::missing("size-beyond").with("found", asked).with("size", size)),
        Some(asked) => Ok(asked),
        None => Ok(size),
    }
}
